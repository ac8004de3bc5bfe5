"""What the sheets of a live book share: whether it is live, how its formulas count, how states look.

Formulas judge and count by the cell named 统计日期 and by what the clerk fills in; in a book that is too large for that all numbers
are values, and the sheets say so.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Assessment, Judged, TallyRow
from xltrack.assessment.states import STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.language.deadline.dates import last_day
from xltrack.report.live.columns import NAMED
from xltrack.report.live.decided import code_runs
from xltrack.report.live.text import literal
from xltrack.sheets.model import CellValue, Formula, LookRule, Plain

CountingRule = Literal["lead", "named"]
MOST_TASKS: Final = 20_000  # with formulas in the ledger; beyond, a spreadsheet takes seconds for each change
MOST_WORK: Final = 40_000_000  # counting formulas times the rows that each looks at
LISTED: Final = 200  # rows of a list that follow, spare ones among them
MOST_LISTED: Final = 500  # of a list that is longer as written
_UNIT_COLUMNS: Final = 12


class Share(NamedTuple):
    """A task's part in the counts of one unit: the task's number from 1, the unit's, its name, the part that it has.

    `role` is 1 for a leading unit, 2 for one that is only named, 0 for 「no leading unit」.
    """

    key: int
    unit: int
    name: str
    role: int


class Live(NamedTuple):
    """How far a book is live.

    Attributes:
        ledger: the ledger judges by formulas, and the numbers of 总览 count by them.
        units: the roll-ups by unit do so too; `numbers` are the units' numbers in 明细 by rule and name.
        shares: the rows of 明细.
    """

    ledger: bool = False
    units: bool = False
    numbers: Mapping[tuple[CountingRule, str], int] = MappingProxyType({})
    shares: tuple[Share, ...] = ()

    def state_count(self, value: Plain, *states: State) -> CellValue:
        """Distinct tasks in some states."""
        return self._count(value, [], states)

    def month_count(self, value: Plain, first: str, last: str, *states: State) -> CellValue:
        """Distinct tasks in some states whose judged day lies from one month to another (「2021-07」)."""
        return self._count(value, within(NAMED["due"], month_bounds(first)[0], month_bounds(last)[1]), states)

    def stage_count(self, value: Plain, stage: int, *states: State) -> CellValue:
        """Distinct tasks in some states of one stage, by its place in `Assessment.by_stage` from 1."""
        return self._count(value, [f"{NAMED['stage']},{stage}"], states)

    def office_count(self, value: Plain, document: int, *states: State) -> CellValue:
        """Distinct tasks in some states of one document, by its place in `Assessment.documents` from 0."""
        return self._count(value, [f"{NAMED['office']},{document + 1}"], states)

    def _count(self, value: Plain, criteria: Sequence[str], states: Sequence[State]) -> CellValue:
        return Formula(counted(criteria, NAMED["state"], *states), value) if self.ledger else value

    def unit_count(self, value: Plain, unit: str, rule: CountingRule, *states: State) -> CellValue:
        """Tasks in some states of one unit by a counting rule; 「*」 counts the tasks of every unit, each anew."""
        number = self.numbers.get((rule, unit))
        if not self.units or (number is None and unit != "*"):
            return value
        criteria = [RULES[rule]] if number is None else [f"{SHARES['unit']},{number}", RULES[rule]]
        return Formula(counted(criteria, SHARES["state"], *states), value)


# Names of the columns of 明细.
SHARES: Final = {
    "unit": "xltrack_unit_numbers", "role": "xltrack_unit_roles", "state": "xltrack_unit_states", "due": "xltrack_unit_dues",
}  # fmt: skip
RULES: Final[dict[CountingRule, str]] = {"lead": f'{SHARES["role"]},"<2"', "named": f'{SHARES["role"]},">0"'}


def live_of(assessment: Assessment) -> Live:
    """How far the book of an assessment can be live."""
    if not 0 < len(assessment.tasks) <= MOST_TASKS:
        return Live()
    numbers = _numbers(assessment)
    count = sum(len(judged.named) + (not judged.lead) for judged in assessment.tasks)
    units = count * len(numbers) * _UNIT_COLUMNS <= MOST_WORK
    shares = tuple(share for key, j in enumerate(assessment.tasks, 1) for share in _shares(key, j, numbers))
    return Live(True, units, numbers, shares if units else ())


def _numbers(assessment: Assessment) -> dict[tuple[CountingRule, str], int]:
    """A unit has one number by both rules; tasks without a unit have one by each."""
    places: dict[str, int] = {}
    numbers: dict[tuple[CountingRule, str], int] = {}
    rules: tuple[tuple[CountingRule, Sequence[TallyRow]], ...] = (
        ("named", assessment.by_named), ("lead", assessment.by_lead),
    )  # fmt: skip
    for rule, rows in rules:
        for row in rows:
            none = row.label == judging.NO_UNIT
            numbers[rule, row.label] = places.setdefault(f"{rule} " if none else row.label, len(places) + 1)
    return numbers


def _shares(key: int, judged: Judged, numbers: dict[tuple[CountingRule, str], int]) -> list[Share]:
    lead = frozenset(judged.lead)
    found = [Share(key, numbers["named", name], name, 1 if name in lead else 2) for name in judged.named]
    if not judged.named:
        found.append(Share(key, numbers["named", judging.NO_UNIT], judging.NO_UNIT, 2))
    if not judged.lead:
        found.append(Share(key, numbers["lead", judging.NO_UNIT], judging.NO_UNIT, 0))
    return found


def counted(criteria: Sequence[str], column: str, *states: State) -> str:
    """How many rows meet some criteria and stand in some states: COUNTIFS for each run of states."""
    return "+".join(f"COUNTIFS({','.join([*criteria, *_run(column, *run)])})" for run in code_runs(states))


def _run(column: str, first: int, last: int) -> list[str]:
    return [f"{column},{first}"] if first == last else [f'{column},">={first}"', f'{column},"<={last}"']


def within(column: str, first: date | None, last: date | None) -> list[str]:
    """Criteria of COUNTIFS for days from one to another, both included."""
    bounds = ((">=", first), ("<=", last))
    return [f'{column},"{sign}{literal(day)}"' for sign, day in bounds if day]


def month_bounds(month: str) -> tuple[date, date]:
    """The first and last day of 「2021-07」."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=last_day(first.year, first.month))


def live_rules(column: int) -> tuple[LookRule, ...]:
    """How the words in the column of states look (0-based), and the days beside it where a task is late."""
    late = f"${column_letters(column + 1)}§={literal(STATE_WORDS['overdue'])}"
    return (*word_rules(column), LookRule(column + 1, column + 1, late, "when.late"))


def word_rules(column: int) -> tuple[LookRule, ...]:
    """How the words of states look in a column (0-based)."""
    cell = f"${column_letters(column + 1)}§"
    return tuple(LookRule(column, column, f"{cell}={literal(told)}", f"when.{s}") for s, told in STATE_WORDS.items())
