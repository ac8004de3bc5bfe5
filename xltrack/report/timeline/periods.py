"""The columns of 时间轴: weeks where everything lies close together, else months, quarters or years."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from xltrack.report import words

_MOST: Final = 36
_MOST_WEEKS: Final = 14
_DAY: Final = timedelta(days=1)


class AxisPeriod(NamedTuple):
    """One column: its first and last day, what it is called, the word of its kind (周, 月, 季度, 年)."""

    first: date
    last: date
    label: str
    unit: str


def plan_periods(first: date, last: date, as_of: date) -> list[AxisPeriod]:
    """Periods that cover all days between two days, and the day of the report where it lies no more than two outside.

    The shortest kind is taken that needs no more columns than a page holds; years, if need be, are as many as they are.
    """
    for kind, most in ((_weeks, _MOST_WEEKS), (_months, _MOST), (_quarters, _MOST), (_years, 1000)):
        found = list(kind(first, last))
        if len(found) <= most:
            break
    length = (found[0].last - found[0].first) * 2
    if last < as_of <= last + length or first - length <= as_of < first:
        wider = list(kind(min(first, as_of), max(last, as_of)))
        found = wider if len(wider) <= most else found
    return found


def place_formula(first: AxisPeriod, day: str) -> str:
    """The place of the period that holds a day among those that begin with `first`, from 0, as a formula."""
    begin = first.first
    if first.unit == words.WEEK:
        return f"INT(({day}-DATE({begin.year},{begin.month},{begin.day}))/7)"
    years = f"YEAR({day})-{begin.year}"
    if first.unit == words.MONTH_UNIT:
        return f"({years})*12+MONTH({day})-{begin.month}"
    return f"({years})*4+INT((MONTH({day})-1)/3)-{(begin.month - 1) // 3}" if first.unit == words.QUARTER else years


def _weeks(first: date, last: date) -> Iterator[AxisPeriod]:
    day = first - timedelta(days=first.weekday())
    while day <= last:
        yield AxisPeriod(day, day + timedelta(days=6), f"{day.month}.{day.day}", words.WEEK)
        day += timedelta(days=7)


def _months(first: date, last: date) -> Iterator[AxisPeriod]:
    year, month, shown = first.year, first.month, 0
    while (year, month) <= (last.year, last.month):
        label = str(month) if year == shown else f"{year % 100:02}.{month}"
        yield AxisPeriod(date(year, month, 1), _last_day(year, month), label, words.MONTH_UNIT)
        shown = year
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _quarters(first: date, last: date) -> Iterator[AxisPeriod]:
    year, quarter, shown = first.year, (first.month - 1) // 3, 0
    while (year, quarter) <= (last.year, (last.month - 1) // 3):
        label = words.QUARTERS[quarter] if year == shown else f"{year % 100:02}.{words.QUARTERS[quarter]}"
        shown = year
        yield AxisPeriod(date(year, quarter * 3 + 1, 1), _last_day(year, quarter * 3 + 3), label, words.QUARTER)
        year, quarter = (year + 1, 0) if quarter == 3 else (year, quarter + 1)


def _years(first: date, last: date) -> Iterator[AxisPeriod]:
    for year in range(first.year, last.year + 1):
        yield AxisPeriod(date(year, 1, 1), date(year, 12, 31), str(year), words.YEAR)


def _last_day(year: int, month: int) -> date:
    return (date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)) - _DAY
