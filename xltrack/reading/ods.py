"""Workbooks of OpenDocument (.ods) as a Book: one pass over content.xml that keeps what is not blank."""

from __future__ import annotations

from xml.parsers import expat

from xltrack.address import CellRange, CellRef
from xltrack.diagnostics import Diagnostic
from xltrack.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, MAX_COLUMN, MAX_ROW, Limits
from xltrack.ooxml.package import Package
from xltrack.ooxml.xml import PartError, refuse_dtd
from xltrack.reading.grid import Book, Sheet, Value
from xltrack.reading.merges import Draft, finish_sheet
from xltrack.reading.ods_values import (
    DRAWING,
    KEPT_BREAK,
    KEPT_SPACE,
    KEPT_TAB,
    OFFICE,
    TABLE,
    TEXT,
    Attributes,
    StyleTable,
    UnreadableError,
    read_paragraph,
    read_range,
    read_value,
)  # fmt: skip

_MOST_REPEATS = 50_000  # of anything that has a value
_TABLE, _ROW = f"{TABLE}table", f"{TABLE}table-row"
_COVERED = f"{TABLE}covered-table-cell"
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


def read_ods(package: Package, source: str, limits: Limits = DEFAULT_LIMITS) -> Book:
    """Read all sheets.

    Raises:
        SourceError: D253 encrypted, D112 damaged, D132 more than the limits allow, D131 it has a DTD, D133 no sheet.
    """
    try:
        if b"encryption-data" in (package.part("META-INF/manifest.xml") if "META-INF/manifest.xml" in package else b""):
            raise SourceError("D253")
        styles = StyleTable()
        content = _Content(styles, limits)
        if "styles.xml" in package:
            _feed(package, "styles.xml", _Styles(styles, limits), limits)
        _feed(package, "content.xml", content, limits)
    except PartError:
        raise SourceError("D112", part="content.xml") from None
    if not content.sheets:
        raise SourceError("D133")
    return Book(source, tuple(content.sheets), content.names, tuple(content.diagnostics))


def _feed(package: Package, part: str, target: _Styles, limits: Limits) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_dtd
    parser.StartElementHandler, parser.EndElementHandler = target.start, target.end
    parser.CharacterDataHandler = target.text
    try:
        for chunk in package.chunks(part, limits.sheet):
            parser.Parse(chunk, False)
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
        """Words between tags."""


class _Content(_Styles):
    """Takes sheets and names from content.xml."""

    def __init__(self, styles: StyleTable, limits: Limits) -> None:
        super().__init__(styles, limits)
        self.sheets: list[Sheet] = []
        self.names: dict[str, str] = {}
        self.diagnostics: list[Diagnostic] = []
        self._cells_left = limits.cells
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
            self._table = _Table(attributes, self.styles)
        elif name == _ROW and self._table is not None:
            self._table.open_row(attributes)
        elif name in _CELLS and self._table is not None:
            self._cell = _Cell(attributes, self.styles, covered=name == _COVERED)
        elif name == f"{TABLE}table-source" and self._table is not None:
            self._table.is_copy = True
        elif name == f"{TABLE}named-range" and self._table is None:
            area = read_range(attributes.get(f"{TABLE}cell-range-address", ""))
            self.names |= {attributes.get(f"{TABLE}name", ""): area} if area else {}

    def text(self, words: str) -> None:
        """Words count inside the paragraphs of a cell."""
        if self._cell is not None and not self._aside:
            self._cell.text(words)

    def end(self, name: str) -> None:
        """An element closes."""
        super().end(name)
        if self._aside:
            self._aside -= 1
        elif name in _CELLS and self._cell is not None and self._table is not None:
            self._table.add(self._cell)
            self._cell = None
        elif self._cell is not None:
            self._cell.end(name)
        elif name == _ROW and self._table is not None:
            self._cells_left -= self._table.close_row()
            if self._cells_left < 0:
                raise SourceError("D132", limit=f"{self.limits.cells}格")
        elif name == _TABLE and self._table is not None and _TABLE not in self.path:
            self._close_table(self._table)

    def _close_table(self, table: _Table) -> None:
        self._table = None
        if not table.is_copy:  # cells of another file, kept by LibreOffice for its formulas
            self.sheets.append(table.sheet(self.diagnostics))


class _Cell:
    """One cell while it is read: its attributes, its paragraphs, whether all its words are struck out."""

    def __init__(self, attributes: Attributes, styles: StyleTable, *, covered: bool) -> None:
        self.attributes, self.covered = attributes, covered
        self._styles = styles
        self._lines = [bool(styles.is_struck(attributes.get(f"{TABLE}style-name", "")))]
        self._paragraphs: list[str] = []
        self._pieces: list[str] | None = None
        self._struck: bool | None = None

    @property
    def words(self) -> str:
        """The paragraphs, joined by line breaks."""
        return "\n".join(self._paragraphs)

    @property
    def shape(self) -> str:
        """How its number looks."""
        return self._styles.shape(self.attributes.get(f"{TABLE}style-name", ""))

    @property
    def is_struck(self) -> bool:
        """Whether all words are struck out."""
        return self._lines[0] if self._struck is None else self._struck

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
            self._pieces.append(KEPT_SPACE * min(int(count) if count.isdecimal() else 1, 32_767))
        elif name in _KEPT:
            self._pieces.append(_KEPT[name])

    def text(self, words: str) -> None:
        """Words of a paragraph."""
        if self._pieces is not None:
            self._pieces.append(words)
            if words.strip():
                self._struck = self._lines[-1] and self._struck is not False

    def end(self, name: str) -> None:
        """An element inside the cell closes."""
        if name == f"{TEXT}p" and self._pieces is not None:
            self._paragraphs.append(read_paragraph(self._pieces))
            self._pieces = None
        elif name == f"{TEXT}span" and len(self._lines) > 1:
            self._lines.pop()


class _Table:
    """One sheet while it is read."""

    def __init__(self, attributes: Attributes, styles: StyleTable) -> None:
        self._name = attributes.get(f"{TABLE}name", "")
        self._is_hidden = styles.is_hidden(attributes.get(f"{TABLE}style-name", ""))
        self.is_copy = False
        self._draft = Draft({}, [], set(), set())
        self._faults: list[tuple[str, int, int, dict[str, object]]] = []
        self._row, self._column = 1, 1
        self._cells: dict[int, Value] = {}
        self._line: set[int] = set()
        self._repeats, self._is_row_hidden = 1, False

    def open_row(self, attributes: Attributes) -> None:
        """A row, or several alike."""
        self._column, self._cells, self._line = 1, {}, set()
        self._repeats = _count(attributes, f"{TABLE}number-rows-repeated")
        self._is_row_hidden = attributes.get(f"{TABLE}visibility") in {"collapse", "filter"}

    def add(self, cell: _Cell) -> None:
        """A cell, or several alike, at the end of the row; what lies under a merged area is not shown."""
        repeats = _count(cell.attributes, f"{TABLE}number-columns-repeated")
        value = None if cell.covered else self._value(cell)
        if value is not None:
            if repeats > MAX_COLUMN or self._column + repeats - 1 > MAX_COLUMN:
                raise SourceError("D132", limit=f"{MAX_COLUMN}列")
            columns = range(self._column, self._column + repeats)
            self._cells.update(dict.fromkeys(columns, value))
            if cell.is_struck:
                self._line.update(columns)
        down = _count(cell.attributes, f"{TABLE}number-rows-spanned")
        across = _count(cell.attributes, f"{TABLE}number-columns-spanned")
        if down > 1 or across > 1:
            bottom, right = min(self._row + down - 1, MAX_ROW), min(self._column + across - 1, MAX_COLUMN)
            self._draft.merges.append(CellRange(self._row, self._column, bottom, right))
        self._column += repeats

    def _value(self, cell: _Cell) -> Value | None:
        has_type = f"{OFFICE}value-type" in cell.attributes
        if f"{TABLE}formula" in cell.attributes and not has_type and not cell.words:
            self._faults.append(("D183", self._row, self._column, {}))
            return None
        try:
            return read_value(cell.attributes, cell.words, cell.shape)
        except UnreadableError:
            self._faults.append(("D186", self._row, self._column, {"words": cell.words}))
            return cell.words or None

    def close_row(self) -> int:
        """Put the row in its place, or places; gives how many cells it has brought."""
        first, self._row = self._row, self._row + self._repeats
        if not self._cells:
            return 0
        if self._repeats > _MOST_REPEATS or self._row - 1 > MAX_ROW:
            raise SourceError("D132", limit=f"{_MOST_REPEATS}个相同的行")
        for row in range(first, self._row):
            self._draft.rows[row] = dict(self._cells)
            self._draft.struck.update((row, column) for column in self._line)
            if self._is_row_hidden:
                self._draft.hidden.add(row)
        return self._repeats * len(self._cells)

    def sheet(self, diagnostics: list[Diagnostic]) -> Sheet:
        """The sheet, its faults added to `diagnostics`."""
        for code, row, column, facts in self._faults:
            diagnostics.append(Diagnostic(code, CellRef(self._name, row, column), facts))
        return finish_sheet(self._name, "hidden" if self._is_hidden else "visible", self._draft, diagnostics)


def _count(attributes: Attributes, name: str) -> int:
    """A count that an attribute gives: 1 where it gives none, or nonsense."""
    words = attributes.get(name, "1")
    return max(1, int(words)) if words.isdecimal() and len(words) < 10 else 1
