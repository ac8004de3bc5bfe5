"""Where the pages of a table end, which cells are merged on each, and how high the rows are.

Cells that are one by their keys are merged page by page, and their words stand on each; a page ends between such groups wherever
it is full enough then, and never behind a band row.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from xltrack.sheets.measure import HIGHEST

_ROUNDS: Final = 6
_FULL_ENOUGH: Final = 0.75

Keys = Sequence[Hashable | None]


class Run(NamedTuple):
    """A merged cell: column, first row and the row behind its last, all 0-based."""

    column: int
    start: int
    stop: int


class PagePlan(NamedTuple):
    """Heights of the rows, the rows (0-based) that begin a new page, and the merged cells."""

    heights: list[float]
    starts: list[int]
    runs: list[Run]


def plan_pages(
    heights: Sequence[float],
    needed: Mapping[Run, float],
    glued: Sequence[bool],
    rooms: tuple[float, float],
) -> PagePlan:
    """Plan a table of rows.

    Args:
        heights: what each row needs by its cells that stand alone.
        needed: what the text of each merged cell needs, by its run; a part of one on a page needs as much.
        glued: rows behind which no page ends.
        rooms: heights of the first page's body and of the others'.
    """
    grown = list(heights)
    starts: list[int] = []
    ends = _Ends(grown, needed, glued, rooms[1])
    for _ in range(_ROUNDS):
        starts = list(ends.starts(rooms[0]))
        if not _grow(grown, needed, starts):
            break
    return PagePlan(grown, starts, list(_cut(needed, starts)))


def find_runs(column: int, keys: Keys) -> Iterator[Run]:
    """The runs of two and more equal keys in a column."""
    first = 0
    for row in range(1, len(keys) + 1):
        if row < len(keys) and keys[row] is not None and keys[row] == keys[first]:
            continue
        if row - first > 1:
            yield Run(column, first, row)
        first = row


def _cut(runs: Iterable[Run], starts: Sequence[int]) -> Iterator[Run]:
    """The runs as the pages part them; a part of a single row is no merged cell."""
    for run in runs:
        yield from (Run(run.column, a, b) for a, b in _parts(run, starts) if b - a > 1)


def _parts(run: Run, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The rows of a run on each page that it stands on."""
    inner = starts[bisect_right(starts, run.start) : bisect_left(starts, run.stop)]
    return pairwise((run.start, *inner, run.stop))


def _grow(heights: list[float], needed: Mapping[Run, float], starts: Sequence[int]) -> bool:
    """Give the rows under each part of a merged cell the height that its text needs; whether anything grew."""
    grew = False
    for run, need in needed.items():
        for first, behind in _parts(run, starts):
            lacking = need - sum(heights[first:behind])
            if lacking <= 0:
                continue
            share = -(-lacking / (behind - first) // 0.75) * 0.75
            for row in range(first, behind):
                grown = min(HIGHEST, heights[row] + share)
                grew = grew or grown > heights[row]
                heights[row] = grown
    return grew


class _Ends:
    """Finds where pages end."""

    def __init__(self, heights: Sequence[float], runs: Iterable[Run], glued: Sequence[bool], fresh: float) -> None:
        self.heights, self.glued, self.fresh = heights, glued, fresh
        # How many merged cells an end of page in front of a row would cut, and the longest that the row stands in.
        self.depth = [0] * (len(heights) + 1)
        self.longest: dict[int, Run] = {}
        for run in sorted(runs, key=lambda r: r.stop - r.start):
            for row in range(run.start, run.stop):
                self.depth[row] += row > run.start
                self.longest[row] = run

    def starts(self, room: float) -> Iterator[int]:
        """The first row of each page but the first, whose body is `room` high."""
        row = 0
        while (behind := self._fitting(row, room)) < len(self.heights):
            row = self._best(row, behind, room)
            room = self.fresh
            yield row

    def _fitting(self, start: int, room: float) -> int:
        """The row behind the last that fits on a page that begins with `start`; one row stands there in any case."""
        used, row = 0.0, start
        while row < len(self.heights) and (row == start or used + self.heights[row] <= room):
            used += self.heights[row]
            row += 1
        return row

    def _best(self, start: int, behind: int, room: float) -> int:
        """The last place that cuts no group; where the page were too empty then, a place in the group that it would go on with."""
        if not self.depth[behind] and not self.glued[behind - 1]:
            return behind
        places = [row for row in range(start + 1, behind + 1) if not self.glued[row - 1]]
        if len(places) < 2:
            return places[0] if places else behind
        full = [row for row in places if sum(self.heights[start:row]) >= _FULL_ENOUGH * room] or places[-1:]
        whole = [row for row in full if not self.depth[row]]
        return whole[-1] if whole else self._inside(self.longest.get(behind), full)

    def _inside(self, group: Run | None, places: Sequence[int]) -> int:
        """Where a group is cut: at an inner group, and not so that one row stands alone."""
        lone = {group.start + 1, group.stop - 1} if group else set()
        ends = [row for row in places if row not in lone] or places
        least = min(self.depth[row] for row in ends)
        return max(row for row in ends if self.depth[row] == least)
