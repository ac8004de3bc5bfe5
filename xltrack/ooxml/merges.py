"""Merged areas made fit for use: in order, none over another, none far beyond the values."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from xltrack.address import CellRange

_FAR_ROWS, _FAR_COLUMNS = 1000, 100


def trim_merges(merges: Iterable[CellRange], rows: Mapping[int, Mapping[int, object]]) -> list[CellRange]:
    """Sort areas by position, drop single cells, and cut those that reach far beyond the last value (whole columns)."""
    bottom = max(rows, default=0)
    right = max((column for cells in rows.values() for column in (next(reversed(cells)),)), default=0)
    kept = []
    for area in merges:
        last_row = area.bottom if area.bottom - bottom <= _FAR_ROWS else max(bottom, area.top)
        last_column = area.right if area.right - right <= _FAR_COLUMNS else max(right, area.left)
        if last_row > area.top or last_column > area.left:
            kept.append(CellRange(area.top, area.left, last_row, last_column))
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
