"""Days that deadlines point to once a day of judgement or a base date is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from xltrack.domain.records import Cycle, Deadline, Milestone, Offset
from xltrack.domain.workdays import add_workdays
from xltrack.language.deadline.dates import last_day

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def next_day(cycle: Cycle, after: date) -> date:
    """The next occurrence of a recurring day, strictly after a day (docs/规则.md 5.6)."""
    if cycle.every == "day":
        return after + timedelta(days=1)
    if cycle.every == "week":
        ahead = ((cycle.day or 7) - after.isoweekday() - 1) % 7 + 1
        return after + timedelta(days=ahead)
    months = _MONTHS[cycle.every]
    index = after.year * 12 + after.month - 1
    first = index - index % months
    for start in (first, first + months):
        found = _in_period(cycle, start, months)
        if found > after:
            return found
    return _in_period(cycle, first + 2 * months, months)


def _in_period(cycle: Cycle, start: int, months: int) -> date:
    return _clamped(start + min(cycle.month or months, months) - 1, cycle.day or 31)


def _clamped(index: int, day: int) -> date:
    """A day of a month counted from year 0, at most the month's last."""
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day, last_day(year, month + 1)))


def offset_day(offset: Offset, base: date) -> date:
    """The last day of a deadline that counts from an event: 印发后10个工作日内; the event's day itself is not counted."""
    if offset.unit == "workday":
        return add_workdays(base, offset.amount)
    if offset.unit == "day":
        return base + timedelta(days=offset.amount)
    if offset.unit == "week":
        return base + timedelta(weeks=offset.amount)
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
