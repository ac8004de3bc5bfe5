"""What forms come to joined with what is known: their rows, the questions that nobody has asked yet, the files (docs/规则.md 16.2)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from xltrack.base.hands import Hands
from xltrack.domain.collected import Collected, Question
from xltrack.domain.roster import name_key
from xltrack.forms.hearing import is_same_answer
from xltrack.forms.merging import Merging, Taken
from xltrack.forms.portions import Came, Glance, find_portions, glance_of, merge_portion, opened
from xltrack.forms.settling import settle_questions
from xltrack.forms.standing import Standing, Tasks


class Merged(NamedTuple):
    """What is known now, which files told nothing new, and by task the marks of what of the ledger is taken into account now."""

    known: Collected
    again: tuple[str, ...]
    seen: Mapping[str, frozenset[str]]


def merge_answers(
    known: Collected, tasks: Tasks, forms: Iterable[Came], today: date, hands: Hands | None = None
) -> Merged:
    """What is known with what came back.

    Args:
        known: so far; what the office has typed into it is applied first.
        tasks: as they stand now.
        forms: in any order; a file that was taken before tells nothing new.
        today: the day by which something is said to be yet to come.
        hands: who merges parts of it beside this process; the same comes of it.
    """
    standing = Standing(tasks, known.rows)
    asked = _Asked(settle_questions(known.questions, standing))
    digests, new, again = {one.digest for one in known.received}, list[Came](), list[str]()
    for glance, came in sorted(((glance_of(one), one) for one in forms), key=lambda one: _order(one[0])):
        if glance.digest in digests:
            again.append(glance.source)
        else:
            digests.add(glance.digest)
            new.append(came)
    received = list(known.received)
    for taken in _merge(standing, new, today, hands):
        for row in taken.rows:
            standing.rows[row.task.key, name_key(row.unit)] = row
        count = sum(map(asked.ask, taken.questions))
        received.append(taken.received._replace(asked=count))
    rows, questions = standing.in_order(), tuple(asked.today(standing))
    result = known._replace(rows=rows, questions=questions, received=tuple(received))
    return Merged(result, tuple(again), {key: frozenset(marks) for key, marks in standing.seen.items()})


def _order(glance: Glance) -> tuple[date, str, str]:
    return glance.day or date.min, glance.source, glance.digest


def _merge(standing: Standing, forms: Sequence[Came], today: date, hands: Hands | None) -> Iterator[Taken]:
    """What each form comes to, in their order."""
    if hands is None:
        merging = Merging(standing, today)
        yield from (merging.take(opened(came)) for came in forms)
        return
    portions = find_portions(forms, standing, today, hands.count)
    begun = [hands.begin(merge_portion, portion) for portion in portions]
    taken: dict[str, Taken] = {}
    for done in begun:
        part = done()
        taken |= {one.received.digest: one for one in part.taken(standing.tasks)}
        for key, marks in part.seen.items():
            standing.seen[key] |= marks
    yield from (taken[glance_of(came).digest] for came in forms)


class _Asked:
    """The questions, each asked once."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._questions = {question.key: question for question in questions}
        self._conflicts = defaultdict[tuple[str, str, str], list[Question]](list)
        for question in self._questions.values():
            self._place(question)

    def _place(self, question: Question) -> None:
        if question.kind == "conflict" and question.is_open:
            self._conflicts[_place_of(question)].append(question)

    def ask(self, question: Question) -> bool:
        """Ask, unless the same was asked before; whether it was not."""
        known = self._conflicts[_place_of(question)] if question.kind == "conflict" else ()
        if question.key in self._questions or any(is_same_answer(question.theirs, other.theirs) for other in known):
            return False
        self._questions[question.key] = question
        self._place(question)
        return True

    def today(self, standing: Standing) -> list[Question]:
        """All of them by what counts now, those that are open first."""
        return sorted(
            filter(None, (_today(question, standing) for question in self._questions.values())),
            key=lambda one: not one.is_open,
        )


def _place_of(question: Question) -> tuple[str, str, str]:
    return question.task.key if question.task else "", name_key(question.unit), question.field


def _today(question: Question, standing: Standing) -> Question | None:
    """An open question about two answers with what counts by now; None where that is what the other says."""
    row = standing.rows.get((question.task.key, name_key(question.unit))) if question.task else None
    if question.kind != "conflict" or question.choice or row is None:
        return question
    mine = getattr(row.answers, question.field)
    return None if is_same_answer(mine, question.theirs) else question._replace(mine=mine)
