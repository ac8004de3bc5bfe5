"""The charts of 总览: they carry their points, are drawn from cells that hold the same, and add up."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.assessments import DAY, HEADS, assessment, document, task_row
from tests.charts import Drawn, charts_of
from tests.processes import SAMPLES
from tests.workbooks import parts
from xltrack import api
from xltrack.report.memory import SinceBlock
from xltrack.report.overview.charts import MOST_BARS
from xltrack.report.overview.page import compose_overview
from xltrack.report.writing import compose_report, report_workbook
from xltrack.sheets.render import render_book

CORPUS = sorted((SAMPLES.parent / "tests" / "data" / "corpus").glob("*.xls*"))
STATES = ("已完成", "正在推进", "未启动", "暂缓", "取消", None)


def cells(book, reference):
    """The values of a reference such as 「'图表数据'!$B$2:$B$11」 as text; KeyError where the sheet is not there."""
    sheet, area = re.fullmatch(r"'(.+)'!(.+)", reference).groups()
    found = book[sheet][area.replace("$", "")]
    rows = found if isinstance(found, tuple) else ((found,),)
    return tuple("" if cell.value is None else str(cell.value) for row in rows for cell in row)


def check_drawn(book, drawn: Drawn):
    assert drawn.count > 0
    assert drawn.count == len(drawn.points)
    assert cells(book, drawn.reference) == drawn.points


def check_charts(data: bytes):
    """Every chart has its points, and they are what stands in the cells that it is drawn from."""
    book = load_workbook(BytesIO(data), data_only=True)
    charts = charts_of(data)
    assert charts
    for chart in charts:
        assert {1, len(chart.drawn["val"])} == {
            len(chart.drawn["tx"]) // len(chart.drawn["val"]),
            len(chart.drawn["cat"]),
        }
        for drawn in (one for kind in chart.drawn.values() for one in kind):
            check_drawn(book, drawn)
    return charts


def doughnuts(charts):
    return [chart for chart in charts if chart.kind == "doughnutChart"]


@pytest.mark.parametrize("path", [*sorted(SAMPLES.glob("*.xlsx")), *CORPUS], ids=lambda path: path.stem)
@pytest.mark.parametrize("day", [date(2020, 6, 30), date(2021, 8, 1), date(2025, 7, 20)], ids=str)
def test_every_chart_carries_its_points_and_they_are_those_of_its_cells(path, day):
    made = api.assess([api.read(path)], day)
    for doughnut in doughnuts(check_charts(report_workbook(made).data)):
        assert made.total.total == sum(map(int, doughnut.drawn["val"][0].points))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-400, 400), st.sampled_from(STATES)), max_size=30))
def test_slices_add_up_to_the_whole_and_months_to_what_has_a_date(tasks):
    """docs/规则.md 5.7: the states partition the tasks."""
    rows = [task_row(deadline=DAY + timedelta(days=days), status=status) for days, status in tasks]
    made = assessment(document(HEADS, *rows))
    data = report_workbook(made).data
    charts = check_charts(data)
    for doughnut in doughnuts(charts):
        assert made.total.total == sum(map(int, doughnut.drawn["val"][0].points))
    if tasks:
        months = next(chart for chart in charts if "未完成" in [drawn.points[0] for drawn in chart.drawn["tx"]])
        drawn = sum(int(n) for drawn in months.drawn["val"] for n in drawn.points)
        beyond = [
            int(n) for told in words_of_page(data) if told.startswith("另有") for n in re.findall(r"到期(\d+)项", told)
        ]
        assert made.total.total - made.total.of("suspended", "cancelled") == drawn + sum(beyond)


def words_of_page(data):
    page = load_workbook(BytesIO(data), data_only=True)["总览"]
    return [cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_the_doughnut_names_all_ten_states_in_the_order_of_the_rule():
    data = report_workbook(assessment(document(HEADS, task_row()))).data
    words = ["已完成", "逾期完成", "推进中", "未启动", "未填报", "临期", "逾期", "持续推进", "暂缓", "取消"]
    assert words == list(doughnuts(charts_of(data))[0].drawn["cat"][0].points)


def test_every_unit_has_its_name_in_a_cell_and_at_most_fifteen_a_bar():
    rows = [task_row(text=f"任务{n}", lead=f"第{n}局") for n in range(40)]
    data = report_workbook(assessment(document(HEADS, *rows))).data
    book = load_workbook(BytesIO(data), data_only=True)
    shown = {cell.value for row in book["总览"].iter_rows() for cell in row}
    units = next(c for c in charts_of(data) if "第0局" in c.drawn["cat"][0].points)
    assert MOST_BARS - 1 == units.drawn["cat"][0].count
    assert set(units.drawn["cat"][0].points) <= shown
    assert "其余25个单位" in shown


def test_bars_of_units_begin_with_what_is_late_and_sum_to_their_tasks():
    rows = [task_row(), task_row(text="乙", deadline=date(2021, 9, 1)), task_row(text="丙", deadline="持续推进")]
    chart = next(
        c
        for c in charts_of(report_workbook(assessment(document(HEADS, *rows))).data)
        if "区政府办" in c.drawn["cat"][0].points
    )
    assert "逾期" == chart.drawn["tx"][0].points[0]
    assert [1, 3] == [int(chart.drawn["val"][0].points[0]), sum(int(drawn.points[0]) for drawn in chart.drawn["val"])]


def months_of(data):
    return next(c for c in charts_of(data) if "未完成" in [drawn.points[0] for drawn in c.drawn["tx"]])


def test_months_are_a_calendar_of_a_year_and_what_lies_beyond_is_told_in_words():
    rows = [task_row(deadline=date(2020 + n // 12, n % 12 + 1, 5), status="已完成") for n in range(36)]
    data = report_workbook(assessment(document(HEADS, *rows))).data
    chart = months_of(data)
    months = ("5月", "6", "7", "8", "9", "10", "11", "12", "22.1", "2", "3", "4")
    assert months == chart.drawn["cat"][0].points
    assert 12 == sum(int(n) for n in chart.drawn["val"][2].points)
    told = "另有2021年5月前到期16项（自2020年1月），2022年4月后到期8项（至2022年12月）"
    assert told in words_of_page(data)


def test_a_month_in_which_nothing_falls_due_stands_there_too():
    rows = [task_row(text="甲", deadline=date(2021, 6, 5)), task_row(text="乙", deadline=date(2021, 9, 5))]
    data = report_workbook(assessment(document(HEADS, *rows))).data
    chart = months_of(data)
    assert ("6月", "7", "8", "9") == chart.drawn["cat"][0].points
    sums = [sum(int(drawn.points[n]) for drawn in chart.drawn["val"]) for n in range(4)]
    assert [1, 0, 0, 1] == sums
    assert not [told for told in words_of_page(data) if told.startswith("另有")]


def test_no_dates_make_no_chart_of_months():
    data = report_workbook(assessment(document(HEADS, task_row(deadline=None)))).data
    assert ["barChart", "doughnutChart"] == sorted(chart.kind for chart in charts_of(data))
    assert "各月到期任务" not in words_of_page(data)


def test_changes_and_a_trend_of_three_points_have_their_place():
    since = SinceBlock((("新办结", "1项：印发方案"),), tuple((date(2021, 7, n), n, 1) for n in (1, 8, 15)))
    made = assessment(document(HEADS, *[task_row(text=f"任务{n}", lead=f"第{n}局") for n in range(40)]))
    book = compose_report(made)._replace(sheets=compose_overview(made, since=since))
    data = render_book(book).data
    lines = [chart for chart in check_charts(data) if chart.kind == "lineChart"]
    assert [("7.1", "7.8", "7.15")] == [chart.drawn["cat"][0].points for chart in lines]
    shown = [cell.value for row in load_workbook(BytesIO(data))["总览"].iter_rows() for cell in row]
    assert {"本期变化", "新办结", "1项：印发方案", "各期走势"} <= set(shown)


def test_two_points_are_no_trend():
    since = SinceBlock(trend=((date(2021, 7, 1), 1, 1), (date(2021, 7, 8), 2, 1)))
    page, _ = compose_overview(assessment(document(HEADS, task_row())), since=since)
    charts = [block.chart for band in page.bands for stack in band for block in stack.blocks if hasattr(block, "chart")]
    assert "lines" not in [over.chart.kind for over in charts if over]


def test_text_of_the_sheet_is_only_ever_text_in_a_chart():
    made = assessment(document(HEADS, task_row(lead="<局>&\x07")))
    names = [chart.drawn["cat"][0].points for chart in charts_of(report_workbook(made).data)]
    assert ["<局>&\ufffd"] == [name for points in names for name in points if "局" in name]


def test_white_numbers_stand_on_dark_slices_alone():
    made = parts(report_workbook(assessment(document(HEADS, task_row(status="正在推进")))).data)
    xml = next(told for name, told in made.items() if name.startswith("xl/charts/") and "doughnut" in told)
    labels = re.findall(r'<c:dLbl><c:idx val="(\d)"/>.*?srgbClr val="(\w+)"', xml)
    assert {"0": "FFFFFF", "1": "FFFFFF", "2": "FFFFFF", "6": "FFFFFF"} == {n: c for n, c in labels if c == "FFFFFF"}


def test_the_same_assessment_gives_the_same_bytes():
    made = assessment(document(HEADS, task_row()))
    assert report_workbook(made, by_unit=True).data == report_workbook(made, by_unit=True).data


def test_charts_cover_whole_cells_and_lie_inside_the_printed_page():
    book = load_workbook(BytesIO(report_workbook(assessment(document(HEADS, task_row()))).data))
    sheet = book["总览"]
    right, bottom = sheet.max_column, sheet.max_row
    for chart in sheet._charts:
        low, high = chart.anchor._from, chart.anchor.to
        assert (0, 0, 0, 0) == (low.colOff, low.rowOff, high.colOff, high.rowOff)
        assert 1 <= low.col < high.col <= right
        assert 1 <= low.row < high.row <= bottom
