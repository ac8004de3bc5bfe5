"""Days that deadlines point to once a day of judgement or a base date is known, the warning before them, workdays of China.

The rule: docs/规则.md 5. The package `holidays` is imported when first needed (0.15 s) and never otherwise. It answers for years
to come as well, with the statutory days alone; a year's arrangement is out where it has make-up days (调休).
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import count
from typing import Final

from xltrack.domain.records import Cycle, Deadline, Milestone, Offset
from xltrack.domain.settings import Policy
from xltrack.language.deadline.dates import last_day

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def next_day(cycle: Cycle, after: date) -> date:
    """The next occurrence of a recurring day, strictly after a day (docs/规则.md 5.6)."""
    if cycle.every == "day":
        return after + timedelta(days=1)
    if cycle.every == "week":
        return after + timedelta(days=((cycle.day or 7) - after.isoweekday() - 1) % 7 + 1)
    months = _MONTHS[cycle.every]
    index = after.year * 12 + after.month - 1
    first = index - index % months + min(cycle.month or months, months) - 1
    days = (_clamped(month, cycle.day or 31) for month in count(first, months))
    return next(day for day in days if day > after)


def _clamped(index: int, day: int) -> date:
    """A day of a month counted from year 0, at most the month's last."""
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day, last_day(year, month + 1)))


def offset_day(offset: Offset, base: date) -> date:
    """The last day of a deadline that counts from an event: 印发后10个工作日内; the event's day itself is not counted."""
    if offset.unit == "workday":
        return add_workdays(base, offset.amount)
    if offset.unit in ("day", "week"):
        return base + timedelta(days=offset.amount * (7 if offset.unit == "week" else 1))
    months = offset.amount * (12 if offset.unit == "year" else 1)
    return _clamped(base.year * 12 + base.month - 1 + months, base.day)


def based_milestones(deadline: Deadline, bases: Mapping[str, date]) -> tuple[Milestone, ...]:
    """The milestones that a task can be late for: its own, or of a relative deadline the one that a base date gives.

    Kinds without milestones have none (docs/规则.md 5.6), and a recurring one none either, whatever stands in it.
    """
    if deadline.kind in ("date", "staged"):
        return deadline.milestones
    if deadline.kind != "relative" or not deadline.offset or not bases:
        return ()
    base = next((day for event, day in bases.items() if event and event in deadline.offset.base), None)
    return (Milestone(None, None, offset_day(deadline.offset, base)),) if base else ()


_FIRST_ARRANGED: Final = 2001  # the first year whose arrangement the package carries


@cache
def _year(year: int) -> tuple[Collection[date], Collection[date]]:
    """Days off on Monday to Friday, and days of work on Saturday and Sunday, of one year."""
    from holidays.countries.china import China

    # The arrangement of a year can move days of the years beside it: 2006-12-30 was worked for 2007.
    calendar = China(years=(year - 1, year, year + 1))
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
    """The years from `first` to `last` whose holiday arrangement is not known (rule D690)."""
    years = range(first.year, last.year + 1)
    return tuple(y for y in years if y < _FIRST_ARRANGED or all(day.year != y for day in _year(y)[1]))


_DAY: Final = timedelta(days=1)


def warning_day(due: date, policy: Policy) -> date:
    """The first day on which a task is due soon: from then on no more days are left than the window has, workdays if so set."""
    return _first_day(due, policy.window, policy.workdays)


@lru_cache(maxsize=4096)
def _first_day(due: date, window: int, workdays: bool) -> date:
    if not workdays:
        return due - timedelta(days=min(window, due.toordinal() - 1))
    first = due
    while workdays_between(first - _DAY, due) <= window:
        first -= _DAY
    return first
