"""What is to be written into the ledger of what its units told, cell by cell, and what is asked of that (docs/规则.md 16.4)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xltrack.assessment.assess import is_tracked
from xltrack.assessment.model import Assessment
from xltrack.base.address import CellRef
from xltrack.base.text import fold, squeeze
from xltrack.comparison.known import Told, told_tasks
from xltrack.comparison.sharing import answers_by_place, share_answers, shared_report
from xltrack.domain.collected import Collected, Put, Question, UnitRow, marks_of, question_key
from xltrack.domain.edits import CellEdit
from xltrack.domain.forms import ANSWER_ROLES, Answers, asked_role
from xltrack.domain.letters import Typed
from xltrack.domain.records import CellValue, Reported, Table, Task
from xltrack.forms import words
from xltrack.forms.hearing import LONGEST, cut_answers, in_words, is_same_answer
from xltrack.forms.joining import Merged
from xltrack.language.status.answers import tell_answer

_STATED: Final = ANSWER_ROLES[:3]
_CARRIED: Final = ("trouble", "next", "proof")
_Cell = tuple[CellRef, str, CellValue]  # where, for which answers, what stands there


class Writing:
    """What is to be written into the ledger, cell by cell, and what is known of that.

    Attributes:
        known: what is known, with what is to be written and what is asked of that.
        without: whether tasks were told of whose table has no column for that.
    """

    def __init__(self, assessment: Assessment, keys: Sequence[str], merged: Merged) -> None:
        self.assessment, self.known, self.seen = assessment, merged.known, merged.seen
        self.told = told_tasks(assessment.documents)
        by_task = {id(judged.task): key for judged, key in zip(assessment.tasks, keys, strict=True)}
        self.keys = [by_task.get(id(one.task), one.row.key) for one in self.told]
        self.rows: dict[str, list[UnitRow]] = {}
        for row in self.known.rows:
            self.rows.setdefault(row.task.key, []).append(row)
        self.without = False
        self.questions = {question.key: question for question in self.known.questions}
        self.asked = set[str]()

    def edits(self) -> Iterator[CellEdit]:
        """The cells; those that the office has told something else in are asked about instead."""
        written = self._expected()
        found = answers_by_place(self.told, self.keys, self.known._replace(written=written))
        whole = share_answers(
            self.assessment.documents, found, self.assessment.policy, self.assessment.as_of, self.known.handed
        )
        shared = {
            (index, table.sheet, task.row): task.reported
            for index, document in enumerate(whole) for table in document.tables if is_tracked(table) for task in table.tasks
        }  # fmt: skip
        for one, key in zip(self.told, self.keys, strict=True):
            if key not in self.rows:
                continue
            place = (one.document, one.table.sheet, one.task.row)
            cells = _cells(one.table, one.task)
            told = _whole(shared[place], self.rows[key], (role for _, role, _ in cells))
            # Where no unit tells how far it is, there is nothing to be said of the whole.
            stated = any(value is not None for row in self.rows[key] for value in row.answers[:3])
            if place not in found and stated:
                self._ask(key, "status", tell_answer(one.task.reported), self._said(key))
            self.without |= not any(role in _STATED for _, role, _ in cells)
            edits = [*self._edits(cells, key, told, written[key], stated=stated and place in found)]
            yield from edits
            written[key] = _put(written[key], told, cells, bool(edits), stated=stated and place in found)
        open_ = [q for q in self.questions.values() if q.kind != "ledger" or not q.is_open or q.key in self.asked]
        order = sorted(open_, key=lambda question: not question.is_open)
        self.known = self.known._replace(written=written, questions=tuple(order))

    def _expected(self) -> dict[str, Put]:
        """What may stand in the ledger without the office having typed it since: what was put there, seen, given up."""
        written = dict(self.known.written)
        for key in self.rows:
            put = written.get(key, Put(Answers()))
            written[key] = put._replace(past=put.past | self.seen.get(key, frozenset()))
        by_key = dict(zip(self.keys, self.told, strict=True))
        for question in self.known.questions:
            if question.kind == "ledger" and question.choice and question.is_open and question.task:
                if squeeze(fold(question.choice)) in words.THEIRS | words.YES and question.task.key in by_key:
                    marks = _marks(by_key[question.task.key])
                    put = written.get(question.task.key, Put(Answers()))
                    written[question.task.key] = put._replace(past=put.past | marks)
                plain = squeeze(fold(question.choice)) in words.THEIRS | words.YES | words.MINE
                done = (
                    question._replace(settled=question.choice) if plain else question._replace(why=words.LEDGER_ITSELF)
                )
                self.questions[question.key] = done
        return written

    def _edits(self, cells: Sequence[_Cell], key: str, told: Answers, put: Put, *, stated: bool) -> Iterator[CellEdit]:
        """Those cells of a task that are to hold something else; what somebody typed over what was written stays."""
        for cell, role, old in cells:
            new = getattr(told, role)
            if is_same_answer(old, new) or (role in _STATED and not stated):
                continue
            if role in _STATED:
                if new is not None or role != "status":
                    yield CellEdit(cell, old, new, words.WHY_COLLECTED)
            elif new is not None and (old in (None, "") or put.holds_beside(role, old)):
                yield CellEdit(cell, old, new, words.WHY_COLLECTED)
            elif new is not None:
                self._ask(key, role, str(old), str(new))

    def _said(self, key: str) -> str:
        rows = self.rows[key]
        told = ((row.unit, tell_answer(shared_report(row.answers))) for row in rows)
        return words.BETWEEN_ANSWERS.join(words.ANSWER_TOLD.format(name=unit, value=said) for unit, said in told)

    def _ask(self, key: str, field: str, mine: str, told: str) -> None:
        """Ask the office about a cell that says something else than the units."""
        rows = self.rows[key]
        mine, told = mine[:LONGEST], told[:LONGEST]
        mark = question_key("ledger", key, field, mine, told)
        names = "、".join(row.unit for row in rows)
        self.asked.add(mark)
        new = Question("ledger", mark, rows[0].task, names, field, None, mine, told, why=words.LEDGER_SAYS)
        self.questions.setdefault(mark, new)


def _marks(one: Told) -> frozenset[str]:
    """The marks of all that stands in the ledger of a task."""
    held = {role: old for _, role, old in _cells(one.table, one.task)}
    beside = {role: held.get(role) for role in _CARRIED}
    return marks_of(Answers(*one.task.reported[:3], **beside))  # type: ignore[arg-type]


def _put(put: Put, told: Answers, cells: Sequence[_Cell], edited: bool, *, stated: bool) -> Put:
    """What is put into the cells of a task from now on; what stood there is known until that is written."""
    roles = {role for _, role, _ in cells}
    held = {role: old for _, role, old in cells}
    now = Answers(*(
        (getattr(told, role) if role not in _CARRIED or _is_put(put, role, held.get(role)) else getattr(put.now, role))
        if role in roles and (stated or role not in _STATED) else getattr(put.now, role)
        for role in ANSWER_ROLES
    ))  # fmt: skip
    return Put(now, put.past if edited else frozenset())


def _is_put(put: Put, role: str, held: object) -> bool:
    return held in (None, "") or put.holds_beside(role, held)


def landed(known: Collected) -> dict[str, Put]:
    """What is known of what was put into the ledger once all was written there."""
    return {key: Put(put.now) for key, put in known.written.items()}


def _whole(reported: Reported, rows: Sequence[UnitRow], roles: Iterable[str]) -> Answers:
    """What stands in the cells of a task, as far as it has them: what its units come to, and what they carry along."""
    held = set(roles)
    told: dict[str, Typed] = dict(zip(_STATED, reported[:3], strict=True))
    for role in _CARRIED:
        said = [(row.unit, in_words(value)) for row in rows if (value := getattr(row.answers, role)) is not None]
        alone = len(rows) == 1
        parts = (v if alone else words.ANSWER_TOLD.format(name=u, value=v) for u, v in said)
        told[role] = cut_answers(words.BETWEEN_ANSWERS.join(parts)) or None
    return Answers(**{role: value for role, value in told.items() if role in held})


def _cells(table: Table, task: Task) -> list[_Cell]:
    """The cells of a task that answers go to: the first column of each kind."""
    found: dict[str, _Cell] = {}
    for place, column in enumerate(table.columns):
        role = asked_role(column.header) if column.role == "other" else column.role
        if role in (*_STATED, *_CARRIED) and role not in found:
            old = task.values[place] if place < len(task.values) else None
            found[role] = (table.cell(task, column.number), role, old)
    return list(found.values())
