"""Every output speaks of the milestone that was judged, and of the same days: nobody looks for them again (docs/规则.md 5.5)."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.annexes import judged
from tests.assessments import HEADS, assessment, document, task_row
from tests.notices import noticed
from tests.templates import column, filled
from tests.workbooks import agenda_lines, records, words_of, written
from xltrack.annex.compose import compose_drafts
from xltrack.assessment.frame import to_frame
from xltrack.report.timeline import compose_timeline
from xltrack.sheets.model import Formula

# Two fields fall due on one day, and the words say that the first of them is met.
TWO_ON_ONE_DAY = """
附件2
某区工作任务分解表（2021年）
| 序号 | 主要任务 | 责任单位 | 完成时限 | 完成情况 |
| 1 | 编制目录 | 区政府办 | A领域：6月底前 B领域：6月底前 | A领域已完成 |
"""
DAYS = """
某区工作任务分解表（2021年）
| 序号 | 主要任务 | 责任单位 | 完成时限 | 完成情况 | 完成日期 |
| 1 | 逾期的 | 区政府办 | 7月20日 | 正在推进 | |
| 2 | 今天的 | 区政府办 | 8月1日 | 正在推进 | |
| 3 | 将来的 | 区政府办 | 8月31日 | 正在推进 | |
| 4 | 迟了的 | 区政府办 | 6月30日 | 已完成 | @2021-07-12 |
| 5 | 按期的 | 区政府办 | 6月30日 | 已完成 | @2021-06-12 |
"""


def test_the_reason_names_the_milestone_that_no_word_names_as_met():
    (task,) = judged(TWO_ON_ONE_DAY).tasks
    assert ("B领域", "B领域时限6月30日已过32天；原文「A领域已完成」") == (task.node.label, task.reason)


def test_annexes_notices_and_templates_name_the_same():
    made = judged(TWO_ON_ONE_DAY)
    told = "B领域 2021年6月30日"
    assert told == compose_drafts(made)[1].rows[0].values[3]
    assert told == noticed(made).lists["逾期任务"][0]["时限"]
    assert [told] == column(filled({"A1": "{# 每项逾期 #}{{ 时限 }}"}, TWO_ON_ONE_DAY), "A")


def test_the_workbook_names_the_same():
    book = written(judged(TWO_ON_ONE_DAY))
    assert "B领域：编制目录" == agenda_lines(book)[0][0]["任务"]
    assert any("B领域：编制目录" in word for word in words_of(book["总览"]))


def test_a_phase_that_was_met_is_done_though_another_one_falls_due_on_its_day():
    listing = compose_timeline(judged(TWO_ON_ONE_DAY))
    told = [row.values[4] for row in listing.sections[0].rows()]
    assert ["已完成", "逾期"] == [cell.value if isinstance(cell, Formula) else cell for cell in told]


def test_the_last_milestone_is_the_one_that_a_done_task_is_judged_by():
    staged = "梳理阶段 2021-06-30；审查阶段 2021-07-20"
    (task,) = assessment(document(HEADS, task_row(deadline=staged, status="已完成"))).tasks
    assert ("审查阶段", date(2021, 7, 20)) == (task.node.label, task.due)


@pytest.mark.parametrize("state", ["取消", "暂缓"])
def test_a_task_that_was_dropped_keeps_the_day_of_its_last_milestone(state):
    """It counts in the month in which it would have fallen due."""
    staged = "梳理阶段 2021-06-30；审查阶段 2021-07-20"
    made = assessment(document(HEADS, task_row(status=state), task_row(deadline=staged, status=state)))
    assert [(date(2021, 6, 30), None), (date(2021, 7, 20), None)] == [(task.due, task.days) for task in made.tasks]
    assert ["2021-06", "2021-07"] == [row.label for row in made.by_month]


def test_days_are_less_than_nothing_where_a_task_is_late_or_was():
    made = judged(DAYS)
    days = [-12, 0, 30, -12, None]
    assert days == [task.days for task in made.tasks]
    assert [12, 0, 0, 12, 0] == [task.late for task in made.tasks]
    assert days == [row["距期天数"] for row in records(written(made)["任务台账"])]
    assert days == list(to_frame(made.documents, made)["距期天数"].astype(object).replace({pd.NA: None}))


def test_words_in_the_done_column_are_named_where_100_percent_stands_against_them():
    head = "| 工作任务 | 责任单位 | 完成时限 | 完成日期 | 进度(%) |\n"
    made = judged(f"某区工作任务分解表（2021年）\n{head}| 起草 | 区司法局 | 7月20日 | 正在推进 | 100 |")
    assert ["填报「正在推进」与进度100%不一致，按「未完成」计"] == [
        found.message for _, found in made.diagnostics if found.code == "D604"
    ]
