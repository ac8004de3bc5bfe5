"""`xltrack update`: what is written into the office's own workbook, where, and what is known again (docs/规则.md 15)."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from tests import sketch
from tests.processes import xltrack
from tests.updates import HEADS, TRACKED, own, rows, save, update
from xltrack import api, edits
from xltrack.base.errors import EditError
from xltrack.reading.document import read_document


def test_state_days_and_reason_of_each_task_stand_at_the_right_end(tmp_path):
    path = save(tmp_path)
    ran = update(path)
    assert (0, "") == (ran.status, ran.err)
    assert "已更新「任务.xlsx」：改了11格（其中新加3列），其余一字节未动" in ran.out
    assert [
        ["序号", "工作任务", "责任单位", "完成时限", "完成情况", *HEADS],
        [1, "制定方案", "县发改局", "6月30日前", "已完成", "已完成", None, "原文「已完成」"],
        [2, "摸底排查", "县财政局", "7月20日前", "正在推进", "逾期", -12, "时限7月20日已过12天；原文「正在推进」"],
        [3, "总结上报", "县教育局", "8月5日前", "未启动", "临期", 4, "时限8月5日，还有4天；原文「未启动」"],
    ] == rows(path, first=2)


def test_they_say_what_the_report_says(tmp_path):
    path = save(tmp_path)
    update(path)
    judged = api.assess(api.read(path), date(2021, 8, 1)).tasks
    assert [[one.word, one.days, one.reason] for one in judged] == own(path)[1:]


def test_a_second_run_changes_nothing_and_another_day_what_is_other_then(tmp_path):
    path = save(tmp_path)
    update(path)
    before = path.read_bytes()
    ran = update(path)
    assert (0, "「任务.xlsx」已经是最新的，没有要改的\n") == (ran.status, ran.out)
    assert before == path.read_bytes()
    ran = update(path, "--as-of", "2021-08-02", day=False)
    assert "改了4格，" in ran.out
    assert [["已完成", None], ["逾期", -13], ["临期", 3]] == [row[:2] for row in own(path)[1:]]


def test_they_are_read_as_ours_and_never_as_answers(tmp_path):
    path = save(tmp_path)
    before = api.read(path)
    update(path)
    after = api.read(path)
    assert ["own"] * 3 == [column.role for column in after.tables[0].columns][-3:]
    assert [task.reported for task in before.tables[0].tasks] == [task.reported for task in after.tables[0].tasks]
    assert before.diagnostics == after.diagnostics


@pytest.mark.parametrize("header", ["状态（自动）", "状态(自动)", "距期天数（自动）", "提醒 （自动）", "提醒⏎（自动）"])
@pytest.mark.parametrize("beside", ["状态", "完成情况", "来源", "备注"])
def test_each_is_known_alone_and_what_stands_beside_it_is_what_it_was(header, beside):
    """The office's own 状态 is an answer, though a report of ours has a column of that name."""
    drawn = f"""
        | 序号 | 工作任务 | 责任单位 | 完成时限  | {beside} {{}}
        | 1    | 制定方案 | 县发改局 | 6月30日前 | 已完成 {{}}
        | 2    | 摸底排查 | 县财政局 | 7月20日前 | 正在推进 {{}}
    """
    before = read_document(sketch.book(drawn.format("|", "|", "|"))).tables[0]
    after = read_document(sketch.book(drawn.format(f"| {header} |", "| 逾期 |", "| 未启动 |"))).tables[0]
    assert [*(column.role for column in before.columns), "own"] == [column.role for column in after.columns]
    assert [task.reported for task in before.tasks] == [task.reported for task in after.tasks]


def test_columns_that_were_moved_are_refreshed_where_they_stand(tmp_path):
    drawn = """
        2021年重点任务分解表
        | 提醒（自动） | 序号 | 工作任务 | 状态（自动） | 责任单位 | 完成时限  | 完成情况 |
        | 旧的         | 1    | 制定方案 | 推进中       | 县发改局 | 6月30日前 | 已完成   |
        |              | 2    | 摸底排查 |              | 县财政局 | 7月20日前 | 正在推进 |
    """
    path = save(tmp_path, drawn)
    assert 0 == update(path).status
    assert [["原文「已完成」", "已完成"], ["时限7月20日已过12天；原文「正在推进」", "逾期"]] == own(path)[2:]
    assert 7 == max(map(len, rows(path)))


def test_a_row_that_was_added_is_filled_with_the_look_of_its_neighbour(tmp_path):
    path = save(tmp_path)
    update(path)
    book = load_workbook(path)
    for column, value in enumerate((4, "检查验收", "县住建局", "7月1日前", None), 1):
        book.active.cell(6, column, value)
    book.save(path)
    update(path)
    assert ["逾期", -31, "时限7月1日已过31天；没有填报"] == own(path)[-1]


def test_a_plan_that_nobody_was_asked_about_is_not_blamed(tmp_path):
    path = save(
        tmp_path,
        TRACKED.replace("已完成  ", "        ").replace("正在推进", "        ").replace("未启动  ", "        "),
    )
    assert 0 == update(path).status
    assert [["未填报", -32], ["未填报", -12], ["临期", 4]] == [row[:2] for row in own(path)[1:]]


def test_words_that_begin_like_a_formula_stay_words(tmp_path):
    path = save(tmp_path, TRACKED.replace("正在推进", "=HYPERLINK(1)"))
    assert 0 == update(path).status
    cells = [cell for row in load_workbook(path).active.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells)


# --- where ---


TWO = """
    2021年甲表
    | 序号 | 工作任务 | 责任单位 | 完成时限  | 完成情况 |
    | 1    | 制定方案 | 县发改局 | 6月30日前 | 已完成   |
    | 2    | 摸底排查 | 县财政局 | 7月20日前 |          |

    2021年乙表
    | 序号 | 工作任务 | 责任单位 | 时限  |
    | 1    | 建立台账 | 县住建局 | 7月底 |
    | 2    | 检查验收 | 县住建局 | 9月底 |
"""


def test_each_table_has_its_own_columns_at_its_own_right_end(tmp_path):
    path = save(tmp_path, TWO)
    assert 0 == update(path).status
    found = rows(path)
    assert HEADS == found[1][5:8]
    assert HEADS == found[6][4:7]
    assert ["逾期", -12] == found[3][5:7]
    assert ["未填报", -1] == found[7][4:6]


PRINTED = """
    2021年重点任务分解表
    | 序号 | 工作任务 | 责任单位 | 完成时限  | 完成情况 |
    | 1    | 制定方案 | 县发改局 | 6月30日前 | 已完成   |
    | 一、摸底 | < | < | < | < |
    | 2    | 摸底排查 | 县财政局 | 7月20日前 | 正在推进 |
    | 序号 | 工作任务 | 责任单位 | 完成时限  | 完成情况 |
    | 3    | 总结上报 | 县教育局 | 8月5日前  | 未启动   |
"""


def test_a_header_that_is_printed_again_has_the_columns_again(tmp_path):
    path = save(tmp_path, PRINTED)
    assert 0 == update(path).status
    assert [HEADS, ["已完成", None], ["逾期", -12], HEADS, ["临期", 4]] == [
        row if row == HEADS else row[:2] for row in own(path)
    ]
    assert "已经是最新的" in update(path).out


TWO_ROWS = """
    | 序号 | 工作任务 | 责任单位 | <    | 完成时限  | 完成情况 |
    | ^    | ^        | 牵头     | 配合 | ^         | ^        |
    | 1    | 制定方案 | 县发改局 |      | 6月30日前 | 已完成   |
    | 2    | 摸底排查 | 县财政局 |      | 7月20日前 | 正在推进 |
"""


def test_a_header_of_two_rows_has_them_in_its_last(tmp_path):
    path = save(tmp_path, TWO_ROWS)
    assert 0 == update(path).status
    assert [[None] * 3, HEADS] == [row[6:] for row in rows(path, last=2)]


CONTINUED = """
    sheet 第一页
    2021年重点任务分解表
    | 序号 | 工作任务 | 责任单位 | 完成时限  | 完成情况 |
    | 1    | 制定方案 | 县发改局 | 6月30日前 | 已完成   |
    | 2    | 摸底排查 | 县财政局 | 7月20日前 | 正在推进 |
    sheet 第二页
    | 3    | 总结上报 | 县教育局 | 8月5日前  | 未启动   |
    | 4    | 检查验收 | 县住建局 | 7月1日前  | 正在推进 |
"""


def test_a_sheet_that_goes_on_without_a_header_has_them_under_that_of_the_sheet_before(tmp_path):
    path = save(tmp_path, CONTINUED)
    assert 0 == update(path).status
    assert [["临期", 4], ["逾期", -31]] == [row[5:7] for row in rows(path, "第二页", last=2)]
    assert "已经是最新的" in update(path).out


BESIDE = """
    2021年重点任务分解表
    | 序号 | 工作任务 | 责任单位 | 完成时限  | | 序号 | 工作任务 | 责任单位 | 完成时限  |
    | 1    | 制定方案 | 县发改局 | 6月30日前 | | 3    | 总结上报 | 县教育局 | 8月5日前  |
    | 2    | 摸底排查 | 县财政局 | 7月20日前 | | 4    | 检查验收 | 县住建局 | 9月5日前  |
"""


def test_what_stands_beside_a_table_is_not_written_over(tmp_path):
    """D813: the table is told, the others are done."""
    path = save(tmp_path, BESIDE)
    before = [row[:9] for row in rows(path)]
    ran = update(path)
    assert 1 == ran.status
    assert "右边的E—G列已有内容" in ran.err
    assert before == [row[:9] for row in rows(path)]
    assert HEADS == rows(path)[1][9:]


def test_nothing_is_written_where_no_table_has_room(tmp_path):
    """D814."""
    path = save(tmp_path)
    assert 0 == update(path, "--dry-run").status
    book = load_workbook(path)
    book.active.merge_cells("F3:G4")
    book.save(path)
    before = path.read_bytes()
    ran = update(path)
    assert (2, before) == (ran.status, path.read_bytes())
    assert "「任务.xlsx」里没有一张表可以更新：右边的F—H列有合并单元格" in ran.err


SIDEWAYS = """
    | 工作任务 | 制定方案  | 摸底排查  | 总结上报 |
    | 责任单位 | 县发改局  | 县财政局  | 县教育局 |
    | 完成时限 | 6月30日前 | 7月20日前 | 8月5日前 |
    | 完成情况 | 已完成    | 正在推进  | 未启动   |
"""


def test_a_table_that_lies_on_its_side_gets_no_columns(tmp_path):
    """D814."""
    assert "横排" in update(save(tmp_path, SIDEWAYS)).err


def test_one_column_that_the_office_deleted_does_not_come_back(tmp_path):
    path = save(tmp_path)
    update(path)
    book = load_workbook(path)
    book.active.delete_cols(7)
    book.save(path)
    assert 0 == update(path, "--as-of", "2021-08-02", day=False).status
    assert ["状态（自动）", "提醒（自动）"] == own(path)[0]


# --- what somebody else wrote there ---


def test_words_of_others_in_our_columns_stay_and_are_told(tmp_path):
    """D817."""
    path = save(tmp_path)
    update(path)
    book = load_workbook(path)
    book.active["F4"], book.active["G5"], book.active["H4"] = "局长已知", "=1+1", "旧的"
    book.save(path)
    ran = update(path)
    assert 1 == ran.status
    assert "Sheet1!F4写着「局长已知」，不是本软件写的" in ran.err
    found = rows(path, first=4)
    assert ("局长已知", "=1+1", "时限7月20日已过12天；原文「正在推进」") == (found[0][5], found[1][6], found[0][7])


def test_our_own_report_needs_no_update(tmp_path):
    """D818."""
    path = save(tmp_path)
    assert 0 == xltrack("report", path, "--as-of", "2021-08-01").returncode
    ran = update(tmp_path / "任务_进度_2021-08-01.xlsx")
    assert 2 == ran.status
    assert "是本软件做的进度工作簿" in ran.err


DATED = """
    2021年重点任务分解表
    | 序号 | 工作任务 | 责任单位 | 完成时限  | 完成情况 | 完成日期    |
    | 1    | 制定方案 | 县发改局 | 6月30日前 | 已完成   | @2021-07-28 |
    | 2    | 摸底排查 | 县财政局 | 9月20日前 | 正在推进 |             |
"""


def test_a_number_of_days_beside_dates_is_shown_as_a_number(tmp_path):
    path = save(tmp_path, DATED)
    assert 0 == update(path).status
    assert (-28, "General") == ((cell := load_workbook(path).active["H3"]).value, cell.number_format)


def test_another_reading_of_the_same_file_stops_the_run(tmp_path, monkeypatch):
    """D812: a column that would be read as an answer is not written."""
    path = save(tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr("xltrack.edits.HEADERS", {"state": "责任单位（自动）"})
    monkeypatch.setattr(
        "xltrack.updating.planning.HEADERS", {"state": "责任单位", "days": "完成情况", "reason": "备注"}
    )
    opened = edits.open_workbook(path)
    plan = edits.plan_update(api.assess(api.read(path), date(2021, 8, 1)), opened).plan
    with pytest.raises(EditError, match="核对不上"):
        edits.rehearse(plan, opened)
    assert before == path.read_bytes()
