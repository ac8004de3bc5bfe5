"""A sheet with its merged areas filled in: a merged cell's value belongs to every row that it spans (docs/规则.md 2.2)."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from xltrack.base.address import CellRange
from xltrack.base.text import squeeze, tidy
from xltrack.reading.files.grid import SourceSheet, Value

# Of a cell that says when, who, how far, or what follows: the longest printed ones have some hundreds.
LONGEST_WORDS: Final = 4000


class FilledSheet(NamedTuple):
    """A sheet to read tables from.

    Attributes:
        source: the sheet itself.
        rows: `rows[row][column]` with merged values in every cell of their area; rows without any value are absent.
        order: the row numbers that hold anything, ascending.
        covered: (row, column) of every cell of a merged area in those rows → the area's number in `source.merges`.
        read_as: cells that were read as if they stood in another column: (row, column) → that column.
        turned: whether rows and columns were changed for each other, because the table stands sideways.
    """

    source: SourceSheet
    rows: dict[int, dict[int, Value]]
    order: tuple[int, ...]
    covered: dict[tuple[int, int], int]
    turned: bool = False
    read_as: Mapping[tuple[int, int], int] = MappingProxyType({})

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.source.name

    def merge(self, row: int, column: int) -> CellRange | None:
        """The merged area that a cell belongs to."""
        number = self.covered.get((row, column))
        return None if number is None else self.source.merges[number]

    def line(self, row: int) -> str | None:
        """The words of a row in which one text stands alone (merged or not); None where it has none, several, or a book of them."""
        texts = set(map(str, self.rows.get(row, {}).values()))
        return tidy(text) if len(texts) == 1 and len(text := texts.pop()) <= LONGEST_WORDS else None


def fill_merges(sheet: SourceSheet) -> FilledSheet:
    """Fill the merged areas of a sheet, as far as its used rows and columns go."""
    rows = {row: _filled(cells) for row, cells in sheet.rows.items()}
    rightmost = max((max(cells) for cells in rows.values() if cells), default=0)
    used = sorted(row for row, cells in rows.items() if cells)
    covered: dict[tuple[int, int], int] = {}
    for number, area in enumerate(sheet.merges):
        value = rows.get(area.top, {}).get(area.left)
        for row in used[bisect_left(used, area.top) : bisect_right(used, area.bottom)]:
            cells = rows[row]
            for column in range(area.left, min(area.right, rightmost) + 1):
                covered[row, column] = number
                if value is not None:
                    cells[column] = value
                else:
                    cells.pop(column, None)
    return FilledSheet(sheet, rows, tuple(row for row in used if rows[row]), covered)


def _filled(cells: Mapping[int, Value]) -> dict[int, Value]:
    """The cells that are not blank; a text of spaces alone is (the first look spares most texts the second)."""
    return {c: v for c, v in cells.items() if type(v) is not str or (v.isprintable() and v.strip()) or squeeze(v)}
