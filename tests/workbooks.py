"""Reading written workbooks back with openpyxl, which shares no line with the program."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltrack.assessment.model import Assessment
from xltrack.report.writing import report_workbook

HEADER = 4


def written(assessment: Assessment, *, formulas: bool = False) -> Workbook:
    """The report of an assessment as openpyxl reads it: the values that it shows, or its formulas."""
    return load_workbook(BytesIO(report_workbook(assessment).data), data_only=not formulas)


def records(sheet: Worksheet, header: int = HEADER) -> list[dict[str, Any]]:
    """The rows below the header as dictionaries, up to the first empty one; hidden columns are left out."""
    heads = shown_heads(sheet, header)
    rows = []
    for row in sheet.iter_rows(min_row=header + 1, max_col=len(heads), values_only=True):
        if all(value in (None, "") for value in row):
            break
        rows.append(dict(zip(heads, row, strict=True)))
    return rows


def agenda_lines(book: Workbook) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The lines of 逾期和临期 that are late, and those that fall due, which stand below them."""
    lines = [row for row in records(book["逾期和临期"]) if isinstance(row["距期天数"], int)]
    late = [row for row in lines if row["距期天数"] < 0]
    assert late == lines[: len(late)]
    return late, lines[len(late) :]


def shown_heads(sheet: Worksheet, header: int = HEADER) -> list[str]:
    """The heads of the columns that are not hidden."""
    hidden = {n for d in sheet.column_dimensions.values() if d.hidden for n in range(d.min, d.max + 1)}
    return [cell.value for cell in sheet[header] if cell.column not in hidden]


def words_of(sheet: Worksheet) -> list[str]:
    """Every text and number of a sheet in reading order, as text."""
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def parts(data: bytes) -> dict[str, str]:
    """The XML parts of a workbook."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
