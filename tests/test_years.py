"""Where a date without a year takes it from (docs/规则.md 3.4)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sketch import book
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.years import YearContext, number_year, resolve, resolve_with, title_year
from xltrack.reading.document import read_document


def dues(text: str, above: int | None = None, document: int | None = None, given: int | None = None) -> list[str]:
    found = resolve(read_deadline(text), YearContext(above, document, given))
    return [str(m.due) for m in found.deadline.milestones]


def codes(text: str, *context: int | None) -> list[str]:
    return [n.code for n in resolve(read_deadline(text), YearContext(*context)).notes]


@pytest.mark.parametrize(
    ("expected", "context"),
    [
        ("2019-06-30", (2019, 2020, 2021)),
        ("2020-06-30", (None, 2020, 2021)),
        ("2021-06-30", (None, None, 2021)),
        ("2019-06-30", (2019, None, None)),
    ],
)
def test_the_year_above_comes_before_the_document_and_this_before_the_given_one(expected, context):
    assert [expected] == dues("6月底前", *context)


@pytest.mark.parametrize(
    ("year", "codes_", "context"),
    [
        (2018, ["D431"], YearContext(2019, 2020, 2021, heading=2018, title=2022)),
        (2022, ["D430"], YearContext(2019, 2020, 2021, title=2022)),
        (2022, ["D405"], YearContext(2022, 2020, 2021, title=2022)),
        (2022, ["D405"], YearContext(None, 2020, 2021, title=2022)),
        (2019, ["D408"], YearContext(2019, 2020, 2021)),
    ],
)
def test_the_header_comes_before_the_title_and_this_before_the_cell_above(year, codes_, context):
    """docs/规则.md 3.4: a warning where the cell above and the title or document disagree."""
    found = resolve(read_deadline("6月底前"), context)
    assert ([year], codes_) == ([m.due.year for m in found.deadline.milestones], [n.code for n in found.notes])


def test_this_year_is_that_of_the_title_not_of_the_header():
    found = resolve(read_deadline("今年6月底前"), YearContext(2015, 2016, 2017, heading=2018, title=2019))
    assert [date(2019, 6, 30)] == [m.due for m in found.deadline.milestones]


def test_without_any_year_nothing_is_guessed():
    resolved = resolve(read_deadline("6月底前"), YearContext())
    assert ("unreadable", (), ["D401"]) == (
        resolved.deadline.kind,
        resolved.deadline.milestones,
        [n.code for n in resolved.notes],
    )


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (["2021-06-30", "2021-12-31"], "2021年6月底前，12月底前"),
        (["2021-03-31", "2022-01-31", "2022-05-31"], "2021年3月底，2022年1月底，5月底"),
        (["2020-06-30", "2022-12-31"], "6月底前，2022年12月底前"),
    ],
)
def test_the_year_before_it_in_the_cell_comes_first(expected, text):
    assert expected == dues(text, above=2020, document=2020)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (["2020-12-31"], "今年底前"),
        (["2020-06-30"], "本年6月底"),
        (["2021-06-30"], "明年6月底前"),
        (["2021-01-31"], "次年1月底前"),
        (["2022-02-28"], "2021年10月-次年2月"),
        (["2021-10-31", "2022-02-28", "2022-05-31"], "2021年10月底，次年2月底，5月底"),
    ],
)
def test_this_and_next_year_count_from_the_cell_else_from_the_document_never_from_above(expected, text):
    assert expected == dues(text, above=2015, document=2020, given=2030)


def test_next_year_behind_a_date_counts_from_that_date():
    found = resolve(read_deadline("12月至次年3月"), YearContext(2019, 2021, None)).deadline
    assert [(date(2019, 12, 1), date(2020, 3, 31))] == [(m.start, m.due) for m in found.milestones]


def test_a_beginning_years_after_its_end_is_left_out():
    found = resolve(read_deadline("6月至2019年3月"), YearContext(2021, None, None))
    assert [(None, date(2019, 3, 31))] == [(m.start, m.due) for m in found.deadline.milestones]
    assert "D410" in [note.code for note in found.notes]


def test_this_year_without_a_document_is_unreadable_even_with_a_year_above():
    assert ([], ["D401"]) == (dues("今年底前", above=2020), codes("今年底前", 2020))


@pytest.mark.parametrize(
    ("expected", "context"),
    [
        (["D404"], (2020, None, None)),
        (["D404"], (2020, 2020, None)),
        (["D405"], (None, 2020, None)),
        (["D406"], (None, None, 2020)),
        (["D408"], (2020, 2021, None)),
        (["D408"], (2020, None, 2021)),
        (["D401"], (None, None, None)),
    ],
)
def test_an_inferred_year_says_where_it_came_from(expected, context):
    assert expected == codes("6月底前", *context)


def test_a_printed_year_leaves_no_note():
    assert [] == codes("2021年6月底前", 2020, 2019, 2018)
    assert [] == codes("2021年1月1日至12月31日", 2020, 2019, 2018)


@pytest.mark.parametrize(
    ("inferred", "text"),
    [(False, "2021年6月底前，12月底前"), (True, "6月底前"), (True, "次年1月底"), (False, "持续推进")],
)
def test_a_deadline_knows_whether_a_year_was_inferred(inferred, text):
    assert inferred == resolve(read_deadline(text), YearContext(2020, 2020, 2020)).deadline.inferred


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (2021, "2021年6月底前"),
        (2021, "2020年6月底前、2021年12月底前"),
        (2021, "2021年6月底前，12月底前"),
        (2021, "2021年1月1日至12月31日"),
        (2021, "2021年6月起"),
        (2021, "2021年每季度末"),
        (2021, "2021-06-30"),
        (None, "“十四五”末"),
        (None, "6月底前"),
        (None, "今年底前"),
        (None, "持续推进"),
        (None, ""),
        (None, "2016年5月1日至2018年4月30日"),
        (None, "2021年—2022年6月"),
        (None, "“十四五”期间"),
        (None, "2023-2025年每年12月底前"),
    ],
)
def test_only_a_single_printed_year_is_handed_down(year, text):
    """A span of several years and a five-year plan hand no year down."""
    assert year == resolve(read_deadline(text), YearContext(2020, 2020, None)).handed_down


@pytest.mark.parametrize(
    ("due", "start", "code", "text"),
    [
        ("2022-02-28", "2021-11-01", "D411", "2021年11月至2月"),
        ("2021-03-31", "2020-10-01", "D411", "10月至2021年3月"),
        ("2021-06-30", "None", "D410", "2021年9月至2021年6月"),
    ],
)
def test_a_span_that_runs_backwards_is_noted_and_never_swapped(due, start, code, text):
    found = resolve(read_deadline(text), YearContext(document=2021))
    milestone = found.deadline.milestones[0]
    assert (due, start) == (str(milestone.due), str(milestone.start))
    assert code in [n.code for n in found.notes]


def test_nodes_out_of_order_are_noted_where_a_year_was_inferred():
    assert ["D406", "D416"] == codes("11月底前、2月底前", None, None, 2021)


@pytest.mark.parametrize(("known", "year"), [(True, 2020), (False, 2021)])
def test_29_february_is_a_day_in_leap_years_only(known, year):
    assert known == (dues("2月29日", document=year) == [f"{year}-02-29"])


@pytest.mark.parametrize(
    ("year", "title"),
    [
        (2019, "厦门市聚焦企业关切进一步落实优化营商环境政策任务分工表（2019年）"),
        (2020, "湘西自治州２０２０年深化“放管服”改革优化营商环境任务表"),
        (2024, "2024年第五次县政府常务会议确定事项汇总表"),
        (2021, "济南市槐荫区人民政府2021年度重大行政决策事项目录"),
        (2021, "二〇二一年重点工作任务分解表"),
        (2021, "2021年工作要点（2021年版）"),
        (None, "任务分解表（2020年—2022年）"),
        (None, "任务分解表（2020—2022年）"),
        (None, "“十四五”规划任务分解表"),
        (None, "国办发〔2020〕43号任务分解表"),
        (None, "2020年度考核反馈问题整改任务清单"),
        (None, "2020年度审计查出问题整改台账"),
        (None, "2020年中央生态环境保护督察反馈意见整改任务分解表"),
        (2021, "2020年度巡察反馈问题整改任务清单（2021年）"),
        (2021, "2021年落实2020年度审计发现问题整改任务清单"),
        (2021, "2021年督查重点任务分解表"),
        (2021, "2021年度目标考核任务分解表"),
        (2021, "2021年安全隐患整改任务清单"),
        (None, "任务分解表"),
        (None, ""),
    ],
)
def test_a_title_gives_its_year_unless_it_names_two(year, title):
    assert year == title_year(title)


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (2020, "国办发〔2020〕43号"),
        (2020, "（依据华龙政办〔2020〕38号）"),
        (2016, "（昆政发〔2016〕13号文配套）"),
        (2020, "政办[2020]1号"),
        (2020, "政办【2020】1号"),
        (2020, "政办（2020）１号"),
        (None, "2020年第1号"),
        (None, ""),
    ],
)
def test_a_document_number_gives_its_year(year, text):
    assert year == number_year(text)


@pytest.mark.parametrize(
    "text",
    [
        "6月底前",
        "8月1日至8月31日",
        "6月底前开工、12月底前完工",
        "10月-次年2月",
        "11月至2月",
        "次年1月底前",
        "6月底前、2022年12月底前",
        "由6月底前调整为9月底前",
        "11月底→2月底",
        "元旦前",
        "明年元旦前",
        "2022年元旦前",
        "12月20日前，元旦前",
        "10月至春节前",
        "国庆期间",
        "持续推进",
        "2021年6月底前，长期坚持",
    ],
)
def test_a_ledger_reads_its_own_years_back(text):
    expr = read_deadline(text)
    first = resolve(expr, YearContext(None, 2021, None)).deadline
    again = resolve_with(expr, [(m.start, m.due) for m in first.milestones])
    assert (first.kind, first.ongoing, first.milestones) == (again.kind, again.ongoing, again.milestones)
    assert first.superseded == again.superseded


@pytest.mark.parametrize(("inferred", "text"), [(True, "6月底前"), (False, "2021年6月底前"), (False, "8月32日")])
def test_a_year_from_the_ledger_stays_inferred(inferred, text):
    assert inferred == resolve_with(read_deadline(text), [(None, date(2021, 6, 30))]).inferred


def test_a_node_that_was_not_read_is_not_read_from_the_ledger_either():
    again = resolve_with(read_deadline("6月底前、2021年12月底前"), [(None, date(2021, 12, 31))])
    assert [date(2021, 12, 31)] == [m.due for m in again.milestones]


def test_words_changed_in_a_ledger_take_the_year_of_its_dates():
    again = resolve_with(read_deadline("9月底前"), [(None, date(2021, 6, 30))])
    assert [date(2021, 9, 30)] == [m.due for m in again.milestones]


def sheet_dues(text: str) -> list[str]:
    (table,) = read_document(book(text)).tables
    return [str(m.due) for task in table.tasks for m in task.deadline.milestones]


def test_a_year_is_sought_in_the_band_and_the_header_then_in_the_title_then_above():
    """3.4: 二、2022年任务 above its rows, 完成时限（2022年）, the one year of the title, the nearest year above, the document number."""
    assert ["2021-06-30", "2022-03-31", "2022-06-30"] == sheet_dues("""
        2021—2022年重点任务分解表
        政办〔2020〕1号
        | 序号 | 工作任务 | 责任单位 | 完成时限 |
        | 一、2021年任务 | < | < | < |
        | 1 | 起草方案 | 区政府办 | 6月底前 |
        | 二、2022年任务 | < | < | < |
        | 2 | 印发方案 | 区政府办 | 3月底前 |
        | 3 | 落实方案 | 区政府办 | 6月底前 |
    """)
    assert ["2022-06-30"] == sheet_dues("""
        2021年重点任务分解表
        | 序号 | 工作任务 | 责任单位 | 完成时限（2022年） |
        | 1 | 起草方案 | 区政府办 | 6月底前 |
    """)
    assert ["2022-03-31", "2021-06-30"] == sheet_dues("""
        2021年重点任务分解表
        | 序号 | 工作任务 | 责任单位 | 完成时限 |
        | 1 | 起草方案 | 区政府办 | 2022年3月底前 |
        | 2 | 印发方案 | 区政府办 | 6月底前 |
    """)
    assert ["2022-03-31", "2022-06-30"] == sheet_dues("""
        2020年度考核反馈问题整改任务分解表
        政办〔2021〕1号
        | 序号 | 工作任务 | 责任单位 | 完成时限 |
        | 1 | 起草方案 | 区政府办 | 2022年3月底前 |
        | 2 | 印发方案 | 区政府办 | 6月底前 |
    """)
