"""From a workbook to a document: the one visible list of passes (docs/规则.md 2 to 5).

book ─ find_roster ─ read_tables ─ resolve_units ─ name_errors ─ check_units ─ name_lacking ─ read_memory

Each takes what those before it made, and gives its own with what there is to say of it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.records import ColumnRole, Document, Table
from xltrack.domain.roster import Roster
from xltrack.reading.files.grid import LEDGER_NAME, CellError, SourceBook
from xltrack.reading.roster_sheet import domain_roster, find_roster
from xltrack.reading.sheets import SheetRead, read_sheets
from xltrack.reading.tasks.open_table import Given
from xltrack.reading.tasks.table import TableRead
from xltrack.reading.unit_checks import check_units

if TYPE_CHECKING:
    from xltrack.domain.memory import Memory

_TRACKING: tuple[ColumnRole, ...] = ("status", "progress", "done_date")


def read_document(
    book: SourceBook, year: int | None = None, roster: Roster | None = None, traces: list[TableRead] | None = None
) -> Document:
    """Read a workbook: all tables of its visible sheets, or the ledger where xltrack wrote it.

    Args:
        book: the cells.
        year: the year of the document where the sheet itself names none.
        roster: units given from outside; the book's own 单位名录 adds to it.
        traces: takes how each table was read, where given.
    """
    own, of_roster = find_roster(book)
    known = (roster or Roster()).merged(own)
    tables, ledger, of_tables = read_tables(book, Given(year, known), traces)
    full = known.merged(domain_roster(tables))
    tables = resolve_units(tables, full)
    said = [note for note in (*book.diagnostics, *of_roster, *of_tables) if _matters(note, tables, ledger)]
    said += name_errors(book, tables, {note.cell for note in said})
    said += check_units(tables, known)
    said += name_lacking(tables, book, known, ledger)
    return Document(book.source, tables, tuple(said), full, ledger, _memory(book) if ledger else None, book.locked)


def read_tables(
    book: SourceBook, given: Given, traces: list[TableRead] | None
) -> tuple[tuple[Table, ...], bool, list[Diagnostic]]:
    """The tables of a book, whether they are its ledger, and what there is to say of them.

    Of a book that xltrack wrote only the sheet of its ledger is read (docs/规则.md 2.1), as any other where its row of roles was lost.
    """
    ledger, sheets, said = None, book.sheets, list[Diagnostic]()
    if LEDGER_NAME in book.names:
        from xltrack.reading.ours.ledger import read_ledger  # most books are no reports

        ledger, sheets, said = read_ledger(book, given)
    tables: list[Table] = []
    for sheet in (SheetRead((ledger,)),) if ledger else read_sheets(sheets, given):
        tables += [one.table for one in sheet.tables]
        said += sheet.said
        if traces is not None:
            traces += sheet.tables
    return tuple(tables), ledger is not None, said


def resolve_units(tables: tuple[Table, ...], roster: Roster) -> tuple[Table, ...]:
    """The tables with what the roster makes of each unit; printed names stay as they are."""
    if not roster:
        return tables
    return tuple(
        table._replace(
            tasks=tuple(task._replace(units=tuple(u.resolved(roster) for u in task.units)) for task in table.tasks)
        )
        for table in tables
    )


def _matters(note: Diagnostic, tables: tuple[Table, ...], ledger: bool) -> bool:
    """Whether something said is of use: not that one sheet holds no table where none does.

    Nor that a formula of ours has no value, as some programs save it: nothing that is read rests on it.
    """
    if note.code == "D217":
        return bool(tables)
    if note.code != "D183" or not note.cell or not ledger:
        return True
    own = {column.number for column in tables[0].columns if column.role == "own"}
    return note.cell.sheet == tables[0].sheet and note.cell.column not in own


def name_errors(book: SourceBook, tables: tuple[Table, ...], named: Container[CellRef | None]) -> Iterator[Diagnostic]:
    """Error values on the sheets of tables that no other pass has named: in titles, headers, groups, notes (not in our own columns)."""
    own = {(table.sheet, column.number) for table in tables for column in table.columns if column.role == "own"}
    read = {table.sheet for table in tables}
    for sheet in (sheet for sheet in book.sheets if sheet.name in read):
        for row, cells in sheet.rows.items():
            if CellError not in map(type, cells.values()):
                continue
            for column in [c for c, value in cells.items() if type(value) is CellError and (sheet.name, c) not in own]:
                if (cell := CellRef(sheet.name, row, column)) not in named:
                    yield Diagnostic("D241", cell, {"value": cells[column]})


def name_lacking(tables: tuple[Table, ...], book: SourceBook, roster: Roster, ledger: bool) -> Iterator[Diagnostic]:
    """What a whole sheet lacks: any table at all, or any column that says how far its tasks are."""
    if not tables:
        visible = (sheet for sheet in book.sheets if sheet.state == "visible")
        first = next((sheet.name for sheet in (*visible, *book.sheets)), "")
        code = "D206" if roster else "D263" if book.wrapping else "D201"
        yield Diagnostic(code, CellRef(first, 1, 1), {"kind": book.wrapping})
    for table in tables:
        if table.kind == "tasks" and not table.has(*_TRACKING) and not ledger:
            yield Diagnostic("D203", CellRef(table.sheet, table.range.top, table.range.left))


def _memory(book: SourceBook) -> Memory:
    # Most books are no reports and remember nothing.
    from xltrack.reading.ours.memory import read_memory

    return read_memory(book)
