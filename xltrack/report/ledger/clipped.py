"""Cells whose text is too long for any row: print shows a part of it, which is said once for each source (rule D198)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xltrack.assessment.model import Assessment, Judged
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.report import words
from xltrack.report.ledger.columns import LedgerPlan
from xltrack.sheets.measure import is_clipped, rooms_of
from xltrack.sheets.model import Listing
from xltrack.telling import words as common
from xltrack.telling.agenda import due_tasks, late_tasks

_NAMED: Final = 6


def find_clipped(
    assessment: Assessment, plan: LedgerPlan, ledger: Listing, lists: Sequence[Listing]
) -> tuple[tuple[int, Diagnostic], ...]:
    """What of each document print shows in part, with the document's number: in the ledger, and of tasks on the lists."""
    rooms = rooms_of(ledger.columns[: len(plan.columns)])
    narrow = [n for n, extent in enumerate(plan.extents) if extent.room > rooms[n]]
    cells: dict[int, dict[CellRef, None]] = {}
    for judged in assessment.tasks if narrow else ():
        for cell in _cells(judged, plan, narrow, rooms):
            cells.setdefault(judged.document, {})[cell] = None
    for judged, room in _listed(assessment, lists):
        if is_clipped(judged.task.text, room):
            cells.setdefault(judged.document, {})[_text_cell(judged)] = None
    return tuple((document, _said(list(found))) for document, found in sorted(cells.items()))


def _cells(judged: Judged, plan: LedgerPlan, narrow: Sequence[int], rooms: Sequence[int]) -> Iterator[CellRef]:
    order = plan.tables[id(judged.table)].order
    for place in narrow:
        if order[place] < 0:
            continue
        value = judged.task.text if plan.columns[place].role == "text" else judged.task.values[order[place]]
        if isinstance(value, str) and is_clipped(value, rooms[place]):
            yield judged.table.cell(judged.task, judged.table.columns[order[place]].number)


def _listed(assessment: Assessment, lists: Sequence[Listing]) -> Iterator[tuple[Judged, int]]:
    """The tasks on each list, with what a line of its column holds."""
    late, due = (_text_room(listing) for listing in lists)
    yield from ((judged, late) for _, judged in late_tasks(assessment))
    yield from ((entry.judged, due) for entry in due_tasks(assessment))


def _text_room(listing: Listing) -> int:
    columns = zip(listing.columns, rooms_of(listing.columns), strict=True)
    return next(room for column, room in columns if column.header == common.TASK)


def _text_cell(judged: Judged) -> CellRef:
    number = next((c.number for c in judged.table.columns if c.role == "text"), judged.table.range.left)
    return judged.table.cell(judged.task, number)


def _said(cells: Sequence[CellRef]) -> Diagnostic:
    named = "、".join(cell.a1 for cell in cells[:_NAMED])
    if len(cells) > _NAMED:
        named += words.MORE_CELLS.format(count=len(cells))
    return Diagnostic("D198", cells[0], {"cells": named})
