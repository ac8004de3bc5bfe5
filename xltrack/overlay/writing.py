"""The overlay from end to end: composed, rendered, placed, told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xltrack.domain.marks import MarkedSheet
from xltrack.overlay import words
from xltrack.overlay.compose import compose_overlay
from xltrack.placing.output import Target, Written, write_result
from xltrack.placing.words import OVERLAY_PART
from xltrack.sheets.model import OVERLAY_NAME
from xltrack.sheets.render import render_book


def write_overlay(sheets: Sequence[MarkedSheet], target: Target, as_of: date) -> Written:
    """Write the overlay of one source; see `output.write_result`."""
    book, tally = compose_overlay(sheets, target.sources[0].name, as_of)
    rendered = render_book(book, OVERLAY_NAME)
    unread = tally.counts["unread"]
    told = [words.UNREAD.format(count=unread)] if unread else []
    return write_result(rendered.data, target, as_of, OVERLAY_PART, head=told, found=rendered.notes, last=words.WRITTEN)
