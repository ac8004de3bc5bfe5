"""The report as LibreOffice prints it: what is printed and on how many pages; no word is smaller than 8.5 points on A4."""

from __future__ import annotations

import re
import subprocess
from copy import copy
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.annexes import judged
from tests.office import convert
from tests.printed import Printed, letter_sizes, printed_words
from tests.processes import SAMPLES
from xltrack import api
from xltrack.assessment.model import Assessment, Policy
from xltrack.report.writing import report_workbook
from xltrack.sheets.model import BODY_ROW

# First words of sheets, in the order in which they are printed.
ORDER = ("逾期和临期", "单位汇总", "时间轴")
UNPRINTED = ("单位×月份", "核对清单", "历史", "单位名录")


def printed(source: Path, folder: Path) -> list[Printed]:
    """The words of the printed report on a source."""
    book = folder / f"{source.stem}_进度.xlsx"
    book.write_bytes(report_workbook(judged(source)).data)
    return printed_words(*convert([book], "pdf", folder))


def ledger_of(words: list[Printed]) -> list[Printed]:
    """Those of the ledger: its pages have the head of the column of dates when something was done."""
    pages = {word.page for word in words if word.text in ("进度", "完成率", "进度(%)")}
    pages &= {word.page for word in words if word.text == "距期天数"}
    return [word for word in words if word.page in pages]


@pytest.mark.office
@pytest.mark.parametrize("name", ["榆阳区_跟踪", "乌审旗", "试点领域与分工_跟踪"])
def test_no_word_of_the_ledger_is_printed_smaller_than_8_5_points(name, tmp_path):
    words = ledger_of(printed(SAMPLES / f"{name}.xlsx", tmp_path))
    assert words
    assert 8.45 <= letter_sizes(words)[0]
    assert [] == [word for word in words if "##" in word.text]


@pytest.mark.office
@pytest.mark.parametrize(("name", "most"), [("榆阳区_跟踪", 8), ("榆阳区", 8)])
def test_a_book_of_23_tasks_is_printed_on_8_pages_the_sheets_that_decide_first(name, most, tmp_path):
    words = printed(SAMPLES / f"{name}.xlsx", tmp_path)
    assert words[-1].page <= most
    titles = [word for word in words if word.text in ORDER and word.top < 60]
    assert list(ORDER) == [word.text for word in titles]
    assert [2, 3] == [word.page for word in titles[:2]]
    assert [] == [word.text for word in words if word.text in UNPRINTED and word.top < 60]


@pytest.mark.office
def test_a_book_of_3_tasks_is_printed_on_4_pages(made_sheet, tmp_path):
    words = printed(made_sheet(3), tmp_path)
    assert words[-1].page <= 4


@pytest.mark.office
def test_a_ledger_of_300_rows_is_printed_on_45_pages(made_sheet, tmp_path):
    words = ledger_of(printed(made_sheet(300), tmp_path))
    assert len({word.page for word in words}) <= 45
    assert 8.45 <= letter_sizes(words)[0]


PROJECTS = ("序号", "项目名称", "建设内容及规模", "责任单位", "总投资（万元）", "年度计划投资（万元）", "累计完成投资（万元）", "开工时间",
            "完成时限", "形象进度", "完成情况", "备注")  # fmt: skip


def projects(folder: Path, count: int = 18) -> Path:
    """A sheet of projects with money, many digits in its words, and columns that are empty."""
    book = Workbook()
    sheet = book.active
    sheet.append(["泾川县2021年重点建设项目任务分解表"])
    sheet.append(PROJECTS)
    for n in range(1, count + 1):
        words = (
            f"新建综合楼{n * 370}00平方米，配套建设附属工程及室外管网，购置设备{n * 13}台（套），铺设管线{n * 1231}米"
        )
        money = n * 1200, n * 700, n * 311
        days = date(2021, 3, 1 + n), date(2021, 6 + n % 7, 28)
        sheet.append([n, "老旧小区改造", words, "县住建局", *money, *days, None, "正在施工", None])
    path = folder / "项目.xlsx"
    book.save(path)
    return path


@pytest.mark.office
def test_no_row_of_the_ledger_is_lower_than_its_words_need(made_sheet, tmp_path):
    """Whatever is wider than a 汉字 would be, as digits are: of the words of a cell none is cut off."""
    for source in (projects(tmp_path), made_sheet(80), SAMPLES / "乌审旗.xlsx", SAMPLES / "屯留区.xlsx"):
        folder = tmp_path / f"{source.stem}_每格"
        folder.mkdir()
        assert [] == too_low(judged(source), folder), source


def too_low(made: Assessment, folder: Path) -> list[tuple[str, float, float | None]]:
    """Cells that LibreOffice makes higher than the row of the ledger is: each alone on a row, its height left to the program."""
    book = folder / "进度.xlsx"
    book.write_bytes(report_workbook(made).data)
    ours = load_workbook(book)["任务台账"]
    last = range_boundaries(ours.print_area.partition("!")[2])[2]
    scratch = Workbook()
    scratch._named_styles["Normal"].font = copy(load_workbook(book)._named_styles["Normal"].font)
    sheet, told = scratch.active, []
    for column in range(1, last + 1):
        width = width_of(ours, column)
        sheet.column_dimensions[get_column_letter(column)].width = width
        for row in range(BODY_ROW, ours.max_row + 1):
            cell = ours.cell(row, column)
            if isinstance(cell.value, str) and not cell.value.startswith("=") and cell.alignment.vertical != "top":
                told.append((cell.coordinate, ours.row_dimensions[row].height))
                new = sheet.cell(len(told), column, cell.value)
                new.font, new.alignment = copy(cell.font), copy(cell.alignment)
    path = folder / "每格一行.xlsx"
    scratch.save(path)
    needed = load_workbook(*convert([path], "xlsx", folder / "fitted")).active
    heights = [needed.row_dimensions[n].height for n in range(1, len(told) + 1)]
    return [(*of, height) for of, height in zip(told, heights, strict=True) if height and height > of[1] + 0.8]


def width_of(sheet: Worksheet, column: int) -> float:
    """The width of a column; neighbours of one width are told together."""
    return next(d.width for d in sheet.column_dimensions.values() if d.min <= column <= d.max)


@pytest.mark.office
def test_nothing_is_printed_as_signs_for_a_number_that_is_too_wide(made_sheet, tmp_path):
    for source in (projects(tmp_path), made_sheet(23)):
        words = printed(source, tmp_path)
        pages = {word.page for word in words if word.text == "时间轴"}  # behind its last column
        assert [] == [word for word in words if "##" in word.text and word.page < min(pages)], source


@pytest.mark.office
def test_what_stands_above_the_ledger_is_printed_whole(tmp_path):
    words = printed(SAMPLES / "榆阳区.xlsx", tmp_path)
    assert "截至2021年8月1日" in "".join(word.text for word in ledger_of(words) if word.top < 60)


@pytest.mark.office
def test_a3_is_taken_where_the_office_asks_for_it_alone(tmp_path):
    names = ("榆阳区_跟踪", "屯留区", "乌审旗", "华龙区")
    documents = [api.read(SAMPLES / f"{name}.xlsx") for name in names]
    book = tmp_path / "几个单位_进度.xlsx"
    book.write_bytes(report_workbook(api.assess(documents, date(2021, 8, 1), Policy())).data)
    (pdf,) = convert([book], "pdf", tmp_path)
    sizes = subprocess.run(["pdfinfo", "-l", "99", pdf], check=True, capture_output=True, text=True, timeout=60).stdout
    assert {"841.89"} == set(re.findall(r"size: +([\d.]+) x", sizes))
