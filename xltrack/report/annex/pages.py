"""Where the pages of a table end, which cells are merged on each, and how high the rows are.

Cells that are one by their keys are merged page by page; a page ends between such groups wherever the next one fits on a page
of its own, and never behind a band row.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.report.measure import HIGHEST

_ROUNDS: Final = 6
_FULL_ENOUGH: Final = 0.5

Keys = Sequence[Hashable | None]


class Run(NamedTuple):
    """A merged cell: column, first row and the row behind its last, all 0-based."""

    column: int
    start: int
    stop: int


class Plan(NamedTuple):
    """Heights of the rows, the rows (0-based) that begin a new page, and the merged cells."""

    heights: list[float]
    starts: list[int]
    runs: list[Run]


def plan_pages(
    heights: Sequence[float],
    keys: Sequence[Keys],
    needed: dict[Run, float],
    glued: Sequence[bool],
    rooms: tuple[float, float],
) -> Plan:
    """Plan a table of rows.

    Args:
        heights: what each row needs by its cells that stand alone.
        keys: for each column the keys of its rows (see `DraftRow.keys`).
        needed: what the text of a whole merged cell needs, by its run; a part of one on a page needs as much.
        glued: rows behind which no page ends.
        rooms: heights of the first page's body and of the others'.
    """
    grown = list(heights)
    whole = [run for column, own in enumerate(keys) for run in find_runs(column, own, 0, len(heights))]
    starts: list[int] = []
    for _ in range(_ROUNDS):
        starts = list(_starts(grown, whole, glued, rooms))
        if not _grow(grown, whole, needed, starts):
            break
    return Plan(grown, starts, list(_cut(whole, starts, len(grown))))


def find_runs(column: int, keys: Keys, start: int, stop: int) -> Iterator[Run]:
    """The runs of two and more equal keys in a column."""
    first = start
    for row in range(start + 1, stop + 1):
        if row < stop and keys[row] is not None and keys[row] == keys[first]:
            continue
        if row - first > 1:
            yield Run(column, first, row)
        first = row


def _cut(runs: Sequence[Run], starts: Sequence[int], count: int) -> Iterator[Run]:
    """The runs as the pages part them; a part of a single row is no merged cell."""
    bounds = [0, *starts, count]
    for run in runs:
        inner = [bound for bound in bounds if run.start < bound < run.stop]
        edges = [run.start, *inner, run.stop]
        yield from (Run(run.column, a, b) for a, b in zip(edges, edges[1:], strict=False) if b - a > 1)


def _grow(heights: list[float], runs: Sequence[Run], needed: dict[Run, float], starts: Sequence[int]) -> bool:
    """Give the rows under each part of a merged cell the height that its text needs; whether anything grew."""
    grew = False
    for run in runs:
        need = needed[run]
        bounds = [run.start, *[s for s in starts if run.start < s < run.stop], run.stop]
        for first, behind in zip(bounds, bounds[1:], strict=False):
            lacking = need - sum(heights[first:behind])
            if lacking <= 0:
                continue
            share = -(-lacking / (behind - first) // 0.75) * 0.75
            for row in range(first, behind):
                grown = min(HIGHEST, heights[row] + share)
                grew = grew or grown > heights[row]
                heights[row] = grown
    return grew


def _starts(heights: Sequence[float], runs: Sequence[Run], glued: Sequence[bool], rooms: tuple[float, float]) -> Iterator[int]:
    """The first row of each page but the first."""
    depth = _depths(runs, len(heights))
    spans = {row: run for run in sorted(runs, key=lambda r: r.start - r.stop, reverse=True) for row in range(run.start, run.stop)}
    row, room = 0, rooms[0]
    while True:
        behind = _fitting(heights, row, room)
        if behind >= len(heights):
            return
        row = _best_end(heights, row, behind, depth, spans, glued, room, rooms[1])
        room = rooms[1]
        yield row


def _depths(runs: Sequence[Run], count: int) -> list[int]:
    """For each row: how many merged cells an end of page in front of it would cut."""
    depth = [0] * (count + 1)
    for run in runs:
        for row in range(run.start + 1, run.stop):
            depth[row] += 1
    return depth


def _fitting(heights: Sequence[float], start: int, room: float) -> int:
    """The row behind the last that fits on a page that begins with `start`; one row stands there in any case."""
    used, row = heights[start], start + 1
    while row < len(heights) and used + heights[row] <= room:
        used += heights[row]
        row += 1
    return row


def _best_end(
    heights: Sequence[float], start: int, behind: int, depth: Sequence[int], spans: dict[int, Run],
    glued: Sequence[bool], room: float, fresh: float,
) -> int:  # fmt: skip
    """Where a page ends at best: at the last place that cuts no group, unless what it would spare fits on no page anyway."""
    places = [row for row in range(start + 1, behind + 1) if not glued[row - 1]]
    if not places:
        return behind
    group = spans.get(behind)
    whole = [row for row in places if not depth[row]]
    if whole and (group is None or sum(heights[group.start : group.stop]) <= fresh):
        return whole[-1]
    # The group is longer than a page: cut at an inner one if the page is half full by then, and not after or before one row.
    filled = [row for row in places if sum(heights[start:row]) >= _FULL_ENOUGH * room] or places
    lone = {group.start + 1, group.stop - 1} if group else set()
    ends = [row for row in filled if row not in lone] or filled
    least = min(depth[row] for row in ends)
    return max(row for row in ends if depth[row] == least)
