"""What the style roles look like: the only place that knows fonts, colours, borders and number formats.

A role is a word or words joined by dots. Colour says the state and nothing else, and a word or number always stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from xltrack.report import words

INK: Final = "#1F2933"
MUTED: Final = "#6B7785"
HAIR: Final = "#D5DBE1"
PALE: Final = "#F4F6F8"
STATE_COLOURS: Final[Mapping[str, str]] = {
    "done": "#3C8D5A", "done_late": "#3C8D5A", "in_progress": "#3B6EA5", "due_soon": "#D98E04", "overdue": "#C0392B",
    "not_started": "#A9B4BF", "unreported": "#D5DBE1", "ongoing": "#8FB3D9", "suspended": "#E4E8EC", "cancelled": "#E4E8EC",
    "total": INK, "rate": INK,
}  # fmt: skip
_SEVERITY_COLOURS: Final = {"error": "#C0392B", "warning": "#D98E04", "info": "#A9B4BF"}
# Colours that can be read as words on white; the pale ones cannot and leave the word in ink.
_LEGIBLE: Final = frozenset({"done", "done_late", "in_progress", "due_soon", "overdue"})
_LOUD: Final = frozenset({"overdue", "due_soon"})

DATE_FORMAT: Final = "yyyy-mm-dd"
DAYS_FORMAT: Final = '"还有"0"天";"逾期"0"天";"今天到期"'
PERCENT_FORMAT: Final = "0.0%"
_COUNT: Final = '0;-0;"–"'

Look = Mapping[str, Any]
_BASE: Final[Look] = {"font_name": words.FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
_LINED: Final[Look] = {**_BASE, "bottom": 7, "bottom_color": HAIR}
_WRAPPED: Final[Look] = {**_LINED, "text_wrap": True}
_WORDS: Final[Look] = {**_WRAPPED, "align": "left", "indent": 1}
_RIGHT: Final[Look] = {"align": "right"}
# Words stand left of the next column's words: a right-aligned cell between them keeps its distance.
_INSET: Final[Look] = {"align": "right", "indent": 1}
_OWN: Final[Look] = {"bg_color": PALE}
_HEAD: Final[Look] = {
    **_BASE, "bold": True, "bg_color": "#E9EDF1", "text_wrap": True, "bottom": 1, "bottom_color": "#9AA5B1",
}  # fmt: skip
_SMALL: Final[Look] = {"font_size": 9, "font_color": MUTED}
_SUM: Final[Look] = {**_BASE, "bold": True, "bottom": 1, "bottom_color": "#9AA5B1", "bg_color": PALE}
_LINK: Final[Look] = {"font_color": "#3B6EA5"}

_LOOKS: Final[Mapping[str, Look]] = {
    # Page and listing heads
    "title": {**_BASE, "font_size": 22, "bold": True},
    "title.long": {**_BASE, "font_size": 16, "bold": True},
    "title.listing": {**_BASE, "font_size": 16, "bold": True},
    "caption": {**_BASE, **_SMALL},
    "caption.right": {**_BASE, **_SMALL, **_RIGHT},
    "heading": {**_BASE, "font_size": 12, "bold": True, "bottom": 1, "bottom_color": "#9AA5B1"},
    "heading.listing": {**_BASE, "font_size": 12, "bold": True},
    "remark": {**_BASE, "bold": True, "font_color": "#9A6503"},
    "footnote": {**_BASE, **_SMALL, "top": 1, "top_color": HAIR},
    "note": {**_BASE, **_SMALL},
    "roles": {**_BASE, **_SMALL},
    # Heads of columns
    "head": {**_HEAD, "align": "left", "indent": 1},
    "head.right": {**_HEAD, **_INSET},
    "head.center": {**_HEAD, "align": "center"},
    "head.added.right": {**_HEAD, **_INSET, "font_color": "#3B6EA5"},
    "head.added": {**_HEAD, "align": "left", "indent": 1, "font_color": "#3B6EA5"},
    "head.own.right": {**_HEAD, **_INSET, "bg_color": "#DDE3E9", "font_color": "#52606D"},
    "head.own": {**_HEAD, "align": "left", "indent": 1, "bg_color": "#DDE3E9", "font_color": "#52606D"},
    # Body of a listing
    "text": _WORDS,
    "pale": {**_WORDS, "font_color": "#9AA5B1"},
    "struck": {**_WORDS, "font_color": MUTED, "font_strikeout": True},
    "seq": {**_WRAPPED, "align": "center"},
    "seq.pale": {**_WRAPPED, "align": "center", "font_color": "#9AA5B1"},
    "date": {**_WORDS, "num_format": DATE_FORMAT},
    "time": {**_WORDS, "num_format": "yyyy-mm-dd hh:mm"},
    "number": {**_WRAPPED, **_INSET},
    "percent": {**_WRAPPED, **_INSET, "num_format": "0%"},
    "percent.left": {**_WORDS, "num_format": "0%"},
    "small": {**_WORDS, **_SMALL},
    "code": {**_WORDS, "font_color": MUTED},
    "link": {**_WORDS, **_LINK},
    "late": {**_WRAPPED, **_INSET, "bold": True, "font_color": STATE_COLOURS["overdue"], "num_format": '0"天"'},
    "own": {**_WORDS, **_OWN},
    "own.small": {**_WORDS, **_OWN, **_SMALL},
    "own.date": {**_WORDS, **_OWN, "num_format": DATE_FORMAT},
    "own.days": {**_WRAPPED, **_OWN, **_INSET, "num_format": DAYS_FORMAT},
    # Counts
    "count": {**_LINED, **_INSET, "num_format": _COUNT},
    "count.strong": {**_LINED, **_INSET, "num_format": _COUNT, "bold": True},
    "count.late": {**_LINED, **_INSET, "num_format": _COUNT, "bold": True, "font_color": STATE_COLOURS["overdue"]},
    "count.soon": {**_LINED, **_INSET, "num_format": _COUNT, "bold": True, "font_color": "#B87503"},
    "count.none": {**_LINED, **_INSET, "num_format": _COUNT, "font_color": "#9AA5B1"},
    "rate": {**_LINED, **_INSET, "num_format": PERCENT_FORMAT},
    "sum": {**_SUM, "align": "left", "indent": 1},
    "sum.count": {**_SUM, **_INSET, "num_format": _COUNT},
    "sum.rate": {**_SUM, **_INSET, "num_format": PERCENT_FORMAT},
    # Small tables of a page
    "grid.head": {**_BASE, **_SMALL, "bottom": 7, "bottom_color": HAIR},
    "grid.head.right": {**_BASE, **_SMALL, **_RIGHT, "bottom": 7, "bottom_color": HAIR},
    "grid.text": _WRAPPED,
    "grid.right": {**_LINED, **_RIGHT},
    "grid.overdue": {**_LINED, **_RIGHT, "bold": True, "font_color": STATE_COLOURS["overdue"]},
    "grid.link": {**_LINED, **_LINK, "align": "left"},
    "grid.count": {**_LINED, **_RIGHT, "num_format": _COUNT},
    "grid.none": {**_LINED, **_RIGHT, "num_format": _COUNT, "font_color": "#9AA5B1"},
    "grid.late": {**_LINED, **_RIGHT, "num_format": _COUNT, "bold": True, "font_color": STATE_COLOURS["overdue"]},
    "grid.percent": {**_LINED, **_RIGHT, "num_format": PERCENT_FORMAT},
    "grid.sum": {**_BASE, "bold": True},
    "grid.sum.count": {**_BASE, **_RIGHT, "bold": True},
    "grid.note": {**_BASE, **_SMALL},
}


@cache
def look_of(role: str) -> Look:
    """The XlsxWriter format properties of a style role; an unknown role is a fault of the program (KeyError)."""
    if role.startswith("annex|"):
        from xltrack.report.annex.looks import annex_look

        return annex_look(role)
    kind, _, last = role.rpartition(".")
    if kind in _BY_STATE:
        return _BY_STATE[kind](last)
    return _LOOKS[role]


def _state(state: str) -> Look:
    """A state's word in the ledger: the colour at its left edge, and in the word where it can be read."""
    colour = STATE_COLOURS[state]
    word = {"font_color": "#B87503" if state == "due_soon" else colour} if state in _LEGIBLE else {}
    return {**_WRAPPED, **_OWN, "left": 5, "left_color": colour, "indent": 1, "bold": state in _LOUD, **word}


def _grid_state(state: str) -> Look:
    return {**_LINED, "left": 5, "left_color": STATE_COLOURS[state], "indent": 1}


def _figure_name(state: str) -> Look:
    return {**_BASE, **_SMALL, "bg_color": PALE, "top": 5, "top_color": STATE_COLOURS[state], "indent": 1}


def _figure_value(state: str) -> Look:
    number = PERCENT_FORMAT if state == "rate" else "0"
    return {
        **_BASE, "font_size": 24, "bold": True, "font_color": STATE_COLOURS[state], "bg_color": PALE, "align": "left",
        "indent": 1, "num_format": number,
    }  # fmt: skip


def _figure_caption(state: str) -> Look:
    del state
    return {**_BASE, **_SMALL, "bg_color": PALE, "indent": 1}


def _severity(severity: str) -> Look:
    return {**_WRAPPED, "left": 5, "left_color": _SEVERITY_COLOURS[severity], "indent": 1, "bold": severity == "error"}


_BY_STATE: Final = {
    "state": _state, "grid.state": _grid_state, "figure.name": _figure_name, "figure.value": _figure_value,
    "figure.caption": _figure_caption, "severity": _severity,
}  # fmt: skip
