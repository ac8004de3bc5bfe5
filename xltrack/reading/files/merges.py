"""Merged areas made fit for use: in order, none over another, none far beyond the values, nothing under them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.ooxml.limits import DEFAULT_LIMITS, MAX_COLUMN
from xltrack.ooxml.scan import Scan
from xltrack.reading.files.grid import SheetState, SourceSheet, Value

_FAR_ROWS, _FAR_COLUMNS = 1000, 100
_MOST_LOOKS = 30_000_000

Rows = dict[int, dict[int, Value]]


def finish_sheet(name: str, state: SheetState, scan: Scan, diagnostics: list[Diagnostic]) -> SourceSheet:
    """Make the sheet of what a reader found, and say what is wrong with it."""
    diagnostics += (Diagnostic(code, CellRef(name, row, column), facts) for code, row, column, facts in scan.faults)
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
