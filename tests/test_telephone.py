"""The workbook of a mail on a telephone: one narrow sheet first, the whole behind it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.assessments import HEADS, assessment, document, task_row
from tests.notices import county, small
from tests.office import convert
from tests.test_notice_print import printed_lines
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.report.telephone import ZOOM
from xltrack.report.writing import report_workbook

PHONE = 360  # pixels
PIXELS = 7  # of a unit of column width


def book_of(judged: Assessment):
    """The workbook as it opens."""
    return load_workbook(BytesIO(report_workbook(judged, telephone=True).data))


def test_it_opens_on_one_narrow_sheet():
    book = book_of(county(60))
    sheet = book.active
    assert ("手机版", "手机版", "总览") == (sheet.title, *book.sheetnames[:2])
    assert 6 >= sheet.max_column
    wide = sum(d.width * PIXELS for d in sheet.column_dimensions.values())
    assert wide * ZOOM / 100 <= PHONE
    assert (ZOOM, None) == (sheet.sheet_view.zoomScale, book["总览"].sheet_view.zoomScale)
    assert 4 + 40 + 1 >= sheet.max_row


def test_what_is_late_comes_first_then_what_is_next():
    rows = list(book_of(small())["手机版"].iter_rows(min_row=5, values_only=True))
    assert [
        ("2", "逾期12天", "完成目录编制初稿", "区教育局、区民政局"), ("3", "逾期6天", "征求意见", "区教育局"),
        ("4", "8月5日", "公开目录", "区民政局"), ("6", "12月31日", "总结", "区政府办"), ("5", "持续推进", "回应关切", "区政府办"),
    ] == [tuple(str(value) for value in row) for row in rows]  # fmt: skip


def test_a_day_of_another_year_breaks_behind_its_year():
    judged = assessment(document(HEADS, task_row(deadline=date(2022, 12, 31), status="在办")))
    assert "2022年\n12月31日" == book_of(judged)["手机版"]["B5"].value


def test_the_workbook_beside_the_source_has_no_such_sheet():
    assert "手机版" not in load_workbook(BytesIO(report_workbook(small()).data)).sheetnames


def test_it_is_read_again_as_the_report_that_it_is(tmp_path):
    path = tmp_path / "甲.xlsx"
    path.write_bytes(report_workbook(small(), telephone=True).data)
    again = api.assess([api.read(path)], date(2021, 8, 1))
    assert [(j.state, j.number) for j in small().tasks] == [(j.state, j.number) for j in again.tasks]
    assert not {"D284", "D286", "D612"} & {d.code for d in again.documents[0].diagnostics}


@pytest.mark.office
def test_its_rows_show_all_their_lines(tmp_path):
    path = tmp_path / "甲.xlsx"
    path.write_bytes(report_workbook(county(60), telephone=True).data)
    (pdf,) = convert([Path(path)], "pdf", tmp_path / "out")
    lines = [line for line in printed_lines(pdf) if line.page == 1]
    assert any("逾期" in line.text for line in lines)
    assert any(line.text.startswith("编号") or line.text == "编号" for line in lines)
