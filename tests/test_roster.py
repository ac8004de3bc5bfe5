"""单位名录: what it finds, whom a group stands for, and how it is read from a workbook (docs/规则.md 4.7)."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sketch import book
from xltrack.base.address import CellRange
from xltrack.base.rules import rule
from xltrack.domain.records import Column, Deadline, Table, Task, UnitRole
from xltrack.domain.roster import Roster, RosterUnit, similar_names
from xltrack.reading.tasks.roster_sheet import domain_roster, find_roster

TOWNS = ("青云镇", "鱼河镇", "补浪河乡")
STREETS = ("新明楼街道办事处", "鼓楼街道办事处")
ROSTER = Roster(
    (
        RosterUnit(
            "榆阳区发展和改革委员会", ("区发改委", "发改"), ("区直部门",), contact="张××", mail="fg@yuyang.test"
        ),
        RosterUnit("区政府办公室", (), ("区直部门",)),
        RosterUnit("区卫生健康局", (), ("区直部门", "领域责任单位")),
        RosterUnit("市公安局榆阳分局", ("公安榆阳分局",), ("垂管单位",)),
        RosterUnit("青云镇", (), ("乡镇", "试点乡镇")),
        RosterUnit("鱼河镇", (), ("乡镇",)),
        RosterUnit("补浪河乡", (), ("乡镇",)),
        RosterUnit("新明楼街道办事处", ("新明楼街道",), ("街道", "试点")),
        RosterUnit("鼓楼街道办事处", (), ("街道",)),
    )
)


@pytest.mark.parametrize(
    ("unit", "printed"),
    [
        ("榆阳区发展和改革委员会", "区发改委"),
        ("榆阳区发展和改革委员会", "榆阳区发展和改革委员会"),
        ("榆阳区发展和改革委员会", "榆阳区发改委"),
        ("榆阳区发展和改革委员会", "发改委"),
        ("区政府办公室", "区政府办"),
        ("区卫生健康局", "区卫健局"),
        ("区卫生健康局", "区 卫生健康\n局"),
        ("市公安局榆阳分局", "公安榆阳分局"),
        ("新明楼街道办事处", "新明楼街道"),
        ("鼓楼街道办事处", "鼓楼街道办"),
        ("青云镇", "青云镇人民政府"),
    ],
)
def test_a_unit_is_found_by_name_alias_or_contraction(unit: str, printed: str) -> None:
    found = ROSTER.find(printed)
    assert found is not None
    assert unit == found.name


@pytest.mark.parametrize("printed", ["区教育局", "市卫生健康局", "区政府目督办", "局", "", "各乡镇", "横山区公安局"])
def test_what_no_unit_is_surely_meant_by_is_not_found(printed: str) -> None:
    assert ROSTER.find(printed) is None


def test_a_contraction_of_two_units_means_neither() -> None:
    both = Roster((RosterUnit("区城市管理局"), RosterUnit("区城乡管理局")))
    assert both.find("区城管局") is None
    assert both.find("区城市管理局") == RosterUnit("区城市管理局")


def test_brackets_of_both_widths_are_one() -> None:
    roster = Roster((RosterUnit("省市场监管局（省知识产权局）"),))
    assert roster.find("省市场监管局(省知识产权局)") == roster.units[0]


@pytest.mark.parametrize(
    ("members", "group"),
    [
        (TOWNS, "各乡镇"),
        (STREETS, "各街道"),
        ((*TOWNS, *STREETS), "各乡镇（街道）"),
        ((*TOWNS, *STREETS), "各乡镇街道"),
        (TOWNS, "各乡镇人民政府"),
        (STREETS, "各街道办事处"),
        (("青云镇", "鱼河镇"), "各镇"),
        (("青云镇",), "试点乡镇"),
        (("新明楼街道办事处",), "试点街道"),
        (("榆阳区发展和改革委员会", "区政府办公室", "区卫生健康局"), "区直各部门"),
        (("榆阳区发展和改革委员会", "区政府办公室", "区卫生健康局"), "区政府各工作部门"),
        (("区卫生健康局",), "各领域责任单位"),
        ((), "区直有关部门"),
        ((), "各科室"),
        ((), "各级各部门"),
        ((), "试点学校"),
    ],
)
def test_a_group_stands_for_the_units_of_its_classes(members: tuple[str, ...], group: str) -> None:
    assert members == ROSTER.members(group)


def test_some_units_are_known_only_where_a_class_says_so() -> None:
    named = Roster((RosterUnit("区财政局", (), ("区直有关部门",)), RosterUnit("区教育局", (), ("区直部门",))))
    assert ("区财政局",) == named.members("区直各有关部门")


def test_resolving_keeps_the_printed_name() -> None:
    unit = UnitRole("区发改委", "lead", "unit").resolved(ROSTER)
    assert UnitRole("区发改委", "lead", "unit", "榆阳区发展和改革委员会") == unit
    group = UnitRole("各街道", "support", "group").resolved(ROSTER)
    assert UnitRole("各街道", "support", "group", None, STREETS) == group
    unknown = UnitRole("区教育局", "lead", "unit")
    assert unknown == unknown.resolved(ROSTER)


def test_two_rosters_are_merged_unit_by_unit() -> None:
    other = Roster((RosterUnit("区发改委", ("发展改革委",), ("领域责任单位",), contact="李××"), RosterUnit("区教育局")))
    merged = ROSTER.merged(other)
    first = merged.units[0]
    assert ("榆阳区发展和改革委员会", "张××") == (first.name, first.contact)
    assert ("区发改委", "发改", "发展改革委") == first.aliases
    assert ("区直部门", "领域责任单位") == first.classes
    assert "区教育局" == merged.units[-1].name
    assert ROSTER is ROSTER.merged(Roster())
    assert ROSTER is Roster().merged(ROSTER)


def test_a_roster_is_a_value() -> None:
    ROSTER.find("区发改委")
    copy = pickle.loads(pickle.dumps(ROSTER))
    assert copy == ROSTER
    assert hash(copy) == hash(ROSTER)
    assert copy.members("各乡镇") == TOWNS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("区政府办", "区政府办公室"),
        ("市发改委", "市发展和改革委员会"),
        ("区卫健局", "区卫生健康局"),
        ("区交通局", "区交通运输局"),
        ("县退役军人局", "县退役军人事务局"),
        ("新明楼街道", "新明楼街道办事处"),
        ("青云镇", "青云镇人民政府"),
        ("区政府", "区人民政府"),
        ("市工信局", "市工业和信息化局"),
        ("县人社局", "县人力资源和社会保障局"),
        ("区市场监管局", "区市场监督管理局"),
    ],
)
def test_names_that_may_be_one_unit(one: str, other: str) -> None:
    assert ((one, other),) == similar_names([one, "区水利局", other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("区政府办", "区政府目督办"),
        ("区委办", "区委编办"),
        ("区委组织部", "区委宣传部"),
        ("区教育局", "市教育局"),
        ("区公安局", "市公安局榆阳分局"),
        ("区国资局", "区国土资源局"),
        ("区水利局", "区水务局"),
        ("区财政局", "区财政局"),
        ("省市场监管局（省知识产权局）", "省市场监管局(省知识产权局)"),
        ("青云镇", "青云乡"),
    ],
)
def test_names_that_are_two_units_or_one_and_the_same(one: str, other: str) -> None:
    assert () == similar_names([one, other])


@given(st.lists(st.text("区县市教育财政发展和改革委员会局办公室镇", min_size=1, max_size=8)))
def test_comparing_names_never_raises_and_names_are_given(names: list[str]) -> None:
    """4.7: pairs are of the names given, the earlier first, and no name is like itself."""
    for one, other in similar_names(names):
        assert names.index(one) < names.index(other)
        assert one != other


# From a sheet

SHEET = """
sheet 单位名录
榆阳区单位名录
| 序号 | 单位 | 简称/别名 | 类别 | 分管领导 | 领导邮箱 | 联系人 | 邮箱 | 办公地点 |
| 1 | 区政府办公室 | 区政府办；政府办 | 区直部门、领域责任单位 | 张×× | z@yy.test | 李×× | l@yy.test | 1号楼 |
| 2 | 青云镇 | | 乡镇，试点乡镇 | | | | | |
| 3 | 鱼河镇 | | 乡镇 | | | | | |
"""


def codes(text: str) -> list[tuple[str, str]]:
    said = find_roster(book(text))[1]
    for diagnostic in said:
        assert rule(diagnostic.code).message(diagnostic.facts)
    return [(d.code, d.cell.a1 if d.cell else "") for d in said]


def test_a_roster_is_read_from_its_sheet() -> None:
    roster, said = find_roster(book(SHEET))
    assert () == said
    office = RosterUnit(
        "区政府办公室", ("区政府办", "政府办"), ("区直部门", "领域责任单位"), "张××", "z@yy.test", "李××", "l@yy.test"
    )
    assert (office, RosterUnit("青云镇", (), ("乡镇", "试点乡镇")), RosterUnit("鱼河镇", (), ("乡镇",))) == roster.units


def test_other_sheets_hold_no_roster() -> None:
    assert (Roster(), ()) == find_roster(book(SHEET.replace("单位名录", "任务分解表")))


def test_a_hidden_roster_is_used_with_an_info() -> None:
    """D534."""
    roster, _ = find_roster(book(SHEET.replace("sheet 单位名录", "sheet 单位名录 hidden")))
    assert 3 == len(roster.units)
    assert [("D534", "单位名录!A1")] == codes(SHEET.replace("sheet 单位名录", "sheet 单位名录 hidden"))


def test_a_roster_without_header_is_said_so() -> None:
    """D530."""
    assert [("D530", "通讯录!A1")] == codes("sheet 通讯录\n| 区政府办 | 123 |\n| 区教育局 | 456 |")


def test_a_header_below_the_tenth_row_is_none() -> None:
    """D530."""
    assert [("D530", "单位名录!A1")] == codes(
        "sheet 单位名录\n" + "说明\n" * 10 + "| 单位 | 类别 |\n| 区教育局 | 区直部门 |"
    )


def test_a_row_without_a_unit_is_left_out() -> None:
    """D531."""
    text = "sheet 单位名录\n| 单位 | 联系人 |\n| 区教育局 | 张×× |\n| | 李×× |\n| | |\n| 注：按字母序 | |"
    assert [("D531", "单位名录!A3")] == codes(text)
    assert 1 == len(find_roster(book(text))[0].units)


def test_a_unit_listed_twice_is_one() -> None:
    """D532."""
    text = (
        "sheet 单位名录\n| 单位 | 类别 | 联系人 |\n| 区教育局 | 区直部门 | 张×× |\n| 区教育局 | 领域责任单位 | 李×× |"
    )
    assert [("D532", "单位名录!A3")] == codes(text)
    assert (RosterUnit("区教育局", (), ("区直部门", "领域责任单位"), contact="张××"),) == find_roster(book(text))[
        0
    ].units


def test_an_alias_of_two_units_is_nobodys() -> None:
    """D533."""
    text = "sheet 单位名录\n| 单位 | 别名 |\n| 区教育局 | 教育局、区教局 |\n| 区教育体育局 | 教育局 |\n| 区财政局 | 区教育局 |"
    assert [("D533", "单位名录!A2"), ("D533", "单位名录!A3"), ("D533", "单位名录!A4")] == codes(text)
    assert [("区教局",), (), ()] == [unit.aliases for unit in find_roster(book(text))[0].units]


def test_a_class_merged_over_rows_belongs_to_each() -> None:
    text = "sheet 单位名录\n| 类别 | 单位 |\n| 乡镇 | 青云镇 |\n| ^ | 鱼河镇 |\n| | 区教育局 |"
    assert [("乡镇",), ("乡镇",), ()] == [unit.classes for unit in find_roster(book(text))[0].units]


def test_a_table_of_domains_makes_a_class() -> None:
    columns = (Column(1, "试点领域", "text"), Column(2, "责任单位", "lead"))
    units = (UnitRole("市发改委", "lead", "unit"), UnitRole("各县（市、区）政府", "lead", "group"))
    task = Task(2, "1", (), "重大建设项目领域", units, Deadline())
    table = Table("附件1", CellRange(1, 1, 2, 2), "roster", "附件1", "试点领域及责任单位一览表", columns, (task,))
    roster = domain_roster([table])
    assert ["市发改委"] == [unit.name for unit in roster.units]
    assert ("市发改委",) == roster.members("各领域责任单位")
    assert not domain_roster([])


SAMPLE = Path(__file__).parent.parent / "sample_workbooks" / "榆阳区_单位名录.xlsx"


def test_the_sample_roster_answers_the_sample_sheet() -> None:
    import openpyxl

    from xltrack.reading.files.grid import SourceBook, SourceSheet

    page = openpyxl.load_workbook(SAMPLE)["单位名录"]
    rows = {
        number: {column: value for column, value in enumerate(row, 1) if value is not None}
        for number, row in enumerate(page.iter_rows(values_only=True), 1)
    }
    roster, said = find_roster(SourceBook(SAMPLE.name, (SourceSheet(page.title, rows=rows),)))
    assert () == said
    for name in ("区政府办", "区审批服务局", "公安榆阳分局", "新明楼街道", "青云镇", "区文旅文广局", "区委宣传部"):
        assert roster.find(name), name
    assert 7 == len(roster.members("各街道"))
    assert 19 == len(roster.members("各乡镇"))
    assert ("青云镇",) == roster.members("试点乡镇")
    assert ("新明楼街道办事处",) == roster.members("试点街道")
    assert roster.members("各领域责任单位")
    assert roster.members("区政府各工作部门")
    assert roster.members("区政府各直属机构")
    assert all(unit.mail.endswith(".test") for unit in roster.units)
