"""Delays, rulings, files that come, and the verbs afterwards (docs/规则.md 16.6, 16.7)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests import office
from tests.collecting import EAST, EDU, FUND, MONEY, NEXT, SCHOOL, SPRING, County, twice

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


def test_what_stood_in_the_summary_before_is_kept_five_times(county, forms):
    for number in range(8):
        county.answer(forms[EDU], {SCHOOL: {"佐证材料": f"文{number}"}}, f"{number}.xlsx")
        county.collect()
    kept = sorted((county.folder / "台账_填报汇总_备份").glob("*.xlsx"))
    assert 5 == len(kept)
    assert kept[-1].read_bytes() != county.summary.read_bytes()


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
