"""How wide and how high text stands in a cell: East Asian widths against column widths, by a table, not by the font.

A column width counts digits of the Normal font; one 汉字 of 10 points takes nearly two. Excel does not fit merged or
prewritten rows by itself, so every height is stated: lines × (point size × 1.45) and a little air, at most 409 points.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from xltrack.base.values import Number
from xltrack.sheets.model import CellValue, SheetColumn
from xltrack.sheets.words import CUT

LINE: Final = 15.0
AIR: Final = 7.0
# The same where rows stand close, in a table of many pages.
DENSE_LINE: Final = 14.5
DENSE_AIR: Final = 5.0
# Widths of columns with their inset that fill a page across with words of 10 points printed at 8.5, the least that is legible.
LEGIBLE_A4: Final = 181.8
LEGIBLE_A3: Final = 258.6
WIDEST_A4: Final = 182.2
_LEAST_SCALE: Final = 0.865  # programs that print round the scale, and rows in them
# What a landscape page holds between its margins, in points, and what a column takes of it: so much a digit, and its inset.
_A4_BODY: Final = (813.0, 537.0)
_A3_BODY: Final = (1162.0, 784.0)
_POINTS: Final = 5.25
_INSET_POINTS: Final = 3.75
_SQUEEZED: Final = 0.1  # of a page: so much smaller a list may be printed, to spare its last page
MOST_SPARED: Final = 400  # rows of a list whose last page is spared
WIDEST_COLUMN: Final = 110.0
FULL_PAGE: Final = 150.0  # widths of columns with their inset that fill a page of A4 across at full size
_INSET: Final = 0.715
_USUAL: Final = 20.0  # wider columns can spare some of it
HIGHEST: Final = 409.0
MOST_LINES: Final = 26  # in the highest row
_NEARLY: Final = 0.98  # of what a page holds: fonts differ
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


def rooms_of(columns: Iterable[SheetColumn]) -> list[int]:
    """Half-width characters that one line of each column holds: its width less the inset and an early line end."""
    return [max(1, int(column.width) - 2) for column in columns]


def row_height(values: Sequence[CellValue], rooms: Sequence[int], *, line: float = LINE, air: float = AIR) -> float:
    """Points that fit the highest of the cells; `rooms` are those of the columns.

    Linear in the number of cells; only a text that could need more lines than those before it is measured.
    """
    lines = 1
    for value, room in zip(values, rooms, strict=True):
        if type(value) is str and (len(value) * 2 > room * lines or "\n" in value):
            lines = max(lines, line_count(value, room + 1))
    return min(HIGHEST, lines * line + air)


def room_needed(text: str) -> int:
    """Half-width characters that a line must hold so that the text is no higher than a row can be."""
    return -(-breadth(text) // max(4, MOST_LINES - text.count("\n")))


def is_clipped(text: str, room: int) -> bool:
    """Whether a text is higher than a row can be where a line holds `room` half-width characters, as in `row_height`."""
    return len(text) * 2 > room * MOST_LINES // 2 and line_count(text, room + 1) > MOST_LINES


def parts_of(text: str, room: int) -> list[str]:
    """A text in pieces each of which is no higher than a row can be; as it is where it is not."""
    if not is_clipped(text, room):
        return [text]
    parts, lines, start, used = [], 1, 0, 0
    for at, letter in enumerate(text):
        used += 1 if letter.isascii() else 2
        if letter == "\n" or used > room:
            lines, used = lines + 1, 0 if letter == "\n" else 2
        if lines > MOST_LINES:
            parts.append(text[start:at])
            lines, start = 1, at
    return [*parts, text[start:]]


def widened(columns: Sequence[SheetColumn], rooms: Sequence[int]) -> tuple[SheetColumn, ...]:
    """The columns, those of long texts so much wider that no row has to be cut, as far as A4 holds them legibly.

    Args:
        columns: all that are printed.
        rooms: half-width characters that a line of each must hold (see `room_needed`).
    """
    columns = _fitting(columns)
    wishes = [max(0.0, min(WIDEST_COLUMN, room + 2.0) - c.width) for c, room in zip(columns, rooms, strict=True)]
    if not any(wishes):
        return tuple(columns)
    whole = paper_width(columns)
    share = max(0.0, min(1.0, (LEGIBLE_A4 - whole) / sum(wishes)))
    more = max(0.0, FULL_PAGE - whole - share * sum(wishes)) / sum(wish > 0 for wish in wishes)
    return tuple(
        c._replace(width=round(c.width + share * wish + more * (wish > 0), 1))
        for c, wish in zip(columns, wishes, strict=True)
    )


def _fitting(columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """The columns; where A4 does not hold them legibly, the wider ones are so much narrower."""
    over = paper_width(columns) - LEGIBLE_A4
    spares = [max(0.0, column.width - _USUAL) for column in columns]
    if over <= 0 or not any(spares):
        return tuple(columns)
    share = min(1.0, over / sum(spares))
    return tuple(
        c._replace(width=int((c.width - share * spare) * 10) / 10) if spare else c
        for c, spare in zip(columns, spares, strict=True)
    )


def span_lines(text: str, columns: Iterable[SheetColumn], points: float) -> int:
    """The lines that a bold text of a size takes over all columns together."""
    room = max(1, int(sum([column.width * _POINTS + _INSET_POINTS for column in columns]) * _NEARLY))
    return sum(max(1, -(-int(breadth(part) * points * 0.52) // room)) for part in text.split("\n"))


def fit_width(values: Iterable[CellValue], header: str, least: float, most: float) -> float:
    """A column width for the longest usual word: what nine in ten of the values need, between two bounds."""
    usual = usual_breadth(values)
    return float(max(least, min(most, max(usual + 3, min(breadth(header) + 4, 14)))))


def usual_breadth(values: Iterable[CellValue]) -> int:
    """What nine in ten of the values need."""
    needs = sorted(_need(value) for value in values if value is not None)
    return needs[min(len(needs) - 1, len(needs) * 9 // 10)] if needs else 0


def inset_of(columns: int) -> float:
    """What so many columns take of a page beside their widths."""
    return columns * _INSET


def paper_width(columns: Iterable[SheetColumn]) -> float:
    """What columns take of a page, in the unit of `LEGIBLE_A4`."""
    return sum([column.width + _INSET for column in columns])


def whole_pages(heights: Sequence[float], columns: Iterable[SheetColumn]) -> int:
    """How many pages to print a list on where its last page would hold a few lines alone; 0 to let it run.

    Args:
        heights: points of the rows that are printed; the header is the last of the first three.
        columns: those that are printed.
    """
    if len(heights) > MOST_SPARED:
        return 0
    wide = paper_width(columns := list(columns)) > WIDEST_A4
    width, height = _A3_BODY if wide else _A4_BODY
    scale = min(1.0, width / sum(column.width * _POINTS + _INSET_POINTS for column in columns))
    room, squeezed = height / scale, max(0.0, min(_SQUEEZED, scale / _LEAST_SCALE - 1))
    pages, left = divmod(sum(heights) - room, room - heights[2])
    if pages < 0 or left >= squeezed * room * (pages + 1):
        return 0
    return int(pages) + 1 if _page_count(heights, room * (1 + squeezed)) <= pages + 1 else 0


def _page_count(heights: Sequence[float], room: float) -> int:
    """On how many pages rows stand where none is parted: high ones leave room at the end of a page."""
    pages, used = 1, 0.0
    for height in heights:
        if used + height > room:
            pages, used = pages + 1, heights[2]
        used += height
    return pages


def _need(value: CellValue) -> int:
    if isinstance(value, str):
        return max(breadth(part) for part in value.split("\n"))
    if isinstance(value, Number):
        return len(value.shown)
    return _BREADTH.get(type(value), 10)
