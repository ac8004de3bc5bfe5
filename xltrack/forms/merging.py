"""Forms that came back, merged into what is known: field by field, against what each was made from (docs/规则.md 16.2).

What others left alone is taken; what nobody changed stays; a field that two changed to something different is a conflict, which stays
until the office has settled it. Nothing is applied of a row of which it is not sure whose it is: it is proposed.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple

from xltrack.assessment.rulings import heard_ruling
from xltrack.assessment.words import SENT_BACK
from xltrack.base.text import fold, shorten, squeeze
from xltrack.domain.collected import (
    Question,
    Received,
    UnitRow,
    beside_mark,
    marks_of,
    put_mark,
    question_key,
)
from xltrack.domain.forms import ANSWER_HEADS, ANSWER_ROLES, Answers, ReturnedForm, ReturnedRow, record_of, words_digest
from xltrack.domain.letters import Typed
from xltrack.domain.records import Role
from xltrack.domain.roster import name_key
from xltrack.forms import words
from xltrack.forms.hearing import (
    LONGEST,
    heard,
    in_words,
    is_same_answer,
    oddities,
    plain,
    says_as_before,
    spoken,
    stated,
    too_long,
)
from xltrack.forms.standing import Open, Standing

_SURE: Final = ("all", "two")
_STATED: Final = ANSWER_ROLES[:3]
_SHOWN: Final = 40
ANSWER_NAMES: Final = dict(zip(ANSWER_ROLES, ANSWER_HEADS, strict=True))
_ALL: Final = ("D838",)
_BLANK: Final = marks_of(Answers())


class Returned(NamedTuple):
    """A form that came back, and the digest of its file."""

    form: ReturnedForm
    digest: str


class Taken(NamedTuple):
    """What one form comes to.

    Attributes:
        received: its file; how much is asked about it nobody knows yet: the same may have been asked before.
        rows: what its units have told by now, as far as it changed that.
        questions: what there is to ask, each as often as there is reason to.
    """

    received: Received
    rows: tuple[UnitRow, ...]
    questions: tuple[Question, ...]


class Merging:
    """One form after the other merged into what is known of its units."""

    def __init__(self, standing: Standing, today: date) -> None:
        self.standing, self.today = standing, today
        self.questions: list[Question] = []
        self.taken = 0

    def take(self, returned: Returned) -> Taken:
        """One form, row by row."""
        form, self.taken, self.questions = returned.form, 0, []
        self.standing.changed.clear()
        for row in form.rows:
            if not row.is_blank or row.others:
                self._take(form, row)
        note = "；".join(dict.fromkeys((*_noted(form), *self._tell_beside(form))))[:LONGEST]
        unit = self.standing.full_name(form.unit) if form.unit else ""
        day = form.day or self.today  # of a form that does not tell its round the day on which it was taken
        received = Received(form.source, returned.digest, unit, day, self.taken, 0, note)
        return Taken(received, tuple(map(self.standing.rows.__getitem__, self.standing.changed)), tuple(self.questions))

    def _take(self, form: ReturnedForm, row: ReturnedRow) -> None:
        task, why = self._task_of(row)
        unit = self.standing.full_name(row.key.unit if row.key and "key" in row.carriers else form.unit)
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
            key = row.key.key if row.key.key in self.standing.tasks else self.standing.aliases.get(row.key.key, "")
            if task := self.standing.tasks.get(key):
                same = row.key.words == words_digest(task.row.text) or _is_text(row, task)
                return task, "" if same else words.REWORDED.format(text=shorten(row.text, _SHOWN))
            return self._by_words(row, words.OTHER_LIST)
        if row.agreement in _SURE and row.code:
            task = self.standing.tasks.get(self.standing.keys.get(row.code.number, ""))
            if task and _is_text(row, task):
                return task, ""
        return self._by_words(row, words.UNSURE)

    def _by_words(self, row: ReturnedRow, why: str) -> tuple[Open | None, str]:
        alike = self.standing.by_words.get(squeeze(fold(row.text)), []) if row.text else []
        return (alike[0], why) if len(alike) == 1 else (None, words.NO_TASK)

    def _propose(self, form: ReturnedForm, row: ReturnedRow, task: Open | None, unit: str, why: str) -> None:
        told = plain(row.answers)
        if task and _tells_nothing(told, self.standing.counting(task, unit)) and not row.others:
            return
        said = "；".join(filter(None, (spoken(told), _others(row))))
        key = question_key("proposed", row.text, name_key(unit), record_of(told), _others(row))
        known = task.row if task else None
        why = why if known else f"{why}（{words.ROW_TOLD.format(text=shorten(row.text, _SHOWN) or row.number)}）"
        mine = (spoken(self.standing.counting(task, unit)) if task else "") or None
        self._ask(Question("proposed", key, known, unit, "", None, mine, _from(said, form.source), why=why, told=told))

    def _ask(self, question: Question) -> None:
        self.questions.append(question)

    def _merge(self, form: ReturnedForm, row: ReturnedRow, task: Open, unit: str, part: Role) -> None:
        own = self.standing.own(task, unit, part)
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
        if all(value is None for value in told) and not self.standing.told(task, unit):
            return
        again = heard_ruling(squeeze(fold(own.ruling))) == SENT_BACK and told.status is not None
        pending = "extension" in now and bool(own.granted)
        self.standing.put(task, own._replace(
            day=max(filter(None, (own.day, form.day)), default=None), source=form.source, ruling="" if again else own.ruling,
            sent_back=own.sent_back + again, granted="" if pending else own.granted, part=part,
        ), own.answers._replace(**now))  # fmt: skip
        if pending and own.extended:
            self._look(own, form, "extension", now["extension"], words.ASKS_AGAIN.format(day=own.extended.isoformat()))
        for field, why in oddities(own.answers._replace(**now), self.today):
            self._look(own, form, field, getattr(own.answers._replace(**now), field), why)

    def _bases(self, form: ReturnedForm, row: ReturnedRow, task: Open, own: UnitRow) -> tuple[Answers, Answers]:
        """What the unit saw beside the task, and what of that was its own, against which it is seen what changed."""
        later = form.day is not None and (own.day is None or form.day > own.day)
        last = own.answers if later else Answers()  # what the unit told in rounds before this one, if nothing in this
        if row.former is None:  # what the form was made from is lost: the ledger may say something else since
            return own.answers, last if self.standing.told(task, own.unit) else Answers()
        shown = plain(row.former)
        if task.is_sole(own.unit):
            return shown, shown
        stands = (marks_of(row.former) & marks_of(task.ledger)) - _BLANK
        if self.standing.told(task, own.unit) and shown[:3] == own.answers[:3]:
            stands -= {put_mark(*row.former[:3])}
        # What the ledger said of the whole when the form was made, and says still, was nobody's own; who tells of it has seen it.
        told = [
            beside_mark(r, f) for r, f, t in zip(ANSWER_ROLES, row.former, row.answers, strict=True) if t is not None
        ]
        told += [put_mark(*row.former[:3])] if any(value is not None for value in row.answers[:3]) else []
        self.standing.seen[task.row.key] |= stands & {*told}
        whole = put_mark(*row.former[:3]) in stands
        pairs = zip(ANSWER_ROLES[3:], row.former[3:], last[3:], shown[3:], strict=True)
        beside = (mine if beside_mark(role, words_) in stands else saw for role, words_, mine, saw in pairs)
        return shown, Answers(*(last if whole else shown)[:3], *beside)

    def _conflict(self, own: UnitRow, form: ReturnedForm, field: str, before: Answers, told: Answers) -> None:
        mine, theirs = getattr(own.answers, field), getattr(told, field)
        key = question_key("conflict", own.task.key, name_key(own.unit), field, mine, theirs)
        by_office = mine is not None and is_same_answer(
            mine, getattr(plain(self.standing.tasks[own.task.key].own), field)
        )
        why = words.CONFLICT.format(mine=words.LEDGER if by_office else own.source or words.LEDGER, theirs=form.source)
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

    def _tell_beside(self, form: ReturnedForm) -> Iterator[str]:
        """Ask to look at what stands beside the cells of a task, and note what stands beside none."""
        rows = {(row.sheet, row.row): row for row in form.rows}
        asked = 0
        for (sheet, number, role, kind, text), count in Counter(form.beside).items():
            row = rows.get((sheet, number))
            task, _ = self._task_of(row) if row else (None, "")
            unit = self.standing.full_name(row.key.unit if row and row.key and "key" in row.carriers else form.unit)
            own = task.units.get(name_key(unit)) if task else None
            if task and own:
                told = words.BESIDE[kind].format(text=text, count=count)
                if head := ANSWER_NAMES.get(role):
                    told = words.ANSWER_TOLD.format(name=head, value=told)
                self._look(
                    UnitRow(task.row, own[0], own[1], Answers()), form, "", told[:LONGEST], words.WHY_BESIDE[kind]
                )
                asked += count
            else:
                place = words.AT_ROW.format(row=number) if number else words.AT_NO_ROW
                yield place + words.BESIDE[kind].format(text=text, count=count)
        if asked:
            yield words.BESIDE_ASKED.format(count=asked)

    def _look(self, own: UnitRow, form: ReturnedForm, field: str, value: Typed, why: str) -> None:
        """Ask the office to look at something that was taken all the same."""
        key = question_key("look", own.task.key, name_key(own.unit), field, value, why)
        self._ask(Question("look", key, own.task, own.unit, field, theirs=value, why=_from(why, form.source)))


def _is_text(row: ReturnedRow, task: Open) -> bool:
    """Whether a row has the words of a task."""
    return bool(row.text) and squeeze(fold(row.text)) == squeeze(fold(task.row.text))


def _tells_nothing(told: Answers, counts: Answers) -> bool:
    """Whether answers say what counts already."""
    return all(value is None or is_same_answer(value, own) for value, own in zip(told, counts, strict=True))


def _is_new(field: str, mine: Answers, told: Answers) -> bool:
    theirs = getattr(told, field)
    return theirs is not None and not is_same_answer(theirs, getattr(mine, field))


def _is_free(field: str, mine: Answers, before: Answers) -> bool:
    """Whether nobody has changed a field since a form was made."""
    value = getattr(mine, field)
    return value is None or is_same_answer(value, getattr(before, field))


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
    # Words that stand beside no task are all kept; of rows that are odd in the same way the first is enough.
    for code, notes in groupby(sorted(form.notes, key=lambda note: note.code), key=lambda note: note.code):
        first, *others = (note.message for note in notes)
        yield from (
            (first, *others) if code in _ALL else [first + words.AND_SO_ON.format(count=len(others) + 1) * bool(others)]
        )


def _others(row: ReturnedRow) -> str:
    """What stands in columns that are not ours."""
    return words.BETWEEN_ANSWERS.join(
        words.ANSWER_TOLD.format(name=head or words.NO_HEAD, value=in_words(value))
        for head, value in row.others.items()
    )[:LONGEST]


def _from(told: str, source: str) -> str:
    return words.FROM.format(told=told, source=source)
