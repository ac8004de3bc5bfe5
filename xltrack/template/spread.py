"""Making room in a worksheet: a row becomes several, and all that stands below moves down with what refers to it.

Where the cells of a worksheet stand openpyxl tells for whole rectangles alone, which one stray cell makes endless.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import Any, Final

from openpyxl.cell.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula

from xltrack.base.address import column_number
from xltrack.ooxml.cells import R_ATTRIBUTE
from xltrack.ooxml.package import Package
from xltrack.ooxml.workbook import find_workbook, parse_workbook
from xltrack.template.references import Grown

_TAG: Final = re.compile(rb"<(?:\w+:)?(row|c)((?:\s[^>]*)?)>")
_TRAITS: Final = ("font", "border", "fill", "alignment", "protection", "number_format", "quotePrefix")


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


def spread_row(occupied: Occupied, others: Iterable[Occupied], row: int, count: int) -> Grown | None:
    """Make `count` rows of one: the first is the row itself, the others are copies of it with its styles, heights, merges and links.

    Formulas (those of the other sheets of the book too), links, print area, choices, conditional formats and tables below move
    along; what spans the row grows with it. What stands in parts of its own is moved in the file (`parts.moved_parts`) by the row
    that is given back.
    """
    if count < 2:
        return None
    sheet = occupied.sheet
    grown = Grown(sheet.title, row, count - 1)
    _move_down(occupied, others, grown)
    areas = [area for area in sheet.merged_cells.ranges if area.min_row == area.max_row == row]
    looks = [(cell, _traits(cell)) for cell in occupied.row(row)]
    for number in range(row + 1, row + count):
        _copy_row(sheet, looks, areas, number)
        occupied.add_row(number, row)
    return grown


def _move_down(occupied: Occupied, others: Iterable[Occupied], grown: Grown) -> None:
    sheet = occupied.sheet
    occupied.move_down(grown.row, grown.by)
    _move_dimensions(sheet, grown.row, grown.by)
    for area in sheet.merged_cells.ranges:
        if area.min_row > grown.row:
            area.shift(row_shift=grown.by)
    books = [*others]
    for one in books:
        _move_sources(one.sheet, grown)
    _move_ranges(sheet, grown)
    _move_formulas(sheet, books, grown)


def _move_dimensions(sheet: Any, row: int, by: int) -> None:
    for number in sorted((number for number in sheet.row_dimensions if number > row), reverse=True):
        dimension = sheet.row_dimensions[number + by] = sheet.row_dimensions.pop(number)
        dimension.index = number + by
    for line in sheet.row_breaks.brk:
        line.id += by if line.id >= row else 0


def _move_sources(sheet: Any, grown: Grown) -> None:
    """Keep on the cells that they meant the sources of a sheet's choices and the conditions of its formats."""
    for choice in sheet.data_validations.dataValidation:
        inside = sheet.title == grown.sheet and _covers(choice.sqref.ranges, grown.row)
        for name in ("formula1", "formula2"):
            if text := getattr(choice, name):
                listed = choice.type == "list"
                moved = grown.formula(f"={text}", sheet.title, inside=inside, listed=listed)
                setattr(choice, name, moved[1:])
    for entry in sheet.conditional_formatting:
        inside = sheet.title == grown.sheet and _covers(entry.sqref.ranges, grown.row)
        for rule in entry.rules:
            rule.formula = [grown.formula(f"={text}", sheet.title, inside=inside)[1:] for text in rule.formula]
            for scale in filter(None, (rule.colorScale, rule.dataBar, rule.iconSet)):
                for bound in scale.cfvo:
                    if bound.type == "formula" or isinstance(bound.val, str):
                        bound.val = grown.formula(f"={bound.val}", sheet.title, inside=inside)[1:]


def _covers(areas: Iterable[CellRange], row: int) -> bool:
    return any(area.min_row <= row <= area.max_row for area in areas)


def _move_ranges(sheet: Any, grown: Grown) -> None:
    for choice in sheet.data_validations.dataValidation:
        choice.sqref = MultiCellRange([grown.area(area) for area in choice.sqref.ranges])
    formats = [
        (MultiCellRange([grown.area(a) for a in entry.sqref.ranges]), entry.rules)
        for entry in sheet.conditional_formatting
    ]
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    for areas, rules in formats:
        for rule in rules:
            sheet.conditional_formatting.add(str(areas), rule)
    for table in sheet.tables.values():
        table.ref = grown.area(CellRange(table.ref)).coord
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = grown.area(CellRange(sheet.auto_filter.ref)).coord
    if sheet.print_area:
        areas = [
            grown.area(CellRange(part.rpartition("!")[2].replace("$", ""))) for part in sheet.print_area.split(",")
        ]
        sheet.print_area = ",".join(area.coord for area in areas)


def _move_formulas(sheet: Any, occupied: Iterable[Occupied], grown: Grown) -> None:
    """Keep every formula and every link of the book on the cells that it meant."""
    for one in occupied:
        other = one.sheet
        for cell in one.cells():
            inside = other is sheet and cell.row == grown.row
            _move_cell(cell, grown, moves=other is sheet, inside=inside)
        for name in other.defined_names.values():
            name.attr_text = grown.formula(f"={name.attr_text}", other.title)[1:]
    for name in sheet.parent.defined_names.values():
        name.attr_text = grown.formula(f"={name.attr_text}", "")[1:]


def _move_cell(cell: Any, grown: Grown, *, moves: bool, inside: bool) -> None:
    """What a cell says of other cells; `moves`: it stands in the sheet itself."""
    home, value = cell.parent.title, getattr(cell, "value", None)
    if isinstance(value, ArrayFormula):
        value.text = grown.formula(value.text, home, inside=inside)
        value.ref = grown.area(CellRange(value.ref)).coord if moves and not inside else value.ref
    elif getattr(cell, "data_type", "") == "f" and isinstance(value, str):
        cell.value = grown.formula(value, home, inside=inside)
    link = getattr(cell, "hyperlink", None)
    if link is not None and link.location:
        link.location = grown.location(link.location, home)


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
        if getattr(cell, "hyperlink", None):
            new.hyperlink = copy(cell.hyperlink)
    dimension = sheet.row_dimensions[looks[0][0].row]
    sheet.row_dimensions[target].height = dimension.height
    sheet.row_dimensions[target].hidden = dimension.hidden
    for area in areas:
        sheet.merge_cells(start_row=target, end_row=target, start_column=area.min_col, end_column=area.max_col)
