"""What the words of a report mean for one task: which of its milestones they meet, and which state they alone give it."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.assessment.model import State
from xltrack.domain.records import Milestone
from xltrack.language.status.grammar import StatusWords


def state_of_words(
    said: StatusWords, milestones: Sequence[Milestone], text: str, *, planned: bool = False
) -> State | None:
    """The state that words alone give a task (docs/规则.md 5.2); None where there are no words.

    `planned` says that they do not say done yet: 「9月底完成」, or 「11个小区完工」 beside 92 %.
    """
    kind = said.kind
    if kind == "blank":
        return None
    if kind == "done" and not planned and not _names_part(said, milestones):
        return "done"
    if said.step and kind not in ("cancelled", "suspended") and _is_the_task(said.step, text):
        return "done"
    return "in_progress" if kind == "done" else kind


def outweighs(share: float | None, said: StatusWords) -> bool:
    """Whether a share stands against words that say done of a thing, not of the task: 「11个小区完工」 beside 92 %."""
    return share is not None and share != 1 and not (said.certain or said.whole or said.progress == 1)


def yields(said: StatusWords) -> bool:
    """Whether words say neither done nor open of the whole, so that a done date or 100 % beside them decides: 「已举办3场」."""
    verdicts = {c.verdict for c in said.clauses}
    return said.kind == "in_progress" and bool(verdicts) and verdicts <= {"neutral", "part", "done"}


def is_settled(dated: bool, share: float | None) -> bool:
    """Whether a done date or a share of 1 says that the task is done, and no smaller share denies it."""
    return share == 1 or (dated and share is None)


def is_whole_count(said: StatusWords, milestones: Sequence[Milestone], text: str) -> bool:
    """Whether what was done is as many as the task asks for: 「已建成10个示范点」 of 「建设示范点10个」."""
    if len(milestones) > 1 or said.kind != "in_progress":
        return False
    parts = [c for c in said.clauses if c.verdict == "part"]
    others = {c.verdict for c in said.clauses} - {"part", "done", "neutral"}
    return bool(parts) and not others and all(_asked(c.counts, text) for c in parts)


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
    if len(milestones) < 2:
        return False
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
