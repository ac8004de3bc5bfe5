"""A dump of a small report against the accepted one: cell, value, looks, widths, heights, merges, what stands around.

XLTRACK_ACCEPT=1 in the environment writes the accepted dump anew; look at the difference, and at the workbook, before that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.assessments import HEADS, assessment, document, task_row
from tests.workbooks import written
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic

ACCEPTED = Path(__file__).parent / "data" / "golden" / "report.txt"


def test_a_small_report_looks_as_accepted():
    found = (Diagnostic("D155", CellRef("附件2", 5, 3), {"length": 40_000}),)
    rows = (
        task_row(status="已完成"),
        task_row(text="完成目录编制初稿", deadline=date(2021, 7, 20), lead="各领域责任单位", status="正在推进"),
        task_row(group="动员部署", text="向社会公开", deadline="梳理阶段 2021-08-01至2021-08-10；审查阶段 2021-09-30"),
    )
    book = written(assessment(document(HEADS, *rows, diagnostics=found)))
    dump = "\n".join(line for sheet in book for line in dump_sheet(sheet)) + "\n"
    if os.environ.get("XLTRACK_ACCEPT"):
        ACCEPTED.write_text(dump, encoding="utf-8")
    assert ACCEPTED.read_text(encoding="utf-8").splitlines() == dump.splitlines()


def dump_sheet(sheet: Worksheet) -> Iterator[str]:
    """One line for each thing that a reader of the sheet could see."""
    yield f"== {sheet.title}"
    widths = {letters: round(column.width, 1) for letters, column in sheet.column_dimensions.items()}
    yield f"widths {widths}"
    yield f"freeze {sheet.freeze_panes}, filter {sheet.auto_filter.ref}, titles {sheet.print_title_rows}, area {sheet.print_area}"
    yield f"merged {sorted(map(str, sheet.merged_cells.ranges))}"
    for choice in sheet.data_validations.dataValidation:
        yield f"choice {choice.sqref} {choice.formula1}"
    for row in sheet.iter_rows():
        cells = [cell for cell in row if cell.value is not None]
        if cells:
            size = sheet.row_dimensions[cells[0].row]
            yield f"-- row {cells[0].row}, {size.height or 0:g} high{', hidden' if size.hidden else ''}"
        yield from (dump_cell(cell) for cell in cells)


def dump_cell(cell: Cell | Any) -> str:
    """「C5 制定方案 | 10 bold #1F2933 …」."""
    font, fill = cell.font, cell.fill
    looks = [
        f"{font.sz:g}",
        "bold" if font.b else "",
        f"#{font.color.rgb[2:]}" if font.color and isinstance(font.color.rgb, str) else "",
    ]
    looks += [f"on #{fill.fgColor.rgb[2:]}" if fill.fill_type else "", cell.alignment.horizontal or ""]
    looks += [cell.number_format if cell.number_format != "General" else ""]
    looks += [f"→ {cell.hyperlink.location}" if cell.hyperlink else ""]
    return f"{cell.coordinate} {cell.value!r} | {' '.join(look for look in looks if look)}"
