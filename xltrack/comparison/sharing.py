"""Answers of units, each for itself, put into the tasks that they share (docs/规则.md 5.13, 16.4)."""

from collections.abc import Mapping, Sequence
from datetime import date

from xltrack.assessment.assess import UnitNames
from xltrack.assessment.rulings import heard_ruling
from xltrack.assessment.shared import whole_report
from xltrack.base.text import fold, squeeze
from xltrack.comparison.carrying import telling_of
from xltrack.comparison.known import Told, keyed, told_tasks
from xltrack.domain.answers import Telling, with_answers
from xltrack.domain.collected import Collected, Put, UnitRow
from xltrack.domain.forms import Answers
from xltrack.domain.records import Document, Reported, Table, Task, UnitAnswer
from xltrack.domain.roster import name_key
from xltrack.domain.settings import Policy
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.years import YearContext, resolve
from xltrack.language.status.answers import is_silent

Place = tuple[int, str, int]  # document, sheet, row
_GRANTED, _REFUSED, _TICKS = "同意", "不同意", "√✓✔"


def share_collected(
    documents: Sequence[Document], known: Collected, policy: Policy, as_of: date
) -> tuple[Document, ...]:
    """The documents with what units told, where the sheet says nothing else of its own."""
    told = told_tasks(documents)
    rows = keyed([one.row for one in told], [*{row.task.key: row.task for row in known.rows}.values()])
    if rows is None or not known.rows:
        return tuple(documents)
    keys = [row.key for row in rows]
    return share_answers(documents, answers_by_place(told, keys, known), policy, as_of, known.handed)


def answers_by_place(
    told: Sequence[Told], keys: Sequence[str], known: Collected
) -> Mapping[Place, tuple[UnitAnswer, ...]]:
    """What units told of each task; none of one of which the sheet says something else than was put there."""
    rows: dict[str, list[UnitRow]] = {}
    for row in known.rows:
        rows.setdefault(row.task.key, []).append(row)
    return {
        (one.document, one.table.sheet, one.task.row): tuple(map(unit_answer, rows[key]))
        for one, key in zip(told, keys, strict=True)
        if key in rows and says_nothing_else(one.task.reported, known.written.get(key))
    }


def says_nothing_else(reported: Reported, written: Put | None) -> bool:
    """Whether the ledger says nothing of a task but what was put there."""
    return is_silent(reported) or (written is not None and written.holds(*reported[:3]))


def shared_report(answers: Answers) -> Reported:
    """Answers as a task has them."""
    status, done, share_ = answers[:3]
    told = done if isinstance(done, date) or done is None else str(done)
    progress = float(share_) if isinstance(share_, int | float) and not isinstance(share_, bool) else None
    return Reported(None if status is None else str(status), told, progress)


def unit_answer(row: UnitRow) -> UnitAnswer:
    """A line of what was collected as a task has it."""
    ruling = heard_ruling(squeeze(fold(row.ruling)))
    return UnitAnswer(
        row.unit, shared_report(row.answers), ruling, granted_day(row), tuple(row.answers[3:]), row.sent_back
    )


def granted_day(row: UnitRow) -> date | None:
    """The day to which the office has put off a deadline: the one that it names, else that which the unit asks for."""
    if not row.granted:
        return row.extended
    said, asked = squeeze(fold(row.granted)).lstrip(_TICKS), _day(row.answers.extension, row.day)
    if said.startswith(_GRANTED) or not said:
        return _day(said, row.day) or asked or row.extended
    return None if said.startswith(_REFUSED) and row.extended == asked else row.extended


def _day(asked: object, day: date | None) -> date | None:
    """The day that is asked for, be it in words."""
    if isinstance(asked, date):
        return asked
    if not isinstance(asked, str):
        return None
    milestones = resolve(read_deadline(asked), YearContext(given=day.year if day else None)).deadline.milestones
    return milestones[-1].due if milestones else None


def share_answers(
    documents: Sequence[Document],
    told: Mapping[Place, Sequence[UnitAnswer]],
    policy: Policy,
    as_of: date,
    handed: Sequence[str] = (),
) -> tuple[Document, ...]:
    """The documents with what units told of their tasks: by each of them, and in the cells what it comes to.

    Args:
        documents: those that hold the tasks.
        told: what was told of each.
        policy: how the office judges.
        as_of: the day.
        handed: units that were asked in the place of those that the tasks name (docs/规则.md 16.10).
    """
    names = UnitNames()
    return tuple(
        document._replace(
            tables=tuple(
                _with_parts(table, own, (names, handed), policy, as_of)
                if (own := _answers(table, index, told))
                else table
                for table in document.tables
            )
        )
        for index, document in enumerate(documents)
    )


def _answers(table: Table, index: int, told: Mapping[Place, Sequence[UnitAnswer]]) -> dict[int, tuple[UnitAnswer, ...]]:
    """What was told of the tasks of a table, by the `id` of the task."""
    return {
        id(task): tuple(told[index, table.sheet, task.row])
        for task in table.tasks
        if (index, table.sheet, task.row) in told
    }


def _with_parts(
    table: Table,
    answers: Mapping[int, tuple[UnitAnswer, ...]],
    known: tuple[UnitNames, Sequence[str]],
    policy: Policy,
    as_of: date,
) -> Table:
    names, handed = known
    tellings: dict[int, Telling] = {}
    whole: dict[int, tuple[UnitAnswer, ...]] = {}
    for task in table.tasks:
        if id(task) in answers:
            units = names.of_task(table, task)
            whole[id(task)] = _with_handed(answers[id(task)], units[1], handed)
            if report := whole_report(task._replace(shared=whole[id(task)]), units, policy, as_of):
                tellings[id(task)] = telling_of(report, task)
    told = with_answers(table, tellings)
    own = (whole[id(task)] if id(task) in tellings else () for task in table.tasks)
    return told._replace(tasks=tuple(map(_with_shared, told.tasks, own)))


def _with_handed(told: tuple[UnitAnswer, ...], named: Sequence[str], handed: Sequence[str]) -> tuple[UnitAnswer, ...]:
    """What was told of a task, where nobody whom it names told anything, by all to whom it was handed on."""
    own = {name_key(name) for name in named}
    by_unit = {name_key(answer.unit): answer for answer in told}
    if not any(name_key(name) in by_unit for name in handed) or not own.isdisjoint(by_unit):
        return told
    asked = (by_unit.get(name_key(name)) or UnitAnswer(name, Reported(), sent=False) for name in handed)
    return tuple(answer._replace(handed=True) for answer in asked)


def _with_shared(task: Task, shared: tuple[UnitAnswer, ...]) -> Task:
    return task._replace(shared=shared) if shared else task
