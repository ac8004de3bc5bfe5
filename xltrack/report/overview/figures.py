"""The numbers behind 总览 on one hidden sheet: its charts are drawn from them, and what it shows points to them."""

from collections.abc import Sequence
from typing import NamedTuple

from xltrack.base.address import CellRange, column_letters
from xltrack.report import words
from xltrack.sheets.model import CellValue, ChartCells, Formula, NumbersSheet, shown_value


class Numbers(NamedTuple):
    """A table on the sheet: the row of its heads, its body; the first column holds names, the others numbers."""

    top: int
    heads: tuple[str, ...]
    body: tuple[tuple[CellValue, ...], ...]

    def names(self) -> ChartCells:
        """The names, under one another."""
        return self._under(self.top + 1, 1, len(self.body), tuple(str(shown_value(row[0])) for row in self.body))

    def numbers(self, column: int) -> ChartCells:
        """The numbers of a column; 1 is the first behind the names."""
        return self._under(self.top + 1, column + 1, len(self.body), tuple(number(row[column]) for row in self.body))

    def head(self, column: int) -> ChartCells:
        """The head of a column."""
        return self._under(self.top, column + 1, 1, (self.heads[column],))

    def cell(self, row: int, column: int) -> str:
        """A body cell as a formula refers to it, both counted from 0."""
        return f"'{words.FIGURES}'!{column_letters(column + 1)}{self.top + 1 + row}"

    def show(self, row: int, column: int) -> Formula:
        """A formula that shows a body cell."""
        return Formula(self.cell(row, column), shown_value(self.body[row][column]))

    def _under(self, top: int, column: int, rows: int, values: tuple[str | int | float, ...]) -> ChartCells:
        return ChartCells(words.FIGURES, CellRange(top, column, top + rows - 1, column), values)


class FiguresSheet:
    """Collects the tables, one under the other with an empty row between."""

    def __init__(self) -> None:
        self._rows: list[tuple[CellValue, ...]] = []

    def add(self, heads: Sequence[str], body: Sequence[tuple[CellValue, ...]]) -> Numbers:
        """Put a table below those that are there."""
        if self._rows:
            self._rows.append(())
        block = Numbers(len(self._rows) + 1, tuple(heads), tuple(body))
        self._rows += [block.heads, *block.body]
        return block

    def data(self) -> NumbersSheet:
        """The sheet."""
        return NumbersSheet(words.FIGURES, tuple(self._rows))


def number(value: CellValue) -> int | float:
    """The number that a cell shows; 0 for one that shows none."""
    shown = shown_value(value)
    return shown if isinstance(shown, (int, float)) else 0
