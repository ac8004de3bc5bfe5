"""Who is a unit: a group gets no letter of its own, its members only where the row does not say who is late (docs/规则.md 11.7)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sketch import book
from xltrack.assessment.assess import assess
from xltrack.assessment.blame import kind_of
from xltrack.assessment.model import Assessment
from xltrack.domain.records import UnitRole
from xltrack.domain.roster import Roster, RosterUnit
from xltrack.domain.settings import Office, Policy
from xltrack.mail.letters import compose_letters
from xltrack.mail.recipients import plan_recipients
from xltrack.notices.addressees import blame_named, find_addressees
from xltrack.reading.document import read_document

DAY = date(2021, 8, 1)
TOWNS = ("鱼河镇", "清泉镇", "青云镇")
_TOWN_UNITS = (RosterUnit(f"{name}人民政府", (name,), ("乡镇",), mail=f"{n}@a.cn") for n, name in enumerate(TOWNS))
ROSTER = Roster((*_TOWN_UNITS, RosterUnit("区教育局", mail="j@a.cn"), RosterUnit("国网榆林供电", mail="g@a.cn")))


def judged(lead: str, status: str = "正在推进", trouble: str = "", roster: Roster | None = None) -> Assessment:
    text = f"""
    | 工作任务 | 责任单位 | 完成时限 | 完成情况 | 存在问题 |
    | 起草 | {lead} | 2021年6月30日 | {status} | {trouble} |
    | 印发 | 区教育局 | 2021年6月30日 | 正在推进 | |
    | 公开 | {lead} | 2021年12月31日 | | |
    """
    return assess([read_document(book(text), roster=roster)], DAY, Policy())


def written_to(made: Assessment) -> tuple[set[str], set[str]]:
    """Who gets a letter, and the rules that speak."""
    blamed, said = blame_named(made)
    units, notes = find_addressees(blamed)
    return set(units), {note.code for note in (*said, *notes)}


@pytest.mark.parametrize(
    "group",
    [
        "各乡镇",
        "各领域责任单位",
        "区政府各工作部门",
        "有关部门",
        "试点乡镇",
        "成员单位",
        "各县（市、区）政府",
        "工作专班",
    ],
)
def test_a_group_that_no_roster_knows_gets_none(group):
    assert ({"区教育局"}, {"D733"}) == written_to(judged(group))


@pytest.mark.parametrize("name", ["按职责分工", "城区供热提升改造", "大力推进落实", "榆阳区一中高三"])
def test_a_name_that_looks_like_none_gets_none(name):
    """D731."""
    assert ({"区教育局"}, {"D731"}) == written_to(judged(name))


@pytest.mark.parametrize("name", ["区财政局", "青云镇", "国网榆林供电公司", "公安榆阳分局", "区委宣传部", "新明楼街道"])
def test_a_unit_gets_its_own(name):
    assert ({"区教育局", name}, set()) == written_to(judged(name))


def test_what_the_roster_knows_is_a_unit_however_it_ends():
    assert "国网榆林供电" in written_to(judged("国网榆林供电", roster=ROSTER))[0]
    assert "doubtful" == kind_of(UnitRole("国网榆林供电", "lead", "unit"))


ALL = {f"{name}人民政府" for name in TOWNS}


@pytest.mark.parametrize(
    ("status", "trouble", "late"),
    [
        ("正在推进", "", TOWNS), ("进展缓慢", "资金不到位", TOWNS),
        ("正在推进", "鱼河镇进展缓慢", ("鱼河镇",)), ("正在推进", "鱼河镇、清泉镇人民政府尚未报送", ("鱼河镇", "清泉镇")),
        ("鱼河镇尚未完成，其余已完成", "", ("鱼河镇",)), ("除青云镇外均已完成", "", ("青云镇",)),
        ("鱼河镇已完成；其他乡镇正在推进", "", ("清泉镇", "青云镇")), ("鱼河镇已完成，清泉镇正在推进", "", ("清泉镇",)),
        ("鱼河镇、清泉镇、青云镇正在推进", "", TOWNS),
    ],
)  # fmt: skip
def test_with_a_roster_each_member_gets_one_unless_the_row_says_who_is_late(status, trouble, late):
    """D732: 完成情况 and 存在问题 that name units narrow it."""
    made = judged("各乡镇", status, trouble, ROSTER)
    narrowed = {"D732"} if len(late) < len(TOWNS) else set()
    assert ({"区教育局", *(f"{name}人民政府" for name in late)}, narrowed) == written_to(made)
    found = plan_recipients(made, "办公室", "")
    assert {"区教育局", *(f"{name}人民政府" for name in late)} == {r.name for r in found.recipients if r.kind == "unit"}


def test_a_unit_that_is_named_beside_the_group_is_meant_all_the_same():
    made = judged("鱼河镇、各乡镇", trouble="清泉镇进展缓慢", roster=ROSTER)
    assert {"区教育局", "鱼河镇人民政府", "清泉镇人民政府"} == written_to(made)[0]


def test_whom_the_row_clears_hears_nothing_of_it(tmp_path):
    """The letter of one that is late with another task does not call it late with this one."""
    made = judged("各乡镇、区教育局", trouble="鱼河镇进展缓慢", roster=ROSTER)
    plan = plan_recipients(made, "办公室", "")
    composed = compose_letters(made, [tmp_path / "表.xlsx"], Office(), plan.recipients)
    letters = {letter.recipient.name: letter for letter in composed}
    assert {"鱼河镇人民政府", "区教育局"} == set(letters)
    assert "逾期1" in letters["鱼河镇人民政府"].subject
    assert "逾期2" in letters["区教育局"].subject, "it is named itself"
