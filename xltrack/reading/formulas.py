"""Formulas without a result, told once for a block of cells: a sheet that no office program saved has a column of them (D183)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from xltrack.base.address import CellRange, CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.reading import words

_NAMED = 6  # areas


def gather_formulas(said: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What was said, D183 once for each column of a sheet, or for columns side by side that lack it in the same rows."""
    kept, lacking = list[Diagnostic](), dict[str, dict[int, set[int]]]()
    for one in said:
        if one.code == "D183" and one.cell:
            lacking.setdefault(one.cell.sheet, {}).setdefault(one.cell.column, set()).add(one.cell.row)
        else:
            kept.append(one)
    return [*kept, *(told for sheet, columns in lacking.items() for told in _tell(sheet, columns))]


def _tell(sheet: str, columns: dict[int, set[int]]) -> Iterator[Diagnostic]:
    for left, right in _side_by_side(columns):
        rows = sorted(columns[left])
        areas = [CellRange(top, left, bottom, right) for top, bottom in _runs(rows)]
        named = "、".join(map(_name, areas[:_NAMED])) + ("……" if len(areas) > _NAMED else "")
        count = len(rows) * (right - left + 1)
        cells = words.SEVERAL_CELLS.format(cells=named, count=count) if count > 1 else named
        yield Diagnostic("D183", CellRef(sheet, rows[0], left), {"cells": cells})


def _side_by_side(columns: dict[int, set[int]]) -> Iterator[tuple[int, int]]:
    """The first and last of columns next to each other with the same rows."""
    order = sorted(columns)
    starts = [n for n, c in enumerate(order) if not n or order[n - 1] != c - 1 or columns[c] != columns[c - 1]]
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        yield order[start], order[end - 1]


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last row of each run without a gap."""
    for _, run in groupby(enumerate(rows), key=lambda entry: entry[1] - entry[0]):
        found = [row for _, row in run]
        yield found[0], found[-1]


def _name(area: CellRange) -> str:
    return area.a1 if area.area > 1 else f"{column_letters(area.left)}{area.top}"
