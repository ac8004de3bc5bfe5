"""From a workbook to a document: the one visible list of passes (docs/规则.md 2 to 5).

book ─ find_roster ─ read_sheets (or read_ledger) ─ resolve_units ─ name_errors ─ check_units ─ name_lacking ─ take_retold ─ read_past

Each takes what those before it made, and gives its own with what there is to say of it.
"""

from collections.abc import Container, Iterator, Sequence
from typing import cast, get_args

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import CellValue, ColumnRole, Document, Reported, Role, Table, Task, UnitRole
from xltrack.domain.roster import Roster, similar_names
from xltrack.language.units.grammar import names_of, read_units
from xltrack.language.units.name import is_complete, is_likely
from xltrack.reading.continued import Last, find_continuation, follow, stand_beside
from xltrack.reading.files.grid import LEDGER_NAME, CellError, FilledSheet, SourceBook, SourceSheet, fill_merges
from xltrack.reading.formulas import gather_formulas
from xltrack.reading.roster_sheet import domain_roster, find_roster
from xltrack.reading.tables.headers import COLUMNS, plain_header
from xltrack.reading.tables.layouts import find_in_sheet, name_table
from xltrack.reading.tables.lines import LINES, UNIT_LINE
from xltrack.reading.tasks.columns import Given
from xltrack.reading.tasks.table import TableRead, read_table

_TRACKING: tuple[ColumnRole, ...] = ("status", "progress", "done_date")
_PARTS: tuple[ColumnRole, ...] = get_args(Role)
_COUNTED = pattern(r"^[(（]?[0-9]+[)）.、．_\-]*(?=\D)|[(（][0-9]+[)）]$|[-_]?[0-9]+$")


def read_document(
    book: SourceBook, year: int | None = None, roster: Roster | None = None, traces: list[TableRead] | None = None
) -> Document:
    """Read a workbook: all tables of its visible sheets, or the ledger where xltrack wrote it.

    Of a book that xltrack wrote only the sheet of its ledger is read (docs/规则.md 2.1), as any other where its row of roles was
    lost.

    Args:
        book: the cells.
        year: the year of the document where the sheet itself names none.
        roster: units given from outside; the book's own 单位名录 adds to it.
        traces: takes how each table was read, where given.
    """
    own, of_roster = find_roster(book)
    known = (roster or Roster()).merged(own)
    ledger, memory, sheets, said = None, None, book.sheets, [*book.diagnostics, *of_roster]
    if LEDGER_NAME in book.names:
        from xltrack.reading.ours import read_ledger  # most books are no reports
        from xltrack.reading.remembered import read_past

        ledger, sheets, of_ledger = read_ledger(book, Given(year, known))
        said += of_ledger
        memory = read_past(book) if ledger else None
    read = [ledger] if ledger else list(read_sheets(sheets, Given(year, known), said))
    if traces is not None:
        traces += read
    printed = tuple(one.table for one in read)
    full = known.merged(domain_roster(printed))
    tables = resolve_units(printed, full)
    of_units = list(check_units(tables, known))
    odd = {note.facts["name"] for note in of_units if note.code == "D506"}  # told already
    said = [note for note in said if note.code != "D502" or note.facts["name"] not in odd]
    said = gather_formulas(note for note in said if _matters(note, tables, ledger is not None))
    said += name_errors(book, tables, {note.cell for note in said})
    said += of_units
    said += name_lacking(tables, book, known, ledger is not None)
    if ledger or book.extract:
        from xltrack.reading.retold import take_retold

        tables = take_retold(
            book, tables, lambda sheet: [r.table for r in read_sheets((sheet,), Given(year), [])], said
        )
    typed = None
    if ledger:
        from xltrack.reading.remembered import typed_rows

        typed = typed_rows(book, tables[0])
    return Document(book.source, tables, tuple(said), full, ledger is not None, memory, book.locked, typed)


def read_sheets(sheets: Sequence[SourceSheet], given: Given, said: list[Diagnostic]) -> Iterator[TableRead]:
    """Read the tables of the visible sheets, from the first one on; of the others those are named that hold a table.

    The first table of a sheet may go on with the last of that before it (docs/规则.md 2.1).
    """
    last: Last | None = None
    for sheet in sheets:
        if not sheet.rows or not _may_hold_tables(sheet):
            last = None
        elif sheet.state == "visible":
            read, last = _read_sheet(fill_merges(sheet), given, last, said)
            yield from read
        elif find_in_sheet(fill_merges(sheet))[0]:
            said.append(Diagnostic("D202", CellRef(sheet.name, 1, 1), {"sheet": sheet.name}))


def _may_hold_tables(sheet: SourceSheet) -> bool:
    """Instruction sheets (填表说明) and name lists (单位名录, 通讯录) hold none; 责任分工及联系方式 is no name list."""
    name = "".join(sheet.name.split())
    instructs = name in LINES.instructions or name.endswith(LINES.instruction_ends)
    return not instructs and (not LINES.name_lists.inside(name) or LINES.task_sheets.inside(name))


def _read_sheet(
    sheet: FilledSheet, given: Given, last: Last | None, told: list[Diagnostic]
) -> tuple[list[TableRead], Last | None]:
    """The tables of one sheet, and where the last of them stood."""
    found, inferred = find_in_sheet(sheet)
    read, said, own = list[TableRead](), list[Diagnostic](), None
    going_on = find_continuation(sheet, found, last) if last and sheet.order else None
    if going_on and last:
        above, columns, found = going_on
        table = read_table(above.view, above.region, given, said, columns)
        if table:
            read.append(table)
            inferred = inferred if found else []
            said.append(Diagnostic("D211", CellRef(sheet.name, *table.table.range[:2]), {"sheet": last.table.sheet}))
            own = Last(above.view, above.region, table.table)
    for number, one in enumerate(found):
        region = stand_beside(one, last) if number else one.region if read else follow(one, last)
        if last and not number and region is not one.region:
            said.append(Diagnostic("D212", CellRef(sheet.name, *region.corner), {"sheet": last.table.sheet}))
        noted: list[Diagnostic] = []
        table = read_table(one.view, region, given, noted)
        if table and one.view.turned:
            from xltrack.reading.tables.unusual import turn_back  # few sheets need it

            upright, noted = turn_back(table.table, noted)
            table = table._replace(table=upright)
        said += noted
        if table:
            table = table._replace(table=_with_units(table.table, region.above, given.roster, said))
            read.append(table)
            own = last = Last(one.view, region, table.table)
    if read:
        told += (*inferred, *said)
    else:  # what was inferred of tables that hold no task is no matter
        told += (*said, *((not found and inferred) or name_table(sheet)))
    return read, own


def _with_units(table: Table, above: Sequence[str], roster: Roster, said: list[Diagnostic]) -> Table:
    """The table with the unit that its sheet is named after, or that a line above it names, where it has no unit column."""
    if table.has(*_PARTS) or any(task.units for task in table.tasks):
        return table
    line = next((found[1] for found in (UNIT_LINE.match(fold(squeeze(line))) for line in above) if found), "")
    for code, words in (("D215", _COUNTED.sub("", squeeze(table.sheet))), ("D216", line)):
        if named := _units_of(words, roster):
            said.append(
                Diagnostic(
                    code, CellRef(table.sheet, *table.range[:2]), {"name": "、".join(unit.name for unit in named)}
                )
            )
            place = next((at for at, c in enumerate(table.columns) if plain_header(c.header) in COLUMNS.part_heads), -1)
            tasks = (
                task._replace(units=_in_part(named, task.values[place] if place >= 0 else None)) for task in table.tasks
            )
            return table._replace(tasks=tuple(tasks))
    return table


def _in_part(named: tuple[UnitRole, ...], told: CellValue) -> tuple[UnitRole, ...]:
    """The units in the part that a cell of 角色 tells: 「配合（县公安局牵头）」; they lead where it tells none."""
    word = fold(squeeze(str(told or "")))
    starts = {"support": COLUMNS.starts_support, "supervise": COLUMNS.starts_supervise}
    part = next((role for role, words in starts.items() if word.startswith(words)), None)
    return tuple(unit._replace(role=cast("Role", part)) for unit in named) if part else named


def _units_of(words: str, roster: Roster) -> tuple[UnitRole, ...]:
    known = names_of(roster)
    read = read_units(words, "lead", known)
    complete = all(is_complete(fold(unit.name)) or (known and fold(unit.name) in known) for unit in read.units)
    return read.units if complete and not read.notes and not read.references else ()


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
    return note.cell.sheet == tables[0].sheet and (note.cell.sheet, note.cell.column) not in _own_columns(tables)


def _own_columns(tables: Sequence[Table]) -> set[tuple[str, int]]:
    return {(table.sheet, column.number) for table in tables for column in table.columns if column.role == "own"}


def name_errors(book: SourceBook, tables: tuple[Table, ...], named: Container[CellRef | None]) -> Iterator[Diagnostic]:
    """Error values on the sheets of tables that no other pass has named: in titles, headers, groups, notes (not in our own columns)."""
    own, read = _own_columns(tables), {table.sheet for table in tables}
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
        reported = any(task.reported != Reported() for task in table.tasks)  # of two rows the lower one reports
        if table.kind == "tasks" and not table.has(*_TRACKING) and not ledger and not reported:
            yield Diagnostic("D203", CellRef(table.sheet, *table.range[:2]))


def check_units(tables: Sequence[Table], roster: Roster) -> Iterator[Diagnostic]:
    """What the names of all units give cause to say (docs/规则.md 4.7): each name once, where it stands first.

    Groups that stand for units unknown, names that a roster lacks or explains, names that may be one unit, or none at all.
    """
    first, again = _find_units(tables)
    for unit, cell in first.values():
        if unit.kind == "unit" and not unit.unit and unit.name not in again and not is_likely(fold(unit.name)):
            yield Diagnostic("D506", cell, {"name": unit.name})
        if unit.kind == "group":
            if not unit.members:
                yield Diagnostic("D522" if roster else "D509", cell, {"name": unit.name})
        elif unit.unit and unit.unit != unit.name:
            yield Diagnostic("D511", cell, {"name": unit.name, "unit": unit.unit})
        elif roster and not unit.unit:
            yield Diagnostic("D512", cell, {"name": unit.name})
    plain = [unit.name for unit, _ in first.values() if unit.kind == "unit" and not unit.unit]
    for name, other in similar_names(plain):
        yield Diagnostic("D510", first[other][1], {"name": name, "other": other}, related=(first[name][1],))


def _find_units(tables: Sequence[Table]) -> tuple[dict[str, tuple[UnitRole, CellRef]], set[str]]:
    """Each unit by its name, with its first cell; and the names that stand in another cell too."""
    first: dict[str, tuple[UnitRole, CellRef]] = {}
    again = set[str]()
    for table in tables:
        above: tuple[UnitRole, ...] = ()
        for task in table.tasks:
            for unit in task.units:
                if unit.name not in first:
                    first[unit.name] = unit, table.cell(task, _column(table, task, unit))
                elif task.units != above:  # not the same merged cell
                    again.add(unit.name)
            above = task.units
    return first, again


def _column(table: Table, task: Task, unit: UnitRole) -> int:
    """The column in which a unit is printed: the first unit column whose cell ends the same way, else the first one at all."""
    columns = [(c, v) for c, v in zip(table.columns, task.values, strict=True) if c.role in _PARTS]
    named = [c for c, v in columns if unit.name[-2:] in squeeze(str(v))]
    return (named or [c for c, _ in columns] or [table.columns[0]])[0].number
