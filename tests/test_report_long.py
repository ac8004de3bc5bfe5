"""Long texts on paper: columns are widened, and what no row can show is told (D198); nothing is cut without a word."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.assessments import HEADS, assessment, document, task_row
from tests.workbooks import HEADER, written
from xltrack.base.errors import OutputError
from xltrack.base.values import Number
from xltrack.report import writing
from xltrack.report.by_unit import compose_by_unit
from xltrack.report.writing import compose_report, report_workbook
from xltrack.sheets import render_listing
from xltrack.sheets.measure import HIGHEST, MOST_LINES, is_clipped, parts_of, room_needed, whole_pages
from xltrack.sheets.model import BODY_ROW, MOST_ROWS, SheetColumn

SENTENCE = "全面梳理本领域公共服务事项和权力运行流程，编制公开标准目录，"


def words(count: int) -> str:
    """So many 汉字 of a task."""
    return (SENTENCE * (count // len(SENTENCE) + 1))[:count]


def widths(sheet):
    """The width of each column by its head; neighbours of one width stand together in the file."""
    found = {n: d.width for d in sheet.column_dimensions.values() if d.min for n in range(d.min, d.max + 1)}
    return {cell.value: found[cell.column] for cell in sheet[HEADER]}


@pytest.mark.parametrize(("text", "status"), [(600, 20), (30, 400), (600, 400)])
def test_a_column_is_widened_until_its_longest_text_fits_a_row(text: int, status: int) -> None:
    made = assessment(document(HEADS, task_row(text=words(text), status=words(status))))
    sheet = written(made)["任务台账"]
    wide = widths(sheet)
    for head, count in (("主要任务", text), ("完成情况", status)):
        assert count * 2 <= (wide[head] - 2) * MOST_LINES
    assert () == compose_report(made).said


def test_short_tables_are_as_wide_as_before() -> None:
    usual = widths(written(assessment(document(HEADS, task_row(text=words(200)))))["任务台账"])
    assert usual["主要任务"] < 36


@pytest.mark.parametrize("role", ["text", "status"])
def test_what_no_row_can_show_is_told_with_its_cell(role: str) -> None:
    """D198."""
    made = assessment(document(HEADS, task_row(), task_row(seq=2, **{role: words(4000)}), task_row(seq=3)))
    (number, said), *more = compose_report(made).said
    assert ([], 0, "D198") == (more, number, said.code)
    assert {"text": "附件2!C5", "status": "附件2!F5"}[role] in said.message
    book = written(made)
    assert "D198" in [cell.value for cell in book["核对清单"]["B"]]
    row = next(
        row
        for row in book["任务台账"].iter_rows(min_row=HEADER + 1)
        if len(str(row[2].value) + str(row[7].value)) > 4000
    )
    assert HIGHEST == book["任务台账"].row_dimensions[row[0].row].height
    assert "top" == next(cell for cell in row if len(str(cell.value)) >= 4000).alignment.vertical


def test_many_cells_are_told_in_one_line() -> None:
    rows = [task_row(text=words(4000) + str(n)) for n in range(9)]
    ((_, said),) = compose_report(assessment(document(HEADS, *rows))).said
    assert "等9处" in said.message


def test_a_list_of_late_tasks_is_widened_too() -> None:
    made = assessment(document(HEADS, task_row(text=words(900))))
    sheet = written(made)["逾期和临期"]
    wide = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[HEADER]}
    assert 900 * 2 <= (wide["任务"] - 2) * MOST_LINES


def test_a_task_too_long_for_a_row_of_a_unit_goes_on_below() -> None:
    made = assessment(document(HEADS, task_row(text=words(2400), lead="区财政局")))
    rows = [row for section in compose_by_unit(made).sections for row in section.rows()]
    assert words(2400) == "".join(str(row.values[1]) for row in rows)
    assert [1, *[None] * (len(rows) - 1)] == [row.values[0] for row in rows]
    assert all(row.height is not None and row.height < HIGHEST for row in rows)


@pytest.mark.parametrize("text", ["", "短", words(700), words(2400), "一行\n" * 90, "a" * 5000])
def test_parts_are_the_whole_and_each_fits(text: str) -> None:
    parts = parts_of(text, 40)
    assert text == "".join(parts)
    assert not any(is_clipped(part, 40) for part in parts)


def test_the_room_that_is_asked_for_is_enough() -> None:
    for text in (words(500), words(1300), "一行\n" * 12 + words(100), "a" * 999):
        assert not is_clipped(text, max(8, room_needed(text)))


def test_dates_and_numbers_have_room_for_a_wider_font() -> None:
    heads = f"{HEADS} start:开工日期 other:投资 other:登记 other:甲 other:乙 other:丙 other:丁"
    row = (*task_row(), date(2022, 1, 5), Number(1234567.891, "#,##0.00"), datetime(2022, 1, 5, 8, 30), "", "", "", "")  # noqa: DTZ001
    wide = widths(written(assessment(document(heads, row)))["任务台账"])
    assert 13 <= wide["开工日期"]
    assert len("1,234,567.89") * 1.15 + 2 <= wide["投资"]
    assert 19 <= wide["登记"]


def test_high_rows_are_not_squeezed_onto_few_pages() -> None:
    columns = [SheetColumn("任务", 100.0), SheetColumn("情况", 80.0)]
    tall = [32.0, 20.0, 37.0, *[330.0] * 6]
    assert 0 == whole_pages(tall, columns)


LONG_UNIT = "湘西土家族苗族自治州人民政府经济开发区管理委员会招商引资与产业发展促进中心（加挂数字经济发展局牌子）"


def test_a_long_heading_of_a_unit_and_a_long_title_take_two_lines() -> None:
    made = assessment(document(HEADS, task_row(lead=LONG_UNIT), title=words(90) + "任务分解表"))
    book = load_workbook(BytesIO(report_workbook(made, by_unit=True).data))
    heading = next(cell for cell in book["一单位一页"]["A"] if str(cell.value).startswith(LONG_UNIT))
    for sheet, cell in ((book["一单位一页"], heading), (book["任务台账"], book["任务台账"]["A1"])):
        assert cell.alignment.wrap_text
        assert any(cell.coordinate in area for area in sheet.merged_cells.ranges)
        assert 40 <= sheet.row_dimensions[cell.row].height


def test_usual_headings_stand_in_one_cell() -> None:
    book = load_workbook(BytesIO(report_workbook(assessment(document(HEADS, task_row())), by_unit=True).data))
    assert not [area for area in book["任务台账"].merged_cells.ranges if area.min_row == 1]


def many(count: int, lead: str = "区政府办"):
    return assessment(document(HEADS, *[task_row(text=f"任务{n}", lead=lead) for n in range(count)]))


@pytest.mark.parametrize(
    ("count", "lead", "by_unit", "sheet"),
    [(6, "甲局", False, "任务台账"), (6, "甲局", True, "任务台账"), (2, "甲局、乙局、丙局", True, "一单位一页")],
)
def test_more_rows_than_a_sheet_has_are_refused_before_work_begins(monkeypatch, count, lead, by_unit, sheet):
    """D260."""
    made = many(count, lead)
    monkeypatch.setattr(writing, "MOST_ROWS", 5)
    monkeypatch.setattr(writing, "compose_report", lambda *_, **__: pytest.fail("work began"))
    with pytest.raises(OutputError) as caught:
        report_workbook(made, by_unit=by_unit)
    assert ("D260", {"sheet": sheet, "count": 6, "most": 5}) == (caught.value.code, caught.value.facts)


def test_as_many_rows_as_a_sheet_has_are_written(monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 5)
    assert 5 == len(
        list(load_workbook(BytesIO(report_workbook(many(5)).data))["任务台账"].iter_rows(min_row=HEADER + 1))
    )


def test_a_list_that_is_longer_than_a_sheet_is_refused_too(monkeypatch):
    """快照 can hold more rows than there are tasks."""
    monkeypatch.setattr(render_listing, "MOST_ROWS", 5)
    with pytest.raises(OutputError) as caught:
        report_workbook(many(6))
    assert "D260" == caught.value.code


def test_a_sheet_of_excel_has_so_many_rows():
    assert 1_048_576 == BODY_ROW - 1 + MOST_ROWS
