"""The ledger of a report, read as the table that it is: the same tasks come out that went in (docs/规则.md 2.1)."""

from collections.abc import Iterator

from xltrack.base.address import CellRange
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import squeeze
from xltrack.domain.records import Column
from xltrack.reading.files.grid import SourceBook, SourceSheet, Value
from xltrack.reading.ours.ledger import RESOLVED, SOURCE, find_ledger, ledger_roles, own_column
from xltrack.reading.tables.filled import FilledSheet, fill_merges
from xltrack.reading.tables.lines import title_among
from xltrack.reading.tables.regions import Header, TableRegion
from xltrack.reading.tasks.cells import cell_words, shown
from xltrack.reading.tasks.open_table import Given, OpenTable
from xltrack.reading.tasks.rows import TaskRow
from xltrack.reading.tasks.table import TableRead, compose_table


def read_ledger(book: SourceBook, given: Given) -> tuple[TableRead | None, tuple[SourceSheet, ...], list[Diagnostic]]:
    """The table of a book that xltrack wrote, the sheets to read where it is none, and what there is to say.

    There is none where the name points nowhere, or where its row of roles was lost: then its sheet is read as any other.
    """
    found, said = find_ledger(book), list[Diagnostic]()
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
