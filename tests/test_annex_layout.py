"""How an 附件 is laid out: lines of a text, widths of columns, ends of pages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.annexes import judged
from xltrack.annex.compose import compose_annexes
from xltrack.annex.measured import Need, fit_widths
from xltrack.annex.pages import Run, find_runs, plan_pages
from xltrack.annex.wrap import (
    height_of,
    keep_days,
    pixel_room,
    room_of,
    width_of,
    wrapped_lines,
)
from xltrack.sheets.days import longest_day


@pytest.mark.parametrize(
    ("lines", "text", "room"),
    [
        (1, "一二三四五", 10),
        (2, "一二三四五六", 10),
        (2, "一二三四五，", 10),  # the comma takes 五 along
        (2, "一二三（四）", 10),
        (3, "一\n二\n三", 10),
        (2, "一二三IPv6", 10),
        (3, "abcdefghijklmnopqrstuvwxy", 10),
        (1, "", 10),
        (2, "甲\n", 10),
    ],
)
def test_lines_of_a_text(lines, text, room):
    assert lines == wrapped_lines(text, room)


@given(st.text(alphabet="一二三四，。（）《》ab12 ", max_size=80), st.integers(6, 60), st.integers(1, 20))
def test_a_wider_cell_never_needs_more_than_one_more_line(text, room, more):
    """Breaking rules can cost a line at one width that they do not cost at another, never two."""
    assert wrapped_lines(text, room + more) <= wrapped_lines(text, room) + 1


@given(st.floats(4, 100), st.sampled_from([10.5, 12]))
def test_width_and_room_are_each_others_inverse(halves, size):
    assert halves == pytest.approx(room_of(width_of(halves, size), size))


def test_no_row_is_higher_than_a_row_can_be():
    assert 409.0 == height_of(100, 12)
    assert 0 == height_of(3, 10.5) % 0.75


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("26个试点领域：\n2020年6月底前", "26个试点领域：2020年6月底前"),
        ("甲：6月底前；乙：\n2021年12月底", "甲：6月底前；乙：2021年12月底"),
        ("2020年10月中旬", "2020年10月中旬"),
        ("第一批\n2021年第四季度", "第一批\n2021年第四季度"),
        ("制定方案，报送市委办公室", "制定方案，报送市委办公室"),
        ("2020年12月31日至\n2021年12月31日", "2020年12月31日至2021年12月31日"),
    ],
)
def test_no_line_of_a_date_column_parts_a_day(shown, text):
    assert shown == keep_days(text, 18)


@pytest.mark.parametrize(("halves", "text"), [(16, "2021年12月31日"), (18, "限2021年12月31日前"), (0, "长期坚持")])
def test_the_longest_day_of_a_text_is_the_floor_of_its_column(halves, text):
    assert halves == longest_day(text)


def test_the_widths_fill_the_page_and_the_longest_text_gets_most():
    needs = [
        Need("序号", ("1", "2"), (1, 1)),
        Need("任务", ("制定" * 40, "印发" * 30), (1, 1)),
        Need("单位", ("区政府办", "区财政局"), (1, 1), 9),
    ]
    widths = fit_widths(needs, 12, 589)
    assert 589 == sum(widths)
    assert max(widths) == widths[1]
    assert 9 <= pixel_room(widths[2], 12)


GROUPS = st.lists(st.integers(1, 12), min_size=1, max_size=12)
HEIGHTS = st.floats(20, 180)


@given(st.data(), GROUPS)
def test_pages_hold_what_they_hold_and_cut_no_group_that_fits(data, groups):
    """A group is cut only where its page were less than three quarters full without it; no page is too full."""
    keys = [number for number, length in enumerate(groups) for _ in range(length)]
    heights = data.draw(st.lists(HEIGHTS, min_size=len(keys), max_size=len(keys)))
    first, fresh = 300.0, 400.0
    runs = list(find_runs(0, keys))
    plan = plan_pages(heights, dict.fromkeys(runs, 30.0), [False] * len(keys), (first, fresh))
    bounds = [0, *plan.starts, len(keys)]
    for number, (start, stop) in enumerate(pairwise(bounds)):
        assert start < stop
        assert sum(plan.heights[start:stop]) <= (first if number == 0 else fresh) + 1e-6 or stop - start == 1
    for page, (start, stop) in enumerate(pairwise([0, *plan.starts])):
        cut = next((run for run in runs if run.start < stop < run.stop), None)
        if cut and cut.start > start:
            assert sum(plan.heights[start : cut.start]) < 0.75 * (fresh if page else first)


@given(st.data(), GROUPS)
def test_merged_cells_end_with_the_page_and_hold_their_words(data, groups):
    """No merged cell goes over the end of a page, and each part is as high as the text that stands in it."""
    keys = [number for number, length in enumerate(groups) for _ in range(length)]
    heights = data.draw(st.lists(st.floats(20, 60), min_size=len(keys), max_size=len(keys)))
    needed = {run: data.draw(st.floats(20, 200)) for run in find_runs(0, keys)}
    plan = plan_pages(heights, needed, [False] * len(keys), (300.0, 400.0))
    for part in plan.runs:
        assert not any(part.start < start < part.stop for start in plan.starts)
        whole = next(run for run in needed if run.start <= part.start and part.stop <= run.stop)
        assert needed[whole] <= sum(plan.heights[part.start : part.stop]) + 1e-6


def test_a_band_row_never_ends_a_page():
    plan = plan_pages([50.0] * 8, {}, [False, False, False, True, False, False, False, False], (200.0, 200.0))
    assert [3, 7] == plan.starts


def test_a_group_longer_than_a_page_is_cut_at_an_inner_group():
    outer, inner = ["甲"] * 12, [1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3]
    runs = {run: 20.0 for place, own in enumerate((outer, inner)) for run in find_runs(place, own)}
    plan = plan_pages([60.0] * 12, runs, [False] * 12, (300.0, 300.0))
    assert [5, 9] == plan.starts
    assert [Run(0, 0, 5), Run(0, 5, 9), Run(0, 9, 12)] == [run for run in plan.runs if run.column == 0]


def test_numbers_keep_their_width_where_the_page_is_too_narrow():
    many = [Need(f"说明{n}", ("区政府办公室",), (1,), 9) for n in range(30)]
    widths = fit_widths([Need("年度投资", ("1234567.5",), (1,), 9, rigid=12.2), *many], 12, 1100)
    assert 12.2 <= pixel_room(widths[0], 12)
    assert 1100 == sum(widths)


WIDE = """
某区2022年重点项目推进计划
| 序号 | 类别 | 项目内容 | 规模 | 性质 | 开工 | 总投资（万元） | 年度投资 | 地点 | 牵头单位 | 配合 | 领导 | 联系人 | 时限 | 情况 | 问题 |
""" + "\n".join(
    f"| {n} | 产业 | 重点项目{n}：高标准农田和配套水利设施建设 | 3.2公里 | 续建 | 2022 | {1200.5 + n} | {300 * n} | 河东镇 | "
    "某某土家族自治州人民政府经济开发区管理委员会招商引资与产业发展促进中心（加挂数字经济发展局牌子） | 区发改局 | 张三丰 | 李四 | "
    "2022年3月底前 | | 资金已到位，征地未完成 |"
    for n in range(1, 19)
)  # fmt: skip


def test_a_table_of_very_many_columns_is_printed_on_a3_where_the_office_asks_for_it():
    annex = compose_annexes(judged(WIDE, paper="a3"))[0]
    assert annex.a3
    assert annex.pages <= 3
    for at, shown in ((5, "2022"), (6, "1200.5"), (7, "5400")):
        assert len(shown) * 1.3 <= pixel_room(annex.widths[at], 10.5)


def test_without_being_asked_for_a3_nothing_leaves_a4_or_gets_smaller_than_8_5_points():
    (annex, *_) = compose_annexes(judged(WIDE))
    sizes = {float(role.split("|")[2]) for row in annex.rows for role in row.styles}
    assert (False, 0, 850) == (annex.a3, annex.clipped, sum(annex.widths))
    assert 8.5 <= min(sizes)


def test_no_first_page_is_without_a_row():
    drawn = (
        "任务分解表\n| 序号 | 任务 | 责任单位 | 完成时限 |\n"
        + f"| 1 | {'制定方案并印发' * 90} | {'区政府办、' * 60} | 2022年3月底前 |\n" * 3
    )
    for annex in compose_annexes(judged(drawn)):
        above = 27.0 * 3 + sum(annex.heights)
        height = 440 if annex.landscape else 635
        assert annex.rows[0].height <= height - above
        assert all(row.height <= height - annex.heights[1] for row in annex.rows)


def test_a_usual_table_stays_on_a4():
    drawn = "任务分解表\n| 序号 | 任务 | 责任单位 | 完成时限 |\n| 1 | 制定方案 | 区政府办 | 2022年3月底前 |\n"
    assert not any(annex.a3 for annex in compose_annexes(judged(drawn)))
