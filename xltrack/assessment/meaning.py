"""What the words of a report mean for one task: which of its milestones they meet, and what they alone say of it."""

from collections.abc import Sequence
from typing import Final

from xltrack.assessment.states import Sense
from xltrack.domain.records import Milestone
from xltrack.language.status.clauses import ClauseSense
from xltrack.language.status.grammar import StatusWords

_OF_PARTS: Final[frozenset[ClauseSense]] = frozenset(("neutral", "part", "done"))


def sense_of(said: StatusWords, milestones: Sequence[Milestone], text: str) -> Sense:
    """What words mean for a task (docs/规则.md 5.2)."""
    kind = said.kind
    if kind == "blank":
        return "nothing"
    if kind == "done" and len(milestones) > 1 and _names_part(said, milestones):
        return "in_progress"
    if kind == "done":
        # 「11个小区完工」 is said of a thing, not of the task.
        return "done" if said.certain or said.whole or said.progress == 1 else "thing"
    if kind == "in_progress":
        return "done" if said.step and _is_the_task(said.step, text) else _sense_of_parts(said, milestones, text)
    return kind


def _sense_of_parts(said: StatusWords, milestones: Sequence[Milestone], text: str) -> Sense:
    """Words that say neither done nor open of the whole (「已举办3场」) yield to a done date or 100 % beside them.

    As many as the task asks for are done: 「已建成10个示范点」 of 「建设示范点10个」.
    """
    verdicts = {clause.verdict for clause in said.clauses}
    if not verdicts or not verdicts <= _OF_PARTS:
        return "in_progress"
    parts = [clause.counts for clause in said.clauses if clause.verdict == "part"]
    whole = len(milestones) < 2 and all(_asked(counts, text) for counts in parts)
    return "thing" if parts and whole else "yields"


def _asked(counts: tuple[str, ...], text: str) -> bool:
    """Whether the task names the first of some counts, whole: 「10个」 and not the end of 「110个」."""
    before, found, _ = text.partition(counts[0]) if counts else ("", "", "")
    return bool(found) and not before[-1:].isdigit() and before[-1:] != "."


def first_unmet(said: StatusWords, milestones: Sequence[Milestone]) -> Milestone:
    """The milestone that is judged: the earliest that no word names as met; the last where all are named."""
    if len(milestones) == 1:
        return milestones[0]
    unmet = [m for m, met in zip(milestones, _met(said, milestones), strict=True) if not met]
    return min(unmet, key=lambda m: m.due) if unmet else max(milestones, key=lambda m: m.due)


def _names_part(said: StatusWords, milestones: Sequence[Milestone]) -> bool:
    """Whether the words say done of some milestones alone: 「梳理阶段已完成」; 「已完工」 says it of all before as well."""
    met = _met(said, milestones)
    return any(met) and not all(met) and not (met[-1] and said.whole)


def _met(said: StatusWords, milestones: Sequence[Milestone]) -> list[bool]:
    return [
        said.meets(m.label or "", number) or (m.label is None and said.names_month(m.due.month))
        for number, m in enumerate(milestones, 1)
    ]


def _is_the_task(step: str, text: str) -> bool:
    """Whether a step is all that the task asks for: 「方案」 in 「制定政务公开实施方案。」."""
    return text.rstrip("。；;.").removesuffix("工作").endswith(step)
