"""What the words of a report mean for one task: which of its milestones they meet, and what they alone say of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from xltrack.assessment.states import Sense
from xltrack.domain.records import Milestone
from xltrack.language.status.clauses import ClauseSense
from xltrack.language.status.deeds import is_asked, is_begun, is_going_on, is_sure, reaches, weigh_deeds
from xltrack.language.status.grammar import StatusWords
from xltrack.language.status.milestones import meets, names_month

_OF_PARTS: Final[frozenset[ClauseSense]] = frozenset(("neutral", "part", "done"))


class Meaning(NamedTuple):
    """What words mean for a task.

    Attributes:
        sense: what they say of it.
        open: whether they leave open if what was done is all of it: it counts as under way.
        inferred: whether what was done counts as the task though the task does not ask for it.
    """

    sense: Sense
    open: bool = False
    inferred: bool = False


def meaning_of(said: StatusWords, milestones: Sequence[Milestone], text: str) -> Meaning:
    """What words mean for a task (docs/规则.md 5.2)."""
    kind = said.kind
    if kind == "blank":
        return Meaning("nothing")
    if said.light:
        return Meaning("yields")
    if kind == "done":
        return _meaning_of_done(said, milestones, text)
    if kind != "in_progress":
        return Meaning(kind)
    if said.step and _is_the_task(said.step, text):
        return Meaning("done")
    whole = len(milestones) < 2
    return Meaning("done") if whole and is_begun(said.clauses, text) else _meaning_of_parts(said, milestones, text)


def _meaning_of_done(said: StatusWords, milestones: Sequence[Milestone], text: str) -> Meaning:
    met = _met(said, milestones) if len(milestones) > 1 else []
    if any(met) and not all(met) and not (met[-1] and said.whole):
        # 「梳理阶段已完成」; 「已完工」 says it of all before as well.
        return Meaning("in_progress")
    if said.progress == 1 or not said.clauses or any(met):
        return Meaning("done")
    if is_going_on(said.clauses, text):
        return Meaning("in_progress")
    weight = weigh_deeds(said.clauses, text, milestones[-1].due.year if milestones else None)
    if weight != "task":
        return Meaning("yields", weight == "open")
    # 「11个小区完工」 is said of a thing, not of the task.
    sense: Sense = "done" if said.certain or said.whole else "thing"
    return Meaning(sense, inferred=not is_sure(said.clauses, text))


def _meaning_of_parts(said: StatusWords, milestones: Sequence[Milestone], text: str) -> Meaning:
    """Words that say neither done nor open of the whole (「已举办3场」) yield to a done date or 100 % beside them.

    As many as the task asks for are done: 「已建成10个示范点」 of 「建设示范点10个」.
    """
    verdicts = {clause.verdict for clause in said.clauses}
    untold = len(milestones) < 2 and said.disputed
    if not verdicts or not verdicts <= _OF_PARTS:
        return Meaning("in_progress", untold)
    parts = [c for c in said.clauses if c.verdict == "part" or c.counts] or said.clauses
    whole = len(milestones) < 2 and all(is_asked(clause, text) for clause in parts)
    if parts and whole:
        return Meaning("thing")
    return Meaning("yields", untold or (len(milestones) < 2 and reaches(said.clauses, text)))


def first_unmet(said: StatusWords, milestones: Sequence[Milestone]) -> Milestone:
    """The milestone that is judged: the earliest that no word names as met; the last where all are named."""
    if len(milestones) == 1:
        return milestones[0]
    unmet = [m for m, met in zip(milestones, _met(said, milestones), strict=True) if not met]
    return min(unmet, key=lambda m: m.due) if unmet else max(milestones, key=lambda m: m.due)


def _met(said: StatusWords, milestones: Sequence[Milestone]) -> list[bool]:
    return [
        meets(said, m.label or "", number) or (m.label is None and names_month(said, m.due.month))
        for number, m in enumerate(milestones, 1)
    ]


def _is_the_task(step: str, text: str) -> bool:
    """Whether a step is all that the task asks for: 「方案」 in 「制定政务公开实施方案。」."""
    return text.rstrip("。；;.").removesuffix("工作").endswith(step)
