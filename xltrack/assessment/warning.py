"""The warning window before a due date, in calendar days or workdays (docs/规则.md 5)."""

from __future__ import annotations

from datetime import date, timedelta

from xltrack.assessment.workdays import workdays_between
from xltrack.domain.settings import Policy


def is_within_window(as_of: date, due: date, policy: Policy) -> bool:
    """Whether a due date lies within the window of a day that is not after it."""
    left = (due - as_of).days
    if policy.workdays and left <= _reach(policy):
        left = workdays_between(as_of, due)
    return left <= policy.window


def warning_day(due: date, policy: Policy) -> date:
    """The first day of the window: from it to the due date `is_within_window` holds, before it never."""
    if not policy.workdays:
        return due - timedelta(days=min(policy.window, due.toordinal() - 1))
    first = due
    while (due - first).days < _reach(policy) and is_within_window(first - timedelta(days=1), due, policy):
        first -= timedelta(days=1)
    return first


def _reach(policy: Policy) -> int:
    """Calendar days that hold more workdays than the window; further off none need be counted."""
    return 3 * policy.window + 15
