"""An overlay sheet as a worksheet: cells where they stand in the source, merges and widths kept."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from xltrack.overlay.model import OverlaySheet
from xltrack.sheets.model import Drawn
from xltrack.sheets.sheetxml import SheetRows

_A4: Final = 9


def overlay_sheet(sheet: OverlaySheet) -> Drawn:
    """An overlay of one sheet of the source as a sheet of a book."""
    return Drawn(sheet.name, partial(_draw, sheet))


def _draw(sheet: OverlaySheet, target: Any, rows: SheetRows) -> None:
    for number, height, cells in sheet.rows():
        rows.add_cells(number, cells, height)
    for column, width in sheet.widths.items():
        target.set_column(column - 1, column - 1, width)
    rows.merges += sheet.merges
    target.set_paper(_A4)
    target.set_landscape()
    target.fit_to_pages(1, 0)
    target.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.4)
