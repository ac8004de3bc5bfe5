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
    return [number, units, judged.task.text, due_words(judged), judged.late, status_words(judged)]


def due_words(judged: Judged) -> str | None:
    """The deadline as printed; of a staged one the stage that was judged, of a real date its day in words."""
    deadline, node = judged.task.deadline, judged.node
    if node is None:
        return deadline.text or None
    day = full_day(node.due)
    if deadline.kind == "staged":
        return words.LABELLED.format(label=node.label, day=day) if node.label else day
    return day if deadline.text == node.due.isoformat() else deadline.text or day
