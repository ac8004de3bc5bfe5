"""The numbers of 总览: formulas that follow 统计日期 and what is filled in, with their values as written; and the hidden sheet of them.

The charts are drawn from that sheet, and what the page shows points to it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Assessment, Tally, TallyRow
from xltrack.assessment.states import DONE_STATES, DUE_STATES, STATE_WORDS, State
from xltrack.base.address import CellRange, column_letters
from xltrack.report import words
from xltrack.report.lists import ListCells
from xltrack.report.live.book import LISTED, MOST_LISTED, SHARES, Live, by_now, within
from xltrack.report.live.columns import NAMED, NUMBERS
from xltrack.report.live.formulas import (
    BLANK,
    day_formula,
    is_number,
    ledger_link,
    literal,
    sentence_formula,
    unless_error,
    when,
)
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

    def state(self, state: State) -> str:
        """The cell that counts a state, in a table of them."""
        return self.cell([*STATE_WORDS].index(state), 1)

    def sum(self, column: int) -> str:
        """The sum of a column of the body."""
        return f"SUM({self.cell(0, column)}:{self.cell(len(self.body) - 1, column).rpartition('!')[2]})"

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
    """One line of 逾期和临期 that follows: formulas of its row in the ledger and of when, cells of words and units.

    `mark` is an expression of what stands before the words where the task's state is in doubt.
    """

    row: str
    text: str
    units: str
    last: str
    mark: str = BLANK


class TaskCount(NamedTuple):
    """What is counted: tasks in some states; with `by_now` those of them alone whose day has come."""

    states: tuple[State, ...]
    by_now: bool = False

    def of(self, tally: Tally) -> int:
        """How many there are."""
        if not self.by_now:
            return tally.of(*self.states)
        return tally.met if self.states == DONE_STATES else tally.due


FELL_DUE: Final = TaskCount(DUE_STATES, by_now=True)
MET: Final = TaskCount(DONE_STATES, by_now=True)


class Counts:
    """Counts of a book that follow 统计日期 as far as `live` says; each roll-up is known by its rows.

    `plan` is true where nobody has answered anything yet, `past_due` counts the due dates that have passed there.
    """

    def __init__(self, assessment: Assessment, live: Live) -> None:
        self.live, self.total = live, assessment.total
        self.as_of, self.plan = assessment.as_of, assessment.plan
        self.doubted = any(judged.doubt for judged in assessment.tasks)
        self.past_due = past_count(assessment)
        self.by_month = {row.label: row.tally for row in assessment.by_month if row.label}
        several = any(judged.office for judged in assessment.tasks)
        self.cells = ListCells(several=several)
        lines = self.total.of("overdue") + len(due_tasks(assessment))
        self.listed = live.ledger and lines <= MOST_LISTED
        self.last = BODY_ROW - 1 + max(lines, LISTED)
        self.rule = assessment.policy.rollup
        self.stages = {id(row): place for place, row in enumerate(assessment.by_stage, 1)}
        self.units = {id(row): row for row in (assessment.by_lead if self.rule == "lead" else assessment.by_named)}

    def part(self, part: TaskCount) -> CellValue:
        """Distinct tasks of a part."""
        criteria = by_now(NAMED["due"]) if part.by_now else ()
        return self.live.task_count(part.of(self.total), part.states, criteria)

    def states(self, *states: State) -> CellValue:
        """Distinct tasks in some states."""
        return self.live.task_count(self.total.of(*states), states)

    def rows(self, rows: Sequence[TallyRow], part: TaskCount) -> CellValue:
        """Tasks of a part over some lines of a roll-up by unit, stage or office."""
        value = sum(part.of(row.tally) for row in rows)
        if len(rows) == 1 or any(id(row) not in self.units for row in rows):
            return _added([self._row(row, part) for row in rows], value)
        # The tasks of many units are those of all units without those of the others, which are fewer.
        every = self._unit(value, "*", part)
        summed = {id(row) for row in rows}
        less = _added([self._row(row, part) for key, row in self.units.items() if key not in summed], 0)
        if isinstance(every, Formula) and isinstance(less, Formula):
            return Formula(f"{every.text}-({less.text})", value)
        return every

    def _row(self, row: TallyRow, part: TaskCount) -> CellValue:
        value = part.of(row.tally)
        if id(row) in self.units:
            return self._unit(value, row.label, part)
        known = {"stage": self.stages[id(row)]} if id(row) in self.stages else {"office": int(row.label) + 1}
        criteria = [f"{NAMED[name]},{number}" for name, number in known.items()]
        return self.live.task_count(value, part.states, [*criteria, *(by_now(NAMED["due"]) if part.by_now else ())])

    def _unit(self, value: int, unit: str, part: TaskCount) -> CellValue:
        criteria = by_now(SHARES["due"]) if part.by_now else ()
        return self.live.unit_count(value, unit, self.rule, part.states, criteria)

    def between(self, first: date | None, last: date | None, *states: State) -> CellValue:
        """Tasks in some states whose judged due date lies between two days, both included; None: however early or late."""
        bounds = (f"{first or date.min:%Y-%m}", f"{last or date.max:%Y-%m}")
        value = sum(tally.of(*states) for month, tally in self.by_month.items() if bounds[0] <= month <= bounds[1])
        return self.live.task_count(value, states, within(NAMED["due"], first, last) or [f'{NAMED["due"]},">0"'])

    def due_total(self, count: int) -> CellValue:
        """How many fall due."""
        return Formula(f"COUNT({NAMED['soon']})", count) if self.live.ledger else count

    def past(self) -> CellValue:
        """How many due dates have passed of which nobody has said anything."""
        return Formula(PAST, self.past_due) if self.live.ledger else self.past_due

    def longest(self, days: int) -> CellValue:
        """The days of the latest task, 0 where none is late."""
        return Formula(f"MAX(0,-N({self._late_cell('days', 1)}))", days) if self.listed else days

    def late_place(self, order: int) -> ListPlace | None:
        """A line of what is late, the first at 1; None where it does not follow."""
        if not self.listed or order > LISTED:
            return None
        late = f"N({self._late_cell('order', order)})<0"
        place, text, units, days = (self._late_cell(name, order) for name in ("row", "text", "units", "days"))
        return self._place(when(late, place, BLANK), text, units, sentence_formula(words.LATE_DAYS, days=f"-{days}"))

    def due_place(self, order: int) -> ListPlace | None:
        """A line of what falls due, the first at 1, which stands below all that is late; None where it does not follow."""
        if not self.listed or order > LISTED:
            return None
        place, text, units, due = (self._due_cell(name, order) for name in ("row", "text", "units", "due"))
        return self._place(place, text, units, day_formula(due))

    def _late_cell(self, name: str, order: int) -> str:
        return f"'{words.AGENDA}'!{self.cells.at(name, f'${BODY_ROW - 1 + order}')}"

    def _due_cell(self, name: str, order: int) -> str:
        first, last = (self.cells.at(name, f"${row}") for row in (BODY_ROW, self.last))
        return unless_error(f"INDEX('{words.AGENDA}'!{first}:{last},COUNT({NAMED['late']})+{order})")

    def _place(self, place: str, text: str, units: str, last: str) -> ListPlace:
        """A line of the list, by the place of its task in the ledger; nothing is told where that is blank."""
        row = f"({place}+{BODY_ROW - 1})"
        blank = f"{place}={BLANK}"
        number_of = f"INDEX({NUMBERS},{place})"
        named = when(is_number(number_of), sentence_formula(judging.NTH, number=number_of), f"{number_of}&{BLANK}")
        link = when(blank, BLANK, ledger_link(row, named))
        doubted = unless_error(f"INDEX({NAMED['doubt']},{place})=1", "FALSE")
        mark = when(doubted, literal(words.MARKED), BLANK) if self.doubted else BLANK
        text, units, last = (when(blank, BLANK, told) for told in (text, units, last))
        return ListPlace(link, text, units, last, mark)


def _added(values: Sequence[CellValue], value: Plain) -> CellValue:
    formulas = [part.text for part in values if isinstance(part, Formula)]
    return Formula("+".join(formulas), value) if formulas and len(formulas) == len(values) else value
