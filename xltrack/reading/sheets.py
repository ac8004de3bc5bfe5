"""The tables of all sheets of a book, one sheet after the other; the first of a sheet may go on with the last of that before it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.reading.continued import Last, find_continuation, follow, stand_beside
from xltrack.reading.files.grid import SourceSheet
from xltrack.reading.tables.filled import FilledSheet, fill_merges
from xltrack.reading.tables.layouts import find_in_sheet
from xltrack.reading.tables.lines import LINES
from xltrack.reading.tables.sheet_names import with_units
from xltrack.reading.tasks.open_table import Given
from xltrack.reading.tasks.table import TableRead, read_table

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
            from xltrack.reading.tables.sideways import turn_back  # few sheets need it

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
