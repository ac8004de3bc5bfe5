"""总览, 逾期和临期, 单位汇总, 核对清单 and 单位名录: the same numbers, each led back to the ledger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessments import DAY, HEADS, assessment, document, task_row
from tests.workbooks import agenda_lines, records, words_of, written
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.roster import Roster, RosterUnit
from xltrack.report.live.columns import key_link
from xltrack.sheets.measure import breadth, line_count
from xltrack.telling.agenda import due_tasks, late_tasks
from xltrack.telling.names import progress_title

MIXED = document(
    HEADS,
    task_row(status="已完成"),
    task_row(text="初稿", deadline=date(2021, 7, 20), lead="区教育局、区民政局", status="正在推进"),
    task_row(text="修改", deadline=date(2021, 7, 26), lead="区教育局"),
    task_row(text="公开", deadline=date(2021, 8, 16), lead="区民政局", status="未启动", group="动员"),
    task_row(text="回应", deadline="持续推进", group="动员"),
    task_row(text="专区（8月20日前报电子政务中心）", deadline=date(2021, 12, 31), group="动员"),
)


def links(sheet):
    return [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_what_falls_due_includes_report_backs():
    due = due_tasks(assessment(MIXED))
    assert [(date(2021, 8, 16), None), (date(2021, 8, 20), "报电子政务中心")] == [(d.day, d.label) for d in due]


@pytest.mark.parametrize(("days", "listed"), [(-1, False), (0, True), (30, True), (31, False)])
def test_thirty_days_ahead_both_ends_included(days, listed):
    made = assessment(document(HEADS, task_row(deadline=DAY + timedelta(days=days), status="正在推进")))
    assert listed == bool(due_tasks(made))


def test_settled_tasks_have_nothing_ahead():
    rows = [task_row(deadline=date(2021, 8, 10), status=words) for words in ("已完成", "暂缓", "取消")]
    assert [] == due_tasks(assessment(document(HEADS, *rows)))


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        ("榆阳区政务公开工作进度", "榆阳区政务公开工作任务分解表"),
        ("政务公开工作进度（2021年）", "政务公开工作任务分解表（2021年）"),
        ("2021年工作要点进度", "2021年工作要点任务分工"),
        ("某旗政务公开重点任务进度", "某旗政务公开重点任务分解表"),
        ("民生实事项目进度", "民生实事项目进度表"),
        ("政务公开工作进度", "政务公开工作任务分工及进度安排"),
        ("重大行政决策事项目录进度", "重大行政决策事项目录"),
        ("民生实事项目进展情况", "民生实事项目进展情况表"),
        ("任务进度", None),
    ],
)
def test_the_page_is_called_after_the_table(shown, title):
    assert shown == progress_title(assessment(document(HEADS, task_row(), title=title)))


def test_overdue_tasks_with_what_was_reported_and_a_link():
    book = written(assessment(MIXED))
    rows, _ = agenda_lines(book)
    assert [(2, "区教育局、区民政局", "初稿", -12, "正在推进"), (3, "区教育局", "修改", -6, "未填报")] == [
        (r["编号"], r["责任单位"], r["任务"], r["距期天数"], r["填报情况"]) for r in rows
    ]
    assert written(assessment(MIXED), formulas=True)["逾期和临期"]["A5"].value.count("HYPERLINK(\"#'任务台账'!A\"")
    assert [("初稿", 2), ("修改", 3)] == [
        (book["任务台账"][f"D{n}"].value, book["任务台账"][f"A{n}"].value) for n in (6, 7)
    ]


def test_of_a_staged_deadline_the_missed_milestone_is_listed():
    staged = "梳理阶段 2021-06-01至2021-06-30；审查阶段 2021-07-31；公布阶段 2021-09-30"
    row = agenda_lines(written(assessment(document(HEADS, task_row(deadline=staged)))))[0][0]
    assert ("梳理阶段：制定方案", date(2021, 6, 30), -32) == (row["任务"], row["到期日"].date(), row["距期天数"])


def test_several_offices_are_named_with_their_tasks():
    book = written(assessment(MIXED, document(HEADS, task_row(text="乙"), source="屯留区.xlsx")))
    assert ("榆阳区-2", "榆阳区") in [(r["编号"], r["报送单位"]) for r in agenda_lines(book)[0]]
    assert "依据：榆阳区.xlsx、屯留区.xlsx，共7项" in book["总览"]["G2"].value
    assert "报送单位" not in agenda_lines(written(assessment(MIXED)))[0][0]


def test_units_are_counted_by_both_rules():
    heads = "text:任务 lead:牵头单位 support:配合单位 deadline:时限 status:情况"
    rows = [("甲", "A局", "B局、C局", date(2021, 7, 1), None), ("乙", "A局", "C局", date(2021, 9, 1), "已完成")]
    words = words_of(written(assessment(document(heads, *rows)))["单位汇总"])
    lead, named = words.index("按牵头单位"), words.index("按所有列名单位（牵头、配合、指导）")
    assert (1, 1) == (words[lead:named].count("A局"), words[named:].count("A局"))
    assert (0, 1) == (words[lead:named].count("C局"), words[named:].count("C局"))
    assert 2 == words.count("一项多单位，不等于各行之和")
    assert 2 == words.count("合计")
    assert 1 == words.count("任务数")


def test_the_sum_row_counts_distinct_tasks():
    total = next(r for r in records(written(assessment(MIXED))["单位汇总"]) if r["责任单位"] == "合计")
    assert (6, 2, 0.2) == (total["任务数"], total["逾期"], total["完成率"])


def test_one_section_where_both_rules_count_the_same():
    words = words_of(written(assessment(MIXED))["单位汇总"])
    assert "按责任单位" in words
    assert "按牵头单位" not in words


def test_each_diagnostic_leads_to_its_cell_in_the_ledger():
    found = (
        Diagnostic("D155", CellRef("附件2", 5, 5), {"length": 40000}),
        Diagnostic("D140", CellRef("附件2", 1, 1), {"path": "x"}),
    )
    made = document(HEADS, task_row(), task_row(text="印发"), diagnostics=found)
    rows = records(written(assessment(made))["核对清单"])
    assert [("错误", "D140", None, "附件2!A1"), ("警告", "D155", "第2项", "附件2!E5")] == [
        (r["级别"], r["编号"], r["台账"], r["原表位置"]) for r in rows
    ]
    sheet = written(assessment(made), formulas=True)["核对清单"]
    assert f"={key_link(2, '第2项', 8)}" == sheet["F6"].value
    assert [] == links(sheet)


def test_infos_that_say_the_same_share_a_row():
    found = tuple(
        Diagnostic("D509", CellRef("附件2", row, 4), {"name": "各镇"}, "各镇", (0, 2)) for row in range(4, 13)
    )
    made = document(HEADS, *[task_row(text=f"任务{n}") for n in range(9)], diagnostics=found)
    rows = records(written(assessment(made))["核对清单"])
    assert [("D509", "第1项", "附件2!D4等9处：D5、D6、D7、D8、D9、D10……")] == [
        (r["编号"], r["台账"], r["原表位置"]) for r in rows
    ]


def test_the_roster_goes_along_without_people():
    roster = Roster(
        (RosterUnit("区发展和改革局", ("区发改局",), ("区直部门",), "张三", "a@b.test", "李四", "c@d.test"),)
    )
    book = written(assessment(document(HEADS, task_row(), roster=roster)))
    assert [{"单位": "区发展和改革局", "简称/别名": "区发改局", "类别": "区直部门"}] == records(book["单位名录"])
    assert not any("@" in words for sheet in book for words in words_of(sheet))
    assert "单位名录" not in written(assessment(MIXED)).sheetnames


@given(st.text(alphabet="汉字，。、「」abc 123\n"))
def test_breadth_counts_chinese_double(text):
    """Measured by a table, not by the font: 汉字 and full-width punctuation 2, ASCII 1."""
    assert sum(1 if char.isascii() else 2 for char in text) == breadth(text)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=4), st.integers(4, 30))
def test_lines_hold_all_words(lengths, room):
    text = "\n".join("汉" * length for length in lengths)
    assert len(lengths) <= line_count(text, room) <= sum(-(-2 * length // room) for length in lengths)
    assert line_count(text, room) * room >= 2 * sum(lengths)


def test_late_tasks_of_equal_days_keep_the_order_of_the_sheet():
    rows = [task_row(text=words, deadline=day) for words, day in
            (("甲", date(2021, 7, 2)), ("乙", date(2021, 7, 1)), ("丙", date(2021, 7, 2)))]  # fmt: skip
    assert ["乙", "甲", "丙"] == [judged.task.text for _, judged in late_tasks(assessment(document(HEADS, *rows)))]
