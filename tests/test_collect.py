"""What comes back is taken field by field, or asked about; no version goes over another (docs/规则.md 16.2, 16.3)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.collecting import EDU, FUND, HOME, MONEY, NEXT, SCHOOL, SPRING, WEST, County, twice
from tests.forms import BODY, columns_of
from tests.test_forms_returned import bent

# --- what is taken ---


def test_answers_stand_beside_their_unit_and_in_the_ledger(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 7, 12)}})
    county.answer(
        forms[MONEY], {FUND: {"完成情况": "推进中", "进度（%）": 60, "存在问题": "等批复", "佐证材料": "财发1号"}}
    )
    done = county.collect()
    assert 0 == done.status
    assert "收到2份，采用6格，待核实0处" == done.lines[0]
    assert "未报送3个单位：县民政局、东山镇、西河乡" in done.lines
    assert ("已完成", date(2021, 7, 12)) == (county.cells(SCHOOL)["完成情况"], county.cells(SCHOOL)["完成日期"])
    assert ("推进中", 0.6, "等批复") == tuple(county.cells(FUND)[h] for h in ("完成情况", "进度", "存在问题"))
    assert ("推进中", 0.6, "财发1号") == tuple(
        county.told(MONEY, FUND)[h] for h in ("完成情况", "进度（%）", "佐证材料")
    )
    twice(county)


def test_what_a_blank_cell_says_is_nothing(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"存在问题": "缺口100万元"}})
    county.collect()
    assert ("正在推进", "缺口100万元") == (county.cells(SCHOOL)["完成情况"], county.cells(SCHOOL)["存在问题"])
    assert "正在推进" == county.told(EDU, SCHOOL)["完成情况"]


@pytest.mark.parametrize("words", ["同上期", "与上期一致", "同 上 期。"])
def test_as_before_is_what_was_told_before(county, forms, words):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": words, "下一步措施": "8月招标"}})
    assert 0 == county.collect().status
    assert "正在推进" == county.told(EDU, SCHOOL)["完成情况"]
    assert [] == county.questions()


def test_as_before_of_a_unit_that_has_told_nothing_is_asked_about(county, forms):
    county.answer(forms[MONEY], {FUND: {"完成情况": "同上期"}})
    county.collect()
    assert [("请看一眼", "写的是「同上期」，上期没有报过")] == [
        (q["类别"], q["说明"].split("（")[0]) for q in county.questions()
    ]
    assert None is county.cells(FUND)["完成情况"]


@pytest.mark.parametrize(("typed", "held"), [("√", None), ("×", None), ("推进中", "推进中")])
def test_what_could_not_be_taken_is_looked_at_and_settled(county, forms, typed, held):
    """Though the unit has told nothing else of the task."""
    county.answer(forms[MONEY], {FUND: {"完成情况": "同上期"}})
    county.collect()
    county.type("待核实", {"类别": "请看一眼"}, 采用=typed)
    county.collect()
    assert [typed] == [row["已照办"] for row in county.table("待核实")]
    assert held == county.cells(FUND)["完成情况"]
    twice(county)


def test_a_stroke_is_no_answer_and_none_takes_a_trouble_away(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "/", "完成日期": "/", "存在问题": "无", "申请延期至": "—"}})
    county.collect()
    cells = county.cells(SCHOOL)
    assert ("正在推进", None, "无") == (cells["完成情况"], cells["完成日期"], cells["存在问题"])
    assert [] == county.questions()


@pytest.mark.parametrize(
    ("answer", "field", "why"),
    [
        ({"完成情况": "见附件"}, "完成情况", "看不出办没办完"),
        ({"完成情况": "未完成", "进度（%）": 100}, "完成情况", "进度100%，又说没有完成"),
        ({"完成情况": "推进中", "完成日期": date(2021, 7, 1)}, "完成情况", "填了完成日期，又说没有完成"),
        ({"完成情况": "已完成", "进度（%）": 60}, "完成情况", "说已经完成，进度又不到100%"),
        ({"完成情况": "已完成", "完成日期": date(2021, 12, 1)}, "完成日期", "完成日期还没到"),
        ({"完成情况": "推进中", "进度（%）": "六成多"}, "进度（%）", "看不出是百分之几"),
        ({"完成情况": "推进中", "进度（%）": 600}, "进度（%）", "看不出是百分之几"),
        ({"完成情况": "推进中", "申请延期至": "等资金到位"}, "申请延期至", "看不出是哪一天"),
        ({"完成情况": "已完成", "完成日期": "前几天"}, "完成日期", "看不出是哪一天"),
    ],
)
def test_what_is_odd_is_taken_and_asked_about(county, forms, answer, field, why):
    county.answer(forms[MONEY], {FUND: answer})
    county.collect()
    assert answer["完成情况"] == county.told(MONEY, FUND)["完成情况"]
    assert [("请看一眼", field, why)] == [
        (q["类别"], q["栏目"], q["说明"].split("（2021")[0]) for q in county.questions()
    ]
    twice(county)


@pytest.mark.parametrize(
    ("typed", "kept"), [(60, 0.6), ("60%", 0.6), ("６０", 0.6), (0.6, 0.6), ("60％", 0.6), (100, 1)]
)
def test_a_share_is_one_however_it_was_typed(county, forms, typed, kept):
    county.answer(forms[MONEY], {FUND: {"进度（%）": typed}})
    county.collect()
    assert (kept, kept) == (county.told(MONEY, FUND)["进度（%）"], county.cells(FUND)["进度"])


@pytest.mark.parametrize("typed", ["2021年7月12日", "2021-7-12", "2021.7.12", "2021/07/12"])
def test_a_day_is_one_however_it_was_typed(county, forms, typed):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "完成日期": typed}})
    county.collect()
    assert date(2021, 7, 12) == county.cells(SCHOOL)["完成日期"]


HOSTILE = "=cmd|'/c calc'!A1"


def test_words_that_begin_as_formulas_do_are_words(county, forms):
    path = county.answer(forms[MONEY], {})
    book = load_workbook(path)
    page = book["填报表"]
    cell = page.cell(BODY + 1, columns_of(page)["存在问题"])
    cell.value, cell.data_type = HOSTILE, "s"
    page.cell(BODY + 1, columns_of(page)["下一步措施"]).value = "+找财政"
    book.save(path)
    county.collect()
    assert HOSTILE == county.told(MONEY, FUND)["存在问题"] == county.cells(FUND)["存在问题"]
    assert "s" == next(c for c in county.page("各单位填报")["H"] if c.value == HOSTILE).data_type
    twice(county)


def test_a_formula_counts_by_its_value_and_is_asked_about_without_one(county, forms):
    county.answer(forms[MONEY], {FUND: {"完成情况": "=A1&B1", "存在问题": "缺人"}})
    done = county.collect()
    assert "缺人" == county.told(MONEY, FUND)["存在问题"]
    assert None is county.told(MONEY, FUND)["完成情况"]
    assert "公式" in county.table("收件")[0]["说明"], done


def test_a_formula_that_failed_is_asked_about(county, forms):
    path = county.answer(forms[MONEY], {})
    book = load_workbook(path)
    cell = book["填报表"].cell(BODY + 1, columns_of(book["填报表"])["存在问题"])
    cell.value, cell.data_type = "#NAME?", "e"
    book.save(path)
    county.collect()
    assert ["格子里的公式出错了"] == [q["说明"].split("（")[0] for q in county.questions()]


def test_a_text_without_end_is_cut_and_asked_about(county, forms):
    county.answer(
        forms[MONEY], {FUND: {"完成情况": "推进中", "存在问题": "缺" * 2_000_000, "下一步措施": "｜\\" * 9000}}
    )
    county.collect()
    assert "缺" * 4000 == county.told(MONEY, FUND)["存在问题"]
    assert {"存在问题", "下一步措施"} == {q["栏目"] for q in county.questions() if "太长" in q["说明"]}
    twice(county)


def test_what_no_cell_can_hold_is_left_out_of_the_words(county, forms):
    from xltrack.forms.hearing import tidy_answer

    assert "甲乙\n丙" == tidy_answer("trouble", " 甲\x0b乙\r\n丙\ud800 ")
    county.answer(forms[MONEY], {FUND: {"存在问题": "一、缺人\r\n二、缺钱_x000D_"}})
    county.collect()
    twice(county)


def test_columns_of_their_own_are_asked_about(county, forms):
    path = county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})

    def bend(page: Any) -> None:
        page.insert_cols(5)
        page.cell(4, 5).value = "科室意见"
        page.cell(BODY, 5).value = "敬老院由民政牵头"

    bent(path, bend)
    county.collect()
    (asked,) = county.questions()
    assert ("请看一眼", HOME, MONEY, "科室意见：敬老院由民政牵头") == tuple(
        asked[h] for h in ("类别", "工作任务", "单位", "乙")
    )


# --- two answers to one field ---


def versions(county: County, form: Path, first: dict[str, Any], second: dict[str, Any]) -> None:
    county.answer(form, {FUND: first}, "甲.xlsx")
    county.collect(county.inbox / "甲.xlsx")
    county.answer(form, {FUND: second}, "乙.xlsx")
    county.collect(county.inbox / "乙.xlsx")


def test_a_later_version_that_says_more_is_taken(county, forms):
    versions(county, forms[MONEY], {"完成情况": "推进中"}, {"完成情况": "推进中", "存在问题": "缺人"})
    assert ("推进中", "缺人") == tuple(county.told(MONEY, FUND)[h] for h in ("完成情况", "存在问题"))
    assert [] == county.questions()


def test_two_versions_that_differ_are_a_conflict_that_stays(county, forms):
    versions(
        county,
        forms[MONEY],
        {"完成情况": "推进中", "进度（%）": 60},
        {"完成情况": "已完成", "完成日期": date(2021, 7, 30)},
    )
    for _ in range(3):
        (asked,) = county.questions("两种说法")
        assert ("完成情况", None, "推进中", "已完成", None) == tuple(
            asked[h] for h in ("栏目", "原来", "甲", "乙", "采用")
        )
        assert ("推进中", 0.6, None) == tuple(
            county.told(MONEY, FUND)[h] for h in ("完成情况", "进度（%）", "完成日期")
        )
        county.collect()
    assert "推进中" == county.cells(FUND)["完成情况"]


def test_two_versions_in_one_run_are_a_conflict_too(county, forms):
    for name, words in (("甲.xlsx", "已招标"), ("乙.xlsx", "已完成")):
        county.answer(forms[EDU], {SCHOOL: {"完成情况": words}}, name)
    county.collect()
    (asked,) = county.questions("两种说法")
    assert {"已招标", "已完成"} == {asked["甲"], asked["乙"]}
    assert "正在推进" == asked["原来"]


def test_two_versions_of_one_of_several_units_are_a_conflict_too(county, forms):
    for name, words in (("甲.xlsx", "缺水"), ("乙.xlsx", "缺种")):
        county.answer(forms[WEST], {SPRING: {"存在问题": words}}, name)
        county.collect(county.inbox / name)
    assert [("缺水", "缺种")] == [(q["甲"], q["乙"]) for q in county.questions("两种说法")]
    assert "缺水" == county.told(WEST, SPRING)["存在问题"]


@pytest.mark.parametrize(
    ("choice", "status", "days"),
    [
        ("甲", "推进中", (0.6, None)), ("×", "推进中", (0.6, None)), ("乙", "已完成", (None, date(2021, 7, 30))),
        ("√", "已完成", (None, date(2021, 7, 30))), ("正在验收", "正在验收", (0.6, None)),
    ],
)  # fmt: skip
def test_a_conflict_is_settled_by_what_the_office_types(county, forms, choice, status, days):
    share, done = days
    versions(
        county,
        forms[MONEY],
        {"完成情况": "推进中", "进度（%）": 60},
        {"完成情况": "已完成", "完成日期": date(2021, 7, 30)},
    )
    county.type("待核实", {"栏目": "完成情况"}, 采用=choice)
    county.collect()
    told = county.told(MONEY, FUND)
    assert (status, share) == (told["完成情况"], told["进度（%）"])
    assert (status, done) == (county.cells(FUND)["完成情况"], county.cells(FUND)["完成日期"])
    assert [(choice, choice)] == [(q["采用"], q["已照办"]) for q in county.table("待核实")]
    twice(county)


def test_a_choice_is_carried_out_once(county, forms):
    """What the unit tells in a later round counts, though it says again what the office once did not take."""
    versions(county, forms[MONEY], {"完成情况": "推进中"}, {"完成情况": "暂缓"})
    county.type("待核实", {"栏目": "完成情况"}, 采用="乙")
    county.collect()
    later = county.dispatch(NEXT)
    county.answer(later[MONEY], {FUND: {"完成情况": "推进中"}})
    county.collect(day=NEXT)
    county.collect(day=NEXT)
    assert "推进中" == county.told(MONEY, FUND)["完成情况"] == county.cells(FUND)["完成情况"]


def test_a_conflict_tells_of_what_counts_by_now(county, forms):
    """A later round that is sure changes what the other answer stands against; a choice is made of what is seen."""
    versions(county, forms[MONEY], {"完成情况": "推进中"}, {"完成情况": "暂缓"})
    later = county.dispatch(NEXT)
    county.answer(later[MONEY], {FUND: {"完成情况": "正在验收"}})
    county.collect(day=NEXT)
    (asked,) = county.questions("两种说法")
    assert ("正在验收", "暂缓") == (asked["甲"], asked["乙"])
    county.type("待核实", {"栏目": "完成情况"}, 采用="乙")
    county.collect(day=NEXT)
    assert "暂缓" == county.told(MONEY, FUND)["完成情况"]


def test_an_old_period_after_a_newer_one_overwrites_nothing(county, forms):
    old = county.answer(forms[MONEY], {FUND: {"完成情况": "未启动", "进度（%）": 10}}, "../八月.xlsx")
    later = county.dispatch(NEXT)
    county.answer(later[MONEY], {FUND: {"完成情况": "已完成"}})
    county.collect(day=NEXT)
    county.collect(old, day=NEXT)
    told = county.told(MONEY, FUND)
    assert ("已完成", None) == (told["完成情况"], told["进度（%）"])
    assert [("已完成", "未启动")] == [(q["甲"], q["乙"]) for q in county.questions("两种说法")]


def test_the_order_of_files_in_a_run_changes_nothing(county, forms, tmp_path):
    one = county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}}, "a.xlsx")
    two = county.answer(forms[MONEY], {FUND: {"完成情况": "暂缓"}}, "b.xlsx")
    ledger = county.ledger.read_bytes()
    county.collect(one, two)
    first = county.table("各单位填报"), county.table("待核实")
    county.summary.unlink()
    county.ledger.write_bytes(ledger)
    county.collect(two, one)
    assert first == (county.table("各单位填报"), county.table("待核实"))
