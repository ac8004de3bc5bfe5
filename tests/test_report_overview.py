"""总览: what it is and as of when, six figures, who is late with what, what comes, what has to be checked; on one page."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.assessments import HEADS, assessment, document, task_row
from tests.office import recalculate
from tests.workbooks import records, words_of, written
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.memory import Period
from xltrack.report.memory import SinceBlock
from xltrack.report.overview.body import ROWS
from xltrack.report.overview.lists import grid_rows
from xltrack.report.overview.page import compose_overview
from xltrack.report.writing import report_workbook
from xltrack.sheets.measure import breadth
from xltrack.sheets.model import Figures, shown_value
from xltrack.sheets.render import lay_out

MIXED = document(
    HEADS,
    task_row(status="已完成"),
    task_row(text="初稿", deadline=date(2021, 7, 20), lead="区教育局、区民政局", status="正在推进"),
    task_row(text="修改", deadline=date(2021, 7, 26), lead="区教育局"),
    task_row(text="公开", deadline=date(2021, 8, 16), lead="区民政局", status="未启动", group="动员"),
    task_row(text="回应", deadline="持续推进", group="动员"),
    task_row(text="专区（8月20日前报电子政务中心）", deadline=date(2021, 12, 31), group="动员"),
)


def page_of(*documents: Any, **policy: Any) -> Any:
    """总览 as a phone shows it: with the values that its formulas have in the file."""
    data = report_workbook(assessment(*documents, **policy)).data
    return load_workbook(BytesIO(data), data_only=True)["总览"]


def overview(*documents: Any, **policy: Any) -> list[str]:
    return words_of(page_of(*documents, **policy))


def test_a_page_says_what_as_of_when_and_six_figures():
    words = overview(MIXED)
    assert "榆阳区政务公开工作进度" == words[0]
    assert "2021-08-01 00:00:00" == words[1]
    at = words.index("任务总数")
    names, values, captions = words[at : at + 6], words[at + 6 : at + 12], words[at + 12 : at + 18]
    assert ["任务总数", "逾期", "临期", "在办", "已办结", "到期完成率"] == names
    assert ["6", "2", "0", "2", "1", "0.3333333333333333"] == values
    told = ["持续推进1", "最长12天", "7天内到期", "其中未启动1、未填报1", "均未逾期", "到期3项　完成率20.0%"]
    assert told == captions


def test_states_are_listed_with_their_numbers_in_the_order_of_the_rule():
    sheet = page_of(MIXED)
    top = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "任务状态")
    listed = [[c.value for c in sheet[top + n][15:] if c.value is not None] for n in range(1, 11)]
    told = {
        "已完成": 1, "逾期完成": 0, "推进中": 0, "未启动": 1, "未填报": 1, "临期": 0, "逾期": 2, "持续推进": 1, "暂缓": 0, "取消": 0,
    }  # fmt: skip
    assert [*told.items()] == [(line[-2], line[-1]) for line in listed]


@pytest.mark.parametrize("figure", ["任务总数", "逾期", "临期", "在办", "已办结", "到期完成率"])
def test_each_figure_leads_to_the_list_behind_it(figure):
    sheet = page_of(MIXED)
    name = next(cell for row in sheet.iter_rows() for cell in row if cell.value == figure)
    target = sheet.cell(name.row + 1, name.column).hyperlink.location
    lists = {"临期": "'逾期和临期'!A1", "逾期": "'逾期和临期'!A1", "到期完成率": "'单位汇总'!A1"}
    assert lists.get(figure, "'任务台账'!A1") == target
    assert (
        target.partition("!")[0].strip("'")
        in load_workbook(BytesIO(report_workbook(assessment(MIXED)).data)).sheetnames
    )


def test_a_sheet_without_status_columns_is_no_county_of_laggards():
    rows = ("甲", date(2021, 7, 1)), ("乙", date(2021, 8, 9))
    words = overview(document("text:任务 deadline:时限", *rows, answered=False))
    assert {"时限已过（未填报）　1项", "未来30天到期　1项", "—"} <= set(words)
    assert [] == [w for w in words if "逾期" in w and w not in ("还没有人填报，不判逾期", "逾期完成", "逾期和临期 ›")]
    assert "逾期" in overview(document("text:任务 deadline:时限", *rows))
    assert not any("还没有人填报" in words for words in overview(MIXED))


def test_who_is_late_with_what_the_worst_first():
    words = overview(MIXED)
    words = words[words.index("逾期任务　2项") :]
    at = words.index("第2项")
    assert ["第2项", "初稿", "区教育局、区民…", "逾期12天"] == words[at : at + 4]
    assert ["逾期12天", "逾期6天"] == [w for w in words if w.startswith("逾期") and w.endswith("天")]


def test_late_tasks_that_have_no_room_are_counted():
    many = document(HEADS, *[task_row(text=f"任务{n}", deadline=date(2021, 7, 1)) for n in range(30)])
    words = overview(many)
    shown = sum(word == "逾期31天" for word in words)
    assert f"逾期任务　30项，先列{shown}项" in words
    assert 6 <= shown < 30


def test_long_words_take_two_lines_where_the_lists_are_short():
    text = "完成各领域基层政务公开事项标准目录编制初稿并报区电子政务中心审核"
    words = overview(document(HEADS, task_row(text=text, deadline=date(2021, 7, 20))))
    first = next(n for n, word in enumerate(words) if word and text.startswith(word) and breadth(word) > 20)
    rest = next(word for word in words[first + 1 :] if len(word) > 5 and word in text)
    assert text == words[first] + rest


def test_what_has_no_date_or_comes_later_fills_the_page():
    made = document(HEADS, task_row(deadline=None, text="甲"), task_row(deadline=date(2022, 5, 1), text="乙"))
    words = overview(made)
    assert {"没有逾期任务", "没有到期任务", "其后最近到期", "2022年5月1日"} <= set(words)
    assert "未定时限的任务　1项" in overview(document(HEADS, task_row(deadline=None, text="甲")))


def test_workdays_are_called_so():
    assert "7个工作日内到期" in overview(MIXED, workdays=True)


def test_the_page_counts_what_is_to_be_checked():
    made = document(HEADS, task_row(), diagnostics=(Diagnostic("D155", CellRef("附件2", 4, 5), {"length": 40000}),))
    assert any("错误0处　警告1处　提示0处" in words for words in overview(made))


def test_several_workbooks_are_listed_by_office_and_by_unit():
    other = document(HEADS, task_row(lead="某局", status="已完成"), source="某县.xlsx", title="某县任务分解表")
    words = overview(MIXED, other)
    at = words.index("各报送单位进展")
    assert words.index("榆阳区", at) < words.index("某县", at) < words.index("区教育局", at)
    assert ["7", "2"] == [words[words.index("任务总数") + 6], words[words.index("任务总数") + 7]]


def test_no_tasks_make_a_page_of_nothing():
    words = overview(document(HEADS))
    assert {"0", "—", "没有逾期任务", "没有到期任务"} <= set(words)


def test_of_more_than_three_files_the_rest_are_counted():
    made = [document(HEADS, task_row(), source=f"{name}区.xlsx", title=f"{name}区任务分解表") for name in "甲乙丙丁戊"]
    assert any("甲区.xlsx、乙区.xlsx、丙区.xlsx等5个文件，共5项" in words for words in overview(*made))


@pytest.mark.parametrize(
    ("heading", "label", "header"),
    [
        ("各阶段进展", "推进阶段", "推进阶段"),
        ("按领域统计", "领域", "领域"),
        ("按主要任务统计", "主要任务", "主要任务"),
    ],
)
def test_groups_are_called_as_the_sheet_calls_them(heading, label, header):
    rows = task_row(), task_row(group="动员")
    words = overview(document(HEADS.replace("group:推进阶段", f"group:{header}"), *rows))
    at = words.index(heading)
    assert label in words[at:]


def test_groups_of_different_tables_are_called_kinds():
    other = document(HEADS.replace("group:推进阶段", "group:领域"), task_row(text="乙"), source="乙.xlsx")
    assert {"按类别统计", "类别"} <= set(overview(MIXED, other))


TASK = st.tuples(
    st.sampled_from(["甲局", "乙局、丙局", "各乡镇", "区人力资源和社会保障局劳动保障监察综合行政执法大队"]),
    st.one_of(st.none(), st.just("持续推进"), st.dates(date(2020, 1, 1), date(2023, 12, 31))),
    st.sampled_from([None, "已完成", "正在推进", "未启动", "暂缓"]),
    st.sampled_from(["一", "二", "三"]),
)


@given(st.lists(TASK, max_size=40), st.booleans(), st.integers(0, 6), st.booleans())
def test_whatever_it_shows_it_is_one_page_whose_rows_fill_their_columns(tasks, several, changes, trend):
    """Columns do not overlap or leave the page, and the page is as high as a sheet of paper across, margins taken off."""
    rows = [
        task_row(text=f"{n}制定方案" * (n % 5 + 1), lead=lead, deadline=day, status=status, group=group)
        for n, (lead, day, status, group) in enumerate(tasks)
    ]
    documents = [document(HEADS, *rows), document(HEADS, *rows[:3], source="另.xlsx", title="屯留区任务分解表")][
        : 1 + several
    ]
    since = SinceBlock(
        tuple(("新办结", "1项") for _ in range(changes)),
        tuple((date(2021, 7, n), n, n) for n in range(1, 5) if trend),
    )
    page = compose_overview(assessment(*documents), since=since)[0]
    lines = list(lay_out(page))
    for line in lines:
        taken = [range(column, column + cell.span) for column, cell in line.cells]
        assert sum(map(len, taken)) == len({c for r in taken for c in r})
        assert all(2 <= r.start and r.stop <= page.columns + 2 for r in taken)
    assert 545 >= sum(line.height or 0 for line in lines)
    assert 30 >= len(lines)


@pytest.mark.office
def test_the_whole_page_follows_the_day(tmp_path):
    """LibreOffice calculates 总览 for another day: the same figures, states, units and lists as a report of that day has."""
    then = date(2021, 12, 1)
    now, later = assessment(MIXED), assessment(MIXED, as_of=then)
    book = load_workbook(BytesIO(report_workbook(now).data))
    book["总览"]["B2"] = then
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").write_bytes(report_workbook(later).data)
    (moved,) = recalculate([tmp_path / "a.xlsx"], tmp_path)
    shown = load_workbook(moved, data_only=True)["总览"]
    wished = load_workbook(tmp_path / "b.xlsx", data_only=True)["总览"]
    for row in (5, 6):
        assert [cell.value for cell in wished[row] if cell.value not in (None, "")] == [
            cell.value for cell in shown[row] if cell.value not in (None, "")
        ]
    assert listed(wished, "逾期任务") == listed(shown, "逾期任务")
    assert units(wished) == units(shown)


def listed(sheet, title):
    """How many the heading counts, and the units and days of the first two lines; how many there is room for may differ."""
    head = next(row for row in sheet.iter_rows() if str(row[1].value).startswith(title))
    lines = [(row[8].value, row[12].value) for row in sheet.iter_rows(min_row=head[0].row + 2) if row[12].value]
    return head[1].value.partition("，")[0], lines[:2]


def units(sheet):
    """Late, done and all tasks by unit."""
    top = next(row[0].row for row in sheet.iter_rows() if row[15].value == "责任单位")
    found = {
        row[15].value: tuple(cell.value for cell in row[16:26] if cell.value is not None)
        for row in sheet.iter_rows(min_row=top + 1)
    }
    return {unit: found[unit] for unit in ("区教育局", "区民政局", "区政府办")}


def filled_rows(page: Any) -> tuple[float, float]:
    """Which part of the body's rows the left and the right column fill, charts and words alike."""
    shares = []
    for stacks in ([s for s in page.bands[1] if s.left < 14], [s for s in page.bands[1] if s.left >= 14]):
        shares.append(max(stack.top + grid_rows(stack.blocks) for stack in stacks) / ROWS)
    return shares[0], shares[1]


def many_tasks(count: int, units: int) -> Any:
    rows = [
        task_row(
            text=f"第{n}类任务", lead=f"第{n % units}局", deadline=date(2021, 1 + n % 12, 20), status=(None, "已完成", "正在推进")[n % 3],
            group=("一", "二", "三")[n % 3],
        )
        for n in range(count)
    ]  # fmt: skip
    return document(HEADS, *rows)


@pytest.mark.parametrize(("count", "units"), [(3, 2), (23, 8), (300, 60)])
@pytest.mark.parametrize("answered", [True, False])
def test_no_third_of_a_page_is_empty(count, units, answered):
    made = many_tasks(count, units)
    if not answered:
        rows = [(f"任务{n}", f"第{n % units}局", date(2021, 1 + n % 12, 20)) for n in range(count)]
        made = document("text:任务 lead:责任单位 deadline:时限", *rows, answered=False)
    page, _ = compose_overview(assessment(made))
    assert min(filled_rows(page)) > 2 / 3
    assert max(filled_rows(page)) <= 1


@pytest.mark.parametrize("changed", [True, False])
def test_five_late_lines_stand_on_a_small_screen(changed):
    """1366 × 768 at 100 %: about 490 pixels, 367 points, high inside the window; and as wide as its columns."""
    trend = tuple((date(2021, 7, n), n, n) for n in range(1, 5))
    since = SinceBlock((("新逾期", "3项"), ("办结", "2项"), ("各数增减", "逾期2＋3＝5")), trend) if changed else None
    page, _ = compose_overview(assessment(many_tasks(300, 60)), since=since)
    height, late = 0.0, []
    for line in lay_out(page):
        height += line.height or 0
        if any(
            str(shown_value(cell.value)).startswith("逾期") and str(shown_value(cell.value)).endswith("天")
            for _, cell in line.cells
        ):
            late.append(height)
    assert 5 <= len(late)
    assert 367 >= late[4]
    assert 1366 - 50 > 24 * 41 + 2 * 16


@pytest.mark.parametrize(("before", "told"), [(1 / 3, "较上期持平"), (0.3335, "较上期持平"), (0.33, "较上期+0.3点")])
def test_a_rate_that_is_as_it_was_is_not_told_in_points(before, told):
    last = Period(date(2021, 7, 25), 2, 3, 0, 1, 1, 0, 0)
    page, _ = compose_overview(assessment(MIXED), since=SinceBlock((("", "没有变化"),), last=last, due_rate=before))
    figures = next(block for block in page.bands[0][0].blocks if isinstance(block, Figures)).figures
    assert told == shown_value(figures[-1].change)


def test_every_figure_has_its_change_and_the_rate_too():
    last = Period(date(2021, 7, 25), 2, 3, 0, 1, 1, 0, 0)
    page, _ = compose_overview(assessment(MIXED), since=SinceBlock((("", "没有变化"),), last=last, due_rate=0.5))
    figures = next(block for block in page.bands[0][0].blocks if isinstance(block, Figures)).figures
    told = {str(figure.name): shown_value(figure.change) for figure in figures}
    assert {
        "任务总数": "较上期-1", "逾期": "较上期+1", "临期": "较上期持平", "在办": "较上期-1", "已办结": "较上期-1",
        "到期完成率": "较上期-16.7点",
    } == told  # fmt: skip


def test_units_say_how_they_are_counted_and_why_the_sum_is_another():
    words = overview(MIXED)
    assert "合计（一项多单位，不等于各行之和）" in words
    assert "按牵头单位统计：一项有几个牵头单位，各计一次" in words
    alone = overview(document(HEADS, task_row(), task_row(text="乙", lead="某局")))
    assert "合计" in alone
    assert "合计（一项多单位，不等于各行之和）" not in alone


def test_what_was_due_is_reckoned_by_hand():
    """Due by 1 August: 已完成 (6-30), two late ones (7-20, 7-26); one of three is done. A task due later and done counts not."""
    early = task_row(text="早", deadline=date(2021, 9, 1), status="已完成", lead="某局")
    dropped = task_row(text="弃", deadline=date(2021, 7, 1), status="取消", lead="某局")
    made = assessment(document(HEADS, task_row(status="已完成"), *[
        task_row(text=text, deadline=day, lead="甲局") for text, day in (("初稿", date(2021, 7, 20)), ("修改", date(2021, 7, 26)))
    ], early, dropped))  # fmt: skip
    assert (3, 1, 1 / 3) == (made.total.due, made.total.met, made.total.due_rate)
    by_unit = {row.label: (row.tally.due, row.tally.met, row.tally.due_rate) for row in made.by_lead}
    assert {"区政府办": (1, 1, 1.0), "甲局": (2, 0, 0.0), "某局": (0, 0, None)} == by_unit
    table = {row["责任单位"]: row for row in records(written(made)["单位汇总"]) if row["责任单位"]}
    ranks = {unit: (table[unit]["到期完成率"], table[unit]["名次"]) for unit in by_unit}
    assert {"区政府办": (1.0, 1), "甲局": (0.0, 2), "某局": ("未到期", "—")} == ranks


def test_ties_share_a_place():
    rows = [task_row(text=f"任务{n}", lead=unit, status="已完成") for n, unit in enumerate(("甲局", "乙局"))]
    made = assessment(document(HEADS, *rows, task_row(text="丙", lead="丙局")))
    ranks = {row["责任单位"]: row["名次"] for row in records(written(made)["单位汇总"])}
    assert (1, 1, 3) == tuple(ranks[unit] for unit in ("甲局", "乙局", "丙局"))
