"""The overlay from end to end: composed, rendered, placed, told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xltrack.marks import MarkedSheet
from xltrack.report.model import OVERLAY_NAME
from xltrack.report.output import Target, place
from xltrack.report.overlay import words
from xltrack.report.overlay.compose import compose_overlay
from xltrack.report.render import render_book
from xltrack.report.words import OVERLAY_PART
from xltrack.report.writing import Written


def write_overlay(sheets: Sequence[MarkedSheet], target: Target, as_of: date) -> Written:
    """Write the overlay of one source; see `output.place`.

    Raises:
        OutputError: it could not be written (rules D140 to D154).
    """
    book, tally = compose_overlay(sheets, target.sources[0].name, as_of)
    rendered = render_book(book, OVERLAY_NAME)
    placed = place(rendered.data, target, as_of, OVERLAY_PART)
    notes = (*placed.notes, *rendered.notes)
    unread = tally.counts["unread"]
    told = [words.UNREAD.format(count=unread)] if unread else []
    told += [*(note.message for note in notes), words.WRITTEN.format(path=placed.path)]
    return Written(placed.path, notes, tuple(told))
