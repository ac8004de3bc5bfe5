"""What a collection comes to: forms merged into what is known, who has sent nothing, what is to be written into the ledger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.assessment.assess import is_tracked
from xltrack.assessment.model import Assessment
from xltrack.base.address import CellRef
from xltrack.base.errors import UsageError
from xltrack.base.values import Value
from xltrack.comparison.known import Told, keyed, told_tasks
from xltrack.comparison.sharing import answers_by_place, reported_of, says_nothing_else, share
from xltrack.domain.collected import Collected, Put, Question, UnitRow, put_mark, question_key
from xltrack.domain.edits import CellEdit
from xltrack.domain.forms import ANSWER_ROLES, Answers, ReturnedRow, RoundLine, asked_role
from xltrack.domain.memory import SnapshotRow
from xltrack.domain.records import Column, Reported, Role, Table, Task
from xltrack.domain.roster import name_key
from xltrack.forms import words
from xltrack.forms.asking import former_answers
from xltrack.forms.merging import Open, Returned, merge
from xltrack.forms.summary import Missing
from xltrack.language.status.answers import tell_answer

_LEVELS: Final = " / "
_CARRIED: Final = ("trouble", "next", "proof")


class Collection(NamedTuple):
    """What a run comes to.

    Attributes:
        known: what is known now.
        again: files that were taken before.
        missing: who was asked and has sent nothing.
        edits: what is to be written into the ledger.
        taken, asked: how many cells were taken of the files of this run, how much is asked about in all.
        before: how many files had been taken before.
    """

    known: Collected
    again: tuple[str, ...]
    missing: tuple[Missing, ...]
    edits: tuple[CellEdit, ...]
    taken: int
    asked: int
    before: int


def collect_forms(
    assessment: Assessment,
    rows: Sequence[SnapshotRow],
    known: Collected,
    forms: Sequence[Returned],
    rounds: Sequence[RoundLine],
) -> Collection:
    """Merge what came back into what is known.

    Args:
        assessment: the ledger as it stands, without what is known.
        rows: its tasks as they are known from period to period, in the same order.
        known: what was collected so far.
        forms: those that came.
        rounds: the lists of the rounds, the latest of each unit last.

    Raises:
        UsageError: a group has answered whose members are not known (D844).
    """
    before = len(known.received)
    known_rows = [*{row.task.key: row.task for row in known.rows}.values(), *_rows_of_forms(forms)]
    named = keyed(rows, known_rows) or tuple(rows)
    named = tuple(row._replace(number=old.number) for row, old in zip(named, rows, strict=True))
    tasks = _open_tasks(assessment, named, known)
    _check_members(tasks, forms)
    merged = merge(known, tasks, forms, assessment.as_of)
    known = merged.known._replace(written=_with_bases(merged.known.written, forms))
    writing = _Writing(assessment, [row.key for row in named], known)
    edits = tuple(writing.edits())
    now = writing.known
    new = now.received[before:]
    missing = tuple(_missing(rounds, now.rows, assessment.as_of))
    asked = sum(not question.choice for question in now.questions)
    return Collection(now, merged.again, missing, edits, sum(one.taken for one in new), asked, before)


def _rows_of_forms(forms: Iterable[Returned]) -> Iterator[SnapshotRow]:
    """The tasks that forms were made from, by the keys that stand in them: the ledger may tell them otherwise by now."""
    seen = set[str]()
    for row in (row for returned in forms for row in returned.form.rows):
        if row.key and "key" in row.carriers and row.key.key not in seen:
            seen.add(row.key.key)
            yield _row_of(row, row.key.key)


def _row_of(row: ReturnedRow, key: str) -> SnapshotRow:
    return SnapshotRow(key, "", row.group, row.text, "", None, row.deadline, "", row.number)


def _open_tasks(assessment: Assessment, rows: Sequence[SnapshotRow], known: Collected) -> dict[str, Open]:
    tasks: dict[str, Open] = {}
    for judged, row in zip(assessment.tasks, rows, strict=True):
        units: dict[str, tuple[str, Role]] = {}
        for part in words.PARTS:
            for unit in (unit for unit in judged.task.units if unit.role == part):
                for name in unit.members or (unit.unit or unit.name,):
                    units.setdefault(name_key(name), (name, part))
        own = says_nothing_else(judged.task.reported, known.written.get(row.key))
        group = next((unit.name for unit in judged.task.units if unit.kind == "group" and not unit.members), "")
        tasks.setdefault(row.key, Open(row, units, Answers() if own else former_answers(judged), group))
    return tasks


def _with_bases(written: Mapping[str, Put], forms: Iterable[Returned]) -> dict[str, Put]:
    """What was put into the ledger, and what stood there as forms were made from it: the office has typed nothing since."""
    found = dict(written)
    for row in (row for returned in forms for row in returned.form.rows):
        if row.key and "key" in row.carriers and row.former is not None:
            put = found.get(row.key.key, Put(Answers()))
            found[row.key.key] = put._replace(past=put.past | {put_mark(*reported_of(row.former)[:3])})
    return found


def _check_members(tasks: Mapping[str, Open], forms: Iterable[Returned]) -> None:
    """See that groups are known whose members have answered; UsageError (D844) where they are not."""
    for row in (row for returned in forms for row in returned.form.rows if not row.is_blank):
        task = tasks.get(row.key.key) if row.key and "key" in row.carriers else None
        if row.key and task and task.group and name_key(row.key.unit) not in task.units:
            raise UsageError("D844", unit=row.key.unit, group=task.group)


def _missing(rounds: Sequence[RoundLine], rows: Sequence[UnitRow], as_of: date) -> Iterator[Missing]:
    """The units of the latest round of each that have told nothing since."""
    latest = {name_key(line.unit): line for line in rounds if line.key}
    told: dict[str, date] = {}
    for row in rows:
        if row.day:
            key = name_key(row.unit)
            told[key] = max(row.day, told.get(key, row.day))
    for key, line in latest.items():
        day = line.day
        if not line.returned and (key not in told or (day is not None and told[key] < day)):
            yield Missing(line, (as_of - line.due).days if line.due else 0)


class _Writing:
    """What is to be written into the ledger, cell by cell, and what is known of that."""

    def __init__(self, assessment: Assessment, keys: Sequence[str], known: Collected) -> None:
        self.assessment, self.known = assessment, known
        self.told = told_tasks(assessment.documents)
        by_task = {id(judged.task): key for judged, key in zip(assessment.tasks, keys, strict=True)}
        self.keys = [by_task.get(id(one.task), one.row.key) for one in self.told]

    def edits(self) -> Iterator[CellEdit]:
        """The cells; those of tasks that the office has told something else of are asked about instead."""
        found = answers_by_place(self.told, self.keys, self.known)
        documents = share(self.assessment.documents, found, self.assessment.policy, self.assessment.as_of)
        rows: dict[str, list[UnitRow]] = {}
        for row in self.known.rows:
            rows.setdefault(row.task.key, []).append(row)
        written, questions = dict(self.known.written), {question.key: question for question in self.known.questions}
        for one, key in zip(self.told, self.keys, strict=True):
            if key not in rows:
                continue
            if (one.document, one.table.sheet, one.task.row) not in found:
                question = _of_ledger(one, key, rows[key])
                questions.setdefault(question.key, question)
                continue
            shared = next(
                task
                for table in documents[one.document].tables
                if is_tracked(table) and table.sheet == one.table.sheet
                for task in table.tasks
                if task.row == one.task.row
            )
            now = _whole(shared.reported, rows[key])
            put = written.get(key, Put(Answers()))
            yield from _edits(one.table, one.task, now, put.now)
            written[key] = put.then(now)
        order = sorted(questions.values(), key=lambda question: bool(question.choice))
        self.known = self.known._replace(written=written, questions=tuple(order))


def _of_ledger(one: Told, key: str, rows: Sequence[UnitRow]) -> Question:
    told = "；".join(f"{row.unit}：{tell_answer(reported_of(row.answers))}" for row in rows)
    mine = tell_answer(one.task.reported)
    mark = question_key("ledger", key, mine, told)
    return Question(
        "ledger",
        mark,
        rows[0].task,
        "、".join(row.unit for row in rows),
        "status",
        None,
        mine,
        told,
        why=words.LEDGER_SAYS,
    )


def _whole(reported: Reported, rows: Sequence[UnitRow]) -> Answers:
    """What stands in the cells of a task: what its units come to, and what they carry along."""
    carried = dict[str, str | None]()
    for role in _CARRIED:
        said = [(row.unit, value) for row in rows if (value := getattr(row.answers, role)) is not None]
        alone = len(rows) == 1
        carried[role] = words.BETWEEN_ANSWERS.join(str(v) if alone else f"{u}：{v}" for u, v in said) or None
    return Answers(reported.words, reported.done, reported.progress, **carried)


def _edits(table: Table, task: Task, now: Answers, before: Answers) -> Iterator[CellEdit]:
    """The cells of a task that are to hold something else; what somebody typed over what was written stays."""
    for column, role in _columns(table):
        place = table.columns.index(column)
        old = task.values[place] if place < len(task.values) else None
        new, last = getattr(now, role), getattr(before, role)
        if role in _CARRIED and old not in (None, "") and str(old) != str(last):
            continue
        if new != old and not (new is None and role not in ("done_date", "progress")):
            cell: CellRef = table.cell(task, column.number)
            value: Value | None = new
            yield CellEdit(cell, old, value, words.WHY_COLLECTED)


def _columns(table: Table) -> Iterator[tuple[Column, str]]:
    """The first column of each kind that answers go to."""
    seen = set[str]()
    for column in table.columns:
        role = (
            column.role
            if column.role in ANSWER_ROLES[:3]
            else asked_role(column.header)
            if column.role == "other"
            else ""
        )
        if role in (*ANSWER_ROLES[:3], *_CARRIED) and role not in seen:
            seen.add(role)
            yield column, role
