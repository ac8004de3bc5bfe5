"""A table read whole: its columns, its rows, and what each row says as a task (docs/规则.md 1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltrack.base.address import CellRange
from xltrack.domain.records import Column, Deadline, ReportBack, Table, TableKind, Task
from xltrack.language.deadline.report_backs import find_reports, resolve_reports
from xltrack.reading.files.grid import CellError
from xltrack.reading.tables.columns import classify_columns
from xltrack.reading.tables.lines import is_example
from xltrack.reading.tables.straighten import gather_strays, shift_rows
from xltrack.reading.tables.tables import TableRegion
from xltrack.reading.tables.view import View
from xltrack.reading.tasks.cells import cell_words
from xltrack.reading.tasks.dates import document_year, read_deadlines
from xltrack.reading.tasks.draft import ReadingContext, TableDraft, Trace
from xltrack.reading.tasks.people import read_unit_columns
from xltrack.reading.tasks.reports import report_columns
from xltrack.reading.tasks.rows import TaskRow, find_rows, row_roles


def read_table(
    sheet: View, region: TableRegion, source: ReadingContext, columns: tuple[Column, ...] | None = None
) -> Table | None:
    """Read one table, with columns that are known where it goes on with another; None where it has no task column or row."""
    sheet = gather_strays(sheet, region, source.said)
    columns = columns or classify_columns(sheet, region, source.said)
    shifted = shift_rows(sheet, region, columns, source.said)
    sheet = gather_strays(shifted, region, source.said) if shifted is not sheet else sheet
    if not any(c.role in ("text", "group") for c in columns):
        return None
    table = compose_table(TableDraft(sheet, region, columns, tuple(find_rows(sheet, region, columns)), source))
    if table and source.traces is not None:
        source.traces.append(Trace(sheet, region, columns, row_roles(sheet, region, columns)))
    return table


def compose_table(draft: TableDraft) -> Table | None:
    """The table made of task rows; None where none of them says what is to be done."""
    kept = tuple(_with_text(draft))
    if not kept:
        return None
    dates = tuple(draft.dates[i] for i in kept) if draft.dates else ()
    draft = draft._replace(rows=tuple(draft.rows[i] for i in kept), dates=dates)
    tasks = _tasks(draft)
    _say_lacking(draft, tasks)
    extent = CellRange(draft.region.header.first, draft.columns[0].number, tasks[-1].row, draft.columns[-1].number)
    region = draft.region
    name = draft.sheet.sheet.name
    return Table(name, extent, _kind(draft.columns), region.annex, region.title, draft.columns, tasks)


def _tasks(draft: TableDraft) -> tuple[Task, ...]:
    column = draft.text
    texts = [_text(column, row) for row in draft.rows]
    deadlines, units = read_deadlines(draft), read_unit_columns(draft, texts)
    reporting = report_columns(draft)
    year = document_year(draft) or draft.source.year
    numbers = [c.number for c in draft.columns]
    return tuple(
        Task(
            row.row, row.seq, row.group, text, own, deadline,
            _reports(draft, row, text, deadline, year), reporting.read(row), row.struck,
            tuple(map(row.cells.get, numbers)),
        )
        for row, text, own, deadline in zip(draft.rows, texts, units, deadlines, strict=True)
    )  # fmt: skip


def _kind(columns: Sequence[Column]) -> TableKind:
    """A table with units and nothing of deadlines or progress is a roster (docs/规则.md 2.5)."""
    tracked = ("deadline", "adjusted", "status", "progress", "done_date")
    return "tasks" if any(c.role in tracked for c in columns) else "roster"


def _text(column: int, row: TaskRow) -> str:
    value = row.cells.get(column)
    if value is None or isinstance(value, CellError):
        return row.group[-1] if row.group else ""
    return cell_words(value)


def _with_text(draft: TableDraft) -> Iterator[int]:
    """The indexes of rows that say what is to be done; the others are named, each at its task cell."""
    text, wide = draft.text, draft.numbers("group")
    for index, row in enumerate(draft.rows):
        value = row.cells.get(text)
        if isinstance(value, CellError):
            draft.say("D303", row.row, text, value=value.code)
        elif value is None:
            if not any(c in row.cells for c in wide):
                draft.say("D301", row.row, text)
                continue
            draft.say("D307", row.row, text, text=row.group[-1] if row.group else "")
        yield index


def _reports(
    draft: TableDraft, row: TaskRow, text: str, deadline: Deadline, year: int | None
) -> tuple[ReportBack, ...]:
    text = draft.readable(text, row.row, draft.text)
    found = find_reports(text)
    if not found:
        return ()
    due = deadline.milestones[-1].due if deadline.milestones else None
    reports, notes = resolve_reports(text, found, due, year)
    draft.place(notes, row.row, draft.text, text)
    return reports


def _say_lacking(draft: TableDraft, tasks: Sequence[Task]) -> None:
    """Name the rows that are hidden, and those whose unit or deadline cells are blank."""
    hidden = draft.sheet.sheet.hidden_rows
    numbers = draft.numbers("seq")
    shown = [r for r in draft.region.body if numbers and is_example(draft.sheet.rows[r].get(numbers[0]))]
    if shown:
        draft.say("D319", shown[0], numbers[0], count=len(shown), rows=draft.name_rows(shown))
    _say_rows(draft, "D308", draft.text, [t.row for t in tasks if t.row in hidden])
    units, ends = draft.numbers("lead", "support", "supervise"), draft.numbers("deadline")
    if units:
        _say_rows(draft, "D315", units[0], [t.row for t in tasks if not t.units])
    if ends:
        _say_rows(draft, "D316", ends[0], [t.row for t in tasks if t.deadline.kind == "none"])


def _say_rows(draft: TableDraft, code: str, column: int, rows: Sequence[int]) -> None:
    if rows:
        draft.say(code, rows[0], column, count=len(rows), rows=draft.name_rows(rows))
