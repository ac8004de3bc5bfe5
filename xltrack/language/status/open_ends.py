"""Whether a story that no sentence ends may tell of all of its task, though it counts as under way (docs/规则.md 5.2).

It may where something of the task was done by a day, to all of it or as often as asked for, and no clause says that anything
of it is still to be done: 「9月8日学院揭牌成立，第二批师资正在选聘」.
"""

from collections.abc import Sequence
from typing import Final

from xltrack.language.status.clauses import Clause
from xltrack.language.status.deeds import (
    PAIR,
    demands_work,
    falls_behind,
    is_enough,
    shares,
)
from xltrack.language.status.subjects import head_of, subject_of
from xltrack.language.status.tokens import STATUS

THINGS: Final = ".sSdebiENR"  # classes of words that tell of what
_AHEAD: Final = frozenset("fPTojs")  # of words that tell of a plan, a step or a state up to a day
_AMISS: Final = frozenset("nlLU")  # of words that deny, or tell of a rest or a delay


def may_be_over(clauses: Sequence[Clause], task: str) -> bool:
    """Whether clauses tell of something that may be all of their task, and of nothing of it that is not over."""
    plans = next((place for place, clause in enumerate(clauses) if place and clause.shape.plans), len(clauses))
    told = clauses[:plans]
    if not any(_may_end(clause, task) for clause in told) or any(is_open(clause, task) for clause in told):
        return False
    return not falls_behind([clause.text for clause in told], task)


def _may_end(clause: Clause, task: str) -> bool:
    """Whether a clause tells what may be all of its task: of its own thing, by a day; of all; or as many as asked for."""
    papers = STATUS.documents.inside(clause.text)
    if clause.verdict == "step" or (
        papers and any(word in clause.text for word in STATUS.documents if word not in task)
    ):
        return False
    things, letters = told_of(clause), {word.letter for word in clause.words}
    if clause.verdict in ("done", "part", "neutral") and any(is_enough(count, task) for count in clause.counts):
        return head_of(task)[:PAIR] in clause.text or shares(things, task)
    if not clause.shape.dated and clause.day is None:
        return clause.shape.total and shares(things, task)
    if letters & _AHEAD or clause.deed in STATUS.plain_openings:
        return False
    begun = clause.verdict == "open" and any(word.letter == "b" for word in clause.words)
    named = shares(things, task) or _is_bare(clause) or (clause.says_done and not demands_work(task))
    return (clause.verdict in ("done", "neutral") or begun) and named


def _is_bare(clause: Clause) -> bool:
    """Whether a clause says done of nothing that it names: 「6月9日印制完成」."""
    return clause.says_done and clause.deed in STATUS.made and len(subject_of(clause)) <= PAIR


def is_open(clause: Clause, task: str) -> bool:
    """Whether a clause says that something of its task is not over; what came of it is something else."""
    if clause.share is not None and clause.share < 1:
        return True
    if clause.verdict in ("left", "undone", "suspended") or STATUS.not_yet.inside(clause.text):
        return True
    if clause.verdict not in ("open", "not_started") or (clause.shape.dated and not clause.shape.going):
        return False
    if any(word.letter in _AMISS for word in clause.words):
        return True
    things = told_of(clause)
    return len(things) < PAIR or shares(things, task) or (clause.works_on and demands_work(task))


def tells_rest(clause: Clause) -> bool:
    """Whether a clause says that anything is not over, whatever it is."""
    if clause.verdict in ("left", "undone", "suspended", "not_started") or STATUS.not_yet.inside(clause.text):
        return True
    ahead = any(word.letter in _AHEAD or word.letter in _AMISS for word in clause.words)
    return ahead or (clause.share is not None and clause.share < 1) or clause.shape.plans


def told_of(clause: Clause) -> str:
    """The words of a clause that tell of what."""
    return "".join([word.text for word in clause.words if word.letter in THINGS])
