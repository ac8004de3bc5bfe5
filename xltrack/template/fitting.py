"""Repeated rows of a template made fit for print: heights that fit wrapped text, equal group cells merged, pages ended between groups."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from xltrack.annex.pages import find_runs, plan_pages
from xltrack.annex.wrap import break_title, fit_date, height_of, room_of, wrapped_lines

_ROW: Final = 15.0
_WIDTH: Final = 8.43
_UNIT: Final = 5.25  # points of one unit of column width
_POINTS: Final = 72.0
# Width and height of papers in points, by their numbers in SpreadsheetML.
_PAPERS: Final = {8: (841.9, 1190.6), 9: (595.3, 841.9), 11: (419.5, 595.3), 0: (595.3, 841.9)}
_SLACK: Final = 0.985
_LEADING: Final = 1.5  # of a title
GroupKeys = Mapping[int, Sequence[Hashable | None]]
GroupPlace = tuple[int, int]


def fit_rows(sheet: Any, first: int, count: int, keys: GroupKeys, *, alone: bool) -> None:
    """Give `count` rows from `first` on their heights; merge cells of equal keys by pages, and end the pages between groups.

    `keys` are by column; where several blocks stand in the sheet (`alone` is False), pages end where the program will have it.
    """
    rows, spans, widths = range(first, first + count), _spans(sheet), _widths(sheet)
    merging = [column for column in sorted(keys) if (first, column) not in spans]
    runs = [run for place, column in enumerate(merging) for run in find_runs(place, list(keys[column]))]
    merged = {(first + row, merging[run.column]) for run in runs for row in range(run.start, run.stop)}
    _break_dates(sheet, rows, widths)
    heights = [_height(sheet, row, widths, spans, merged) for row in rows]
    needed = {run: _cell_height(sheet.cell(first + run.start, merging[run.column]), widths) for run in runs}
    rooms = _rooms(sheet, first, widths) if alone and merging else (1e9, 1e9)
    plan = plan_pages(heights, needed, [False] * count, rooms)
    for row, height in zip(rows, plan.heights, strict=True):
        sheet.row_dimensions[row].height = height
    for start in plan.starts:
        sheet.row_breaks.append(Break(id=first + start - 1))
    for run in plan.runs:
        column = merging[run.column]
        sheet.merge_cells(
            start_row=first + run.start, end_row=first + run.stop - 1, start_column=column, end_column=column
        )


def fit_cell(sheet: Any, cell: Any, *, title: bool) -> None:
    """Make the row of a filled cell high enough for its words; a title that takes two lines is broken in its middle."""
    if not isinstance(cell.value, str) or cell.data_type != "s" or not cell.alignment.wrap_text:
        return
    size, widths = float(cell.font.sz or 11), _widths(sheet)
    width = sum(
        widths.get(column, _WIDTH)
        for column in range(cell.column, cell.column + _spans(sheet).get((cell.row, cell.column), 1))
    )
    if title:
        cell.value = break_title(cell.value, room_of(width, size))
        cell.data_type = "s"  # whatever it begins with
        need = (cell.value.count("\n") + 1) * size * _LEADING
    else:
        need = height_of(wrapped_lines(cell.value, room_of(width, size)), size)
    dimension = sheet.row_dimensions[cell.row]
    dimension.height = max(dimension.height or _ROW, need)


def _break_dates(sheet: Any, rows: range, widths: Mapping[int, float]) -> None:
    """A date that does not fit on one line of its cell breaks behind its year."""
    for row in rows:
        for column, width in widths.items():
            cell = sheet.cell(row, column)
            if isinstance(cell.value, str) and cell.data_type == "s" and cell.alignment.wrap_text:
                shown = fit_date(cell.value, room_of(width, float(cell.font.sz or 11)))
                if shown != cell.value:
                    cell.value = shown


def _widths(sheet: Any) -> dict[int, float]:
    """Column widths by number; a column dimension may stand for several columns."""
    widths: dict[int, float] = {}
    usual = sheet.sheet_format.defaultColWidth or _WIDTH
    for dimension in sheet.column_dimensions.values():
        if dimension.width:
            last = min(dimension.max or 0, sheet.max_column)
            widths.update(dict.fromkeys(range(dimension.min or 0, last + 1), dimension.width))
    return {column: widths.get(column, usual) for column in range(1, sheet.max_column + 1)}


def _height(
    sheet: Any, row: int, widths: Mapping[int, float], spans: Mapping[GroupPlace, int], merged: Collection[GroupPlace]
) -> float:
    needs = [
        _cell_height(cell, widths, spans.get((row, column), 1))
        for column in widths
        if (row, column) not in merged and (cell := sheet.cell(row, column)).value is not None
    ]
    return max([sheet.row_dimensions[row].height or _ROW, *needs])


def _spans(sheet: Any) -> dict[GroupPlace, int]:
    """Of the cells that are merged with others of their row: how many columns they take."""
    areas = (area for area in sheet.merged_cells.ranges if area.min_row == area.max_row)
    return {(area.min_row, area.min_col): area.max_col - area.min_col + 1 for area in areas}


def _cell_height(cell: Any, widths: Mapping[int, float], span: int = 1) -> float:
    if cell.value is None or cell.data_type == "f":
        return 0.0
    size = float(cell.font.sz or 11)
    if not cell.alignment.wrap_text:
        return height_of(1, size)
    width = sum(widths.get(column, _WIDTH) for column in range(cell.column, cell.column + span))
    return height_of(wrapped_lines(str(cell.value), room_of(width, size)), size)


def _rooms(sheet: Any, first: int, widths: Mapping[int, float]) -> tuple[float, float]:
    """Heights for rows on the first page and on the others: the paper less margins, what stands above, and repeated rows."""
    setup, margins = sheet.page_setup, sheet.page_margins
    paper = _PAPERS.get(int(setup.paperSize or 0))
    if paper is None:
        return 1e9, 1e9
    across, down = (paper[1], paper[0]) if setup.orientation == "landscape" else paper
    height = down - (margins.top + margins.bottom) * _POINTS
    scale = (setup.scale or 100) / 100
    if sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage:
        room = across - (margins.left + margins.right) * _POINTS
        shown = [w for c, w in widths.items() if not sheet.column_dimensions[get_column_letter(c)].hidden]
        scale = min(1.0, room / (sum(shown) * _UNIT))
    page = height / scale * _SLACK
    above = sum(_row_height(sheet, row) for row in range(1, first))
    titles = [int(part.strip("$")) for part in (sheet.print_title_rows or "").rpartition("!")[2].split(":") if part]
    repeated = sum(_row_height(sheet, row) for row in range(titles[0], titles[-1] + 1)) if titles else 0.0
    return max(page - above % page, page / 4), page - repeated


def _row_height(sheet: Any, row: int) -> float:
    dimension = sheet.row_dimensions[row]
    return 0.0 if dimension.hidden else float(dimension.height or _ROW)
