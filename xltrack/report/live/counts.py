"""The numbers of 总览 as formulas that follow 统计日期 and what is filled in, with the values that they have as written."""

from collections.abc import Sequence
from typing import NamedTuple

from xltrack.assessment.model import Assessment, TallyRow
from xltrack.assessment.states import State
from xltrack.report import words
from xltrack.report.ledger.origin import Origins
from xltrack.report.live.book import LISTED, MOST_LISTED, Live
from xltrack.report.live.columns import NAMED
from xltrack.report.live.lists import DUE_COLUMNS, LATE_COLUMNS, ListCells
from xltrack.report.live.text import BLANK, day_words, joined, ledger_link, when
from xltrack.sheets.model import BODY_ROW, CellValue, Formula, Plain
from xltrack.telling.agenda import due_tasks


class ListPlace(NamedTuple):
    """One line of 逾期清单 or 临期清单 that follows: formulas of its row in the ledger and of when, cells of words and units."""

    row: str
    text: str
    units: str
    last: str


class Counts:
    """Counts of a book that follow 统计日期 as far as `live` says; each roll-up is known by its rows."""

    def __init__(self, assessment: Assessment, live: Live) -> None:
        self.live, self.total = live, assessment.total
        self.by_month = {row.label: row.tally for row in assessment.by_month}
        several = Origins(assessment).several
        self.late, self.due = (ListCells(columns, several=several) for columns in (LATE_COLUMNS, DUE_COLUMNS))
        self.listed = live.ledger and self.total.of("overdue") <= MOST_LISTED
        self.due_listed = live.ledger and len(due_tasks(assessment)) <= MOST_LISTED
        self.rule = assessment.policy.rollup
        self.stages = {id(row): place for place, row in enumerate(assessment.by_stage, 1)}
        units = assessment.by_lead if self.rule == "lead" else assessment.by_named
        self.units = {id(row): row for row in units}

    def states(self, *states: State) -> CellValue:
        """Distinct tasks in some states."""
        return self.live.state_count(self.total.of(*states), *states)

    def rows(self, rows: Sequence[TallyRow], *states: State) -> CellValue:
        """Tasks in some states over some lines of a roll-up by unit, stage or office."""
        value = sum(row.tally.of(*states) for row in rows)
        if len(rows) > 1 and all(id(row) in self.units for row in rows):
            return self._rest(value, rows, states)
        return _added([self._row(row, states) for row in rows], value)

    def _row(self, row: TallyRow, states: tuple[State, ...]) -> CellValue:
        value = row.tally.of(*states)
        if id(row) in self.units:
            return self.live.unit_count(value, row.label, self.rule, *states)
        if id(row) in self.stages:
            return self.live.stage_count(value, self.stages[id(row)], *states)
        return self.live.office_count(value, int(row.label), *states)

    def _rest(self, value: Plain, rows: Sequence[TallyRow], states: tuple[State, ...]) -> CellValue:
        """The tasks of many units: those of all units without those of the others, which are fewer."""
        summed = {id(row) for row in rows}
        others = [row for key, row in self.units.items() if key not in summed]
        every = self.live.unit_count(value, "*", self.rule, *states)
        less = _added([self._row(row, states) for row in others], 0)
        if not isinstance(every, Formula):
            return value
        return Formula(f"{every.text}-({less.text})", value) if isinstance(less, Formula) else every

    def months(self, months: Sequence[str], *states: State) -> CellValue:
        """Tasks in some states whose judged due date lies between the first and the last of some months."""
        value = sum(self.by_month[month].of(*states) for month in months)
        return self.live.month_count(value, months[0], months[-1], *states)

    def due_total(self, count: int) -> CellValue:
        """How many fall due."""
        return Formula(f"COUNT({NAMED['soon']})", count) if self.live.ledger else count

    def longest(self, days: int) -> CellValue:
        """The days of the latest task, 0 where none is late."""
        return Formula(f"N({_cell(words.OVERDUE, self.late, 'days', 1)})", days) if self.listed else days

    def late_place(self, order: int) -> ListPlace | None:
        """A line of 逾期清单, the first at 1; None where it does not follow."""
        if not self.listed or order > LISTED:
            return None
        days = _cell(words.OVERDUE, self.late, "days", order)
        return _place(words.OVERDUE, self.late, order, joined(words.LATE_DAYS, days=days))

    def due_place(self, order: int) -> ListPlace | None:
        """A line of 临期清单, the first at 1; None where it does not follow."""
        if not self.due_listed or order > LISTED:
            return None
        return _place(words.DUE_LIST, self.due, order, day_words(_cell(words.DUE_LIST, self.due, "due", order)))


def _cell(sheet: str, cells: ListCells, name: str, order: int) -> str:
    return f"'{sheet}'!{cells.at(name, f'${BODY_ROW - 1 + order}')}"


def _place(sheet: str, cells: ListCells, order: int, last: str) -> ListPlace:
    """A line of a list; `last` is told where there is one."""
    place, text, units = (_cell(sheet, cells, name, order) for name in ("row", "text", "units"))
    row = f"({place}+{BODY_ROW - 1})"
    blank = f"{place}={BLANK}"
    link = when(blank, BLANK, ledger_link(row, f"{row}&{BLANK}"))
    return ListPlace(link, text, units, when(blank, BLANK, last))


def _added(values: Sequence[CellValue], value: Plain) -> CellValue:
    formulas = [part.text for part in values if isinstance(part, Formula)]
    return Formula("+".join(formulas), value) if formulas and len(formulas) == len(values) else value
