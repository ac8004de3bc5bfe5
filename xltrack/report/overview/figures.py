"""The numbers of 总览: formulas that follow 统计日期 and what is filled in, with their values as written; and the hidden sheet of them.

The charts are drawn from that sheet, and what the page shows points to it.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment, TallyRow
from xltrack.assessment.states import State
from xltrack.base.address import CellRange, column_letters
from xltrack.report import words
from xltrack.report.ledger.plan import Origins
from xltrack.report.lists import DUE_COLUMNS, LATE_COLUMNS, ListCells
from xltrack.report.live.book import LISTED, MOST_LISTED, Live, month_bounds, within
from xltrack.report.live.columns import NAMED
from xltrack.report.live.formulas import BLANK, day_words, joined, ledger_link, literal, unless_error, when
from xltrack.sheets.model import BODY_ROW, CellValue, ChartCells, Formula, Plain, Series, shown_value
from xltrack.telling.agenda import due_tasks, past_count


class Numbers(NamedTuple):
    """A table on the sheet: the row of its heads, its body; the first column holds names, the others numbers."""

    top: int
    heads: tuple[str, ...]
    body: tuple[tuple[CellValue, ...], ...]

    def names(self) -> ChartCells:
        """The names, under one another."""
        return self._under(self.top + 1, 0, [str(shown_value(row[0])) for row in self.body])

    def series(self, *states: str) -> tuple[Series, ...]:
        """The columns behind the names as rows of a chart, each in the colour of a state."""
        return tuple(
            Series(
                self._under(self.top, column, [self.heads[column]]),
                self._under(self.top + 1, column, [number(row[column]) for row in self.body]),
                state,
            )
            for column, state in enumerate(states, 1)
        )

    def cell(self, row: int, column: int) -> str:
        """A body cell as a formula refers to it, both counted from 0."""
        return f"'{words.FIGURES}'!{column_letters(column + 1)}{self.top + 1 + row}"

    def show(self, row: int, column: int) -> Formula:
        """A formula that shows a body cell."""
        return Formula(self.cell(row, column), shown_value(self.body[row][column]))

    def _under(self, top: int, column: int, values: Sequence[str | int | float]) -> ChartCells:
        return ChartCells(words.FIGURES, CellRange(top, column + 1, top + len(values) - 1, column + 1), tuple(values))


class FiguresSheet:
    """Collects the tables in `rows`, one under the other with an empty row between."""

    def __init__(self) -> None:
        self.rows: list[tuple[CellValue, ...]] = []

    def add(self, heads: Sequence[str], body: Sequence[tuple[CellValue, ...]]) -> Numbers:
        """Put a table below those that are there."""
        if self.rows:
            self.rows.append(())
        block = Numbers(len(self.rows) + 1, tuple(heads), tuple(body))
        self.rows += [block.heads, *block.body]
        return block


def number(value: CellValue) -> int | float:
    """The number that a cell shows; 0 for one that shows none."""
    shown = shown_value(value)
    return shown if isinstance(shown, (int, float)) else 0


PAST: Final = f"COUNT({NAMED['past']})"


class ListPlace(NamedTuple):
    """One line of 逾期清单 or 临期清单 that follows: formulas of its row in the ledger and of when, cells of words and units.

    `mark` is an expression of what stands before the words where the task's state is in doubt.
    """

    row: str
    text: str
    units: str
    last: str
    mark: str = BLANK


class Counts:
    """Counts of a book that follow 统计日期 as far as `live` says; each roll-up is known by its rows.

    `plan` is true where nobody has answered anything yet, `past_due` counts the due dates that have passed there.
    """

    def __init__(self, assessment: Assessment, live: Live) -> None:
        self.live, self.total = live, assessment.total
        self.as_of, self.plan = assessment.as_of, assessment.plan
        self.doubted = any(judged.doubt for judged in assessment.tasks)
        self.past_due = past_count(assessment)
        self.by_month = {row.label: row.tally for row in assessment.by_month}
        several = Origins(assessment).several
        self.late, self.due = (ListCells(columns, several=several) for columns in (LATE_COLUMNS, DUE_COLUMNS))
        self.listed = live.ledger and self.total.of("overdue") <= MOST_LISTED
        self.due_listed = live.ledger and len(due_tasks(assessment)) <= MOST_LISTED
        self.rule = assessment.policy.rollup
        self.stages = {id(row): place for place, row in enumerate(assessment.by_stage, 1)}
        self.units = {id(row): row for row in (assessment.by_lead if self.rule == "lead" else assessment.by_named)}

    def states(self, *states: State) -> CellValue:
        """Distinct tasks in some states."""
        return self.live.task_count(self.total.of(*states), states)

    def rows(self, rows: Sequence[TallyRow], *states: State) -> CellValue:
        """Tasks in some states over some lines of a roll-up by unit, stage or office."""
        value = sum(row.tally.of(*states) for row in rows)
        if len(rows) == 1 or any(id(row) not in self.units for row in rows):
            return _added([self._row(row, states) for row in rows], value)
        # The tasks of many units are those of all units without those of the others, which are fewer.
        every = self.live.unit_count(value, "*", self.rule, *states)
        summed = {id(row) for row in rows}
        less = _added([self._row(row, states) for key, row in self.units.items() if key not in summed], 0)
        if isinstance(every, Formula) and isinstance(less, Formula):
            return Formula(f"{every.text}-({less.text})", value)
        return every

    def _row(self, row: TallyRow, states: tuple[State, ...]) -> CellValue:
        value = row.tally.of(*states)
        if id(row) in self.units:
            return self.live.unit_count(value, row.label, self.rule, *states)
        if id(row) in self.stages:
            return self.live.task_count(value, states, [f"{NAMED['stage']},{self.stages[id(row)]}"])
        return self.live.task_count(value, states, [f"{NAMED['office']},{int(row.label) + 1}"])

    def months(self, months: Sequence[str], *states: State) -> CellValue:
        """Tasks in some states whose judged due date lies between the first and the last of some months."""
        value = sum(self.by_month[month].of(*states) for month in months)
        return self.live.task_count(
            value, states, within(NAMED["due"], month_bounds(months[0])[0], month_bounds(months[-1])[1])
        )

    def due_total(self, count: int) -> CellValue:
        """How many fall due."""
        return Formula(f"COUNT({NAMED['soon']})", count) if self.live.ledger else count

    def past(self) -> CellValue:
        """How many due dates have passed of which nobody has said anything."""
        return Formula(PAST, self.past_due) if self.live.ledger else self.past_due

    def longest(self, days: int) -> CellValue:
        """The days of the latest task, 0 where none is late."""
        return Formula(f"N({_cell(words.OVERDUE, self.late, 'days', 1)})", days) if self.listed else days

    def late_place(self, order: int) -> ListPlace | None:
        """A line of 逾期清单, the first at 1; None where it does not follow."""
        if not self.listed or order > LISTED:
            return None
        days = _cell(words.OVERDUE, self.late, "days", order)
        return self._place(words.OVERDUE, self.late, order, joined(words.LATE_DAYS, days=days))

    def due_place(self, order: int) -> ListPlace | None:
        """A line of 临期清单, the first at 1; None where it does not follow."""
        if not self.due_listed or order > LISTED:
            return None
        return self._place(words.DUE_LIST, self.due, order, day_words(_cell(words.DUE_LIST, self.due, "due", order)))

    def _place(self, sheet: str, cells: ListCells, order: int, last: str) -> ListPlace:
        """A line of a list; `last` is told where there is one."""
        place, text, units = (_cell(sheet, cells, name, order) for name in ("row", "text", "units"))
        row = f"({place}+{BODY_ROW - 1})"
        blank = f"{place}={BLANK}"
        link = when(blank, BLANK, ledger_link(row, f"{row}&{BLANK}"))
        doubted = unless_error(f"INDEX({NAMED['doubt']},{place})=1", "FALSE")
        mark = when(doubted, literal(words.MARKED), BLANK) if self.doubted else BLANK
        return ListPlace(link, text, units, when(blank, BLANK, last), mark)


def _cell(sheet: str, cells: ListCells, name: str, order: int) -> str:
    return f"'{sheet}'!{cells.at(name, f'${BODY_ROW - 1 + order}')}"


def _added(values: Sequence[CellValue], value: Plain) -> CellValue:
    formulas = [part.text for part in values if isinstance(part, Formula)]
    return Formula("+".join(formulas), value) if formulas and len(formulas) == len(values) else value
