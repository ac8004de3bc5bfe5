"""A table whose columns and rows are known and whose tasks are not yet read: what every column reader needs."""

from collections.abc import Sequence
from typing import NamedTuple

from xltrack.base.address import CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic, Note
from xltrack.domain.records import Column, ColumnRole
from xltrack.domain.roster import Roster
from xltrack.language.deadline.years import number_year, title_year
from xltrack.reading.tables.filled import LONGEST_WORDS, FilledSheet
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
