"""A form that goes on: the county asks a bureau, the bureau its schools, whose answers come back in its form (docs/规则.md 16.10)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.collecting import CIVIL, EDU, FUND, HOME, MONEY, SCHOOL, County, Told
from tests.forms import fill, lines, page_of
from tests.processes import xltrack
from xltrack import api
from xltrack.collecting import read_forms
from xltrack.forms.merging import Returned

EASTERN, WESTERN = "东山中学", "西河小学"


class Bureau(County):
    """A bureau that hands its form on, and collects into it."""

    def __init__(self, folder: Path, form: Path) -> None:
        folder.mkdir()
        self.folder, self.roster, self.inbox = folder, None, folder / "收到"
        self.ledger = Path(shutil.copy(form, folder / form.name))
        self.inbox.mkdir()

    def hand_on(self, to: str = f"{EASTERN}、{WESTERN}", day: date = date(2021, 8, 2)) -> dict[str, Path]:
        done = self.run("dispatch", self.ledger, "--to", to, "--due", "2021-08-08", day=day)
        assert 0 == done.status, done
        folder = self.folder / f"{self.ledger.stem.removesuffix('_填报表')}_填报_{day}"
        return {path.name.split("_")[1]: path for path in sorted(folder.glob("*_填报表*.xlsx"))}

    def take(self, day: date = date(2021, 8, 4)) -> Told:
        return self.collect(day=day)

    @property
    def said(self) -> dict[str, dict[str, Any]]:
        """What stands in its form, by task."""
        return {line["工作任务"]: line for line in lines(page_of(self.ledger))}


@pytest.fixture
def county(tmp_path: Path) -> County:
    (tmp_path / "县").mkdir()
    return County(tmp_path / "县")


@pytest.fixture
def bureau(county: County, tmp_path: Path) -> Bureau:
    return Bureau(tmp_path / "局", county.dispatch()[EDU])


def test_what_schools_tell_comes_to_the_county_by_their_bureau(county: County, bureau: Bureau) -> None:
    asked = bureau.hand_on()
    bureau.answer(asked[EASTERN], {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 8, 3)}})
    told = bureau.take()
    assert [] == bureau.questions()
    assert "未报送1个单位：西河小学" in "".join(told.lines)
    assert "东山中学：已完成、2021-08-03；西河小学：未报送" == bureau.said[SCHOOL]["完成情况"]
    bureau.answer(asked[WESTERN], {SCHOOL: {"完成情况": "推进中，差两个班", "存在问题": "缺教师5名"}})
    bureau.take()
    state = bureau.state()
    bureau.take()
    assert state == bureau.state()
    said = bureau.said[SCHOOL]
    assert "东山中学：已完成、2021-08-03；西河小学：推进中，差两个班" == said["完成情况"]
    assert "西河小学：缺教师5名" == said["存在问题"]
    shutil.copy(bureau.ledger, county.inbox)
    told = county.collect(day=date(2021, 8, 5))
    assert [] == county.questions()
    assert said["完成情况"] == county.told(EDU, SCHOOL)["完成情况"] == county.cells(SCHOOL)["完成情况"]
    assert [None] == [row["说明"] for row in county.table("收件")]  # every carrier is there still


def test_a_form_that_was_collected_into_keeps_its_keys(bureau: Bureau) -> None:
    (before,) = (one for one in read_forms([bureau.ledger]) if isinstance(one, Returned))
    asked = bureau.hand_on()
    for form in asked.values():
        bureau.answer(form, {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 8, 3)}})
    bureau.take()
    (after,) = (one for one in read_forms([bureau.ledger]) if isinstance(one, Returned))
    assert [row.key for row in before.form.rows] == [row.key for row in after.form.rows]
    assert {"all"} == {row.agreement for row in after.form.rows}
    assert [row.former for row in before.form.rows] == [row.former for row in after.form.rows]


def test_a_task_is_done_where_all_have_done_it(county: County, bureau: Bureau) -> None:
    for form in bureau.hand_on().values():
        bureau.answer(form, {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 8, 3)}})
    bureau.take()
    shutil.copy(bureau.ledger, county.inbox)
    county.collect(day=date(2021, 8, 5))
    (judged,) = (one for one in api.assess(api.read(county.ledger), date(2021, 8, 5)).tasks if one.task.text == SCHOOL)
    assert ("done_late", date(2021, 8, 3)) == (judged.state, judged.verdict.done)
    assert county.cells(SCHOOL)["完成日期"] == date(2021, 8, 3)


def test_those_who_have_done_it_are_not_asked_again(bureau: Bureau) -> None:
    asked = bureau.hand_on()
    bureau.answer(asked[EASTERN], {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 8, 3)}})
    bureau.take()
    assert [WESTERN] == [*bureau.hand_on(day=date(2021, 8, 6))]


def test_the_bureau_reports_by_its_schools(bureau: Bureau) -> None:
    asked = bureau.hand_on()
    bureau.answer(asked[EASTERN], {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 8, 3)}})
    bureau.take()
    carried = api.carry(api.read(bureau.ledger), [bureau.ledger], date(2021, 8, 5))
    (judged,) = api.assess_carried(carried, date(2021, 8, 5)).tasks
    assert [(EASTERN, True, True), (WESTERN, False, True)] == [(p.unit, p.sent, p.leads) for p in judged.parts]
    assert "overdue" == judged.state


def test_what_the_bureau_itself_has_typed_is_not_overwritten(bureau: Bureau) -> None:
    asked = bureau.hand_on()
    fill(bureau.ledger, {SCHOOL: {"完成情况": "我局正在汇总"}})
    bureau.answer(asked[EASTERN], {SCHOOL: {"完成情况": "已完成"}})
    bureau.take()
    assert "我局正在汇总" == bureau.said[SCHOOL]["完成情况"]
    assert ["台账不同"] == [row["类别"] for row in bureau.questions()]


def test_a_form_of_a_school_that_goes_to_the_county_itself_is_asked_about(county: County, bureau: Bureau) -> None:
    county.answer(bureau.hand_on()[EASTERN], {SCHOOL: {"完成情况": "已完成"}})
    county.collect(day=date(2021, 8, 5))
    (asked,) = county.questions("待认领")
    assert (EASTERN, SCHOOL) == (asked["单位"], asked["工作任务"])
    assert "正在推进" == county.cells(SCHOOL)["完成情况"]


def test_units_of_a_ledger_itself_are_no_others_because_some_tasks_were_handed_on(county: County) -> None:
    """A round of `--to` does not let a unit answer for another one that the task names."""
    county.run("dispatch", county.ledger, "--to", "县档案馆", "--due", "2021-08-10")
    sent = next((county.folder / "台账_填报_2021-08-01").glob("*县档案馆*.xlsx"))
    later = county.dispatch(date(2021, 8, 2))
    county.answer(sent, {HOME: {"完成情况": "已完成", "完成日期": date(2021, 8, 1)}})
    county.answer(later[CIVIL], {HOME: {"完成情况": "推进中"}})
    county.answer(later[MONEY], {FUND: {"完成情况": "推进中"}})
    county.collect(day=date(2021, 8, 5))
    assert [] == county.questions()
    assert "推进中" == county.cells(HOME)["完成情况"]
    (judged,) = (one for one in api.assess(api.read(county.ledger), date(2021, 8, 5)).tasks if one.task.text == HOME)
    assert "in_progress" == judged.verdict.told


def test_the_list_says_that_it_was_handed_on(county: County, bureau: Bureau) -> None:
    bureau.hand_on()
    found = {
        kind: "xltrack_handed" in load_workbook(next(folder.rglob("下发清单.xlsx"))).defined_names
        for kind, folder in (("局", bureau.folder), ("县", county.folder))
    }
    assert {"局": True, "县": False} == found
    assert xltrack("report", bureau.ledger, "--as-of", "2021-08-05").returncode in (0, 1)
