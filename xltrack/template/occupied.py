"""Where the cells of a worksheet stand: openpyxl tells that for whole rectangles alone, which one stray cell makes endless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from openpyxl.worksheet.cell_range import CellRange

from xltrack.base.address import column_number
from xltrack.ooxml.cells import R_ATTRIBUTE
from xltrack.ooxml.package import Package
from xltrack.ooxml.workbook import find_workbook, parse_workbook

_TAG: Final = re.compile(rb"<(?:\w+:)?(row|c)((?:\s[^>]*)?)>")
Columns = dict[int, set[int]]


class Occupied:
    """The cells of one worksheet by row, kept up as rows move."""

    def __init__(self, sheet: Any, columns: Columns) -> None:
        """Know them by the columns in each row of the file, and by what is merged."""
        self.sheet = sheet
        self._columns = columns
        for area in sheet.merged_cells.ranges:
            for row in range(area.min_row, area.max_row + 1):
                columns.setdefault(row, set()).update(range(area.min_col, area.max_col + 1))

    def row(self, number: int) -> list[Any]:
        """The cells of a row in order."""
        return [self.sheet.cell(number, column) for column in sorted(self._columns.get(number, ()))]

    def cells(self) -> Iterator[Any]:
        """All cells in order."""
        for number in sorted(self._columns):
            yield from self.row(number)

    def move_down(self, row: int, by: int) -> None:
        """Move what stands below a row."""
        for number in sorted((number for number in self._columns if number > row), reverse=True):
            columns = self._columns[number + by] = self._columns.pop(number)
            self.sheet.move_range(
                CellRange(min_col=min(columns), min_row=number, max_col=max(columns), max_row=number), rows=by
            )
            for cell in self.row(number + by):
                if getattr(cell, "hyperlink", None):
                    cell.hyperlink.ref = cell.coordinate

    def add_row(self, number: int, like: int) -> None:
        """Know of a row whose cells stand in the columns of another."""
        self._columns[number] = set(self._columns.get(like, ()))


def find_occupied(book: Any, source: bytes) -> dict[str, Occupied]:
    """The cells of each worksheet of a book that openpyxl opened, by its title; `source` are the bytes of the book."""
    package = Package(source)
    workbook = parse_workbook(package, find_workbook(package) or "")
    parts = {entry.name: entry.relation.target for entry in workbook.sheets if entry.relation}
    return {
        sheet.title: Occupied(sheet, _columns(package.part(part)) if (part := parts.get(sheet.title)) else {})
        for sheet in book.worksheets
    }


def _columns(data: bytes) -> Columns:
    """The columns of the cells in each row of a worksheet part; those without a reference count from the one before."""
    found: Columns = {}
    row = column = 0
    for tag in _TAG.finditer(data):
        place = R_ATTRIBUTE.search(tag[2])
        if tag[1] == b"row":
            row, column = int(place[2]) if place else row + 1, 0
        else:
            column = column_number(place[1].decode()) if place else column + 1
            found.setdefault(row, set()).add(column)
    return found
