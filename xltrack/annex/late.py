"""The 附件 of late tasks: who, what, until when, how many days ago, what was reported."""

from __future__ import annotations

from typing import Final

from xltrack.annex import words
from xltrack.annex.model import DraftColumn, DraftRow
from xltrack.annex.tables import status_words
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.words import NO_UNIT
from xltrack.sheets.model import CellValue
from xltrack.telling.agenda import late_tasks, units_of
from xltrack.telling.words import full_day

_ROLES: Final = ("seq", "lead", "text", "deadline", "late", "status")


def draft_late(assessment: Assessment) -> tuple[tuple[DraftColumn, ...], tuple[DraftRow, ...]]:
    """Columns and rows, the latest first; no rows where nothing is late."""
    columns = tuple(map(DraftColumn, words.LATE_HEADS, _ROLES))
    late = [judged for _, judged in late_tasks(assessment)]
    return columns, tuple(DraftRow(_values(i, judged), (None,) * len(columns)) for i, judged in enumerate(late, 1))


def _values(number: int, judged: Judged) -> list[CellValue]:
    units = "、".join(units_of(judged)) or NO_UNIT
    return [number, units, judged.task.text, due_words(judged), judged.days, status_words(judged)]


def due_words(judged: Judged) -> str | None:
    """The deadline as printed; of a staged one the stage that is unmet, of a real date its day in words."""
    deadline, due = judged.task.deadline, judged.due
    if due is None:
        return deadline.text or None
    if deadline.kind == "staged":
        label = next((m.label for m in deadline.milestones if m.due == due), None)
        return words.LABELLED.format(label=label, day=full_day(due)) if label else full_day(due)
    return full_day(due) if deadline.text == due.isoformat() else deadline.text or full_day(due)
