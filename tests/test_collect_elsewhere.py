"""A round whose forms went elsewhere than beside the ledger: who was asked, and the roster, are found all the same (docs/规则.md 16.1)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.collecting import EAST, SPRING, WEST, County, twice
from tests.forms import DUE
from xltrack import api

LATER = date(2021, 8, 5)
DONE = {SPRING: {"完成情况": "已完成", "完成日期": date(2021, 8, 2)}}


@pytest.fixture
def county(tmp_path: Path) -> County:
    (tmp_path / "办").mkdir()
    return County(tmp_path / "办")


def sent_to(county: County, place: Path) -> dict[str, Path]:
    """The forms of a round that goes to some folder; the roster is given this once."""
    place.mkdir(parents=True)
    assert 1 == county.run("dispatch", county.ledger, "--due", DUE, "-o", place).status  # some have no address
    county.roster = None
    (folder,) = place.glob("台账_填报_*")
    return {path.name.split("_")[1]: path for path in folder.glob("*_填报表.xlsx")}


def seen(county: County) -> tuple[object, ...]:
    """Who is missing, what was taken of one who answered."""
    return {row["单位"] for row in county.table("未报送")}, county.told(EAST, SPRING)["完成情况"]


@pytest.mark.parametrize(
    "place", ["下发", "../共享", "../盘/下发"], ids=["one folder below", "where the answers are", "beside the answers"]
)
def test_the_list_is_found_where_the_forms_went(county: County, place: str) -> None:
    forms = sent_to(county, county.folder / place)
    if place != "下发":
        county.inbox = county.folder / place / ("收到" if place == "../共享" else "../收到")
        county.inbox.mkdir()
    county.answer(forms[EAST], DONE)
    told = county.collect(day=LATER)
    assert ({"县教育局", "县民政局", "县财政局", WEST}, "已完成") == seen(county)
    assert not told.says("D847")
    page = load_workbook(forms[EAST].parent / "下发清单.xlsx")["下发清单"]
    assert any("2021-08-05" in str(cell.value) for row in page.iter_rows() for cell in row)
    twice(county, day=LATER)


def test_forms_that_were_filled_in_where_they_lie_are_collected_from_there(county: County, tmp_path: Path) -> None:
    forms = sent_to(county, tmp_path / "共享")
    county.answer(forms[EAST], DONE, str(forms[EAST]))
    told = county.collect(forms[EAST].parent, day=LATER)
    assert not told.says("D847")
    assert ({"县教育局", "县民政局", "县财政局", WEST}, "已完成") == seen(county)


def test_nobody_is_said_to_have_answered_where_no_list_is_found(county: County, tmp_path: Path) -> None:
    """With --mail too."""
    forms = sent_to(county, tmp_path / "远" / "共享")
    county.roster = county.folder / "单位名录.xlsx"
    county.answer(forms[EAST], DONE)
    told = county.collect(day=LATER, more=("--mail",))
    assert told.says("D847")
    assert not any("都收回来了" in line for line in told.lines)


def test_afterwards_who_was_asked_is_remembered_beside_the_ledger(county: County, tmp_path: Path) -> None:
    """Who is missing is told though the forms are away by then, by `week` too."""
    forms = sent_to(county, tmp_path / "共享")
    county.answer(forms[EAST], DONE)
    county.collect(forms[EAST].parent, county.inbox, day=LATER)
    shutil.rmtree(tmp_path / "共享")
    told = county.collect(day=LATER)
    assert not told.says("D847")
    assert ({"县教育局", "县民政局", "县财政局", WEST}, "已完成") == seen(county)
    twice(county, day=LATER)
    assert 0 == county.run("week", county.ledger, day=LATER).status
    (missing,) = county.folder.glob("*_本期/*_未报送_*.xlsx")
    cells = {cell.value for row in load_workbook(missing).active.iter_rows() for cell in row}
    assert {"县教育局", WEST} < cells
    assert EAST not in cells


def test_afterwards_the_roster_is_remembered_beside_the_ledger(county: County, tmp_path: Path) -> None:
    """The forms may be put away by then: a report counts the members of 「各乡镇」, and the next forms come in."""
    forms = sent_to(county, tmp_path / "共享")
    county.answer(forms[EAST], DONE)
    county.collect(forms[EAST].parent, county.inbox, day=LATER)
    shutil.rmtree(tmp_path / "共享")
    known = api.remembered_roster([county.ledger], LATER)
    assert known is not None
    document = api.read(county.ledger, remembered=known)
    carried = api.carry(document, [county.ledger], LATER)
    (judged,) = (one for one in api.assess_carried(carried, LATER).tasks if one.task.text == SPRING)
    assert [(EAST, True), (WEST, False)] == [(part.unit, part.sent) for part in judged.parts]
    assert 0 == county.collect(day=LATER).status


def test_where_no_list_is_found_it_is_said(county: County, tmp_path: Path) -> None:
    forms = sent_to(county, tmp_path / "共享")
    shutil.copy(forms["县教育局"], county.inbox)
    shutil.rmtree(tmp_path / "共享")
    county.edit(SPRING, 责任单位="东山镇")
    told = county.collect(day=LATER)
    assert told.says("D847")
    assert 0 == told.status


def test_a_list_beside_the_ledger_is_the_one(county: County) -> None:
    """A copy that was put away in a folder below is not written into."""
    forms = county.dispatch()
    kept = Path(shutil.copytree(forms[EAST].parent, county.folder / "旧" / forms[EAST].parent.name))
    before = (kept / "下发清单.xlsx").read_bytes()
    county.answer(forms[EAST], DONE)
    assert not county.collect(day=LATER).says("D847")
    assert before == (kept / "下发清单.xlsx").read_bytes()
    assert before != (forms[EAST].parent / "下发清单.xlsx").read_bytes()
