"""The report as LibreOffice prints it: no word of the ledger is smaller than 8.5 points on A4."""

from __future__ import annotations

import pytest

from tests.annexes import judged
from tests.office import convert
from tests.printed import letter_sizes, printed_words
from tests.processes import SAMPLES
from xltrack.report.writing import report_workbook


@pytest.mark.office
@pytest.mark.parametrize("name", ["榆阳区_跟踪", "乌审旗", "试点领域与分工_跟踪"])
def test_no_word_of_the_ledger_is_printed_smaller_than_8_5_points(name, tmp_path):
    book = tmp_path / f"{name}.xlsx"
    book.write_bytes(report_workbook(judged(SAMPLES / f"{name}.xlsx")).data)
    words = printed_words(*convert([book], "pdf", tmp_path))
    pages = {word.page for word in words if word.text == "下一节点"}
    assert pages
    assert 8.45 <= letter_sizes([word for word in words if word.page in pages])[0]
    assert [] == [word for word in words if word.page in pages and "##" in word.text]
