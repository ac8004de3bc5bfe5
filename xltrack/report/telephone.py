"""The sheet that a telephone shows: what is late and what comes next, in a few narrow columns, as wide as a hand.

It stands first in a workbook that goes out by mail; the whole of it stands behind. It holds values of the day that it was written.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from xltrack.annex.wrap import break_date
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import SETTLED_STATES
from xltrack.base.text import shorten
from xltrack.report import words
from xltrack.sheets.measure import rooms_of, row_height
from xltrack.sheets.model import CellValue, Listing, Row, Section, SheetColumn
from xltrack.telling import words as common
from xltrack.telling.agenda import due_tasks, late_tasks, unit_words, units_of
from xltrack.telling.names import progress_title

WIDEST: Final = 360  # pixels of a telephone
ZOOM: Final = 90
_COLUMNS: Final = (
    SheetColumn(words.NUMBER, 6.0, style="head.center"), SheetColumn(words.TELEPHONE_WHEN, 12.0),
    SheetColumn(common.TASK, 22.0), SheetColumn(words.TELEPHONE_UNITS, 12.0),
)  # fmt: skip
_STYLES: Final = ("seq", "text", "text", "text")
_MOST: Final = 40  # lines
_EVER: Final = 10**6  # days
_TEXT, _UNITS = 80, 24  # columns of a task's words, of its units


def compose_telephone(assessment: Assessment) -> Listing:
    """The sheet."""
    total = assessment.total
    caption = words.TELEPHONE_CAPTION.format(
        day=common.full_day(assessment.as_of), total=total.total, done=total.done, late=total.of("overdue"),
        due_soon=total.of("due_soon"),
    )  # fmt: skip
    if assessment.plan:
        caption = words.TELEPHONE_PLAN.format(day=common.full_day(assessment.as_of), total=total.total)
    lines = [*_late(assessment), *_coming(assessment)]
    more = len(lines) - _MOST
    notes = (words.TELEPHONE_MORE.format(count=more),) if more > 0 else ()
    section = Section(partial(_rows, lines[:_MOST]), notes=notes)
    return Listing(
        words.TELEPHONE, progress_title(assessment), caption, _COLUMNS, (section,), filtered=False, zoom=ZOOM,
    )  # fmt: skip


_Line = tuple[str, Judged, str]


def _late(assessment: Assessment) -> Iterator[_Line]:
    for _, judged in late_tasks(assessment):
        unsure = words.MARKED if judged.doubt else ""
        yield words.LATE_DAYS.format(days=judged.late) + unsure, judged, judged.task.text


def _coming(assessment: Assessment) -> Iterator[_Line]:
    """What falls due, however far it is, then what has no day: each task once."""
    told = {id(judged) for _, judged in late_tasks(assessment)}
    for due in due_tasks(assessment, _EVER):
        if id(due.judged) not in told:
            told.add(id(due.judged))
            yield common.short_day(due.day, assessment.as_of), due.judged, due.judged.task.text
    for judged in assessment.tasks:
        if id(judged) not in told and judged.state not in SETTLED_STATES:
            yield judged.word, judged, judged.task.text


def _rows(lines: Sequence[_Line]) -> Iterator[Row]:
    rooms = rooms_of(_COLUMNS)
    for when, judged, text in lines:
        units = shorten(unit_words(units_of(judged)), _UNITS)
        values: list[CellValue] = [judged.number, break_date(when), shorten(text, _TEXT), units]
        styles = [*_STYLES]
        styles[1] = f"state.{judged.state}" if judged.state in ("overdue", "due_soon") else "text"
        yield Row(values, styles, row_height(values, rooms))
