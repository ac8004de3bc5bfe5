"""Writing into a workbook that was dropped: what would be written is shown first, and goes into a copy that is fetched."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from xltrack import api, collecting, edits
from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import UsageError
from xltrack.base.text import visible
from xltrack.serving import words
from xltrack.serving.gathering import Gathered
from xltrack.serving.making import Item, Made, tell_made
from xltrack.serving.orders import FORMS, Order
from xltrack.serving.refusing import on_page
from xltrack.updating import words as told
from xltrack.updating.planning import Planned
from xltrack.updating.plans import shown_value

_MOST: Final = 300  # cells that are listed


def update(gathered: Gathered, order: Order) -> dict[str, Any]:
    """Plan what `xltrack update` writes; carry it out in a copy of the same name where an output is named.

    Raises:
        UsageError: no workbook of that name was dropped.
        EditError: it cannot be written into.
    """
    path = named_source(gathered, order.what)
    opened = edits.open_workbook(path)
    planned = edits.plan_update(judged_alone(gathered, path, order), opened)
    edits.rehearse(planned.plan, opened)
    shown = tell_plan(planned, path.name)
    if not order.output:
        return shown
    target = order.output / path.name
    done = edits.carry_out(planned.plan, opened, datetime.now(UTC).astimezone(), target)
    notes = (*shown["notes"], *_sentences(done.notes))
    return shown | tell_made(Made((Item(words.UPDATED, done.path),), notes=notes))


def tell_plan(planned: Planned, name: str) -> dict[str, Any]:
    """What the page shows of a plan for a workbook of a name."""
    return {"lines": [_counted(planned, name)], "cells": _cells(planned), "notes": _sentences(planned.notes)}


def judged_alone(gathered: Gathered, path: Path, order: Order) -> Assessment:
    """The tasks of one workbook, judged alone."""
    if len(gathered.paths) == 1:
        return gathered.assessment
    document = api.read(path, year=order.year, roster=gathered.roster, password=order.password)
    return api.assess(document, order.as_of, gathered.settings.policy)


def named_source(gathered: Gathered, name: str) -> Path:
    """The workbook of a name, the first one where none is named; UsageError (D174) where none was dropped."""
    found = next((path for path in gathered.paths if path.name == name or not name), None)
    if found is None:
        raise UsageError("D174")
    return found


def _counted(planned: Planned, name: str) -> str:
    if not planned.plan.edits:
        return told.NOTHING.format(name=visible(name))
    new = told.OF_NEW.format(columns=planned.columns) if planned.columns else ""
    return told.COUNTED.format(changes=len(planned.plan.changes), new=new)


def _cells(planned: Planned) -> dict[str, Any]:
    changes = planned.plan.changes
    rows = [[edit.cell.a1, visible(shown_value(edit.old)), visible(shown_value(edit.new))] for edit in changes[:_MOST]]
    return {"rows": rows, "more": words.MORE_CELLS.format(count=len(changes) - _MOST) if len(changes) > _MOST else ""}


def collect(gathered: Gathered, order: Order) -> dict[str, Any]:
    """Merge the forms that were dropped; write the ledger and 填报汇总 into an output where one is named.

    Raises:
        UsageError: no workbook of that name was dropped.
        SourceError: what lies in the place of 填报汇总 is none.
    """
    ledger = named_source(gathered, order.what)
    folder = order.room / FORMS
    inbox = collecting.inbox_of(collecting.read_forms(sorted(path for path in folder.rglob("*") if path.is_file())))
    dry = order.output is None
    if order.output:
        for path in ledger.parent.iterdir():  # what was collected before, and the lists of the rounds
            if path != ledger:
                (shutil.copytree if path.is_dir() else shutil.copy2)(path, order.output / path.name)
        ledger = Path(shutil.copy2(ledger, order.output / ledger.name))
    remembered = None if gathered.roster else api.remembered_roster([ledger], order.as_of, None)
    document = api.read(ledger, year=order.year, roster=gathered.roster, remembered=remembered, password=order.password)
    assessment = api.assess(document, order.as_of, gathered.settings.policy)
    run = collecting.collect(assessment, ledger, inbox, None, datetime.now(UTC).astimezone(), dry=dry)
    shown: dict[str, Any] = {
        "lines": [visible(line) for line in run.told(dry=dry)][:_MOST],
        "notes": _sentences(run.notes),
    }
    if dry:
        return shown
    shown["lines"] = [line for line in shown["lines"] if str(run.summary) not in line]
    items = (Item(words.LEDGER, ledger), Item(words.COLLECTED, run.summary))
    return shown | tell_made(Made(items, notes=tuple(shown["notes"])))


def _sentences(notes: Iterable[Diagnostic]) -> list[str]:
    return [on_page(n.told) for n in notes]
