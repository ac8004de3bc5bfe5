"""Making room in a worksheet: a row becomes several, and all that stands below moves down with what refers to it.

Where the cells of a worksheet stand openpyxl tells for whole rectangles alone, which one stray cell makes endless.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from typing import Any, Final

from openpyxl.cell.cell import Cell
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from xltrack.base.address import column_number
from xltrack.ooxml.cells import R_ATTRIBUTE
from xltrack.ooxml.package import Package
from xltrack.ooxml.workbook import find_workbook, parse_workbook

_TAG: Final = re.compile(rb"<(?:\w+:)?(row|c)((?:\s[^>]*)?)>")
_DRAWN_ROW: Final = re.compile(rb"(<(?:\w+:)?row>)([0-9]+)(?=<)")
_TRAITS: Final = ("font", "border", "fill", "alignment", "protection", "number_format", "quotePrefix")
_REFERENCE: Final = re.compile(r"(\$?[A-Za-z]{1,3}\$?)(\d{1,7})(?::(\$?[A-Za-z]{1,3}\$?)(\d{1,7}))?")


class Occupied:
    """The cells of one worksheet by row, kept up as rows move."""

    def __init__(self, sheet: Any, columns: dict[int, set[int]]) -> None:
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


def _columns(data: bytes) -> dict[int, set[int]]:
    """The columns of the cells in each row of a worksheet part; those without a reference count from the one before."""
    found: dict[int, set[int]] = {}
    row = column = 0
    for tag in _TAG.finditer(data):
        place = R_ATTRIBUTE.search(tag[2])
        if tag[1] == b"row":
            row, column = int(place[2]) if place else row + 1, 0
        else:
            column = column_number(place[1].decode()) if place else column + 1
            found.setdefault(row, set()).add(column)
    return found


def spread_row(occupied: Occupied, others: Iterable[Occupied], row: int, count: int) -> None:
    """Make `count` rows of one: the first is the row itself, the others are copies of it with its styles, heights and merges.

    Formulas (those of the other sheets of the book too), print area, choices, conditional formats and tables below move along;
    what spans the row grows with it. Pictures are moved in the file (`moved_drawings`).
    """
    if count > 1:
        sheet = occupied.sheet
        _move_down(occupied, others, row, count - 1)
        areas = [area for area in sheet.merged_cells.ranges if area.min_row == area.max_row == row]
        looks = [(cell, _traits(cell)) for cell in occupied.row(row)]
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
    _move_ranges(sheet, row, by)
    _move_formulas(sheet, others, row, by)


def _move_dimensions(sheet: Any, row: int, by: int) -> None:
    for number in sorted((number for number in sheet.row_dimensions if number > row), reverse=True):
        dimension = sheet.row_dimensions[number + by] = sheet.row_dimensions.pop(number)
        dimension.index = number + by
    for line in sheet.row_breaks.brk:
        line.id += by if line.id >= row else 0


def _move_ranges(sheet: Any, row: int, by: int) -> None:
    def shift(area: CellRange) -> CellRange:
        top = area.min_row + (by if area.min_row > row else 0)
        bottom = area.max_row + (by if area.max_row >= row else 0)
        return CellRange(min_col=area.min_col, min_row=top, max_col=area.max_col, max_row=min(bottom, 1_048_576))

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


def _traits(cell: Any) -> list[tuple[str, Any]]:
    """What sets a cell apart from a plain one: taken once, however often it is given on."""
    plain, names = Cell(cell.parent), _TRAITS if getattr(cell, "has_style", False) else ()
    return [(name, copy(getattr(cell, name))) for name in names if getattr(cell, name) != getattr(plain, name)]


def _copy_row(
    sheet: Any, looks: Sequence[tuple[Any, Sequence[tuple[str, Any]]]], areas: Sequence[CellRange], target: int
) -> None:
    """Copy the cells of a row, with its height and what is merged in it."""
    for cell, traits in looks:
        new, value = sheet.cell(target, cell.column), getattr(cell, "value", None)
        for name, trait in traits:
            setattr(new, name, trait)
        if getattr(cell, "data_type", "") == "f" and isinstance(value, str):
            value = Translator(value, origin=cell.coordinate).translate_formula(new.coordinate)
        new.value = value
    dimension = sheet.row_dimensions[looks[0][0].row]
    sheet.row_dimensions[target].height = dimension.height
    sheet.row_dimensions[target].hidden = dimension.hidden
    for area in areas:
        sheet.merge_cells(start_row=target, end_row=target, start_column=area.min_col, end_column=area.max_col)


def moved_drawings(data: bytes, moves: Mapping[str, Sequence[tuple[int, int]]]) -> dict[str, bytes]:
    """The drawing parts of a workbook by name, moved as the rows of their sheets were.

    `moves` are by the titles of the sheets: a row, and by how many what stands below it moved.
    """
    package = Package(data)
    workbook = parse_workbook(package, find_workbook(package) or "")
    moved = {}
    for entry in workbook.sheets:
        own, part = moves.get(entry.name, ()), entry.relation.target if entry.relation else None
        drawn = [r.target for r in package.relations(part).values() if r.kind == "drawing"] if own and part else []
        for target in filter(None, drawn):
            moved[target.lstrip("/")] = _DRAWN_ROW.sub(partial(_shifted, own), package.part(target))
    return moved


def _shifted(moves: Sequence[tuple[int, int]], row: re.Match[bytes]) -> bytes:
    """A corner of a drawing, whose row counts from 0."""
    number = int(row[2])
    for below, by in moves:
        number += by if number >= below else 0
    return row[1] + b"%d" % number
