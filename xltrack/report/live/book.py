"""What the sheets of a live book share: whether it is live, how its formulas count, how states look; and the rows they count.

Formulas judge and count by the cell named 统计日期 and by what the clerk fills in; in a book that is too large for that all numbers
are values, and the sheets say so. 明细 is hidden: one row for each task and unit, so that a count never takes one unit's name for
another's; behind it stand the words that the formulas of the ledger understand.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Assessment, Judged, TallyRow
from xltrack.assessment.money import KINDS
from xltrack.assessment.states import CODES, STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.language.deadline.dates import last_day
from xltrack.report import words
from xltrack.report.live.columns import CODES_NAME, NAMED, SENSES, WORDS_NAME
from xltrack.report.live.formulas import AS_OF, IS_PLAN, code_runs, joined, literal, unanswered, unless_error, when
from xltrack.report.live.pace_columns import PACE_NAMED, SUMMED, summed_columns
from xltrack.sheets.cellxml import serial
from xltrack.sheets.model import BODY_ROW, CellValue, Fill, Formula, Listing, LookRule, Plain, Sheaf, SheetColumn

if TYPE_CHECKING:
    from xltrack.assessment.pace import Paces

CountingRule = Literal["lead", "named"]
MOST_TASKS: Final = 20_000  # with formulas in the ledger; beyond, a spreadsheet takes seconds for each change
MOST_WORK: Final = 40_000_000  # counting formulas times the rows that each looks at
LISTED: Final = 200  # rows of a list that follow, spare ones among them
MOST_LISTED: Final = 500  # of a list that is longer as written
_UNIT_COLUMNS: Final = 15


class Live(NamedTuple):
    """How far a book is live.

    Attributes:
        ledger: the ledger judges by formulas, and the numbers of 总览 count by them.
        units: the roll-ups by unit do so too; `numbers` are the units' numbers in 明细 by rule and name.
        planned: whether nobody has answered some table.
        uncounted: the expression of how many rows of the ledger were inserted by hand and are not counted yet.
        paces: how tasks keep pace with their time, in a book that says so.
        shares: a task's part in the counts of one unit, for each row of 明细: the task's number from 1, the unit's, its part
            (1 for a leading unit, 2 for one that is only named, 0 for 「no leading unit」).
    """

    ledger: bool = False
    units: bool = False
    numbers: Mapping[tuple[CountingRule, str], int] = {}
    shares: tuple[tuple[int, int, int], ...] = ()
    planned: bool = False
    uncounted: str = ""
    paces: "Paces | None" = None

    def until_answered(self, value: Plain, plan: str, told: str) -> CellValue:
        """What a plan says, by an expression, and from its first answer on another; `value` where nothing follows."""
        return Formula(when(IS_PLAN, plan, told), value) if self.ledger else value

    def told(self, words_: str, value: Plain) -> CellValue:
        """What an expression tells; of rows that nobody counts yet it tells first that there are any."""
        if not self.uncounted:
            return Formula(words_, value)
        waiting = joined(words.UNCOUNTED, count=self.uncounted)
        return Formula(when(f"{self.uncounted}>0", waiting, words_), value)

    def task_count(self, value: Plain, states: Sequence[State], criteria: Sequence[str] = ()) -> CellValue:
        """Distinct tasks in some states that meet criteria of COUNTIFS over the ledger."""
        return Formula(counted(criteria, NAMED["state"], *states), value) if self.ledger else value

    def unit_count(
        self, value: Plain, unit: str, rule: CountingRule, states: Sequence[State], criteria: Sequence[str] = ()
    ) -> CellValue:
        """Tasks in some states of one unit by a counting rule; 「*」 counts the tasks of every unit, each anew."""
        number = self.numbers.get((rule, unit))
        if not self.units or (number is None and unit != "*"):
            return value
        own = [RULES[rule]] if number is None else [f"{SHARES['unit']},{number}", RULES[rule]]
        return Formula(counted([*own, *criteria], SHARES["state"], *states), value)


# Names of the columns of 明细.
SHARES: Final = {
    "unit": "xltrack_unit_numbers", "role": "xltrack_unit_roles", "state": "xltrack_unit_states", "due": "xltrack_unit_dues",
    "planned": "xltrack_unit_plans", **{name: f"xltrack_unit{PACE_NAMED[name].removeprefix('xltrack')}_sum" for name in SUMMED},
}  # fmt: skip
RULES: Final[dict[CountingRule, str]] = {"lead": f'{SHARES["role"]},"<2"', "named": f'{SHARES["role"]},">0"'}


def live_of(assessment: Assessment, paces: "Paces | None" = None) -> Live:
    """How far the book of an assessment can be live."""
    if not 0 < len(assessment.tasks) <= MOST_TASKS:
        return Live(paces=paces)
    numbers = _numbers(assessment)
    count = sum(len(judged.named) + (not judged.lead) for judged in assessment.tasks)
    units = count * len(numbers) * _UNIT_COLUMNS <= MOST_WORK
    tasks = enumerate(assessment.tasks, 1) if units else ()
    shares = tuple(share for key, j in tasks for share in _shares(key, j, numbers))
    return Live(True, units, numbers, shares, any(judged.planned for judged in assessment.tasks), paces=paces)


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


def _shares(
    key: int, judged: Judged, numbers: Mapping[tuple[CountingRule, str], int]
) -> Iterator[tuple[int, int, int]]:
    lead, none = frozenset(judged.lead), judging.NO_UNIT
    for name in judged.named or (none,):
        yield key, numbers["named", name], 1 if name in lead else 2
    if not judged.lead:
        yield key, numbers["lead", none], 0


def summed(criteria: Sequence[str], name: str) -> str:
    """The sum of amounts or weights over the rows of 明细 that meet some criteria, over distinct tasks without any."""
    return f"SUMIFS({','.join([SHARES[name], *criteria])})" if criteria else f"SUM({PACE_NAMED[name]})"


def pace_sums(paces: "Paces", criteria: Sequence[str]) -> tuple[str, str, str]:
    """Weights, progress and 序时 summed by these, over what meets some criteria; without money each task weighs 1."""
    if paces.weighed:
        return summed(criteria, "weight"), summed(criteria, "by_progress"), summed(criteria, "by_elapsed")
    weight = f"COUNT({PACE_NAMED['progress']})"
    if criteria:
        weight = f"COUNTIFS({','.join([*criteria, SHARES['progress'], literal('>=0')])})"
    return weight, summed(criteria, "progress"), summed(criteria, "elapsed")


def counted(criteria: Sequence[str], column: str, *states: State) -> str:
    """How many rows meet some criteria and stand in some states: COUNTIFS for each run of states."""
    runs = (
        (f"{column},{first}",) if first == last else (f'{column},">={first}"', f'{column},"<={last}"')
        for first, last in code_runs(states)
    )
    return "+".join(f"COUNTIFS({','.join([*criteria, *run])})" for run in runs)


def within(column: str, first: date | None, last: date | None) -> list[str]:
    """Criteria of COUNTIFS for days from one to another, both included."""
    return [f'{column},"{sign}{literal(day)}"' for sign, day in ((">=", first), ("<=", last)) if day]


def by_now(column: str) -> list[str]:
    """Criteria of COUNTIFS for days up to that of judgement."""
    return [f'{column},"<="&{AS_OF}']


def month_bounds(month: str) -> tuple[date, date]:
    """The first and last day of 「2021-07」."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=last_day(first.year, first.month))


def word_rules(column: int) -> tuple[LookRule, ...]:
    """How the words of states look in a column (0-based)."""
    cell = f"${column_letters(column + 1)}§"
    return tuple(LookRule(column, column, f"{cell}={literal(told)}", f"when.{s}") for s, told in STATE_WORDS.items())


# The columns of 明细 in their order, with their widths; `planned` stands there only where nobody has answered some table, what
# is summed where there is money or pace.
_WIDTHS: Final = {
    "key": 8, "unit": 8, "role": 8, "state": 8, "due": 12, "planned": 8, **dict.fromkeys(SUMMED, 8), "gap": 3, "word": 16, "code": 8,
}  # fmt: skip
_SHARE: Final = ("key", "unit", "role")
_KEY: Final = f"${column_letters(1)}§"


def understood_words() -> tuple[tuple[str, int], ...]:
    """The words that formulas understand, each with the number of what it means."""
    return tuple((word, SENSES[sense]) for sense, among in words.UNDERSTOOD.items() for word in among)


def compose_detail(assessment: Assessment, live: Live) -> Listing | None:
    """The sheet; None in a book without formulas."""
    if not live.ledger:
        return None
    unused = frozenset(SUMMED).difference(summed_columns(live.paces)).union(() if live.planned else ("planned",))
    last = BODY_ROW + max(len(live.shares), len(understood_words())) - 1
    at = {name: n for n, name in enumerate(name for name in _WIDTHS if name not in unused)}
    columns = tuple(SheetColumn(words.DETAIL_HEAD[name], _WIDTHS[name]) for name in at)
    styles = tuple("plain.date" if name == "due" else "" for name in at)
    # A row of the ledger is found by its number even where the rows were sorted; one that was deleted counts no more.
    fills = {
        at[name]: _looked_up(name, last) for name in ("state", "due", "planned", *SUMMED) if live.shares and name in at
    }
    shared = {name: defined for name, defined in SHARES.items() if live.shares and name in at}
    named = {**shared, "word": WORDS_NAME, "code": CODES_NAME}
    return Listing(
        words.DETAIL, words.DETAIL, words.DETAIL_CAPTION, columns, (Sheaf(lambda: _rows(assessment, live, unused), styles, fills),),
        names=tuple((defined, at[name], at[name]) for name, defined in named.items()), hidden=True,
    )  # fmt: skip


def _rows(assessment: Assessment, live: Live, unused: Collection[str]) -> Iterator[tuple[Plain, ...]]:
    # A day that a spreadsheet has no number for counts in no month.
    followed: dict[str, Iterable[Plain]] = {
        "state": (CODES[judged.state] for judged in assessment.tasks),
        "due": (judged.due if judged.due and serial(judged.due) else None for judged in assessment.tasks),
        "planned": (int(judged.planned) for judged in assessment.tasks),
        **_amounts(live.paces),
    }
    told = [*zip(*(values for name, values in followed.items() if name not in unused), strict=True)]
    known, blank = understood_words(), (None,) * (len(_SHARE) + len(followed.keys() - unused))
    shares = ((*share, *told[share[0] - 1]) for share in live.shares)
    for word, row in zip_longest(known, islice(shares, len(known))):
        yield (*(row or blank), None, *word)
    yield from shares


def _amounts(paces: "Paces | None") -> dict[str, Iterable[Plain]]:
    """What is summed, of each task."""
    if paces is None:
        return {}
    told: dict[str, Iterable[Plain]] = {
        "weight": (pace and pace.weight for pace in paces.tasks),
        "by_progress": (pace and pace.weight * pace.progress for pace in paces.tasks),
        "by_elapsed": (pace and pace.weight * pace.elapsed for pace in paces.tasks),
        "progress": (pace and pace.progress for pace in paces.tasks),
        "elapsed": (pace and pace.elapsed for pace in paces.tasks),
    }
    return {**{kind: [amounts[place] for amounts in paces.amounts] for place, kind in enumerate(KINDS)}, **told}


def _looked_up(name: str, last: int) -> Fill:
    keys, found = NAMED["key"], f"MATCH({_KEY},{NAMED['key']},0)"
    place = when(f"INDEX({keys},{_KEY})={_KEY}", _KEY, found)
    return Fill(unless_error(_value_at(name, place), unless_error(_value_at(name, found))), last)


def _value_at(name: str, place: str) -> str:
    if name != "planned":
        return f"INDEX({PACE_NAMED.get(name) or NAMED[name]},{place})"
    return when(unanswered(f"INDEX({NAMED['source']},{place})"), "1", "0")
