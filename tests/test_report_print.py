"""The report as LibreOffice prints it: what is printed and on how many pages; no word is smaller than 8.5 points on A4."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.annexes import judged
from tests.office import convert
from tests.printed import Printed, letter_sizes, printed_words
from tests.processes import SAMPLES
from xltrack.report.writing import report_workbook

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
def test_a_ledger_of_300_rows_is_printed_on_55_pages(made_sheet, tmp_path):
    words = ledger_of(printed(made_sheet(300), tmp_path))
    assert len({word.page for word in words}) <= 55
    assert 8.45 <= letter_sizes(words)[0]
