"""Which task of last time is which of today, on sketches of two dates (docs/规则.md 8.2)."""

from __future__ import annotations

import pytest

from tests.changes import FIRST, LAST_TIME, SECOND, changes_of, doubts, judged, remembered, replaced, told
from xltrack.comparison.since import compare, recall
from xltrack.domain.memory import CHANGE_WORDS, Snapshot


@pytest.mark.parametrize(
    "after",
    [
        replaced(("| 1 ", "| 7 "), ("| 2 ", "| 8 ")),
        "\n".join([LAST_TIME.strip().splitlines()[i] for i in (0, 4, 3, 2, 1)]),
        replaced(("制定全区", "制定 全区"), ("实施方案", "实施方案。"), ("编制各领域", "编制“各领域”")),
        replaced(("编制方案", "一、编制方案"), ("动员部署", "二、动员部署")),
        replaced(("编制方案", "方案编制"), ("编制方案", "方案编制")),
    ],
)
def test_a_row_that_moved_or_was_renumbered_is_known_without_doubt(after):
    changes = changes_of(LAST_TIME, after)
    assert (set(), set()) == (told(changes), doubts(changes))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("制定全区政务公开工作实施方案", "制定并印发全区政务公开工作实施方案"),
        ("制定全区政务公开工作实施方案", "制定全区政务公开标准化工作方案"),
        ("召开全区动员部署会议", "召开动员部署会"),
        ("设立政府网站政务公开专栏", "在区政府门户网站设立政务公开专栏"),
    ],
)
def test_a_row_that_was_lightly_reworded_is_known_and_shown_as_doubtful(old, new):
    changes = changes_of(LAST_TIME, replaced((old, new)))
    row = next(n for n, line in enumerate(LAST_TIME.strip().splitlines()) if old in line)
    assert (set(), {(row, row)}) == (told(changes), doubts(changes))


def test_a_doubtful_match_marks_its_changes_and_is_told_at_its_cell():
    after = judged(replaced(("编制各领域政务公开事项目录", "编制各领域公开事项目录"), ("正在推进", "已完成")), SECOND)
    found = recall(after, remembered(LAST_TIME))
    assert {"办结 2 doubtful"} == told(found.since.changes)
    (diagnostic,) = [d for _, d in found.diagnostics if d.code == "D310"]
    assert ("Sheet1!C3", "warning") == (diagnostic.cell.a1, diagnostic.severity)
    assert "「2 编制各领域政务公开事项目录」" in diagnostic.message


def test_rows_that_nothing_joins_are_one_new_and_one_gone():
    after = replaced(("召开全区动员部署会议", "印发宣传手册"), ("| 3 ", "| 9 "))
    assert {"新增 3", "删除 3"} == told(changes_of(LAST_TIME, after))


def test_texts_that_differ_in_their_numbers_alone_are_two_tasks_unless_more_speaks_for_one():
    before = "| 工作任务 | 责任单位 | 完成时限 |\n| 完成第一季度情况通报 | 区政府办 | 2021年8月31日 |"
    after = "| 工作任务 | 责任单位 | 完成时限 |\n| 完成第二季度情况通报 | 区财政局 | 2021年11月30日 |"
    assert {"新增 1", "删除 1"} == told(changes_of(before, after))


def test_a_row_that_was_split_keeps_one_half_and_adds_the_other():
    before = replaced(("召开全区动员部署会议", "召开全区动员部署会议并印发政务公开宣传手册"))
    after = replaced(
        ("| 4    | 动员部署", "| 3 | 动员部署 | 印发政务公开宣传手册 | 区政府办 | 2021年9月30日 | |\n| 4 | 动员部署")
    )
    changes = changes_of(before, after)
    assert (4, {"新增"}) == (changes.matched, {CHANGE_WORDS[c.kind] for c in changes.items})
    assert (1, 1) == (len(changes.items), len(changes.doubts))


TWICE = """
| 序号 | 推进阶段 | 工作任务 | 责任单位 | 完成时限       | 完成情况 |
| 1    | 第一阶段 | 召开会议 | 区政府办 | 2021年9月30日  |          |
| 1    | 第二阶段 | 召开会议 | 区教育局 | 2021年10月31日 |          |
| 2    | 第二阶段 | 总结经验 | 区教育局 | 2021年12月31日 |          |
"""


def test_equal_texts_are_told_apart_by_what_stands_with_them():
    after = replaced(("2021年10月31日 |          ", "2021年10月31日 | 已完成"), drawn=TWICE)
    changes = changes_of(TWICE, after)
    assert ({"办结 2"}, set()) == (told(changes), doubts(changes))
    swapped = "\n".join([TWICE.strip().splitlines()[i] for i in (0, 2, 1, 3)])
    assert (set(), set()) == (told(changes_of(TWICE, swapped)), doubts(changes_of(TWICE, swapped)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一、", "二、"),
        ("（一）", "（二）"),
        ("1.", "2."),
        ("第一、", "第二、"),
        ("(1)", "(2)"),
        ("十一、", "十二、"),
        ("", "一、"),
    ],
)
def test_the_number_before_a_group_goes_with_its_place(first, second):
    """Groups that changed places take each other's numbers: their tasks, which say the same, are still known by them."""
    head = "| 推进阶段 | 工作任务 | 责任单位 | 完成时限 |"
    one, other = (
        f"{{}}{group} | 召开会议 | {unit} | 2021年9月30日 |"
        for group, unit in (("动员", "区政府办"), ("总结", "区教育局"))
    )
    before = f"{head}\n| {one.format(first)}\n| {other.format(second)}"
    after = f"{head}\n| {other.format(first)}\n| {one.format(second)}"
    changes = changes_of(before, after)
    assert (set(), set()) == (told(changes), doubts(changes))


HEAD = "| 序号 | 推进阶段 | 工作任务 | 责任单位 | 完成时限 |"


@pytest.mark.parametrize(
    "rows",
    [
        (
            "2 | 总结评估 | 召开会议 | 区教育局",
            "1 | 动员部署 | 召开会议 | 区政府办",
        ),  # by their numbers: the groups were renamed
        (
            "7 | 第二阶段 | 召开会议 | 区教育局",
            "8 | 第一阶段 | 召开会议 | 区政府办",
        ),  # by their groups: the rows were renumbered
    ],
)
def test_equal_texts_are_told_apart_by_number_or_group_alone(rows):
    before = f"{HEAD}\n| 1 | 第一阶段 | 召开会议 | 区政府办 | 2021年9月30日 |\n| 2 | 第二阶段 | 召开会议 | 区教育局 | 2021年9月30日 |"
    after = "\n".join([HEAD, *(f"| {row} | 2021年9月30日 |" for row in rows)])
    assert (set(), set()) == (told(changes_of(before, after)), doubts(changes_of(before, after)))


@pytest.mark.parametrize(
    ("row", "doubted"),
    [
        ("7 | 第二阶段 | 召开会议 | 区财政局", {(1, 1)}),
        ("1 | 第二阶段 | 召开会议 | 区财政局", set()),
        ("7 | 第一阶段 | 召开会议 | 区财政局", set()),
        ("7 | 第二阶段 | 召开会议 | 区财政局、区政府办", set()),
    ],
)
def test_equal_words_with_another_number_group_and_unit_are_doubtful(row, doubted):
    before = f"{HEAD}\n| 1 | 第一阶段 | 召开会议 | 区政府办 | 2021年9月30日 |"
    assert doubted == doubts(changes_of(before, f"{HEAD}\n| {row} | 2021年9月30日 |"))


def test_equal_texts_that_nothing_tells_apart_are_matched_in_order_and_doubtful():
    before = "| 工作任务 | 责任单位 | 完成时限 |\n| 召开会议 | 区政府办 | 2021年9月30日 |\n| 召开会议 | 区政府办 | 2021年10月31日 |"
    after = before.replace("9月30日", "9月20日").replace("10月31日", "10月20日")
    changes = changes_of(before, after)
    assert {"时限调整 1 doubtful", "时限调整 2 doubtful"} == told(changes)
    assert {(1, 1), (2, 2)} == doubts(changes)
    found = recall(judged(after, SECOND), remembered(before))
    assert {"D311"} == {d.code for _, d in found.diagnostics if d.code in ("D310", "D311")}


def test_one_of_two_equal_rows_gone_leaves_the_other():
    before = TWICE + "| 2 | 第二阶段 | 总结经验 | 区教育局 | 2021年12月31日 | |"
    assert {"删除 4"} == told(changes_of(before, TWICE))


def test_a_key_goes_with_its_task_and_not_with_its_row_or_words():
    after = replaced(
        ("| 1    | 编制方案", "| 1 | 编制方案 | 开展摸底调查 | 区政府办 | 2021年8月31日 | |\n| 2 | 编制方案"),
        ("召开全区动员部署会议", "召开动员部署会"),
    )
    changes = changes_of(LAST_TIME, after)
    assert [row.key for row in changes.before.rows] == [row.key for row in changes.rows[1:]]
    assert 5 == len({row.key for row in changes.rows})


def test_a_unit_that_the_roster_knows_by_both_names_is_the_same():
    roster = "\nsheet 单位名录\n| 单位 | 简称 |\n| 区人民政府办公室 | 区政府办 |"
    after = replaced(("区政府办 ", "区人民政府办公室 "))
    assert set() == told(changes_of(LAST_TIME + roster, after + roster))
    assert {"责任单位调整 1"} == told(changes_of(LAST_TIME, after))


def test_a_state_in_words_that_nobody_knows_tells_nothing_of_what_it_was():
    late = replaced(("2021年8月28日", "2021年7月1日"))
    rows = tuple(row._replace(state="") for row in remembered(late).snapshots[0].rows)
    assert set() == told(compare(judged(late, SECOND), Snapshot(FIRST, rows)))
