"""单位汇总 and 单位×月份: every unit's tasks by state and by the month in which they fall due, by formulas that go on counting."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial
from itertools import product
from math import floor
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.assess import count_states
from xltrack.assessment.model import Assessment, Tally, TallyRow
from xltrack.assessment.states import COUNTED_STATES, DONE_STATES, DUE_STATES, STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.live.book import MOST_WORK, RULES, SHARES, CountingRule, Live, by_now, counted, month_bounds, within
from xltrack.report.live.columns import NAMED
from xltrack.report.live.formulas import BLANK, IS_PLAN, every, is_number, literal, rate_formula, sentence_formula, when
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

if TYPE_CHECKING:
    from xltrack.report.unit_pace import UnitPace

_STATES: Final[tuple[State, ...]] = tuple(STATE_WORDS)
_NUMBERS: Final = tuple(SheetColumn(word, 5.5 + len(word), style="head.right") for word in STATE_WORDS.values())
_COLUMNS: Final = (
    SheetColumn(words.UNIT, 22), SheetColumn(words.TASKS, 8, style="head.right"), *_NUMBERS,
    SheetColumn(words.FELL_DUE, 6, style="head.right"), SheetColumn(words.DUE_RATE, 11, style="head.right"),
    SheetColumn(words.RANK, 6, style="head.right"), SheetColumn(words.RATE, 9, style="head.right"), SheetColumn(words.BAR, 13),
)  # fmt: skip
_NUMBER: Final = SheetColumn(words.UNIT_NUMBER, 6, hidden=True)
_FIRST: Final = 2  # 0-based column of the first state
_DUE: Final = _FIRST + len(_STATES)  # then 到期完成率, 名次, 完成率 and its bar
_DUE_RATE, _RANK, _RATE, _BAR = _DUE + 1, _DUE + 2, _DUE + 3, _DUE + 4
_BLOCK: Final = "█"
_BLOCKS: Final = 10
_CLOSER: Final = 3.0  # points: lines of numbers need less air than words
_GAP: Final = 2  # an empty line and a heading before the sum of the next section
_RULES: Final = (
    LookRule(1, _DUE, f"{column_letters(2)}§=0", "when.none"),
    *(
        LookRule(column, column, f"{column_letters(column + 1)}§>0", look)
        for column, look in (
            (_FIRST + _STATES.index("overdue"), "when.late"),
            (_FIRST + _STATES.index("due_soon"), "when.soon"),
        )
    ),
)
_MOST_MONTHS: Final = 12
_PAST: Final = 3
_DAY: Final = timedelta(days=1)
_CELL: Final = f"{column_letters(2)}§"  # the first month of a line; a rule moves on to the others
_LOOKS: Final = 5  # counts behind one cell
_DROPPED: Final[tuple[State, ...]] = ("suspended", "cancelled")
_COUNTED: Final = tuple(state for state in STATE_WORDS if state not in _DROPPED)
# A column of months: its head, its first and last day (None: open); the last one, without both, holds what has no date.
_Span = tuple[str, date | None, date | None]


class _Part(NamedTuple):
    """One section: its heading, its lines by a counting rule, its notes, the row of its first unit, what it says of pace."""

    heading: str
    rule: CountingRule
    rows: Sequence[TallyRow]
    notes: tuple[str, ...]
    top: int
    pace: "UnitPace | None" = None


def compose_units(assessment: Assessment, live: Live) -> Listing:
    """Both counting rules under each other; where they count the same, once, and a note says so."""
    notes, top = (words.DISTINCT,), BODY_ROW + 1
    if assessment.by_lead == assessment.by_named:
        parts = [_Part(words.SAME_HEADING, "named", assessment.by_named, (*notes, words.SAME_COUNTS), top)]
    else:
        below = top + len(assessment.by_lead) + _GAP + 1
        parts = [
            _Part(words.LEAD_HEADING, "lead", assessment.by_lead, notes, top),
            _Part(words.NAMED_HEADING, "named", assessment.by_named, notes, below),
        ]
    shown, told = _COLUMNS, words.ROLL_UP_CAPTION
    if paces := live.paces:
        from xltrack.report.unit_pace import pace_caption, unit_pace, with_pace

        shown, told = with_pace(_COLUMNS, paces), told + pace_caption(paces)
        parts = [p._replace(pace=unit_pace(assessment, paces, p.rule, _BAR, money=n == 0)) for n, p in enumerate(parts)]
    sections = tuple(Section(partial(_rows, p, shown, assessment.total, live), p.heading, p.notes) for p in parts)
    columns = (*shown, _NUMBER) if live.units else shown
    caption = _caption(told, assessment, follows=live.units)
    return Listing(words.UNITS, words.UNITS, caption, columns, sections, frozen=1, rules=_RULES)


def _caption(told: str, assessment: Assessment, *, follows: bool) -> str:
    fixed = words.ORDER_NOT_LIVE if follows else words.NOT_LIVE
    return f"{told}。{fixed.format(day=common.full_day(assessment.as_of))}"


def _rows(part: _Part, columns: Sequence[SheetColumn], total: Tally, live: Live) -> Iterator[Row]:
    rooms, pace = rooms_of(columns), part.pace
    ends, sum_ends = (pace.styles, pace.sum_styles) if pace else (["bar"], ["sum.bar"])
    styles = ["text", "count.strong", *["count"] * (len(_STATES) + 1), "rate", "rank", "rate", *ends, ""]
    rates = sorted((row.tally.due_rate for row in part.rows if row.tally.due_rate is not None), reverse=True)
    fills = _fills(part, len(columns), planned=live.planned) if live.units else ()
    # The sum stands above the units: below them it may be alone on a printed page.
    sums = ["sum", *["sum.count"] * (len(_STATES) + 2), "sum.rate", "sum.count", "sum.rate", *sum_ends]
    yield Row(_sums(part, total, live), sums, 24.0)
    for row in part.rows:
        due_rate = row.tally.due_rate
        rank = common.NO_RATE if due_rate is None else rates.index(due_rate) + 1
        shown = [*_values(row.tally, rank), *(pace.values(row.label) if pace else [_bar(row.tally.rate)])]
        cells: list[CellValue] = [*map(Filled, fills, shown), live.numbers[part.rule, row.label]] if fills else [*shown]
        yield Row([row.label, *cells], styles, row_height([row.label, *[None] * (len(rooms) - 1)], rooms) - _CLOSER)


def _values(tally: Tally, rank: int | str | None) -> list[Plain]:
    """The numbers behind the name."""
    rate = common.NO_RATE if tally.rate is None else tally.rate
    due_rate = words.NOT_DUE if tally.due_rate is None else tally.due_rate
    return [tally.total, *[tally.of(state) for state in _STATES], tally.due, due_rate, rank, rate]


def _bar(rate: float | None) -> str | None:
    return _BLOCK * floor(rate * _BLOCKS + 0.5) if rate is not None else None


def _fills(part: _Part, columns: int, *, planned: bool) -> list[Fill]:
    """The formulas of the columns behind the name; `columns` are those before the one of numbers."""
    last = part.top + len(part.rows) - 1
    unit = _of_unit(columns, part.rule)
    counts = [counted(unit, SHARES["state"], *states) for states in (_STATES, *((state,) for state in _STATES))]
    due, met = (counted([*unit, *by_now(SHARES["due"])], SHARES["state"], *of) for of in (DUE_STATES, DONE_STATES))
    due_rate, rate = column_letters(_DUE_RATE + 1), column_letters(_RATE + 1)
    ranked = f"RANK({due_rate}§,${due_rate}${part.top}:${due_rate}${last})"
    plans = counted([*unit, f"{SHARES['planned']},1"], SHARES["state"], *COUNTED_STATES) if planned else "0"
    rank = when(is_number(f"{due_rate}§"), ranked, literal(common.NO_RATE))
    ends = part.pace.formulas(unit) if part.pace else [_bar_text(f"{rate}§")]
    shown = (*counts, due, _due_rate("§", met), rank, _rate("§", plans), *ends)
    return [Fill(text, last) for text in shown]


def _due_rate(row: str, met: str) -> str:
    """到期完成率 by the cell beside it, which counts what was due."""
    due = f"{column_letters(_DUE + 1)}{row}"
    return when(f"{due}=0", literal(words.NOT_DUE), f"({met})/{due}")


def _of_unit(column: int, rule: CountingRule) -> tuple[str, ...]:
    """The criteria of a unit whose number stands in a column (0-based)."""
    return f"{SHARES['unit']},${column_letters(column + 1)}§", RULES[rule]


def _rate(row: str, planned: str = "0") -> str:
    return rate_formula({state: f"{column_letters(_FIRST + n + 1)}{row}" for n, state in enumerate(_STATES)}, planned)


def _bar_text(rate: str) -> str:
    return when(is_number(rate), f"REPT({literal(_BLOCK)},ROUND({rate}*{_BLOCKS},0))", BLANK)


def _sums(part: _Part, total: Tally, live: Live) -> list[CellValue]:
    """Distinct tasks: they are counted in the ledger."""
    row, criteria = str(part.top - 1), by_now(NAMED["due"])
    count, *values = _values(total, None)
    states = [live.task_count(value, [state]) for value, state in zip(values, _STATES, strict=False)]
    due, due_rate, _, rate = values[len(_STATES) :]
    fell_due, met = live.task_count(due, DUE_STATES, criteria), live.task_count(total.met, DONE_STATES, criteria)
    behind: list[CellValue] = [*(part.pace.sum_values() if part.pace else [_bar(total.rate)])]
    ends: list[CellValue] = [due_rate, None, rate, *behind]
    if isinstance(met, Formula):
        told = when(IS_PLAN, literal(common.NO_RATE), _rate(row)) if live.planned else _rate(row)
        last = part.pace.formulas((), row) if part.pace else [_bar_text(f"{column_letters(_RATE + 1)}{row}")]
        following = [Formula(text, value) for text, value in zip(last, behind, strict=True)]  # type: ignore[arg-type]
        ends = [Formula(_due_rate(row, met.text), due_rate), None, Formula(told, rate), *following]
    return [words.SUM, live.task_count(count, _STATES), *states, fell_due, *ends]


def compose_unit_months(assessment: Assessment, live: Live) -> Listing:
    """The matrix by the counting rule that leads on 总览, the units in the order of 单位汇总."""
    rule: CountingRule = assessment.policy.rollup
    units = [row.label for row in (assessment.by_lead if rule == "lead" else assessment.by_named)]
    spans = _spans(assessment)
    follows = live.units and len(units) * (len(spans) + 1) * _LOOKS * len(live.shares) <= MOST_WORK
    heads = [
        *(SheetColumn(head, 9.5, style="head.center") for head, *_ in spans),
        SheetColumn(words.SUM, 13, style="head.center"),
    ]
    columns = (SheetColumn(words.UNIT, 26), *heads, *((_NUMBER,) if follows else ()))
    counts = _counts(assessment, rule, spans)
    section = Section(partial(_month_rows, units, spans, counts, live if follows else None, rule))
    counting = words.MONTHS_CAPTION.format(rule=words.COUNTED[rule])
    return Listing(
        words.UNIT_MONTHS, words.UNIT_MONTHS, _caption(counting, assessment, follows=follows), columns, (section,), frozen=1,
        rules=_month_rules(len(spans)),
    )  # fmt: skip


def _month_rules(spans: int) -> tuple[LookRule, ...]:
    late = literal(words.LATE_OF.split("{")[0].strip())
    slash = f"FIND({literal('/')},{_CELL}&{literal('/')})"
    done = every(f"{_CELL}<>{BLANK}", f"LEFT({_CELL},{slash}-1)=MID({_CELL},{slash}+1,9)")
    looks = ((is_number(f"SEARCH({late},{_CELL})"), "when.late"), (done, "when.done"))
    return tuple(LookRule(1, spans + 1, formula, look) for formula, look in looks)


def _spans(assessment: Assessment) -> list[_Span]:
    """Months in which anything can fall due, whichever milestone comes to be judged; those far off in one column each."""
    days = {m.due for j in assessment.tasks for m in j.verdict.basis.milestones}
    months = sorted({f"{day:%Y-%m}" for day in days})
    now = sum(month < f"{assessment.as_of:%Y-%m}" for month in months)
    first = max(0, min(now - _PAST, len(months) - _MOST_MONTHS))
    shown = [month_bounds(month) for month in months[first : first + _MOST_MONTHS]]
    spans: list[_Span] = [(words.MONTH_HEAD.format(year=day.year, month=day.month), day, last) for day, last in shown]
    before: list[_Span] = [(words.EARLIER, None, shown[0][0] - _DAY)] if first else []
    after: list[_Span] = [(words.LATER, shown[-1][1] + _DAY, None)] if len(months) > first + _MOST_MONTHS else []
    return [*before, *spans, *after, (words.UNDATED, None, None)]


def _counts(assessment: Assessment, rule: CountingRule, spans: Sequence[_Span]) -> dict[tuple[str, int], Tally]:
    """By unit and column; 「」 holds distinct tasks, the column behind the last the sum of a line."""

    @cache
    def place_of(day: date | None) -> int:
        found = (n for n, (_, first, last) in enumerate(spans) if day and (first or day) <= day <= (last or day))
        return next(found, len(spans) - 1)

    units = (judged.lead if rule == "lead" else judged.named for judged in assessment.tasks)
    places = ((place_of(judged.due), len(spans)) for judged in assessment.tasks)
    labels = (product(("", *(own or (judging.NO_UNIT,))), both) for own, both in zip(units, places, strict=True))
    return count_states(assessment.tasks, labels, unit_of=itemgetter(0))


def _words(tally: Tally | None) -> str | None:
    """「2/3 逾1」."""
    total = tally.total - tally.of(*_DROPPED) if tally else 0
    if not tally or not total:
        return None
    late = tally.of("overdue")
    return f"{tally.done}/{total}" + (words.LATE_OF.format(count=late) if late else "")


def _month_rows(
    units: Sequence[str],
    spans: Sequence[_Span],
    counts: dict[tuple[str, int], Tally],
    live: Live | None,
    rule: CountingRule,
) -> Iterator[Row]:
    rooms = [26, *[10] * (len(spans) + 1)]
    columns = range(len(spans) + 1)
    last, unit_of = BODY_ROW + len(units) - 1, _of_unit(len(spans) + 2, rule)
    fills = [Fill(_cell(unit_of, spans, n), last) for n in columns] if live else []
    styles = ["text", *["cell"] * len(spans), "cell.strong", ""]
    for unit in units:
        shown = [_words(counts.get((unit, n))) for n in columns]
        cells: list[CellValue] = [*map(Filled, fills, shown), live.numbers[rule, unit]] if live else [*shown]
        yield Row([unit, *cells], styles, row_height([unit, *[None] * len(columns)], rooms))
    total = [_words(counts.get(("", n))) for n in columns]
    sums: list[CellValue] = [Formula(_cell((), spans, n), value) for n, value in enumerate(total)] if live else [*total]
    yield Row([words.SUM, *sums], ["sum", *["sum.cell"] * len(columns)], 24.0)


def _cell(criteria: tuple[str, ...], spans: Sequence[_Span], place: int) -> str:
    """「done/total 逾late」 of one column, of all where `place` is behind the last; without criteria distinct tasks."""
    names = SHARES if criteria else NAMED
    bounds = within(names["due"], *spans[place][1:]) if place < len(spans) else []

    def number(*states: State) -> str:
        count = counted([*criteria, *bounds], names["state"], *states)
        if place == len(spans) - 1:
            dated = counted([*criteria, f'{names["due"]},">0"'], names["state"], *states)
            return f"({count}-{dated})"
        return count

    total, done, late = number(*_COUNTED), number(*DONE_STATES), number("overdue")
    marked = when(f"{late}>0", sentence_formula(words.LATE_OF, count=late), BLANK)
    return when(f"{total}=0", BLANK, f'{done}&"/"&{total}&{marked}')
