"""What the office has typed beside questions and requests, carried out once each (docs/规则.md 16.5)."""

from collections.abc import Iterable, Iterator

from xltrack.base.text import fold, squeeze
from xltrack.comparison.sharing import granted_day
from xltrack.domain.collected import Question
from xltrack.domain.forms import Answers, bare_number
from xltrack.domain.roster import name_key
from xltrack.forms import words
from xltrack.forms.hearing import heard, is_same_answer, plain
from xltrack.forms.standing import Place, Standing


def settle_questions(questions: Iterable[Question], standing: Standing) -> Iterator[Question]:
    """The questions as they are once what was typed beside them is carried out; those about the ledger are so where it is written."""
    for question in questions:
        todo = question.choice and question.is_open and question.kind != "ledger"
        yield _settled(question, standing) if todo else question
    standing.rows = {place: row._replace(extended=granted_day(row)) for place, row in standing.rows.items()}


def _settled(question: Question, standing: Standing) -> Question:
    choice = squeeze(fold(question.choice))
    done = question._replace(settled=question.choice)
    if question.kind == "proposed":
        return done if choice in words.MINE else _adopted(question, choice, standing)
    place = (question.task.key if question.task else "", name_key(question.unit))
    if not question.field:
        return done
    if question.kind == "look" and choice in words.THEIRS | words.YES | words.MINE:
        return done
    return _chosen(done, choice, place, standing) if _stands(question, place, standing) else question


def _stands(question: Question, place: Place, standing: Standing) -> bool:
    """Whether there is a row of the unit to put words into; of a unit that has told nothing that could be taken it is begun."""
    task = standing.tasks.get(place[0])
    asked = task.units.get(place[1]) if task else None
    if place not in standing.rows and task and asked and question.kind == "look":
        own = standing.own(task, *asked)
        standing.put(task, own, own.answers)
    return place in standing.rows


def _adopted(question: Question, choice: str, standing: Standing) -> Question:
    """A row that was proposed, taken where the office says so: into its task, or into that whose number was typed.

    It stays open where the office's word, the task or the unit is not clear.
    """
    task = standing.tasks.get(standing.keys.get(bare_number(choice), ""))
    if task is None and choice in words.YES and question.task:
        task = standing.tasks.get(question.task.key)
    if task is None:
        return question
    unit = standing.full_name(question.unit)
    if name_key(unit) not in task.units and (task.sole or len(task.units) == 1):
        unit, _ = task.units[task.sole or next(iter(task.units))]
    if not unit:
        return question
    name, part = task.units.get(name_key(unit), (unit, "lead"))
    own = standing.own(task, name, part)
    told = heard(question.told, own.answers, own.answers)
    standing.put(task, own, Answers(*(o if n is None else n for n, o in zip(told, own.answers, strict=True))))
    return question._replace(task=task.row, unit=name, settled=question.choice)


def _chosen(question: Question, choice: str, place: Place, standing: Standing) -> Question:
    """One of two answers taken, or the office's own words, where nobody has told something else since."""
    own, field, took = standing.rows[place], question.field, choice in words.THEIRS | words.YES
    if not any(is_same_answer(getattr(own.answers, field), value) for value in (question.mine, question.theirs)):
        return question._replace(why=words.NEWER)
    answers = own.answers
    if field == "status" and took:
        answers = Answers(*question.told[:3], *answers[3:])
    value = question.theirs if took else question.mine if choice in words.MINE else question.choice
    standing.rows[place] = own._replace(answers=plain(answers._replace(**{field: value})))
    return question
