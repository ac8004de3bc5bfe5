"""`xltrack update`: a plan is made or read, then listed, kept in a file, or carried out."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from xltrack import edits
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.cli import words
from xltrack.cli.console import remark, tell, tell_json
from xltrack.cli.gathering import gather
from xltrack.cli.parser import Said
from xltrack.domain.edits import Plan
from xltrack.updating import words as told
from xltrack.updating.planning import Planned
from xltrack.updating.plans import list_plan
from xltrack.updating.writing import Updated

_MOST: Final = 5  # notes of one kind that are told by themselves


def update(said: Said, output: Path | None) -> int:
    """Do what was asked; the exit status."""
    (path,) = said.files
    if path.is_dir():
        raise SourceError("D103", name=path.name)
    opened = edits.open_workbook(path)
    planned = Planned(edits.load_plan(said.apply, opened)) if said.apply else _planned(said, opened)
    plan = planned.plan
    status = _tell_notes(planned.notes)
    if said.dry_run or said.plan:
        edits.rehearse(plan, opened)
        lines = list(list_plan(plan)) if said.dry_run else []
        placed = edits.save_plan(plan, opened, said.plan) if said.plan else None
        if placed:
            status = max(status, _tell_notes(placed.notes))
            lines.append(told.PLANNED.format(path=placed.path))
        if said.json:
            notes = (*planned.notes, *(placed.notes if placed else ()))
            return _tell_json(plan, status, plan_file=placed and placed.path, notes=notes)
        return tell([*lines, _counted(planned, path.name)], status)
    done = edits.carry_out(plan, opened, datetime.now(UTC).astimezone(), output)
    status = max(status, _tell_notes(done.notes))
    if said.json:
        return _tell_json(plan, status, done=done, notes=(*planned.notes, *done.notes))
    return tell(_told(done, planned, path.name, copied=output is not None), status)


def _tell_json(
    plan: Plan,
    status: int,
    *,
    done: Updated | None = None,
    plan_file: Path | None = None,
    notes: Sequence[Diagnostic],
) -> int:
    from xltrack.programs.updates import UpdateRun, render_update

    return tell_json(render_update(plan, UpdateRun(done, plan_file, notes)), status)


def _planned(said: Said, opened: edits.Opened) -> Planned:
    said.password = None  # a locked workbook was refused before
    return edits.plan_update(gather(said, needs_tasks=True).assessment, opened)


def _counted(planned: Planned, name: str) -> str:
    if not planned.plan.edits:
        return told.NOTHING.format(name=name)
    return told.COUNTED.format(changes=len(planned.plan.changes), new=_new(planned))


def _new(planned: Planned) -> str:
    return told.OF_NEW.format(columns=planned.columns) if planned.columns else ""


def _told(done: Updated, planned: Planned, name: str, *, copied: bool) -> Iterable[str]:
    """What was done, where the old file and the receipt are."""
    changes = len(planned.plan.changes)
    if not planned.plan.edits:
        yield told.NOTHING.format(name=name)
    else:
        yield told.DONE.format(name=done.path.name, changes=changes, new=_new(planned))
    if done.edited.calculates:
        yield told.CALCULATES
    if copied:
        yield told.COPIED.format(path=done.path)
    if done.backup:
        yield told.BACKUP.format(path=done.backup)
    if done.receipt:
        yield told.RECEIPT.format(path=done.receipt)


def _tell_notes(notes: Sequence[Diagnostic]) -> int:
    """Say what was left out, a few of each kind; the exit status that it asks for."""
    for code in dict.fromkeys(note.code for note in notes):
        own = [note for note in notes if note.code == code]
        for note in own[:_MOST]:
            remark(note.told)
        if len(own) > _MOST:
            cells = "、".join(note.cell.a1 for note in own[_MOST:][:_MOST] if note.cell) + "……"
            remark(words.REPEATED.format(count=len(own) - _MOST, cells=cells))
    return 1 if any(note.severity != "info" for note in notes) else 0
