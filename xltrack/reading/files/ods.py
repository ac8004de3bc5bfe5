"""Workbooks of OpenDocument (.ods) as a Book: one pass over content.xml that keeps what is not blank."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from xml.parsers import expat

from xltrack.base.address import CellRange
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, MAX_COLUMN, MAX_ROW, Limits
from xltrack.ooxml.package import Package
from xltrack.ooxml.scan import Fault
from xltrack.ooxml.strings import RichText, part_struck
from xltrack.ooxml.xml import PartError, refuse_dtd
from xltrack.reading.files.grid import SourceBook, SourceSheet, Value
from xltrack.reading.files.merges import RawSheet, finish_sheet
from xltrack.reading.files.ods_values import (
    DRAWING,
    KEPT_BREAK,
    KEPT_SPACE,
    KEPT_TAB,
    NUMBER_TEXT,
    OFFICE,
    TABLE,
    TEXT,
    Attributes,
    StyleTable,
    UnreadableError,
    read_paragraph,
    read_range,
    read_value,
)

_TABLE, _ROW = f"{TABLE}table", f"{TABLE}table-row"
_COLUMN, _COVERED = f"{TABLE}table-column", f"{TABLE}covered-table-cell"
_USUAL = f"{TABLE}default-cell-style-name"
_CELLS = frozenset({f"{TABLE}table-cell", _COVERED})
_KEPT = {f"{TEXT}tab": KEPT_TAB, f"{TEXT}line-break": KEPT_BREAK}
_ASIDE = (
    f"{OFFICE}annotation",
    f"{TEXT}note",
    f"{TEXT}ruby-text",
    f"{TABLE}tracked-changes",
    f"{TABLE}shapes",
    DRAWING,
)


def read_ods(package: Package, source: str, limits: Limits = DEFAULT_LIMITS) -> SourceBook:
    """Read all sheets.

    Raises:
        SourceError: D253 encrypted, D112 damaged, D132 more than the limits allow, D131 it has a DTD, D133 no sheet.
    """
    if _is_encrypted(package):
        raise SourceError("D253")
    styles = StyleTable()
    content = _Content(styles, limits)
    try:
        if "styles.xml" in package:
            _feed(package, "styles.xml", _Styles(styles, limits), limits)
    except PartError:
        content.diagnostics.append(Diagnostic("D182", None, {}))
    try:
        _feed(package, "content.xml", content, limits)
    except PartError:
        raise SourceError("D112", part="content.xml") from None
    if not content.sheets:
        raise SourceError("D133")
    return SourceBook(source, tuple(content.sheets), content.names, tuple(content.diagnostics))


def _is_encrypted(package: Package) -> bool:
    try:
        return "META-INF/manifest.xml" in package and b"encryption-data" in package.part("META-INF/manifest.xml")
    except PartError:
        return False  # a list of contents that nothing else here needs


def _feed(package: Package, part: str, target: _Styles, limits: Limits) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_dtd
    parser.StartElementHandler, parser.EndElementHandler = target.start, target.end
    parser.CharacterDataHandler = target.text
    fed = 0
    try:
        for chunk in package.chunks(part, "sheet"):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > limits.piece:  # one tag that does not end
                raise limits.over("piece")
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise PartError(str(error)) from None


class _Styles:
    """Takes the styles from a part, and bounds its depth."""

    def __init__(self, styles: StyleTable, limits: Limits) -> None:
        self.styles, self.limits = styles, limits
        self.path: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """An element opens."""
        self.path.append(name)
        if len(self.path) > self.limits.depth:
            raise PartError("nested too deep")
        self.styles.start(name, attributes)

    def end(self, _name: str) -> None:
        """An element closes."""
        self.path.pop()

    def text(self, words: str) -> None:
        """Words between tags: those of date styles count."""
        if self.path[-1] == NUMBER_TEXT:
            self.styles.text(words)


class _Content(_Styles):
    """Takes sheets and names from content.xml."""

    def __init__(self, styles: StyleTable, limits: Limits) -> None:
        super().__init__(styles, limits)
        self.sheets: list[SourceSheet] = []
        self.names: dict[str, str] = {}
        self.diagnostics: list[Diagnostic] = []
        self._cells_left, self._text_left = limits.cells, limits.text
        self._aside = 0
        self._table: _Table | None = None
        self._cell: _Cell | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element opens: styles come before sheets, and what stands aside (comments, drawings) has no words of a cell."""
        super().start(name, attributes)
        if self._aside or name.startswith(_ASIDE):
            self._aside += 1
        elif self._cell is not None:
            self._cell.start(name, attributes)
        elif name == _TABLE and self._table is None:
            if len(self.sheets) >= self.limits.sheets:
                raise self.limits.over("sheets")
            self._table = _Table(attributes, self.styles, self.limits)
        elif name == _ROW and self._table is not None:
            self._table.open_row(attributes)
        elif name in _CELLS and self._table is not None:
            style = attributes.get(f"{TABLE}style-name") or self._table.usual_style
            self._cell = _Cell(attributes, style, self.styles, self.limits, covered=name == _COVERED)
        elif name == _COLUMN and self._table is not None:
            self._table.add_column(attributes)
        elif name == f"{TABLE}table-source" and self._table is not None:
            self._table.is_copy = True
        elif name == f"{TABLE}named-range" and self._table is None:
            area = read_range(attributes.get(f"{TABLE}cell-range-address", ""))
            self.names |= {attributes.get(f"{TABLE}name", ""): area} if area else {}

    def text(self, words: str) -> None:
        """Words count inside the paragraphs of a cell."""
        if self._cell is None:
            super().text(words)
        elif not self._aside:
            self._cell.text(words)

    def end(self, name: str) -> None:
        """An element closes."""
        super().end(name)
        if self._aside:
            self._aside -= 1
        elif name in _CELLS and self._cell is not None and self._table is not None:
            self._table.add(self._cell)
            self._text_left -= self._cell.length
            if self._text_left < 0:
                raise self.limits.over("text")
            self._cell = None
        elif self._cell is not None:
            self._cell.end(name)
        elif name == _ROW and self._table is not None:
            self._cells_left -= self._table.close_row(self._cells_left)
        elif name == _TABLE and self._table is not None and _TABLE not in self.path:
            self._close_table(self._table)

    def _close_table(self, table: _Table) -> None:
        self._table = None
        if not table.is_copy:  # cells of another file, kept by LibreOffice for its formulas
            self.sheets.append(table.sheet(self.diagnostics))


class _Cell:
    """One cell while it is read: its attributes, its paragraphs, whether all its words are struck out."""

    def __init__(
        self, attributes: Attributes, style: str, styles: StyleTable, limits: Limits, *, covered: bool
    ) -> None:
        self.attributes, self.covered, self.length = attributes, covered, 0
        self._limits = limits
        self._style, self._styles = style, styles
        self._lines = [bool(styles.is_struck(style))]
        self._paragraphs: list[list[tuple[str, bool]]] = []  # their pieces, each with whether it is struck out
        self._pieces: list[tuple[str, bool]] | None = None

    @cached_property
    def rich(self) -> RichText:
        """The paragraphs, joined by line breaks, as far as they are read."""
        if not any(struck for pieces in self._paragraphs for _, struck in pieces):
            return RichText(_join(self._paragraphs))
        told = part_struck(piece for pieces in self._paragraphs for piece in pieces)
        if told.struck or not told.left_out:
            return told._replace(text=_join(self._paragraphs))
        kept = ([piece for piece in pieces if not piece[1]] for pieces in self._paragraphs)
        left_out = ([piece for piece in pieces if piece[1]] for pieces in self._paragraphs)
        return RichText(_join(kept), left_out=_join(left_out).strip())

    @property
    def words(self) -> str:
        """The paragraphs, joined by line breaks, without what is struck out of them."""
        return self.rich.text

    @property
    def shape(self) -> str:
        """How its number or date looks."""
        dated = self.attributes.get(f"{OFFICE}value-type") == "date"
        return self._styles.date_shape(self._style) if dated else self._styles.shape(self._style)

    @property
    def is_struck(self) -> bool:
        """Whether all words are struck out."""
        return self.rich.struck or (self._lines[0] and not self.rich.text.strip())

    def start(self, name: str, attributes: Attributes) -> None:
        """An element inside the cell."""
        if name == f"{TEXT}p":
            self._pieces = []
        elif self._pieces is None:
            return
        elif name == f"{TEXT}span":
            line = self._styles.is_struck(attributes.get(f"{TEXT}style-name", ""))
            self._lines.append(self._lines[-1] if line is None else line)
        elif name == f"{TEXT}s":
            count = attributes.get(f"{TEXT}c", "1")
            self._add(KEPT_SPACE * min(int(count) if count.isdecimal() and len(count) < 6 else 1, 32_767))
        elif name in _KEPT:
            self._add(_KEPT[name])

    def _add(self, words: str) -> None:
        if self._pieces is not None:
            self._pieces.append((words, self._lines[-1]))
            self.length += len(words)
            if self.length > self._limits.piece:
                raise self._limits.over("piece")

    def text(self, words: str) -> None:
        """Words of a paragraph."""
        if self._pieces is not None:
            self._add(words)

    def end(self, name: str) -> None:
        """An element inside the cell closes."""
        if name == f"{TEXT}p" and self._pieces is not None:
            self._paragraphs.append(self._pieces)
            self._pieces = None
        elif name == f"{TEXT}span" and len(self._lines) > 1:
            self._lines.pop()


def _join(paragraphs: Iterable[list[tuple[str, bool]]]) -> str:
    return "\n".join(read_paragraph([words for words, _ in pieces]) for pieces in paragraphs)


class _Table:
    """One sheet while it is read."""

    def __init__(self, attributes: Attributes, styles: StyleTable, limits: Limits) -> None:
        self._limits, self._merges_left_out, self._faults_left_out = limits, 0, 0
        self._name = attributes.get(f"{TABLE}name", "")
        self._is_hidden = styles.is_hidden(attributes.get(f"{TABLE}style-name", ""))
        self.is_copy = False
        self._draft = RawSheet({}, [], set(), set())
        self._faults: list[Fault] = []
        self._row, self._column = 1, 1
        self._columns: list[
            tuple[int, str]
        ] = []  # the last of a run of columns, and the style of its cells that name none
        self._row_style = ""
        self._cells: dict[int, Value] = {}
        self._line: set[int] = set()
        self._repeats, self._is_row_hidden = 1, False

    def add_column(self, attributes: Attributes) -> None:
        """A column, or several alike, and the style that its cells have where they name none."""
        before = self._columns[-1][0] if self._columns else 0
        if before < MAX_COLUMN:
            count = _count(attributes, f"{TABLE}number-columns-repeated")
            self._columns.append((before + count, attributes.get(_USUAL, "")))

    @property
    def usual_style(self) -> str:
        """The style of the next cell where it names none: that of its row, else that of its column."""
        place = bisect_left(self._columns, (self._column, ""))
        return self._row_style or (self._columns[place][1] if place < len(self._columns) else "")

    def open_row(self, attributes: Attributes) -> None:
        """A row, or several alike."""
        self._column, self._cells, self._line = 1, {}, set()
        self._repeats = _count(attributes, f"{TABLE}number-rows-repeated")
        self._row_style = attributes.get(_USUAL, "")
        self._is_row_hidden = attributes.get(f"{TABLE}visibility") in {"collapse", "filter"}

    def add(self, cell: _Cell) -> None:
        """A cell, or several alike, at the end of the row; what lies under a merged area is not shown."""
        repeats = _count(cell.attributes, f"{TABLE}number-columns-repeated")
        value = None if cell.covered else self._value(cell)
        if value is not None:
            if self._column + repeats - 1 > self._limits.columns:
                raise self._limits.over("columns")
            columns = range(self._column, self._column + repeats)
            self._cells.update(dict.fromkeys(columns, value))
            if cell.is_struck:
                self._line.update(columns)
            elif cell.rich.left_out:
                self._fault("D271", text=cell.rich.left_out)
        down = _count(cell.attributes, f"{TABLE}number-rows-spanned")
        across = _count(cell.attributes, f"{TABLE}number-columns-spanned")
        if down > 1 or across > 1:
            bottom, right = min(self._row + down - 1, MAX_ROW), min(self._column + across - 1, MAX_COLUMN)
            if len(self._draft.merges) < self._limits.merges:
                self._draft.merges.append(CellRange(self._row, self._column, bottom, right))
            else:
                self._merges_left_out += 1
        self._column += repeats

    def _value(self, cell: _Cell) -> Value | None:
        has_type = f"{OFFICE}value-type" in cell.attributes
        if f"{TABLE}formula" in cell.attributes and not has_type and not cell.words:
            self._fault("D183")
            return None
        try:
            return read_value(cell.attributes, cell.words, cell.shape)
        except UnreadableError:
            self._fault("D186", words=cell.words)
            return cell.words or None

    def _fault(self, code: str, **facts: object) -> None:
        """Keep a fault of the cell that is being read, or count it."""
        if len(self._faults) < self._limits.faults:
            self._faults.append(Fault(code, self._row, self._column, facts))
        else:
            self._faults_left_out += 1

    def close_row(self, room: int) -> int:
        """Put the row in its place, or places; gives how many cells it has brought, no more than there is room for."""
        first, self._row = self._row, self._row + self._repeats
        if not self._cells:
            return 0
        if self._repeats > self._limits.repeats or self._row - 1 > MAX_ROW:
            raise self._limits.over("repeats")
        if self._repeats * len(self._cells) > room:
            raise self._limits.over("cells")
        if len(self._draft.rows) + self._repeats > self._limits.rows:
            raise self._limits.over("rows")
        for row in range(first, self._row):
            self._draft.rows[row] = dict(self._cells)
            self._draft.struck.update((row, column) for column in self._line)
            if self._is_row_hidden:
                self._draft.hidden.add(row)
        return self._repeats * len(self._cells)

    def sheet(self, diagnostics: list[Diagnostic]) -> SourceSheet:
        """The sheet, its faults added to `diagnostics`."""
        draft = self._draft._replace(
            merges_left_out=self._merges_left_out, faults=self._faults, faults_left_out=self._faults_left_out
        )
        return finish_sheet(self._name, "hidden" if self._is_hidden else "visible", draft, diagnostics)


def _count(attributes: Attributes, name: str) -> int:
    """A count that an attribute gives: 1 where it gives none, or nonsense."""
    words = attributes.get(name, "1")
    return max(1, int(words)) if words.isdecimal() and len(words) < 10 else 1
