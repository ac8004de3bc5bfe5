"""The numbers behind 总览 on one hidden sheet: its charts are drawn from them, and what it shows points to them."""

from collections.abc import Sequence
from typing import NamedTuple

from xltrack.base.address import CellRange, column_letters
from xltrack.report import words
from xltrack.sheets.model import Data, Filled, Formula, Plain, Source, Value


class Numbers(NamedTuple):
    """A table on the sheet: the row of its heads, its body; the first column holds names, the others numbers."""

    top: int
    heads: tuple[str, ...]
    body: tuple[tuple[Value, ...], ...]

    def names(self) -> Source:
        """The names, under one another."""
        return self._under(self.top + 1, 1, len(self.body), tuple(str(plain(row[0])) for row in self.body))

    def numbers(self, column: int) -> Source:
        """The numbers of a column; 1 is the first behind the names."""
        return self._under(self.top + 1, column + 1, len(self.body), tuple(number(row[column]) for row in self.body))

    def head(self, column: int) -> Source:
        """The head of a column."""
        return self._under(self.top, column + 1, 1, (self.heads[column],))

    def cell(self, row: int, column: int) -> str:
        """A body cell as a formula refers to it, both counted from 0."""
        return f"'{words.FIGURES}'!{column_letters(column + 1)}{self.top + 1 + row}"

    def show(self, row: int, column: int) -> Formula:
        """A formula that shows a body cell."""
        return Formula(self.cell(row, column), plain(self.body[row][column]))

    def _under(self, top: int, column: int, rows: int, values: tuple[str | int | float, ...]) -> Source:
        return Source(words.FIGURES, CellRange(top, column, top + rows - 1, column), values)


class FiguresSheet:
    """Collects the tables, one under the other with an empty row between."""

    def __init__(self) -> None:
        self._rows: list[tuple[Value, ...]] = []

    def add(self, heads: Sequence[str], body: Sequence[tuple[Value, ...]]) -> Numbers:
        """Put a table below those that are there."""
        if self._rows:
            self._rows.append(())
        block = Numbers(len(self._rows) + 1, tuple(heads), tuple(body))
        self._rows += [block.heads, *block.body]
        return block

    def data(self) -> Data:
        """The sheet."""
        return Data(words.FIGURES, tuple(self._rows))


def plain(value: Value) -> Plain:
    """What a cell shows as the report is written."""
    return value.value if isinstance(value, (Formula, Filled)) else value


def number(value: Value) -> int | float:
    """The number that a cell shows; 0 for one that shows none."""
    shown = plain(value)
    return shown if isinstance(shown, (int, float)) else 0
