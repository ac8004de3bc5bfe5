"""What the state of a task rests on but for the day and what is reported anew: what a workbook needs that judges by itself."""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from xltrack.assessment.dates import based_milestones
from xltrack.assessment.meaning import first_unmet, is_whole_count, outweighs, state_of_words, yields
from xltrack.assessment.model import STATE_WORDS, State
from xltrack.domain.records import Milestone, Task
from xltrack.domain.settings import Policy
from xltrack.language.deadline.dates import DateExpr
from xltrack.language.status.done import read_day, settle_day
from xltrack.language.status.grammar import StatusWords, parse_status

# The states by number, in the order in which they are shown.
CODES: Final[Mapping[State, int]] = {state: number for number, state in enumerate(STATE_WORDS, 1)}


class Basis(NamedTuple):
    """The reported words of one task and its deadline as they were understood.

    Attributes:
        words: the words that count, wherever they stand; None where there are none.
        said: the state that they alone give; None where there are none.
        said_at_done: whether they stand in the column of done dates.
        node: the milestone that is judged while the task is open; None where nothing can fall due.
        first: the one that would be judged if other words stood there.
        last: the last due date.
        planned: the state that they give while their day is still to come, where that is another one: 「9月底完成」.
        dated: whether words that may be a plan name the year of their day.
        yields: whether they leave it to a done date or 100 % beside them.
        day: the day of completion, where words name one; a date in its own cell is not meant.
    """

    words: str | None
    said: State | None
    said_at_done: bool = False
    node: Milestone | None = None
    first: Milestone | None = None
    last: date | None = None
    day: DateExpr | None = None
    planned: State | None = None
    dated: bool = False
    yields: bool = False


def basis_of(task: Task, policy: Policy) -> Basis:
    """The basis of one task's judgement; the same words and rules that `judge` goes by (docs/规则.md 5)."""
    reported = task.reported
    milestones = based_milestones(task.deadline, policy.base)
    words, at_done = reported.words, False
    said = parse_status(words or "")
    day = read_day(reported.done or "") if isinstance(reported.done, str) else None
    if said.day and reported.done is None:
        day = read_day(said.day)
    elif day is None and isinstance(reported.done, str) and said.kind == "blank":
        other = parse_status(reported.done)
        if other.telling:
            said, words, at_done = other, reported.done, True
    state = state_of_words(said, milestones, task.text, planned=outweighs(reported.progress, said))
    if reported.progress is None and said.progress is None and is_whole_count(said, milestones, task.text):
        state = "done"
    planned = (
        state_of_words(said, milestones, task.text, planned=True) if said.loose and reported.done is None else state
    )
    if len(milestones) < 2:
        node = milestones[0] if milestones else None
        basis = Basis(words, state, at_done, node, node, node.due if node else None, day)
    else:
        basis = _staged(Basis(words, state, at_done, day=day), said, milestones)
    if state == "in_progress" and not at_done and yields(said):
        return basis._replace(yields=True)
    return basis if planned == state else basis._replace(planned=planned, dated="年" in (said.day or ""))


def _staged(basis: Basis, said: StatusWords, milestones: tuple[Milestone, ...]) -> Basis:
    return basis._replace(
        node=first_unmet(said, milestones),
        first=min(milestones, key=lambda m: m.due),
        last=max(m.due for m in milestones),
    )


def is_planned(basis: Basis, as_of: date) -> bool:
    """Whether words that may be a plan are one on a day: see `judge`."""
    if not basis.planned:
        return False
    day = settle_day(basis.day, as_of) if basis.day else None
    return day is None or day > as_of or (not basis.dated and day.year < as_of.year)


def done_day(task: Task, basis: Basis, as_of: date) -> date | None:
    """The day of completion that is reported, as far as known on a day."""
    if isinstance(task.reported.done, date):
        return task.reported.done
    return settle_day(basis.day, as_of) if basis.day else None
