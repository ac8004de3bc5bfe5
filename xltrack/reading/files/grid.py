"""A workbook as the reading stages see it, whatever kind of file it was: sparse cells and their words, merges, hidden rows.

Merges are made fit for use: in order, none over another, none far beyond the values, nothing under them. A merged cell's value
belongs to every row that it spans (docs/规则.md 2.2).

Memory follows the cells that hold something, never the used range.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from xltrack.base.address import CellRange, CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.base.shown_dates import ShownDate
from xltrack.base.text import fold, squeeze, tidy
from xltrack.base.values import CellError, Number, Percent, Value
from xltrack.ooxml.limits import DEFAULT_LIMITS, MAX_COLUMN
from xltrack.ooxml.scan import Scan

__all__ = ["CellError", "Number", "Percent", "SheetState", "SourceBook", "SourceSheet", "Value"]

# The defined name by which a book that xltrack wrote is known: it survives a save in WPS (docs/规则.md 2.1).
LEDGER_NAME: Final = "xltrack_ledger"
SheetState = Literal["visible", "hidden", "veryHidden"]


class SourceSheet(NamedTuple):
    """One worksheet: `rows[row][column]` (1-based) holds what is not blank; a merged area's value stands in its first cell.

    `formulas` are the cells whose value a formula gave, as far as the kind of file tells them; `boxes` the text boxes over the
    cells, each with the row and column of its upper left corner; `comments` those of cells, where they are told with them (.xls).
    """

    name: str
    state: SheetState = "visible"
    rows: Mapping[int, Mapping[int, Value]] = MappingProxyType({})
    merges: tuple[CellRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()
    boxes: tuple[tuple[int, int, str], ...] = ()
    comments: tuple[tuple[int, int, str], ...] = ()

    def value(self, row: int, column: int) -> Value | None:
        """What stands in one cell itself (a covered cell of a merge has nothing)."""
        return self.rows.get(row, {}).get(column)


class SourceBook(NamedTuple):
    """One file as read: its name, worksheets in order, defined names (「xltrack_ledger」 → 「'任务台账'!$A$5:$P$28」).

    `locked` is True where it took the user's password to open it; `extract` is a sheet of tasks that stand in another one as well.
    `wrapping` is what it is where it is no workbook (「网页」, 「文本」).
    """

    source: str
    sheets: tuple[SourceSheet, ...]
    names: Mapping[str, str] = MappingProxyType({})
    diagnostics: tuple[Diagnostic, ...] = ()
    locked: bool = False
    extract: SourceSheet | None = None
    wrapping: str = ""


def sheet_of(reference: str) -> str:
    """The sheet that a defined name points to: 「'任务台账'!$A$3:$P$27」."""
    return reference.rpartition("!")[0].removeprefix("'").removesuffix("'").replace("''", "'")


NAME: Final = "xltrack_extract"


def without_extracts(book: SourceBook) -> SourceBook:
    """The book without the sheet that the defined name `xltrack_extract` points to: its tasks would count twice."""
    name = sheet_of(book.names.get(NAME, ""))
    extract = next((sheet for sheet in book.sheets if name and sheet.name == name), None)
    return book._replace(sheets=tuple(sheet for sheet in book.sheets if sheet is not extract), extract=extract)


_BREAKS = pattern(r"\s*[\r\n]\s*")


def shown(value: Value | None) -> str:
    """The words of a cell as the clerk sees it: 0.95 in a percentage format is 「95%」, a day its ISO date, a month as shown."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    if isinstance(value, Percent):
        return f"{round(value * 100, 4):g}%"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, ShownDate):
        return value.isoformat() if value.names_day else value.shown
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    return value.code if isinstance(value, CellError) else str(value)


def cell_words(value: Value | None) -> str:
    """The words of a cell, line breaks and the spaces between Chinese characters and digits dropped."""
    return tidy(value) if type(value) is str else shown(value)


def day_of(value: Value | None) -> date | None:
    """The day of a real date cell, None of anything else."""
    if isinstance(value, (datetime, ShownDate)):
        return date(value.year, value.month, value.day)
    return value if isinstance(value, date) else None


def words_once(value: Value) -> str:
    """The words of a group or number cell; printed twice in one cell at a page break (2 / 2) they count once."""
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    if "\n" in text or "\r" in text:
        parts = [p for p in _BREAKS.split(text.strip()) if p]
        half = len(parts) // 2
        if half and len(parts) % 2 == 0 and fold("".join(parts[:half])) == fold("".join(parts[half:])):
            return tidy("".join(parts[:half]))
    return tidy(text)


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
        texts = map(str, self.rows.get(row, {}).values())
        text = next(texts, None)
        if text is None or len(text) > LONGEST_WORDS:
            return None
        return tidy(text) if all(other == text for other in texts) else None


_FIRST_HAN, _LAST_HAN = "一", "鿿"


def fill_merges(sheet: SourceSheet) -> FilledSheet:
    """Fill the merged areas of a sheet, as far as its used rows and columns go."""
    # A text of spaces alone is blank; the first look spares most texts the second.
    rows = {
        row: {
            c: v
            for c, v in cells.items()
            if type(v) is not str
            or _FIRST_HAN <= v[:1] <= _LAST_HAN
            or (v[:40].isprintable() and v[:40].strip())
            or squeeze(v)
        }
        for row, cells in sheet.rows.items()
    }
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


_FAR_ROWS, _FAR_COLUMNS = 1000, 100
_MOST_LOOKS = 30_000_000

Rows = dict[int, dict[int, Value]]


def finish_sheet(name: str, state: SheetState, scan: Scan, diagnostics: list[Diagnostic]) -> SourceSheet:
    """Make the sheet of what a reader found, and say what is wrong with it."""
    for code, row, column, facts in scan.faults:
        told = {"cells": f"{column_letters(column)}{row}"} if code == "D183" else facts
        diagnostics.append(Diagnostic(code, CellRef(name, row, column), told))
    if scan.skipped:
        diagnostics.append(Diagnostic("D193", None, {"sheet": name, "count": scan.skipped}))
    rows = scan.rows
    kept, over = part_merges(trim_merges(scan.merges, rows))
    kept, beyond = bound_merges(kept, rows)
    if lost := len(over) + beyond + scan.merges_skipped:
        diagnostics.append(Diagnostic("D189", None, {"sheet": name, "count": lost}))
    uncover(rows, kept)
    hidden = frozenset(scan.hidden & rows.keys())
    return SourceSheet(name, state, rows, kept, hidden, frozenset(scan.struck), frozenset(scan.formulas))


def trim_merges(merges: Iterable[CellRange], rows: Rows) -> list[CellRange]:
    """Sort areas by position, drop single cells, and cut those that reach far beyond the last value (whole columns)."""
    bottom, right, kept = max(rows, default=0), _rightmost(rows), []
    for top, left, last_row, last_column in merges:
        if last_row - bottom > _FAR_ROWS:
            last_row = max(bottom, top)  # noqa: PLW2901 - cut
        if last_column - right > _FAR_COLUMNS:
            last_column = max(right, left)  # noqa: PLW2901 - cut
        if last_row > top or last_column > left:
            kept.append(CellRange(top, left, last_row, last_column))
    return sorted(kept)


def part_merges(merges: Iterable[CellRange]) -> tuple[tuple[CellRange, ...], tuple[CellRange, ...]]:
    """Split sorted areas into those that stand, and those that lie over one that stands (Excel writes no such files)."""
    kept, over = [], []
    active: list[tuple[int, int, int]] = []  # left, right, bottom of areas in reach, apart from each other
    for area in merges:
        at = bisect_left(active, (area.left,))
        low = at - 1 if at and active[at - 1][1] >= area.left else at
        high = at
        while high < len(active) and active[high][0] <= area.right:
            high += 1
        if any(bottom >= area.top for _, _, bottom in active[low:high]):
            over.append(area)
            continue
        active[low:high] = [(area.left, area.right, area.bottom)]
        kept.append(area)
    return tuple(kept), tuple(over)


def bound_merges(
    merges: tuple[CellRange, ...], rows: Rows, room: int = DEFAULT_LIMITS.merged
) -> tuple[tuple[CellRange, ...], int]:
    """Leave out areas that would cover more cells in rows with values than there is room for; and how many those are."""
    numbers = list(rows)
    if len(numbers) * MAX_COLUMN <= room or not merges:
        return merges, 0
    kept, right = [], _rightmost(rows)
    for area in merges:
        height = bisect_right(numbers, area.bottom) - bisect_left(numbers, area.top)
        cells = height * (min(area.right, right) - area.left + 1)
        if cells <= room:
            room -= max(cells, 0)
            kept.append(area)
    return tuple(kept), len(merges) - len(kept)


def _rightmost(rows: Rows) -> int:
    return max((next(reversed(cells)) for cells in rows.values()), default=0)


def uncover(rows: Rows, merges: Iterable[CellRange]) -> None:
    """Drop what stands under merged areas: office programs keep such values at times, but never show them."""
    numbers, looks = list(rows), 0
    for top, left, bottom, right in merges:
        for row in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
            cells = rows[row]
            looks += len(cells)
            if row == top and left == right:
                continue
            for column in [c for c in cells if left <= c <= right and (row, c) != (top, left)]:
                del cells[column]
        if looks > _MOST_LOOKS:
            return
    for row in [row for row in numbers if not rows[row]]:
        del rows[row]
