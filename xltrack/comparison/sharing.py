"""Answers of units, each for itself, put into the tasks that they share (docs/规则.md 5.13)."""

from collections.abc import Mapping, Sequence
from datetime import date

from xltrack.assessment.assess import UnitNames
from xltrack.assessment.shared import find_parts, tell_parts
from xltrack.comparison.carrying import telling_of
from xltrack.domain.answers import Telling, with_answers
from xltrack.domain.records import Document, Table, Task, UnitAnswer
from xltrack.domain.settings import Policy

Place = tuple[int, str, int]  # document, sheet, row


def share(
    documents: Sequence[Document], told: Mapping[Place, Sequence[UnitAnswer]], policy: Policy, as_of: date
) -> tuple[Document, ...]:
    """The documents with what units told of their tasks: by each of them, and in the cells what it comes to."""
    names = UnitNames()
    return tuple(
        document._replace(
            tables=tuple(
                _with_parts(table, own, names, policy, as_of) if (own := _answers(table, index, told)) else table
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
    table: Table, answers: Mapping[int, tuple[UnitAnswer, ...]], names: UnitNames, policy: Policy, as_of: date
) -> Table:
    tellings: dict[int, Telling] = {}
    for task in table.tasks:
        if id(task) in answers:
            parts = find_parts(task._replace(shared=answers[id(task)]), names.of_task(table, task), policy, as_of)
            tellings[id(task)] = telling_of(tell_parts(parts, policy), task)
    whole = with_answers(table, tellings)
    own = (answers.get(id(task), ()) for task in table.tasks)
    return whole._replace(tasks=tuple(map(_with_shared, whole.tasks, own)))


def _with_shared(task: Task, shared: tuple[UnitAnswer, ...]) -> Task:
    return task._replace(shared=shared) if shared else task
