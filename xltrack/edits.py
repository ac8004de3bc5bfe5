"""The verbs that write into the office's own workbook: open it, plan, keep a plan, carry it out (docs/规则.md 15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.base.digest import digest_of
from xltrack.base.errors import EditError, SourceError, UsageError
from xltrack.base.hands import Hands
from xltrack.domain.edits import Plan
from xltrack.domain.records import Document, Table
from xltrack.ooxml.edit.book import Edited
from xltrack.ooxml.edit.cells import open_cells
from xltrack.ooxml.edit.refusals import SUFFIXES, open_editable
from xltrack.ooxml.package import Package
from xltrack.ooxml.xml import PartError
from xltrack.placing.output import Placed, Target, place
from xltrack.reading.document import read_document
from xltrack.reading.files.grid import without_extracts
from xltrack.reading.files.source import find_signature, read_bytes, sniff
from xltrack.reading.files.xlsx import read_xlsx
from xltrack.updating import words
from xltrack.updating.places import HEADERS
from xltrack.updating.planning import Planned
from xltrack.updating.planning import plan_update as planning
from xltrack.updating.plans import plan_json, read_plan
from xltrack.updating.writing import Updated, edit_by, write_copy, write_in_place

PLAN_SUFFIX: Final = ".json"


class Opened(NamedTuple):
    """A workbook that may be written into, as it stood when it was opened."""

    path: Path
    data: bytes


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let refusals name the file."""
    try:
        yield
    except (EditError, SourceError) as error:
        raise type(error)(error.code, **{"name": path.name, **error.facts}) from None


def open_workbook(path: Path) -> Opened:
    """Open a workbook that is to be written into; what cannot be is refused at once.

    Raises:
        EditError: D800, D802 to D805.
        SourceError: it cannot be read at all.
    """
    with _named(path):
        data = read_bytes(path)
        if path.suffix.lower() in SUFFIXES and find_signature(data) not in ("zip", "ole"):
            sniff(data)  # what it is instead has its own sentence
        open_editable(data, path.suffix)
    return Opened(path, data)


def plan_update(assessment: Assessment, opened: Opened) -> Planned:
    """Plan what update writes: state, days and reason of each task of the workbook that the assessment judges.

    Raises:
        EditError: D814, D818.
    """
    with _named(opened.path):
        try:
            cells = open_cells(Package(opened.data))
            return planning(assessment, opened.data, cells, opened.path.name)
        except PartError:
            raise SourceError("D112", part="workbook.xml") from None


def load_plan(path: Path, opened: Opened) -> Plan:
    """The plan of a file, which has to be one of this workbook.

    Raises:
        UsageError: D815 it is none, or of another workbook.
        EditError: D801 the workbook has changed since.
    """
    plan = read_plan(read_bytes(path), path.name)
    if plan.digest != digest_of(opened.data):
        if plan.source != opened.path.name:
            reason = words.OTHER_FILE.format(source=plan.source, name=opened.path.name)
            raise UsageError("D815", path=path.name, reason=reason)
        raise EditError("D801", name=opened.path.name)
    return plan


def save_plan(plan: Plan, opened: Opened, output: Path) -> Placed:
    """Write a plan to a file of its own; what stands there already is kept, and another number taken."""
    return place(
        plan_json(plan), Target([opened.path], output, lambda _: "kept", PLAN_SUFFIX), plan.as_of, words.PLAN_PART
    )


def rehearse(plan: Plan, opened: Opened) -> None:
    """Make the edits of a plan and write nothing: what `carry_out` would refuse is refused."""
    with _named(opened.path):
        _edit(plan, opened)


def begin_edits(plan: Plan, opened: Opened, hands: Hands) -> Callable[[], Edited]:
    """Let the edits of a plan be made beside this process; what is given back waits for them, and raises as `rehearse` does."""
    return hands.begin(_edited, (plan, opened))


def _edited(given: tuple[Plan, Opened]) -> Edited:
    return _edit(*given)


def _edit(plan: Plan, opened: Opened) -> Edited:
    return edit_by(plan, opened.data, opened.path.suffix, lambda old, new: _check_alike(old, new, plan))


def carry_out(
    plan: Plan,
    opened: Opened,
    moment: datetime,
    output: Path | None = None,
    edited: Callable[[], Edited] | None = None,
) -> Updated:
    """Write the edits of a plan into the workbook, or into a copy where `output` says.

    Args:
        plan: what is to be written.
        opened: the workbook.
        moment: the time in the name of the backup and in the receipt.
        output: a file or folder for a copy; None for the workbook itself.
        edited: gives the edited workbook, where the edits were begun already.

    Raises:
        EditError: nothing was written (D800 to D812, D819).
        OutputError: it could not be written (D140 to D154).
    """
    path = opened.path
    with _named(path):
        made = edited() if edited else _edit(plan, opened)
        if output is None:
            return write_in_place(plan, made, path, read_bytes, moment)
        return write_copy(plan, made, Target([path], output, lambda _: "foreign", path.suffix.lower()), moment)


def _check_alike(old: bytes, new: bytes, plan: Plan) -> None:
    """Read both and compare what they say; EditError (D812) where anything is another task now, or a column of ours an answer."""
    one, other = (_read(data, plan.source) for data in (old, new))
    if len(one.tables) != len(other.tables):
        raise EditError("D812", what=other.source)
    for before, after in zip(one.tables, other.tables, strict=True):
        if _told(before, plan) != _told(after, plan):
            raise EditError("D812", what=after.title or after.sheet)
    own = {(table.sheet, column.number) for table in other.tables for column in table.columns if column.role == "own"}
    for edit in plan.edits:
        if edit.new in HEADERS.values() and (edit.cell.sheet, edit.cell.column) not in own:
            raise EditError("D812", what=edit.cell.a1)


def _read(data: bytes, name: str) -> Document:
    return read_document(without_extracts(read_xlsx(Package(data), name)))


def _told(table: Table, plan: Plan) -> tuple[object, ...]:
    """What a table says but for the columns of ours, and for the answers where these are what is written."""
    tasks = [
        task._replace(values=(), reported=None if plan.answers else task.reported)  # type: ignore[arg-type]
        for task in table.tasks
    ]
    columns = [] if plan.answers else [column for column in table.columns if column.role != "own"]
    return (table.sheet, table.kind, table.annex, table.title, table.copy_of, columns, tasks)
