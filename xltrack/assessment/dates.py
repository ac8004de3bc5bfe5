"""Days that deadlines point to once a day of judgement or a base date is known, and the warning before them (docs/规则.md 5)."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import count
from typing import Final

from xltrack.domain.records import Cycle, Deadline, Milestone, Offset
from xltrack.domain.settings import Policy
from xltrack.domain.workdays import add_workdays, workdays_between
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
