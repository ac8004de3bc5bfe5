"""本期变化: what is said of it beside each task of the ledger, on 总览 and on the console (docs/规则.md 8.3).

Imported only where there is an earlier report to compare with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.base.text import shorten
from xltrack.comparison.snapshot import split_units
from xltrack.domain.memory import CHANGE_WORDS, Change, Changes, Since, SnapshotRow
from xltrack.report import words
from xltrack.sheets.measure import breadth
from xltrack.telling import words as common

LISTED: Final = 3  # tasks named of one kind
_LEGIBLE: Final = 22  # columns below which a task cannot be known by its words
_ROOM: Final = 30  # columns of words of a deadline, units or text in the ledger


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
        return words.DONE_ON.format(day=common.short_day(done, assessment.as_of))
    if change.before and change.kind in ("deadline", "units"):
        old = change.before
        before = deadline_shown(old, assessment.as_of) if change.kind == "deadline" else _units_shown(old)
        return words.WAS.format(kind=CHANGE_WORDS[change.kind], before=before)
    return CHANGE_WORDS[change.kind]


def deadline_shown(row: SnapshotRow, as_of: date) -> str:
    """A remembered deadline as people say it: 「6月30日」, 「6月30日、12月31日」, else its words."""
    if not row.deadline:
        return words.UNITLESS
    try:
        days = [common.short_day(date.fromisoformat(word), as_of) for word in row.deadline.split()]
    except ValueError:
        return shorten(row.deadline, _ROOM)
    return shorten("、".join(days), _ROOM)


def _units_shown(row: SnapshotRow) -> str:
    return shorten("、".join(name for _, name in split_units(row.units)) or words.UNITLESS, _ROOM)


def first_tasks(found: Sequence[Change], room: int, as_of: date) -> str:
    """As many tasks as there is room for: 「开设专栏（区政府办）；征求意见（待核实）等」."""
    if not found:
        return words.NONE
    for count in range(min(LISTED, len(found)), 0, -1):
        more = words.MORE_CHANGES if count < len(found) else ""
        each = (room - breadth(more)) // count - 2
        if each >= _LEGIBLE or count == 1:
            return "；".join(_task_words(change, each, as_of) for change in found[:count]) + more
    return words.NONE


def _task_words(change: Change, room: int, as_of: date) -> str:
    row = change.after or change.before
    if row is None:
        return ""
    mark = words.MARKED if change.doubtful else ""
    tail = _detail(change, as_of) + mark
    tail = tail if breadth(tail) * 5 <= room * 3 else mark
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


def summary_words(since: Since, changes: Changes, as_of: date) -> str:
    """The line of the console: 「较7月25日（甲_进度_2021-07-25.xlsx）：新增1，办结2」."""
    parts = [f"{word}{len(changes.of(kind))}" for kind, word in CHANGE_WORDS.items() if changes.of(kind)]
    said = words.SUMMARY_CHANGES.format(
        day=common.short_day(changes.before.day, as_of),
        source=since.source,
        parts="，".join(parts) or words.SUMMARY_NO_CHANGE,
    )
    return said + (words.SUMMARY_VERIFY.format(count=len(changes.doubts)) if changes.doubts else "")
