"""What a report remembers: 历史 and the hidden 快照 for the next one to be compared with (docs/规则.md 8.1), 单位名录."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.comparison.snapshot import period_of, snapshot_rows
from xltrack.domain.memory import (
    ANSWER_KIND,
    ANSWERS_NAME,
    CHECK_KIND,
    HISTORY_NAME,
    PERIOD_ROLES,
    RECORD_ROLE,
    SNAPSHOT_NAME,
    TASK_ROLE,
    Period,
    Remembered,
    Snapshot,
    SnapshotRow,
    field_of_day,
    given_words,
    task_record,
)
from xltrack.domain.roster import RosterUnit
from xltrack.report import words
from xltrack.sheets.measure import rooms_of, row_height
from xltrack.sheets.model import CellValue, Listing, Row, Section, Sheaf, SheetColumn
from xltrack.telling import words as common

_PERIODS: Final = tuple(
    SheetColumn(head, 14 if role == "day" else 10, role, "head" if role == "day" else "head.right")
    for head, role in zip(words.PERIOD_HEADS, PERIOD_ROLES, strict=True)
)
_SNAPSHOT: Final = (SheetColumn(words.SNAPSHOT_HEAD, 120, TASK_ROLE),)
_KEPT: Final = (SheetColumn(words.KEPT_HEAD, 120, RECORD_ROLE),)
_ROSTER: Final = tuple(map(SheetColumn, words.ROSTER_HEAD, (34, 44, 30)))
_LONGEST: Final = 15_000  # characters of a cell: however they are counted, they fit in one


class SinceBlock(NamedTuple):
    """What a report has to say of the reports before it.

    Attributes:
        changes: kind and words of each change: 「新办结」, 「2项：……」.
        trend: each date with the tasks that were done and overdue, drawn from three on.
        tasks: the first task of each change, None where the ledger has it no more.
        heading: what stands above the changes.
        verify: what is said of doubtful matches.
        last: the figures of last time, None where they are not known; `due_rate` its 到期完成率.
    """

    changes: tuple[tuple[str, str], ...] = ()
    trend: tuple[tuple[date, int, int], ...] = ()
    tasks: tuple[int | None, ...] = ()
    heading: str = words.CHANGE
    verify: str = ""
    last: Period | None = None
    due_rate: float | None = None


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
    styles = ["date", "count.strong", *["count" if count else "count.none" for count in period.counts], "rate"]
    styles[5] = "count.late" if period.overdue else "count.none"
    rate = common.NO_RATE if period.rate is None else period.rate
    return Row([period.day, period.total, *period.counts, rate], styles, 22.0)


def compose_snapshot(assessment: Assessment) -> Listing:
    """The tasks as they are judged, and those that they were compared with, each row that is the same in both once."""
    since = assessment.since
    before = since.before if since else None
    days = [assessment.as_of, *((before.day,) if before else ())]
    told = given_words(assessment.given)
    caption = f"{' '.join(day.isoformat() for day in days)} {words.SNAPSHOT_CAPTION}{told}"
    section = Sheaf(lambda: _snapshot_rows(since.rows if since else snapshot_rows(assessment), before))
    return Listing(
        words.SNAPSHOT, words.SNAPSHOT, caption, _SNAPSHOT, (section,), roles=True, defined=SNAPSHOT_NAME, hidden=True,
        inline=True,
    )  # fmt: skip


def _snapshot_rows(rows: Iterable[SnapshotRow], before: Snapshot | None) -> Iterator[tuple[str, ...]]:
    places: dict[SnapshotRow, list[int]] = {}
    former = before.rows if before else ()
    for place, old in zip(range(len(former), 0, -1), reversed(former), strict=True):
        places.setdefault(old, []).append(place)
    for row in rows:
        same = places.get(row) if places else None
        yield _snapshot_row(row, same.pop() if same else None)
    for old, left in places.items():
        for place in left:
            yield _snapshot_row(old, -place)


def _snapshot_row(row: SnapshotRow, former: int | None) -> tuple[str, ...]:
    """One task in one cell; one that is too long for it goes on in the next."""
    key, seq, group, text, state, due, deadline, units, number = row
    day, place = due.isoformat() if due else "", "" if former is None else str(former)
    told = task_record((key, text, state, day, units, seq, group, "" if deadline == day else deadline, place, number))
    return _record_cells(told)


def compose_kept(assessment: Assessment) -> Listing | None:
    """What was typed into this report's forerunners, for the next one: one record a row; None where there is nothing."""
    if assessment.kept == Remembered():
        return None
    section = Sheaf(lambda: map(_record_cells, _records(assessment.kept)))
    return Listing(
        words.KEPT, words.KEPT, words.KEPT_CAPTION, _KEPT, (section,), roles=True, defined=ANSWERS_NAME, hidden=True,
        inline=True,
    )  # fmt: skip


def _records(kept: Remembered) -> Iterator[str]:
    for words_of, done, share, answer in ((a.words, a.done, a.progress, a) for a in kept.answers):
        progress = "" if share is None else repr(share)
        yield task_record((
            ANSWER_KIND, *_task_fields(answer.task), words_of or "", field_of_day(done), progress, answer.report,
            answer.day.isoformat(),
        ))  # fmt: skip
    for check in kept.checks:
        yield task_record((CHECK_KIND, *_task_fields(check.task), check.code, check.mark, check.said))


def _task_fields(task: SnapshotRow | None) -> tuple[str, ...]:
    return (task.key, task.seq, task.group, task.text, task.deadline, task.units) if task else ("",) * 6


def _record_cells(told: str) -> tuple[str, ...]:
    """One record in one cell; one that is too long for it goes on in the next."""
    if len(told) <= _LONGEST:
        return (told,)
    return tuple(told[at : at + _LONGEST] for at in range(0, len(told), _LONGEST))


def compose_roster(assessment: Assessment) -> Listing | None:
    """The units that names were resolved by, so that a report read again resolves the same; no people, no addresses."""
    first, *others = [document.roster.units for document in assessment.documents] or [()]
    # A roster of one file says nothing about the units of another: only what all were read by goes along.
    units = [unit for unit in first if all(unit in other for other in others)]
    if not units:
        return None
    return Listing(words.ROSTER, words.ROSTER, words.ROSTER_CAPTION, _ROSTER, (Section(lambda: _roster_rows(units)),))


def _roster_rows(units: list[RosterUnit]) -> Iterator[Row]:
    rooms = rooms_of(_ROSTER)
    for unit in units:
        values: list[CellValue] = [unit.name, "、".join(unit.aliases) or None, "、".join(unit.classes) or None]
        yield Row(values, ["text"] * 3, row_height(values, rooms))
