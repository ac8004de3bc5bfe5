"""本期变化: what is said of it beside each task of the ledger, on 总览 and on the console (docs/规则.md 8.3).

Imported only where there is an earlier report to compare with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from xltrack.assessment.changes import KINDS, Change, Changes, Kind
from xltrack.assessment.model import Assessment
from xltrack.assessment.since import Since
from xltrack.assessment.snapshot import split_units
from xltrack.memory import Period, SnapshotRow
from xltrack.report import words
from xltrack.report.ledger import ledger_row
from xltrack.report.measure import breadth
from xltrack.report.model import Cell, Grid, Heading, Link, Words
from xltrack.text import shorten

LISTED: Final = 3  # tasks named of one kind
TREND_POINTS: Final = 3
TREND_SPAN: Final = 10
_KIND_SPAN: Final = 5  # columns before the tasks of a kind
_LEGIBLE: Final = 22  # columns below which a task cannot be known by its words
_TREND_ROWS: Final = 8
_HALF_WIDTHS: Final = 6.0  # half-width characters of 10 points in one page column
_ROOM: Final = 30  # columns of words of a deadline, units or text in the ledger
_QUANTITIES: Final = ("total", "done", "under_way", "due_soon", "overdue")


def change_words(assessment: Assessment, changes: Changes) -> Mapping[int, str]:
    """What the column 本期变化 says, by the task's number in `Assessment.tasks`: 「办结；时限调整，原为6月30日」."""
    doubts = {doubt.task: doubt.before for doubt in changes.doubts}
    by_task = changes.by_task()
    return {
        number: "；".join([
            *(_sentence(change, assessment) for change in by_task.get(number, ())),
            *((words.DOUBTFUL.format(text=shorten(doubts[number].text, _ROOM)),) if number in doubts else ()),
        ])
        for number in sorted({*by_task, *doubts})
    }  # fmt: skip


def _sentence(change: Change, assessment: Assessment) -> str:
    done = assessment.tasks[change.task].done if change.task is not None else None
    if change.kind == "done" and done:
        return words.DONE_ON.format(day=words.short_day(done, assessment.as_of))
    if change.before and change.kind in ("deadline", "units"):
        old = change.before
        before = deadline_shown(old, assessment.as_of) if change.kind == "deadline" else _units_shown(old)
        return words.WAS.format(kind=KINDS[change.kind], before=before)
    return KINDS[change.kind]


def deadline_shown(row: SnapshotRow, as_of: date) -> str:
    """A remembered deadline as people say it: 「6月30日」, 「6月30日、12月31日」, else its words."""
    if not row.deadline:
        return words.UNITLESS
    try:
        days = [words.short_day(date.fromisoformat(word), as_of) for word in row.deadline.split()]
    except ValueError:
        return shorten(row.deadline, _ROOM)
    return shorten("、".join(days), _ROOM)


def _units_shown(row: SnapshotRow) -> str:
    return shorten("、".join(name for _, name in split_units(row.units)) or words.UNITLESS, _ROOM)


def compose_changes(assessment: Assessment, changes: Changes, span: int) -> tuple[Heading | Grid | Words, ...]:
    """The block of 总览: a line for each kind with its count and its first tasks, over `span` page columns."""
    day = words.CHANGE_BLOCK.format(day=words.short_day(changes.before.day, assessment.as_of))
    wide = span - _KIND_SPAN
    head = (
        Cell(words.CHANGE_KIND, "grid.head", 3), Cell(words.COUNT, "grid.head.right"), Cell(None, "grid.head"),
        Cell(words.TASK, "grid.head", wide),
    )  # fmt: skip
    body = tuple(_kind_row(kind, changes.of(kind), wide, assessment.as_of) for kind in KINDS)
    if not changes.doubts:
        return Heading(words.CHANGE, day), Grid(head, body)
    verify = words.TO_VERIFY.format(count=len(changes.doubts))
    link = Link(words.CHECKS, 1, 1)
    return Heading(words.CHANGE, day), Grid(head, body), Words(Cell(verify, "grid.note", link=link), height=17)


def _kind_row(kind: Kind, found: Sequence[Change], wide: int, as_of: date) -> tuple[Cell, ...]:
    link = None
    if found:
        first = found[0].task
        link = Link(words.CHECKS, 1, 1) if first is None else Link(words.LEDGER, ledger_row(first), 1)
    return (
        Cell(KINDS[kind], "grid.link" if link else "grid.text", 3, link),
        Cell(len(found), "grid.count" if found else "grid.none"), Cell(None, "grid.text"),
        Cell(first_tasks(found, int(wide * _HALF_WIDTHS), as_of), "grid.text", wide),
    )  # fmt: skip


def first_tasks(found: Sequence[Change], room: int, as_of: date) -> str:
    """As many tasks as there is room for: 「开设专栏（区政府办）；征求意见（待核实）等5项」."""
    if not found:
        return words.NONE
    for count in range(min(LISTED, len(found)), 0, -1):
        more = words.MORE_CHANGES.format(count=len(found)) if count < len(found) else ""
        each = (room - breadth(more)) // count - 2
        if each >= _LEGIBLE or count == 1:
            return "；".join(_task_words(change, each, as_of) for change in found[:count]) + more
    return words.NONE


def _task_words(change: Change, room: int, as_of: date) -> str:
    row = change.after or change.before
    if row is None:
        return ""
    tail = _detail(change, as_of) + (words.MARKED if change.doubtful else "")
    tail = tail if breadth(tail) * 5 <= room * 3 else ""
    return shorten(row.text, room - breadth(tail)) + tail


def _detail(change: Change, as_of: date) -> str:
    """Beside a task: from what to what a deadline or the units changed, else who answers for it."""
    was, now = change.before, change.after
    if was and now and change.kind == "deadline":
        return words.BECAME.format(before=deadline_shown(was, as_of), after=deadline_shown(now, as_of))
    if was and now and change.kind == "units":
        return words.BECAME.format(before=_units_shown(was), after=_units_shown(now))
    row = now or was
    return words.BESIDE.format(units=_units_shown(row)) if row and row.units else ""


def compose_trend(since: Since, as_of: date) -> tuple[Heading, Grid] | None:
    """The last dates as a small table over TREND_SPAN columns; None below three. A chart takes its points from `periods`."""
    periods = since.periods[-_TREND_ROWS:]
    if len(since.periods) < TREND_POINTS:
        return None
    heads = (words.TOTAL, words.DONE, words.UNDER_WAY, words.DUE_SOON, words.LATE)
    head = (
        Cell(words.DATE, "grid.head", 3), *(Cell(word, "grid.head.right") for word in heads),
        Cell(words.RATE, "grid.head.right", 2),
    )  # fmt: skip
    return Heading(words.TREND), Grid(head, tuple(tuple(_trend_row(period, as_of)) for period in periods))


def _trend_row(period: Period, as_of: date) -> Iterator[Cell]:
    yield Cell(words.short_day(period.day, as_of), "grid.text", 3)
    for quantity in _QUANTITIES:
        count = getattr(period, quantity)
        late = quantity == "overdue" and count
        yield Cell(count, "grid.late" if late else "grid.count" if count else "grid.none")
    rate = period.rate
    yield Cell(words.NO_RATE if rate is None else rate, "grid.right" if rate is None else "grid.percent", 2)


def late_difference(since: Since) -> str:
    """「较上期+1」: overdue tasks against the date before; 「」 where there is none."""
    before = since.before
    last = next((p for p in reversed(since.periods) if before and p.day == before.day), None)
    now = since.periods[-1]
    return words.MORE_OR_LESS.format(difference=now.overdue - last.overdue) if last else ""


def summary_words(since: Since, changes: Changes, as_of: date) -> str:
    """The line of the console: 「较7月25日（甲_进度_2021-07-25.xlsx）：新增1，办结2」."""
    parts = [f"{word}{len(changes.of(kind))}" for kind, word in KINDS.items() if changes.of(kind)]
    said = words.SUMMARY_CHANGES.format(
        day=words.short_day(changes.before.day, as_of),
        source=since.source,
        parts="，".join(parts) or words.SUMMARY_NO_CHANGE,
    )
    return said + (words.SUMMARY_VERIFY.format(count=len(changes.doubts)) if changes.doubts else "")
