"""What a form looks like: what is locked is plain, what is known is grey, what is asked is pale yellow and open."""

from collections.abc import Mapping
from typing import Final

from xltrack.sheets import styles, words
from xltrack.sheets.styles import HAIR, INK, MUTED, Look

_LINE: Final = "#B8C2CC"
_ASKED: Final = "#FFF9E1"
_CELL: Final[Look] = {
    "font_name": words.FONT, "font_size": 10, "font_color": INK, "valign": "vcenter", "text_wrap": True, "align": "left",
    "border": 1, "border_color": _LINE,
}  # fmt: skip
_HEAD: Final[Look] = {**_CELL, "bold": True, "align": "center", "bg_color": "#E9EDF1"}
_OPEN: Final[Look] = {**_CELL, "bg_color": _ASKED, "locked": False}
_LOOKS: Final[Mapping[str, Look]] = {
    "form.unit": {"font_name": words.FONT, "font_size": 11, "font_color": INK, "bold": True, "valign": "vcenter"},
    "form.note": {"font_name": words.FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"},
    "form.head": _HEAD,
    "form.head.asked": {**_HEAD, "bg_color": "#F5DF9A"},
    "form.text": {**_CELL, "indent": 1},
    "form.center": {**_CELL, "align": "center"},
    "form.code": {**_CELL, "align": "center", "font_size": 9, "font_color": MUTED},
    "form.former": {**_CELL, "indent": 1, "font_color": "#7A8591", "bg_color": "#F7F8F9"},
    "form.hidden": {"font_size": 8, "font_color": MUTED},
    "form.open": {**_OPEN, "indent": 1, "num_format": "@"},
    "form.open.day": {**_OPEN, "align": "center", "num_format": "yyyy-mm-dd"},
    "form.open.share": {**_OPEN, "align": "center", "num_format": "0%"},
    "guide.title": {"font_name": words.FONT, "font_size": 20, "bold": True, "font_color": INK, "valign": "vcenter", "text_wrap": True},
    "guide.about": {"font_name": words.FONT, "font_size": 12, "font_color": INK, "valign": "vcenter", "text_wrap": True},
    "guide.label": {
        "font_name": words.FONT, "font_size": 12, "font_color": MUTED, "valign": "vcenter", "bottom": 1, "bottom_color": HAIR,
    },
    "guide.fact": {
        "font_name": words.FONT, "font_size": 12, "font_color": INK, "bold": True, "valign": "vcenter", "text_wrap": True,
        "bottom": 1, "bottom_color": HAIR,
    },
    "guide.heading": {"font_name": words.FONT, "font_size": 13, "bold": True, "font_color": INK, "valign": "vcenter"},
    "guide.number": {"font_name": words.FONT, "font_size": 12, "font_color": MUTED, "valign": "top", "align": "right", "indent": 1},
    "guide.step": {"font_name": words.FONT, "font_size": 12, "font_color": INK, "valign": "top", "text_wrap": True},
}  # fmt: skip


def look_in_form(role: str) -> Look:
    """The looks of a role of this room, or of one that every sheet knows; another is a fault of the program (KeyError)."""
    return _LOOKS[role] if role in _LOOKS else styles.look_of(role)
