"""Workbooks of OpenDocument (.ods) as a Book: one pass over content.xml that keeps what is not blank."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import suppress
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from xltrack.base.address import CellRange
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, MAX_COLUMN, MAX_ROW, Limits
from xltrack.ooxml.package import Package
from xltrack.ooxml.scan import Fault, Scan
from xltrack.ooxml.strings import part_struck
from xltrack.ooxml.xml import PartError, refuse_dtd
from xltrack.reading.files.grid import SheetState, SourceBook, SourceSheet, Value, finish_sheet
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
    OdsStyles,
    UnreadableError,
    read_paragraph,
    read_range,
    read_value,
)

_TABLE, _ROW = f"{TABLE}table", f"{TABLE}table-row"
_COLUMN, _COVERED = f"{TABLE}table-column", f"{TABLE}covered-table-cell"
_USUAL = f"{TABLE}default-cell-style-name"
_CELLS = frozenset({f"{TABLE}table-cell", _COVERED})
_SPACES = f"{TEXT}s"
_MARKS = KEPT_SPACE + KEPT_TAB + KEPT_BREAK
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
    with suppress(PartError):  # a list of contents that nothing else here needs
        if "META-INF/manifest.xml" in package and b"encryption-data" in package.part("META-INF/manifest.xml"):
            raise SourceError("D253")
    styles = OdsStyles()
    content = _Content(styles, limits)
    try:
        if "styles.xml" in package:
            _Styles(styles, limits).feed(package, "styles.xml")
    except PartError:
        content.diagnostics.append(Diagnostic("D182", None, {}))
    try:
        content.feed(package, "content.xml")
    except PartError:
        raise SourceError("D112", part="content.xml") from None
    if not content.sheets:
        raise SourceError("D133")
    return SourceBook(source, tuple(content.sheets), content.names, tuple(content.diagnostics))


class _Styles:
    """Takes the styles from a part, and bounds its depth."""

    def __init__(self, styles: OdsStyles, limits: Limits) -> None:
        self.styles, self.limits = styles, limits
        self.path: list[str] = []

    def feed(self, package: Package, part: str) -> None:
        """Read a part; raises PartError where it is damaged."""
        parser, fed = expat.ParserCreate(namespace_separator=" "), 0
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = refuse_dtd
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.text
        try:
            for chunk in package.chunks(part, "sheet"):
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > self.limits.piece:  # one tag that does not end
                    raise self.limits.over("piece")
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise PartError(str(error)) from None

    def start(self, name: str, attributes: Attributes) -> None:
        self.path.append(name)
        if len(self.path) > self.limits.depth:
            raise PartError("nested too deep")
        self.styles.start(name, attributes)

    def end(self, _name: str) -> None:
        self.path.pop()

    def text(self, words: str) -> None:
        """Words between tags: those of date styles count."""
        if self.path[-1] == NUMBER_TEXT:
            self.styles.text(words)


class _Content(_Styles):
    """Takes sheets and names from content.xml: a cell at a time as a tree, of which comments and drawings are no part."""

    def __init__(self, styles: OdsStyles, limits: Limits) -> None:
        super().__init__(styles, limits)
        self.sheets: list[SourceSheet] = []
        self.names: dict[str, str] = {}
        self.diagnostics: list[Diagnostic] = []
        self._cells_left, self._text_left = limits.cells, limits.text
        self._aside = self._length = 0
        self._table: _Table | None = None
        self._cell, self._tree = Element(""), TreeBuilder()
        self._in_cell = False

    def start(self, name: str, attributes: Attributes) -> None:
        super().start(name, attributes)
        if self._aside or name.startswith(_ASIDE):
            self._aside += 1
        elif self._in_cell:
            self._tree.start(name, attributes)
            if name == _SPACES:
                self._grow(_spaces(attributes))
        elif self._table is None:
            self._outside(name, attributes)
        elif name == _ROW:
            self._table.open_row(attributes)
        elif name in _CELLS:
            self._tree, self._in_cell, self._length = TreeBuilder(), True, 0
            self._cell = self._tree.start(name, attributes)
        elif name == _COLUMN:
            self._table.add_column(attributes)
        elif name == f"{TABLE}table-source":
            self._table.is_copy = True

    def _outside(self, name: str, attributes: Attributes) -> None:
        if name == _TABLE:
            if len(self.sheets) >= self.limits.sheets:
                raise self.limits.over("sheets")
            self._table = _Table(attributes, self.styles, self.limits)
        elif name == f"{TABLE}named-range" and (area := read_range(attributes.get(f"{TABLE}cell-range-address", ""))):
            self.names[attributes.get(f"{TABLE}name", "")] = area

    def _grow(self, length: int) -> None:
        self._length += length
        if self._length > self.limits.piece:
            raise self.limits.over("piece")

    def text(self, words: str) -> None:
        if not self._in_cell:
            super().text(words)
        elif not self._aside:
            self._tree.data(words)
            self._grow(len(words))

    def end(self, name: str) -> None:
        super().end(name)
        if self._aside:
            self._aside -= 1
        elif self._in_cell:
            self._tree.end(name)
            if name in _CELLS and self._table:
                self._in_cell = False
                self._text_left -= self._table.add(self._cell)
                if self._text_left < 0:
                    raise self.limits.over("text")
        elif name == _ROW and self._table:
            self._cells_left -= self._table.close_row(self._cells_left)
        elif name == _TABLE and self._table and _TABLE not in self.path:
            if not self._table.is_copy:  # cells of another file, kept by LibreOffice for its formulas
                self.sheets.append(self._table.sheet(self.diagnostics))
            self._table = None


def _spaces(attributes: Attributes) -> int:
    count = attributes.get(f"{TEXT}c", "1")
    return min(int(count) if count.isdecimal() and len(count) < 6 else 1, 32_767)


def _pieces(node: Element, styles: OdsStyles, struck: bool) -> Iterator[tuple[str, bool]]:
    """The words inside an element, each with whether a line strikes them out."""
    yield node.text or "", struck
    for child in node:
        if child.tag == _SPACES:
            yield KEPT_SPACE * _spaces(child.attrib), struck
        elif child.tag in _KEPT:
            yield _KEPT[child.tag], struck
        else:
            own = styles.is_struck(child.get(f"{TEXT}style-name", "")) if child.tag == f"{TEXT}span" else None
            yield from _pieces(child, styles, struck if own is None else own)
        yield child.tail or "", struck


def _join(paragraphs: Iterable[list[tuple[str, bool]]], leave: bool | None = None) -> str:
    """The paragraphs, joined by line breaks, without the pieces that are struck out, or are not, as `leave` says."""
    kept = ([words for words, struck in pieces if struck is not leave] for pieces in paragraphs)
    return "\n".join(map(read_paragraph, kept))


class _Table:
    """One sheet while it is read."""

    def __init__(self, attributes: Attributes, styles: OdsStyles, limits: Limits) -> None:
        self._limits, self._styles = limits, styles
        self._name = attributes.get(f"{TABLE}name", "")
        self._is_hidden = styles.is_hidden(attributes.get(f"{TABLE}style-name", ""))
        self.is_copy = False
        self._scan = Scan()
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

    def _style_of(self, cell: Element) -> str:
        """The style of the next cell: its own, else that of its row, else that of its column."""
        if style := cell.get(f"{TABLE}style-name") or self._row_style:
            return style
        place = bisect_left(self._columns, (self._column, ""))
        return self._columns[place][1] if place < len(self._columns) else ""

    def open_row(self, attributes: Attributes) -> None:
        self._column, self._cells, self._line = 1, {}, set()
        self._repeats = _count(attributes, f"{TABLE}number-rows-repeated")
        self._row_style = attributes.get(_USUAL, "")
        self._is_row_hidden = attributes.get(f"{TABLE}visibility") in {"collapse", "filter"}

    def add(self, cell: Element) -> int:
        """A cell, or several alike, at the end of the row; what lies under a merged area is not shown.

        Gives how many characters it has brought.
        """
        repeats = _count(cell.attrib, f"{TABLE}number-columns-repeated")
        style = self._style_of(cell)
        struck = bool(self._styles.is_struck(style))
        paragraphs = [list(_pieces(node, self._styles, struck)) for node in cell.iter(f"{TEXT}p")]
        lined = part_struck((said.strip(_MARKS), line) for pieces in paragraphs for said, line in pieces)
        words = _join(paragraphs, leave=True if lined.left_out else None)
        value = None if cell.tag == _COVERED else self._value(cell.attrib, words, style)
        if value is not None:
            if self._column + repeats - 1 > self._limits.columns:
                raise self._limits.over("columns")
            columns = range(self._column, self._column + repeats)
            self._cells.update(dict.fromkeys(columns, value))
            if lined.struck or (struck and not lined.text.strip()):
                self._line.update(columns)
            elif lined.left_out:
                self._fault("D271", text=_join(paragraphs, leave=False).strip())
        down = _count(cell.attrib, f"{TABLE}number-rows-spanned")
        across = _count(cell.attrib, f"{TABLE}number-columns-spanned")
        if down > 1 or across > 1:
            bottom, right = min(self._row + down - 1, MAX_ROW), min(self._column + across - 1, MAX_COLUMN)
            if len(self._scan.merges) < self._limits.merges:
                self._scan.merges.append(CellRange(self._row, self._column, bottom, right))
            else:
                self._scan.merges_skipped += 1
        self._column += repeats
        return sum(len(said) for pieces in paragraphs for said, _ in pieces)

    def _value(self, attributes: Attributes, words: str, style: str) -> Value | None:
        if f"{TABLE}formula" in attributes and f"{OFFICE}value-type" not in attributes and not words:
            self._fault("D183")
            return None
        dated = attributes.get(f"{OFFICE}value-type") == "date"
        try:
            return read_value(attributes, words, (self._styles.date_shape if dated else self._styles.shape)(style))
        except UnreadableError:
            self._fault("D186", words=words)
            return words or None

    def _fault(self, code: str, **facts: object) -> None:
        """Keep a fault of the cell that is being read, or count it."""
        if len(self._scan.faults) < self._limits.faults:
            self._scan.faults.append(Fault(code, self._row, self._column, facts))
        else:
            self._scan.skipped += 1

    def close_row(self, room: int) -> int:
        """Put the row in its place, or places; gives how many cells it has brought, no more than there is room for."""
        first, self._row = self._row, self._row + self._repeats
        if not self._cells:
            return 0
        if self._repeats > self._limits.repeats or self._row - 1 > MAX_ROW:
            raise self._limits.over("repeats")
        if self._repeats * len(self._cells) > room:
            raise self._limits.over("cells")
        if len(self._scan.rows) + self._repeats > self._limits.rows:
            raise self._limits.over("rows")
        for row in range(first, self._row):
            self._scan.rows[row] = dict(self._cells)
            self._scan.struck.update((row, column) for column in self._line)
            if self._is_row_hidden:
                self._scan.hidden.add(row)
        return self._repeats * len(self._cells)

    def sheet(self, diagnostics: list[Diagnostic]) -> SourceSheet:
        state: SheetState = "hidden" if self._is_hidden else "visible"
        return finish_sheet(self._name, state, self._scan, diagnostics)


def _count(attributes: Attributes, name: str) -> int:
    """A count that an attribute gives: 1 where it gives none, or nonsense."""
    words = attributes.get(name, "1")
    return max(1, int(words)) if words.isdecimal() and len(words) < 10 else 1
