"""Whose an answer is, and to which task: sure, or proposed to the office (docs/规则.md 16.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.collecting import CIVIL, EAST, EDU, FUND, HEADS, HOME, MONEY, NEXT, ROWS, SCHOOL, SPRING, WEST, County, twice
from tests.forms import BODY, columns_of, fill, page_of, roster
from tests.test_forms_returned import bent, clear_codes, drop_hidden, pasted

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


def test_the_round_remembers_the_roster_by_which_it_was_made(county, forms):
    """A roster that is given counts instead; no addresses are remembered."""
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成"}})
    given, county.roster = county.roster, None
    assert 0 == county.collect().status
    assert "东山镇：已完成；西河乡：未报送" == county.cells(SPRING)["完成情况"]
    told = load_workbook(forms[EAST].parent / "下发清单.xlsx")["单位名录"]
    assert "hidden" == told.sheet_state
    assert not any("@" in str(cell.value) for row in told.iter_rows() for cell in row)
    county.roster = roster(county.folder, ("单位", "类别"), (EAST, "乡镇"), (WEST, "乡镇"), ("南山镇", "乡镇"))
    county.answer(forms[WEST], {SPRING: {"完成情况": "推进中"}})
    county.collect()
    assert "东山镇：已完成；西河乡：推进中；南山镇：未报送" == county.cells(SPRING)["完成情况"]
    assert given


@pytest.mark.parametrize("verb", ["report", "week", "notice", "dispatch"])
def test_verbs_afterwards_know_the_members_by_the_round(county, forms, verb):
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成"}})
    county.collect()
    county.roster = None
    done = county.run(verb, county.ledger, day=NEXT)
    assert done.status in (0, 1), done
    asked = {path.name.split("_")[1] for path in county.folder.glob(f"台账_填报_{NEXT}/*_填报表.xlsx")}
    if verb == "dispatch":
        assert EAST not in asked
        assert WEST in asked
    if verb == "report":
        page = load_workbook(county.folder / f"台账_进度_{NEXT}.xlsx", data_only=True)["单位汇总"]
        assert {EAST, WEST} <= {cell.value for row in page.iter_rows() for cell in row}


def test_a_roster_of_the_ledger_itself_counts_before_what_the_round_remembers(county, forms):
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成"}})
    county.roster = None
    book = load_workbook(county.ledger)
    own = book.create_sheet("单位名录")
    for row in (("单位", "类别"), (EAST, "乡镇")):
        own.append(row)
    book.save(county.ledger)
    county.collect()
    assert "已完成" == county.cells(SPRING)["完成情况"]


def test_members_of_a_group_need_the_roster(county, forms):
    """The list of the round is gone, and nobody knows them."""
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成"}})
    county.roster = None
    (forms[EAST].parent / "下发清单.xlsx").unlink()
    before = county.state()
    done = county.collect()
    assert 2 == done.status
    assert "「东山镇」是「各乡镇」里的一个" in done.remarks
    assert done.says("D844")
    assert before == county.state()


# --- several units ---


def test_a_task_of_several_is_told_of_by_each(county, forms):
    county.answer(forms[EAST], {SPRING: {"完成情况": "已完成", "存在问题": "缺种"}})
    county.collect()
    assert "东山镇：已完成；西河乡：未报送" == county.cells(SPRING)["完成情况"]
    county.answer(forms[WEST], {SPRING: {"完成情况": "推进中", "存在问题": "缺水"}})
    county.collect()
    assert "东山镇：已完成；西河乡：推进中" == county.cells(SPRING)["完成情况"]
    assert "东山镇：缺种；西河乡：缺水" == county.cells(SPRING)["存在问题"]


def test_a_unit_that_told_of_its_troubles_alone_has_sent_something(county, forms):
    county.answer(forms[EAST], {SPRING: {"存在问题": "缺种"}})
    county.collect()
    assert (None, "缺种") == (county.cells(SPRING)["完成情况"], county.cells(SPRING)["存在问题"])
    county.answer(forms[WEST], {SPRING: {"完成情况": "推进中"}})
    county.collect()
    assert "东山镇：未说明；西河乡：推进中" == county.cells(SPRING)["完成情况"]


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


def test_without_what_it_was_made_from_a_form_puts_nothing_down_that_the_office_typed(tmp_path):
    """The hidden columns are gone: nobody knows what the unit saw, and what stands in the ledger is asked about."""
    county = County(
        tmp_path,
        (1, "建设", "改造通村公路", "县交通局", None, "2021年6月底前", "正在设计", None, None, None),
        heads=HEADS,
    )
    form = county.dispatch(date(2021, 3, 1), date(2021, 12, 31))["县交通局"]
    county.edit("改造通村公路", 完成情况="已交审计")
    filled = fill(form, {"改造通村公路": {"完成情况": "正在铺路面"}}, county.inbox / "交通局.xlsx")
    bent(filled, drop_hidden)
    county.collect(day=date(2021, 3, 1))
    assert "已交审计" == county.cells("改造通村公路")["完成情况"]
    assert [("已交审计", "正在铺路面")] == [(q["甲"], q["乙"]) for q in county.questions()]
