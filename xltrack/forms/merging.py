"""Forms that came back, merged into what is known: field by field, against what each was made from (docs/规则.md 16.2).

What others left alone is taken; what nobody changed stays; a field that two changed to something different is a conflict, which stays
until the office has settled it. Nothing is applied of a row of which it is not sure whose it is: it is proposed.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from xltrack.base.text import fold, shorten, squeeze
from xltrack.comparison.sharing import granted_day
from xltrack.domain.collected import Collected, Question, Received, UnitRow, marks_of, question_key
from xltrack.domain.forms import ANSWER_ROLES, Answers, ReturnedForm, ReturnedRow, bare_number, record_of, words_digest
from xltrack.domain.letters import Typed
from xltrack.domain.memory import SnapshotRow
from xltrack.domain.records import Role
from xltrack.domain.roster import name_key
from xltrack.forms import words
from xltrack.forms.hearing import (
    LONGEST,
    heard,
    in_words,
    is_same,
    oddities,
    plain,
    says_as_before,
    spoken,
    stated,
    too_long,
)

_SURE: Final = ("all", "two")
_STATED: Final = ANSWER_ROLES[:3]
_SHOWN: Final = 40
Place = tuple[str, str]  # the key of a task, that of a unit's name


class Open(NamedTuple):
    """A task as it stands now.

    Attributes:
        row: by what it is known.
        units: by the keys of their names who has which part in it.
        ledger: what stands in its cells; own: what of that the office has typed itself since it was last written.
        group: a group of its units whose members are not known.
    """

    row: SnapshotRow
    units: Mapping[str, tuple[str, Role]]
    ledger: Answers
    own: Answers
    group: str = ""

    @property
    def alone(self) -> bool:
        """Whether one unit answers for it, so that its cells are that unit's own."""
        return len(self.units) == 1 and not self.group


class Tasks(NamedTuple):
    """The tasks by their keys, the keys by which forms know them otherwise, and the full name of a unit."""

    open: Mapping[str, Open]
    aliases: Mapping[str, str]
    full_name: Callable[[str], str]


class Returned(NamedTuple):
    """A form that came back, and the digest of its file."""

    form: ReturnedForm
    digest: str


class Merged(NamedTuple):
    """What is known now, which files told nothing new, and by task the marks of what of the ledger is taken into account now."""

    known: Collected
    again: tuple[str, ...]
    seen: Mapping[str, frozenset[str]]


def merge(known: Collected, tasks: Tasks, forms: Iterable[Returned], today: date) -> Merged:
    """What is known with what came back.

    Args:
        known: so far; what the office has typed into it is applied first.
        tasks: as they stand now.
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
    return Merged(merging.result(), tuple(again), {key: frozenset(marks) for key, marks in merging.seen.items()})


class _Merging:
    """What is known, as one form after the other comes in."""

    def __init__(self, known: Collected, tasks: Tasks, today: date) -> None:
        self.tasks, self.aliases, self.full_name = tasks
        self.today, self.known = today, known
        self.rows: dict[Place, UnitRow] = {}
        for row in known.rows:
            self._place(row)
        self.questions = {question.key: question for question in known.questions}
        self.received = list(known.received)
        self.digests = {one.digest for one in known.received}
        self.numbers = {bare_number(task.row.number): key for key, task in self.tasks.items() if task.row.number}
        self.seen: dict[str, set[str]] = defaultdict(set)
        self.taken = self.asked = 0

    def _place(self, row: UnitRow) -> None:
        """A row that is known, under the name that its unit has by now."""
        named = row._replace(unit=self.full_name(row.unit))
        place = (row.task.key, name_key(named.unit))
        own = (row.task.key, name_key(row.unit))
        self.rows[own if place in self.rows else place] = row if place in self.rows else named

    def result(self) -> Collected:
        """What is known now, in the order of the tasks."""
        order = {key: place for place, key in enumerate(self.tasks)}
        rows = sorted(self.rows.values(), key=lambda row: order.get(row.task.key, len(order)))
        seen = (row._replace(task=self.tasks[row.task.key].row) if row.task.key in self.tasks else row for row in rows)
        today = filter(None, map(self._today, self.questions.values()))
        questions = sorted(today, key=lambda one: not one.is_open)
        return Collected(tuple(seen), tuple(questions), tuple(self.received), self.known.written)

    def _today(self, question: Question) -> Question | None:
        """An open question about two answers with what counts by now; None where that is what the other says."""
        row = self.rows.get((question.task.key, name_key(question.unit))) if question.task else None
        if question.kind != "conflict" or question.choice or row is None:
            return question
        mine = getattr(row.answers, question.field)
        return None if is_same(mine, question.theirs) else question._replace(mine=mine)

    # --- what the office has typed ---

    def settle(self) -> None:
        """Carry out what the office has typed, each choice once."""
        for question in self.known.questions:
            if question.choice and question.is_open and question.kind != "ledger":
                self.questions[question.key] = self._settled(question)
        self.rows = {place: row._replace(extended=granted_day(row)) for place, row in self.rows.items()}

    def _settled(self, question: Question) -> Question:
        choice = squeeze(fold(question.choice))
        done = question._replace(settled=question.choice)
        if question.kind == "proposed":
            return self._adopted(done, choice)
        place = (question.task.key if question.task else "", name_key(question.unit))
        if not question.field:
            return done
        return self._chosen(done, choice, place) if place in self.rows else question

    def _adopted(self, question: Question, choice: str) -> Question:
        """A row that was proposed, taken where the office says so: into its task, or into that whose number was typed."""
        key = self.numbers.get(bare_number(choice), "")
        task = self.tasks.get(key) or (self.tasks.get(question.task.key) if question.task else None)
        if choice in words.MINE:
            return question
        if (choice not in words.YES and not key) or task is None:
            return question._replace(settled="")
        unit = self.full_name(question.unit)
        if name_key(unit) not in task.units and len(task.units) == 1:
            ((unit, _),) = task.units.values()
        if not unit:
            return question._replace(settled="")
        name, part = task.units.get(name_key(unit), (unit, "lead"))
        own = self._own(task, name, part)
        told = heard(question.told, own.answers, own.answers)
        kept = (new if new is not None else old for new, old in zip(told, own.answers, strict=True))
        self._put(task, own, Answers(*kept))
        return question._replace(task=task.row, unit=name)

    def _chosen(self, question: Question, choice: str, place: Place) -> Question:
        """One of two answers taken, or the office's own words, where nobody has told something else since."""
        own, field, took = self.rows[place], question.field, choice in words.THEIRS | words.YES
        current, kept = getattr(own.answers, field), choice in words.MINE or (question.kind == "look" and took)
        if not any(is_same(current, value) for value in (question.mine, question.theirs)) and not kept:
            return question._replace(why=words.NEWER)
        answers = own.answers
        if field == "status" and took and not kept:
            answers = Answers(*question.told[:3], *answers[3:])
        if not kept:
            answers = answers._replace(**{field: question.theirs if took else question.choice})
        elif question.kind == "conflict":
            answers = answers._replace(**{field: question.mine})
        self.rows[place] = own._replace(answers=plain(answers))
        return question

    # --- what came back ---

    def take(self, returned: Returned) -> None:
        """One form, row by row."""
        form, self.taken, self.asked = returned.form, 0, 0
        for row in form.rows:
            if not row.is_blank or row.others:
                self._take(form, row)
        self.digests.add(returned.digest)
        note = "；".join(dict.fromkeys((*_noted(form), *(note.message for note in form.notes))))[:LONGEST]
        unit = self.full_name(form.unit) if form.unit else ""
        day = form.day or self.today  # of a form that does not tell its round the day on which it was taken
        self.received.append(Received(form.source, returned.digest, unit, day, self.taken, self.asked, note))

    def _take(self, form: ReturnedForm, row: ReturnedRow) -> None:
        task, why = self._task_of(row)
        unit = self.full_name(row.key.unit if row.key and "key" in row.carriers else form.unit)
        asked = task.units.get(name_key(unit)) if task else None
        if not why and asked is None:
            why = words.NOT_ITS_TASK.format(unit=unit) if unit else words.NO_UNIT
        if task is None or asked is None or why:
            self._propose(form, row, task, unit, why)
            return
        if not row.is_blank:
            self._merge(form, row, task, *asked)
        self._tell_others(form, row, task, asked[0])

    def _task_of(self, row: ReturnedRow) -> tuple[Open | None, str]:
        """The task of a row, by its hidden cell, its printed number, its words; and why that is not sure."""
        if row.key and "key" in row.carriers:
            key = row.key.key if row.key.key in self.tasks else self.aliases.get(row.key.key, "")
            if task := self.tasks.get(key):
                same = row.key.words == words_digest(task.row.text) or _is_text(row, task)
                return task, "" if same else words.REWORDED.format(text=shorten(row.text, _SHOWN))
            return self._by_words(row, words.OTHER_LIST)
        if row.agreement in _SURE and row.code:
            task = self.tasks.get(self.numbers.get(row.code.number, ""))
            if task and _is_text(row, task):
                return task, ""
        return self._by_words(row, words.UNSURE)

    def _by_words(self, row: ReturnedRow, why: str) -> tuple[Open | None, str]:
        alike = [task for task in self.tasks.values() if row.text and _is_text(row, task)]
        return (alike[0], why) if len(alike) == 1 else (None, words.NO_TASK)

    def _propose(self, form: ReturnedForm, row: ReturnedRow, task: Open | None, unit: str, why: str) -> None:
        told = plain(row.answers)
        if task and _tells_nothing(told, self._counting(task, unit)) and not row.others:
            return
        said = "；".join(filter(None, (spoken(told), _others(row))))
        key = question_key("proposed", row.text, name_key(unit), record_of(told), _others(row))
        known = task.row if task else None
        why = why if known else f"{why}（{words.ROW_TOLD.format(text=shorten(row.text, _SHOWN) or row.number)}）"
        mine = (spoken(self._counting(task, unit)) if task else "") or None
        self._ask(Question("proposed", key, known, unit, "", None, mine, _from(said, form.source), why=why, told=told))

    def _counting(self, task: Open, unit: str) -> Answers:
        """What counts of a unit's answers; of a task that is one unit's alone what its cells say."""
        row = self.rows.get((task.row.key, name_key(unit)))
        return row.answers if row else plain(task.ledger) if task.alone else Answers()

    def _ask(self, question: Question) -> None:
        """Ask, unless the same was asked before."""
        open_ = (q for q in self.questions.values() if q.is_open and q.kind == "conflict" == question.kind)
        if any(_is_alike(question, other) for other in open_):
            return
        if question.key not in self.questions:
            self.questions[question.key] = question
            self.asked += 1

    def _own(self, task: Open, unit: str, part: Role) -> UnitRow:
        """What a unit has told so far; what the office has typed over it in the ledger, where that is its alone, counts."""
        row = self.rows.get((task.row.key, name_key(unit))) or UnitRow(task.row, unit, part, Answers())
        if task.alone:
            said = plain(task.own)
            told = said[:3] if any(value is not None for value in said[:3]) else row.answers[:3]
            beside = (new if new is not None else old for new, old in zip(said[3:], row.answers[3:], strict=True))
            row = row._replace(answers=Answers(*told, *beside), part=part)
        return row

    def _put(self, task: Open, own: UnitRow, answers: Answers) -> None:
        self.rows[task.row.key, name_key(own.unit)] = own._replace(task=task.row, answers=answers)
        if task.alone:
            self.seen[task.row.key] |= marks_of(task.ledger)

    def _merge(self, form: ReturnedForm, row: ReturnedRow, task: Open, unit: str, part: Role) -> None:
        own = self._own(task, unit, part)
        shown, before = self._bases(form, row, task, own)
        told, now, held = heard(row.answers, shown, own.answers), dict[str, Typed](), 0
        differs = [f for f in ANSWER_ROLES if _is_new(f, own.answers, told)]
        clashing = [f for f in differs if not _is_free(f, own.answers, before)]
        # A day and a share belong to the words beside which they were told.
        torn = "status" in clashing and told.status is not None
        for field in differs:
            if field in clashing or (torn and field in _STATED):
                held += 1
                if not (torn and field in _STATED[1:]):
                    self._conflict(own, form, field, before, told)
            else:
                now[field] = getattr(told, field)
        if "status" in now:
            now = {"done_date": told.done_date, "progress": told.progress} | now
        self.taken += sum(value is not None for value in told) - held
        self._remark(own, form, row, told)
        if all(value is None for value in told) and (task.row.key, name_key(unit)) not in self.rows:
            return
        again = squeeze(own.ruling).startswith(words.SENT_BACK) and told.status is not None
        pending = "extension" in now and bool(own.granted)
        self._put(task, own._replace(
            day=max(filter(None, (own.day, form.day)), default=None), source=form.source, ruling="" if again else own.ruling,
            sent_back=own.sent_back + again, granted="" if pending else own.granted, part=part,
        ), own.answers._replace(**now))  # fmt: skip
        if pending and own.extended:
            self._look(own, form, "extension", now["extension"], words.ASKS_AGAIN.format(day=own.extended.isoformat()))
        for field, why in oddities(own.answers._replace(**now), self.today):
            self._look(own, form, field, getattr(own.answers._replace(**now), field), why)

    def _bases(self, form: ReturnedForm, row: ReturnedRow, task: Open, own: UnitRow) -> tuple[Answers, Answers]:
        """What the unit saw beside the task, and what of that was its own, against which it is seen what changed."""
        if row.former is None:
            later = form.day is not None and (own.day is None or form.day > own.day)
            return own.answers, own.answers if later else Answers()
        shown = plain(row.former)
        if task.alone:
            return shown, shown
        stands = marks_of(row.former) & marks_of(task.ledger)
        known = (task.row.key, name_key(own.unit)) in self.rows
        if not stands or (known and shown[:3] == own.answers[:3]):
            return shown, shown
        # What the ledger said of the whole when the form was made, and says still, was nobody's own.
        self.seen[task.row.key] |= stands
        return shown, own.answers

    def _conflict(self, own: UnitRow, form: ReturnedForm, field: str, before: Answers, told: Answers) -> None:
        mine, theirs = getattr(own.answers, field), getattr(told, field)
        key = question_key("conflict", own.task.key, name_key(own.unit), field, mine, theirs)
        why = words.CONFLICT.format(mine=own.source or words.LEDGER, theirs=form.source)
        self._ask(Question(
            "conflict", key, own.task, own.unit, field, getattr(before, field), mine, theirs, why=why,
            told=stated(told) if field == "status" else Answers(),
        ))  # fmt: skip

    def _remark(self, own: UnitRow, form: ReturnedForm, row: ReturnedRow, told: Answers) -> None:
        """What was told and cannot be taken as it is."""
        if says_as_before(row.answers.status) and told.status is None:
            self._look(own, form, "status", row.answers.status, words.NOTHING_BEFORE)
        for field in too_long(row.answers):
            short = shorten(str(getattr(row.answers, field)), _SHOWN)
            self._look(own, form, field, short, words.TOO_LONG.format(longest=LONGEST))

    def _tell_others(self, form: ReturnedForm, row: ReturnedRow, task: Open, unit: str) -> None:
        if said := _others(row):
            self._look(UnitRow(task.row, unit, "lead", Answers()), form, "", said, words.OTHER_COLUMNS)

    def _look(self, own: UnitRow, form: ReturnedForm, field: str, value: Typed, why: str) -> None:
        """Ask the office to look at something that was taken all the same."""
        key = question_key("look", own.task.key, name_key(own.unit), field, value, why)
        self._ask(Question("look", key, own.task, own.unit, field, theirs=value, why=_from(why, form.source)))


def _is_text(row: ReturnedRow, task: Open) -> bool:
    """Whether a row has the words of a task."""
    return bool(row.text) and squeeze(fold(row.text)) == squeeze(fold(task.row.text))


def _tells_nothing(told: Answers, counts: Answers) -> bool:
    """Whether answers say what counts already."""
    return all(value is None or is_same(value, own) for value, own in zip(told, counts, strict=True))


def _is_new(field: str, mine: Answers, told: Answers) -> bool:
    theirs = getattr(told, field)
    return theirs is not None and not is_same(theirs, getattr(mine, field))


def _is_free(field: str, mine: Answers, before: Answers) -> bool:
    """Whether nobody has changed a field since a form was made."""
    value = getattr(mine, field)
    return value is None or is_same(value, getattr(before, field))


def _is_alike(one: Question, other: Question) -> bool:
    """Whether two questions ask about the same answer to the same field."""
    places = ((q.task and q.task.key, name_key(q.unit), q.field) for q in (one, other))
    return len({*places}) == 1 and is_same(one.theirs, other.theirs)


def _noted(form: ReturnedForm) -> Iterator[str]:
    """What there is to note of a form as a whole."""
    if not form.day:
        yield words.NO_PERIOD
    blank = sum(row.is_blank for row in form.rows)
    counts = Counter(row.agreement for row in form.rows if not row.is_blank)
    if blank == len(form.rows):
        yield words.BLANK_FORM
    elif blank:
        yield words.SOME_BLANK.format(count=blank)
    if counts["two"]:
        yield words.TWO_ONLY.format(count=counts["two"])


def _others(row: ReturnedRow) -> str:
    """What stands in columns that are not ours."""
    return words.BETWEEN_ANSWERS.join(
        words.ANSWER_TOLD.format(name=head or words.NO_HEAD, value=in_words(value))
        for head, value in row.others.items()
    )[:LONGEST]


def _from(told: str, source: str) -> str:
    return words.FROM.format(told=told, source=source)
