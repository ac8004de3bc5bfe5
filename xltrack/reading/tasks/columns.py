"""A table whose columns and rows are known and whose tasks are not yet read, and what its columns say of them.

Reports as printed (docs/规则.md 5.3 and 5.4); units, with references such as 同（3） looked up in the same column (4).
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Final, NamedTuple, get_args

from xltrack.base.address import CellRef, column_letters
from xltrack.base.clock import check_time
from xltrack.base.diagnostics import Diagnostic, Note
from xltrack.base.patterns import pattern
from xltrack.base.shown_dates import EARLIEST, ShownDate
from xltrack.base.text import fold, squeeze
from xltrack.base.values import Number
from xltrack.domain.records import Column, ColumnRole, Reported, Role, UnitRole
from xltrack.domain.roster import Roster
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.years import number_year, title_year
from xltrack.language.status.columns import (
    answers,
    choice_of,
    day_beside,
    disagree,
    leading_words,
    standing,
    tick_words,
)
from xltrack.language.status.done import read_day
from xltrack.language.status.grammar import parse_status
from xltrack.language.status.history import join_entries
from xltrack.language.status.tokens import STATUS
from xltrack.language.units.grammar import UnitsRead, names_of, read_units
from xltrack.language.units.reader import ABOVE
from xltrack.reading.files.grid import LONGEST_WORDS, CellError, FilledSheet, Percent, Value, cell_words, day_of
from xltrack.reading.tables.headers import COLUMNS
from xltrack.reading.tables.regions import TableRegion
from xltrack.reading.tasks.rows import TaskRow

_NAMED_ROWS = 8


class Given(NamedTuple):
    """What reading is given besides the cells: the document's year, and the units known."""

    year: int | None = None
    roster: Roster = Roster()


class OpenTable(NamedTuple):
    """A table with its columns and rows known.

    Attributes:
        sheet: the sheet with merges filled in; `region` is the table's place in it.
        rows: the task rows, from the top.
        said: takes what is noticed on the way.
        dates: for each row of a ledger that xltrack wrote its resolved dates as text; 「」 elsewhere.
        pairs: rows of what was planned, and below each the row of what came true.
    """

    sheet: FilledSheet
    region: TableRegion
    columns: tuple[Column, ...]
    rows: tuple[TaskRow, ...]
    given: Given
    said: list[Diagnostic]
    dates: tuple[str, ...] = ()
    pairs: Mapping[int, int] = MappingProxyType({})

    def numbers(self, *roles: ColumnRole) -> tuple[int, ...]:
        """Sheet columns of some roles, from the left."""
        return tuple(c.number for c in self.columns if c.role in roles)

    @property
    def text(self) -> int:
        """The sheet column of the task text (the first column where the table has none)."""
        return next(iter(self.numbers("text")), self.columns[0].number)

    @property
    def year(self) -> int | None:
        """The year of the document: its title's, else that of the document number near it (docs/规则.md 3.4)."""
        return title_year(self.region.title or "") or self.numbered_year

    @property
    def numbered_year(self) -> int | None:
        """The year of the document number near the table."""
        lines = (self.region.title or "", *self.region.above)
        return next((year for line in lines if (year := number_year(line))), None)

    def cell(self, row: int, column: int) -> CellRef:
        """The address of a cell of this table."""
        return CellRef(self.sheet.name, row, column)

    def name_rows(self, rows: Sequence[int]) -> str:
        """「第3、4行」; in a table turned sideways, where a task is a column, 「C、D列」."""
        shown = "、".join(column_letters(row) if self.sheet.turned else str(row) for row in rows[:_NAMED_ROWS])
        shown += "……" if len(rows) > _NAMED_ROWS else ""
        return f"{shown}列" if self.sheet.turned else f"第{shown}行"

    def say(self, code: str, row: int, column: int, related: tuple[CellRef, ...] = (), /, **facts: object) -> None:
        """Note a diagnostic at a cell."""
        self.said.append(Diagnostic(code, self.cell(row, column), facts, related=related))

    def readable(self, text: str, row: int, column: int) -> str:
        """The words of a cell as far as a grammar is to read them; that the rest was not looked at is told.

        Raises:
            SourceError: D135, there is no time left to read them.
        """
        if len(text) <= _QUICK:
            return text  # a row of them is looked at with its task
        check_time()
        if len(text) <= LONGEST_WORDS:
            return text
        self.say("D242", row, column, length=len(text), most=LONGEST_WORDS)
        return text[:LONGEST_WORDS]

    def day_words(self, value: Value, row: int, column: int) -> str:
        """The words of a cell that says when, as far as a grammar is to read them; that a number may lack its closing 0 is told."""
        words = day_words(value)
        if isinstance(value, (int, float)) and _SHORT.fullmatch(words) and _names_day(words + "0"):
            self.say("D273", row, column, text=words, other=words + "0")
        return self.readable(words, row, column)

    def place(self, notes: tuple[Note, ...], row: int, column: int, text: str) -> None:
        """Turn a grammar's notes on a cell's words into diagnostics at that cell."""
        self.said.extend([note.at(self.cell(row, column), text) for note in notes])


_QUICK: Final = 60  # characters that no grammar is slow to read
_LONG_REPORT: Final = 200
_SHORT: Final = pattern(r"\d+\.[123]")


def day_words(value: Value) -> str:
    """The words of a cell that says when: a number as its format shows it, where that is a day or month (docs/规则.md 3.8).

    2023.1 shown as 2023.10 is October, 6.3 shown as 6.30 the 30 June; a format that rounds a number away says nothing.
    """
    words = cell_words(value)
    if not isinstance(value, Number) or isinstance(value, Percent) or float(value.fixed) != value:
        return words
    return next((shown for shown in (value.shown, value.fixed) if _names_day(shown)), words)


def _names_day(words: str) -> bool:
    return bool(read_deadline(words).milestones)


_NUMBER = COLUMNS.pattern(r"{before_share}?(\d+(?:\.\d+)?)(%)?{after_share}?")
_NOTHING: Final = Reported()
_LONGEST_ANSWER: Final = 60
_MOST_OVER: Final = 2.0  # of a share: 110 % is more than was asked, 1,500 % a slip


def report_reader(table: OpenTable) -> Callable[[TaskRow], Reported]:
    """What reads the report of a row; a progress column whose whole numbers go above 1 counts in hundredths."""
    progress, done = table.numbers("progress"), table.numbers("done_date")
    numbers = [v for row in table.rows for c in progress if isinstance(v := row.cells.get(c), (int, float))]
    plain = [value for value in numbers if not isinstance(value, Percent)]
    hundred = any(value > 1 for value in plain) and not any(0 < value < 1 for value in plain)
    columns = sorted((c for c in table.columns if c.role == "status"), key=lambda c: standing(c.header, c.number))
    status, notes = {column.number: choice_of(column.header) for column in columns}, table.numbers("note")

    def read(row: TaskRow) -> Reported:
        check_time()
        lower = table.pairs.get(row.row)  # where a task takes two rows, the lower one says what came true
        actual = row._replace(row=lower, cells=table.sheet.rows[lower]) if lower else None
        rows = (row, actual) if actual else (row,)
        text, beside = next((words for one in rows if (words := _status(table, one, status, notes))[0]), _UNTOLD)
        day = next((_done(table, one, c) for one in rows for c in done if c in one.cells), None)
        share = next((_progress(table, one, c, hundred) for one in rows for c in progress if c in one.cells), None)
        if day is None and actual:
            day = next((_done(table, actual, c) for c in table.numbers("deadline") if c in actual.cells), None)
        return Reported(text, day, share, beside) if text or day or share is not None else _NOTHING

    return read


def _report(table: OpenTable, row: TaskRow, column: int) -> str | None:
    value = row.cells[column]
    if isinstance(value, CellError):
        table.say("D306", row.row, column, value=value.code)
        return None
    text = table.readable(cell_words(value), row.row, column)
    if len(text) > _LONG_REPORT:
        parse_status(text)  # judging reads it again, without a clock
    return text or None


_UNTOLD: Final = (None, None)


def _status(
    table: OpenTable, row: TaskRow, columns: Mapping[int, str | None], notes: tuple[int, ...]
) -> tuple[str | None, str | None]:
    """The words that count among those of all status columns, and others that name the day on which it was done.

    Remarks that look like the answer are named (D610) where none is.

    The columns come by number in the order in which they speak, each with the choice that a tick in it stands for.
    """
    told = {c: words for c, choice in columns.items() if c in row.cells and (words := _told(table, row, c, choice))}
    text = _leading(table, row, told) if len(told) > 1 else next(iter(told.values()), None)
    if notes and (not text or squeeze(text) in STATUS.elsewhere or parse_status(text).kind == "blank"):
        for column in notes:
            words = cell_words(row.cells.get(column))
            if words and len(words) <= _LONGEST_ANSWER and answers(words):
                table.say("D610", row.row, column, text=words)
    if text in STATUS.unanswered:
        return _UNTOLD
    return text, day_beside(text, tuple(told.values())) if text and len(told) > 1 else None


def _leading(table: OpenTable, row: TaskRow, told: Mapping[int, str]) -> str:
    """The words that count; others that contradict them are named (D609)."""
    texts = list(told.values())
    lead = leading_words(texts)
    for column, other in told.items():
        if other is not texts[lead] and disagree(texts[lead], other):
            place = (row.row, column) if table.sheet.turned else (column, row.row)
            facts = {"words": texts[lead], "other": other, "cell": f"{column_letters(place[0])}{place[1]}"}
            table.say("D609", row.row, list(told)[lead], (table.cell(row.row, column),), **facts)
    return texts[lead]


def _told(table: OpenTable, row: TaskRow, column: int, choice: str | None) -> str | None:
    """What one status cell says; a tick says what its column stands for."""
    value = row.cells[column]
    if isinstance(value, str) and "\n" in value and not choice:
        return table.readable(join_entries(value), row.row, column) or None
    words = _report(table, row, column)
    return (tick_words(words, choice) or None) if words and choice else words


def _done(table: OpenTable, row: TaskRow, column: int) -> date | str | None:
    value = row.cells[column]
    if isinstance(value, CellError):
        return _report(table, row, column)
    text, day = table.day_words(value, row.row, column), day_of(value)
    if day < EARLIEST if day else _is_no_day(value, text):
        table.say("D272", row.row, column, text=text)
        return None
    if isinstance(value, ShownDate) and not value.names_day:
        return value.words
    return day or (None if not text or text in STATUS.blank else text)


def _is_no_day(value: Value, words: str) -> bool:
    """Whether a cell is no date, though it could be read as one.

    A number like 7.5 is none, but 2021.6 is one, and 6.3 that is shown as 6.30; nor is a day before all that offices mean.
    """
    day = read_day(words)
    if day is None or day.year is not None:
        return day is not None and day.year is not None and day.year < EARLIEST.year
    if not isinstance(value, (int, float)):
        return False
    shows_it = isinstance(value, Number) and len(value.fixed.partition(".")[2]) == len(words.partition(".")[2]) == 2
    return not shows_it and words == cell_words(value)


def _progress(table: OpenTable, row: TaskRow, column: int, hundred: bool) -> float | None:
    value = row.cells[column]
    share = parse_share(value, hundred=hundred)
    if share is None and cell_words(value) not in STATUS.blank:
        table.say("D601", row.row, column, text=cell_words(value))
    return share


def parse_share(value: Value, *, hundred: bool) -> float | None:
    """A share of completion: 60, 0.6, 60%, 「60%」 are 0.6, 110% is all; `hundred` says that a bare 1 is one percent. None if none."""
    if isinstance(value, (bool, date, CellError)):
        return None
    if isinstance(value, str):
        found = _NUMBER.fullmatch(fold(squeeze(value)))
        number = float(found[1]) if found else -1.0
        share = number / 100 if found and (found[2] or number > 1) else number
    else:
        number = float(value) if isinstance(value, (int, float)) else -1.0
        percent = isinstance(value, Percent) or number < 1 or (number <= _MOST_OVER and not hundred)
        share = number if percent else number / 100
    return round(min(share, 1.0), 6) if 0 <= share <= _MOST_OVER else None


_ITEM = pattern(r"\((\d+)\)")
_NO_UNITS = UnitsRead()


def read_unit_columns(table: OpenTable, texts: Sequence[str]) -> list[tuple[UnitRole, ...]]:
    """The units of every row of a table, leading ones first, as the sheet prints them; `texts` are the rows' tasks."""
    known = names_of(table.given.roster)
    found: list[tuple[UnitRole, ...]] = [()] * len(table.rows)
    for role in get_args(Role):
        for number in table.numbers(role):
            column = _UnitColumn(table, number, [_read(table, row, number, role, known) for row in table.rows], texts)
            # A task with one unit column shares its units with every task whose cell says the same.
            found = [before + own if before else own for before, own in zip(found, column.units(), strict=True)]
    return found


def _read(table: OpenTable, row: TaskRow, column: int, role: Role, known: frozenset[str] | None) -> UnitsRead | None:
    """What one cell says; None of a cell that says nothing, an error."""
    value = row.cells.get(column)
    if value is None:
        return None
    if isinstance(value, CellError):
        table.say("D305", row.row, column, value=value.code)
        return None
    text = table.readable(value if type(value) is str else cell_words(value), row.row, column)
    found = read_units(text, role, known)
    if found.notes:
        table.place(found.notes, row.row, column, text)
    return found


class _UnitColumn:
    """One unit column with all its cells read, so that a cell can refer to another one."""

    def __init__(self, table: OpenTable, number: int, read: list[UnitsRead | None], texts: Sequence[str]) -> None:
        self.table, self.number, self.read, self.texts = table, number, read, texts

    def units(self) -> list[tuple[UnitRole, ...]]:
        """The units of each row, with those of the items that its cell refers to."""
        units: list[tuple[UnitRole, ...]] = []
        for index, found in enumerate(self.read):
            own = list((found or _NO_UNITS).units)
            for reference in (found or _NO_UNITS).references:
                check_time()
                known = set(own)
                own.extend(unit for unit in self._referred(index, reference) if unit not in known)
            units.append(tuple(own) if found and found.references else (found or _NO_UNITS).units)
        return units

    def _referred(self, index: int, reference: str) -> tuple[UnitRole, ...]:
        rows = self.table.rows
        source = index - 1 if reference == ABOVE else self._item(reference, index)
        referred = self.read[source] if source is not None and source >= 0 and source != index else None
        if source is None or referred is None:
            self.table.say("D521", rows[index].row, self.number, item=reference)
            return ()
        related = (self.table.cell(rows[source].row, self.number),)
        place = self.table.name_rows([rows[source].row])
        self.table.say("D520", rows[index].row, self.number, related, item=reference, row=place)
        return referred.units

    def _item(self, number: str, own: int) -> int | None:
        """The row whose text begins with （3）, of several the nearest above row `own`; else the one numbered 3."""
        begun = self._begun.get(number, ())
        return begun[max(bisect_left(begun, own) - 1, 0)] if begun else self._numbered.get(number)

    @cached_property
    def _begun(self) -> dict[str, list[int]]:
        """The rows whose texts begin with an item's number, by it."""
        found: dict[str, list[int]] = {}
        for place, text in enumerate(self.texts):
            if item := _ITEM.match(fold(squeeze(text[:12]))):
                found.setdefault(item[1], []).append(place)
        return found

    @cached_property
    def _numbered(self) -> dict[str, int]:
        """The first row of each number."""
        found: dict[str, int] = {}
        for place, row in enumerate(self.table.rows):
            found.setdefault(fold(row.seq or "").strip("()"), place)
        return found
