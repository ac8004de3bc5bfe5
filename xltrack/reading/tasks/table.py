"""A table read whole: its columns, its rows, and what each row says as a task (docs/规则.md 1).

Deadlines are read from the top: years are handed down (3.4), groups lend their first row's words (2.2).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.rules import rule
from xltrack.base.shown_dates import EARLIEST, ShownDate
from xltrack.base.text import fold, tidy
from xltrack.domain.records import Column, ColumnRole, Deadline, Milestone, ReportBack, Table, TableKind, Task
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.tokens import DEADLINES
from xltrack.language.deadline.years import (
    YearContext,
    find_report_backs,
    resolve,
    resolve_reports,
    resolve_with,
    title_year,
)
from xltrack.reading.files.grid import CellError, FilledSheet, cell_words, day_of
from xltrack.reading.tables.columns import classify_columns, find_pairs
from xltrack.reading.tables.ditto import write_out
from xltrack.reading.tables.former import write_former
from xltrack.reading.tables.lines import LINES, is_example
from xltrack.reading.tables.regions import TableRegion
from xltrack.reading.tables.strays import gather_strays, name_shifted
from xltrack.reading.tasks.columns import Given, OpenTable, read_unit_columns, report_reader
from xltrack.reading.tasks.rows import RowRole, TaskRow, read_rows
from xltrack.reading.tasks.unread import find_unread, name_unread

_TRACKED: tuple[ColumnRole, ...] = ("deadline", "adjusted", "status", "progress", "done_date")


# A day by which something is to be done, in the words of a task: 「编制目录（6月底前）」.
_DATED = LINES.pattern(r"{dated}[^,;。]{0,3}?{by}")


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
    said += name_shifted(seen, region, columns)
    seen = write_out(write_former(seen, region, columns, said), region, columns, said)
    if not any(column.role in ("text", "group") for column in columns):
        return None
    pairs = find_pairs(seen, region, columns)
    lower = frozenset(pairs.values())
    rows = read_rows(seen, region._replace(body=tuple(row for row in region.body if row not in lower)), columns)
    table = compose_table(OpenTable(seen, region, columns, rows.tasks, given, said, pairs=pairs))
    roles = {**rows.roles, **{row: rows.roles[upper] for upper, row in pairs.items()}}
    if not table:
        return None
    unread = tuple(find_unread(seen, rows, columns))
    said += name_unread(unread)
    for row, column in (*region.differing, *rows.differing):
        said.append(Diagnostic("D280", CellRef(seen.name, row, column), {"cell": seen.rows[row][column]}))
    return TableRead(table._replace(unread=(*table.unread, *unread)), seen, region, roles)


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
    heading = region.header.last if region.header.last >= region.header.first else 0
    return Table(table.sheet.name, extent, kind, region.annex, region.title, columns, tasks, heading=heading)


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
    found = find_report_backs(text)
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
    dated = (
        () if table.numbers("deadline", "adjusted") else [task.row for task in tasks if _DATED.search(fold(task.text))]
    )
    shown = [row for row in table.region.body if numbers and is_example(table.sheet.rows[row].get(numbers[0]))]
    for code, columns, rows in (
        ("D319", numbers, shown),
        ("D308", (table.text,), [task.row for task in tasks if task.row in hidden]),
        ("D315", table.numbers("lead", "support", "supervise"), [task.row for task in tasks if not task.units]),
        ("D281", (table.text,), dated),
        ("D316", table.numbers("deadline"), [task.row for task in tasks if task.deadline.kind == "none"]),
    ):
        if columns and rows:
            table.say(code, rows[0], columns[0], count=len(rows), rows=table.name_rows(rows))


_BLANK = Deadline()
# The column of resolved dates in a ledger: [label " "] [day "至"] day, one after another with "；" between.
_RESOLVED = DEADLINES.pattern(r"(?:(?P<start>\d{4}-\d{2}-\d{2}){resolved_joint})?(?P<due>\d{4}-\d{2}-\d{2})(?=；|$)")


def read_deadlines(table: OpenTable) -> list[Deadline]:
    """The deadlines of all rows of a table: its end column, with start and adjusted columns where there are any."""
    ends, starts, adjusted = table.numbers("deadline"), table.numbers("start"), table.numbers("adjusted")
    if not ends and not adjusted:
        return [_BLANK] * len(table.rows)
    read = _DeadlineColumn(table, (ends or adjusted)[0]).read_all()
    if ends and adjusted:
        read = _with_adjusted(_DeadlineColumn(table, adjusted[0]), read)
    return _with_starts(table, read, starts[0]) if starts else read


class _DeadlineColumn:
    """One deadline column while its cells are read in order.

    Attributes:
        above: the year that the next cell may take from the cells read so far.
        heading: the year of its header (完成时限（2022年）).
    """

    __slots__ = ("above", "document", "heading", "number", "table", "title")

    def __init__(self, table: OpenTable, number: int) -> None:
        self.table, self.number = table, number
        self.title, self.document = title_year(table.region.title or ""), table.numbered_year
        self.heading = title_year("".join(table.region.header.cells.get(number, ())))
        self.above: int | None = None

    def read_all(self) -> list[Deadline]:
        """The deadlines of all rows, those that a group lends included."""
        table = self.table
        lent = _lent(table.rows, self.number, table.sheet.covered)
        read: list[Deadline] = []
        for index, row in enumerate(table.rows):
            if index in lent:
                source = table.rows[lent[index]]
                related = (table.cell(source.row, self.number),)
                words, place = cell_words(source.cells[self.number]), table.name_rows([source.row])
                table.say("D302", row.row, self.number, related, text=words, row=place)
                read.append(read[lent[index]])
            elif table.dates and table.dates[index]:
                read.append(self._read_known(row, table.dates[index]))
            else:
                read.append(self.read(row))
        return read

    def read(self, row: TaskRow) -> Deadline:
        value = row.cells.get(self.number)
        if value is None:
            return _BLANK
        if isinstance(value, date):
            return self._read_date(value, row)
        if isinstance(value, CellError):
            self.table.say("D304", row.row, self.number, value=value.code)
            return Deadline(value.code, "unreadable")
        text = self.table.day_words(value, row.row, self.number)
        band = next((year for words in reversed(row.bands) if (year := title_year(words))), None)
        given = self.table.given.year
        return self._resolve(text, row, YearContext(self.above, self.document, given, band or self.heading, self.title))

    def _read_date(self, value: date, row: TaskRow) -> Deadline:
        """The deadline of a real date: what the sheet shows of it decides (docs/规则.md 3.8)."""
        day = day_of(value) or value
        if day < EARLIEST:
            return self._too_early(cell_words(value), row)
        self.above = day.year
        if not isinstance(value, ShownDate):
            return _on_day(day)
        titled = title_year(self.table.region.title or "")
        if not value.names_year and titled not in (None, day.year):
            self.table.say("D421", row.row, self.number, text=value.shown, year=day.year, title=titled)
        return _on_day(day) if value.names_day else _in_period(value)

    def _read_known(self, row: TaskRow, resolved: str) -> Deadline:
        """The deadline of a ledger's row, whose years were resolved when it was written; words typed since win."""
        value = row.cells.get(self.number)
        if not isinstance(value, str):
            return self.read(row)
        days = [(_day(found["start"]), _day(found["due"])) for found in _RESOLVED.finditer(resolved)]
        if not days:
            return self._resolve(cell_words(value), row, YearContext(given=self.table.given.year))
        self.above = days[-1][1].year if days[-1][1] else self.above
        expr = read_deadline(cell_words(value))
        # Its years are certain now; what was in doubt of its words is so still.
        self.table.place(tuple(n for n in expr.notes if rule(n.code).doubt), row.row, self.number, expr.text)
        return resolve_with(expr, days)

    def _resolve(self, text: str, row: TaskRow, context: YearContext) -> Deadline:
        read = resolve(read_deadline(text), context)
        self.above = read.handed_down if read.handed_down is not None else self.above
        if read.notes:
            self.table.place(read.notes, row.row, self.number, text)
        if any(milestone.due < EARLIEST for milestone in read.deadline.milestones):
            return self._too_early(read.deadline.text, row)
        return read.deadline

    def _too_early(self, text: str, row: TaskRow) -> Deadline:
        self.table.say("D422", row.row, self.number, text=text)
        return Deadline(text, "unreadable")


@lru_cache(maxsize=4096)
def _on_day(day: date) -> Deadline:
    return Deadline(day.isoformat(), "date", milestones=(Milestone(None, None, day),))


def _in_period(value: ShownDate) -> Deadline:
    """The deadline of a cell that shows a month or a year: what its words say of that, else its last day."""
    text = tidy(value.shown)
    read = resolve(read_deadline(text), YearContext(given=value.year)).deadline
    days = [milestone.due for milestone in read.milestones]
    if read.kind == "ongoing" or (len(days) == 1 and value.first <= days[0] <= value.last):
        return read._replace(inferred=False)
    return Deadline(text, "date", milestones=(Milestone(None, None, value.last),))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _lent(rows: Sequence[TaskRow], column: int, covered: Collection[tuple[int, int]]) -> dict[int, int]:
    """Rows that take the words of their group's first row: {index of a row: index of that first row}."""
    lent: dict[int, int] = {}
    start = 0
    for stop in range(1, len(rows) + 1):
        if stop < len(rows) and rows[stop].run == rows[start].run:
            continue
        rest = range(start + 1, stop)
        if rest and column in rows[start].cells and not any(column in rows[i].cells for i in rest):
            lent.update((i, start) for i in rest if (rows[i].row, column) not in covered)
        start = stop
    return lent


def _with_starts(table: OpenTable, read: list[Deadline], column: int) -> list[Deadline]:
    """Give one-date deadlines the start that a column of its own names."""
    out: list[Deadline] = []
    above: int | None = None
    for row, deadline in zip(table.rows, read, strict=True):
        value = row.cells.get(column)
        start = value.first if isinstance(value, ShownDate) else day_of(value)
        only = deadline.milestones[0] if deadline.kind == "date" else None
        if start is None and value is not None and only:
            span = read_deadline(f"{cell_words(value)}至{only.due.year}年{only.due.month}月{only.due.day}日")
            found = resolve(span, YearContext(above or only.due.year)).deadline.milestones
            start = found[0].start if len(found) == 1 else None
        above = start.year if start else above
        if start and only and not only.start and start <= only.due:
            deadline = deadline._replace(milestones=(only._replace(start=start),))  # noqa: PLW2901 - the same, with its start
        out.append(deadline)
    return out


def _with_adjusted(reader: _DeadlineColumn, read: list[Deadline]) -> list[Deadline]:
    """An adjusted deadline outranks the first one where it is filled and readable; both are kept."""
    out: list[Deadline] = []
    for row, deadline in zip(reader.table.rows, read, strict=True):
        if deadline.milestones:
            reader.above = deadline.milestones[-1].due.year
        later = reader.read(row)
        out.append(deadline if later.kind in ("none", "unreadable") else later._replace(superseded=deadline))
    return out
