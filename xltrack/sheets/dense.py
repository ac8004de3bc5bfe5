"""How words of 10 points stand in a table without insets: to the half of a 汉字, so that no width is lost and no line is cut off.

What is counted are halves of a 汉字, 5 points each. Letters and digits take what they do in the widest font that stands in for one;
a line that holds some ends early, and punctuation does not begin one: to be sure, the last of several lines has room for one more.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Final, TypeAlias

from xltrack.sheets.measure import HIGHEST, breadth
from xltrack.sheets.model import CellValue, SheetColumn

LINE: Final = 14.5
AIR: Final = 3.5
CLOSE_AIR: Final = 2.0  # in a table of many pages
NARROW: Final = 1.27  # halves of a letter or digit
BOLD_DIGIT: Final = 1.4
_HALF: Final = 5 * 96 / 72  # pixels
_DIGIT: Final = 7  # pixels of a digit of the Normal font, in which widths are told
_ENDS_EARLY: Final = 1.5  # halves
_SPARE: Final = 2  # halves
_INSET: Final = 2.0  # halves of the cells of other tables
_LEAST: Final = 4

# Of each line of a text: its halves, and whether letters or digits are among them.
Measured: TypeAlias = Sequence[tuple[float, bool]]


def halves(text: str) -> float:
    """Halves of a 汉字 that a text takes on one line."""
    whole = breadth(text)
    narrow = 2 * len(text) - whole
    return whole - narrow + narrow * NARROW


def measure(text: str) -> Measured:
    """What `lines_in` needs to know of a text."""
    parts = text.split("\n") if "\n" in text else (text,)
    return [(halves(part), breadth(part) < 2 * len(part)) for part in parts]


def lines_in(measured: Measured, room: float) -> int:
    """The lines of a text where one holds so many halves, at least 4."""
    return sum([
        1 if need <= room else -int(-(need + _SPARE) // (room - (_ENDS_EARLY if narrow else room % 2)))
        for need, narrow in measured
    ])  # fmt: skip


def column_width(wide: float) -> float:
    """The width in digits, as columns are told, of one that holds so many halves: whole pixels."""
    return ceil(wide * _HALF - 0.01) / _DIGIT


def halves_of(width: float) -> float:
    """The halves that a column of a width in digits holds."""
    return width * _DIGIT / _HALF


def rooms_in(columns: Iterable[SheetColumn], dense: int) -> list[int]:
    """The whole ones that a line of each column holds, of which the first, so many of them, are without insets."""
    return [
        max(_LEAST, int(halves_of(column.width) - (place >= dense) * _INSET + 0.01))
        for place, column in enumerate(columns)
    ]


def dense_height(values: Sequence[CellValue], rooms: Sequence[int], air: float = CLOSE_AIR) -> float:
    """Points that fit the highest of the cells, and some air; `rooms` are the halves that a line of each column holds.

    Only a text that could need more lines than those before it is measured.
    """
    lines = 1
    for value, room in zip(values, rooms, strict=True):
        if type(value) is str and (2 * len(value) + _SPARE > (room - 2) * lines or "\n" in value):
            lines = max(lines, lines_in(measure(value), room))
    return min(HIGHEST, lines * LINE + air)


def is_cut(text: str, room: int) -> bool:
    """Whether a text is higher than a row can be."""
    return lines_in(measure(text), room) * LINE + CLOSE_AIR > HIGHEST
