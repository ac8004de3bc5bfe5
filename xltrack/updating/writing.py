"""A plan carried out: checked, backed up, put in the place of the old file at once, read back; and the receipt of that."""

import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.digest import digest_of
from xltrack.base.errors import EditError, OutputError, SourceError
from xltrack.domain.edits import Plan
from xltrack.ooxml.edit.book import Edited, edit_book
from xltrack.ooxml.edit.check import check_edited
from xltrack.ooxml.edit.refusals import open_editable
from xltrack.placing.output import Target, is_open_elsewhere, place, safe_name
from xltrack.placing.whole import clear_leftovers, failure, locked, write_whole
from xltrack.updating import words
from xltrack.updating.plans import edit_dict

_KEPT: Final = 5  # backups
_MARK: Final = "xltrack_receipt"
_VERSION: Final = 1
Check = Callable[[bytes, bytes], None]


class Updated(NamedTuple):
    """What was done: where the workbook stands, with its backup and receipt, and what there is to say of it."""

    path: Path
    edited: Edited
    notes: tuple[Diagnostic, ...] = ()
    backup: Path | None = None
    receipt: Path | None = None


def edit_by(plan: Plan, data: bytes, suffix: str, check: Check) -> Edited:
    """The workbook with the edits of a plan, found to differ in nothing else.

    Raises:
        EditError: D801 it is not the one that was planned for, D800 to D812 it is not written into.
    """
    if digest_of(data) != plan.digest:
        raise EditError("D801")
    edited = edit_book(data, open_editable(data, suffix), plan.edits)
    if edited.data is not data:
        check_edited(data, edited.data, plan.edits)
        check(data, edited.data)
    return edited


def write_copy(plan: Plan, edited: Edited, target: Target, moment: datetime) -> Updated:
    """Write the workbook somewhere else, with its receipt beside it; the source stays as it is.

    Raises:
        OutputError: it could not be written (rules D140 to D154).
    """
    placed = place(edited.data, target, plan.as_of, words.COPY_PART)
    receipt = placed.path.with_name(f"{safe_name(placed.path.stem)}{words.RECEIPT_PART}.json")
    done = Updated(placed.path, edited, (*edited.notes, *placed.notes))
    return _with_receipt(done, plan, receipt, moment)


def write_in_place(plan: Plan, edited: Edited, path: Path, read: Callable[[Path], bytes], moment: datetime) -> Updated:
    """Put the workbook in the place of the old one, which is kept in a folder beside it; nothing where nothing is to change.

    Args:
        plan: what it was made by.
        edited: the new workbook.
        path: the old one; a link is followed.
        read: reads a file whole and unchanged.
        moment: the time in the name of the backup.

    Raises:
        EditError: D801 the file was changed meanwhile, D819 it is not as it was written.
        OutputError: it is open (D145), read-only (D147), or could not be written (D143 to D149).
    """
    real = Path(os.path.realpath(path))
    if not plan.edits:
        clear_beside(real)
        return Updated(path, edited, edited.notes)
    with locked(real):
        check_writable(path)
        old = read(real)
        if digest_of(old) != plan.digest:
            raise EditError("D801")
        backup = back_up(real, old, read, moment)
        write_whole(real, edited.data, like=real)
        if not _reads_as(real, edited.data, read):
            write_whole(real, old, like=real)
            raise EditError("D819", path=path, backup=backup.parent)
        drop_old(backup)
        done = Updated(path, edited, edited.notes, backup)
        return _with_receipt(done, plan, _receipt_of(backup), moment)


def clear_beside(path: Path) -> None:
    """Remove what a run left beside a workbook and its backups that was killed once the workbook was done."""
    for folder in (path.parent, _folder_of(path)):
        clear_leftovers(folder)


def check_writable(path: Path) -> None:
    """Refuse a workbook that is read-only (D147) or open (D145); a link is followed."""
    real = Path(os.path.realpath(path))
    if not real.stat().st_mode & stat.S_IWRITE or not os.access(real, os.W_OK):
        raise OutputError("D147", path=path)
    if is_open_elsewhere(real):
        raise OutputError("D145", path=path)


def _reads_as(path: Path, data: bytes, read: Callable[[Path], bytes]) -> bool:
    """Whether a file that was just written holds what was written."""
    try:
        return read(path) == data
    except SourceError:
        return False


def back_up(path: Path, data: bytes, read: Callable[[Path], bytes], moment: datetime) -> Path:
    """Keep the old file in the folder of backups; not again what the latest of them holds."""
    folder = _folder_of(path)
    with _refusing(folder):
        folder.mkdir(exist_ok=True)
    known = _backups(folder, path.suffix)
    with _refusing(folder):
        if known and known[-1].read_bytes() == data:
            return known[-1]
    backup = _free(folder / f"{safe_name(path.stem)}_{moment:%Y-%m-%d_%H%M%S}{path.suffix}")
    write_whole(backup, data)
    if not _reads_as(backup, data, read):
        raise OutputError("D149", path=backup, reason=words.NOT_READ_BACK)
    return backup


def _folder_of(path: Path) -> Path:
    """The folder of backups beside a workbook."""
    return path.with_name(f"{safe_name(path.stem)}{words.FOLDER_PART}")


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise OutputError("D143", folder=path) from None
    except OSError as error:
        raise failure(error, path) from None


def _free(path: Path) -> Path:
    number = 1
    while os.path.lexists(path if number == 1 else path.with_stem(f"{path.stem}_{number}")):
        number += 1
    return path if number == 1 else path.with_stem(f"{path.stem}_{number}")


def _backups(folder: Path, suffix: str) -> list[Path]:
    """The backups in a folder, the oldest first: by their names, which tell the time."""
    with _refusing(folder):
        return sorted(path for path in folder.iterdir() if path.suffix == suffix and not path.name.startswith("."))


def drop_old(newest: Path) -> None:
    """Let the latest backups stand and no other; one that cannot go stays, for the workbook is done."""
    with suppress(OutputError, OSError):
        for path in _backups(newest.parent, newest.suffix)[:-_KEPT]:
            path.unlink(missing_ok=True)
            _receipt_of(path).unlink(missing_ok=True)


def _receipt_of(backup: Path) -> Path:
    return backup.with_name(f"{backup.stem}{words.RECEIPT_PART}.json")


def _with_receipt(done: Updated, plan: Plan, path: Path, moment: datetime) -> Updated:
    """Write what was done beside it; where that fails, it is said (D816), for the workbook is written already."""
    try:
        write_whole(path, receipt_json(done, plan, moment))
    except OutputError as error:
        return done._replace(notes=(*done.notes, Diagnostic("D816", None, {"reason": str(error)})))
    return done._replace(receipt=path)


def receipt_json(done: Updated, plan: Plan, moment: datetime) -> bytes:
    """The receipt: which file, when, the digests before and after, the parts that differ, each cell with why."""
    told = {
        _MARK: _VERSION,
        "file": done.path.name,
        "source": plan.source,
        "written": moment.isoformat(timespec="seconds"),
        "as_of": plan.as_of.isoformat() if plan.as_of else None,
        "sha256_before": plan.digest,
        "sha256_after": digest_of(done.edited.data),
        "backup": done.backup.name if done.backup else None,
        "parts": list(done.edited.parts),
        "formulas_recalculated_on_opening": done.edited.calculates,
        "cells": [edit_dict(edit) for edit in plan.changes],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")
