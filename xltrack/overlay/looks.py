"""What an overlay looks like: a pale ground for each role, and its word before the words of the cell, by the number format.

The word is no part of the cell's value: the sheet copied from the overlay is the source's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from xltrack.domain.marks import CellRole
from xltrack.overlay import words
from xltrack.sheets import styles

PREFIX: Final = "overlay|"
_GROUNDS: Final[Mapping[CellRole, str]] = {
    "header": "#D5DBE1", "seq": "#F1F3F5", "group": "#E6DDF2", "text": "#DCEBFA", "units": "#DDF1E2", "person": "#EAF3D6",
    "deadline": "#FDEBC8", "status": "#FBDCC9", "note": "#F4F0E6", "other": "#FAFAFA", "band": "#CDBCE6", "sum": "#D9D9CF",
    "foot": "#ECE7DA", "title": "#BFD9F2", "annex": "#C9E6E8", "line": "#E3ECEC", "roster": "#D8EEE4", "unread": "#FFFFFF",
}  # fmt: skip


def style_of(role: CellRole, of: CellRole | None = None) -> str:
    """The style role of a cell."""
    return f"{PREFIX}{role}|{of or ''}"


def word_of(role: CellRole, of: CellRole | None = None) -> str:
    """What stands before the words of a cell: 「〔单位〕」, 「〔表头·单位〕」."""
    if of:
        return words.HEADER_WORD.format(word=words.ROLES[of])
    return words.WORD.format(word=words.ROLES[role])


def look_in_overlay(role: str) -> styles.Look:
    """The looks of a style role of an overlay, or of one that every sheet knows."""
    return overlay_look(role) if role.startswith(PREFIX) else styles.look_of(role)


def overlay_look(style: str) -> Mapping[str, Any]:
    """The XlsxWriter format properties of a style role of an overlay."""
    _, role, of = style.split("|")
    known, held = cast("CellRole", role), cast("CellRole", of) if of else None
    look: dict[str, Any] = {
        "font_name": "微软雅黑", "font_size": 9, "text_wrap": True, "valign": "top", "border": 4, "border_color": "#9AA5B1",
        "bg_color": _GROUNDS[known], "num_format": f'"{word_of(known, held)}"@', "bold": known in ("header", "title", "band"),
    }  # fmt: skip
    if known == "unread":
        look |= {"pattern": 14, "fg_color": "#C9CED4", "bg_color": "#FFFFFF", "italic": True}
    return look
