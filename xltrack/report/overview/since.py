"""本期变化 on 总览: what changed since the last report, and the dates so far as a trend (docs/规则.md 8.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.domain.memory import CHANGE_WORDS, Change
from xltrack.report import words
from xltrack.report.ledger.sheet import ledger_row
from xltrack.report.overview.charts import Point
from xltrack.sheets.measure import breadth
from xltrack.sheets.model import Link
from xltrack.telling import words as common

_TREND_POINTS: Final = 12  # dates that the chart has room for
_HALF_WIDTHS: Final = 6.0  # half-width characters of 10 points in one page column


class SinceBlock(NamedTuple):
    """What a report has to say of the reports before it.

    Attributes:
        changes: kind and words of each change: 「新办结」, 「2项：……」.
        trend: one point for each date, drawn from three on.
        links: where each change leads.
        heading: what stands above the changes.
        verify: what is said of doubtful matches.
        late: how many tasks were late the last time, None where it is not known.
    """

    changes: tuple[tuple[str, str], ...] = ()
    trend: tuple[Point, ...] = ()
    links: tuple[Link | None, ...] = ()
    heading: str = words.CHANGE
    verify: str = ""
    late: int | None = None


def since_of(assessment: Assessment, wide: int) -> SinceBlock:
    """What 总览 says: a line for each kind with its count and its first tasks, over `wide` page columns, and the trend."""
    since = assessment.since
    changes = since.changes if since else None
    if not since or not changes:
        return SinceBlock()
    day = words.CHANGE_BLOCK.format(day=common.short_day(changes.before.day, assessment.as_of))
    found = [changes.of(kind) for kind in CHANGE_WORDS]
    room = int(wide * _HALF_WIDTHS)
    before = since.before
    last = next((p for p in reversed(since.periods) if before and p.day == before.day), None)
    return SinceBlock(
        tuple(
            (CHANGE_WORDS[kind], _told(of_kind, room, assessment.as_of))
            for kind, of_kind in zip(CHANGE_WORDS, found, strict=True)
        ),
        tuple(Point(p.day, p.done, p.overdue) for p in since.periods[-_TREND_POINTS:]),
        tuple(_link(of_kind) for of_kind in found),
        f"{words.CHANGE}　{day}",
        words.TO_VERIFY.format(count=len(changes.doubts)) if changes.doubts else "",
        last.overdue if last else None,
    )


def _told(found: Sequence[Change], room: int, as_of: date) -> str:
    """「2项：开设专栏（区政府办）；……」."""
    if not found:
        return words.NONE
    from xltrack.report.changes import first_tasks  # a first report needs none of it

    count = f"{words.ITEMS.format(count=len(found))}："
    return count + first_tasks(found, room - breadth(count), as_of)


def _link(found: Sequence[Change]) -> Link | None:
    if not found:
        return None
    first = found[0].task
    return Link(words.CHECKS, 1, 1) if first is None else Link(words.LEDGER, ledger_row(first), 1)
