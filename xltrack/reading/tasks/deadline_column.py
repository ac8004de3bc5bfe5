"""The deadline column of a table, read from the top: years are handed down, groups lend their first row's words.

The rules: docs/规则.md 2.2 (blank cells) and 3.4 (years).
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache

from xltrack.base.shown_dates import EARLIEST, ShownDate
from xltrack.base.text import tidy
from xltrack.domain.records import Deadline, Milestone
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.tokens import DEADLINES
from xltrack.language.deadline.years import YearContext, resolve, resolve_with, title_year
from xltrack.reading.files.grid import CellError, cell_words, day_of
from xltrack.reading.tasks.columns import OpenTable
from xltrack.reading.tasks.rows import TaskRow

_BLANK = Deadline()
# The column of resolved dates in a ledger: [label " "] [day "至"] day, one after another with "；" between.
_RESOLVED = DEADLINES.pattern(r"(?:(?P<start>\d{4}-\d{2}-\d{2}){resolved_joint})?(?P<due>\d{4}-\d{2}-\d{2})(?=；|$)")


def read_deadlines(table: OpenTable) -> list[Deadline]:
    """The deadlines of all rows of a table: its end column, with start and adjusted columns where there are any."""
    ends, starts, adjusted = table.numbers("deadline"), table.numbers("start"), table.numbers("adjusted")
    if not ends and not adjusted:
        return [_BLANK] * len(table.rows)
    read = _DeadlineColumn(table, (ends or adjusted)[0]).read_all()
    if starts:
        read = _with_starts(table, read, starts[0])
    if ends and adjusted:
        read = _with_adjusted(_DeadlineColumn(table, adjusted[0]), read)
    return read


class _DeadlineColumn:
    """One deadline column while its cells are read in order.

    Attributes:
        above: the year that the next cell may take from the cells read so far, or from the header (完成时限（2022年）).
    """

    __slots__ = ("above", "number", "table", "year")

    def __init__(self, table: OpenTable, number: int) -> None:
        self.table, self.number, self.year = table, number, table.year
        self.above = next(title_year(c.header) for c in table.columns if c.number == number)

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
        """The deadline of one row."""
        value = row.cells.get(self.number)
        if value is None:
            return _BLANK
        if isinstance(value, date):
            return self._read_date(value, row)
        if isinstance(value, CellError):
            self.table.say("D304", row.row, self.number, value=value.code)
            return Deadline(value.code, "unreadable")
        text = self.table.day_words(value, row.row, self.number)
        return self._resolve(text, row, YearContext(self.above, self.year, self.table.given.year))

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
        return resolve_with(read_deadline(cell_words(value)), days)

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


def _with_adjusted(reader: _DeadlineColumn, read: list[Deadline]) -> list[Deadline]:
    """An adjusted deadline outranks the first one where it is filled and readable; both are kept."""
    out: list[Deadline] = []
    for row, deadline in zip(reader.table.rows, read, strict=True):
        if deadline.milestones:
            reader.above = deadline.milestones[-1].due.year
        later = reader.read(row)
        out.append(deadline if later.kind in ("none", "unreadable") else later._replace(superseded=deadline))
    return out
