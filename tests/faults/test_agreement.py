"""Every made file that openpyxl or xlrd can read at all, and the real ones: the same values, dates and merges, cell by cell.

Where we differ stands in DIFFERENCES with the reason; a file that no longer differs is a failure too.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlrd

from tests.faults import table
from tests.faults.reading import ROOT
from tests.test_read_agreement import plainly
from xltrack.reading.files.grid import SourceBook
from xltrack.reading.files.source import open_book

# openpyxl makes a cell for each place of a merged area, of a styled row, of a repeated name: minutes and gigabytes.
TOO_MUCH = {
    "A4 endless text", "A4 many long texts", "A4 a gap without end", "A4 rows without end", "A4 cells without end",
    "A4 styles without end", "A5 cdata that looks like more", "A5 comments that never end", "A5 a million deep",
    "B1 value in the last place", "B1 styled blank in the last place", "B1 row of eight digits",
    "B1 row beyond the sheet", "B4 a hundred thousand names", "B2 whole sheet merged below",
    "B2 a column merged through the tasks", "B2 a hundred thousand and one", "B4 two thousand sheets",
    "B4 fifty thousand rules", "B4 sixty-five thousand formats", "C1 ten megabytes",
}  # fmt: skip
DIFFERENCES = {
    "B1 column beyond the sheet": "openpyxl believes in a column XFE, which no sheet has; we name the cell",
    "B2 overlapping": "openpyxl keeps areas that lie over each other; with us the upper left one stands, and that is told",
    "B2 one beyond the sheet": "openpyxl merges to a column that no sheet has, over what stands there; we leave it out and say so",
    "C1 controls and surrogates": "openpyxl leaves _xHHHH_ as it is written in the file; Excel shows the characters",
    "C2 serial -1": "openpyxl gives a day before all days; Excel shows ######; we keep the number and name the cell",
    "C2 serial 0": "openpyxl gives a time; under a date format Excel shows 1900-01-00, which is no day",
    "C2 serial 60": "openpyxl gives 28 February; Excel shows 1900-02-29, which never was",
    "C2 serial beyond 9999": "openpyxl makes an error of it; we keep the number and name the cell",
    "C2 serial 1e308": "openpyxl makes an error of it; we keep the number and name the cell",
    "C4 none": "openpyxl gives a sheet without name a name of its own",
}
MADE = {
    name: case
    for letter, cases in table.ALL.items()
    if letter != "W"  # no other reader takes a web page for a workbook
    for name, case in cases.items()
    if name not in TOO_MUCH and case[0] in ("xlsx", "xls")
}
REAL = sorted([*(ROOT / "tests/data/corpus").glob("*.xls*"), *(ROOT / "sample_workbooks").glob("*.xlsx")])

Cells = dict[tuple[str, int, int], object]


def ours(book: SourceBook) -> tuple[Cells, set[tuple[str, int, int, int, int]]]:
    """The cells and merges of our scan."""
    cells = {
        (sheet.name, row, column): plainly(value)
        for sheet in book.sheets
        for row, line in sheet.rows.items()
        for column, value in line.items()
    }
    return cells, {(sheet.name, *area) for sheet in book.sheets for area in sheet.merges}


def by_openpyxl(data: bytes) -> tuple[Cells, set[tuple[str, int, int, int, int]]]:
    """The cells and merges that openpyxl reads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    cells = {
        (sheet.title, cell.row, cell.column): _moment(cell.value)
        for sheet in book.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value not in (None, "")
    }
    merges = {
        (sheet.title, area.min_row, area.min_col, area.max_row, area.max_col)
        for sheet in book.worksheets
        for area in sheet.merged_cells.ranges
        if area.size["rows"] * area.size["columns"] > 1
    }
    return cells, merges


def _moment(value: object) -> object:
    return datetime(value.year, value.month, value.day) if type(value) is date else value


def by_xlrd(data: bytes) -> tuple[Cells, set[tuple[str, int, int, int, int]]]:
    """The cells and merges that xlrd reads; a date by its format."""
    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    cells: Cells = {}
    merges = set()
    for sheet in book.sheets():
        merges |= {(sheet.name, top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells}
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                if cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) and cell.value != "":
                    cells[sheet.name, row + 1, column + 1] = _xlrd_value(cell, book.datemode)
    return cells, merges


def _xlrd_value(cell: xlrd.sheet.Cell, mode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        if not cell.value // 1:
            return (datetime(2000, 1, 1) + timedelta(days=cell.value)).time()
        return xlrd.xldate_as_datetime(cell.value, mode)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code[cell.value]
    return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value


def differences(path: Path) -> Iterator[str]:
    """Where another reader sees something else."""
    data = path.read_bytes()
    theirs = by_xlrd(data) if data.startswith(b"\xd0\xcf") else by_openpyxl(data)
    cells, merges = ours(open_book(path))
    for place in sorted(cells.keys() | theirs[0].keys()):
        if cells.get(place) != theirs[0].get(place):
            yield f"{place}: {cells.get(place)!r} is {theirs[0].get(place)!r}"[:300]
    yield from (f"merged {area}" for area in sorted(merges ^ theirs[1]))


def test_made_files_are_read_as_others_read_them_but_for_the_differences_named(tmp_path: Path) -> None:
    found, compared = {}, 0
    for name, (ending, maker) in MADE.items():
        path = tmp_path / f"a.{ending}"
        path.write_bytes(maker())
        with suppress(Exception):  # what they or we cannot read at all cannot be compared
            if differing := list(differences(path)):
                found[name] = differing[:3]
            compared += 1
    assert set(DIFFERENCES) == set(found), {name: found[name] for name in found.keys() - DIFFERENCES.keys()}
    assert 60 <= compared


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_a_real_file_is_read_as_others_read_it(path: Path) -> None:
    assert [] == list(differences(path))
    assert open_book(path).sheets
