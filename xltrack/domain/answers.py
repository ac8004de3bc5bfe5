"""Answers that one table gives to the tasks of another: they come into the columns of that one (docs/规则.md 2.9)."""

from collections.abc import Mapping, Sequence
from typing import Final

from xltrack.base.values import Percent
from xltrack.domain.records import CellValue, Column, ColumnRole, Reported, Table, Task

TRACKING: Final[tuple[ColumnRole, ...]] = ("status", "progress", "done_date")
Telling = tuple[Table, Task]


def with_answers(table: Table, told: Mapping[int, Telling]) -> Table:
    """The table with the answers that some of its tasks have in other tables, by the `id` of the task.

    The cells come with them; columns that it lacks for them are put behind its own.
    """
    columns = list(table.columns)
    others: dict[int, tuple[Table, list[Task]]] = {}
    for other, task in told.values():
        others.setdefault(id(other), (other, []))[1].append(task)
    places = {key: _places(columns, other, tasks) for key, (other, tasks) in others.items()}
    room = len(columns) - len(table.columns)
    tasks = tuple(
        _answered(task, told.get(id(task)), columns, places, room) if room or id(task) in told else task
        for task in table.tasks
    )
    return table._replace(columns=tuple(columns), tasks=tasks)


def _places(columns: list[Column], other: Table, tasks: Sequence[Task]) -> dict[int, int]:
    """Where the cells of some tasks of another table go, by index; a column that says something and has no place is added."""
    places: dict[int, int] = {}
    for index, column in enumerate(other.columns):
        if column.role not in TRACKING or all(task.values[index] is None for task in tasks):
            continue
        place = _place(columns, column, other)
        if place is None:
            columns.append(Column(max(c.number for c in columns) + 1, column.header, column.role))
            place = len(columns) - 1
        places[index] = place
    return places


def _place(columns: Sequence[Column], column: Column, other: Table) -> int | None:
    """The column of the same header and role, else the only one of the role where the other table has but one too."""
    alike = [place for place, own in enumerate(columns) if own.role == column.role]
    same = next((place for place in alike if columns[place].header == column.header), None)
    only = len(alike) == 1 and sum(own.role == column.role for own in other.columns) == 1
    return alike[0] if same is None and only else same


def _answered(
    task: Task, told: Telling | None, columns: Sequence[Column], places: Mapping[int, Mapping[int, int]], room: int
) -> Task:
    values: list[CellValue] = [*task.values, *([None] * room)]
    if not told:
        return task._replace(values=tuple(values))
    table, other = told
    for place, column in enumerate(columns):
        if column.role in TRACKING:
            values[place] = None
    for index, place in places[id(table)].items():
        values[place] = other.values[index]
    return task._replace(values=tuple(values), reported=other.reported, struck=task.struck or other.struck)


def with_own(table: Table, task: Task, reported: Reported) -> Task:
    """The task with an answer in the first column of each kind, and nothing in the others."""
    told: dict[ColumnRole, CellValue] = {
        "status": reported.words, "done_date": reported.done,
        "progress": None if reported.progress is None else Percent(reported.progress),
    }  # fmt: skip
    values = [
        told.pop(c.role, None) if c.role in TRACKING else v for c, v in zip(table.columns, task.values, strict=False)
    ]
    return task._replace(reported=reported, values=tuple(values), shared=())
