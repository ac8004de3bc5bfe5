"""What was reported of a task: words, done date, progress, as printed (docs/规则.md 5.3 and 5.4)."""

from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Reported
from xltrack.language.status.grammar import standing
from xltrack.language.status.tokens import STATUS
from xltrack.reading.files.grid import CellError, Percent, Value
from xltrack.reading.tables.headers import COLUMNS
from xltrack.reading.tasks.cells import cell_words, day_of
from xltrack.reading.tasks.open_table import OpenTable
from xltrack.reading.tasks.rows import TaskRow

_NUMBER = COLUMNS.pattern(r"{before_share}?(\d+(?:\.\d+)?)(%)?{after_share}?")
_NOTHING: Final = Reported()


def report_reader(table: OpenTable) -> Callable[[TaskRow], Reported]:
    """What reads the report of a row; a progress column whose whole numbers go above 1 counts in hundredths."""
    progress = table.numbers("progress")
    numbers = [v for row in table.rows for c in progress if isinstance(v := row.cells.get(c), (int, float))]
    plain = [value for value in numbers if not isinstance(value, Percent)]
    hundred = any(value > 1 for value in plain) and not any(0 < value < 1 for value in plain)
    status = sorted((c for c in table.columns if c.role == "status"), key=lambda c: standing(c.header, c.number))
    numbered = tuple(column.number for column in status)
    return _ReportColumns(table, numbered, table.numbers("done_date"), progress, hundred).read


class _ReportColumns(NamedTuple):
    """The columns that hold reports, and how bare numbers in the progress column count."""

    table: OpenTable
    status: tuple[int, ...]
    done: tuple[int, ...]
    progress: tuple[int, ...]
    hundred: bool

    def read(self, row: TaskRow) -> Reported:
        """What one row reports."""
        filled = (c for c in self.status if c in row.cells)
        text = next((words for c in filled if (words := self._words(row, c))), None)
        done = next((self._done(row, c) for c in self.done if c in row.cells), None)
        progress = next((self._progress(row, c) for c in self.progress if c in row.cells), None)
        return Reported(text, done, progress) if text or done or progress is not None else _NOTHING

    def _words(self, row: TaskRow, column: int) -> str | None:
        value = row.cells[column]
        if isinstance(value, CellError):
            self.table.say("D306", row.row, column, value=value.code)
            return None
        return self.table.readable(cell_words(value), row.row, column) or None

    def _done(self, row: TaskRow, column: int) -> date | str | None:
        text = day_of(row.cells[column]) or self._words(row, column)
        return None if text in STATUS.blank else text

    def _progress(self, row: TaskRow, column: int) -> float | None:
        value = row.cells[column]
        share = parse_share(value, hundred=self.hundred)
        if share is None and cell_words(value) not in STATUS.blank:
            self.table.say("D601", row.row, column, text=cell_words(value))
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
