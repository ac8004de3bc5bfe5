"""Forms that came back, merged into what is known: field by field, against what each was made from (docs/规则.md 16.2).

What others left alone is taken; what nobody changed stays; a field that two changed to something different is a conflict, which stays
until the office has settled it. Nothing is applied of a row of which it is not sure whose it is: it is proposed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.base.text import fold, squeeze
from xltrack.domain.collected import Collected, Question, Received, UnitRow, question_key
from xltrack.domain.forms import (
    ANSWER_HEADS,
    ANSWER_ROLES,
    Answers,
    ReturnedForm,
    ReturnedRow,
    bare_number,
    former_in,
    record_of,
)
from xltrack.domain.letters import Typed
from xltrack.domain.memory import SnapshotRow
from xltrack.domain.records import Role
from xltrack.domain.roster import name_key
from xltrack.forms import words

_SURE: Final = ("all", "two")
Place = tuple[str, str]  # the key of a task, that of a unit's name


class Open(NamedTuple):
    """A task as it stands now: by what it is known, who has which part in it, what the ledger says of it, a group without members."""

    row: SnapshotRow
    units: Mapping[str, tuple[str, Role]]
    answers: Answers
    group: str = ""


class Returned(NamedTuple):
    """A form that came back, and the digest of its file."""

    form: ReturnedForm
    digest: str


class Merged(NamedTuple):
    """What is known now, and which files told nothing new."""

    known: Collected
    again: tuple[str, ...]


def merge(known: Collected, tasks: Mapping[str, Open], forms: Iterable[Returned], today: date) -> Merged:
    """What is known with what came back.

    Args:
        known: so far; what the office has typed into it is applied first.
        tasks: as they stand now, by their keys.
        forms: in any order; a file that was taken before tells nothing new.
        today: the day by which something is said to be yet to come.
    """
    merging = _Merging(known, tasks, today)
    merging.settle()
    again = []
    for returned in sorted(forms, key=lambda one: (one.form.day or date.min, one.form.source, one.digest)):
        if returned.digest in merging.digests:
            again.append(returned.form.source)
        else:
            merging.take(returned)
    return Merged(merging.result(), tuple(again))


class _Merging:
    """What is known, as one form after the other comes in."""

    def __init__(self, known: Collected, tasks: Mapping[str, Open], today: date) -> None:
        self.tasks, self.today, self.known = tasks, today, known
        self.rows: dict[Place, UnitRow] = {(row.task.key, name_key(row.unit)): row for row in known.rows}
        self.questions = {question.key: question for question in known.questions}
        self.received = list(known.received)
        self.digests = {one.digest for one in known.received}
        self.numbers = {bare_number(task.row.number): key for key, task in tasks.items() if task.row.number}
        self.taken = self.asked = 0

    def result(self) -> Collected:
        """What is known now, in the order of the tasks."""
        order = {key: place for place, key in enumerate(self.tasks)}
        rows = sorted(self.rows.values(), key=lambda row: order.get(row.task.key, len(order)))
        seen = (row._replace(task=self.tasks[row.task.key].row) if row.task.key in self.tasks else row for row in rows)
        questions = sorted(self.questions.values(), key=lambda one: bool(one.choice))
        return Collected(tuple(seen), tuple(questions), tuple(self.received), self.known.written)

    def settle(self) -> None:
        """Apply what the office has typed."""
        for question in self.known.questions:
            if question.choice and question.task:
                self._settle(question, squeeze(fold(question.choice)))

    def _settle(self, question: Question, choice: str) -> None:
        place = (question.task.key if question.task else "", name_key(question.unit))
        if question.kind == "proposed":
            former = former_in(question.record)
            if choice in words.YES and former and place not in self.rows and question.task:
                self._put(place, question.task, question.unit, former)
            elif choice in words.YES and former:
                own = self.rows[place]
                told = Answers(*(new if new is not None else old for new, old in zip(former, own.answers, strict=True)))
                self.rows[place] = own._replace(answers=told)
        elif question.kind == "conflict" and place in self.rows and choice not in words.MINE:
            value = question.theirs if choice in (*words.THEIRS, *words.YES) else question.choice
            own = self.rows[place]
            # What was told since is newer than what was settled.
            if getattr(own.answers, question.field) == question.mine:
                self.rows[place] = own._replace(answers=own.answers._replace(**{question.field: value}))

    def _put(self, place: Place, task: SnapshotRow, unit: str, answers: Answers) -> None:
        now = self.tasks.get(task.key)
        name, part = (now.units.get(place[1]) if now else None) or (unit, "lead")
        self.rows[place] = UnitRow(now.row if now else task, name, part, answers)

    def take(self, returned: Returned) -> None:
        """One form, row by row."""
        form, self.taken, self.asked = returned.form, 0, 0
        for row in form.rows:
            if not row.is_blank:
                self._take(form, row)
        self.digests.add(returned.digest)
        note = "；".join(dict.fromkeys(note.message for note in form.notes))
        self.received.append(Received(form.source, returned.digest, form.unit, form.day, self.taken, self.asked, note))

    def _take(self, form: ReturnedForm, row: ReturnedRow) -> None:
        key = self._task_of(row)
        unit = row.key.unit if row.key and "key" in row.carriers else form.unit
        task = self.tasks.get(key)
        asked = task.units.get(name_key(unit)) if task else None
        if task is None or asked is None or row.agreement not in _SURE:
            why = words.NO_TASK if task is None else words.NOT_ITS_TASK if asked is None else words.UNSURE
            self._propose(form, row, task, unit, why)
            return
        self._merge(form, row, task, *asked)

    def _task_of(self, row: ReturnedRow) -> str:
        """The key of the task of a row: by its hidden cell, its printed number, its words; 「」 where none is known."""
        if row.key and "key" in row.carriers:
            return row.key.key
        if row.code and row.code.number in self.numbers:
            return self.numbers[row.code.number]
        text = squeeze(fold(row.text))
        alike = [key for key, task in self.tasks.items() if text and squeeze(fold(task.row.text)) == text]
        return alike[0] if len(alike) == 1 else ""

    def _propose(self, form: ReturnedForm, row: ReturnedRow, task: Open | None, unit: str, why: str) -> None:
        record = record_of(row.answers)
        key = question_key("proposed", row.text, name_key(unit), record)
        told = words.BETWEEN_ANSWERS.join(_told(row.answers))
        known = task.row if task else None
        self._ask(
            Question("proposed", key, known, unit, "", None, None, _from(told, form.source), why=why, record=record)
        )

    def _ask(self, question: Question) -> None:
        """Ask, unless the same was asked before."""
        if question.key not in self.questions:
            self.questions[question.key] = question
            self.asked += 1

    def _merge(self, form: ReturnedForm, row: ReturnedRow, task: Open, unit: str, part: Role) -> None:
        place = (task.row.key, name_key(unit))
        base = _plain(row.former if row.former is not None else task.answers)
        # What the ledger says of a task of several units is nobody's own.
        first = Answers() if len(task.units) > 1 or task.group else _plain(task.answers)
        own = self.rows.get(place) or UnitRow(task.row, unit, part, first)
        told, now = _heard(row.answers, base), dict[str, Typed]()
        for field in ANSWER_ROLES:
            mine, theirs, before = (getattr(one, field) for one in (own.answers, told, base))
            if theirs is None or _same(theirs, mine):
                continue
            if _same(mine, before) or mine is None:
                now[field] = theirs
            elif not _same(theirs, before):
                self._conflict(own, form, field, (before, mine, theirs))
        if "status" in now:  # a day and a share belong to the words beside which they were told
            now = {"done_date": told.done_date, "progress": told.progress} | now
        self.taken += sum(value is not None for value in row.answers)
        again = own.ruling in words.SENT_BACK and ("status" in now or told.status is not None)
        self.rows[place] = own._replace(
            answers=own.answers._replace(**now), day=max(filter(None, (own.day, form.day)), default=None), source=form.source,
            part=part, ruling="" if again else own.ruling, sent_back=own.sent_back + again,
        )  # fmt: skip
        self._look(self.rows[place], form)

    def _conflict(self, own: UnitRow, form: ReturnedForm, field: str, said: tuple[Typed, Typed, Typed]) -> None:
        before, mine, theirs = said
        key = question_key("conflict", own.task.key, name_key(own.unit), field, theirs)
        why = words.CONFLICT.format(mine=own.source or words.LEDGER, theirs=form.source)
        self._ask(Question("conflict", key, own.task, own.unit, field, before, mine, theirs, why=why))

    def _look(self, own: UnitRow, form: ReturnedForm) -> None:
        """What is odd of an answer that was taken all the same."""
        answers, why = own.answers, []
        if isinstance(answers.done_date, date) and answers.done_date > self.today:
            why.append(("done_date", words.AHEAD))
        whole = isinstance(answers.progress, int | float) and answers.progress in (1, 100)
        if whole and isinstance(answers.status, str) and squeeze(fold(answers.status)).startswith(words.NOT_DONE):
            why.append(("status", words.AGAINST))
        if isinstance(answers.status, str) and squeeze(fold(answers.status)) in words.ELSEWHERE:
            why.append(("status", words.SAYS_NOTHING))
        for field, said in why:
            value = getattr(answers, field)
            key = question_key("look", own.task.key, name_key(own.unit), field, value, said)
            self._ask(
                Question("look", key, own.task, own.unit, field, None, None, _from(str(value), form.source), why=said)
            )


def _heard(told: Answers, base: Answers) -> Answers:
    """What was told; 「同上期」 is what was told before, 「/」 and 「无」 are nothing."""
    status = told.status
    if isinstance(status, str) and squeeze(fold(status)) in words.SAME_AS_BEFORE:
        told = told._replace(status=base.status)
    return Answers(
        *(None if isinstance(v, str) and squeeze(fold(v)) in words.NOTHING else _share(f, v) for f, v in _pairs(told))
    )


def _plain(answers: Answers) -> Answers:
    return Answers(*(_share(field, value) for field, value in _pairs(answers)))


def _pairs(answers: Answers) -> Sequence[tuple[str, Typed]]:
    return [*zip(ANSWER_ROLES, answers, strict=True)]


def _share(field: str, value: Typed) -> Typed:
    """A share of progress as a part of 1: the column is headed 「进度（%）」, where 60 is 60 %."""
    if field == "progress" and isinstance(value, int | float) and not isinstance(value, bool) and 1 < value <= 100:
        return value / 100
    return value


def _same(one: Typed, other: Typed) -> bool:
    """Whether two values are the same, however they are spaced and whatever type a cell gave them."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return _words(one) == _words(other)


def _words(value: Typed) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else squeeze(fold(str(value))).rstrip("。.;")


def _told(answers: Answers) -> Iterable[str]:
    for name, value in zip(ANSWER_HEADS, answers, strict=True):
        if value is not None:
            yield words.ANSWER_TOLD.format(name=name, value=value)


def _from(told: str, source: str) -> str:
    return words.FROM.format(told=told, source=source)
