"""历史 and the hidden 快照: what a report remembers, for the next one to be compared with (docs/规则.md 8.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.comparison.snapshot import period_of, snapshot_rows
from xltrack.domain.memory import (
    HISTORY_NAME,
    PERIOD_ROLES,
    SNAPSHOT_NAME,
    TASK_ROLE,
    Period,
    Snapshot,
    SnapshotRow,
    task_record,
)
from xltrack.report import words
from xltrack.sheets.model import CellValue, Listing, Row, Section, SheetColumn
from xltrack.telling import words as common

_PERIODS: Final = tuple(
    SheetColumn(head, 14 if role == "day" else 10, role, "head" if role == "day" else "head.right")
    for head, role in zip(words.PERIOD_HEADS, PERIOD_ROLES, strict=True)
)
_SNAPSHOT: Final = (SheetColumn(words.SNAPSHOT_HEAD, 120, TASK_ROLE),)
_PLAIN: Final = [""]
_LONGEST: Final = 15_000  # characters of a cell: however they are counted, they fit in one


def periods_of(assessment: Assessment) -> tuple[Period, ...]:
    """The figures of every date so far, this one included."""
    return assessment.since.periods if assessment.since else (period_of(assessment),)


def issue_number(assessment: Assessment) -> int:
    """Which of the dates so far this one is: 第4期."""
    return assessment.issue or sum(period.day <= assessment.as_of for period in periods_of(assessment))


def compose_history(assessment: Assessment) -> Listing:
    """One row for each date."""
    periods = periods_of(assessment)
    return Listing(
        words.HISTORY, words.HISTORY, words.HISTORY_CAPTION, _PERIODS, (Section(lambda: map(_period_row, periods)),),
        frozen=1, roles=True, defined=HISTORY_NAME, inline=True,
    )  # fmt: skip


def _period_row(period: Period) -> Row:
    counts: list[CellValue] = [period.total, *period[1:]]
    styles = ["count.strong", *["count" if count else "count.none" for count in counts[1:]]]
    styles[4] = "count.late" if period.overdue else "count.none"
    rate = common.NO_RATE if period.rate is None else period.rate
    return Row([period.day, *counts, rate], ["date", *styles, "rate"], 22.0)


def compose_snapshot(assessment: Assessment) -> Listing:
    """The tasks as they are judged, and those that they were compared with, each row that is the same in both once."""
    since = assessment.since
    before = since.before if since else None
    days = [assessment.as_of, *((before.day,) if before else ())]
    caption = f"{' '.join(day.isoformat() for day in days)} {words.SNAPSHOT_CAPTION}"
    section = Section(lambda: _snapshot_rows(since.rows if since else snapshot_rows(assessment), before))
    return Listing(
        words.SNAPSHOT, words.SNAPSHOT, caption, _SNAPSHOT, (section,), roles=True, defined=SNAPSHOT_NAME, hidden=True,
        inline=True,
    )  # fmt: skip


def _snapshot_rows(rows: Iterable[SnapshotRow], before: Snapshot | None) -> Iterator[Row]:
    places: dict[SnapshotRow, list[int]] = {}
    former = before.rows if before else ()
    for place, old in zip(range(len(former), 0, -1), reversed(former), strict=True):
        places.setdefault(old, []).append(place)
    for row in rows:
        yield _snapshot_row(row, _take(places, row))
    for old, left in places.items():
        for place in left:
            yield _snapshot_row(old, -place)


def _take(places: Mapping[SnapshotRow, list[int]], row: SnapshotRow) -> int | None:
    """The place of a row among the former ones, where it stands there word for word."""
    left = places.get(row) if places else None
    return left.pop() if left else None


def _snapshot_row(row: SnapshotRow, former: int | None) -> Row:
    """One task in one cell; one that is too long for it goes on in the next."""
    key, seq, group, text, state, due, deadline, units = row
    day = due.isoformat() if due else ""
    place = "" if former is None else str(former)
    told = task_record((key, text, state, day, units, seq, group, "" if deadline == day else deadline, place))
    if len(told) <= _LONGEST:
        return Row([told], _PLAIN, None)
    parts: list[CellValue] = [told[at : at + _LONGEST] for at in range(0, len(told), _LONGEST)]
    return Row(parts, _PLAIN * len(parts), None)
