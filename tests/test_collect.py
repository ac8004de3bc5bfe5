"""What comes back is put where it belongs, or asked about; nothing is lost, nothing misplaced, nothing overwritten (docs/规则.md 16)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests import office
from tests.collecting import FUND, HEADS, HOME, ROWS, SCHOOL, SPRING, County
from tests.forms import BODY, columns_of, fill, page_of
from tests.test_forms_returned import bent, clear_codes, drop_hidden, pasted
from xltrack.base.rules import rule

NEXT = date(2021, 9, 1)
EDU, CIVIL, MONEY, EAST, WEST = "县教育局", "县民政局", "县财政局", "东山镇", "西河乡"


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


@pytest.fixture
def forms(county: County) -> dict[str, Path]:
    return county.dispatch()


def twice(county: County, **wish: Any) -> None:
    """See that another run changes nothing."""
    before = county.state()
    county.collect(**wish)
    assert before == county.state()


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
    from xltrack.forms.hearing import tidy

    assert "甲乙\n丙" == tidy("trouble", " 甲\x0b乙\r\n丙\ud800 ")
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


# --- whose it is ---


def test_what_rests_on_words_alone_is_proposed(county, forms):
    form = county.answer(forms[MONEY], {FUND: {"完成情况": "推进中", "进度（%）": 60}}, "../填.xlsx")
    shown = columns_of(page_of(form))["任务键"] - 1
    made = pasted(form, county.inbox / "新建.xlsx", shown)
    book = load_workbook(made)
    for row in range(4, 8):
        book.active.cell(row, 1).value = None
    book.save(made)
    county.collect()
    (asked,) = county.questions("待认领")
    assert (FUND, MONEY, None) == (asked["工作任务"], asked["单位"], county.cells(FUND)["完成情况"])
    assert "推进中" in asked["乙"]
    assert "60%" in asked["乙"]
    assert "县财政局" not in county.collect().lines[-2]
    county.type("待核实", {"类别": "待认领"}, 采用="√")
    county.collect()
    assert ("推进中", 0.6) == (county.cells(FUND)["完成情况"], county.cells(FUND)["进度"])
    twice(county)


def test_a_proposal_is_taken_once(county, forms):
    form = county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}}, "../填.xlsx")
    made = pasted(form, county.inbox / "新建.xlsx", columns_of(page_of(form))["任务键"] - 1)
    county.collect(made)
    county.type("待核实", {"类别": "待认领"}, 采用="√")
    county.collect()
    later = county.dispatch(NEXT)
    county.answer(later[MONEY], {FUND: {"完成情况": "已完成"}})
    county.collect(day=NEXT)
    county.collect(day=NEXT)
    assert "已完成" == county.told(MONEY, FUND)["完成情况"]


@pytest.mark.parametrize("bend", [drop_hidden, clear_codes])
def test_two_carriers_are_enough_and_listed(county, forms, bend):
    bent(county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}}), bend)
    county.collect()
    assert "推进中" == county.cells(FUND)["完成情况"]
    assert [] == county.questions()
    assert "有1行少了一样标记" in county.table("收件")[0]["说明"]


def test_a_printed_number_that_is_another_task_by_now_is_not_believed(county, forms):
    """Without its hidden columns the form has its number alone; the ledger was renumbered meanwhile."""
    bent(county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}, HOME: {"完成情况": "未启动"}}), drop_hidden)
    county.edit(FUND, 序号=2)
    county.edit(HOME, 序号=3)
    county.collect()
    told = {(r["工作任务"], r["完成情况"]) for r in county.table("各单位填报")}
    asked = {q["工作任务"] for q in county.questions("待认领")}
    assert told <= {(FUND, "推进中"), (HOME, "未启动")}
    assert {FUND, HOME} == asked | {text for text, _ in told}


def test_rows_that_were_renumbered_are_known_by_their_keys(county, forms):
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}, HOME: {"完成情况": "未启动"}})
    county.edit(FUND, 序号=2)
    county.edit(HOME, 序号=3)
    county.collect()
    assert ("推进中", "未启动") == (county.told(MONEY, FUND)["完成情况"], county.told(MONEY, HOME)["完成情况"])


def test_a_row_that_was_reworded_is_proposed_and_the_next_round_goes_on(county, forms):
    new = "拨付产业扶持专项资金"
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    county.edit(FUND, 工作任务=new)
    county.collect()
    (asked,) = county.questions("待认领")
    assert (new, MONEY) == (asked["工作任务"], asked["单位"])
    assert FUND in asked["说明"]
    county.type("待核实", {"类别": "待认领"}, 采用="√")
    county.collect()
    assert "推进中" == county.cells(new)["完成情况"]
    later = county.dispatch(NEXT)
    county.answer(later[MONEY], {new: {"完成情况": "已完成"}})
    county.collect(day=NEXT)
    assert "已完成" == county.cells(new)["完成情况"]
    assert [] == county.questions()


def test_a_reworded_row_that_was_answered_before_keeps_its_answers(county, forms):
    new = "拨付产业扶持专项资金"
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中", "存在问题": "等批复"}})
    county.collect()
    county.edit(FUND, 工作任务=new)
    later = county.dispatch(NEXT)
    county.answer(later[MONEY], {new: {"完成情况": "已完成"}})
    county.collect(day=NEXT)
    assert ("已完成", "等批复") == tuple(county.told(MONEY, new)[h] for h in ("完成情况", "存在问题"))
    assert 1 == sum(r["单位"] == MONEY and "产业扶持" in r["工作任务"] for r in county.table("各单位填报"))


def test_a_row_of_another_units_form_goes_to_that_unit(county, forms):
    """Rows of one unit's form pasted into that of another."""
    other = page_of(fill(forms[MONEY], {FUND: {"完成情况": "推进中"}}, county.folder / "填.xlsx"))
    path = county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})

    def bend(page: Any) -> None:
        heads = columns_of(page)
        for head, column in columns_of(other).items():
            if head in heads:
                page.cell(BODY + 1, heads[head]).value = other.cell(BODY + 1, column).value

    bent(path, bend)
    county.collect()
    assert "推进中" == county.told(MONEY, FUND)["完成情况"]
    assert "已完成" == county.told(EDU, SCHOOL)["完成情况"]


def test_a_form_of_another_list_is_asked_about(county, tmp_path):
    (tmp_path / "别").mkdir()
    other = County(tmp_path / "别", (1, "安全", "开展校园安全排查", EDU, None, "9月底前", None, None, None, None))
    county.answer(other.dispatch()[EDU], {"开展校园安全排查": {"完成情况": "已完成"}})
    county.collect()
    (asked,) = county.questions("待认领")
    assert (None, EDU) == (asked["工作任务"], asked["单位"])
    assert "开展校园安全排查" in asked["说明"]
    assert "已完成" in asked["乙"]


def test_the_number_of_a_task_says_where_a_stray_answer_belongs(county, tmp_path):
    test_a_form_of_another_list_is_asked_about(county, tmp_path)
    county.type("待核实", {"类别": "待认领"}, 采用="1")
    county.collect()
    assert "已完成" == county.told(EDU, SCHOOL)["完成情况"] == county.cells(SCHOOL)["完成情况"]


def test_an_answer_to_a_task_that_is_gone_is_kept_in_the_questions(county, forms):
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    book = load_workbook(county.ledger)
    book.active.delete_rows(5)
    book.save(county.ledger)
    county.collect()
    (asked,) = county.questions("待认领")
    assert FUND in asked["说明"]
    assert "推进中" in asked["乙"]


def test_an_answer_to_a_task_that_was_dropped_is_asked_about(county, forms):
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    county.edit(FUND, 完成情况="不再实施")
    county.collect()
    assert [("不再实施", "推进中")] == [(q["甲"], q["乙"]) for q in county.questions("两种说法")]
    assert "不再实施" == county.cells(FUND)["完成情况"]


def test_answers_of_a_task_that_was_deleted_since_are_kept(county, forms):
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    county.collect()
    book = load_workbook(county.ledger)
    book.active.delete_rows(5)
    book.save(county.ledger)
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    assert "推进中" == county.told(MONEY, FUND)["完成情况"]


def test_a_unit_that_was_renamed_since_is_the_same(county, forms):
    """The roster knows the old name as an alias of the new one."""
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "推进中"}})
    county.collect()
    book = load_workbook(county.roster)
    for row in book.active.iter_rows():
        if row[0].value == EDU:
            row[0].value = "县教育和体育局"
            row[1].value = None
    book.active.cell(1, 4).value = "简称"
    book.active.cell(2, 4).value = EDU
    book.save(county.roster)
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "推进中", "存在问题": "缺人"}}, "又.xlsx")
    county.collect()
    assert [] == county.questions()
    assert ("推进中", "缺人") == tuple(county.told("县教育和体育局", SCHOOL)[h] for h in ("完成情况", "存在问题"))


def test_a_unit_that_is_not_of_the_task_any_more_is_asked_about(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.edit(SCHOOL, 责任单位=CIVIL)
    county.collect()
    (asked,) = county.questions("待认领")
    assert (SCHOOL, EDU) == (asked["工作任务"], asked["单位"])
    assert "这项任务里没有「县教育局」" in asked["说明"]
    assert [] == county.table("各单位填报")


def test_members_of_a_group_need_the_roster(county, forms):
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成"}})
    county.roster = None
    before = county.state()
    done = county.collect()
    assert 2 == done.status
    assert "「东山镇」是「各乡镇」里的一个" in done.remarks
    assert done.says("D844")
    assert before == county.state()


# --- the ledger ---


def test_a_cell_that_the_office_edited_meanwhile_is_a_conflict(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.edit(SCHOOL, 完成情况="暂缓")
    county.collect()
    (asked,) = county.questions("两种说法")
    assert ("正在推进", "暂缓", "已完成") == tuple(asked[h] for h in ("原来", "甲", "乙"))
    assert "暂缓" == county.cells(SCHOOL)["完成情况"]
    county.type("待核实", {"栏目": "完成情况"}, 采用="乙")
    county.collect()
    assert "已完成" == county.cells(SCHOOL)["完成情况"]


def test_what_the_office_types_over_an_answer_stays_and_is_asked_about(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    county.edit(SCHOOL, 完成情况="没验收，不算完成", 存在问题="办公室核过")
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "下一步措施": "归档"}}, "又.xlsx")
    for _ in range(2):
        county.collect()
        assert ("没验收，不算完成", "办公室核过") == tuple(county.cells(SCHOOL)[h] for h in ("完成情况", "存在问题"))
        assert county.questions()


def test_words_that_the_office_put_back_are_its_own(county, forms):
    """The ledger said 「正在推进」 before the unit told 「已完成」; the office writes that again."""
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    county.edit(SCHOOL, 完成情况="正在推进")
    county.collect()
    assert "正在推进" == county.cells(SCHOOL)["完成情况"]
    (asked,) = county.questions("台账不同")
    assert ("正在推进", "县教育局：已完成") == (asked["甲"], asked["乙"])


@pytest.mark.parametrize(("choice", "words"), [("甲", "正在推进"), ("乙", "已完成")])
def test_the_ledger_or_the_units_is_for_the_office_to_say(county, forms, choice, words):
    test_words_that_the_office_put_back_are_its_own(county, forms)
    county.type("待核实", {"类别": "台账不同"}, 采用=choice)
    county.collect()
    assert words == county.cells(SCHOOL)["完成情况"]
    assert [] == county.questions()
    twice(county)


def test_a_cell_that_was_emptied_is_filled_again_and_the_question_goes(county, forms):
    test_words_that_the_office_put_back_are_its_own(county, forms)
    county.edit(SCHOOL, 完成情况=None)
    county.collect()
    assert "已完成" == county.cells(SCHOOL)["完成情况"]
    assert [] == county.questions()


def test_what_the_office_typed_before_the_round_is_what_the_unit_answers_to(county, forms):
    """The office's words stood in the form: the unit has seen them."""
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "推进中"}})
    county.collect()
    county.edit(SCHOOL, 完成情况="请于8月底前招标")
    later = county.dispatch(NEXT)
    county.answer(later[EDU], {SCHOOL: {"完成情况": "已招标，正在施工"}})
    county.collect(day=NEXT)
    assert [] == county.questions()
    assert "已招标，正在施工" == county.cells(SCHOOL)["完成情况"]


def test_a_ledger_that_is_open_is_written_next_time(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "存在问题": "资金已到位"}})
    marker = county.folder / f"~${county.ledger.name}"
    marker.touch()
    before = county.ledger.read_bytes()
    done = county.collect()
    assert 1 == done.status
    assert done.says("D843")
    assert before == county.ledger.read_bytes()
    assert "已完成" == county.told(EDU, SCHOOL)["完成情况"]
    marker.unlink()
    assert 0 == county.collect().status
    assert ("已完成", "资金已到位") == tuple(county.cells(SCHOOL)[h] for h in ("完成情况", "存在问题"))
    assert [] == county.questions()


def test_a_run_that_was_killed_before_the_ledger_was_written_is_made_good(county, forms, monkeypatch):
    from xltrack import edits

    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "存在问题": "资金已到位"}})

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(edits, "carry_out", killed)
        county.collect()
    assert "正在推进" == county.cells(SCHOOL)["完成情况"]
    county.collect()
    assert ("已完成", "资金已到位") == tuple(county.cells(SCHOOL)[h] for h in ("完成情况", "存在问题"))
    assert [] == county.questions()


def test_a_summary_that_is_open_stops_all(county, forms):
    county.collect()
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    (county.folder / f"~${county.summary.name}").touch()
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    before = county.state()
    assert 2 == county.collect().status
    assert before == county.state()


@pytest.mark.parametrize("content", [b"PK\3\4 broken", b"", None])
def test_what_stands_in_the_place_of_the_summary_is_not_overwritten(county, forms, content):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    if content is None:
        Workbook().save(county.summary)
    else:
        county.summary.write_bytes(content)
    before = county.state()
    done = county.collect()
    assert 2 == done.status
    assert county.summary.name in done.remarks
    assert done.says("D840") == (content is None)
    assert before == county.state()


def test_a_summary_that_cannot_be_read_is_said_in_the_report(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    county.summary.write_bytes(b"PK\3\4")
    made = county.folder / "查.xlsx"
    assert 0 == county.run("report", county.ledger, "-o", made).status
    told = "".join(str(c.value) for row in load_workbook(made)["核对清单"].iter_rows() for c in row if c.value)
    assert rule("D841").sentence.split("}")[1] in told


def test_a_summary_that_is_read_only_stops_all(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    county.summary.chmod(0o444)
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    before = county.state()
    assert 2 == county.collect().status
    assert before == county.state()


def test_a_ledger_that_is_read_only_stays(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.ledger.chmod(0o444)
    before = county.ledger.read_bytes()
    assert 1 == county.collect().status
    assert before == county.ledger.read_bytes()
    assert "已完成" == county.told(EDU, SCHOOL)["完成情况"]


def test_a_ledger_of_another_format_is_left_alone_and_the_report_counts(county, forms):
    import xlwt

    book = xlwt.Workbook()
    page = book.add_sheet("Sheet1")
    for number, row in enumerate([("清水县2021年重点工作任务分解表",), HEADS, *ROWS]):
        for place, value in enumerate(row):
            page.write(number, place, value)
    county.ledger.unlink()
    county.ledger = county.folder / "台账.xls"
    book.save(county.ledger)
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    done = county.collect()
    assert 1 == done.status
    assert "台账没有改" in done.remarks
    assert "已办结1" in county.run("report", county.ledger).lines[1]


def test_a_copy_leaves_the_ledger_alone_and_has_all_of_it_each_time(county, forms):
    before, target = county.ledger.read_bytes(), county.folder / "发布"
    target.mkdir()
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "存在问题": "资金已到位"}})
    county.collect(more=("-o", target))
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    county.collect(more=("-o", target))
    assert before == county.ledger.read_bytes()
    assert not county.summary.exists()
    newest = sorted(p for p in target.glob("台账*.xlsx") if "填报汇总" not in p.name)[-1]
    county.ledger = newest
    assert ("已完成", "资金已到位") == tuple(county.cells(SCHOOL)[h] for h in ("完成情况", "存在问题"))
    assert "推进中" == county.cells(FUND)["完成情况"]


def test_a_ledger_without_such_a_column_is_left_alone_and_the_report_counts(tmp_path):
    heads = tuple(HEADS[:6])
    county = County(tmp_path, *(row[:6] for row in ROWS), heads=heads)
    forms = county.dispatch()
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 6, 12)}})
    before = county.ledger.read_bytes()
    done = county.collect()
    assert (0, before) == (done.status, county.ledger.read_bytes())
    assert done.says("D845")
    assert "已办结1" in county.run("report", county.ledger).lines[1]
    twice(county)


def test_a_ledger_without_a_column_of_days_is_told_from_what_the_office_typed(tmp_path):
    heads = (*HEADS[:7],)
    county = County(tmp_path, *(row[:7] for row in ROWS), heads=heads)
    county.answer(
        county.dispatch()[EDU], {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 6, 12), "进度（%）": 100}}
    )
    county.collect()
    assert "已完成" == county.cells(SCHOOL)["完成情况"]
    twice(county)
    assert [] == county.questions()


# --- several units ---


def test_a_task_of_several_is_told_of_by_each(county, forms):
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成", "存在问题": "缺种"}})
    county.collect()
    assert "东山镇：已完成；西河乡：未报送" == county.cells(SPRING)["完成情况"]
    county.answer(forms[WEST], {SPRING: {"完成情况": "推进中", "存在问题": "缺水"}})
    county.collect()
    assert "东山镇：已完成；西河乡：推进中" == county.cells(SPRING)["完成情况"]
    assert "东山镇：缺种；西河乡：缺水" == county.cells(SPRING)["存在问题"]


def test_a_unit_that_has_done_its_part_is_not_asked_again_while_others_are(county, forms):
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成"}})
    county.answer(forms[WEST], {SPRING: {"完成情况": "推进中", "存在问题": "缺水"}})
    county.collect()
    later = county.dispatch(NEXT)
    assert EAST not in later
    page = page_of(later[WEST])
    former = page.cell(BODY, columns_of(page)["上期填报"]).value
    assert ("推进中" in former, "缺水" in former) == (True, True)


def test_the_next_answer_of_a_unit_is_no_conflict_with_its_own(county, forms):
    county.answer(forms[WEST], {SPRING: {"完成情况": "推进中", "存在问题": "缺水", "下一步措施": "打井"}})
    county.answer(forms[EAST], {SPRING: {"完成情况": "推进中"}})
    county.collect()
    later = county.dispatch(NEXT)
    county.answer(later[WEST], {SPRING: {"完成情况": "已完成", "存在问题": "无", "下一步措施": "归档"}})
    county.collect(day=NEXT)
    assert [] == county.questions()
    assert ("已完成", "无", "归档") == tuple(
        county.told(WEST, SPRING)[h] for h in ("完成情况", "存在问题", "下一步措施")
    )


def test_what_the_ledger_said_of_the_whole_is_nobodys_own(tmp_path):
    rows = [*ROWS[:3], (*ROWS[3][:6], "各乡镇正在推进", None, None, "普遍缺种")]
    county = County(tmp_path, *rows)
    forms = county.dispatch()
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成"}})
    county.collect()
    assert "东山镇：已完成；西河乡：未报送" == county.cells(SPRING)["完成情况"]
    county.answer(forms[WEST], {SPRING: {"完成情况": "同上期", "存在问题": "缺水"}})
    county.collect()
    assert "东山镇：已完成；西河乡：各乡镇正在推进" == county.cells(SPRING)["完成情况"]
    assert "西河乡：缺水" == county.cells(SPRING)["存在问题"]
    assert [] == county.questions()


def test_what_the_office_says_of_the_whole_meanwhile_stays(county, forms):
    county.edit(SPRING, 完成情况="全县已通报")
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成"}})
    county.collect()
    assert "全县已通报" == county.cells(SPRING)["完成情况"]
    assert [("全县已通报", "东山镇：已完成")] == [(q["甲"], q["乙"]) for q in county.questions("台账不同")]


# --- delays, rulings ---


def asked_for(county: County, forms: dict[str, Path], day: Any = date(2021, 12, 31)) -> None:
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "推进中", "申请延期至": day, "存在问题": "资金没到位"}})
    county.collect()


def overdue(county: County, day: date) -> bool:
    """Whether a report as of a day has the school's task as late."""
    made = county.folder / f"{day}.xlsx"
    assert county.run("report", county.ledger, "-o", made, day=day).status in (0, 1)
    page = load_workbook(made, data_only=True)["任务台账"]
    (row,) = [row for row in page.iter_rows(values_only=True) if SCHOOL in row]
    made.unlink()
    return "逾期" in row


def test_a_delay_that_is_asked_for_moves_nothing(county, forms):
    asked_for(county, forms)
    assert overdue(county, NEXT)


@pytest.mark.parametrize("said", ["同意", "同意延期", "√同意", "同意至2021年12月31日"])
def test_a_delay_that_is_granted_moves_the_deadline(county, forms, said):
    asked_for(county, forms, date(2021, 12, 31) if "至" not in said else date(2022, 3, 1))
    county.type("各单位填报", {"单位": EDU}, 延期意见=said)
    assert not overdue(county, NEXT)
    county.collect()
    assert date(2021, 12, 31) == county.told(EDU, SCHOOL)["已延至"].date()
    assert not overdue(county, NEXT)
    assert "6月底前" == county.cells(SCHOOL)["完成时限"]
    twice(county)


def test_a_delay_that_is_refused_moves_nothing(county, forms):
    asked_for(county, forms)
    county.type("各单位填报", {"单位": EDU}, 延期意见="不同意")
    county.collect()
    assert overdue(county, NEXT)
    assert "不同意" == county.told(EDU, SCHOOL)["延期意见"]


def test_a_further_request_waits_and_the_day_that_was_granted_stands(county, forms):
    asked_for(county, forms, date(2021, 10, 31))
    county.type("各单位填报", {"单位": EDU}, 延期意见="同意")
    county.collect()
    later = county.dispatch(NEXT)
    county.answer(later[EDU], {SCHOOL: {"申请延期至": date(2022, 6, 30)}})
    county.collect(day=NEXT)
    told = county.told(EDU, SCHOOL)
    assert (None, date(2021, 10, 31)) == (told["延期意见"], told["已延至"].date())
    assert ["申请延期至"] == [q["栏目"] for q in county.questions("请看一眼")]
    assert not overdue(county, date(2021, 10, 20))
    assert overdue(county, date(2021, 11, 20))
    county.type("各单位填报", {"单位": EDU}, 延期意见="同意")
    county.collect(day=NEXT)
    assert not overdue(county, date(2021, 11, 20))


def test_what_is_sent_back_is_not_done_asked_again_and_counted(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    assert "已办结1" in county.run("report", county.ledger).lines[1]
    county.type("各单位填报", {"单位": EDU}, 核定="退回，材料不全")
    assert "已办结0" in county.run("report", county.ledger).lines[1]
    later = county.dispatch(NEXT)
    assert EDU in later
    county.answer(later[EDU], {SCHOOL: {"完成情况": "已完成", "佐证材料": "验收单"}})
    county.collect(day=NEXT)
    told = county.told(EDU, SCHOOL)
    assert (None, 1) == (told["核定"], told["退回次数"])


def test_what_is_typed_is_kept(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    county.type("各单位填报", {"单位": EDU}, 核定="销号")
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    county.collect()
    assert "销号" == county.told(EDU, SCHOOL)["核定"]


# --- files ---


def test_other_files_are_told_and_stop_nothing(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    Workbook().save(county.inbox / "库存.xlsx")
    (county.inbox / "盖章扫描.pdf").write_bytes(b"%PDF-1.4\n")
    (county.inbox / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (county.inbox / "材料.zip").write_bytes(b"PK\5\6" + bytes(18))
    (county.inbox / "坏.xlsx").write_bytes(b"PK\3\4")
    for name in ("~$表.xlsx", ".DS_Store", "Thumbs.db", "下发清单.xlsx"):
        (county.inbox / name).write_bytes(b"x")
    done = county.collect()
    assert 1 == done.status
    names = ("库存.xlsx", "坏.xlsx", "材料.zip", "照片.jpg", "盖章扫描.pdf")
    assert [] == [name for name in names if name not in done.remarks]
    assert done.says("D842")
    assert 5 == done.remarks.count("没有收")
    assert "已完成" == county.cells(SCHOOL)["完成情况"]


def test_a_form_that_came_back_blank_is_listed_and_still_missing(county, forms):
    county.answer(forms[EDU], {})
    done = county.collect()
    assert "一格也没有填" in county.table("收件")[0]["说明"]
    assert any("未报送5个单位" in line for line in done.lines)


def test_the_ledger_itself_sent_back_tells_what_is_new_in_it(county, forms):
    """A unit filled in a copy of the whole sheet: no key stands in it, so each answer is proposed to whose it may be."""
    county.edit(FUND, 完成情况="推进中")
    shutil.copy(county.ledger, county.inbox / "教育局报.xlsx")
    county.edit(FUND, 完成情况=None)
    county.collect()
    (asked,) = county.questions()
    assert ("待认领", FUND, "完成情况：推进中（教育局报.xlsx）") == (asked["类别"], asked["工作任务"], asked["乙"])
    county.type("待核实", {"类别": "待认领"}, 单位=MONEY, 采用="√")
    county.collect()
    assert "推进中" == county.cells(FUND)["完成情况"]


def test_half_a_form_is_listed(county, forms):
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    county.collect()
    assert "有1项没有填" in county.table("收件")[0]["说明"]


def test_the_same_content_under_another_name_tells_nothing_new(county, forms):
    path = county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    shutil.copy(path, county.inbox / "副本.xlsx")
    assert "收到0份" in county.collect().lines[0]


def test_a_dry_run_writes_nothing(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    before = county.state()
    done = county.collect(more=("--dry-run",))
    assert "会写进台账1格；没有写" == done.lines[-1]
    assert before == county.state()
    assert [] == [p for p in county.folder.iterdir() if "汇总" in p.name or "备份" in p.name]


def listed(county: County) -> dict[str, Any]:
    """What the list of the round says of forms that came back."""
    page = load_workbook(next(county.folder.glob("台账_填报_*/下发清单.xlsx"))).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    heads = next(row for row in rows if "回收" in row)
    return {
        row[heads.index("单位")]: row[heads.index("回收")]
        for row in rows
        if row[heads.index("单位")] in (EDU, MONEY, EAST)
    }


def test_the_list_of_the_round_says_what_came_back(county, forms):
    page = (book := load_workbook(path := next(county.folder.glob("台账_填报_*/下发清单.xlsx")))).active
    head = next(c for row in page.iter_rows() for c in row if c.value == "回收")
    unit = next(c for row in page.iter_rows() for c in row if c.value == EAST)
    page.cell(unit.row, head.column).value = "电话催过"
    book.save(path)
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成"}})
    assert 0 == county.collect().status
    assert {EDU: "2021-08-01收到，1格", EAST: "电话催过", MONEY: None} == listed(county)
    before = path.read_bytes()
    county.collect(day=date(2021, 8, 5))
    assert before == path.read_bytes()
    county.dispatch()
    assert "2021-08-01收到，1格" == listed(county)[EDU]


def test_a_list_that_is_open_is_told_and_stops_nothing(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    path = next(county.folder.glob("台账_填报_*/下发清单.xlsx"))
    (path.parent / f"~${path.name}").touch()
    done = county.collect()
    assert done.says("D846")
    assert "已完成" == county.cells(SCHOOL)["完成情况"]


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_form_that_another_program_saved_is_taken(county, forms, kind):
    path = county.answer(
        forms[MONEY], {FUND: {"完成情况": "推进中", "进度（%）": 60, "申请延期至": date(2021, 12, 31)}}, "../填.xlsx"
    )
    office.convert([path], kind, county.inbox)
    county.collect()
    told = county.told(MONEY, FUND)
    assert ("推进中", 0.6, date(2021, 12, 31)) == (told["完成情况"], told["进度（%）"], told["申请延期至"].date())
    assert [] == county.questions()


def test_verbs_afterwards_use_each_units_own_answer(county, forms):
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成"}})
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 7, 12)}})
    county.collect()
    for verb in ("report", "notice", "week", "dispatch"):
        assert county.run(verb, county.ledger, day=NEXT).status in (0, 1), verb
