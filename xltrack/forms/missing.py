"""Who was asked and has sent nothing, and what can be sent to them as it stands (docs/规则.md 16.7, 16.8)."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from xltrack.domain.collected import Collected
from xltrack.domain.forms import RoundLine
from xltrack.domain.roster import name_key
from xltrack.forms import words
from xltrack.forms.looks import look_in_form
from xltrack.sheets.measure import rooms_of, row_height
from xltrack.sheets.model import Book, CellValue, Listing, Row, Section, SheetColumn
from xltrack.sheets.render import Rendered, render_book
from xltrack.telling.words import full_day

_ROOMY = 24.0


class Missing(NamedTuple):
    """A unit that was asked and has sent nothing.

    Attributes:
        line: of which round, how many tasks, by when.
        days: since the day by which it was to come back; less than 0 before that.
        blank: whether a form came in which nothing was filled in.
    """

    line: RoundLine
    days: int
    blank: bool = False

    @property
    def urged(self) -> str:
        """What can be sent to it: a friendly reminder before the day, behind it that the form is late."""
        due = full_day(self.line.due) if self.line.due else ""
        told = words.URGE_BLANK if self.blank else words.URGE_LATE if self.days > 0 else words.URGE
        return told.format(unit=self.line.unit, due=due, count=self.line.tasks)


def find_missing(rounds: Sequence[RoundLine], known: Collected, as_of: date) -> Iterator[Missing]:
    """The units of the latest round of each that have told nothing since, each once.

    Args:
        rounds: the lines of the lists of the rounds, the latest last.
        known: what was collected.
        as_of: the day.
    """
    latest = {name_key(line.unit): line for line in rounds if line.key}
    told: dict[str, date] = {}
    came = [(one.unit, one.day) for one in known.received if one.taken or one.asked]
    for unit, day in (*came, *((row.unit, row.day) for row in known.rows)):
        if day:
            told[name_key(unit)] = max(day, told.get(name_key(unit), day))
    seen = {(name_key(one.unit), one.day) for one in known.received}
    for key, line in latest.items():
        day = line.day
        if not line.returned and (key not in told or (day is not None and told[key] < day)):
            yield Missing(line, (as_of - line.due).days if line.due else 0, (key, day) in seen)


def missing_sheet(missing: Sequence[Missing], as_of: date) -> Listing:
    """未报送: who is missing, since when, what can be sent to it."""
    columns = tuple(SheetColumn(head, width) for head, width in words.MISSING_COLUMNS)
    section = Section(partial(_rows, missing, columns))
    caption = words.MISSING_CAPTION.format(day=full_day(as_of), count=len(missing))
    return Listing(
        words.MISSING_SHEET, words.MISSING_SHEET, caption, columns, (section,), frozen=1, defined="xltrack_missing"
    )


def render_missing(missing: Sequence[Missing], as_of: date) -> Rendered:
    """The same as a workbook of its own."""
    return render_book(Book(words.MISSING_SHEET, as_of, (missing_sheet(missing, as_of),), look_of=look_in_form))


def _rows(missing: Sequence[Missing], columns: Sequence[SheetColumn]) -> Iterator[Row]:
    rooms = rooms_of(columns)
    for one in missing:
        line, days = one.line, one.days
        late = words.LATE_BY.format(days=days) if days > 0 else words.DUE_IN.format(days=-days) if days else words.TODAY
        values: list[CellValue] = [line.unit, line.tasks, full_day(line.due) if line.due else "", late, one.urged]
        yield Row(values, ["text", "count", "text", "text", "text"], max(_ROOMY, row_height(values, rooms)))
