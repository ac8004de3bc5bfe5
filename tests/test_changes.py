"""What changed since last time, on sketches of two dates (docs/规则.md 8.1 and 8.3)."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessments import HEADS, assessment, document
from tests.changes import FIRST, LAST_TIME, SECOND, changes_of, judged, remembered, replaced, told, without
from tests.weeks import take_snapshot
from xltrack.comparison.matching import match_rows
from xltrack.comparison.since import compare, recall
from xltrack.comparison.snapshot import LONGEST, period_of, split_units, units_words
from xltrack.domain.memory import CHANGE_WORDS, MAIN_CHANGES, Snapshot, SnapshotRow
from xltrack.domain.records import UnitRole
from xltrack.report.changes import flow_lines, flow_words

# --- each kind ---

NEW_ROW = "| 5 | 动员部署 | 开展第三方评估 | 区政府办 | 2021年12月31日 | |"


@pytest.mark.parametrize(
    ("expected", "after"),
    [
        (set(), LAST_TIME),
        (set(), replaced(("2021年8月28日", "@2021-08-28"), ("区教育局、区民政局", "区民政局；区教育局"), ("正在推进", "未启动"))),
        ({"新增 5"}, LAST_TIME + NEW_ROW),
        ({"新增 5", "新逾期 5"}, LAST_TIME + NEW_ROW.replace("12月31日", "7月1日")),
        ({"新增 5", "办结 5"}, LAST_TIME + NEW_ROW.replace("| |", "|已办结|")),
        ({"办结 2"}, replaced(("正在推进", "已于7月26日印发"))),
        ({"办结 2"}, replaced(("正在推进", "7月30日完成"))),
        ({"新逾期 2", "时限调整 2"}, replaced(("2021年8月28日", "2021年7月28日"))),
        ({"时限调整 2"}, replaced(("2021年8月28日", "2021年8月31日"))),
        ({"时限调整 3"}, replaced(("2021年9月30日", "持续推进"))),
        ({"责任单位调整 4"}, replaced(("区融媒体中心", "区委宣传部"))),
        ({"责任单位调整 4"}, replaced(("区融媒体中心", "区委宣传部牵头，区融媒体中心配合"))),
        ({"删除 3"}, without(3)),
        ({"办结 3", "时限调整 3", "责任单位调整 3"},
         replaced(("2021年9月30日 |          ", "2021年9月15日 | 已完成"), ("会议         | 区政府办", "会议 | 区委办"))),
    ],
)  # fmt: skip
def test_each_kind_of_change(expected, after):
    assert expected == told(changes_of(LAST_TIME, after))


@pytest.mark.parametrize(
    ("expected", "before", "after"),
    [
        ({"重新办理 1"}, "已完成", "未完成"),
        ({"重新办理 1", "新逾期 1"}, "已完成", "未完成｜2021年7月1日"),
        ({"不再逾期 1"}, "正在推进｜2021年7月1日", "正在推进"),
        ({"办结 1"}, "正在推进｜2021年7月1日", "已完成"),
        ({"暂缓 1"}, "正在推进", "暂缓"),
        ({"暂缓 1"}, "正在推进｜2021年7月1日", "暂缓｜2021年7月1日"),
        ({"取消 1"}, "暂缓", "取消"),
        ({"取消 1"}, "已完成", "取消"),
        ({"恢复推进 1"}, "取消", "正在推进"),
        ({"恢复推进 1", "新逾期 1"}, "暂缓｜2021年7月1日", "正在推进｜2021年7月1日"),
        ({"办结 1"}, "暂缓", "已完成"),
    ],
)  # fmt: skip
def test_each_way_that_a_state_can_go(expected, before, after):
    def drawn(said: str) -> str:
        words, _, day = said.partition("｜")
        return f"| 工作任务 | 责任单位 | 完成时限 | 完成情况 |\n| 编制清单 | 区政府办 | {day or '2021年12月31日'} | {words} |"

    found = told(changes_of(drawn(before), drawn(after)))
    assert expected == {one for one in found if not one.startswith("时限")}


def test_a_new_lateness_is_told_once_and_a_lateness_that_goes_on_is_none():
    late = replaced(("2021年8月28日", "2021年7月1日"))
    assert set() == told(changes_of(late, late))
    between = replaced(("2021年8月28日", "2021年7月28日"))
    assert {"新逾期 2"} == told(changes_of(between, between))


def test_the_next_milestone_is_no_other_deadline():
    """A staged task that met its first milestone is judged on the second: nothing was put off."""
    before = replaced(("2021年9月30日", "梳理阶段：2021年7月20日；审查阶段：2021年9月30日"))
    after = replaced(("审查阶段：2021年9月30日 |", "审查阶段：2021年9月30日 | 梳理阶段已完成"), drawn=before)
    assert {"不再逾期 3"} == told(changes_of(before, after))


# --- what is said as a whole ---


def test_a_task_that_is_gone_is_told():
    found = recall(judged(without(3), SECOND), remembered(LAST_TIME))
    (diagnostic,) = [d for _, d in found.diagnostics if d.code == "D312"]
    assert "上一期的「3 召开全区动员部署会议」（未填报）这一期没有了" == diagnostic.message
    assert not [d for _, d in recall(judged(LAST_TIME, SECOND), remembered(LAST_TIME)).diagnostics if d.code == "D312"]


def listed(*texts: str) -> str:
    return "\n".join(["| 工作任务 | 责任单位 | 完成时限 |", *[f"| {t} | 区政府办 | 2021年12月31日 |" for t in texts]])


def test_another_list_is_not_compared():
    before = listed(
        *(f"{verb}{what}" for verb in ("修建", "养护") for what in ("公路", "桥梁", "隧道", "码头", "机场", "车站"))
    )
    after = listed(
        *(f"{verb}{what}" for verb in ("评选", "表彰") for what in ("教师", "医生", "民警", "邮差", "诗人", "歌手"))
    )
    found = recall(judged(after, SECOND), remembered(before))
    assert (None, ["D197"], 1) == (found.since.changes, [d.code for d in found.since.notes], len(found.since.periods))
    few = recall(judged(listed("表彰教师"), SECOND), remembered(listed("修建公路")))
    assert ([], {"新增 1", "删除 1"}) == ([d.code for d in few.since.notes], told(few.since.changes))


@pytest.mark.parametrize(
    ("rows", "same", "compared"),
    [(10, 1, False), (10, 2, True), (11, 2, False), (15, 2, False), (15, 3, True), (9, 0, True)],
)
def test_a_fifth_of_the_tasks_make_it_the_same_list(rows, same, compared):
    """Of ten or more tasks on both sides less than a fifth is another list; of fewer none is."""
    old = [f"修建{name}" for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"[:rows]]
    new = [f"表彰先进集体和个人{name}" for name in "鼠牛虎兔龙蛇马羊猴鸡狗猪猫象狮"[:rows]]
    found = recall(judged(listed(*old[:same], *new[same:]), SECOND), remembered(listed(*old)))
    assert (compared, not compared) == (found.since.changes is not None, "D197" in {d.code for d in found.since.notes})


def test_a_report_that_was_asked_for_and_is_not_earlier_is_told():
    memory = remembered(LAST_TIME, SECOND)
    found = recall(judged(LAST_TIME, SECOND), memory, asked=True)
    assert (None, ["D196"]) == (found.since.changes, [d.code for d in found.since.notes])
    assert "2021-08-01" in found.since.notes[0].message
    assert () == recall(judged(LAST_TIME, SECOND), memory).since.notes


def test_the_periods_are_one_for_each_date_by_date():
    memory = remembered(LAST_TIME)
    found = recall(judged(LAST_TIME, SECOND), memory)
    assert [FIRST, SECOND] == [period.day for period in found.since.periods]
    again = recall(judged(without(1), SECOND), memory._replace(periods=found.since.periods))
    assert [4, 3] == [period.total for period in again.since.periods]
    assert found.total.rate == found.since.periods[-1].rate


def test_several_documents_have_their_names_as_outermost_group():
    one, two = (
        document(
            HEADS, (1, "甲", "召开会议", "区政府办", date(2021, 9, 30), None), source=f"{s}.xlsx", title=f"{s}任务表"
        )
        for s in ("东乡", "西镇")
    )
    before = take_snapshot(assessment(one, two, as_of=FIRST))
    changes = compare(assessment(two, one), before)
    assert (2, (), ()) == (changes.matched, changes.items, changes.doubts)
    assert ["西镇 / 甲", "东乡 / 甲"] == [row.group for row in changes.rows]


# --- properties ---

TEXTS = st.text(st.sampled_from("召开会议印发方案，。1一 =a⏎（）\u200b𠮷"), max_size=12)
ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(1, 3), st.sampled_from(["甲", "一、乙", "丙"]), TEXTS,
        st.sampled_from(["区政府办", "区政府办、各乡镇", "", "各县（市、区）政府"]),
        st.none() | st.just("持续推进") | st.dates(date(2021, 6, 1), date(2021, 12, 31)),
        st.sampled_from([None, "已完成", "正在推进", "取消"]),
    ),
    max_size=12,
)  # fmt: skip


@given(ROWS)
def test_nothing_changed_against_its_own_snapshot(rows):
    """A task is known again by its number and words (docs/规则.md 8.2)."""
    made = assessment(document(HEADS, *rows))
    changes = compare(made, take_snapshot(made))
    assert ((), len(rows)) == (changes.items, changes.matched)
    assert take_snapshot(made).rows == changes.rows


@given(ROWS, ROWS)
def test_last_times_figures_and_the_changes_are_todays(before, after):
    """Every figure reconciles, whatever was added, removed, withdrawn, put off, opened again (docs/规则.md 8.3)."""
    old = assessment(document(HEADS, *before), as_of=FIRST)
    new = assessment(document(HEADS, *after), as_of=SECOND)
    changes = compare(new, take_snapshot(old))
    for figure, flow in changes.flows.items():
        assert getattr(period_of(old), figure) == flow.before, figure
        assert getattr(period_of(new), figure) == flow.now, figure
    # And what is said of single tasks adds up to it.
    came = {kind: len(changes.of(kind)) for kind in ("done", "overdue", "suspended", "cancelled")}
    fresh = Counter(c.after.state for c in changes.of("added"))
    came["suspended"] += fresh["暂缓"]
    came["cancelled"] += fresh["取消"]
    assert came == {kind: changes.flows[kind].entered for kind in came}
    gone = Counter(c.before.state for c in changes.of("removed"))
    dropped = [
        c
        for c in changes.items
        if c.before and c.before.state in ("已完成", "逾期完成") and c.kind in ("suspended", "cancelled")
    ]
    left = len(changes.of("reopened")) + gone["已完成"] + gone["逾期完成"] + len(dropped)
    assert left == changes.flows["done"].left


def test_the_figures_are_told_in_one_line():
    changes = changes_of(
        replaced(("2021年8月28日", "2021年7月1日")),
        replaced(
            ("正在推进", "已完成"),
            ("2021年9月30日 |          ", "2021年7月30日 | 正在开会"),
            ("| 已完成   |", "| 未完成 |"),
        ),
    )
    assert "已办结1＋1－1＝1，逾期1＋2－1＝2，在办2－1＝1" == flow_words(changes)


def test_digits_take_more_than_half_a_character_of_a_line():
    said = "已办结132＋4＝136，逾期76＋1－2＝75，在办74－3＝71，临期1＋1－1＝1"
    assert ["已办结132＋4＝136，逾期76＋1－2＝75，在办74－3＝71，", "临期1＋1－1＝1"] == flow_lines(said, 68)


@given(ROWS, ROWS)
def test_every_task_is_matched_once_or_new_or_gone(before, after):
    """新增 and 删除 are what has no other half (docs/规则.md 8.3)."""
    old, new = (assessment(document(HEADS, *rows)) for rows in (before, after))
    changes = compare(new, take_snapshot(old))
    assert len(after) == changes.matched + len(changes.of("added"))
    assert len(before) == changes.matched + len(changes.of("removed"))
    assert len(after) == len({row.key for row in changes.rows})


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_that_is_certain(rows, random):
    """A task is known wherever its row stands (docs/规则.md 8.2)."""
    made = assessment(document(HEADS, *rows))
    old = list(take_snapshot(made).rows)
    random.shuffle(old)
    changes = compare(made, Snapshot(FIRST, tuple(old)))
    moved = {"done", "overdue", "reopened", "recovered", "suspended", "cancelled", "resumed"}
    assert [] == [c for c in changes.items if not c.doubtful and c.kind not in moved]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["lead", "support", "supervise"]), st.sampled_from(["甲局", "各县（市、区）政府", "配合"])
        ),
        max_size=5,
    )
)
def test_units_in_words_come_back(units):
    """What is remembered of the units is all that a comparison needs (docs/规则.md 8.1)."""
    written = units_words(tuple(UnitRole(name, role, "unit") for role, name in units))
    assert set(units) == set(split_units(written))


# --- cost ---


def rows_of(count: int, change: int = 0) -> tuple[SnapshotRow, ...]:
    """Rows of which every twentieth differs in two characters from those of another `change`."""
    words = [
        f"{a}{b}{c}"
        for a in ("制定", "印发", "落实")
        for b in ("教育", "交通", "水利")
        for c in ("方案", "清单", "目录")
    ]
    rows = []
    for n in range(count):
        text = f"{words[n % 27]}，{words[n // 27 % 27]}，{words[n // 729 % 27]}，明确第{n}号事项"
        text = text.replace("，", f"并{change}", 1) if n % 20 == 0 else text
        rows.append(SnapshotRow(f"k{n}", str(n % 40), f"{n // 40}组", text, "推进中", None, "2021-09-30", "区政府办"))
    return tuple(rows)


def seconds(count: int) -> float:
    old, new = rows_of(count), rows_of(count, 1)
    began = time.process_time()
    pairs = match_rows(old, new)
    spent = time.process_time() - began
    assert count == len(pairs)
    assert all(old[pair.old].key == new[pair.new].key for pair in pairs)
    return spent


def test_a_hundred_thousand_rows_cost_each_no_more_than_a_few_thousand():
    few, many = min(seconds(5_000) for _ in range(3)), seconds(100_000)
    assert many < few * 20 * 4


def test_a_hundred_thousand_equal_rows_are_no_harder():
    rows = tuple(SnapshotRow(f"k{n}", "", "", "开展工作", "推进中", None, "", "") for n in range(100_000))
    began = time.process_time()
    assert 100_000 == len(match_rows(rows, tuple(row._replace(units="区政府办") for row in rows)))
    assert time.process_time() - began < 10


def test_a_long_text_is_remembered_by_its_beginning():
    made = assessment(document(HEADS, (1, "甲", "写" * 40_000, "区政府办", None, None)))
    assert [LONGEST] == [len(row.text) for row in take_snapshot(made).rows]
    assert () == compare(made, take_snapshot(made)).items


def test_the_kinds_have_the_words_of_the_rules():
    told = [CHANGE_WORDS[kind] for kind in MAIN_CHANGES]
    assert ["新增", "办结", "新逾期", "时限调整", "责任单位调整", "删除"] == told
    others = ["重新办理", "不再逾期", "暂缓", "取消", "恢复推进"]
    assert others == [word for word in CHANGE_WORDS.values() if word not in told]
    assert all(re.fullmatch(r"[\u4e00-\u9fff]+", word) for word in CHANGE_WORDS.values())
