"""Making room in a worksheet: a row becomes several, and all that stands below moves down with what refers to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from typing import Any, Final

from openpyxl.cell.cell import Cell
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from xltrack.template.occupied import Occupied

_TRAITS: Final = ("font", "border", "fill", "alignment", "protection", "number_format", "quotePrefix")
_REFERENCE: Final = re.compile(r"(\$?[A-Za-z]{1,3}\$?)(\d{1,7})(?::(\$?[A-Za-z]{1,3}\$?)(\d{1,7}))?")


def spread_row(occupied: Occupied, others: Iterable[Occupied], row: int, count: int) -> None:
    """Make `count` rows of one: the first is the row itself, the others are copies of it with its styles, heights and merges.

    Formulas (those of the other sheets of the book too), print area, choices, conditional formats and tables below move along;
    what spans the row grows with it. Pictures are moved in the file (`drawings`).
    """
    if count > 1:
        sheet = occupied.sheet
        _move_down(occupied, others, row, count - 1)
        areas = [area for area in sheet.merged_cells.ranges if area.min_row == area.max_row == row]
        looks = [_Look(cell) for cell in occupied.row(row)]
        for number in range(row + 1, row + count):
            _copy_row(sheet, looks, areas, number)
            occupied.add_row(number, row)


def _move_down(occupied: Occupied, others: Iterable[Occupied], row: int, by: int) -> None:
    sheet = occupied.sheet
    occupied.move_down(row, by)
    _move_dimensions(sheet, row, by)
    for area in sheet.merged_cells.ranges:
        if area.min_row > row:
            area.shift(row_shift=by)
    shift = _shifter(row, by)
    _move_ranges(sheet, shift, row, by)
    _move_formulas(sheet, others, row, by)


def _move_dimensions(sheet: Any, row: int, by: int) -> None:
    below = sorted((number for number in sheet.row_dimensions if number > row), reverse=True)
    for number in below:
        dimension = sheet.row_dimensions.pop(number)
        dimension.index = number + by
        sheet.row_dimensions[number + by] = dimension
    for line in sheet.row_breaks.brk:
        line.id += by if line.id >= row else 0


def _shifter(row: int, by: int) -> Callable[[CellRange], CellRange]:
    def shift(area: CellRange) -> CellRange:
        top = area.min_row + (by if area.min_row > row else 0)
        bottom = area.max_row + (by if area.max_row >= row else 0)
        return CellRange(min_col=area.min_col, min_row=top, max_col=area.max_col, max_row=min(bottom, 1_048_576))

    return shift


def _move_ranges(sheet: Any, shift: Callable[[CellRange], CellRange], row: int, by: int) -> None:
    for choice in sheet.data_validations.dataValidation:
        choice.sqref = MultiCellRange([shift(area) for area in choice.sqref.ranges])
    formats = [
        (MultiCellRange([shift(a) for a in entry.sqref.ranges]), entry.rules) for entry in sheet.conditional_formatting
    ]
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    for areas, rules in formats:
        for rule in rules:
            rule.formula = [_moved(f"={text}", "", sheet.title, row, by)[1:] for text in rule.formula]
            sheet.conditional_formatting.add(str(areas), rule)
    for table in sheet.tables.values():
        table.ref = shift(CellRange(table.ref)).coord
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = shift(CellRange(sheet.auto_filter.ref)).coord
    if sheet.print_area:
        areas = [shift(CellRange(part.rpartition("!")[2].replace("$", ""))) for part in sheet.print_area.split(",")]
        sheet.print_area = ",".join(area.coord for area in areas)


def _move_formulas(sheet: Any, occupied: Iterable[Occupied], row: int, by: int) -> None:
    """Keep every formula of the book on the cells that it meant."""
    for one in occupied:
        other = one.sheet
        for cell in one.cells():
            if getattr(cell, "data_type", "") == "f" and isinstance(cell.value, str):
                cell.value = _moved(cell.value, other.title, sheet.title, row, by)
        for name in other.defined_names.values():
            name.attr_text = _moved(f"={name.attr_text}", other.title, sheet.title, row, by)[1:]
    for name in sheet.parent.defined_names.values():
        name.attr_text = _moved(f"={name.attr_text}", "", sheet.title, row, by)[1:]


def _moved(formula: str, home: str, changed: str, row: int, by: int) -> str:
    """A formula of sheet `home` after `by` rows were put behind a row of sheet `changed`; one that cannot be read stays."""
    try:
        tokens = Tokenizer(formula)
    except Exception:
        return formula
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            sheet, mark, area = token.value.rpartition("!")
            if (sheet.strip("'").replace("''", "'") or home or changed) == changed:
                token.value = sheet + mark + _REFERENCE.sub(lambda m: _moved_reference(m, row, by), area)
    return "=" + "".join(token.value for token in tokens.items)


def _moved_reference(found: re.Match[str], row: int, by: int) -> str:
    first, top, last, bottom = found.groups()
    start = int(top) + (by if int(top) > row else 0)
    if last is None:
        return f"{first}{start}"
    end = int(bottom) + (by if int(bottom) >= row else 0)
    return f"{first}{start}:{last}{end}"


class _Look:
    """A cell that is copied, with what sets it apart from a plain one: taken once, however often it is given on."""

    def __init__(self, cell: Any) -> None:
        self.cell = cell
        plain, traits = Cell(cell.parent), _TRAITS if getattr(cell, "has_style", False) else ()
        self.traits = [(n, copy(getattr(cell, n))) for n in traits if getattr(cell, n) != getattr(plain, n)]

    def give(self, cell: Any) -> None:
        """Let another cell look the same."""
        for name, trait in self.traits:
            setattr(cell, name, trait)


def _copy_row(sheet: Any, looks: Sequence[_Look], areas: Sequence[CellRange], target: int) -> None:
    """Copy the cells of a row, with its height and what is merged in it."""
    for look in looks:
        cell, new = look.cell, sheet.cell(target, look.cell.column)
        look.give(new)
        value = getattr(cell, "value", None)
        if getattr(cell, "data_type", "") == "f" and isinstance(value, str):
            value = Translator(value, origin=cell.coordinate).translate_formula(new.coordinate)
        new.value = value
    dimension = sheet.row_dimensions[looks[0].cell.row]
    sheet.row_dimensions[target].height = dimension.height
    sheet.row_dimensions[target].hidden = dimension.hidden
    for area in areas:
        sheet.merge_cells(start_row=target, end_row=target, start_column=area.min_col, end_column=area.max_col)
