"""From a workbook to a document: the one visible list of passes (docs/规则.md 2 to 5).

book ─ find_roster ─ tables of each sheet (or the ledger) ─ domain_roster ─ resolve_units ─ notices
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from xltrack.address import CellRef
from xltrack.diagnostics import Diagnostic
from xltrack.lexicon import words
from xltrack.reading.draft import Source
from xltrack.reading.grid import LEDGER_NAME, Book, CellError, Sheet
from xltrack.reading.roster_sheet import domain_roster, find_roster
from xltrack.reading.tables import find_tables
from xltrack.reading.tasks import read_table
from xltrack.reading.unit_checks import check_units
from xltrack.reading.view import view
from xltrack.records import ColumnRole, Document, Table
from xltrack.roster import Roster

if TYPE_CHECKING:
    from xltrack.memory import Memory

_TRACKING: tuple[ColumnRole, ...] = ("status", "progress", "done_date")


def read_document(book: Book, year: int | None = None, roster: Roster | None = None) -> Document:
    """Read a workbook: all tables of its visible sheets, or the ledger where xltrack wrote it.

    Args:
        book: the cells.
        year: the year of the document where the sheet itself names none.
        roster: units given from outside; the book's own 单位名录 adds to it.
    """
    own, from_roster = find_roster(book)
    known = (roster or Roster()).merged(own)
    said = [*book.diagnostics, *from_roster]
    source = Source(year, known, said)
    ledger = _ledger(book, source)
    tables = (ledger,) if ledger else tuple(_tables(book, source))
    if ledger:
        said[:] = [note for note in said if not _is_uncalculated(note, ledger)]
    full = known.merged(domain_roster(tables))
    tables = tuple(_resolved(table, full) for table in tables)
    said.extend(_errors(book, tables, {note.cell for note in said}))
    said.extend(check_units(tables, known))
    said.extend(_missing(tables, book, known, ledger is not None))
    return Document(book.source, tables, tuple(said), full, ledger is not None, _memory(book) if ledger else None)


def _ledger(book: Book, source: Source) -> Table | None:
    if LEDGER_NAME not in book.names:
        return None
    from xltrack.reading.ledger_table import read_ledger

    return read_ledger(book, source)


def _is_uncalculated(note: Diagnostic, ledger: Table) -> bool:
    """A formula of ours without a value, as some programs save it: nothing that is read rests on it."""
    if note.code != "D183" or not note.cell:
        return False
    own = {column.number for column in ledger.columns if column.role == "own"}
    return note.cell.sheet != ledger.sheet or note.cell.column in own


def _memory(book: Book) -> Memory:
    # Most books are no reports and remember nothing.
    from xltrack.reading.memory import read_memory

    return read_memory(book)


def _sheets(book: Book) -> Sequence[Sheet]:
    if LEDGER_NAME not in book.names:
        return book.sheets
    from xltrack.reading.ledger import find_ledger

    ours = find_ledger(book)
    return (ours[0],) if ours else book.sheets


def _tables(book: Book, source: Source) -> Iterator[Table]:
    """The tables of all sheets; of a book that xltrack wrote, those of the sheet of its ledger (docs/规则.md 2.1)."""
    for sheet in _sheets(book):
        if not sheet.rows or not _may_hold_tables(sheet):
            continue
        seen = view(sheet)
        regions = find_tables(seen) if seen.order else ()
        if regions and sheet.state != "visible":
            source.said.append(Diagnostic("D202", CellRef(sheet.name, 1, 1), {"sheet": sheet.name}))
            continue
        for region in regions:
            table = read_table(seen, region, source)
            if table:
                yield table


def _may_hold_tables(sheet: Sheet) -> bool:
    """Instruction sheets (填表说明) and name lists (单位名录, 通讯录) hold none; 责任分工及联系方式 is no name list."""
    lexicon = words("columns")
    name = "".join(sheet.name.split())
    return (
        name not in lexicon["instructions"]
        and not name.endswith(("填表说明", "填报说明", "使用说明"))
        and (
            not any(word in name for word in lexicon["name_lists"])
            or any(word in name for word in lexicon["task_sheets"])
        )
    )


def _resolved(table: Table, roster: Roster) -> Table:
    """The table with what the roster makes of each unit; printed names stay as they are."""
    if not roster:
        return table
    tasks = tuple(task._replace(units=tuple(map(roster.resolve, task.units))) for task in table.tasks)
    return table._replace(tasks=tasks)


def _errors(book: Book, tables: tuple[Table, ...], named: Container[CellRef | None]) -> Iterator[Diagnostic]:
    """Error values on the sheets of tables that no other pass has named: in titles, headers, groups, notes (not in our own columns)."""
    own = {(table.sheet, column.number) for table in tables for column in table.columns if column.role == "own"}
    read = {table.sheet for table in tables}
    for sheet in book.sheets:
        if sheet.name not in read:
            continue
        for row, cells in sheet.rows.items():
            for column in [c for c, value in cells.items() if type(value) is CellError and (sheet.name, c) not in own]:
                if (cell := CellRef(sheet.name, row, column)) not in named:
                    yield Diagnostic("D241", cell, {"value": cells[column]})


def _missing(tables: tuple[Table, ...], book: Book, roster: Roster, ledger: bool) -> Iterator[Diagnostic]:
    """What a whole sheet lacks: any table at all, or any column that says how far its tasks are."""
    if not tables:
        first = next((s.name for s in book.sheets if s.state == "visible"), book.sheets[0].name if book.sheets else "")
        yield Diagnostic("D206" if roster else "D201", CellRef(first, 1, 1))
    for table in tables:
        if table.kind == "tasks" and not table.has(*_TRACKING) and not ledger:
            yield Diagnostic("D203", CellRef(table.sheet, table.range.top, table.range.left))
