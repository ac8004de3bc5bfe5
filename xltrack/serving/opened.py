"""The edits for a workbook that stands open in Excel or WPS: what each cell held when it was read, what it is to hold."""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from xltrack import edits
from xltrack.base.address import column_letters
from xltrack.base.errors import EditError
from xltrack.base.values import CellError
from xltrack.domain.edits import CellEdit, Plan
from xltrack.serving import words
from xltrack.serving.gathering import Gathered
from xltrack.serving.orders import AGAIN, Order
from xltrack.serving.refusing import refuse
from xltrack.serving.updating import judged_alone, named_source, tell_plan

_LONGEST: Final = 500  # cells of a strip: a host takes each in one portion
_NAMED: Final = 6  # cells that are named of those that were changed


def plan_open(gathered: Gathered, order: Order) -> dict[str, Any]:
    """Plan what `xltrack update` writes, as strips of cells; nothing where the workbook was changed since it was read.

    Raises:
        UsageError: no workbook of that name was dropped.
        EditError: it cannot be written into.
    """
    path = named_source(gathered, order.what)
    opened = edits.open_workbook(path)
    again = next((one for one in (order.room / AGAIN).iterdir() if one.is_file()), path)
    changed = list(islice(_changed(opened, again), _NAMED + 1))
    if changed:
        return _refused(path.name, changed)
    planned = edits.plan_update(judged_alone(gathered, path, order), opened)
    edits.rehearse(planned.plan, opened)
    return tell_plan(planned, path.name) | {"sha256": planned.plan.digest, "strips": list(strips_of(planned.plan))}


def _changed(opened: edits.Opened, again: Path) -> Iterator[str]:
    now = edits.open_workbook(again) if again != opened.path else opened
    return edits.find_changed(opened, now)


def _refused(name: str, changed: Sequence[str]) -> dict[str, Any]:
    told = refuse(EditError("D801", name=name))
    told["refused"]["deed"] = words.READ_AGAIN
    cells = "、".join(changed[:_NAMED]) + ("……" if len(changed) > _NAMED else "")
    return told | {"missing": [words.CHANGED.format(cells=cells)]}


def strips_of(plan: Plan) -> Iterator[dict[str, Any]]:
    """The edits of a plan as strips: cells of a column one below the other, of one kind, at most 500.

    Each has 「sheet」, 「cells」 (「K3:K7」), 「kind」, 「old」 and 「new」 with a value for each cell, 「like」 (the cells whose look it
    takes, or null), 「width」 (of its column in characters, or null). Kinds are text, number, blank, and look: that of the
    neighbour and nothing else. Among numbers such a cell is one that stays empty, so that no column falls into a thousand strips.
    """
    edits_ = sorted(plan.edits, key=lambda edit: (edit.cell.sheet, edit.cell.column, edit.cell.row))
    of_numbers = {(edit.cell.sheet, edit.cell.column) for edit in edits_ if _kind(edit) == "number"}
    told = [
        (edit, "number" if kind == "look" and (edit.cell.sheet, edit.cell.column) in of_numbers else kind)
        for edit in edits_
        for kind in [_kind(edit)]
    ]
    for (_, kind), group in groupby(enumerate(told), lambda one: (_belonging(one[0], one[1][0]), one[1][1])):
        strip = [edit for _, (edit, _) in group]
        yield from (_strip(strip[first : first + _LONGEST], kind) for first in range(0, len(strip), _LONGEST))


def _belonging(number: int, edit: CellEdit) -> tuple[object, ...]:
    """What the edits of a strip have in common: rows that follow each other differ from their number by the same."""
    cell = edit.cell
    return (cell.sheet, cell.column, cell.row - number, _like(edit), edit.width)


def _like(edit: CellEdit) -> int:
    """The column whose look it takes: what held something keeps its own."""
    return edit.like if edit.old is None else 0


def _kind(edit: CellEdit) -> str:
    if edit.new is None:
        return "look" if edit.old is None and edit.like else "blank"
    return "number" if isinstance(edit.new, (int, float)) else "text"


def _strip(strip: Sequence[CellEdit], kind: str) -> dict[str, Any]:
    first, last = strip[0], strip[-1]
    return {
        "sheet": first.cell.sheet, "cells": _cells(first.cell.column, strip), "kind": kind,
        "old": [_held(edit.old) for edit in strip], "new": [_held(edit.new) for edit in strip],
        "like": _cells(_like(first), strip) if _like(first) else None, "width": last.width,
    }  # fmt: skip


def _cells(column: int, strip: Sequence[CellEdit]) -> str:
    letters = column_letters(column)
    return f"{letters}{strip[0].cell.row}:{letters}{strip[-1].cell.row}"


def _held(value: object) -> object:
    """What a host says that a cell holds; a day or a time, which it has as a number, is {「day」: its words}."""
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, float):
        return float(value)
    return value if isinstance(value, (str, int)) else {"day": str(value)}
