"""单位×月份: of what falls due in each month, how much every unit has done, and what of it is late."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.basis import CODES
from xltrack.assessment.dates import based_milestones
from xltrack.assessment.model import Assessment, Judged
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.live.book import MOST_WORK, RULES, CountingRule, Live, month_bounds, within
from xltrack.report.live.text import literal
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
_LOOKS: Final = 5  # counts behind one cell
_DROPPED: Final = frozenset(("suspended", "cancelled"))
_LAST_COUNTED: Final = CODES["ongoing"]  # the states behind it count nowhere here


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


class _Count(NamedTuple):
    """Tasks of one cell."""

    total: int = 0
    done: int = 0
    late: int = 0

    def plus(self, judged: Judged) -> "_Count":
        """With one task more."""
        done, late = judged.state in ("done", "done_late"), judged.state == "overdue"
        return _Count(self.total + 1, self.done + done, self.late + late)

    @property
    def words(self) -> str | None:
        """「2/3 逾1」."""
        if not self.total:
            return None
        return f"{self.done}/{self.total}" + (words.LATE_OF.format(count=self.late) if self.late else "")


_ZERO: Final = _Count()


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
    done = 'AND(B§<>"",LEFT(B§,FIND("/",B§&"/")-1)=MID(B§,FIND("/",B§&"/")+1,9))'
    return LookRule(1, spans + 1, f"ISNUMBER(SEARCH({late},B§))", "when.late"), LookRule(
        1, spans + 1, done, "when.done"
    )


def _spans(assessment: Assessment) -> list[_Span]:
    """Months in which anything can fall due, whichever milestone comes to be judged; those far off in one column each."""
    days = {m.due for j in assessment.tasks for m in based_milestones(j.task.deadline, assessment.policy.base)}
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


def _counts(assessment: Assessment, rule: CountingRule, spans: Sequence[_Span]) -> dict[tuple[str, int], _Count]:
    """By unit and column; 「」 holds distinct tasks, column -1 the sum of a line."""
    counts: dict[tuple[str, int], _Count] = {}
    places: dict[date | None, int] = {}
    for judged in assessment.tasks:
        if judged.state in _DROPPED:
            continue
        day = judged.due
        if day not in places:
            places[day] = next(n for n, span in enumerate(spans) if span.holds(day))
        units = (judged.lead if rule == "lead" else judged.named) or (judging.NO_UNIT,)
        for unit in ("", *units):
            for place in (places[day], -1):
                counts[unit, place] = counts.get((unit, place), _ZERO).plus(judged)
    return counts


def _rows(
    units: Sequence[str],
    spans: Sequence[_Span],
    counts: dict[tuple[str, int], _Count],
    live: Live | None,
    rule: CountingRule,
) -> Iterator[Row]:
    rooms = [26, *[10] * (len(spans) + 1)]
    last = BODY_ROW + len(units) - 1
    columns = range(len(spans) + 1)
    fills = [Fill(_cell(_of_unit(rule, len(spans)), spans, n), last) for n in columns] if live else []
    styles = ["text", *["cell"] * len(spans), "cell.strong", ""]
    for unit in units:
        shown = [counts.get((unit, n if n < len(spans) else -1), _ZERO).words for n in columns]
        cells: list[CellValue] = [*map(Filled, fills, shown), live.numbers[rule, unit]] if live else [*shown]
        yield Row([unit, *cells], styles, row_height([unit, *[None] * len(columns)], rooms))
    total = [counts.get(("", n if n < len(spans) else -1), _ZERO).words for n in columns]
    sums: list[CellValue] = [Formula(_cell((), spans, n), value) for n, value in enumerate(total)] if live else [*total]
    yield Row([words.SUM, *sums], ["sum", *["sum.cell"] * len(columns)], 24.0)


def _of_unit(rule: CountingRule, spans: int) -> tuple[str, ...]:
    return f"xltrack_unit_numbers,${column_letters(spans + 3)}§", RULES[rule]


def _cell(criteria: tuple[str, ...], spans: Sequence[_Span], place: int) -> str:
    """「done/total 逾late」 of one column, of all where `place` is behind the last; without criteria distinct tasks."""
    prefix = "xltrack_unit_" if criteria else "xltrack_"
    states, dues = f"{prefix}states", f"{prefix}dues"
    span = spans[place] if place < len(spans) else None
    bounds = within(dues, span.first, span.last) if span else []

    def counted(first: int, last: int) -> str:
        chosen = [f'{states},">={first}"', f'{states},"<={last}"', *criteria]
        count = f"COUNTIFS({','.join([*chosen, *bounds])})"
        if span and not bounds:
            dated = f'{dues},">0"'
            return f"({count}-COUNTIFS({','.join([*chosen, dated])}))"
        return count

    total, done = counted(1, _LAST_COUNTED), counted(CODES["done"], CODES["done_late"])
    late = counted(CODES["overdue"], CODES["overdue"])
    before, after = words.LATE_OF.split("{count}")
    marked = f'IF({late}>0,{literal(before)}&{late}&{literal(after)},"")'
    return f'IF({total}=0,"",{done}&"/"&{total}&{marked})'
