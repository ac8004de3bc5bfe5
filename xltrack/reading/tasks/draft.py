"""A table on its way from rows to tasks: what every column reader needs to know of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xltrack.base.address import CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic, Note
from xltrack.domain.records import Column, ColumnRole
from xltrack.domain.roster import Roster
from xltrack.reading.tables.tables import TableRegion
from xltrack.reading.tables.view import LONGEST_WORDS, View
from xltrack.reading.tasks.rows import RowRole, TaskRow


class Trace(NamedTuple):
    """How one table was read: the part of the sheet it stands in, its region, its columns, the role of each body row."""

    view: View
    region: TableRegion
    columns: tuple[Column, ...]
    roles: Mapping[int, RowRole]


class ReadingContext(NamedTuple):
    """What reading was given besides the cells: the document's year, the roster, and where to say what is noticed.

    `traces` takes how each table was read, where anybody wants to know.
    """

    year: int | None
    roster: Roster
    said: list[Diagnostic]
    traces: list[Trace] | None = None


class TableDraft(NamedTuple):
    """A table with its columns and rows known.

    Attributes:
        sheet: the sheet with merges filled in; `region` is the table's place in it.
        rows: the task rows, from the top.
        dates: for each row of a ledger that xltrack wrote its resolved dates as text; 「」 elsewhere.
    """

    sheet: View
    region: TableRegion
    columns: tuple[Column, ...]
    rows: tuple[TaskRow, ...]
    source: ReadingContext
    dates: tuple[str, ...] = ()

    def numbers(self, *roles: ColumnRole) -> tuple[int, ...]:
        """Sheet columns of some roles, from the left."""
        return tuple(c.number for c in self.columns if c.role in roles)

    @property
    def text(self) -> int:
        """The sheet column of the task text (the first column where the table has none)."""
        return next(iter(self.numbers("text")), self.columns[0].number)

    def cell(self, row: int, column: int) -> CellRef:
        """The address of a cell of this table."""
        return CellRef(self.sheet.sheet.name, row, column)

    def name_rows(self, rows: Sequence[int]) -> str:
        """「第3、4行」; in a table turned sideways, where a task is a column, 「C、D列」."""
        shown = "、".join(column_letters(row) if self.sheet.turned else str(row) for row in rows[:8])
        shown += "……" if len(rows) > 8 else ""
        return f"{shown}列" if self.sheet.turned else f"第{shown}行"

    def say(self, code: str, row: int, column: int, **facts: object) -> None:
        """Note a diagnostic at a cell."""
        self.source.said.append(Diagnostic(code, self.cell(row, column), facts))

    def readable(self, text: str, row: int, column: int) -> str:
        """The words of a cell as far as a grammar is to read them; that the rest was not looked at is told."""
        if len(text) <= LONGEST_WORDS:
            return text
        self.say("D242", row, column, length=len(text), most=LONGEST_WORDS)
        return text[:LONGEST_WORDS]

    def place(self, notes: tuple[Note, ...], row: int, column: int, text: str) -> None:
        """Turn a grammar's notes on a cell's words into diagnostics at that cell."""
        cell = self.cell(row, column)
        self.source.said.extend(note.at(cell, text) for note in notes)
