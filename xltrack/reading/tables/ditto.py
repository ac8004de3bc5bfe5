"""Cells that stand for the one above them: 〃, 同上 (docs/规则.md 2.2)."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from xltrack.base.address import CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Column
from xltrack.reading.files.grid import FilledSheet, Value, cell_words
from xltrack.reading.tables.headers import COLUMNS
from xltrack.reading.tables.regions import TableRegion

_LONGEST = 8
_NAMED = 5


class _Ditto(NamedTuple):
    """A cell that stands for another one, and what it stands for; None where there is nothing above it."""

    row: int
    column: int
    mark: str
    value: Value | None


def write_out(
    sheet: FilledSheet, region: TableRegion, columns: Sequence[Column], said: list[Diagnostic]
) -> FilledSheet:
    """The sheet with what its dittos stand for in their places; each column of them is named once."""
    written: dict[int, dict[int, Value]] = {}
    found = list(_dittos(sheet, region, frozenset(column.number for column in columns), written))
    for number in sorted({ditto.column for ditto in found}):
        for code, known in (("D290", True), ("D291", False)):
            own = [ditto for ditto in found if ditto.column == number and (ditto.value is not None) is known]
            if own:
                shown = "、".join(_place(sheet, ditto) for ditto in own[:_NAMED]) + ("……" if len(own) > _NAMED else "")
                facts = {"mark": own[0].mark, "cells": shown, "count": len(own)}
                said.append(Diagnostic(code, CellRef(sheet.name, own[0].row, number), facts))
    return sheet._replace(rows=sheet.rows | written) if written else sheet


def _dittos(
    sheet: FilledSheet, region: TableRegion, numbers: frozenset[int], written: dict[int, dict[int, Value]]
) -> Iterator[_Ditto]:
    """The dittos from the top; rows that are written out go into `written`."""
    for place, row in enumerate(region.body):
        cells = sheet.rows[row]
        short = [c for c, value in cells.items() if type(value) is str and len(value) <= _LONGEST and is_ditto(value)]
        above = _above(sheet, region, place, written) if short else {}
        for column in short:
            if column in numbers:
                value = above.get(column)
                yield _Ditto(row, column, cell_words(cells[column]), value)
                if value is not None:
                    written.setdefault(row, dict(cells))[column] = value


def _above(
    sheet: FilledSheet, region: TableRegion, place: int, written: dict[int, dict[int, Value]]
) -> dict[int, Value]:
    """The row above one; a band or a note between them says nothing of its columns."""
    for upper in range(place - 1, -1, -1):
        row = region.body[upper]
        if row in written or sheet.line(row) is None:
            return written.get(row, sheet.rows[row])
    return {}


@lru_cache(maxsize=4096)
def is_ditto(value: str) -> bool:
    """Whether a cell only points to the one above it."""
    return squeeze(fold(value)).strip("-—－()") in COLUMNS.dittos


def _place(sheet: FilledSheet, ditto: _Ditto) -> str:
    place = (ditto.row, ditto.column) if sheet.turned else (ditto.column, ditto.row)
    return f"{column_letters(place[0])}{place[1]}"
