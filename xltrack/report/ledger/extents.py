"""What the longest words, numbers and dates of each ledger column ask for, over all tasks at the speed of built-ins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.base.values import Number
from xltrack.domain.records import Table
from xltrack.report.ledger.columns import Extent, LedgerPlan
from xltrack.sheets.measure import room_needed

# Another font than the one asked for may be wider by so much, and a cell has an inset: what does not wrap is ###.
_SLACK: Final = 1.15
_INSET: Final = 2.5
_DATE: Final = 13.0
_MOMENT: Final = 20.0
_WIDEST_NUMBER: Final = 26.0
_WORDS: Final = frozenset({str, type(None)})


def find_extents(assessment: Assessment, plan: LedgerPlan) -> tuple[Extent, ...]:
    """The extents of the source columns, by column of the ledger."""
    found = [Extent()] * len(plan.columns)
    tables: dict[int, tuple[Table, list[Sequence[object]]]] = {}
    for judged in assessment.tasks:
        tables.setdefault(id(judged.table), (judged.table, []))[1].append(judged.task.values)
    for key, (_, values) in tables.items():
        columns = list(zip(*values, strict=True))
        for place, index in enumerate(plan.tables[key].order):
            if index >= 0:
                room, least = _extent(columns[index])
                found[place] = Extent(max(found[place].room, room), max(found[place].least, least))
    return tuple(found)


def _extent(values: Sequence[object]) -> Extent:
    kinds = set(map(type, values))
    texts: list[str] = [v for v in values if type(v) is str] if str in kinds else []
    longest = max(texts, key=len, default="")
    least = max((_least(v) for v in values), default=0.0) if kinds - _WORDS else 0.0
    return Extent(room_needed(longest), least)


def _least(value: object) -> float:
    if isinstance(value, date):
        return _MOMENT if isinstance(value, datetime) else _DATE
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = value.shown if isinstance(value, Number) else str(value)
        return min(_WIDEST_NUMBER, len(shown) * _SLACK + _INSET)
    return 0.0
