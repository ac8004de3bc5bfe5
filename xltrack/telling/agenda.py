"""What is late and what falls due: the one selection behind 总览, 逾期和临期 and the console."""

from datetime import date
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.shared import open_units
from xltrack.assessment.states import SETTLED_STATES
from xltrack.base.diagnostics import Diagnostic, gather_repeated
from xltrack.base.rules import rule
from xltrack.domain.records import Milestone
from xltrack.telling import words

AHEAD: Final = 30
_NAMED: Final = 2  # locked sources
_ORDER: Final = {"error": 0, "warning": 1, "info": 2}
_MATTERS: Final = {"deadline": 0, "report": 0, "units": 1, "": 2}  # what could change a figure comes first


class Due(NamedTuple):
    """Something that falls due: the day, the task and its number in `Assessment.tasks`, the milestone's label or 「报…」."""

    day: date
    number: int
    judged: Judged
    label: str | None
    sent: bool = False


class Finding(NamedTuple):
    """What there is to say of a document, by its number: the first place where it is said, and the others."""

    document: int
    first: Diagnostic
    others: list[Diagnostic]


class DatedReport(NamedTuple):
    """A report-back with its day, and the one who receives it."""

    due: date
    to: str


def late_tasks(assessment: Assessment) -> list[tuple[int, Judged]]:
    """Overdue tasks with their numbers in `Assessment.tasks`, the latest first, else in the order of the sheet."""
    late = [(number, judged) for number, judged in enumerate(assessment.tasks) if judged.state == "overdue"]
    return sorted(late, key=lambda entry: -entry[1].late)


def past_count(assessment: Assessment) -> int:
    """How many due dates have passed of which nobody has said anything, for nobody was asked."""
    return sum(judged.past > 0 for judged in assessment.tasks)


def sure_late_tasks(assessment: Assessment) -> list[tuple[int, Judged]]:
    """The overdue tasks by which somebody may be named: those of which nothing is in doubt (docs/规则.md 5.11)."""
    return [(number, judged) for number, judged in late_tasks(assessment) if not judged.doubts]


def doubtful_tasks(assessment: Assessment) -> list[tuple[int, Judged]]:
    """The tasks that are late or nearly so only if what is in doubt holds, the latest first."""
    near = [(n, j) for n, j in enumerate(assessment.tasks) if j.state == "due_soon"]
    return [(number, judged) for number, judged in (*late_tasks(assessment), *near) if judged.doubts]


def due_tasks(assessment: Assessment, days: int = AHEAD) -> list[Due]:
    """What falls due within `days` of the day of judgement, that day included: next milestones and next report-backs."""
    found = []
    for number, judged in enumerate(assessment.tasks):
        if judged.verdict.next and (ahead := near_milestone(judged, days)):
            found.append(Due(ahead.due, number, judged, ahead.label))
        if judged.task.reports and (back := near_report(judged, days)):
            found.append(Due(back.due, number, judged, words.REPORT_BACK.format(to=back.to), sent=True))
    return sorted(found, key=lambda due: due.day)


def near_milestone(judged: Judged, days: int = AHEAD) -> Milestone | None:
    """The next milestone where it falls due within some days, or within the warning window, however long that is."""
    ahead = judged.next
    near = ahead and (judged.state == "due_soon" or (ahead.due - judged.verdict.as_of).days <= days)
    return ahead if near else None


def near_report(judged: Judged, days: int = AHEAD) -> DatedReport | None:
    """The next report-back where it falls due within some days; a settled task has nothing ahead (docs/规则.md 5.6)."""
    back = None if judged.state in SETTLED_STATES else next_report(judged)
    return back if back and (back.due - judged.verdict.as_of).days <= days else None


def next_report(judged: Judged) -> DatedReport | None:
    """The task's next report-back on or after the day of judgement."""
    backs = [DatedReport(back.due, back.to) for back in judged.task.reports if back.due]
    return min((back for back in backs if back.due >= judged.verdict.as_of), default=None)


def named_task(label: str | None, judged: Judged) -> str:
    """The words of a task behind the milestone or report-back that is meant: 「审查阶段：梳理目录」."""
    return f"{label}：{judged.task.text}" if label else judged.task.text


def unit_words(units: tuple[str, ...], most: int = 2) -> str:
    """Units as a short list: 「区教育局、区民政局等5个单位」."""
    if len(units) <= most:
        return "、".join(units) or judging.NO_UNIT
    return "、".join(units[:most]) + words.MORE_UNITS.format(count=len(units))


def units_of(judged: Judged) -> tuple[str, ...]:
    """The units that answer for a task: those that lead, else all that are named; of an open one that is shared who is not done."""
    waiting = tuple(open_units(judged.parts)) if judged.state not in SETTLED_STATES else ()
    return waiting or judged.lead or judged.named


def findings(assessment: Assessment) -> list[tuple[int, Diagnostic]]:
    """What reading and judging had to say, each once, with the number of its document; in the order of the documents."""
    found = {id(d): (i, d) for i, document in enumerate(assessment.documents) for d in document.diagnostics}
    found |= {id(d): (i, d) for i, d in assessment.diagnostics}
    return sorted(found.values(), key=lambda entry: entry[0])


def ordered_findings(assessment: Assessment) -> list[Finding]:
    """What there was to say, what says the same of the same words once; what could change a figure first, then by severity."""
    by_document: dict[int, list[Diagnostic]] = {}
    for document, diagnostic in findings(assessment):
        by_document.setdefault(document, []).append(diagnostic)
    grouped = [Finding(number, *group) for number, among in by_document.items() for group in gather_repeated(among)]
    return sorted(grouped, key=lambda one: (_MATTERS[rule(one.first.code).doubt], _ORDER[one.first.severity]))


def unlocked_notes(assessment: Assessment) -> tuple[Diagnostic, ...]:
    """One warning (D159) where sources took a password to open, for whoever writes what was read from them."""
    names = [f"「{document.source}」" for document in assessment.documents if document.locked]
    more = f"等{len(names)}个" if len(names) > _NAMED else ""
    return (Diagnostic("D159", None, {"sources": "".join(names[:_NAMED]) + more}),) if names else ()
