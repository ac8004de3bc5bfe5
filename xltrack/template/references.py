"""What a formula, a link, a range of a chart means after a row became several (docs/规则.md 9.6)."""

import re
from collections.abc import Iterable
from functools import reduce
from typing import Final, NamedTuple

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.worksheet.cell_range import CellRange

MOST_ROWS: Final = 1_048_576
_CORNER: Final = r"(\$?[A-Za-z]{1,3})(\$?)([0-9]{1,7})"
_CELLS: Final = re.compile(rf"{_CORNER}(?::{_CORNER})?")
_ROWS: Final = re.compile(r"()(\$?)([0-9]{1,7}):()(\$?)([0-9]{1,7})")


class Grown(NamedTuple):
    """A row of the sheet called so became several: `by` rows were put behind it."""

    sheet: str
    row: int
    by: int

    def top(self, row: int) -> int:
        """Where the first row of something stands now."""
        return min(row + self.by, MOST_ROWS) if row > self.row else row

    def bottom(self, row: int) -> int:
        """Where its last row stands now: what ends with the row takes in those that were put behind it."""
        return min(row + self.by, MOST_ROWS) if row >= self.row else row

    def area(self, area: CellRange) -> CellRange:
        """Where a range of the sheet lies now."""
        top, bottom = self.top(area.min_row), self.bottom(area.max_row)
        return CellRange(min_col=area.min_col, min_row=top, max_col=area.max_col, max_row=bottom)

    def formula(self, formula: str, home: str, *, inside: bool = False, listed: bool = False) -> str:
        """A formula of sheet `home` (「=…」) that goes on to mean the same cells; one that cannot be read stays.

        Args:
            formula: the formula.
            home: the title of its sheet; what it says of no sheet lies on this one. Where there is none (「」), it lies on the grown one.
            inside: it stands in the row itself: what it says of this row without 「$」 is said of one row, not of all.
            listed: it tells a list: a single cell of the row, with 「$」, stands for all of them, and cells along the row for
                those of the first.
        """
        try:
            tokens = Tokenizer(formula)
        except Exception:
            return formula
        for token in tokens.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                sheet, mark, place = token.value.rpartition("!")
                if self.names(sheet or home or self.sheet):
                    token.value = sheet + mark + self._place(place, inside=inside, listed=listed)
        return "=" + "".join(token.value for token in tokens.items)

    def location(self, place: str, home: str) -> str:
        """Where a link inside the book leads to now: a place, 「附件!A7」, or a name."""
        sheet, mark, cells = place.rpartition("!")
        return sheet + mark + self._place(cells) if self.names(sheet or home) else place

    def names(self, sheet: str) -> bool:
        """Whether this is the sheet, quoted or not."""
        quoted = len(sheet) > 1 and sheet[0] == sheet[-1] == "'"
        return (sheet[1:-1].replace("''", "'") if quoted else sheet).casefold() == self.sheet.casefold()

    def _place(self, place: str, *, inside: bool = False, listed: bool = False) -> str:
        found = _CELLS.fullmatch(place) or _ROWS.fullmatch(place)
        if not found:
            return place
        first, fixed, top, last, end_fixed, bottom = found.groups()
        start = f"{first}{fixed}{self.top(int(top))}"
        if bottom is None:
            grows = listed and fixed and int(top) == self.row
            return f"{start}:{first}{fixed}{self.bottom(int(top))}" if grows else start
        stays = (inside and not end_fixed) or (listed and top == bottom and first != last)
        end = self.top(int(bottom)) if stays else self.bottom(int(bottom))
        return f"{start}:{last}{end_fixed}{end}"


def moved_through(formula: str, all_grown: Iterable[Grown], *, listed: bool = False) -> str:
    """A formula that names its sheets (without 「=」), after one row after the other became several."""
    return reduce(lambda text, grown: grown.formula(f"={text}", "", listed=listed)[1:], all_grown, formula)
