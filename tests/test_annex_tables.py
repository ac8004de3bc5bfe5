"""附件 as tables: which there are, their labels, titles, columns, words and merged cells."""

from __future__ import annotations

from datetime import date

import pytest

from tests.annexes import DAY, annexed, judged
from tests.processes import SAMPLES
from xltrack.annex.compose import annex_labels, annex_notes, compose_annexes, compose_drafts
from xltrack.annex.wrap import break_title

TRACKED = """
附件2
某区工作任务分解表（2021年）
| 序号 | 推进阶段 | 主要任务 | 责任单位 | 完成时限 | 完成情况 | 备注 |
| 1    | 编制方案 | 制定方案 | 区政府办 | 6月30日  | 已印发   |      |
| 2    | 动员部署 | 组建专班 | 区财政局 | 7月20日  | 正在推进 |      |
| ^    | ^        | 开设专栏 | 区教育局 | 7月20日  |          | 急   |
| ^    | ^        | 征求意见 | 各乡镇   | 9月30日  |          |      |
"""
UNTRACKED = """
某区工作任务分解表（2021年）
| 序号 | 工作任务 | 责任单位 | 完成时限 | 备注 |
| 1 | 制定方案 | 区政府办 | 6月30日 | |
| 2 | 组建专班 | 区财政局 | 9月30日 | |
"""


def rows(drawn, number=0):
    return [row.values for row in compose_drafts(judged(drawn))[number].rows]


def test_the_sources_columns_stand_in_its_order_and_words():
    (draft, late) = compose_drafts(judged(TRACKED))
    assert ["序号", "推进阶段", "主要任务", "责任单位", "完成时限", "完成情况", "备注"] == [
        c.header for c in draft.columns
    ]
    assert ("附件2", "附件3") == (draft.label, late.label)
    assert [1, "编制方案", "制定方案", "区政府办", "6月30日", "已印发", None] == draft.rows[0].values
    assert "某区工作任务分解表（2021年）" == draft.title
    assert "（截至2021年8月1日）" == draft.caption


def test_what_was_reported_stands_in_its_own_words_else_what_is_known():
    assert ["已印发", "正在推进", "未填报", None] == [values[5] for values in rows(TRACKED)]


def test_late_tasks_have_an_annex_of_their_own():
    assert [
        [2, "区财政局", "组建专班", "7月20日", 12, "正在推进"],
        [3, "区教育局", "开设专栏", "7月20日", 12, "未填报"],
    ] == rows(TRACKED, 1)
    assert "某区工作逾期任务一览表（2021年）" == compose_drafts(judged(TRACKED))[1].title


def test_where_nobody_could_report_nobody_is_called_late():
    made = judged(UNTRACKED)
    (draft,) = compose_drafts(made)
    assert ["序号", "工作任务", "责任单位", "完成时限", "完成情况", "备注"] == [c.header for c in draft.columns]
    assert [None, None] == [row.values[4] for row in draft.rows]
    assert "附件" == draft.label
    assert ["D701"] == [note.code for note in annex_notes(made, compose_annexes(made))]


def test_where_something_was_reported_no_word_is_said_of_it():
    assert [] == list(annex_notes(judged(TRACKED), compose_annexes(judged(TRACKED))))


def test_a_roster_of_domains_is_the_first():
    first, second, *_ = compose_drafts(judged(SAMPLES / "试点领域与分工_跟踪.xlsx"))
    assert ("附件1", "试点领域及责任单位一览表") == (first.label, first.title)
    assert ["序号", "试点领域", "责任单位1", "责任单位2"] == [c.header for c in first.columns]
    assert 18 == len(first.rows)
    assert "附件2" == second.label


def test_a_group_and_its_common_deadline_are_one_cell():
    keys = [row.keys for row in compose_drafts(judged(TRACKED.replace("9月30日", "7月20日")))[0].rows]
    assert keys[0][0] != keys[1][0] == keys[2][0] == keys[3][0]
    assert keys[1][1] == keys[3][1] != keys[0][1]
    assert keys[1][4] == keys[3][4] is not None
    assert {None} == {key for row in keys for key in (row[2], row[3], row[5])}


def test_a_deadline_that_some_rows_of_a_group_share_is_one_cell_of_these():
    keys = [row.keys[4] for row in compose_drafts(judged(TRACKED))[0].rows]
    assert keys[1] == keys[2] is not None
    assert [None, None] == [keys[0], keys[3]]


def test_units_that_rows_of_a_group_share_are_one_cell_and_never_over_its_end():
    drawn = TRACKED.replace("区教育局", "区财政局").replace("区政府办", "区财政局")
    keys = [row.keys[3] for row in compose_drafts(judged(drawn))[0].rows]
    assert keys[1] == keys[2] is not None
    assert [None, None] == [keys[0], keys[3]]


def test_without_groups_nothing_is_merged():
    drawn = UNTRACKED.replace("区财政局", "区政府办").replace("9月30日", "6月30日")
    assert {None} == {key for row in compose_drafts(judged(drawn))[0].rows for key in row.keys[1:]}


def test_band_rows_are_printed_again():
    drawn = """
    某区任务表（2021年）
    | 序号 | 工作任务 | 责任单位 | 完成时限 | 完成情况 |
    | 一、抓改革 | < | < | < | < |
    | 1 | 起草 | 区政府办 | 6月底前 | 已完成 |
    | 二、抓开放 | < | < | < | < |
    | 2 | 印发 | 区政府办 | 9月底前 |        |
    """
    draft = compose_drafts(judged(drawn))[0]
    assert [True, False, True, False] == [row.band for row in draft.rows]
    assert "二、抓开放" == draft.rows[2].values[0]


def test_a_year_that_stood_in_a_document_number_goes_into_the_title():
    drawn = """
    （某政发〔2016〕13号）
    某区任务分解表
    | 序号 | 工作任务 | 责任单位 | 完成时限 | 完成情况 |
    | 1 | 起草 | 区政府办 | 5月底前 | 已完成 |
    """
    assert "某区任务分解表（2016年）" == compose_drafts(judged(drawn))[0].title
    assert "某区任务分解表" == compose_drafts(judged(drawn.replace("5月", "2017年5月")))[0].title


@pytest.mark.parametrize(
    ("labels", "wished"),
    [
        (["附件1", "附件2", "附件3"], ["附件1", "附件2", None]),
        (["附件2", "附件3"], ["附件2", None]),
        (["附件1", "附件2"], ["附件", None]),
        (["附件1", "附件2", "附件3"], ["附件2", "附件1", None]),
        (["附件1", "附件2"], [None, None]),
        (["附件"], [None]),
        (["附件2"], ["附件2"]),
    ],
)
def test_labels_are_the_sources_or_count_from_one(labels, wished):
    assert labels == annex_labels(wished)


@pytest.mark.parametrize(
    ("lines", "room"),
    [
        ("榆阳区全面推进基层政务公开\n标准化规范化工作任务分解表", 39),
        ("榆阳区全面推进基层政务公开标准化规范化工作任务分解表", 60),
    ],
)
def test_a_title_is_broken_between_words_and_near_its_middle(lines, room):
    assert lines == break_title(lines.replace("\n", ""), room)


def test_a_real_date_stays_one():
    drawn = "| 序号 | 任务 | 责任单位 | 完成时限 | 完成情况 |\n| 1 | 甲 | 区政府办 | @2021-06-30 | 完成 |\n"
    sheet = annexed(judged(drawn))["附件"]
    assert date(2021, 6, 30) == sheet["D6"].value.date()
    assert 'yyyy"年"m"月"d"日"' == sheet["D6"].number_format


def test_a_row_that_no_paper_can_show_is_told():
    """D713."""
    made = judged(TRACKED.replace("制定方案", "制定方案" * 900))
    assert ["D713"] == [note.code for note in annex_notes(made, compose_annexes(made))]


def test_a_very_long_text_gets_the_widest_paper_and_smaller_letters():
    (annex, _) = compose_annexes(judged(TRACKED.replace("制定方案", "制定方案" * 200)))
    assert (True, 0) == (annex.landscape, annex.clipped)


def test_struck_and_progress_keep_their_looks():
    drawn = """
    | 序号 | 任务 | 责任单位 | 完成时限 | 完成情况 | 进度(%) |
    | 1 | ~甲~ | 区政府办 | @2021-06-30 | | |
    | 2 | 乙 | 区政府办 | @2021-09-30 | 完成60% | 60 |
    """
    sheet = annexed(judged(drawn))["附件"]
    assert sheet["B6"].font.strike
    assert (0.6, "0%") == (sheet["F7"].value, sheet["F7"].number_format)


def test_the_annexes_are_the_same_every_time():
    assert compose_annexes(judged(TRACKED, DAY)) == compose_annexes(judged(TRACKED, DAY))
