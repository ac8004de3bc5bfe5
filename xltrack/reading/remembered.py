"""What was typed into a report, read again: into its ledger, into its 核对清单, and what it remembers of both (docs/规则.md 8.4, 8.5)."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.text import tidy
from xltrack.domain.checked import report_mark
from xltrack.domain.memory import (
    ANSWER_KIND,
    ANSWERS_NAME,
    CHECK_KIND,
    CHECKS_NAME,
    CODE_ROLE,
    ITEMS_ROLE,
    RECORD_ROLE,
    SAID_ROLE,
    Answered,
    Checked,
    Memory,
    Remembered,
    SnapshotRow,
    day_of_field,
    task_fields,
)
from xltrack.domain.records import Table
from xltrack.reading.files.grid import LEDGER_NAME, SourceBook, shown
from xltrack.reading.ours import REPORTED, find_area, read_memory

_TASK_FIELDS: Final = 6  # of the task in front of what was answered: key, seq, group, text, deadline, units
_ANSWER_FIELDS: Final = 5  # words, done date, progress, report, day
_CHECK_FIELDS: Final = 3  # rule, mark, answer
_ITEM: Final = pattern(r"([0-9a-f]{8})((?: [0-9]+(?:-[0-9]+)?)*)")
_RUN: Final = pattern(r"([0-9]+)(?:-([0-9]+))?")


def read_past(book: SourceBook) -> Memory:
    """What a book remembers, with what was typed into it and its forerunners as far as that stands in sheets of ours."""
    memory = read_memory(book)
    return memory._replace(kept=read_kept(book, memory.snapshots[0].rows if memory.snapshots else ()))


def read_kept(book: SourceBook, tasks: Sequence[SnapshotRow]) -> Remembered:
    """What a report knows of what was typed; `tasks` are its own, as it remembers them. A record that is damaged is left out."""
    answers, checks = dict[str, Answered](), dict[tuple[str, str, str], Checked]()
    for fields in _records(book):
        with suppress(ValueError):
            if fields[0] == ANSWER_KIND:
                answer = _answer(fields[1:])
                answers[answer.task.key] = answer
            elif fields[0] == CHECK_KIND:
                check = _check(fields[1:])
                checks[_place(check)] = check
    checks |= {_place(check): check for check in _typed_checks(book, tasks)}
    return Remembered(tuple(answers.values()), tuple(check for check in checks.values() if check.said))


def _place(check: Checked) -> tuple[str, str, str]:
    return check.task.key if check.task else "", check.code, check.mark


def _records(book: SourceBook) -> Iterator[list[str]]:
    """The fields of each record; a long one goes on in the next cells."""
    found = find_area(book, ANSWERS_NAME)
    if not found or RECORD_ROLE not in found[2].values():
        return
    sheet, first, _ = found
    for row in sorted(sheet.rows):
        if row > first + 1:
            cells = sheet.rows[row]
            yield task_fields("".join([shown(cells[place]) for place in sorted(cells)]))


def _task(fields: Sequence[str]) -> SnapshotRow:
    key, seq, group, text, deadline, units = fields
    return SnapshotRow(key, seq, group, text, "", None, deadline, units)


def _answer(fields: Sequence[str]) -> Answered:
    if len(fields) != _TASK_FIELDS + _ANSWER_FIELDS:
        raise ValueError(ANSWER_KIND)
    words, done, share, report, day = fields[_TASK_FIELDS:]
    task, progress = _task(fields[:_TASK_FIELDS]), float(share) if share else None
    return Answered(task, words or None, day_of_field(done), progress, report, date.fromisoformat(day))


def _check(fields: Sequence[str]) -> Checked:
    if len(fields) != _TASK_FIELDS + _CHECK_FIELDS:
        raise ValueError(CHECK_KIND)
    task = _task(fields[:_TASK_FIELDS])
    return Checked(task if task.key else None, *fields[_TASK_FIELDS:])


def _typed_checks(book: SourceBook, tasks: Sequence[SnapshotRow]) -> Iterator[Checked]:
    """What was typed into the column 核对 of 核对清单, for each task that its line is about."""
    found = find_area(book, CHECKS_NAME)
    columns = {role: column for column, role in found[2].items()} if found else {}
    if not found or not {CODE_ROLE, SAID_ROLE, ITEMS_ROLE} <= columns.keys():
        return
    sheet, first, _ = found
    for row in sorted(sheet.rows):
        cells = sheet.rows[row]
        said = tidy(shown(cells.get(columns[SAID_ROLE])))
        if row <= first + 1 or not said:
            continue
        code = shown(cells.get(columns[CODE_ROLE]))
        for mark, numbers in _ITEM.findall(shown(cells.get(columns[ITEMS_ROLE]))):
            for number in _numbers(numbers, len(tasks)):
                yield Checked(tasks[number - 1] if number else None, code, mark, said)


def _numbers(told: str, most: int) -> Iterator[int]:
    """The numbers of tasks in 「3 5-7」; what there are no tasks for is left out."""
    for first, last in _RUN.findall(told):
        yield from range(int(first), min(int(last or first), most) + 1)


def typed_rows(book: SourceBook, table: Table) -> frozenset[int] | None:
    """The rows of a ledger of which something else is reported than as it was written; None where it does not tell."""
    found = find_area(book, LEDGER_NAME)
    column = next((c for c, role in found[2].items() if role == REPORTED), 0) if found else 0
    if not found or not column:
        return None
    rows = found[0].rows
    marks = ((task.row, report_mark(*task.reported[:3]), rows[task.row].get(column)) for task in table.tasks)
    return frozenset(row for row, mark, written in marks if mark != (shown(written) or None))
