"""Tells of every cell of a book what it was read as, row by row (docs/规则.md 2.8)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from xltrack.base.text import squeeze
from xltrack.domain.marks import CellRole, MarkedCell, MarkedSheet
from xltrack.domain.records import ColumnRole
from xltrack.domain.roster import Roster
from xltrack.reading.document import read_document
from xltrack.reading.files.grid import SourceBook, SourceSheet, shown
from xltrack.reading.roster_sheet import is_roster_sheet
from xltrack.reading.tables.lines import annex_of, is_aside, is_document_number, is_foot, is_footnote, is_printing
from xltrack.reading.tasks.rows import RowRole
from xltrack.reading.tasks.table import TableRead

_BY_COLUMN: Final[Mapping[ColumnRole, CellRole]] = {
    "seq": "seq", "group": "group", "text": "text", "lead": "units", "support": "units", "supervise": "units",
    "person": "person", "deadline": "deadline", "start": "deadline", "adjusted": "deadline", "status": "status",
    "progress": "status", "done_date": "status", "note": "note", "own": "other", "other": "other",
}  # fmt: skip
_Known = tuple[TableRead, Mapping[int, CellRole]]  # with the role of each of its columns
_BY_ROW: Final[Mapping[RowRole, CellRole]] = {
    "band": "band", "skip": "header", "sum": "sum", "foot": "foot", "empty": "unread", "task": "unread",
}  # fmt: skip


def mark_sheets(
    book: SourceBook, widths: Mapping[str, Mapping[int, float]], year: int | None = None, roster: Roster | None = None
) -> tuple[MarkedSheet, ...]:
    """The sheets of a book with the role of each cell; reads the book as `read_document` does."""
    traces: list[TableRead] = []
    read_document(book, year, roster, traces)
    return tuple(
        MarkedSheet(
            sheet.name,
            partial(_rows, sheet, tuple(trace for trace in traces if trace.view.name == sheet.name)),
            sheet.merges,
            widths.get(sheet.name, {}),
        )
        for sheet in book.sheets
        if sheet.state == "visible"
    )


def _rows(sheet: SourceSheet, traces: Sequence[TableRead]) -> Iterator[tuple[int, tuple[MarkedCell, ...]]]:
    fallback: CellRole | None = "roster" if is_roster_sheet(sheet) else None
    known = [(trace, {column.number: _BY_COLUMN[column.role] for column in trace.table.columns}) for trace in traces]
    for row, cells in sheet.rows.items():
        yield row, tuple(_mark(known, row, column, shown(value), fallback) for column, value in cells.items())


def _mark(known: Sequence[_Known], row: int, column: int, words: str, fallback: CellRole | None) -> MarkedCell:
    for trace, columns in known:
        if found := _in_table(trace, columns, row, column):
            return MarkedCell(column, words, *found)
    return MarkedCell(column, words, fallback or _of_line([trace for trace, _ in known], words))


def _in_table(
    trace: TableRead, columns: Mapping[int, CellRole], row: int, column: int
) -> tuple[CellRole, CellRole | None] | None:
    """The role of a cell of a table, with that of its column in a header; None of a cell outside."""
    if trace.view.turned:
        row, column = column, row
    if trace.view.read_as:
        column = trace.view.read_as.get((row, column), column)
    held = columns.get(column)
    header = trace.region.header
    kind, value = trace.roles.get(row), trace.view.rows.get(row, {}).get(column)
    within = kind is None and header.last < row <= max(trace.roles, default=0)  # it comes again on a new page
    again = within and squeeze(shown(value)) in map(squeeze, header.cells.get(column, ()))
    if again or header.first <= row <= header.last:
        return ("header", held) if held else None
    own = None if kind is None or value is None else held if kind == "task" else _BY_ROW[kind]
    return (own, None) if own else None


def _of_line(traces: Sequence[TableRead], words: str) -> CellRole:
    """The role of a cell outside all tables, by what it says."""
    flat = squeeze(words)
    for trace in traces:
        title, annex = squeeze(trace.region.title or ""), trace.region.annex
        if title and (title in flat or (2 * len(flat) >= len(title) and flat in title)):
            return "title"
        if annex and annex_of(words)[0] == annex:
            return "annex"
    line = is_document_number(words) or is_aside(words) or is_foot(words) or is_footnote(words) or is_printing(words)
    return "line" if line else "unread"
