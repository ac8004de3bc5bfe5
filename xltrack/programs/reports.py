"""What `xltrack report --json` says: the figures, every task as it was judged, what is late, due, changed and in doubt."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import STATE_WORDS
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import Skipped
from xltrack.domain.memory import CHANGE_WORDS, Change, Since
from xltrack.domain.records import iso
from xltrack.programs.document import render_document, tell_written
from xltrack.programs.findings import a1_of, tell_findings, tell_note
from xltrack.programs.refusals import tell_skipped
from xltrack.report.offices import OfficeFigures, OfficeLine
from xltrack.telling.agenda import Due, doubtful_tasks, due_tasks, late_tasks, named_task, ordered_findings, units_of
from xltrack.telling.names import progress_title


class ReportRun(NamedTuple):
    """What a run of report came to.

    Attributes:
        assessment: all tasks, with what came up while the workbook was made.
        written: the workbook; None where nothing was to be written.
        notes: what there is to say of the workbook.
        skipped: the files that are missing from it.
        carried: how many answers came from which earlier report.
    """

    assessment: Assessment
    written: Path | None
    notes: Sequence[Diagnostic] = ()
    skipped: Sequence[Skipped] = ()
    carried: Mapping[str, int] = {}


def render_reported(run: ReportRun) -> Iterator[str]:
    """The document, a line for each task and line of 核对清单."""
    assessment = run.assessment
    head = {
        "as_of": assessment.as_of.isoformat(),
        "title": progress_title(assessment),
        "sources": [document.source for document in assessment.documents],
        "plan": assessment.plan,
        "figures": tell_figures(OfficeFigures.of(assessment.total, plan=assessment.plan)),
        "states": {state: assessment.total.of(state) for state in STATE_WORDS},
        "since": _since(assessment.since, assessment),
        "carried": [{"report": name, "answers": count} for name, count in run.carried.items()],
        "written": tell_written(run.written),
        "skipped": tell_skipped(run.skipped),
        "notes": [tell_note(note) for note in run.notes],
    }
    found = ordered_findings(assessment)
    return render_document("report", head, {
        "by_unit": (
            {"unit": row.label, "figures": tell_figures(OfficeFigures.of(row.tally, plan=assessment.plan))}
            for row in assessment.by_lead
        ),
        "late": (judged.number for _, judged in late_tasks(assessment)),
        "doubtful": (judged.number for _, judged in doubtful_tasks(assessment)),
        "due": (_due(due, assessment) for due in due_tasks(assessment)),
        "tasks": (_task(judged, assessment) for judged in assessment.tasks),
        "findings": tell_findings(assessment, assessment.documents, found),
    })  # fmt: skip


def tell_figures(figures: OfficeFigures) -> dict[str, object]:
    """The figures of 总览; seven of them add up to `total`, the rates are shares from 0 to 1."""
    told = figures._asdict()
    del told["plan"]
    return told | {"due_rate": figures.due_rate}


def _task(judged: Judged, assessment: Assessment) -> dict[str, object]:
    document = assessment.documents[judged.document]
    task, ahead = judged.task, judged.next
    return {
        "number": judged.number,
        "called": judged.nth,
        "source": document.source,
        "cell": document.ref(judged.table, task, "text").a1,
        "group": list(task.group),
        "text": task.text,
        "units": list(units_of(judged)),
        "named": list(judged.named),
        "deadline": task.deadline.text,
        "reported": task.reported.words,
        "state": judged.state,
        "word": judged.word,
        "due": iso(judged.due),
        "days": judged.days,
        "days_past": judged.past or None,
        "done_date": iso(judged.done),
        "progress": judged.progress,
        "next": {"label": ahead.label, "due": iso(ahead.due)} if ahead else None,
        "reason": judged.reason,
        "doubts": [_doubt(said) for said in judged.doubts],
    }


def _doubt(said: Diagnostic) -> dict[str, object]:
    return {"code": said.code, "cell": a1_of(said.cell), "message": said.message}


def _due(due: Due, assessment: Assessment) -> dict[str, object]:
    return {
        "day": due.day.isoformat(),
        "days": (due.day - assessment.as_of).days,
        "number": due.judged.number,
        "label": due.label,
        "report_back": due.sent,
        "text": named_task(due.label, due.judged),
        "units": list(units_of(due.judged)),
    }


def _since(since: Since | None, assessment: Assessment) -> dict[str, object] | None:
    if not since or not since.changes:
        return None
    return {
        "source": since.source,
        "day": since.changes.before.day.isoformat(),
        "changes": [_change(change, assessment) for change in since.changes.items],
    }


def _change(change: Change, assessment: Assessment) -> dict[str, object]:
    row = change.after or change.before
    own = assessment.tasks[change.task].number if change.task is not None else None
    return {
        "change": change.kind,
        "word": CHANGE_WORDS[change.kind],
        "number": own or (row.number if row else None),
        "text": row.text if row else "",
        "doubtful": change.doubtful,
    }


def render_office_lines(lines: Sequence[OfficeLine], as_of: date, written: Path) -> Iterator[str]:
    """What `xltrack report --by-office --json` says: a line for each office, as 各单位汇总 has them."""
    head = {"as_of": as_of.isoformat(), "written": tell_written(written)}
    return render_document("offices", head, {"offices": map(_office, lines)})


def _office(line: OfficeLine) -> dict[str, object]:
    return {
        "source": line.source,
        "office": line.office,
        "report": line.report or None,
        "figures": tell_figures(line.figures) if line.figures else None,
        "plan": bool(line.figures and line.figures.plan),
        "worst": line.worst or None,
        "late": line.late,
        "doubtful": line.doubtful,
        "errors": line.errors,
        "warnings": line.warnings,
        "refused": line.refused or None,
    }
