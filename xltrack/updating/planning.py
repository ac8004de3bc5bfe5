"""What update would write: for each task its state, its days and why, as of the day of an assessment (docs/规则.md 15)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import STATE_WORDS
from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.digest import digest_of
from xltrack.base.errors import EditError
from xltrack.base.text import width
from xltrack.base.values import Value
from xltrack.domain.edits import CellEdit, Plan, is_same
from xltrack.ooxml.edit.cells import OpenCells
from xltrack.ooxml.scan import Scan
from xltrack.updating import words
from xltrack.updating.places import HEADERS, Kept, Place, find_headings, find_places

_WIDTHS: Final[Mapping[Kept, float]] = {"state": 13.0, "days": 17.0}
_NARROWEST, _WIDEST = 20, 48  # of the column of reasons
_WHY: Final[Mapping[Kept, str]] = {kept: header.partition("（")[0] for kept, header in HEADERS.items()}
_STATES: Final = frozenset(STATE_WORDS.values())
_Tasks = Mapping[tuple[str, CellRange], Sequence[Judged]]


class Planned(NamedTuple):
    """A plan, how many columns it adds, and what there is to say of it."""

    plan: Plan
    columns: int = 0
    notes: tuple[Diagnostic, ...] = ()


def plan_update(assessment: Assessment, data: bytes, cells: OpenCells, source: str) -> Planned:
    """Plan the edits of a workbook that one document was read from.

    Args:
        assessment: its tasks, judged.
        data: the workbook as it stands now.
        cells: the same, opened.
        source: its name.

    Raises:
        EditError: D814 no table of it can be updated, D818 it is a report of ours.
    """
    document = assessment.listed[0] if assessment.listed else assessment.documents[0]
    if document.ledger:
        raise EditError("D818")
    judged: dict[tuple[str, CellRange], list[Judged]] = defaultdict(list)
    for one in (*assessment.tasks, *assessment.copies):
        judged[one.table.sheet, one.table.range].append(one)
    tables = [table for table in document.tables if (table.sheet, table.range) in judged]
    scans = {sheet: cells.scan(sheet) for sheet in dict.fromkeys(table.sheet for table in tables)}
    places = list(find_places(tables, scans))
    left_out = [place for place in places if place.why]
    if len(left_out) == len(places):
        raise EditError("D814", why=left_out[0].why if left_out else words.NO_TABLE)
    edits, notes = list[CellEdit](), [_left_out(place) for place in left_out]
    for place in places:
        if not place.why:
            edits += _edits(place, judged[place.table.sheet, place.table.range], scans[place.table.sheet], notes)
    new = {(place.table.sheet, column) for place in places if place.new for column in place.columns.values()}
    return Planned(Plan(source, digest_of(data), tuple(edits), assessment.as_of), len(new), tuple(notes))


def _left_out(place: Place) -> Diagnostic:
    table = place.table
    return Diagnostic(
        "D813", CellRef(table.sheet, *table.range[:2]), {"table": table.title or table.sheet, "why": place.why}
    )


def _edits(place: Place, tasks: Sequence[Judged], scan: Scan, notes: list[Diagnostic]) -> Iterator[CellEdit]:
    """All edits of a table: where its columns are added, their headers and looks first."""
    sheet = place.table.sheet
    if place.new:
        yield from _heads(place, tasks, scan)
    for judged in tasks:
        row = judged.task.row
        for kept, column in place.columns.items():
            cell, new = CellRef(sheet, row, column), kept_value(judged, kept)
            old = scan.rows.get(row, {}).get(column)
            if is_same(old, new) and not place.new:
                continue
            if _is_foreign(kept, old) or (row, column) in scan.formulas:
                notes.append(Diagnostic("D817", cell, {"cell": cell.a1, "text": old}))
                continue
            yield CellEdit(cell, old, new, _WHY[kept], like=place.model)


def kept_value(judged: Judged, kept: Kept) -> Value | None:
    """What a kept column says of a task; None for nothing."""
    return judged.word if kept == "state" else judged.days if kept == "days" else judged.reason


def _is_foreign(kept: Kept, old: Value | None) -> bool:
    """Whether somebody else wrote what stands in a kept cell; a reason may be any words."""
    if old is None or kept == "reason":
        return False
    return old not in _STATES if kept == "state" else isinstance(old, bool) or not isinstance(old, (int, float))


def _heads(place: Place, tasks: Sequence[Judged], scan: Scan) -> Iterator[CellEdit]:
    """The headers of added columns, and for the rows of the table that hold no task the look of the cell beside."""
    table = place.table
    rows = set(range(table.range.top, table.range.bottom + 1)) - {judged.task.row for judged in tasks}
    headings = find_headings(table, scan)
    for kept, column in place.columns.items():
        wide = _width(kept, column, tasks, scan)
        for row in sorted(rows):
            cell = CellRef(table.sheet, row, column)
            if row in headings:
                yield CellEdit(cell, None, HEADERS[kept], words.NEW_COLUMN, place.model, wide)
            elif not any(a.left <= column <= a.right and a.top <= row <= a.bottom for a in scan.merges):
                yield CellEdit(cell, None, None, words.NEW_COLUMN, place.model)


def _width(kept: Kept, column: int, tasks: Sequence[Judged], scan: Scan) -> float | None:
    """The width of an added column; None where another table has words in it."""
    if any(column in cells for cells in scan.rows.values()):
        return None
    longest = max((width(judged.reason) for judged in tasks), default=0)
    return _WIDTHS.get(kept) or float(min(_WIDEST, max(_NARROWEST, longest + 2)))
