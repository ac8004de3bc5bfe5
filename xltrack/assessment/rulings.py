"""What units report as done, and what of that the office has taken: the two rates of a round (docs/规则.md 16.6).

They are told where the office has ruled on anything (the column 核定 of 填报汇总). What nobody but the office itself has told of
counts as taken.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

from xltrack.assessment import words
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.shared import OVER, deciding
from xltrack.assessment.states import COUNTED_STATES, DONE_STATES
from xltrack.domain.memory import completion_rate
from xltrack.domain.settings import Policy

Ruling = Literal["", "waiting", "back"]


class Ruled(NamedTuple):
    """How many of the tasks that 完成率 counts are reported as done, and taken.

    Attributes:
        counted: how many it counts; `done` those of them that are done.
        rulings: of each task in order: reported as done and not taken yet, sent back (it would be done else), or neither.
    """

    counted: int
    done: int
    rulings: tuple[Ruling, ...]

    @property
    def waiting(self) -> int:
        """How many are done that the office has not taken."""
        return self.rulings.count("waiting")

    @property
    def back(self) -> int:
        """How many were sent back and not reported anew."""
        return self.rulings.count("back")

    @property
    def reported(self) -> int:
        """自报完成."""
        return self.done + self.back

    @property
    def taken(self) -> int:
        """销号."""
        return self.done - self.waiting

    @property
    def reported_rate(self) -> float | None:
        """自报完成率; None where nothing is counted."""
        return completion_rate(self.reported, self.counted)

    @property
    def taken_rate(self) -> float | None:
        """销号完成率."""
        return completion_rate(self.taken, self.counted)


def count_ruled(assessment: Assessment) -> Ruled | None:
    """What was ruled on the tasks of an assessment; None where nothing ever was."""
    answers = (answer for judged in assessment.tasks for answer in judged.task.shared)
    if not any(answer.ruling or answer.sent_back for answer in answers):
        return None
    total = assessment.total
    rulings = tuple(_ruling(judged, assessment.policy) for judged in assessment.tasks)
    return Ruled(total.of(*COUNTED_STATES), total.done, rulings)


def _ruling(judged: Judged, policy: Policy) -> Ruling:
    if not judged.parts or judged.state not in COUNTED_STATES:
        return ""
    parts = deciding(judged.parts, policy)
    if judged.state in DONE_STATES:
        done = (part for part in parts if part.verdict.told in DONE_STATES)
        return "" if all(part.ruling == words.ACCEPTED for part in done) else "waiting"
    back = [part.ruling == words.SENT_BACK for part in parts]
    over = all(sent or part.verdict.told in OVER for part, sent in zip(parts, back, strict=True))
    return "back" if over and any(back) else ""


@lru_cache(maxsize=256)
def heard_ruling(text: str) -> str:
    """「销号」 or 「退回」 where what the office has typed says that, however it is put; else as it was typed.

    Args:
        text: without spaces, in half width.
    """
    said = {word: found.start() for word, heard in words.RULINGS.items() for found in heard.finditer(text)}
    return max(said, key=said.__getitem__) if said else words.ACCEPTED if text in words.TICKS else text
