"""A table read whole: its columns, its rows, and what each row says as a task (docs/规则.md 1)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xltrack.base.address import CellRange
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.records import Column, ColumnRole, Deadline, ReportBack, Table, TableKind, Task
from xltrack.language.deadline.years import find_reports, resolve_reports
from xltrack.reading.files.grid import CellError, FilledSheet, cell_words
from xltrack.reading.tables.columns import classify_columns
from xltrack.reading.tables.lines import is_example
from xltrack.reading.tables.regions import TableRegion
from xltrack.reading.tables.strays import gather_strays, shift_rows
from xltrack.reading.tasks.columns import Given, OpenTable, read_unit_columns, report_reader
from xltrack.reading.tasks.deadline_column import read_deadlines
from xltrack.reading.tasks.rows import RowRole, TaskRow, read_rows

_TRACKED: tuple[ColumnRole, ...] = ("deadline", "adjusted", "status", "progress", "done_date")


class TableRead(NamedTuple):
    """A table, and how it was read: the part of the sheet it stands in, its region, the role of each body row."""

    table: Table
    view: FilledSheet
    region: TableRegion
    roles: Mapping[int, RowRole]


def read_table(
    sheet: FilledSheet, region: TableRegion, given: Given, said: list[Diagnostic], columns: tuple[Column, ...] = ()
) -> TableRead | None:
    """Read one table, with columns that are known where it goes on with another; None where it has no task column or row.

    What there is to say of it is added to `said`.
    """
    seen = gather_strays(sheet, region, said)
    if not columns:
        columns, inferred = classify_columns(seen, region)
        said += inferred
    shifted = shift_rows(seen, region, columns, said)
    seen = gather_strays(shifted, region, said) if shifted is not seen else seen
    if not any(column.role in ("text", "group") for column in columns):
        return None
    rows = read_rows(seen, region, columns)
    table = compose_table(OpenTable(seen, region, columns, rows.tasks, given, said))
    return TableRead(table, seen, region, rows.roles) if table else None


def compose_table(table: OpenTable) -> Table | None:
    """The table made of task rows; None where none of them says what is to be done."""
    kept = tuple(_with_text(table))
    if not kept:
        return None
    dates = tuple(table.dates[place] for place in kept) if table.dates else ()
    table = table._replace(rows=tuple(table.rows[place] for place in kept), dates=dates)
    tasks = _tasks(table)
    _say_lacking(table, tasks)
    region, columns = table.region, table.columns
    extent = CellRange(region.header.first, columns[0].number, tasks[-1].row, columns[-1].number)
    # A table with units and nothing of deadlines or progress is a roster (docs/规则.md 2.5).
    kind: TableKind = "tasks" if table.numbers(*_TRACKED) else "roster"
    return Table(table.sheet.name, extent, kind, region.annex, region.title, columns, tasks)


def _tasks(table: OpenTable) -> tuple[Task, ...]:
    column, year = table.text, table.year or table.given.year
    texts = [_words(row, column) for row in table.rows]
    deadlines, units = read_deadlines(table), read_unit_columns(table, texts)
    read_report, numbers = report_reader(table), [column.number for column in table.columns]
    return tuple(
        Task(
            row.row, row.seq, row.group, text, named, deadline,
            _report_backs(table, row.row, column, text, deadline), read_report(row), row.struck,
            tuple(map(row.cells.get, numbers)), year,
        )
        for row, text, named, deadline in zip(table.rows, texts, units, deadlines, strict=True)
    )  # fmt: skip


def _words(row: TaskRow, column: int) -> str:
    """What is to be done, else the words of the innermost group."""
    value = row.cells.get(column)
    if value is None or isinstance(value, CellError):
        return row.group[-1] if row.group else ""
    return cell_words(value)


def _report_backs(table: OpenTable, row: int, column: int, text: str, deadline: Deadline) -> tuple[ReportBack, ...]:
    """What the words of a task say of reporting back; those that name no year stand in the document's."""
    text = table.readable(text, row, column)
    found = find_reports(text)
    if not found:
        return ()
    due = deadline.milestones[-1].due if deadline.milestones else None
    reports, notes = resolve_reports(text, found, due, table.year or table.given.year)
    table.place(notes, row, column, text)
    return reports


def _with_text(table: OpenTable) -> Iterator[int]:
    """The indexes of rows that say what is to be done; the others are named, each at its task cell."""
    text, wide = table.text, table.numbers("group")
    for index, row in enumerate(table.rows):
        value = row.cells.get(text)
        if isinstance(value, CellError):
            table.say("D303", row.row, text, value=value.code)
        elif value is None and not any(column in row.cells for column in wide):
            table.say("D301", row.row, text)
            continue
        elif value is None:
            table.say("D307", row.row, text, text=row.group[-1] if row.group else "")
        yield index


def _say_lacking(table: OpenTable, tasks: Sequence[Task]) -> None:
    """Name the rows that show how to fill in the form, that are hidden, whose unit or deadline cells are blank."""
    numbers, hidden = table.numbers("seq"), table.sheet.source.hidden_rows
    shown = [row for row in table.region.body if numbers and is_example(table.sheet.rows[row].get(numbers[0]))]
    for code, columns, rows in (
        ("D319", numbers, shown),
        ("D308", (table.text,), [task.row for task in tasks if task.row in hidden]),
        ("D315", table.numbers("lead", "support", "supervise"), [task.row for task in tasks if not task.units]),
        ("D316", table.numbers("deadline"), [task.row for task in tasks if task.deadline.kind == "none"]),
    ):
        if columns and rows:
            table.say(code, rows[0], columns[0], count=len(rows), rows=table.name_rows(rows))
