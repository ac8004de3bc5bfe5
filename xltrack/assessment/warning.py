"""The warning window before a due date, in calendar days or workdays (docs/规则.md 5)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from xltrack.domain.settings import Policy
from xltrack.domain.workdays import workdays_between

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
