"""How many lines a text takes in a cell, by the rules of Chinese line breaking, and how high that is.

Widths count halves of a 汉字: a Chinese character is 2, what stands between blanks in Latin letters and digits is not broken,
and no line begins with 、，。）or ends with （《.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from xltrack.sheets.measure import HIGHEST, breadth

# Line height over point size: what the widest of the fonts in use (the fallback of LibreOffice) needs; 仿宋 takes less.
LINE: Final = 1.45
AIR: Final = 7.0
_PIXEL: Final = 7.0  # of one unit of column width, the Normal font being 10 points
_PADDING: Final = 6.0  # pixels of a cell that no text uses
_LATIN: Final = 1.12  # digits and letters over half a 汉字, in the widest of the fonts in use
_PIECE: Final = re.compile(r"[（《“‘「〔【(]*(?:[!-'*-+\--~]+|[^\n])[、，。；：！？）》”’」〕】…)%,;.]*")


@lru_cache(maxsize=65536)
def wrapped_lines(text: str, room: float) -> int:
    """The lines that a text takes where one holds `room` halves of a 汉字; its own line breaks count."""
    if "\n" in text:
        return sum(wrapped_lines(part, room) for part in text.split("\n"))
    if breadth(text) * _LATIN <= room:
        return 1
    lines, used = 1, 0.0
    for piece in _PIECE.findall(text):
        need = _need(piece)
        if used + need <= room:
            used += need
        elif need <= room:
            lines, used = lines + 1, need
        else:  # a word longer than the line is broken anywhere
            over = used + need
            lines += int(over // room)
            used = over % room
    return lines


@lru_cache(maxsize=65536)
def _need(piece: str) -> float:
    wide = breadth(piece) - len(piece)
    return wide * 2 + (len(piece) - wide) * _LATIN


def room_of(width: float, size: float) -> float:
    """Halves of a 汉字 that one line of a column of this width holds at this point size."""
    return max(2.0, (width * _PIXEL - _PADDING) / (size * 2 / 3))


def width_of(halves: float, size: float) -> float:
    """The column width that holds so many halves of a 汉字."""
    return (halves * size * 2 / 3 + _PADDING) / _PIXEL


def height_of(lines: int, size: float) -> float:
    """The height of a row of so many lines in points, by the quarter point that programs round to; at most 409."""
    return min(HIGHEST, full_height(lines, size))


def full_height(lines: int, size: float) -> float:
    """The height of so many lines in points, be it over several rows."""
    return -(-(lines * size * LINE + AIR) // 0.75) * 0.75
