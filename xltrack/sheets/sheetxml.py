"""Rows of a sheet as SpreadsheetML, straight from values: measured at a quarter of the time of cell-by-cell calls."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, repeat, zip_longest
from typing import Final

from xltrack.base.address import CellRange, column_letters
from xltrack.ooxml.packed import Packer, Piece
from xltrack.sheets.cells import CellWriter
from xltrack.sheets.cellxml import StringTable
from xltrack.sheets.digest import SEPARATOR, CellDigest
from xltrack.sheets.measure import MOST_SPARED
from xltrack.sheets.model import CellValue, Line, Link, Row, Sheaf

MOST_LINKS: Final = 65_530  # in one sheet
_PACKED: Final = 500  # rows that are made and packed at once
_USUAL: Final = 15.0  # points of a row that is left to the program that shows it


class SheetRows:
    """Collects the rows of one sheet.

    Attributes:
        xml: the last `<row>` elements so far.
        merges, links: what the sheet needs beside them; names: those that its areas have in the book (「$A$3:$P$27」).
        rules: the formulas of its conditional formats, in the order in which they are made.
        cells: what makes its cells.
        bottom, right: the last row and column that hold anything.
        heights: points of the first rows that are shown, those of a sheaf left out.
    """

    def __init__(self, name: str, style: Callable[[str, bool], int], strings: StringTable, digest: CellDigest) -> None:
        self.cells, self.digest = CellWriter(name, style, strings), digest
        self.xml: list[str] = []
        self._packer: Packer | None = None
        self.merges: list[CellRange] = []
        self.links: list[tuple[str, Link]] = []
        self.names: list[tuple[str, str]] = []
        self.rules: list[str] = []
        self.bottom = self.right = 1
        self.heights: list[float] = []
        digest.add_sheet(name)

    def add_rows(self, first: int, rows: Iterable[Row]) -> int:
        """Write rows from column A on; returns the number of the row behind them."""
        number, left = first, iter(rows)
        while some := list(islice(left, _PACKED)):
            tags = [self._row_tag(place, row) for place, row in enumerate(some, number)]
            for place, row in enumerate(some, number):
                for column, link in row.links.items():
                    self.add_link(place, column + 1, link)
            values = zip_longest(*[row.values for row in some])
            roles = zip_longest(*[row.styles for row in some], fillvalue="")
            number = self._add_block(number, tags, zip(values, roles, strict=False))
        return number

    def add_sheaf(self, first: int, sheaf: Sheaf) -> int:
        """Write the rows of a sheaf; returns the number of the row behind them."""
        number, left = first, iter(sheaf.rows())
        while some := list(islice(left, _PACKED)):
            tags = [f'<row r="{place}">' for place in range(number, number + len(some))]
            roles = ([style] * len(some) for style in chain(sheaf.styles, repeat("")))
            number = self._add_block(number, tags, zip(zip_longest(*some), roles, strict=False))
        return number

    def _add_block(
        self, first: int, tags: Sequence[str], columns: Iterable[tuple[Sequence[CellValue], Sequence[str]]]
    ) -> int:
        """Write rows, told by the values and style roles of their columns; returns the number of the row behind them."""
        numbers = range(first, first + len(tags))
        shown = [*map(str, numbers)]
        made = [self.cells.column(at, shown, *column) for at, column in enumerate(columns)]
        told, xml = zip(*made, strict=True)
        self.digest.add_texts(zip(numbers, map(SEPARATOR.join, zip(*told, strict=True)), strict=True))
        self._keep([*map("".join, zip(tags, *xml, repeat("</row>"), strict=False))])
        self.bottom, self.right = numbers[-1], max(self.right, len(made))
        return first + len(tags)

    def add_row(self, number: int, row: Row, *, hidden: bool = False) -> None:
        """Write one row from column A on."""
        placed = enumerate(zip(row.values, row.styles, strict=False))
        cells = [self.cells.one(number, column, value, role) for column, (value, role) in placed]
        for column, link in row.links.items():
            self.add_link(number, column + 1, link)
        parts = [self._row_tag(number, row, hidden=hidden), *[xml for _, xml in cells]]
        self._end_row(number, parts, [told for told, _ in cells])

    def add_cells(self, number: int, cells: Sequence[tuple[int, str, str]], height: float) -> None:
        """Write one row of texts wherever they stand: 1-based column, words, style role, in order."""
        parts, told = [f'<row r="{number}" ht="{height:g}" customHeight="1">'], list[str]()
        for column, words_, role in cells:
            text, xml = self.cells.one(number, column - 1, words_, role)
            told += [""] * (column - 1 - len(told)) + [text]
            parts.append(xml)
        self._end_row(number, parts, told)

    def _end_row(self, number: int, parts: list[str], told: list[str]) -> None:
        self._keep(["".join([*parts, "</row>"])])
        self.digest.add_texts([(number, SEPARATOR.join(told))])
        self.bottom, self.right = number, max(self.right, len(told))

    def _keep(self, rows: list[str]) -> None:
        """Keep the XML of rows; that of many is packed at once, so that a large book does not fill the memory."""
        self.xml += rows
        if len(self.xml) >= _PACKED:
            self._packer = self._packer or Packer()
            self._packer.add("".join(self.xml).encode())
            self.xml.clear()

    def pieces(self) -> Iterator[Piece]:
        """The rows in order; they are kept no longer."""
        if self._packer:
            yield self._packer.packed()
            self._packer = None
        yield "".join(self.xml).encode()
        self.xml.clear()

    def add_line(self, number: int, line: Line) -> None:
        """Write one line of a page: cells with spans are merged."""
        values: list[CellValue] = []
        styles: list[str] = []
        for column, cell in line.cells:
            gap = column - 1 - len(values)
            values += [None] * gap + [cell.value] + [None] * (cell.span - 1)
            styles += [""] * gap + [cell.style] * cell.span
            if cell.span > 1:
                self.merges.append(CellRange(number, column, number, column + cell.span - 1))
            if cell.link:
                self.add_link(number, column, cell.link)
            if cell.name:
                self.names.append((cell.name, f"${column_letters(column)}${number}"))
        self.add_row(number, Row(values, styles, line.height))

    def add_link(self, row: int, column: int, link: Link) -> None:
        """Lead a click on a cell to another cell of the book; past what a sheet may hold, the words stand alone."""
        if len(self.links) < MOST_LINKS:
            self.links.append((f"{column_letters(column)}{row}", link))

    def _row_tag(self, number: int, row: Row, *, hidden: bool = False) -> str:
        if not hidden and len(self.heights) <= MOST_SPARED:
            self.heights.append(row.height or _USUAL)
        fixed = "" if row.loose else ' customHeight="1"'
        size = f' ht="{row.height:g}"{fixed}' if row.height else ""
        gone = ' hidden="1"' if hidden else ""
        level = f' outlineLevel="{row.level}"' if row.level else ""
        return f'<row r="{number}"{size}{gone}{level}>'
