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
_TREND_ROWS: Final = 8
_HALF_WIDTHS: Final = 5.6  # half-width characters of 10 points in one page column
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


def compose_changes(
    assessment: Assessment, since: Since, changes: Changes, span: int
) -> tuple[Heading | Grid | Words, ...]:
    """The block of 总览: a line for each kind with its count and its first tasks, over `span` page columns."""
    day = words.CHANGE_BLOCK.format(day=words.short_day(changes.before.day, assessment.as_of))
    room = int((span - 4) * _HALF_WIDTHS)
    body = tuple(_kind_row(kind, changes.of(kind), span, room) for kind in KINDS)
    head = (
        Cell(words.CHANGE_KIND, "grid.head", 3),
        Cell(words.COUNT, "grid.head.right"),
        Cell(words.TASK, "grid.head", span - 4),
    )
    verify = len(changes.doubts)
    if not verify:
        return Heading(words.CHANGE, day), Grid(head, body)
    cell = Cell(words.TO_VERIFY.format(count=verify), "grid.note", link=Link(words.CHECKS, 1, 1))
    return Heading(words.CHANGE, day), Grid(head, body), Words(cell, height=17)


def _kind_row(kind: Kind, found: Sequence[Change], span: int, room: int) -> tuple[Cell, ...]:
    link = None
    if found:
        first = found[0].task
        link = Link(words.CHECKS, 1, 1) if first is None else Link(words.LEDGER, ledger_row(first), 1)
    return (
        Cell(KINDS[kind], "grid.text", 3, link),
        Cell(len(found), "grid.count" if found else "grid.none"),
        Cell(first_tasks(found, room), "grid.changes", span - 4),
    )


def first_tasks(found: Sequence[Change], room: int) -> str:
    """As many tasks as there is room for: 「7 开设专栏、9 征求意见（待核实）等5项」."""
    if not found:
        return words.NONE
    shown = list(map(_task_words, found[:LISTED]))
    while len(shown) > 1 and breadth(_joined(shown, len(found))) > room:
        shown.pop()
    return shorten(_joined(shown, len(found)), room)


def _joined(shown: Sequence[str], count: int) -> str:
    return "、".join(shown) + (words.MORE_CHANGES.format(count=count) if count > len(shown) else "")


def _task_words(change: Change) -> str:
    row = change.after or change.before
    if row is None:
        return ""
    text = shorten(row.text, 24)
    return f"{row.seq} {text}".strip() + (words.MARKED if change.doubtful else "")


def compose_trend(since: Since, as_of: date, span: int) -> tuple[Heading, Grid] | None:
    """The last dates as a small table; None below three. A chart takes its points from `since.periods`."""
    periods = since.periods[-_TREND_ROWS:]
    if len(since.periods) < TREND_POINTS:
        return None
    wide = (span - 3) // (len(_QUANTITIES) + 1)
    rest = span - 3 - wide * len(_QUANTITIES)
    heads = (words.TOTAL, words.DONE, words.UNDER_WAY, words.DUE_SOON, words.LATE)
    head = (
        Cell(words.DATE, "grid.head", 3), *(Cell(word, "grid.head.right", wide) for word in heads),
        Cell(words.RATE, "grid.head.right", rest),
    )  # fmt: skip
    body = tuple(tuple(_trend_row(period, as_of, wide, rest)) for period in periods)
    return Heading(words.TREND), Grid(head, body)


def _trend_row(period: Period, as_of: date, wide: int, rest: int) -> Iterator[Cell]:
    yield Cell(words.short_day(period.day, as_of), "grid.text", 3)
    for quantity in _QUANTITIES:
        count = getattr(period, quantity)
        late = quantity == "overdue" and count
        yield Cell(count, "grid.late" if late else "grid.count" if count else "grid.none", wide)
    rate = period.rate
    yield Cell(words.NO_RATE if rate is None else rate, "grid.right" if rate is None else "grid.percent", rest)


def late_difference(since: Since) -> str:
    """「较上期+1」: overdue tasks against the date before; 「」 where there is none."""
    before = since.before
    last = next((p for p in reversed(since.periods) if before and p.day == before.day), None)
    now = since.periods[-1]
    return words.MORE_OR_LESS.format(difference=now.overdue - last.overdue) if last else ""


def summary_words(since: Since, changes: Changes, as_of: date) -> str:
    """The line of the console: 「较7月25日（甲_进度_2021-07-25.xlsx）：新增1、办结2」."""
    parts = [f"{word}{len(changes.of(kind))}" for kind, word in KINDS.items() if changes.of(kind)]
    said = words.SUMMARY_CHANGES.format(
        day=words.short_day(changes.before.day, as_of),
        source=since.source,
        parts="、".join(parts) or words.SUMMARY_NO_CHANGE,
    )
    return said + (words.SUMMARY_VERIFY.format(count=len(changes.doubts)) if changes.doubts else "")
