"""A task of several units of which each answers for itself: what they come to together, and how each of them stands (docs/规则.md 5.13).

The task is done when every leading unit is, or when the first one is, as the office has it; units that support or supervise do not
count. What it comes to is told in words that stand in its cell, so that a workbook can judge it as any other task.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from xltrack.assessment import words
from xltrack.assessment.judge import judge, understand
from xltrack.assessment.model import Basis, UnitPart, Verdict
from xltrack.assessment.states import DONE_STATES, Sense
from xltrack.base.text import shorten
from xltrack.domain.records import Deadline, Milestone, Reported, Task, UnitAnswer, iso
from xltrack.domain.roster import name_key
from xltrack.domain.settings import Policy
from xltrack.language.status.answers import is_silent, tell_answer

_TOLD_OF: Final = 4  # units whose own words stand in the cell
_WORDS: Final = 40  # columns of them
OVER: Final = frozenset({*DONE_STATES, "suspended", "cancelled"})


Units = tuple[tuple[str, ...], tuple[str, ...]]  # those that lead a task, and all that it names


def find_parts(task: Task, units: Units, policy: Policy, as_of: date, *, excused: bool = False) -> tuple[UnitPart, ...]:
    """How each unit stands that leads the task, or that told something of it; none of a task that is not shared."""
    if not task.shared:
        return ()
    lead, named = units
    if handed := tuple(answer.unit for answer in task.shared if answer.handed):
        lead = named = handed
    leading, told = frozenset(lead or named), {name_key(answer.unit): answer for answer in task.shared}
    answers = ((unit, told.get(name_key(unit))) for unit in named)
    verdicts: dict[UnitAnswer | None, Verdict] = {}  # of many units many say the same
    parts = []
    for unit, answer in ((unit, answer) for unit, answer in answers if unit in leading or answer):
        said = answer._replace(unit="", beside=(), sent_back=0) if answer else None
        if said not in verdicts:
            verdicts[said] = _judged(task, said, policy, as_of, excused=excused)
        parts.append(
            UnitPart(
                unit,
                unit in leading,
                verdicts[said],
                answer is not None and answer.sent,
                answer.ruling if answer else "",
            )
        )
    return tuple(parts)


def whole_report(task: Task, units: Units, policy: Policy, as_of: date) -> Reported | None:
    """What stands in the cells of a task that units told of, by `tell_parts`; None of one that is not shared."""
    _, named = units
    if len(named) == 1 and [name_key(answer.unit) for answer in task.shared] == [name_key(named[0])]:
        return task.shared[0].reported  # of one alone nothing is to be judged
    parts = find_parts(task, units, policy, as_of)
    return tell_parts(parts, policy) if parts else None


def _judged(task: Task, answer: UnitAnswer | None, policy: Policy, as_of: date, *, excused: bool) -> Verdict:
    own = task._replace(reported=answer.reported if answer else Reported(), shared=())
    if answer and answer.extended:
        own = own._replace(deadline=extended(task.deadline, answer.extended))
    basis = understand(own, policy)
    verdict = judge(basis, as_of, excused=excused)
    if answer and answer.ruling == words.SENT_BACK and verdict.told in DONE_STATES:
        return judge(basis._replace(said="in_progress", day=None, named=None), as_of, excused=excused)
    return verdict


def extended(deadline: Deadline, day: date) -> Deadline:
    """A deadline that was put off; the first one stays beside it."""
    text = words.EXTENDED.format(text=deadline.text, day=iso(day))
    return Deadline(text, "date", milestones=(Milestone(None, None, day),), superseded=deadline)


def judge_whole(
    basis: Basis, parts: Sequence[UnitPart], policy: Policy, as_of: date, *, excused: bool = False
) -> Verdict:
    """The task by its leading units; `basis` is its own, whose words `tell_parts` made."""
    if len(parts) == 1:
        return parts[0].verdict
    return judge(_whole(basis, deciding(parts, policy)), as_of, excused=excused)


def deciding(parts: Sequence[UnitPart], policy: Policy) -> Sequence[UnitPart]:
    """The parts that decide how far the task is: those that lead it, or the first of them; one that stands alone."""
    leading = [part for part in parts if part.leads] if len(parts) > 1 else parts
    return leading[:1] if policy.shared == "first" else leading


def _whole(basis: Basis, parts: Sequence[UnitPart]) -> Basis:
    """What the parts come to: the last one done, else the open one whose milestone comes first, begun where any is."""
    still = [part for part in parts if part.verdict.told not in OVER]
    done = [part for part in parts if part.verdict.told in DONE_STATES]
    if still:
        first = min(still, key=lambda part: node.due if (node := part.verdict.basis.node) else date.max)
        begun = bool(done) or any(part.verdict.told == "in_progress" for part in parts)
        own = first.verdict.basis
        # What the open unit told counts with all that it says; what others began makes of the whole that it was begun.
        said: Sense = own.said if own.said in ("not_started", "nothing") and not begun else "in_progress"
    else:
        last = max(done, key=lambda part: part.verdict.done or date.min) if done else parts[0]
        late = any(part.verdict.told == "done_late" for part in done)
        own, said = last.verdict.basis, ("late" if late else "done") if done else last.verdict.basis.said
    return own._replace(
        task=basis.task, said=said, silent="nothing", plan=None, words=basis.words, progress=basis.task.reported.progress,
        day=basis.task.reported.done if isinstance(basis.task.reported.done, date) else None, named=None, notes=(),
        doubtful=any(part.verdict.basis.doubtful for part in still), inferred=False,
    )  # fmt: skip


def tell_parts(parts: Sequence[UnitPart], policy: Policy) -> Reported:
    """What is put into the cells of the task: the words of its units, of many how many are done and who is not; the day of the last."""
    if len(parts) == 1:
        return parts[0].verdict.basis.task.reported
    decide = deciding(parts, policy)
    days = [part.verdict.done for part in decide if part.verdict.told in DONE_STATES]
    over = all(part.verdict.told in OVER for part in decide)
    known = [day for day in days if day]
    done = max(known) if over and known and len(known) == len(days) else None
    return Reported(_told(parts), done)


def _told(parts: Sequence[UnitPart]) -> str:
    if len(parts) <= _TOLD_OF:
        return words.BETWEEN_PARTS.join(map(_part, parts))
    done = [part for part in parts if part.verdict.told in DONE_STATES]
    rest = [part for part in parts if part.verdict.told not in DONE_STATES]
    head = words.PARTS_DONE.format(count=len(parts), done=len(done))
    if not rest:
        return head
    named = words.BETWEEN_PARTS.join(map(_part, rest[:_TOLD_OF]))
    more = words.MORE_PARTS.format(count=len(rest)) if len(rest) > _TOLD_OF else ""
    return f"{head}{words.BETWEEN_PARTS}{named}{more}"


def _part(part: UnitPart) -> str:
    reported = part.verdict.basis.task.reported
    silent = words.NOT_SAID if part.sent else words.NOT_SENT
    said = silent if is_silent(reported) else shorten(tell_answer(reported), _WORDS)
    return words.PART.format(unit=part.unit, said=said)


def open_units(parts: Sequence[UnitPart]) -> Iterator[str]:
    """The leading units that are not done yet, who answer for a task that is late."""
    yield from (part.unit for part in parts if part.leads and part.verdict.told not in OVER)
