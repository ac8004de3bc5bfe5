"""The unit language (docs/规则.md 4): a table of cells, what must not change them, and what is said about them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import xltrack
from xltrack.base.rules import rule
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Role
from xltrack.language.units.grammar import UnitsRead, know, read_units

CASES = tomllib.loads((Path(__file__).parent / "cases" / "units.toml").read_text(encoding="utf-8"))["case"]
ROLES: tuple[Role, ...] = ("lead", "support", "supervise")
NAMES = (
    "区教育局", "市公安局屯留分局", "区发展和改革局", "区住房和城乡建设局", "区人力资源和社会保障局", "区委宣传部",
    "县纪委监委", "国家税务总局乌审旗税务局", "市市场监管局", "之江实验室", "青云镇", "新明楼街道", "麟绛街道办事处",
    "杭州市", "国务院办公厅", "工业和信息化部", "人民银行", "银保监会", "团区委", "区残联", "区政府办公室",
    "各县（市、区）政府", "各领域责任单位", "市直有关部门", "省市场监管局（省知识产权局）", "国网榆林供电公司",
    "区人民法院", "上村镇人民政府", "区融媒体中心",
)  # fmt: skip
PLAIN = [name for name in NAMES if name not in ("杭州市", "之江实验室", "人民银行", "国务院办公厅", "工业和信息化部")]


def shown(read: UnitsRead) -> dict[str, list[str]]:
    """The names of each part, folded, with * before a group."""
    return {
        role: [("*" if u.kind == "group" else "") + fold(u.name) for u in read.units if u.role == role]
        for role in ROLES
    }


def folded(read: UnitsRead) -> list[tuple[str, str, str]]:
    return [(squeeze(fold(u.name)), u.role, u.kind) for u in read.units]


@pytest.mark.parametrize("case", CASES, ids=[f"{n}:{c['text'][:24]!r}" for n, c in enumerate(CASES)])
def test_a_cell_names_these_units(case: dict[str, object]) -> None:
    wanted = {role: [fold(name) for name in case.get(role, [])] for role in ROLES}  # type: ignore[attr-defined]
    read = read_units(str(case["text"]), case.get("role", "lead"))  # type: ignore[arg-type]
    assert wanted == shown(read)
    assert case.get("references", []) == list(read.references)


def test_no_case_stands_twice() -> None:
    keys = [(case["text"], case.get("role", "lead")) for case in CASES]
    assert sorted(set(keys)) == sorted(keys)
    assert len(keys) > 219


# Properties


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8), st.sampled_from("、，,；;/／"))
def test_separators_part_names(names: list[str], separator: str) -> None:
    """4.1: 、 ， , ； ; / separate; order is kept, names stay as printed."""
    assert names == [u.name for u in read_units(separator.join(names), "lead").units]


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=6),
    st.sampled_from([" ", "\n", "　", "\r\n", " \n ", "\u200b"]),
)
@example(["州行政审批服务局", "州发改委"], " ")
def test_spaces_and_line_breaks_part_complete_names(names: list[str], gap: str) -> None:
    """4.1: spaces and line breaks between two complete names separate."""
    assert names == [u.name for u in read_units(gap.join(names), "lead").units]


@given(st.lists(st.sampled_from(PLAIN), min_size=2, max_size=4, unique=True))
def test_names_of_a_roster_part_without_any_separator(names: list[str]) -> None:
    """4.7: a roster parts names that run together."""
    read = read_units("".join(names), "lead", know(PLAIN))
    assert [fold(name) for name in names] == [fold(u.name) for u in read.units]


@given(st.sampled_from(NAMES), st.integers(1, 30), st.sampled_from(["\n", " ", "　"]))
def test_a_break_inside_a_name_does_not_split_it(name: str, at: int, gap: str) -> None:
    """4.1: a line break inside a name does not split it; 4.6: names carry no spaces."""
    at = min(at, len(name) - 1)
    assert [name] == [u.name for u in read_units(name[:at] + gap + name[at:], "lead").units]


@given(st.sampled_from(CASES), st.booleans())
def test_widths_change_nothing(case: dict[str, object], wide: bool) -> None:
    """4.6: full-width and half-width brackets are equal, and so are all other forms of two widths."""
    text = str(case["text"])
    role: Role = case.get("role", "lead")  # type: ignore[assignment]
    pairs = ["()", "（）"] if wide else ["（）", "()"]
    other = text.translate(str.maketrans(*pairs)).replace(*("，", ",") if wide else (",", "，"))
    assert folded(read_units(text, role)) == folded(read_units(other, role))


WORDS = st.sampled_from((
    "区", "市", "县", "镇", "各", "有关", "部门", "局", "委", "办", "教育", "公安", "财政", "街道", "政府", "人民", "和", "及", "以及",
    "与", "等", "牵头", "配合", "负责", "会同", "同", "：", "；", "、", "，", "（", "）", "(", ")", "【", "】", "\n", "无", "3",
    "一", "单位", "责任", "按职责分工", "由", "—", "/", "。", "A",
))  # fmt: skip


@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=14).map("".join)), st.sampled_from(ROLES))
@example("）（", "lead")
@example("等", "lead")
@example("牵头", "support")
@example("：", "lead")
def test_nothing_raises_and_names_come_from_the_cell(text: str, role: Role) -> None:
    """4: bad data never raises; every name is in the cell, but for prefixes that carry over and what 等 stands for."""
    read = read_units(text, role, None)
    bare = fold(squeeze(text))
    carried = {str(note.facts["name"]) for note in read.notes if note.code in ("D505", "D513")}
    for unit in read.units:
        assert unit.name == squeeze(unit.name)
        assert unit.name
        assert unit.name in carried or fold(unit.name) in bare
    for note in read.notes:
        assert 0 <= note.start <= note.end <= len(text)
        assert rule(note.code).message(note.facts)


@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=14).map("".join)))
def test_the_quick_way_and_the_whole_way_agree(text: str) -> None:
    """A cell of plain names is read name by name; the whole reader must find the same."""
    padded = text + "\n"  # a line break at the end means nothing, and sends the cell the long way
    assert folded(read_units(padded, "lead")) == folded(read_units(text, "lead"))


# Notes: each rule with a cell that brings it and one that does not


@pytest.mark.parametrize(
    ("code", "text", "span", "innocent"),
    [
        ("D501", "区教育局、信息报送要及时，不得拖延", "信息报送要及时", "区教育局"),
        (
            "D501",
            "区教育局、甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午",
            "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午",
            "区教育局、甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳",
        ),
        ("D502", "区教育局、阿里云", "阿里云", "区教育局、之江实验室"),
        ("D503", "区教育局市公安局屯留分局", "区教育局", "区教育局、市公安局屯留分局"),
        ("D504", "公\n安榆阳分局", "公\n安榆阳分局", "区教育局\n区财政局"),
        ("D505", "各乡镇、街道", "街道", "各乡镇、各街道"),
        ("D508", "区教育局（区体育局", "（", "区教育局（区体育局）"),
        ("D513", "区教育局等部门", "等部门", "区教育局等有关部门"),
        ("D514", "市级：市教育局", "市级：", "责任单位：市教育局"),
        ("D515", "区教育局、区财政局（列第一位者为牵头单位）", "（列第一位者为牵头单位）", "区教育局（牵头）"),
        ("D517", "区教育局负责学校排查整治", "学校排查整治", "区教育局负责"),
        ("D518", "区教育局 张三", "张三", "区教育局"),
    ],
)
def test_what_is_noted(code: str, text: str, span: str, innocent: str) -> None:
    found = [note for note in read_units(text, "lead").notes if note.code == code]
    assert span == text[found[0].start : found[0].end]
    assert [] == [note.code for note in read_units(innocent, "lead").notes if note.code == code]


# The public door


def test_parse_units_leaves_a_reference_out_with_a_note() -> None:
    units = xltrack.parse_units("区直各有关部门 同（3）", role="supervise")
    assert [{"name": "区直各有关部门", "role": "supervise", "kind": "group"}] == [u.to_dict() for u in units]
    assert ["D516"] == [note.code for note in units.notes]  # type: ignore[attr-defined]
    assert () == xltrack.parse_units("区教育局").notes  # type: ignore[attr-defined]


def test_equal_cells_are_read_once() -> None:
    assert read_units("区教育局、各乡镇", "lead") is read_units("区教育局、各乡镇", "lead")
