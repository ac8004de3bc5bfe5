"""From a workbook to a document: the one visible list of passes (docs/规则.md 2 to 5).

book ─ find_roster ─ read_tables ─ resolve_units ─ name_errors ─ check_units ─ name_lacking ─ read_memory

Each takes what those before it made, and gives its own with what there is to say of it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, get_args

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.records import ColumnRole, Document, Role, Table, Task, UnitRole
from xltrack.domain.roster import Roster
from xltrack.reading.files.grid import LEDGER_NAME, CellError, FilledSheet, SourceBook, SourceSheet, fill_merges
from xltrack.reading.roster_sheet import domain_roster, find_roster
from xltrack.reading.tasks.columns import Given
from xltrack.reading.tasks.table import TableRead, read_table

if TYPE_CHECKING:
    from xltrack.domain.memory import Memory
from xltrack.base.text import squeeze
from xltrack.domain.unit_shapes import similar_names
from xltrack.reading.continued import Last, find_continuation, follow, stand_beside
from xltrack.reading.tables.layouts import find_in_sheet
from xltrack.reading.tables.lines import LINES
from xltrack.reading.tables.sheet_names import with_units

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
        from xltrack.reading.ours import read_ledger  # most books are no reports

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

    Nor that a formula of ours has no value, or a 0 for none in the format of a date, as some programs save it: nothing that is
    read rests on it.
    """
    if note.code == "D217":
        return bool(tables)
    if note.code not in ("D183", "D185") or not note.cell or not ledger:
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
        yield Diagnostic("D206" if roster else "D201", CellRef(first, 1, 1))
    for table in tables:
        if table.kind == "tasks" and not table.has(*_TRACKING) and not ledger:
            yield Diagnostic("D203", CellRef(table.sheet, table.range.top, table.range.left))


def _memory(book: SourceBook) -> Memory:
    # Most books are no reports and remember nothing.
    from xltrack.reading.ours import read_memory

    return read_memory(book)


_LOOKED_AT = 200


class SheetRead(NamedTuple):
    """The tables of one sheet, and what there is to say of it; `last` is where the last of them stood."""

    tables: tuple[TableRead, ...] = ()
    said: tuple[Diagnostic, ...] = ()
    last: Last | None = None


def read_sheets(sheets: Sequence[SourceSheet], given: Given) -> Iterator[SheetRead]:
    """Read the visible sheets; of the others those are named that hold a table (docs/规则.md 2.1)."""
    last: Last | None = None
    for sheet in sheets:
        if not sheet.rows or not _may_hold_tables(sheet):
            last = None
        elif sheet.state == "visible":
            read = _read_sheet(fill_merges(sheet), given, last)
            last = read.last
            yield read
        elif find_in_sheet(fill_merges(sheet))[0]:
            yield SheetRead(said=(Diagnostic("D202", CellRef(sheet.name, 1, 1), {"sheet": sheet.name}),))


def _may_hold_tables(sheet: SourceSheet) -> bool:
    """Instruction sheets (填表说明) and name lists (单位名录, 通讯录) hold none; 责任分工及联系方式 is no name list."""
    name = "".join(sheet.name.split())
    instructs = name in LINES.instructions or name.endswith(LINES.instruction_ends)
    return not instructs and (not LINES.name_lists.inside(name) or LINES.task_sheets.inside(name))


def _read_sheet(sheet: FilledSheet, given: Given, last: Last | None) -> SheetRead:
    found, inferred = find_in_sheet(sheet)
    read, said = list[TableRead](), list[Diagnostic]()
    going_on = find_continuation(sheet, found, last) if last and sheet.order else None
    own = None
    if going_on and last:
        found = going_on.rest
        table, noted = read_table(going_on.view, going_on.region, given, going_on.columns)
        said += noted
        if table:
            read.append(table)
            inferred = inferred if found else []
            place = CellRef(sheet.name, table.table.range.top, table.table.range.left)
            said.append(Diagnostic("D211", place, {"sheet": last.table.sheet}))
            own = Last(going_on.view, going_on.region, table.table)
    for number, one in enumerate(found):
        region = stand_beside(one, last) if number else one.region if read else follow(one, last)
        if last and not number and region is not one.region:
            said.append(Diagnostic("D212", CellRef(sheet.name, *region.corner), {"sheet": last.table.sheet}))
        table, noted = read_table(one.view, region, given)
        if table and one.view.turned:
            from xltrack.reading.tables.unusual import turn_back  # few sheets need it

            upright, noted = turn_back(table.table, noted)
            table = table._replace(table=upright)
        said += noted
        if table:
            named, noted = with_units(table.table, region.above, given.roster)
            said += noted
            read.append(table._replace(table=named))
            own = last = Last(one.view, region, named)
    if not read:
        tabular = [Diagnostic("D217", CellRef(sheet.name, 1, 1), {"sheet": sheet.name})] if _is_tabular(sheet) else []
        return SheetRead(said=(*said, *tabular))  # what was inferred of tables that hold no task is no matter
    return SheetRead(tuple(read), (*inferred, *said), own)


def _is_tabular(sheet: FilledSheet) -> bool:
    """Whether two rows of a sheet hold at least three different things each, so that something could be missed."""
    return sum(len(set(map(str, sheet.rows[row].values()))) >= 3 for row in sheet.order[:_LOOKED_AT]) >= 2


_COLUMN = get_args(Role)


def check_units(tables: Sequence[Table], roster: Roster) -> Iterator[Diagnostic]:
    """Groups that stand for units unknown, names that a roster lacks or explains, names that may be one unit."""
    first = _first_places(tables)
    for unit, cell in first.values():
        yield from _check_name(unit, cell, roster)
    plain = [u.name for u, _ in first.values() if u.kind == "unit" and not u.unit]
    for name, other in similar_names(plain):
        cells = first[name][1], first[other][1]
        yield Diagnostic("D510", cells[1], {"name": name, "other": other}, related=(cells[0],))


def _check_name(unit: UnitRole, cell: CellRef, roster: Roster) -> Iterator[Diagnostic]:
    if unit.kind == "group":
        if not unit.members:
            yield Diagnostic("D522" if roster else "D509", cell, {"name": unit.name})
    elif unit.unit and unit.unit != unit.name:
        yield Diagnostic("D511", cell, {"name": unit.name, "unit": unit.unit})
    elif roster and not unit.unit:
        yield Diagnostic("D512", cell, {"name": unit.name})


def _first_places(tables: Sequence[Table]) -> dict[str, tuple[UnitRole, CellRef]]:
    """Every printed name with the cell in which it stands first."""
    first: dict[str, tuple[UnitRole, CellRef]] = {}
    for table in tables:
        for task in table.tasks:
            for unit in task.units:
                if unit.name not in first:
                    first[unit.name] = unit, table.cell(task, _column(table, task, unit))
    return first


def _column(table: Table, task: Task, unit: UnitRole) -> int:
    """The column in which a unit is printed: the first unit column whose cell ends the same way, else the first one at all."""
    columns = [(c, v) for c, v in zip(table.columns, task.values, strict=True) if c.role in _COLUMN]
    named = [c for c, v in columns if unit.name[-2:] in squeeze(str(v))]
    return (named or [c for c, _ in columns] or [table.columns[0]])[0].number
