"""单位汇总: every unit's tasks by state, by both counting rules, under the sum of distinct tasks."""

from collections.abc import Iterator, Sequence
from math import floor
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment, Tally, TallyRow
from xltrack.assessment.states import STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.live.book import RULES, SHARES, CountingRule, Live, counted
from xltrack.report.live.text import BLANK, is_number, literal, rate_formula, when
from xltrack.sheets.measure import rooms_of, row_height
from xltrack.sheets.model import (
    BODY_ROW,
    CellValue,
    Fill,
    Filled,
    Formula,
    Listing,
    LookRule,
    Plain,
    Row,
    Section,
    SheetColumn,
)
from xltrack.telling import words as common

_STATES: Final[tuple[State, ...]] = tuple(STATE_WORDS)
_NUMBERS: Final = tuple(SheetColumn(word, 5.5 + len(word), style="head.right") for word in STATE_WORDS.values())
_COLUMNS: Final = (
    SheetColumn(words.UNIT, 28), SheetColumn(words.TASKS, 8, style="head.right"), *_NUMBERS,
    SheetColumn(words.RATE, 11, style="head.right"), SheetColumn(words.BAR, 14), SheetColumn(words.RANK, 7, style="head.right"),
)  # fmt: skip
_NUMBER: Final = SheetColumn("单位号", 6, hidden=True)
_FIRST: Final = 2  # 0-based column of the first state
_RATE: Final = _FIRST + len(_STATES)
_BLOCK: Final = "█"
_BLOCKS: Final = 10
_UNIT: Final = column_letters(len(_COLUMNS) + 1)
_GAP: Final = 2  # an empty line and a heading before the sum of the next section


class _Part(NamedTuple):
    """One section: its heading, its lines by a counting rule, its notes, the row of its first unit."""

    heading: str
    rule: CountingRule
    rows: Sequence[TallyRow]
    notes: tuple[str, ...]
    top: int


def compose_units(assessment: Assessment, live: Live) -> Listing:
    """Both counting rules under each other; where they count the same, once, and a note says so."""
    notes = (words.DISTINCT,)
    if assessment.by_lead == assessment.by_named:
        parts = [_Part(words.SAME_HEADING, "named", assessment.by_named, (*notes, words.SAME_COUNTS), BODY_ROW + 1)]
    else:
        below = BODY_ROW + 1 + len(assessment.by_lead) + _GAP + 1
        parts = [
            _Part(words.LEAD_HEADING, "lead", assessment.by_lead, notes, BODY_ROW + 1),
            _Part(words.NAMED_HEADING, "named", assessment.by_named, notes, below),
        ]
    day = common.full_day(assessment.as_of)
    fixed = (words.ORDER_NOT_LIVE if live.units else words.NOT_LIVE).format(day=day)
    sections = tuple(_section(part, assessment.total, live) for part in parts)
    columns = (*_COLUMNS, _NUMBER) if live.units else _COLUMNS
    caption = f"{words.ROLL_UP_CAPTION}。{fixed}"
    return Listing(words.UNITS, words.UNITS, caption, columns, sections, frozen=1, rules=_RULES)


def _rule(state: State, when: str) -> LookRule:
    column = _FIRST + _STATES.index(state)
    return LookRule(column, column, f"{column_letters(column + 1)}§>0", when)


_RULES: Final = (
    LookRule(1, _RATE - 1, f"{column_letters(2)}§=0", "when.none"), _rule("overdue", "when.late"), _rule("due_soon", "when.soon"),
)  # fmt: skip


def _section(part: _Part, total: Tally, live: Live) -> Section:
    return Section(lambda: _rows(part, total, live), part.heading, part.notes)


def _rows(part: _Part, total: Tally, live: Live) -> Iterator[Row]:
    rooms = rooms_of(_COLUMNS)
    styles = ["text", "count.strong", *["count"] * len(_STATES), "rate", "bar", "rank", ""]
    rates = [row.tally.rate for row in part.rows]
    ranks = {
        rate: 1 + sum(other > rate for other in rates if other is not None) for rate in set(rates) if rate is not None
    }
    fills = _fills(part) if live.units else None
    # The sum stands above the units: below them it may be alone on a printed page.
    sums = ["sum", *["sum.count"] * (len(_STATES) + 1), "sum.rate", "sum.bar", "sum.count"]
    yield Row(_sums(part, total, live), sums, 24.0)
    for row in part.rows:
        shown = _values(row.tally)
        rank = common.NO_RATE if row.tally.rate is None else ranks[row.tally.rate]
        values: list[CellValue] = [row.label, *shown, _bar(row.tally.rate), rank]
        if fills:
            filled = [Filled(fill, value) for fill, value in zip(fills, values[1:], strict=True)]  # type: ignore[arg-type]
            values = [row.label, *filled, live.numbers[part.rule, row.label]]
        yield Row(values, styles, row_height([row.label, *[None] * (len(rooms) - 1)], rooms))


def _values(tally: Tally) -> list[Plain]:
    rate = common.NO_RATE if tally.rate is None else tally.rate
    return [tally.total, *[tally.of(state) for state in _STATES], rate]


def _bar(rate: float | None) -> str | None:
    return _BLOCK * floor(rate * _BLOCKS + 0.5) if rate is not None else None


def _fills(part: _Part) -> list[Fill]:
    """The formulas of the columns behind the name."""
    last = part.top + len(part.rows) - 1
    unit = [f"{SHARES['unit']},${_UNIT}§", RULES[part.rule]]
    counts = [counted(unit, SHARES["state"], *states) for states in (_STATES, *((state,) for state in _STATES))]
    rate = f"{column_letters(_RATE + 1)}"
    ranked = f"RANK({rate}§,${rate}${part.top}:${rate}${last})"
    rank = when(is_number(f"{rate}§"), ranked, literal(common.NO_RATE))
    return [Fill(text, last) for text in (*counts, _rate("§"), _bar_text(f"{rate}§"), rank)]


def _rate(row: str) -> str:
    return rate_formula({state: f"{column_letters(_FIRST + n + 1)}{row}" for n, state in enumerate(_STATES)})


def _bar_text(rate: str) -> str:
    return when(is_number(rate), f"REPT({literal(_BLOCK)},ROUND({rate}*{_BLOCKS},0))", BLANK)


def _sums(part: _Part, total: Tally, live: Live) -> list[CellValue]:
    """Distinct tasks: they are counted in the ledger."""
    row = str(part.top - 1)
    count, *states, rate = _values(total)
    counts = [live.state_count(value, state) for value, state in zip(states, _STATES, strict=True)]
    if not live.ledger:
        return [words.SUM, count, *counts, rate, _bar(total.rate), None]
    cell = f"{column_letters(_RATE + 1)}{row}"
    return [
        words.SUM, live.state_count(count, *_STATES), *counts, Formula(_rate(row), rate), Formula(_bar_text(cell), _bar(total.rate)), None,
    ]  # fmt: skip
