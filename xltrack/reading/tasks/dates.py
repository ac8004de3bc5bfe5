"""The deadline column of a table, read from the top: years are handed down, groups lend their first row's words.

The rules: docs/规则.md 2.2 (blank cells) and 3.4 (years).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.domain.records import Deadline, Milestone
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.years import YearContext, number_year, resolve, resolve_with, title_year
from xltrack.reading.files.grid import CellError
from xltrack.reading.tasks.cells import cell_words, day_of
from xltrack.reading.tasks.draft import TableDraft
from xltrack.reading.tasks.rows import TaskRow

_BLANK = Deadline()
# The column of resolved dates in a ledger: [label " "] [day "至"] day, one after another with "；" between.
_RESOLVED = pattern(r"(?:(?P<start>\d{4}-\d{2}-\d{2})至)?(?P<due>\d{4}-\d{2}-\d{2})(?=；|$)")


class DeadlineColumn:
    """One deadline column while its cells are read in order.

    Attributes:
        above: the year that the next cell may take from the cells read so far, or from the header (完成时限（2022年）).
    """

    __slots__ = ("above", "number", "table", "year")

    def __init__(self, table: TableDraft, number: int) -> None:
        self.table, self.number = table, number
        self.year = document_year(table)
        self.above = next(title_year(c.header) for c in table.columns if c.number == number)

    def read(self, row: TaskRow) -> Deadline:
        """The deadline of one row."""
        value = row.cells.get(self.number)
        if value is None:
            return _BLANK
        day = day_of(value)
        if day is not None:
            self.above = day.year
            return Deadline(day.isoformat(), "date", milestones=(Milestone(None, None, day),))
        if isinstance(value, CellError):
            self.table.say("D304", row.row, self.number, value=value.code)
            return Deadline(value.code, "unreadable")
        text = self.table.readable(cell_words(value), row.row, self.number)
        return self._resolve(text, row, YearContext(self.above, self.year, self.table.source.year))

    def _resolve(self, text: str, row: TaskRow, context: YearContext) -> Deadline:
        read = resolve(read_deadline(text), context)
        if read.handed_down is not None:
            self.above = read.handed_down
        if read.notes:
            self.table.place(read.notes, row.row, self.number, text)
        return read.deadline

    def read_known(self, row: TaskRow, resolved: str) -> Deadline:
        """The deadline of a ledger's row, whose years were resolved when it was written; words typed since win."""
        days = [(_day(m["start"]), _day(m["due"])) for m in _RESOLVED.finditer(resolved)]
        value = row.cells.get(self.number)
        if not isinstance(value, str):
            return self.read(row)
        if not days:
            return self._resolve(cell_words(value), row, YearContext(None, None, self.table.source.year))
        self.above = days[-1][1].year if days[-1][1] else self.above
        return resolve_with(read_deadline(cell_words(value)), days)


def document_year(table: TableDraft) -> int | None:
    """The year of the document: its title's, else that of the document number near it (docs/规则.md 3.4)."""
    title = table.region.title or ""
    lines = (title, *table.region.above)
    return title_year(title) or next((year for line in lines if (year := number_year(line))), None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def read_deadlines(table: TableDraft) -> list[Deadline]:
    """The deadlines of all rows of a table: its end column, with start and adjusted columns where there are any."""
    ends, starts, adjusted = table.numbers("deadline"), table.numbers("start"), table.numbers("adjusted")
    if not ends and not adjusted:
        return [_BLANK] * len(table.rows)
    read = _read_column(DeadlineColumn(table, (ends or adjusted)[0]))
    if starts:
        read = _with_starts(table, read, starts[0])
    if ends and adjusted:
        read = _with_adjusted(DeadlineColumn(table, adjusted[0]), read)
    return read


def _read_column(reader: DeadlineColumn) -> list[Deadline]:
    table = reader.table
    lent = _lent(table.rows, reader.number, table.sheet.covered)
    read: list[Deadline] = []
    for index, row in enumerate(table.rows):
        if index in lent:
            _say_lent(reader, row, table.rows[lent[index]])
            read.append(read[lent[index]])
        elif table.dates and table.dates[index]:
            read.append(reader.read_known(row, table.dates[index]))
        else:
            read.append(reader.read(row))
    return read


def _say_lent(reader: DeadlineColumn, row: TaskRow, source: TaskRow) -> None:
    facts = {"text": cell_words(source.cells[reader.number]), "row": reader.table.name_rows([source.row])}
    cells = [reader.table.cell(r.row, reader.number) for r in (row, source)]
    reader.table.source.said.append(Diagnostic("D302", cells[0], facts, related=(cells[1],)))


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


def _with_starts(table: TableDraft, read: list[Deadline], column: int) -> list[Deadline]:
    """Give one-date deadlines the start that a column of its own names."""
    out: list[Deadline] = []
    above: int | None = None
    for row, deadline in zip(table.rows, read, strict=True):
        value = row.cells.get(column)
        start = day_of(value)
        if start is None and value is not None and deadline.kind == "date":
            start = _start_of(cell_words(value), deadline.milestones[0].due, above)
        above = start.year if start else above
        out.append(_started(deadline, start))
    return out


def _start_of(text: str, due: date, above: int | None) -> date | None:
    span = read_deadline(f"{text}至{due.year}年{due.month}月{due.day}日")
    found = resolve(span, YearContext(above or due.year)).deadline.milestones
    return found[0].start if len(found) == 1 else None


def _started(deadline: Deadline, start: date | None) -> Deadline:
    if start is None or deadline.kind != "date" or deadline.milestones[0].start or start > deadline.milestones[0].due:
        return deadline
    return deadline._replace(milestones=(deadline.milestones[0]._replace(start=start),))


def _with_adjusted(reader: DeadlineColumn, read: list[Deadline]) -> list[Deadline]:
    """An adjusted deadline outranks the first one where it is filled and readable; both are kept."""
    out: list[Deadline] = []
    for row, deadline in zip(reader.table.rows, read, strict=True):
        if deadline.milestones:
            reader.above = deadline.milestones[-1].due.year
        later = reader.read(row)
        usable = later.kind not in ("none", "unreadable")
        out.append(later._replace(superseded=deadline) if usable else deadline)
    return out
