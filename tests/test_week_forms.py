"""`xltrack week` beside a round of forms: who has not sent his, with what can be sent to him (docs/规则.md 16.8)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from openpyxl import load_workbook

from tests.collecting import CIVIL, EDU, FUND, HOME, MONEY, SCHOOL, SPRING, County

LATER = date(2021, 8, 13)
FOLDER = "2021-08-13_本期"


def links(folder: Path) -> list[str]:
    page = (folder / "目录.html").read_text(encoding="utf-8")
    return [unquote(name).rstrip("/") for name in re.findall(r'href="([^"]+)"', page)]


def missing(book: Path) -> dict[str, str]:
    """What can be sent to each unit."""
    rows = load_workbook(book)["未报送"].iter_rows(min_row=4, values_only=True)
    return {row[0]: row[4] for row in rows if row[0] and row[0] != "单位"}


def test_the_forms_still_missing_stand_in_the_folder_with_what_can_be_sent(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect(day=LATER)
    county.run("week", county.ledger, day=LATER)
    folder = county.folder / FOLDER
    own = [one for one in links(folder) if "报送" in one or "催报邮件" in one]
    assert ["台账_未报送_2021-08-13.xlsx", "台账_催报邮件_2021-08-13"] == own
    told = missing(folder / "台账_未报送_2021-08-13.xlsx")
    assert {CIVIL, MONEY, "东山镇", "西河乡"} == told.keys()
    assert (
        f"{MONEY}：你单位2项任务的填报表应于2021年8月10日前报回，至今没有收到，请今天报来；有困难请说明。"
        == told[MONEY]
    )
    mails = {path.stem for path in (folder / "台账_催报邮件_2021-08-13").glob("*.eml")}
    assert {"3_单位_县财政局", "3_单位_东山镇", "3_单位_西河乡"} == mails
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    county.run("week", county.ledger, day=LATER)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_before_anything_was_collected_all_are_missing(county, forms):
    county.run("week", county.ledger, day=LATER)
    assert forms.keys() == missing(county.folder / FOLDER / "台账_未报送_2021-08-13.xlsx").keys()


def test_that_all_came_back_is_said(county, forms):
    for unit, text in {EDU: SCHOOL, CIVIL: HOME, MONEY: FUND, "东山镇": SPRING, "西河乡": SPRING}.items():
        county.answer(forms[unit], {text: {"完成情况": "推进中"}})
    county.collect()
    county.run("week", county.ledger, day=LATER)
    page = (county.folder / FOLDER / "目录.html").read_text(encoding="utf-8")
    assert "填报表都收回来了" in page
    assert not [one for one in links(county.folder / FOLDER) if "报送" in one or "催报邮件" in one]


def test_where_no_round_lies_beside_nothing_is_said_of_one(tmp_path):
    county = County(tmp_path)
    county.run("week", county.ledger, day=LATER)
    page = (county.folder / FOLDER / "目录.html").read_text(encoding="utf-8")
    assert "填报表" not in page
    assert "未报送" not in page


def test_that_no_letter_is_written_is_said_with_its_reason(tmp_path):
    """What is late and in doubt is late all the same; a ledger that says something of each task may lack forms."""
    rows = [(1, "民生", SCHOOL, "县教育局", None, "6月底前", "差不多了", None, None, None)]
    county = County(tmp_path, *rows)
    county.dispatch()
    county.run("week", county.ledger, day=LATER)
    page = (county.folder / FOLDER / "目录.html").read_text(encoding="utf-8")
    assert "没有逾期的任务" not in page
    assert "逾期的任务还没有核实" in page
    assert "各项任务都有填报的情况，没有做催报通知" in page
    assert "台账_未报送_2021-08-13.xlsx" in links(county.folder / FOLDER)
