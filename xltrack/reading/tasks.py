"""A table read whole: its columns, its rows, and what each row says as a task (docs/规则.md 1)."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.address import CellRange, CellRef
from xltrack.diagnostics import Diagnostic
from xltrack.grammar.reports import find_reports, resolve_reports
from xltrack.grammar.years import number_year, title_year
from xltrack.reading.cells import words
from xltrack.reading.columns import classify_columns
from xltrack.reading.dates import Years, read_deadlines
from xltrack.reading.grid import CellError
from xltrack.reading.people import read_unit_columns
from xltrack.reading.reports import report_columns
from xltrack.reading.rows import TaskRow, find_rows
from xltrack.reading.tables import TableRegion
from xltrack.reading.view import View
from xltrack.records import Column, Deadline, ReportBack, Table, TableKind, Task
from xltrack.roster import Roster


def read_table(
    sheet: View, region: TableRegion, given: int | None, roster: Roster, said: list[Diagnostic]
) -> Table | None:
    """Read one table; None where it has no task column or no task row."""
    columns = classify_columns(sheet, region, said)
    if not any(c.role in ("text", "group") for c in columns):
        return None
    rows = list(find_rows(sheet, region, columns))
    return compose_table(sheet, region, columns, rows, given, roster, said) if rows else None


def compose_table(
    sheet: View,
    region: TableRegion,
    columns: tuple[Column, ...],
    rows: Sequence[TaskRow],
    given: int | None,
    roster: Roster,
    said: list[Diagnostic],
    resolved: Sequence[str] = (),
) -> Table | None:
    """The table made of task rows; `resolved` are the resolved dates of each row in a ledger that xltrack wrote."""
    dates = {row.row: words for row, words in zip(rows, resolved, strict=False)}
    rows = _with_text(sheet, columns, rows, said)
    if not rows:
        return None
    years = Years(_document_year(region), given)
    texts = [_text(columns, row) for row in rows]
    name = sheet.sheet.name
    known = [dates.get(row.row, "") for row in rows]
    deadlines = read_deadlines(name, rows, columns, years, sheet.covered, known, said)
    units = read_unit_columns(name, rows, columns, texts, roster, said)
    reporting = report_columns(name, columns, rows)
    text_column = next((c.number for c in columns if c.role == "text"), columns[0].number)
    numbers = [c.number for c in columns]
    tasks = tuple(
        Task(
            row.row, row.seq, row.group, text, own, deadline,
            _reports(text, deadline, years, CellRef(name, row.row, text_column), said),
            reporting.read(row, said), row.struck,
            tuple(map(row.cells.get, numbers)),
        )
        for row, text, own, deadline in zip(rows, texts, units, deadlines, strict=True)
    )  # fmt: skip
    _hidden(sheet, tasks, said)
    extent = CellRange(region.header.first, numbers[0], tasks[-1].row, numbers[-1])
    return Table(name, extent, _kind(columns), region.annex, region.title, columns, tasks)


def _kind(columns: Sequence[Column]) -> TableKind:
    """A table with units and nothing of deadlines or progress is a roster (docs/规则.md 2.5)."""
    tracked = ("deadline", "adjusted", "status", "progress", "done_date")
    return "tasks" if any(c.role in tracked for c in columns) else "roster"


def _document_year(region: TableRegion) -> int | None:
    title = title_year(region.title or "")
    if title is not None:
        return title
    return next((year for line in (region.title or "", *region.above) if (year := number_year(line))), None)


def _text(columns: Sequence[Column], row: TaskRow) -> str:
    column = next((c.number for c in columns if c.role == "text"), None)
    value = row.cells.get(column) if column is not None else None
    if value is None or isinstance(value, CellError):
        return row.group[-1] if row.group else ""
    return words(value)


def _with_text(
    sheet: View, columns: Sequence[Column], rows: Sequence[TaskRow], said: list[Diagnostic]
) -> list[TaskRow]:
    """The rows that say what is to be done; the others are named, each at its task cell."""
    column = next((c.number for c in columns if c.role == "text"), columns[0].number)
    wide = [c.number for c in columns if c.role == "group"]
    kept_rows: list[TaskRow] = []
    for row in rows:
        value = row.cells.get(column)
        cell = CellRef(sheet.sheet.name, row.row, column)
        if isinstance(value, CellError):
            said.append(Diagnostic("D303", cell, {"value": value.code}))
        elif value is None:
            own = any(c in row.cells for c in wide)
            said.append(Diagnostic("D307" if own else "D301", cell, {"text": row.group[-1] if row.group else ""}))
            if not own:
                continue
        kept_rows.append(row)
    return kept_rows


def _reports(
    text: str, deadline: Deadline, years: Years, cell: CellRef, said: list[Diagnostic]
) -> tuple[ReportBack, ...]:
    found = find_reports(text)
    if not found:
        return ()
    due = deadline.milestones[-1].due if deadline.milestones else None
    reports, notes = resolve_reports(text, found, due, years.document or years.given)
    said.extend(note.at(cell, text) for note in notes)
    return reports


def _hidden(sheet: View, tasks: Sequence[Task], said: list[Diagnostic]) -> None:
    hidden = [t.row for t in tasks if t.row in sheet.sheet.hidden_rows]
    if hidden:
        shown = "、".join(map(str, hidden[:8])) + ("……" if len(hidden) > 8 else "")
        said.append(Diagnostic("D308", CellRef(sheet.sheet.name, hidden[0], 1), {"count": len(hidden), "rows": shown}))
