"""From a workbook to a document: the one visible list of passes (docs/规则.md 2 to 5).

book ─ find_roster ─ tables of each sheet (or the ledger) ─ domain_roster ─ resolve_units ─ notices
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.lexicon import words
from xltrack.domain.records import Column, ColumnRole, Document, Table
from xltrack.domain.roster import Roster
from xltrack.reading.files.grid import LEDGER_NAME, CellError, SourceBook, SourceSheet
from xltrack.reading.tables.finding import FoundTables, find_in_sheet
from xltrack.reading.tables.going_on import Last, beside, find_continuation, follow, has_header_of
from xltrack.reading.tables.panes import top_of
from xltrack.reading.tables.sheet_names import with_units
from xltrack.reading.tables.tables import TableRegion
from xltrack.reading.tables.view import View, view
from xltrack.reading.tasks.draft import ReadingContext, Trace
from xltrack.reading.tasks.roster_sheet import domain_roster, find_roster
from xltrack.reading.tasks.rows import find_ending
from xltrack.reading.tasks.tasks import read_table
from xltrack.reading.tasks.unit_checks import check_units

if TYPE_CHECKING:
    from xltrack.domain.memory import Memory

_TRACKING: tuple[ColumnRole, ...] = ("status", "progress", "done_date")


def read_document(
    book: SourceBook, year: int | None = None, roster: Roster | None = None, traces: list[Trace] | None = None
) -> Document:
    """Read a workbook: all tables of its visible sheets, or the ledger where xltrack wrote it.

    Args:
        book: the cells.
        year: the year of the document where the sheet itself names none.
        roster: units given from outside; the book's own 单位名录 adds to it.
        traces: takes how each table was read, where given.
    """
    own, from_roster = find_roster(book)
    known = (roster or Roster()).merged(own)
    said = [*book.diagnostics, *from_roster]
    source = ReadingContext(year, known, said, traces)
    ledger = _ledger(book, source)
    tables = (ledger,) if ledger else tuple(_tables(book, source))
    if not tables:
        said[:] = [note for note in said if note.code != "D217"]
    if ledger:
        said[:] = [note for note in said if not _is_uncalculated(note, ledger)]
    full = known.merged(domain_roster(tables))
    tables = tuple(_resolved(table, full) for table in tables)
    said.extend(_errors(book, tables, {note.cell for note in said}))
    said.extend(check_units(tables, known))
    said.extend(_missing(tables, book, known, ledger is not None))
    memory = _memory(book) if ledger else None
    return Document(book.source, tables, tuple(said), full, ledger is not None, memory, book.locked)


def _ledger(book: SourceBook, source: ReadingContext) -> Table | None:
    if LEDGER_NAME not in book.names:
        return None
    from xltrack.reading.ours.ledger_table import read_ledger

    return read_ledger(book, source)


def _is_uncalculated(note: Diagnostic, ledger: Table) -> bool:
    """A formula of ours without a value, as some programs save it: nothing that is read rests on it."""
    if note.code != "D183" or not note.cell:
        return False
    own = {column.number for column in ledger.columns if column.role == "own"}
    return note.cell.sheet != ledger.sheet or note.cell.column in own


def _memory(book: SourceBook) -> Memory:
    # Most books are no reports and remember nothing.
    from xltrack.reading.ours.memory import read_memory

    return read_memory(book)


def _sheets(book: SourceBook) -> Sequence[SourceSheet]:
    if LEDGER_NAME not in book.names:
        return book.sheets
    from xltrack.reading.ours.ledger import find_ledger

    ours = find_ledger(book)
    return (ours[0],) if ours else book.sheets


def _tables(book: SourceBook, source: ReadingContext) -> Iterator[Table]:
    """The tables of all sheets; of a book that xltrack wrote, those of the sheet of its ledger (docs/规则.md 2.1)."""
    last: Last | None = None
    for sheet in _sheets(book):
        if not sheet.rows or not _may_hold_tables(sheet):
            last = None
            continue
        seen = view(sheet)
        if sheet.state != "visible":
            if find_in_sheet(seen, []):
                source.said.append(Diagnostic("D202", CellRef(sheet.name, 1, 1), {"sheet": sheet.name}))
            continue
        read = tuple(_of_sheet(seen, source, last))
        last = read[-1] if read else None
        if not read and _is_tabular(seen):
            source.said.append(Diagnostic("D217", CellRef(sheet.name, 1, 1), {"sheet": sheet.name}))
        yield from (one.table for one in read)


def _is_tabular(sheet: View) -> bool:
    """Whether two rows of a sheet hold at least three different things each, so that something could be missed."""
    return sum(len(set(map(str, sheet.rows[row].values()))) >= 3 for row in sheet.order[:200]) >= 2


def _of_sheet(sheet: View, source: ReadingContext, last: Last | None) -> Iterator[Last]:
    """The tables of one sheet; the first may go on with the last table of the sheet before."""
    start = len(source.said)
    found = find_in_sheet(sheet, source.said)
    told, read = len(source.said), 0
    if last and sheet.order and (going_on := _continuation(sheet, found, last)):
        part, region, columns, found = going_on
        table = read_table(part, region, source, columns)
        if table:
            read += 1
            del source.said[start : told if not found else start]
            facts = {"sheet": last.table.sheet}
            source.said.append(Diagnostic("D211", CellRef(table.sheet, table.range.top, table.range.left), facts))
            yield Last(part, region, table)
    for number, one in enumerate(found):
        region = follow(one.view, one.region, last) if last and number == 0 and not read else one.region
        if region is not one.region and last:
            place = CellRef(sheet.sheet.name, region.header.first, min(region.header.cells))
            source.said.append(Diagnostic("D212", place, {"sheet": last.table.sheet}))
        if number and last and beside(one.view, region, last):
            region = region._replace(after=find_ending(last.view, last.region, last.table.columns))
        noticed = len(source.said)
        table = read_table(one.view, region, source)
        if table:
            read += 1
            table = _upright(table, source, noticed) if one.view.turned else table
            last = Last(one.view, region, with_units(table, region.above, source.roster, source.said))
            yield last
    if not read:
        del source.said[start:told]  # what was said of tables that hold no task


def _upright(table: Table, source: ReadingContext, noticed: int) -> Table:
    from xltrack.reading.tables.turned import turn_back  # few sheets need it

    return turn_back(table, source.said, noticed)


def _continuation(
    sheet: View, found: tuple[FoundTables, ...], last: Last
) -> tuple[View, TableRegion, tuple[Column, ...], tuple[FoundTables, ...]] | None:
    """The rows above the first header of a sheet as the last table's; all rows where that header is only its own again.

    With them the tables that are still to be read.
    """
    upright = found and not found[0].view.turned and found[0].region.header.last >= found[0].region.header.first
    if not upright:
        whole = find_continuation(sheet, last)
        return (sheet, *whole, ()) if whole else None
    top = top_of(sheet, found[0].region.header)
    rows = tuple(row for row in sheet.order if row < top)
    if sum(sheet.line(row) is None for row in rows) == 0:
        return None
    if has_header_of(found[0].region, last) and len(found) == 1:
        whole = find_continuation(sheet, last)
        return (sheet, *whole, ()) if whole else None
    part = sheet._replace(rows={row: sheet.rows[row] for row in rows}, order=rows)
    above = find_continuation(part, last)
    return (part, *above, found) if above else None


def _may_hold_tables(sheet: SourceSheet) -> bool:
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
    tasks = tuple(task._replace(units=tuple(unit.resolved(roster) for unit in task.units)) for task in table.tasks)
    return table._replace(tasks=tasks)


def _errors(book: SourceBook, tables: tuple[Table, ...], named: Container[CellRef | None]) -> Iterator[Diagnostic]:
    """Error values on the sheets of tables that no other pass has named: in titles, headers, groups, notes (not in our own columns)."""
    own = {(table.sheet, column.number) for table in tables for column in table.columns if column.role == "own"}
    read = {table.sheet for table in tables}
    for sheet in book.sheets:
        if sheet.name not in read:
            continue
        for row, cells in sheet.rows.items():
            if CellError not in map(type, cells.values()):
                continue
            for column in [c for c, value in cells.items() if type(value) is CellError and (sheet.name, c) not in own]:
                if (cell := CellRef(sheet.name, row, column)) not in named:
                    yield Diagnostic("D241", cell, {"value": cells[column]})


def _missing(tables: tuple[Table, ...], book: SourceBook, roster: Roster, ledger: bool) -> Iterator[Diagnostic]:
    """What a whole sheet lacks: any table at all, or any column that says how far its tasks are."""
    if not tables:
        first = next((s.name for s in book.sheets if s.state == "visible"), book.sheets[0].name if book.sheets else "")
        yield Diagnostic("D206" if roster else "D201", CellRef(first, 1, 1))
    for table in tables:
        if table.kind == "tasks" and not table.has(*_TRACKING) and not ledger:
            yield Diagnostic("D203", CellRef(table.sheet, table.range.top, table.range.left))
