"""单位×月份: of what falls due in each month, how much every unit has done, and what of it is late."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.assess import count_states
from xltrack.assessment.model import Assessment, Tally
from xltrack.assessment.states import DONE_STATES, STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.live.book import MOST_WORK, RULES, SHARES, CountingRule, Live, counted, month_bounds, within
from xltrack.report.live.columns import NAMED
from xltrack.report.live.text import BLANK, every, is_number, joined, literal, when
from xltrack.sheets.measure import row_height
from xltrack.sheets.model import (
    BODY_ROW,
    CellValue,
    Fill,
    Filled,
    Formula,
    Listing,
    LookRule,
    Row,
    Section,
    SheetColumn,
)
from xltrack.telling import words as common

_MOST_MONTHS: Final = 12
_PAST: Final = 3
_CELL: Final = f"{column_letters(2)}§"  # the first month of a line; a rule moves on to the others
_LOOKS: Final = 5  # counts behind one cell
_DROPPED: Final[tuple[State, ...]] = ("suspended", "cancelled")
_COUNTED: Final = tuple(state for state in STATE_WORDS if state not in _DROPPED)


class _Span(NamedTuple):
    """A column: its head, its first and last day (None: open); without both it holds what has no date."""

    head: str
    first: date | None
    last: date | None

    def holds(self, day: date | None) -> bool:
        """Whether a day belongs here."""
        if day is None or (self.first is None and self.last is None):
            return day is None and self.first is None and self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def compose_unit_months(assessment: Assessment, live: Live) -> Listing:
    """The matrix by the counting rule that leads on 总览, the units in the order of 单位汇总."""
    rule: CountingRule = assessment.policy.rollup
    rows = [row.label for row in (assessment.by_lead if rule == "lead" else assessment.by_named)]
    spans = _spans(assessment)
    cells = len(rows) * (len(spans) + 1) * _LOOKS
    follows = live.units and cells * len(live.shares) <= MOST_WORK
    day = common.full_day(assessment.as_of)
    fixed = (words.ORDER_NOT_LIVE if follows else words.NOT_LIVE).format(day=day)
    counting = words.COUNT_LEAD if rule == "lead" else words.COUNT_NAMED
    head = "head.center"
    columns = (
        SheetColumn(words.UNIT, 26), *(SheetColumn(span.head, 9.5, style=head) for span in spans), SheetColumn(words.SUM, 13, style=head),
        *((SheetColumn("单位号", 6, hidden=True),) if follows else ()),
    )  # fmt: skip
    counts = _counts(assessment, rule, spans)
    section = Section(lambda: _rows(rows, spans, counts, live if follows else None, rule))
    caption = f"{words.MONTHS_CAPTION.format(rule=counting)}。{fixed}"
    return Listing(
        words.UNIT_MONTHS, words.UNIT_MONTHS, caption, columns, (section,), frozen=1, rules=_rules(len(spans))
    )


def _rules(spans: int) -> tuple[LookRule, ...]:
    late = literal(words.LATE_OF.split("{")[0].strip())
    slash = f"FIND({literal('/')},{_CELL}&{literal('/')})"
    done = every(f"{_CELL}<>{BLANK}", f"LEFT({_CELL},{slash}-1)=MID({_CELL},{slash}+1,9)")
    looks = ((is_number(f"SEARCH({late},{_CELL})"), "when.late"), (done, "when.done"))
    return tuple(LookRule(1, spans + 1, formula, look) for formula, look in looks)


def _spans(assessment: Assessment) -> list[_Span]:
    """Months in which anything can fall due, whichever milestone comes to be judged; those far off in one column each."""
    days = {m.due for j in assessment.tasks for m in j.verdict.basis.milestones}
    months = sorted({f"{day:%Y-%m}" for day in days})
    none = _Span(words.UNDATED, None, None)
    if len(months) <= _MOST_MONTHS:
        return [*map(_month, months), none]
    now = sum(month < f"{assessment.as_of:%Y-%m}" for month in months)
    first = max(0, min(now - _PAST, len(months) - _MOST_MONTHS))
    shown = [_month(month) for month in months[first : first + _MOST_MONTHS]]
    before = [_Span(words.EARLIER, None, _before(shown[0].first))] if first else []
    after = [_Span(words.LATER, _after(shown[-1].last), None)] if first + _MOST_MONTHS < len(months) else []
    return [*before, *shown, *after, none]


def _month(month: str) -> _Span:
    first, last = month_bounds(month)
    return _Span(words.MONTH_HEAD.format(year=first.year, month=first.month), first, last)


def _before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


def _after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _counts(assessment: Assessment, rule: CountingRule, spans: Sequence[_Span]) -> dict[tuple[str, int], Tally]:
    """By unit and column; 「」 holds distinct tasks, column -1 the sum of a line."""
    place_of = cache(lambda day: next(n for n, span in enumerate(spans) if span.holds(day)))
    return count_states(
        ((unit, place), judged.state)
        for judged in assessment.tasks
        for unit in ("", *((judged.lead if rule == "lead" else judged.named) or (judging.NO_UNIT,)))
        for place in (place_of(judged.due), -1)
    )


def _words(tally: Tally | None) -> str | None:
    """「2/3 逾1」."""
    total = tally.total - tally.of(*_DROPPED) if tally else 0
    if not tally or not total:
        return None
    late = tally.of("overdue")
    return f"{tally.done}/{total}" + (words.LATE_OF.format(count=late) if late else "")


def _rows(
    units: Sequence[str],
    spans: Sequence[_Span],
    counts: dict[tuple[str, int], Tally],
    live: Live | None,
    rule: CountingRule,
) -> Iterator[Row]:
    rooms = [26, *[10] * (len(spans) + 1)]
    last = BODY_ROW + len(units) - 1
    columns = range(len(spans) + 1)
    fills = [Fill(_cell(_of_unit(rule, len(spans)), spans, n), last) for n in columns] if live else []
    styles = ["text", *["cell"] * len(spans), "cell.strong", ""]
    for unit in units:
        shown = [_words(counts.get((unit, n if n < len(spans) else -1))) for n in columns]
        cells: list[CellValue] = [*map(Filled, fills, shown), live.numbers[rule, unit]] if live else [*shown]
        yield Row([unit, *cells], styles, row_height([unit, *[None] * len(columns)], rooms))
    total = [_words(counts.get(("", n if n < len(spans) else -1))) for n in columns]
    sums: list[CellValue] = [Formula(_cell((), spans, n), value) for n, value in enumerate(total)] if live else [*total]
    yield Row([words.SUM, *sums], ["sum", *["sum.cell"] * len(columns)], 24.0)


def _of_unit(rule: CountingRule, spans: int) -> tuple[str, ...]:
    return f"{SHARES['unit']},${column_letters(spans + 3)}§", RULES[rule]


def _cell(criteria: tuple[str, ...], spans: Sequence[_Span], place: int) -> str:
    """「done/total 逾late」 of one column, of all where `place` is behind the last; without criteria distinct tasks."""
    names = SHARES if criteria else NAMED
    span = spans[place] if place < len(spans) else None
    bounds = within(names["due"], span.first, span.last) if span else []

    def number(*states: State) -> str:
        count = counted([*criteria, *bounds], names["state"], *states)
        if span and not bounds:
            dated = counted([*criteria, f'{names["due"]},">0"'], names["state"], *states)
            return f"({count}-{dated})"
        return count

    total, done, late = number(*_COUNTED), number(*DONE_STATES), number("overdue")
    marked = when(f"{late}>0", joined(words.LATE_OF, count=late), BLANK)
    return when(f"{total}=0", BLANK, f'{done}&"/"&{total}&{marked}')
