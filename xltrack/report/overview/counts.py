"""Where 总览 takes its numbers and lines from: the assessment, as plain values."""

from collections.abc import Sequence
from typing import NamedTuple

from xltrack.assessment.model import Assessment, State, TallyRow
from xltrack.sheets.model import CellValue


class ListPlace(NamedTuple):
    """One line of 逾期清单 or 临期清单 that follows: formulas of its row in the ledger and of when, cells of words and units."""

    row: str
    text: str
    units: str
    last: str


class Counts:
    """Numbers of tasks as the report is written; one that follows 统计日期 gives formulas with these as their values."""

    def __init__(self, assessment: Assessment) -> None:
        self.total = assessment.total
        self.by_month = {row.label: row.tally for row in assessment.by_month}

    def states(self, *states: State) -> CellValue:
        """Distinct tasks in some states."""
        return self.total.of(*states)

    def rows(self, rows: Sequence[TallyRow], *states: State) -> CellValue:
        """Tasks in some states over some lines of a roll-up by unit, stage or office."""
        return sum(row.tally.counts.get(state, 0) for row in rows for state in states)

    def months(self, months: Sequence[str], *states: State) -> CellValue:
        """Tasks in some states whose judged due date lies in some months (「2021-07」)."""
        return sum(self.by_month[month].counts.get(state, 0) for month in months for state in states)

    def late_total(self, count: int) -> CellValue:
        """How many tasks are late."""
        return count

    def due_total(self, count: int) -> CellValue:
        """How many fall due."""
        return count

    def longest(self, days: int) -> CellValue:
        """The days of the latest task, 0 where none is late."""
        return days

    def late_place(self, order: int) -> ListPlace | None:
        """A line of 逾期清单, the first at 1; None where it does not follow."""
        del order
        return None

    def due_place(self, order: int) -> ListPlace | None:
        """A line of 临期清单, the first at 1; None where it does not follow."""
        del order
        return None
