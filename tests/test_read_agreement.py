"""Other readers see the same: openpyxl cell by cell, LibreOffice's .xls and .ods of one sheet."""

from __future__ import annotations

import io
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from tests.office import convert
from xltrack.base.address import CellRange
from xltrack.reading.files.grid import CellError, SourceBook, Value
from xltrack.reading.files.source import open_book

SAMPLES = sorted(Path(__file__).parent.parent.glob("sample_workbooks/*.xlsx"))


def plainly(value: Value | None) -> object:
    """A value as openpyxl gives it."""
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


def assert_agrees(path: Path) -> int:
    """Compare all cells, merges, states and hidden rows with openpyxl; gives how many cells there were."""
    book, other = open_book(path), openpyxl.load_workbook(path, data_only=True)
    assert [sheet.title for sheet in other.worksheets] == [sheet.name for sheet in book.sheets]
    count = 0
    for theirs, sheet in zip(other.worksheets, book.sheets, strict=True):
        cells = {
            (cell.row, cell.column): cell.value
            for row in theirs.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }
        assert cells == {
            (row, column): plainly(value) for row, line in sheet.rows.items() for column, value in line.items()
        }
        assert sorted((r.min_row, r.min_col, r.max_row, r.max_col) for r in theirs.merged_cells.ranges) == list(
            sheet.merges
        )
        assert theirs.sheet_state == sheet.state
        hidden = {row for row, shape in theirs.row_dimensions.items() if shape.hidden}
        assert hidden & sheet.rows.keys() == sheet.hidden_rows
        count += len(cells)
    assert () == book.diagnostics
    return count


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_read_as_openpyxl_reads_them(path: Path) -> None:
    assert 40 < assert_agrees(path)


def made_by_xlsxwriter(path: Path, seed: int) -> None:
    """A workbook of many kinds of cells in random places."""
    rng = random.Random(seed)
    book = xlsxwriter.Workbook(path, {"constant_memory": seed % 2 == 0})
    codes = ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "h:mm", "0%", "0.00", "General")
    day, moment, clock, percent, *plain = [book.add_format({"num_format": code}) for code in codes]
    for name in ("附件1", "二 号!", "隐"):
        sheet = book.add_worksheet(name)
        writers = [
            lambda *at, s=sheet: s.write_datetime(*at, datetime(2021, 1, 1) + timedelta(days=rng.randint(0, 900)), day),
            lambda *at, s=sheet: s.write_datetime(*at, datetime(2021, 1, 1, 1, rng.randint(1, 59)), moment),
            lambda *at, s=sheet: s.write_datetime(*at, time(rng.randint(0, 23), rng.randint(1, 59)), clock),
            lambda *at, s=sheet: s.write_number(*at, rng.choice([0.5, 0.25, 1, 0]), percent),
            lambda *at, s=sheet: s.write_number(*at, rng.choice([1, 2.5, -3, 10**12, 1e-7]), rng.choice(plain)),
            lambda *at, s=sheet: s.write_boolean(*at, rng.random() < 0.5),
            lambda *at, s=sheet: s.write_formula(*at, "=1+1", None, rng.choice([2, "文本", "#REF!"])),
            lambda *at, s=sheet: s.write_blank(*at, None, day),
            lambda *at, s=sheet: s.write_string(*at, rng.choice(["任务\n两行", " 前后 ", "<&>\"'", "𠮷", "1", "_x_"])),
        ]
        for row in range(60):
            for column in range(rng.randint(0, 9)):
                rng.choice(writers)(row, column)
            if rng.random() < 0.1:
                sheet.set_row(row, None, None, {"hidden": True})
    book.get_worksheet_by_name("隐").hide()
    book.close()


@pytest.mark.parametrize("seed", range(4))
def test_made_workbooks_read_as_openpyxl_reads_them(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.xlsx"
    made_by_xlsxwriter(path, seed)
    assert 300 < assert_agrees(path)


def test_what_openpyxl_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    sheet["A1"], sheet["B2"], sheet["C3"], sheet["A5"] = "标题", date(2021, 6, 30), 0.5, "#N/A"
    sheet["C3"].number_format = "0%"
    sheet["A4"] = CellRichText("富", "文本")
    sheet["B4"] = ArrayFormula("B4:B5", "=A1:A2")
    sheet.merge_cells("A1:C1")
    made.save(path)
    book = open_book(path)
    assert {
        1: {1: "标题"},
        2: {2: date(2021, 6, 30)},
        3: {3: 0.5},
        4: {1: "富文本"},
        5: {1: CellError("#N/A")},
    } == book.sheets[0].rows
    assert ((CellRange(1, 1, 1, 3),), ["D183"]) == (book.sheets[0].merges, [d.code for d in book.diagnostics])


def everything() -> bytes:
    """A sheet with each thing that all three kinds of file can hold."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "附件 2"
    for row in (
        ["序号", "任务", "完成时限", "比例"],
        [1, "第一行\n第二行", date(2021, 6, 30), 0.8],
        [2.5, "  空  格  ", datetime(2021, 6, 30, 8, 30), 1],
        ["三", "=1/0", time(8, 30), "80%"],
        [True, "划去", 44377, -0.5],
        [None, "末", None, None],
    ):
        sheet.append(row)
    for row in range(2, 4):
        sheet.cell(row, 4).number_format = "0%"
    sheet["C2"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["B5"].font = Font(strike=True)
    sheet.merge_cells("A6:A8")
    sheet["A6"] = "并"
    sheet.row_dimensions[3].hidden = True
    hidden = made.create_sheet("藏")
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"
    made.defined_names["xltrack_ledger"] = openpyxl.workbook.defined_name.DefinedName(
        "xltrack_ledger", attr_text="'附件 2'!$A$1:$D$6"
    )
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def converted(folder: Path, source: Path, ending: str) -> SourceBook:
    """The book after LibreOffice has saved it as another kind."""
    return open_book(*convert([source], ending, folder / ending))


def kinds(book: SourceBook) -> list[type]:
    """The types of all values in order; LibreOffice writes a truth value into an .xls as a number."""
    values = [value for sheet in book.sheets for line in sheet.rows.values() for value in line.values()]
    return [int if isinstance(value, bool) else type(value) for value in values]


@pytest.mark.office
def test_one_sheet_reads_the_same_from_xlsx_xls_and_ods(tmp_path: Path) -> None:
    source = tmp_path / "样.xlsx"
    source.write_bytes(everything())
    books = [converted(tmp_path, source, ending) for ending in ("xlsx", "xls", "ods")]
    first = books[0].sheets[0]
    assert {1: True, 2: "划去", 3: 44377, 4: -0.5} == first.rows[5]
    assert (CellError("#DIV/0!"), frozenset({3}), frozenset({(5, 2)})) == (
        first.value(4, 2),
        first.hidden_rows,
        first.struck,
    )
    for book in books[1:]:
        # Only this kind of file tells which values formulas gave.
        assert [s._replace(formulas=frozenset()) for s in books[0].sheets] == list(book.sheets)
        assert books[0].names == book.names
        assert kinds(books[0]) == kinds(book)


@pytest.mark.office
@pytest.mark.parametrize("path", SAMPLES[:3], ids=lambda path: path.stem)
def test_samples_read_the_same_from_all_three(tmp_path: Path, path: Path) -> None:
    assert SAMPLES
    source = tmp_path / "样.xlsx"
    source.write_bytes(path.read_bytes())
    sheets = open_book(source).sheets
    assert sheets == converted(tmp_path, source, "xls").sheets
    assert sheets == converted(tmp_path, source, "ods").sheets
