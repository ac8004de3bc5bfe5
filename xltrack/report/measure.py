"""How wide and how high text stands in a cell: East Asian widths against column widths, by a table, not by the font.

A column width counts digits of the Normal font; one 汉字 of 10 points takes nearly two. Excel does not fit merged or
prewritten rows by itself, so every height is stated: lines × (point size × 1.45) and a little air, at most 409 points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from xltrack.report.model import Column, Value
from xltrack.report.words import CUT
from xltrack.values import Number

LINE: Final = 15.0
AIR: Final = 7.0
# Widths of columns with their inset that fill a page across: with words of 10 points printed at 7, and at 6.5.
LEGIBLE_A4: Final = 174.0
LEGIBLE_A3: Final = 249.0
WIDEST_A4: Final = 188.0
# What a landscape page holds between its margins, in points, and what a column takes of it: so much a digit, and its inset.
_A4_BODY: Final = (806.0, 523.0)
_A3_BODY: Final = (1155.0, 770.0)
_POINTS: Final = 5.25
_INSET_POINTS: Final = 3.75
_SQUEEZED: Final = 0.1  # of a page: so much smaller a list may be printed, to spare its last page
_MOST_ROWS: Final = 400
_INSET: Final = 0.7
HIGHEST: Final = 409.0
_PAGE_PIXELS: Final = 41.4  # of one column of a page
_BREADTH: Final = {bool: 4, int: 6, float: 6}


def breadth(text: str) -> int:
    """Half-width columns of a text, without a look at each character: ASCII 1, Chinese 2 (by the length of its UTF-8)."""
    return len(text) if text.isascii() else (len(text.encode("utf-8", "replace")) + len(text)) // 2


def line_count(text: str, room: int) -> int:
    """The lines that a text takes where one holds `room` half-width characters; its own line breaks count."""
    if "\n" in text:
        return sum(max(1, -(-breadth(part) // room)) for part in text.split("\n"))
    return -(-breadth(text) // room)


def fit(text: str, columns: int, points: float = 10) -> str:
    """Cut a text to what one line over some columns of a page holds."""
    return cut(text, int((columns * _PAGE_PIXELS - 8) / (points * 0.67)))


def cut(text: str, room: int) -> str:
    """Cut a text to some half-width columns, with 「…」 where something was cut."""
    if len(text) * 2 <= room or breadth(text) <= room:
        return text
    kept = max(0, room // 2 - 1)
    while breadth(text[: kept + 1]) <= room - 2:
        kept += 1
    return text[:kept] + CUT


def rooms_of(columns: Iterable[Column]) -> list[int]:
    """Half-width characters that one line of each column holds: its width less the inset and an early line end."""
    return [max(1, int(column.width) - 2) for column in columns]


def row_height(values: Sequence[Value], rooms: Sequence[int]) -> float:
    """Points that fit the highest of the cells; `rooms` are those of the columns.

    Linear in the number of cells; only a text that could need two lines is measured.
    """
    needed = [
        line_count(value, room + 1)
        for value, room in zip(values, rooms, strict=True)
        if type(value) is str and (len(value) * 2 > room or "\n" in value)
    ]
    return min(HIGHEST, max(needed, default=1) * LINE + AIR)


def fit_width(values: Iterable[Value], header: str, least: float, most: float) -> float:
    """A column width for the longest usual word: what nine in ten of the values need, between two bounds."""
    usual = usual_breadth(values)
    return float(max(least, min(most, max(usual + 3, min(breadth(header) + 4, 14)))))


def usual_breadth(values: Iterable[Value]) -> int:
    """What nine in ten of the values need."""
    needs = sorted(_need(value) for value in values if value is not None)
    return needs[min(len(needs) - 1, len(needs) * 9 // 10)] if needs else 0


def paper_width(columns: Iterable[Column]) -> float:
    """What columns take of a page, in the unit of `LEGIBLE_A4`."""
    return sum([column.width + _INSET for column in columns])


def whole_pages(heights: Sequence[float], columns: Iterable[Column]) -> int:
    """How many pages to print a list on where its last page would hold a few lines alone; 0 to let it run.

    Args:
        heights: points of the rows that are printed; the header is the last of the first three.
        columns: those that are printed.
    """
    if len(heights) > _MOST_ROWS:
        return 0
    wide = paper_width(columns := list(columns)) > WIDEST_A4
    width, height = _A3_BODY if wide else _A4_BODY
    scale = min(1.0, width / sum(column.width * _POINTS + _INSET_POINTS for column in columns))
    room = height / scale
    pages, left = divmod(sum(heights) - room, room - heights[2])
    return int(pages) + 1 if pages >= 0 and left < _SQUEEZED * room * (pages + 1) else 0


def _need(value: Value) -> int:
    if isinstance(value, str):
        return max(breadth(part) for part in value.split("\n"))
    if isinstance(value, Number):
        return len(value.shown)
    return _BREADTH.get(type(value), 10)
