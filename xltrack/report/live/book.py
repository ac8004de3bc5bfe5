"""What the sheets of a live book share: whether it is live, how its formulas count, how states look; and the rows they count.

Formulas judge and count by the cell named 统计日期 and by what the clerk fills in; in a book that is too large for that all numbers
are values, and the sheets say so. 明细 is hidden: one row for each task and unit, so that a count never takes one unit's name for
another's; behind it stand the words that the formulas of the ledger understand.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.decisions import STATE
from xltrack.assessment.model import Assessment, Judged, TallyRow, Verdict
from xltrack.assessment.money import KINDS
from xltrack.assessment.states import CODES, SETTLED_STATES, STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.domain.settings import Policy
from xltrack.language.deadline.dates import last_day
from xltrack.ooxml.spelling import serial
from xltrack.report import words
from xltrack.report.live.columns import CODES_NAME, NAMED, SENSES, WORDS_NAME
from xltrack.report.live.formulas import (
    AS_OF,
    BLANK,
    IS_PLAN,
    code_runs,
    decided,
    is_in,
    is_number,
    literal,
    sentence_formula,
    some,
    unanswered,
    unless_error,
    when,
)
from xltrack.report.live.pace_columns import PACE_NAMED, SUMMED, summed_columns
from xltrack.sheets.model import BODY_ROW, CellValue, Fill, Formula, Listing, LookRule, Plain, Sheaf, SheetColumn

if TYPE_CHECKING:
    from xltrack.assessment.pace import Paces

CountingRule = Literal["lead", "named"]
MOST_TASKS: Final = 20_000  # with formulas in the ledger; beyond, a spreadsheet takes seconds for each change
MOST_WORK: Final = 40_000_000  # counting formulas times the rows that each looks at
LISTED: Final = 200  # rows of a list that follow, spare ones among them
MOST_LISTED: Final = 500  # of a list that is longer as written
_UNIT_COLUMNS: Final = 15


class Share(NamedTuple):
    """A task's part in the counts of one unit: a row of 明细.

    Attributes:
        key: the task's number from 1.
        unit: the unit's.
        role: 1 for a leading unit, 2 for one that is only named, 0 for 「no leading unit」.
        own: of a unit that answers for itself the number of its state where that is over, else of what it told.
        own_due, own_warn: its day that is judged, and the first day of its warning.
        own_whole: the number of what the task as a whole is told to be, as written: once something else is typed, that counts.
    """

    key: int
    unit: int
    role: int
    own: int | None = None
    own_due: date | None = None
    own_warn: date | None = None
    own_whole: int | None = None


class Live(NamedTuple):
    """How far a book is live.

    Attributes:
        ledger: the ledger judges by formulas, and the numbers of 总览 count by them.
        units: the roll-ups by unit do so too; `numbers` are the units' numbers in 明细 by rule and name.
        planned: whether nobody has answered some table.
        uncounted: the expression of how many rows of the ledger were inserted by hand and are not counted yet.
        paces: how tasks keep pace with their time, in a book that says so.
        shares: the rows of 明细.
    """

    ledger: bool = False
    units: bool = False
    numbers: Mapping[tuple[CountingRule, str], int] = {}
    shares: tuple[Share, ...] = ()
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
        waiting = sentence_formula(words.UNCOUNTED, count=self.uncounted)
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


def _shares(key: int, judged: Judged, numbers: Mapping[tuple[CountingRule, str], int]) -> Iterator[Share]:
    lead, none = frozenset(judged.lead), judging.NO_UNIT
    own = {part.unit: (*_own(part.verdict), CODES[judged.verdict.told]) for part in judged.parts}
    for name in judged.named or (none,):
        yield Share(key, numbers["named", name], 1 if name in lead else 2, *own.get(name, ()))
    if not judged.lead:
        yield Share(key, numbers["lead", none], 0)


def _own(verdict: Verdict) -> tuple[int, date | None, date | None]:
    code = CODES[verdict.state if verdict.state in SETTLED_STATES else verdict.told]
    return code, verdict.node and verdict.node.due, verdict.basis.warn


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
# is summed where there is money or pace; where units told something each for itself `_OWN` of them, and `whole`, the task's state.
_OWN: Final = ("own", "own_due", "own_warn", "own_whole")
_WHOLE: Final = ("told", "whole")
_WIDTHS: Final = {
    "key": 8, "unit": 8, "role": 8, **dict.fromkeys(_OWN, 10), **dict.fromkeys(_WHOLE, 8),
    "state": 8, "due": 12, "planned": 8, **dict.fromkeys(SUMMED, 8), "gap": 3, "word": 16, "code": 8,
}  # fmt: skip
_SHARE: Final = ("key", "unit", "role")
_DAYS: Final = ("due", "own_due", "own_warn")
_KEY: Final = f"${column_letters(1)}§"


def understood_words() -> tuple[tuple[str, int], ...]:
    """The words that formulas understand, each with the number of what it means."""
    return tuple((word, SENSES[sense]) for sense, among in words.UNDERSTOOD.items() for word in among)


def compose_detail(assessment: Assessment, live: Live) -> Listing | None:
    """The sheet; None in a book without formulas."""
    if not live.ledger:
        return None
    shared = any(judged.parts for judged in assessment.tasks)
    unused = frozenset(SUMMED).difference(summed_columns(live.paces)).union(() if live.planned else ("planned",))
    unused |= frozenset(() if shared else (*_OWN, *_WHOLE))
    last = BODY_ROW + max(len(live.shares), len(understood_words())) - 1
    at = {name: n for n, name in enumerate(name for name in _WIDTHS if name not in unused)}
    columns = tuple(SheetColumn(words.DETAIL_HEAD[name], _WIDTHS[name]) for name in at)
    styles = tuple("plain.date" if name in _DAYS else "" for name in at)
    # A row of the ledger is found by its number even where the rows were sorted; one that was deleted counts no more.
    fills = {
        at[name]: _looked_up(name, last) for name in ("state", "due", "planned", *SUMMED) if live.shares and name in at
    }
    if shared and live.shares:
        cells = {name: f"${column_letters(place + 1)}§" for name, place in at.items()}
        fills |= {at["told"]: _looked_up("told", last), at["whole"]: fills[at["state"]]}
        fills[at["state"]] = Fill(_own_state(cells, assessment.policy), last)
        own_due = when(is_number(cells["own_due"]), cells["own_due"], BLANK)
        fills[at["due"]] = Fill(_own_unless(cells, fills[at["due"]].text, own_due), last)
    shown = {name: defined for name, defined in SHARES.items() if live.shares and name in at}
    named = {**shown, "word": WORDS_NAME, "code": CODES_NAME}
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
    shared = "own" not in unused
    more = (*_OWN, *_WHOLE) if shared else ()
    known, blank = understood_words(), (None,) * (len(_SHARE) + len(more) + len(followed.keys() - unused))
    tell = partial(_shared, assessment.tasks) if shared else _plain
    shares = (tell(share, told[share.key - 1]) for share in live.shares)
    for word, row in zip_longest(known, islice(shares, len(known))):
        yield (*(row or blank), None, *word)
    yield from shares


def _plain(share: Share, told: tuple[Plain, ...]) -> tuple[Plain, ...]:
    return (share.key, share.unit, share.role, *told)


def _shared(tasks: Sequence[Judged], share: Share, told: tuple[Plain, ...]) -> tuple[Plain, ...]:
    """A row of a book in which units answer for themselves; `told` begins with state and day of the task."""
    whole, due, *rest = told
    judged, own = tasks[share.key - 1], share[len(_SHARE) :]
    state = whole
    if share.own is not None:
        part = next(part.verdict for part in judged.parts if (*_own(part.verdict), share.own_whole) == own)
        state, due = CODES[part.state], share.own_due
    return (*share, CODES[judged.verdict.told], whole, state, due, *rest)


def _own_state(at: Mapping[str, str], policy: Policy) -> str:
    """The state of a unit in a task: that of the task where it has not answered for itself, or where all of it is over."""
    excused = f"{at['own']}={CODES['unreported']}" if policy.unreported == "never" else "FALSE"
    facts = {
        "as_of": AS_OF, "node": at["own_due"], "warn": at["own_warn"], "excused": excused,
        "endless": is_in(at["whole"], "ongoing"),
    }  # fmt: skip
    still = decided(STATE["unreported"], facts, lambda state: at["own"] if state == "unreported" else str(CODES[state]))
    return _own_unless(at, at["whole"], when(is_in(at["own"], *SETTLED_STATES), at["own"], still))


def _own_unless(at: Mapping[str, str], whole: str, own: str) -> str:
    """What holds of a unit, unless it has not answered for itself, or something else was typed of the task since."""
    return when(some(f"{at['own']}={BLANK}", f"{at['told']}<>{at['own_whole']}"), whole, own)


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
