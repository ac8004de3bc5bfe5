"""本期变化: what is said of it beside each task of the ledger, on 总览 and on the console (docs/规则.md 8.3).

Imported only where there is an earlier report to compare with.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.assessment.numbering import nth
from xltrack.assessment.states import DONE_STATES, DUE_STATES, STATE_WORDS
from xltrack.base.text import shorten
from xltrack.comparison.snapshot import split_units
from xltrack.domain.memory import (
    CHANGE_WORDS,
    MAIN_CHANGES,
    Change,
    ChangeKind,
    Changes,
    Since,
    Snapshot,
    SnapshotRow,
    completion_rate,
)
from xltrack.report import words
from xltrack.report.memory import SinceBlock
from xltrack.sheets.dense import halves
from xltrack.sheets.measure import breadth
from xltrack.telling import words as common

_LISTED: Final = 3  # tasks named of one kind
_LEGIBLE: Final = 22  # columns below which a task cannot be known by its words
_ROOM: Final = 30  # columns of words of a deadline, units or text in the ledger
_TREND_POINTS: Final = 12  # dates that the chart has room for
_KINDS: Final = 4  # kinds of change that have a line of their own
_DONE: Final = frozenset(STATE_WORDS[state] for state in DONE_STATES)
_FELL_DUE: Final = frozenset(STATE_WORDS[state] for state in DUE_STATES)


def change_words(assessment: Assessment, changes: Changes) -> Mapping[int, str]:
    """What the column 本期变化 says, by the task's number in `Assessment.tasks`: 「办结；时限调整，原为6月30日」."""
    doubts = {doubt.task: doubt.before for doubt in changes.doubts}
    by_task, carried = changes.by_task(), _carried(assessment, changes)
    return {
        number: "；".join([
            *(_sentence(change, assessment) for change in by_task.get(number, ())),
            *((words.DOUBTFUL.format(text=shorten(doubts[number].text, _ROOM)),) if number in doubts else ()),
            *((words.CARRIED,) if number in carried else ()),
        ])
        for number in sorted({*by_task, *doubts, *carried})
    }  # fmt: skip


def _carried(assessment: Assessment, changes: Changes) -> frozenset[int]:
    """The tasks whose answer was typed into a report since the one that these are compared with."""
    since = changes.before.day.isoformat()
    places = {
        (number, said.cell.sheet, said.cell.row, said.cell.column)
        for number, document in enumerate(assessment.documents)
        for said in document.diagnostics
        if said.code == "D320" and said.cell and str(said.facts["day"]) >= since
    }
    if not places:
        return frozenset()
    cells = (
        (n, j.document, assessment.documents[j.document].ref(j.table, j.task, "status"))
        for n, j in enumerate(assessment.tasks)
    )
    return frozenset(n for n, document, cell in cells if (document, *cell) in places)


def _sentence(change: Change, assessment: Assessment) -> str:
    done = assessment.tasks[change.task].done if change.task is not None else None
    if change.kind == "done" and done:
        return words.DONE_ON.format(day=common.short_day(done, assessment.as_of))
    if change.before and change.kind in ("deadline", "units"):
        before = _shown(change.kind, change.before, assessment.as_of)
        return words.WAS.format(kind=CHANGE_WORDS[change.kind], before=before)
    return CHANGE_WORDS[change.kind]


def _shown(kind: str, row: SnapshotRow, as_of: date) -> str:
    return deadline_shown(row, as_of) if kind == "deadline" else _units_shown(row)


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


def _first_tasks(found: Sequence[Change], room: int, as_of: date) -> str:
    """As many tasks as there is room for: 「开设专栏（区政府办）；征求意见（待核实）等」."""
    for count in range(min(_LISTED, len(found)), 0, -1):
        more = words.MORE_CHANGES if count < len(found) else ""
        each = (room - breadth(more)) // count - 2
        if each >= _LEGIBLE:
            break
    return "；".join(_task_words(change, each, as_of) for change in found[:count]) + more


def _task_words(change: Change, room: int, as_of: date) -> str:
    row = change.after or change.before
    if row is None:
        return ""
    mark = words.MARKED if change.doubtful else ""
    tail = _detail(change, as_of) + mark
    tail = tail if breadth(tail) * 5 <= room * 3 else mark
    return shorten(nth(row.number) + row.text, room - breadth(tail)) + tail


def _detail(change: Change, as_of: date) -> str:
    """Beside a task: from what to what a deadline or the units changed, else who answers for it."""
    was, now = change.before, change.after
    if was and now and change.kind in ("deadline", "units"):
        before, after = (_shown(change.kind, row, as_of) for row in (was, now))
        return words.BECAME.format(before=before, after=after)
    row = now or was
    return words.BESIDE.format(units=_units_shown(row)) if row and row.units else ""


def summary_words(since: Since, changes: Changes, as_of: date) -> str:
    """The line of the console: 「较7月25日（甲_进度_2021-07-25.xlsx）：新增1，办结2」."""
    parts = list(_counts(changes, CHANGE_WORDS))
    said = words.SUMMARY_CHANGES.format(
        day=common.short_day(changes.before.day, as_of),
        source=since.source,
        parts="，".join(parts) or words.SUMMARY_NO_CHANGE,
    )
    if flows := flow_words(changes):
        said += words.SUMMARY_FLOWS.format(flows=flows)
    return said + (words.SUMMARY_VERIFY.format(count=len(changes.doubts)) if changes.doubts else "")


def _counts(changes: Changes, kinds: Iterable[ChangeKind]) -> Iterator[str]:
    """「新临期2」, each kind that there is."""
    return (f"{CHANGE_WORDS[kind]}{len(found)}" for kind in kinds if (found := changes.of(kind)))


def flow_words(changes: Changes) -> str:
    """How last time's figures became these: 「逾期3＋1－2＝2」, of those that anything came to or went from."""
    flows = ((words.FLOWING[figure], changes.flows[figure]) for figure in words.FLOWING if figure in changes.flows)
    return "，".join(
        f"{word}{flow.before}{f'＋{flow.entered}' * bool(flow.entered)}{f'－{flow.left}' * bool(flow.left)}＝{flow.now}"
        for word, flow in flows
        if flow.entered or flow.left
    )


def flow_lines(said: str, room: int) -> list[str]:
    """A sentence in as many lines as it takes, broken behind its commas."""
    lines: list[str] = []
    for part in said.replace("，", "，\0").split("\0") if said else ():
        if lines and halves(lines[-1] + part) <= room:
            lines[-1] += part
        else:
            lines.append(part)
    return lines


def since_of(since: Since, changes: Changes, as_of: date, room: int) -> SinceBlock:
    """What 总览 says: a line for each kind with its count and its first tasks, of `room` half-width characters, and the trend.

    Of more kinds than there are lines for the last are counted in one.
    """
    day = words.CHANGE_BLOCK.format(day=common.short_day(changes.before.day, as_of))
    kinds = [kind for kind in CHANGE_WORDS if changes.of(kind)]
    told = [kind for kind in kinds if kind in MAIN_CHANGES][:_KINDS]
    others = [kind for kind in kinds if kind not in told]
    lines = [(CHANGE_WORDS[kind], _told(changes.of(kind), room, as_of), changes.of(kind)[0].task) for kind in told]
    if others:
        lines.append((words.OTHER_CHANGES, "，".join(_counts(changes, others)), changes.of(others[0])[0].task))
    flows = flow_lines(flow_words(changes), room)
    lines += [(words.FLOWS if not number else "", line, None) for number, line in enumerate(flows)]
    if not lines:
        lines.append(("", words.SUMMARY_NO_CHANGE, None))
    before = since.before
    last = next((p for p in reversed(since.periods) if before and p.day == before.day), None)
    return SinceBlock(
        tuple((kind, line) for kind, line, _ in lines),
        tuple((p.day, p.done, p.overdue) for p in since.periods[-_TREND_POINTS:]),
        tuple(task for _, _, task in lines),
        f"{words.CHANGE}　{day}",
        words.TO_VERIFY.format(count=len(changes.doubts)) if changes.doubts else "",
        last,
        _due_rate(changes.before) if last and not last.plan else None,
    )


def _due_rate(before: Snapshot) -> float | None:
    """到期完成率 of last time, by the tasks as they were judged then."""
    fell_due = [row for row in before.rows if row.due and row.due <= before.day and row.state in _FELL_DUE]
    return completion_rate(sum(row.state in _DONE for row in fell_due), len(fell_due))


def _told(found: Sequence[Change], room: int, as_of: date) -> str:
    """「2项：开设专栏（区政府办）；……」."""
    count = f"{words.ITEMS.format(count=len(found))}："
    return count + _first_tasks(found, room - breadth(count), as_of)
