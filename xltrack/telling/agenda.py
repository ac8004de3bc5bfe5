"""What is late and what falls due: the one selection behind 总览, 逾期清单 and the console."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Assessment, Judged, State
from xltrack.base.diagnostics import Diagnostic
from xltrack.telling import words

AHEAD: Final = 30
_SETTLED: Final[frozenset[State]] = frozenset({"done", "done_late", "suspended", "cancelled"})


class Due(NamedTuple):
    """Something that falls due: the day, the task and its number in `Assessment.tasks`, the milestone's label or 「报…」."""

    day: date
    number: int
    judged: Judged
    label: str | None


def late_tasks(assessment: Assessment) -> list[tuple[int, Judged]]:
    """Overdue tasks with their numbers in `Assessment.tasks`, the latest first, else in the order of the sheet."""
    late = [(number, judged) for number, judged in enumerate(assessment.tasks) if judged.state == "overdue"]
    return sorted(late, key=lambda entry: -(entry[1].days or 0))


def due_tasks(assessment: Assessment, days: int = AHEAD) -> list[Due]:
    """What falls due within `days` of the day of judgement, that day included: next milestones and next report-backs.

    Tasks within the warning window are among them, however long it is. A task that is settled (done, suspended, cancelled) has
    nothing ahead (docs/规则.md 5.6).
    """
    first, last = assessment.as_of, assessment.as_of + timedelta(days=days)
    found = []
    for number, judged in enumerate(assessment.tasks):
        if judged.state in _SETTLED:
            continue
        if judged.next and first <= judged.next.due and (judged.next.due <= last or judged.state == "due_soon"):
            found.append(Due(judged.next.due, number, judged, judged.next.label))
        back = next_report(judged, first)
        if back and back[0] <= last:
            found.append(Due(back[0], number, judged, words.REPORT_BACK.format(to=back[1])))
    return sorted(found, key=lambda due: due.day)


def next_report(judged: Judged, as_of: date) -> tuple[date, str] | None:
    """The task's next report-back on or after a day, with the one who receives it."""
    backs = [(back.due, back.to) for back in judged.task.reports if back.due and back.due >= as_of]
    return min(backs, default=None)


def unit_words(units: tuple[str, ...], most: int = 2) -> str:
    """Units as a short list: 「区教育局、区民政局等5个单位」."""
    if len(units) <= most:
        return "、".join(units) or judging.NO_UNIT
    return "、".join(units[:most]) + words.MORE_UNITS.format(count=len(units))


def units_of(judged: Judged) -> tuple[str, ...]:
    """The units that answer for a task: those that lead, else all that are named."""
    return judged.lead or judged.named


def findings(assessment: Assessment) -> list[tuple[int, Diagnostic]]:
    """What reading and judging had to say, each once, with the number of its document; in the order of the documents."""
    found = {id(d): (i, d) for i, document in enumerate(assessment.documents) for d in document.diagnostics}
    found |= {id(d): (i, d) for i, d in assessment.diagnostics}
    return sorted(found.values(), key=lambda entry: entry[0])
