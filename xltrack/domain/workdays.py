"""Workdays and holidays of China with their make-up days (调休): what 「10个工作日内」 counts, and 「国庆节前」.

The rules: docs/规则.md 3.1 and 5. The package `holidays` is imported when first needed (0.15 s) and never otherwise. It answers for
years to come as well, with the statutory days alone; a year's arrangement is out where it has make-up days.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from holidays.countries.china import China

_FIRST_ARRANGED: Final = 2001  # the first year whose arrangement the package carries


@cache
def _calendar(year: int) -> "China":
    from holidays.countries.china import China

    # The arrangement of a year can move days of the years beside it: 2006-12-30 was worked for 2007.
    return China(years=(year - 1, year, year + 1), language="zh_CN")


@cache
def _year(year: int) -> tuple[Collection[date], Collection[date]]:
    """Days off on Monday to Friday, and days of work on Saturday and Sunday, of one year."""
    calendar = _calendar(year)
    return frozenset(d for d in calendar if d.weekday() < 5), frozenset(calendar.weekend_workdays)


def is_workday(day: date) -> bool:
    """Whether people work on that day: 2021-09-18, a Saturday, is one; 2021-09-20, a Monday, is none."""
    off, worked = _year(day.year)
    return day not in off if day.weekday() < 5 else day in worked


def add_workdays(day: date, amount: int) -> date:
    """The `amount`-th workday after `day` (before it where negative); `day` itself is not counted, 0 gives it back."""
    step = timedelta(days=1 if amount > 0 else -1)
    for _ in range(abs(amount)):
        day += step
        while not is_workday(day):
            day += step
    return day


def workdays_between(first: date, last: date) -> int:
    """How many workdays lie after `first` up to and including `last`; the negative of it where `last` is earlier."""
    if last < first:
        return -workdays_between(last, first)
    return sum(is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def unpublished_years(first: date, last: date) -> tuple[int, ...]:
    """The years from `first` to `last` whose holiday arrangement is not known (rules D690, D426)."""
    years = range(first.year, last.year + 1)
    return tuple(y for y in years if y < _FIRST_ARRANGED or all(day.year != y for day in _year(y)[1]))


class Holiday(NamedTuple):
    """A holiday of one year: its own day, and the first and last of the days off in a row that hold it."""

    day: date
    first: date
    last: date


@cache
def holiday(name: str, year: int) -> Holiday | None:
    """A statutory holiday by its name (春节, 国庆节) in a year; None where that year's calendar has none of that name."""
    days = [day for day in _calendar(year).get_named(name, lookup="exact") if day.year == year]
    if not days:
        return None
    first = last = day = min(days)
    step = timedelta(days=1)
    while not is_workday(first - step):
        first -= step
    while not is_workday(last + step):
        last += step
    return Holiday(day, first, last)
