"""单位汇总: every unit's tasks by state, by both counting rules, under the sum of distinct tasks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xltrack.assessment.model import STATE_WORDS, Assessment, Tally
from xltrack.assessment.model import Row as TallyRow
from xltrack.report import words
from xltrack.report.measure import rooms_of, row_height
from xltrack.report.model import Column, Listing, Row, Section, Value

_NUMBERS: Final = tuple(Column(word, 9.5, style="head.right") for word in STATE_WORDS.values())
_COLUMNS: Final = (
    Column(words.UNIT, 28), Column(words.TASKS, 9, style="head.right"), *_NUMBERS, Column(words.RATE, 11, style="head.right"),
)  # fmt: skip
_LATE: Final = {"overdue": "count.late", "due_soon": "count.soon"}


def compose_units(assessment: Assessment) -> Listing:
    """Both counting rules under each other; where they count the same, once, and a note says so."""
    total = assessment.total
    if assessment.by_lead == assessment.by_named:
        sections = [_section(words.SAME_HEADING, assessment.by_lead, total, (words.SAME_COUNTS,))]
    else:
        sections = [
            _section(words.LEAD_HEADING, assessment.by_lead, total),
            _section(words.NAMED_HEADING, assessment.by_named, total),
        ]
    caption = words.ROLL_UP_CAPTION.format(day=words.full_day(assessment.as_of))
    return Listing(words.UNITS, words.UNITS, caption, _COLUMNS, tuple(sections), frozen=1)


def _section(heading: str, rows: tuple[TallyRow, ...], total: Tally, notes: tuple[str, ...] = ()) -> Section:
    return Section(lambda: _rows(rows, total), heading, (words.DISTINCT, *notes))


def _rows(rows: tuple[TallyRow, ...], total: Tally) -> Iterator[Row]:
    rooms = rooms_of(_COLUMNS)
    # The sum stands above the units: below them it may be alone on a printed page.
    sums = ["sum", *["sum.count"] * (len(_COLUMNS) - 2), "sum.rate"]
    yield Row(_values(words.SUM, total), sums, 24.0)
    for row in rows:
        values = _values(row.label or words.NO_UNIT, row.tally)
        counts = [_LATE.get(s, "count") if n else "count.none" for s, n in zip(STATE_WORDS, values[2:], strict=False)]
        yield Row(values, ["text", "count.strong", *counts, "rate"], row_height(values, rooms))


def _values(label: str, tally: Tally) -> list[Value]:
    count = tally.counts.get
    rate = words.NO_RATE if tally.rate is None else tally.rate
    return [label, tally.total, *[count(state, 0) for state in STATE_WORDS], rate]
