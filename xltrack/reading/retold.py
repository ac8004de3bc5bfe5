"""Answers where xltrack wrote a task a second time: a copy of its ledger's sheet, an 附件, its list of late tasks (docs/规则.md 2.1).

Somebody types there and means the task. What is known to be of one task, and of which the place that is read says nothing, is
taken; what differs, or is of no task for sure, is named. What xltrack itself wrote there is no answer.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.base.address import CellRef, column_letters
from xltrack.base.clock import check_time
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import fold, shorten, squeeze
from xltrack.domain.answers import TRACKING, Telling, with_answers
from xltrack.domain.records import Table, Task
from xltrack.language.status.answers import is_silent, tell_answer, weigh_answers
from xltrack.language.status.done import read_day
from xltrack.language.status.grammar import parse_status
from xltrack.language.status.tokens import STATUS
from xltrack.reading.files.grid import LEDGER_NAME, SourceBook, SourceSheet
from xltrack.reading.ours import read_area
from xltrack.reading.tables.headers import COLUMNS, plain_header
from xltrack.reading.tables.lines import annex_of
from xltrack.reading.tasks.columns import Given

_NAMED, _HEADS = 8, 8
_COMPARED: Final = 100  # tasks of the same words
_ROOM = 40  # columns for the words of a task
# By what tasks of the same words are told apart.
_PARTS: Final[tuple[Callable[[Task], object], ...]] = (
    lambda task: [unit.name for unit in task.units],
    lambda task: task.deadline.milestones,
    lambda task: task.seq,
)
Reader = Callable[[SourceSheet], Sequence[Table]]


class _Retold(NamedTuple):
    """A sheet on which tasks stand a second time; `printed` where it is an 附件, which shows states and numbers of its own."""

    sheet: SourceSheet
    tables: Sequence[Table]
    printed: bool


def take_retold(book: SourceBook, tables: tuple[Table, ...], read: Reader, said: list[Diagnostic]) -> tuple[Table, ...]:
    """The tables with the answers that were given to their tasks elsewhere; what there is to say is added to `said`."""
    known: dict[str, list[Telling]] = {}
    for table in tables:
        for task in table.tasks:
            known.setdefault(_plain(task.text), []).append((table, task))
    taken: dict[int, Telling] = {}
    for retold in _find_retold(book, tables, read):
        unheard = [cell for table in retold.tables for cell in _hear(table, retold.printed, known, taken, said)]
        if unheard:
            said.append(_unheard(retold.sheet.name, unheard))
    return tuple(with_answers(t, own) if (own := _of_table(t, taken)) else t for t in tables)


def _of_table(table: Table, taken: dict[int, Telling]) -> dict[int, Telling]:
    return {id(task): taken[id(task)] for task in table.tasks if id(task) in taken}


def _find_retold(book: SourceBook, tables: Sequence[Table], read: Reader) -> Iterator[_Retold]:
    """The visible sheets on which tasks of a book of ours stand again."""
    held = {table.sheet for table in tables}
    for sheet in book.sheets if LEDGER_NAME in book.names else ():
        if sheet.state != "visible" or sheet.name in held:
            continue
        if _is_copy(sheet):
            yield _Retold(sheet, _read_copy(sheet) or read(sheet), printed=False)
        elif _is_annex(sheet):
            yield _Retold(sheet, read(sheet), printed=True)
    if book.extract and book.extract.state == "visible":
        yield _Retold(book.extract, read(book.extract), printed=True)


def _heads(sheet: SourceSheet) -> Iterator[str]:
    rows = (sheet.rows[row] for row in sorted(sheet.rows)[:_HEADS])
    return (value for cells in rows for value in cells.values() if isinstance(value, str))


def _is_copy(sheet: SourceSheet) -> bool:
    return sum(plain_header(value) in COLUMNS.own_sure for value in _heads(sheet)) > 1


def _is_annex(sheet: SourceSheet) -> bool:
    return annex_of(next(_heads(sheet), ""))[0] is not None


def _read_copy(sheet: SourceSheet) -> list[Table]:
    """The table of a copy that still has its row of roles."""
    for row in sorted(sheet.rows)[:_HEADS]:
        stated = {column: squeeze(str(value)) for column, value in sheet.rows[row].items()}
        if found := read_area(sheet, row, stated, Given(None), []):
            return [found.table]
    return []


def _hear(
    table: Table, printed: bool, known: dict[str, list[Telling]], taken: dict[int, Telling], said: list[Diagnostic]
) -> Iterator[CellRef]:
    """Take the answers that stand in a table; gives the cells of those that are of no task for sure."""

    def told(task: Task, main: Telling) -> Task:
        return _answer(task, taken.get(id(main[1]), main)[1]) if printed else task

    for task in table.tasks:
        if is_silent(task.reported):
            continue
        check_time()
        among = known.get(_plain(task.text), [])
        main = _find(task, among, numbered=not printed)
        if main:
            _weigh(main, (table, told(task, main)), taken, said)
        elif not any(_says_no_more(told(task, one), one[1]) for one in among[:_COMPARED]):
            yield from _cells(table, task)


def _weigh(main: Telling, other: Telling, taken: dict[int, Telling], said: list[Diagnostic]) -> None:
    """Take an answer that says more than the place that is read; name one that says something else."""
    standing = taken.get(id(main[1]), main)
    weight = weigh_answers(other[1].reported, standing[1].reported)
    cell = _cells(*other)[0].a1
    if weight == "more":
        taken[id(main[1])] = other
        text = shorten(main[1].text, _ROOM)
        facts = {"text": text, "words": tell_answer(other[1].reported), "cell": cell}
        said.append(Diagnostic("D286", _place(*main), facts, related=(_cells(*other)[0],)))
    elif weight == "other":
        facts = {
            "words": tell_answer(standing[1].reported), "cell": _cells(*standing)[0].a1,
            "other": tell_answer(other[1].reported), "beside": cell,
        }  # fmt: skip
        said.append(Diagnostic("D284", _place(*main), facts, related=(_cells(*other)[0],)))


def _find(task: Task, among: Sequence[Telling], *, numbered: bool) -> Telling | None:
    """The one of some tasks with the same words that a task is: of several the one with the same units, deadline, number."""
    left = list(among)
    for part in _PARTS[: 3 if numbered else 2]:
        if len(left) > 1:
            left = [telling for telling in left if part(telling[1]) == part(task)] or left
    return left[0] if len(left) == 1 else None


def _answer(task: Task, main: Task) -> Task:
    """A task of an 附件 without the state that xltrack put there, beside what the task reports in the place that is read."""
    if isinstance(task.reported.done, str) and read_day(task.reported.done) is None:  # 7.5 in a column of dates
        task = task._replace(reported=task.reported._replace(done=None))
    words, reported = task.reported.words, main.reported
    if words is None or reported.words or squeeze(words) not in STATUS.own_states:
        share = parse_status(words).progress if words and not reported.words else None
        return task._replace(reported=reported) if share is not None and share == reported.progress else task
    own = squeeze(words) in STATUS.settled_states if is_silent(reported) else True
    return task._replace(reported=task.reported._replace(words=None)) if own else task


def _says_no_more(task: Task, main: Task) -> bool:
    return weigh_answers(task.reported, main.reported) in ("same", "less")


def _cells(table: Table, task: Task) -> list[CellRef]:
    """The cells of a task's answer; those of its status where they are blank."""
    filled = [c for c, v in zip(table.columns, task.values, strict=False) if c.role in TRACKING and v is not None]
    cells = [table.cell(task, c.number) for c in filled]
    return cells or [_place(table, task)]


def _place(table: Table, task: Task) -> CellRef:
    column = next((c.number for c in table.columns if c.role == "status"), table.columns[0].number)
    return table.cell(task, column)


def _unheard(sheet: str, cells: Sequence[CellRef]) -> Diagnostic:
    named = "、".join(f"{column_letters(cell.column)}{cell.row}" for cell in cells[:_NAMED])
    facts = {"sheet": sheet, "cells": named + ("等" if len(cells) > _NAMED else ""), "count": len(cells)}
    return Diagnostic("D612", cells[0], facts, related=tuple(cells[1:]))


def _plain(words: str) -> str:
    return squeeze(fold(words))
