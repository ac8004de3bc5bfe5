"""A ledger sorted as Excel sorts by the buttons of a filter: what lies in its range moves, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.formula.translate import Translator

from xltrack.report import words

_REFERENCE = re.compile(r"(?<![A-Za-z0-9_.'!$])\$?([A-Z]{1,3})(\$?)(\d+)(?![\d(])")
Key = Callable[[Any], Any]


def sort_by_filter(path: Path, target: Path, header: str, *, reverse: bool = False) -> None:
    """Save a report whose ledger was sorted by a column: references to the own row of a formula move with it, others stay amiss."""
    book = load_workbook(path)
    sheet = book[words.LEDGER]
    area = sheet[sheet.auto_filter.ref]
    head, body = area[0], area[1:]
    place = next(at for at, cell in enumerate(head) if cell.value == header)
    rows = [[(cell.value, cell.coordinate, copy(cell._style)) for cell in row] for row in body]
    values = [
        _order(cells[place].value)
        for cells in load_workbook(path, data_only=True)[words.LEDGER][sheet.auto_filter.ref][1:]
    ]
    order = sorted(range(len(rows)), key=values.__getitem__, reverse=reverse)
    for cells, number in zip(body, order, strict=True):
        for cell, (value, origin, style) in zip(cells, rows[number], strict=True):
            cell.value = _moved(value, origin, cell.coordinate)
            cell._style = style
    book.save(target)


def _order(value: Any) -> tuple[bool, bool, str]:
    return value is None, isinstance(value, str), str(value).rjust(20, "0")


def _moved(value: Any, origin: str, place: str) -> Any:
    if not isinstance(value, str) or not value.startswith("="):
        return value
    return Translator(value, origin=origin).translate_formula(place)


def rows_named(formula: str) -> set[int]:
    """The rows of the own sheet that a formula names, texts in it left out."""
    return {int(found[3]) for found in _REFERENCE.finditer(re.sub(r'"(?:[^"]|"")*"', '""', formula))}
