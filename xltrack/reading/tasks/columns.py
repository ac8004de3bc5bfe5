"""A table whose columns and rows are known and whose tasks are not yet read, and what its columns say of them.

Reports as printed (docs/规则.md 5.3 and 5.4); units, with references such as 同（3） looked up in the same column (4).
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, NamedTuple, get_args

from xltrack.base.address import CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic, Note
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Column, ColumnRole, Reported, Role, UnitRole
from xltrack.domain.roster import Roster
from xltrack.language.deadline.years import number_year, title_year
from xltrack.language.status.clauses import STATUS
from xltrack.language.status.grammar import standing
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
    """

    sheet: FilledSheet
    region: TableRegion
    columns: tuple[Column, ...]
    rows: tuple[TaskRow, ...]
    given: Given
    said: list[Diagnostic]
    dates: tuple[str, ...] = ()

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
        title = self.region.title or ""
        lines = (title, *self.region.above)
        return title_year(title) or next((year for line in lines if (year := number_year(line))), None)

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
        """The words of a cell as far as a grammar is to read them; that the rest was not looked at is told."""
        if len(text) <= LONGEST_WORDS:
            return text
        self.say("D242", row, column, length=len(text), most=LONGEST_WORDS)
        return text[:LONGEST_WORDS]

    def place(self, notes: tuple[Note, ...], row: int, column: int, text: str) -> None:
        """Turn a grammar's notes on a cell's words into diagnostics at that cell."""
        self.said.extend([note.at(self.cell(row, column), text) for note in notes])


_NUMBER = COLUMNS.pattern(r"{before_share}?(\d+(?:\.\d+)?)(%)?{after_share}?")
_NOTHING: Final = Reported()


def report_reader(table: OpenTable) -> Callable[[TaskRow], Reported]:
    """What reads the report of a row; a progress column whose whole numbers go above 1 counts in hundredths."""
    progress, done = table.numbers("progress"), table.numbers("done_date")
    numbers = [v for row in table.rows for c in progress if isinstance(v := row.cells.get(c), (int, float))]
    plain = [value for value in numbers if not isinstance(value, Percent)]
    hundred = any(value > 1 for value in plain) and not any(0 < value < 1 for value in plain)
    columns = (column for column in table.columns if column.role == "status")
    status = [column.number for column in sorted(columns, key=lambda c: standing(c.header, c.number))]

    def read(row: TaskRow) -> Reported:
        text = next((words for c in status if c in row.cells and (words := _report(table, row, c))), None)
        day = next((_done(table, row, c) for c in done if c in row.cells), None)
        share = next((_progress(table, row, c, hundred) for c in progress if c in row.cells), None)
        return Reported(text, day, share) if text or day or share is not None else _NOTHING

    return read


def _report(table: OpenTable, row: TaskRow, column: int) -> str | None:
    value = row.cells[column]
    if isinstance(value, CellError):
        table.say("D306", row.row, column, value=value.code)
        return None
    return table.readable(cell_words(value), row.row, column) or None


def _done(table: OpenTable, row: TaskRow, column: int) -> date | str | None:
    text = day_of(row.cells[column]) or _report(table, row, column)
    return None if text in STATUS.blank else text


def _progress(table: OpenTable, row: TaskRow, column: int, hundred: bool) -> float | None:
    value = row.cells[column]
    share = parse_share(value, hundred=hundred)
    if share is None and cell_words(value) not in STATUS.blank:
        table.say("D601", row.row, column, text=cell_words(value))
    return share


def parse_share(value: Value, *, hundred: bool) -> float | None:
    """A share of completion: 60, 0.6, 60%, 「60%」 are 0.6; `hundred` says that a bare 1 is one percent. None if none."""
    if isinstance(value, (bool, date, CellError)):
        return None
    if isinstance(value, str):
        found = _NUMBER.fullmatch(fold(squeeze(value)))
        number = float(found[1]) if found else -1.0
        share = number / 100 if found and (found[2] or number > 1) else number
    else:
        number = float(value) if isinstance(value, (int, float)) else -1.0
        percent = isinstance(value, Percent) or number < 1 or (number == 1 and not hundred)
        share = number if percent else number / 100
    return round(share, 6) if 0 <= share <= 1 else None


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


class _UnitColumn(NamedTuple):
    """One unit column with all its cells read, so that a cell can refer to another one."""

    table: OpenTable
    number: int
    read: list[UnitsRead | None]
    texts: Sequence[str]

    def units(self) -> list[tuple[UnitRole, ...]]:
        """The units of each row, with those of the items that its cell refers to."""
        units: list[tuple[UnitRole, ...]] = []
        for index, found in enumerate(self.read):
            own = list((found or _NO_UNITS).units)
            for reference in (found or _NO_UNITS).references:
                own.extend(unit for unit in self._referred(index, reference) if unit not in own)
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
        heads = ((place, _ITEM.match(fold(squeeze(text[:12])))) for place, text in enumerate(self.texts))
        begun = [place for place, item in heads if item and item[1] == number]
        if begun:
            return max((place for place in begun if place < own), default=begun[0])
        rows = enumerate(self.table.rows)
        return next((place for place, row in rows if fold(row.seq or "").strip("()") == number), None)
