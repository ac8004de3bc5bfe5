"""What of a table was read as nothing: it is named cell by cell, for nothing vanishes (docs/规则.md 2.7)."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from xltrack.base.address import CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import squeeze
from xltrack.domain.records import Column
from xltrack.reading.files.grid import FilledSheet
from xltrack.reading.tables.lines import LINES, band_level
from xltrack.reading.tasks.rows import TableRows

_SHOWN = 6


def find_unread(sheet: FilledSheet, rows: TableRows, columns: Sequence[Column]) -> Iterator[CellRef]:
    """The cells of lines that are neither tasks nor anything known, and those beside the columns of the table."""
    left, right = columns[0].number, columns[-1].number
    last = rows.tasks[-1].row
    for row, role in rows.roles.items():
        lost = role == "empty" or (role == "band" and row > last and not _is_numbered(sheet, row))
        if not lost and role != "task":
            continue
        for column, value in sheet.rows[row].items():
            if not lost and left <= column <= right:
                continue
            area = sheet.merge(row, column)
            inside = area and (area.top, area.left) != (row, column)
            if not inside and squeeze(str(value)) not in LINES.nothing:
                yield CellRef(sheet.name, row, column)


def _is_numbered(sheet: FilledSheet, row: int) -> bool:
    """Whether a band without tasks below it is a group whose tasks stand on the next sheet: 「二、总结评估」."""
    return any(isinstance(value, str) and band_level(squeeze(value)) is not None for value in sheet.rows[row].values())


def name_unread(unread: Sequence[CellRef]) -> Iterator[Diagnostic]:
    """A warning for each row of them."""
    for _, found in groupby(unread, attrgetter("row")):
        cells = list(found)
        shown = "、".join(f"{column_letters(cell.column)}{cell.row}" for cell in cells[:_SHOWN])
        yield Diagnostic("D279", cells[0], {"cells": shown + ("……" if len(cells) > _SHOWN else "")})
