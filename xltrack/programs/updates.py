"""What `xltrack update --json` says: the cells that are written, or would be, and where that is run."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.edits import Plan
from xltrack.domain.records import iso
from xltrack.programs.document import render_document, tell_written
from xltrack.programs.findings import tell_note
from xltrack.updating.plans import edit_dict
from xltrack.updating.writing import Updated


class UpdateRun(NamedTuple):
    """What a run of update came to: done, or a plan in a file, or neither where it was only tried; what was left out."""

    done: Updated | None = None
    plan: Path | None = None
    notes: Sequence[Diagnostic] = ()


def render_update(plan: Plan, run: UpdateRun) -> Iterator[str]:
    """The document, a line for each cell that holds something else, as plans and receipts have it."""
    done = run.done if plan.edits else None
    head = {
        "source": plan.source,
        "as_of": iso(plan.as_of),
        "written": tell_written(done and done.path),
        "backup": _path(done and done.backup),
        "receipt": _path(done and done.receipt),
        "plan": _path(run.plan),
        "formulas_recalculated_on_opening": bool(done and done.edited.calculates),
        "notes": [tell_note(note) for note in run.notes],
    }
    return render_document("update", head, {"cells": map(edit_dict, plan.changes)})


def _path(path: Path | None) -> str | None:
    return str(path.absolute()) if path else None
