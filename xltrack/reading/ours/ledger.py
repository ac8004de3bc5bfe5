"""A ledger that xltrack wrote: known by the defined name `xltrack_ledger`, its columns by the roles in its first row.

Every row is complete there, nothing is merged and nothing inherited; years come from the column of resolved dates
(docs/规则.md 2.1).
"""

from collections.abc import Iterator
from typing import Final, get_args

from xltrack.base.address import CellRange, parse_range
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import squeeze
from xltrack.domain.records import Column, ColumnRole
from xltrack.reading.files.grid import LEDGER_NAME, SourceBook, SourceSheet, Value, sheet_of
from xltrack.reading.tables.filled import FilledSheet, fill_merges
from xltrack.reading.tables.lines import title_among
from xltrack.reading.tables.regions import Header, TableRegion
from xltrack.reading.tasks.cells import cell_words, shown
from xltrack.reading.tasks.open_table import Given, OpenTable
from xltrack.reading.tasks.rows import TaskRow
from xltrack.reading.tasks.table import TableRead, compose_table

RESOLVED: Final = "resolved"
SOURCE: Final = "source"


def find_area(book: SourceBook, defined: str) -> tuple[SourceSheet, CellRange] | None:
    """The sheet and range that a defined name points to; None where it points to none."""
    reference = book.names.get(defined, "")
    area = parse_range(reference.rpartition("!")[2])
    sheet = next((s for s in book.sheets if s.name == sheet_of(reference)), None)
    return (sheet, area) if sheet and area else None


def ledger_roles(sheet: SourceSheet, area: CellRange) -> dict[int, ColumnRole] | None:
    """The role of each column as the first row of the ledger states it; None where that row was lost."""
    stated = {c: squeeze(str(v)) for c, v in sheet.rows.get(area.top, {}).items()}
    if "text" not in stated.values() or not set(stated.values()) <= {*get_args(ColumnRole), RESOLVED, SOURCE}:
        return None
    return {c: "own" if role in (RESOLVED, SOURCE) else role for c, role in stated.items()}  # type: ignore[misc]


def own_column(sheet: SourceSheet, area: CellRange, role: str) -> int:
    """The column of resolved dates, or of the cells that the tasks came from; 0 where there is none."""
    return next((c for c, v in sheet.rows.get(area.top, {}).items() if squeeze(str(v)) == role), 0)


def read_ledger(book: SourceBook, given: Given) -> tuple[TableRead | None, tuple[SourceSheet, ...], list[Diagnostic]]:
    """The table of a book that xltrack wrote, the sheets to read where it is none, and what there is to say.

    There is none where the name points nowhere, or where its row of roles was lost: then its sheet is read as any other.
    """
    found, said = find_area(book, LEDGER_NAME), list[Diagnostic]()
    if not found:
        return None, book.sheets, said
    sheet, area = found
    roles = ledger_roles(sheet, area) or {}
    seen, top = fill_merges(sheet), area.top + 1
    columns = tuple(Column(c, squeeze(shown(sheet.value(top, c))), role) for c, role in sorted(roles.items()))
    rows = tuple(_rows(seen, area, columns)) if columns else ()
    above = [line for row in seen.order if row < area.top and (line := seen.line(row))]
    header = Header(top, top, {column.number: (column.header,) for column in columns})
    region = TableRegion(header, (), tuple(above), None, title_among(above))
    resolved, origin = own_column(sheet, area, RESOLVED), own_column(sheet, area, SOURCE)
    # A row that came from a sheet and has no dates had none there; one typed since takes its year as any cell does.
    dates = tuple(cell_words(row.cells.get(resolved)) or ("—" if origin in row.cells else "") for row in rows)
    table = compose_table(OpenTable(seen, region, columns, rows, given, said, dates)) if columns else None
    if not table:
        return None, (sheet,), said
    return TableRead(table, seen, region, dict.fromkeys((task.row for task in table.tasks), "task")), (sheet,), said


def _rows(seen: FilledSheet, area: CellRange, columns: tuple[Column, ...]) -> Iterator[TaskRow]:
    seq = next((c.number for c in columns if c.role == "seq"), 0)
    groups = [c.number for c in columns if c.role == "group"]
    text = next(c.number for c in columns if c.role == "text")
    for row in seen.order:
        cells = seen.rows[row]
        if row > area.top + 1 and any(c in cells for c in (seq, text, *groups)):
            group = tuple(cell_words(cells[c]) for c in groups if c in cells)
            number = _number(cells.get(seq))
            yield TaskRow(row, number, group, cells, row, (row, text) in seen.source.struck)


def _number(value: Value | None) -> str | None:
    return squeeze(shown(value)) or None
