"""The ledger of a report, read as the table that it is: the same tasks come out that went in (docs/规则.md 2.1)."""

from __future__ import annotations

from collections.abc import Iterator

from xltrack.base.address import CellRange
from xltrack.base.text import squeeze
from xltrack.domain.records import Column, Table
from xltrack.reading.files.grid import SourceBook, Value
from xltrack.reading.ours.ledger import RESOLVED, SOURCE, find_ledger, ledger_roles, own_column
from xltrack.reading.tables.lines import title_among
from xltrack.reading.tables.tables import Header, TableRegion
from xltrack.reading.tables.view import View, view
from xltrack.reading.tasks.cells import cell_words, shown
from xltrack.reading.tasks.draft import ReadingContext, TableDraft
from xltrack.reading.tasks.rows import TaskRow
from xltrack.reading.tasks.tasks import compose_table


def read_ledger(book: SourceBook, source: ReadingContext) -> Table | None:
    """The table of a book that xltrack wrote; None where it is none, or where its row of roles was lost."""
    found = find_ledger(book)
    roles = ledger_roles(*found) if found else None
    if not found or not roles:
        return None
    sheet, area = found
    seen = view(sheet)
    header = area.top + 1
    columns = tuple(Column(c, squeeze(shown(sheet.value(header, c))), role) for c, role in sorted(roles.items()))
    rows = tuple(_rows(seen, area, columns))
    above = tuple(line for r in seen.order if r < area.top and (line := seen.line(r)))
    region = TableRegion(Header(header, header, {}), (), above, None, title_among(list(above)))
    resolved, origin = own_column(sheet, area, RESOLVED), own_column(sheet, area, SOURCE)
    # A row that came from a sheet and has no dates had none there; one typed since takes its year as any cell does.
    dates = tuple(cell_words(row.cells.get(resolved)) or ("—" if origin in row.cells else "") for row in rows)
    return compose_table(TableDraft(seen, region, columns, rows, source, dates))


def _rows(seen: View, area: CellRange, columns: tuple[Column, ...]) -> Iterator[TaskRow]:
    seq = next((c.number for c in columns if c.role == "seq"), 0)
    groups = [c.number for c in columns if c.role == "group"]
    text = next(c.number for c in columns if c.role == "text")
    for row in seen.order:
        cells = seen.rows[row]
        if row > area.top + 1 and any(c in cells for c in (seq, text, *groups)):
            group = tuple(cell_words(cells[c]) for c in groups if c in cells)
            number = _number(cells.get(seq))
            yield TaskRow(row, number, group, cells, row, (row, text) in seen.sheet.struck)


def _number(value: Value | None) -> str | None:
    return squeeze(shown(value)) or None
