"""一单位一页: on demand, for each unit its tasks on printed pages of its own."""

from __future__ import annotations

from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.assessments import HEADS, assessment, document, task_row
from tests.processes import DAY as AS_OF
from tests.processes import TRACKED, xltrack
from xltrack.report.by_unit import compose_by_unit, wanted
from xltrack.report.writing import report_workbook


def sheet_of(*rows):
    made = assessment(document(HEADS, *rows))
    return load_workbook(BytesIO(report_workbook(made, by_unit=True).data))["一单位一页"]


def test_only_on_demand():
    made = assessment(document(HEADS, task_row()))
    assert "一单位一页" not in load_workbook(BytesIO(report_workbook(made).data)).sheetnames


def test_each_unit_begins_a_page_with_its_name_and_the_head_of_the_columns():
    sheet = sheet_of(task_row(lead="甲局、乙局"), task_row(text="丙", lead="丁局"))
    headings = [cell.row for cell in sheet["A"] if "临期0" in str(cell.value)]
    assert ["甲局", "乙局", "丁局"] == [sheet.cell(row, 1).value.partition("　")[0] for row in headings]
    assert headings[1:] == [mark.id + 1 for mark in sheet.row_breaks.brk]
    assert ["编号"] * 3 == [sheet.cell(row + 1, 1).value for row in headings]
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_long_list_goes_on_on_further_pages_under_its_name():
    sheet = sheet_of(*[task_row(text=f"任务{n}", lead="甲局") for n in range(60)])
    headings = [cell.value for cell in sheet["A"] if str(cell.value).startswith("甲局")]
    assert 3 <= len(headings)
    assert [f"甲局（续）　第{n}页　共{len(headings)}页" for n in range(2, len(headings) + 1)] == headings[1:]
    assert f"　第1页　共{len(headings)}页\n" in headings[0]
    assert len(headings) - 1 == len(sheet.row_breaks.brk)
    assert 1 == sum(str(cell.value).startswith("签收人") for cell in sheet["A"])


@given(st.lists(st.lists(st.sampled_from("甲乙丙丁"), unique=True), min_size=1, max_size=30))
def test_every_task_stands_once_with_each_unit_that_it_names(named):
    rows = [task_row(text=f"任务{n}", lead="、".join(units) or None) for n, units in enumerate(named)]
    listing = compose_by_unit(assessment(document(HEADS, *rows)))
    found: Counter[tuple[str, str]] = Counter()
    for section in listing.sections:
        unit = section.heading.partition("　")[0].removesuffix("（续）")
        found.update((unit, str(row.values[1])) for row in section.rows())
    wished = Counter((unit, f"任务{n}") for n, units in enumerate(named) for unit in units or ["（未列单位）"])
    assert wished == found


def test_a_page_names_the_work_and_who_hands_it_out_and_leaves_room_to_answer():
    made = assessment(document(HEADS, task_row(lead="甲局"), title="榆阳区政务公开任务分解表"))
    for issuer, told in (("榆阳区政府办", "榆阳区政府办"), ("", "　" * 8)):
        listing = compose_by_unit(made, issuer)
        assert f"榆阳区政务公开任务分解表　交办单位：{told}" == listing.sections[0].heading.partition("\n")[2]
    assert ("本单位填报", None) == (listing.columns[-1].header, next(iter(listing.sections[0].rows())).values[-1])


def test_each_stands_among_its_like_by_the_day_that_counts():
    days = (date(2021, 12, 1), date(2021, 9, 1), date(2021, 6, 30), date(2021, 6, 1))
    rows = [task_row(text=f"{day:%m-%d}", deadline=day) for day in days]
    listing = compose_by_unit(assessment(document(HEADS, task_row(text="持续", deadline="持续推进"), *rows)))
    assert ["06-01", "06-30", "09-01", "12-01", "持续"] == [row.values[1] for row in listing.sections[0].rows()]


def test_late_tasks_come_first_and_done_ones_last():
    made = assessment(
        document(
            HEADS,
            task_row(text="一", status="已完成"),
            task_row(text="二", deadline=date(2022, 1, 1)),
            task_row(text="三"),
        )
    )
    rows = compose_by_unit(made).sections[0].rows()
    assert ["三", "二", "一"] == [row.values[1] for row in rows]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (task_row(), "已逾期，请立即办理，并书面说明原因"),
        (task_row(deadline=date(2021, 8, 5), status="正在推进"), "即将到期，请抓紧办理，2021年8月5日前完成"),
        (task_row(deadline=date(2021, 12, 31)), "请填报进展，2021年12月31日前完成"),
        (task_row(deadline="梳理阶段 2021-08-31；公布阶段 2021-09-30"), "请填报进展，2021年8月31日前完成（梳理阶段）"),
        (task_row(deadline="持续推进"), "请持续推进，定期填报进展"),
        (task_row(text="（8月20日前报甲）", deadline="持续推进"), "请持续推进，定期填报进展；8月20日前报甲"),
        (task_row(status="已完成"), None),
        (task_row(status="取消"), None),
    ],
)
def test_what_is_wanted_follows_from_the_state(row, words):
    assert words == wanted(assessment(document(HEADS, row)).tasks[0])


def test_the_command_line_takes_it(tmp_path):
    done = xltrack("report", TRACKED, "--by-unit", "-o", tmp_path / "a.xlsx", *AS_OF)
    assert (0, b"") == (done.returncode, done.stderr)
    assert "一单位一页" in load_workbook(tmp_path / "a.xlsx").sheetnames


def test_a_book_without_tasks_has_a_sheet_of_units_without_pages():
    book = load_workbook(BytesIO(report_workbook(assessment(document(HEADS)), by_unit=True).data))
    assert 2 == book["一单位一页"].max_row
