"""Where two states of a workbook differ in what its cells hold, however a program has written them down."""

from collections.abc import Iterator

from xltrack.base.address import CellRef
from xltrack.domain.edits import is_same
from xltrack.ooxml.edit.cells import OpenCells
from xltrack.ooxml.scan import Scan


def find_differing(old: OpenCells, new: OpenCells) -> Iterator[str]:
    """Addresses of cells, and names of sheets that only one of both has; what formulas gave may change by itself.

    Raises:
        EditError: D805, a sheet is none that can be read.
    """
    before, after = ([entry.name for entry in one.book.sheets] for one in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if name not in before or name not in after:
            yield name
        else:
            yield from (cell.a1 for cell in _differing(name, old.scan(name), new.scan(name)))


def _differing(sheet: str, old: Scan, new: Scan) -> Iterator[CellRef]:
    for row in sorted({*old.rows, *new.rows}):
        before, after = old.rows.get(row, {}), new.rows.get(row, {})
        for column in sorted({*before, *after}):
            calculated = (row, column) in old.formulas and (row, column) in new.formulas
            if not calculated and not is_same(before.get(column), after.get(column)):
                yield CellRef(sheet, row, column)
