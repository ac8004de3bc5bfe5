"""Addresses of cells and ranges: 附件2!E14, A3:F40."""

from functools import lru_cache
from typing import NamedTuple

from xltrack.base.patterns import pattern

_A1 = pattern(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Letters of a 1-based column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """1-based number of a column named by letters: AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class CellRef(NamedTuple):
    """One cell: sheet name, 1-based row and column."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """「附件2!E14」, as users see it."""
        return f"{self.sheet}!{column_letters(self.column)}{self.row}"


class CellRange(NamedTuple):
    """A rectangle of cells, both corners included, 1-based."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def a1(self) -> str:
        """「A3:F40」."""
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"

    @property
    def area(self) -> int:
        """How many cells it covers."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


def parse_range(reference: str) -> CellRange | None:
    """Read 「A3:F40」, 「$A$3」 or 「F40:A3」 (corners are put in order); None where it is no such thing."""
    corners = [_A1.fullmatch(part) for part in reference.split(":")]
    if not 1 <= len(corners) <= 2 or None in corners:
        return None
    rows, columns = sorted(int(m[2]) for m in corners if m), sorted(column_number(m[1]) for m in corners if m)
    return CellRange(rows[0], columns[0], rows[-1], columns[-1])
