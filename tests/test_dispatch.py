"""A form for each unit: its open tasks alone, what is known in it, the asked cells open and all else locked (docs/规则.md 14)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.assessments import HEADS, assessment, document, task_row
from tests.forms import (
    DAY,
    DUE,
    ROWS,
    fill,
    lines,
    page_of,
    planned,
    roster,
    sheet,
    written,
)
from xltrack import api, rounds
from xltrack.assessment.model import Assessment
from xltrack.base.errors import OutputError, UsageError
from xltrack.comparison.sharing import share_answers
from xltrack.comparison.snapshot import snapshot_rows
from xltrack.domain.records import Reported, UnitAnswer
from xltrack.domain.roster import Roster, RosterUnit
from xltrack.domain.settings import Policy
from xltrack.forms.asking import CLOSED, plan_round
from xltrack.reading.document import resolve_units
from xltrack.reading.rounds import read_round


def judged_by(known: Roster, *rows: tuple[Any, ...]) -> Assessment:
    """The assessment of tasks whose units a roster knows, as reading gives them."""
    made = document(HEADS, *rows, roster=known)
    return assessment(made._replace(tables=resolve_units(made.tables, known)))


def codes(made: Any) -> list[str]:
    return [note.code for note in made.notes]


# --- who is asked of what ---


def test_a_unit_is_asked_of_its_own_open_tasks_and_of_no_other(tmp_path):
    made = written(sheet(tmp_path))
    texts = {unit: [line["工作任务"] for line in lines(page_of(path))] for unit, path in made.items()}
    expected = {"县教育局": ["编制教育信息化实施方案", "修缮敬老院"], "各乡镇": ["完成春耕备耕"]}
    expected |= {"县民政局": ["修缮敬老院"], "县财政局": ["修缮敬老院"]}
    assert expected == texts


def test_what_is_done_or_dropped_is_not_asked(tmp_path):
    asked = {line["工作任务"] for path in written(sheet(tmp_path)).values() for line in lines(page_of(path))}
    assert set() == asked & {"拨付产业扶持资金", "清理僵尸企业"}


def test_a_group_is_expanded_by_the_roster_and_each_member_is_asked(tmp_path):
    made = planned(sheet(tmp_path), roster(tmp_path))
    assert ["县教育局", "县民政局", "县财政局", "东山镇", "西河乡"] == [form.unit for form in made.plan.forms]
    assert [] == codes(made)
    page = page_of(written(sheet(tmp_path), roster(tmp_path))["东山镇"])
    assert "牵头（各乡镇）" == next(lines(page))["角色"]


def test_a_group_without_members_gets_one_form_and_a_warning(tmp_path):
    made = planned(sheet(tmp_path))
    assert "各乡镇" == made.plan.forms[-1].unit
    assert [("D735", "「各乡镇」")] == [(note.code, note.facts["names"]) for note in made.notes]


def test_nobody_is_asked_on_a_doubt(tmp_path):
    source = sheet(tmp_path, (1, "民生", "编制方案", "张三、县教育局", None, "6月底前", "正在推进", None))
    made = planned(source)
    assert ["县教育局"] == [form.unit for form in made.plan.forms]
    assert [("D736", "「张三」")] == [(note.code, note.facts["names"]) for note in made.notes]


def test_a_task_that_names_nobody_is_listed(tmp_path):
    made = planned(sheet(tmp_path, *ROWS, (6, "产业", "总结全年工作", None, None, "12月底前", None, None)))
    assert ("D737", "「第6项」") in [(note.code, note.facts["names"]) for note in made.notes]


def test_persons_are_asked_where_a_table_has_no_units(tmp_path):
    """4.8: they stand for units, and stay persons in the form."""
    heads = ("序号", "任务名称", "负责人", "计划完成时间", "状态")
    source = sheet(
        tmp_path,
        (1, "设计接口", "张三、李四", "2021-08-20", "进行中"),
        (2, "联调测试", "李四", "2021-09-10", None),
        heads=heads,
    )
    made = written(source)
    assert {"张三": 1, "李四": 2} == {name: len(list(lines(page_of(path)))) for name, path in made.items()}
    (first, second) = api.assess(api.read(made["李四"]), DAY).tasks
    assert [(), (), ("李四",), ("李四",)] == [first.task.units, second.task.units, first.named, second.named]


def test_a_roster_makes_one_unit_of_two_names(tmp_path):
    known = roster(tmp_path, ("单位", "简称"), ("清水县教育局", "县教育局、县教体局"))
    rows = (
        (1, "民", "编制方案甲", "县教育局", None, "6月底", "推进中", None),
        (2, "民", "编制方案乙", "县教体局", None, "7月底", None, None),
    )
    assert [("清水县教育局", 2)] == [(f.unit, len(f.asked)) for f in planned(sheet(tmp_path, *rows), known).plan.forms]


def test_a_unit_that_leads_and_supports_is_asked_once_as_the_leading_one(tmp_path):
    source = sheet(tmp_path, (1, "民生", "编制方案", "县教育局", "县教育局、县民政局", "6月底前", "正在推进", None))
    made = written(source)
    assert ["牵头"] == [line["角色"] for line in lines(page_of(made["县教育局"]))]
    assert ["配合（县教育局牵头）"] == [line["角色"] for line in lines(page_of(made["县民政局"]))]


def test_of_a_task_that_each_answers_for_itself_a_unit_that_is_done_is_not_asked(tmp_path):
    """5.13: each unit is asked by its own state, and finds its own last answer."""
    source = sheet(tmp_path, (1, "民生", "编制方案", "县教育局、县财政局、县水利局", "县统计局", "9月底前", None, None))
    read = api.read(source)
    told = [
        UnitAnswer("县教育局", Reported("已完成", date(2021, 7, 18))),
        UnitAnswer("县财政局", Reported("完成60%")),
    ]
    place = (0, read.tables[0].sheet, read.tables[0].tasks[0].row)
    judged = api.assess(share_answers([read], {place: told}, Policy(), DAY), DAY)
    plan = rounds.dispatch(judged, [source], due=DUE).plan
    known = {form.unit: form.asked[0].former.status for form in plan.forms}
    assert {"县财政局": "完成60%", "县水利局": None, "县统计局": None} == known


def test_nothing_open_is_said(tmp_path):
    source = sheet(tmp_path, (1, "民生", "编制方案", "县教育局", None, "6月底前", "已完成", None))
    with pytest.raises(UsageError, match="没有可以下发的") as caught:
        planned(source)
    assert "D830" == caught.value.code


def test_a_day_to_return_before_that_of_the_round_is_none(tmp_path):
    with pytest.raises(UsageError) as caught:
        planned(sheet(tmp_path), due=date(2021, 7, 31))
    assert "D739" == caught.value.code


def test_without_a_day_the_office_leaves_five_workdays(tmp_path):
    assert date(2021, 8, 6) == planned(sheet(tmp_path), due=None).occasion.due


UNITS = ("县教育局", "县民政局", "县财政局", "东山镇", "西河乡", "各乡镇", "有关部门")
KNOWN = Roster(tuple(RosterUnit(name, classes=("乡镇",) if name[-1] in "乡镇" else ()) for name in UNITS[:5]))
STATES = ("已完成", "正在推进", None, "不再实施", "暂缓实施", "未启动")


@settings(deadline=None)
@given(st.lists(st.tuples(st.lists(st.sampled_from(UNITS), min_size=1, max_size=4, unique=True), st.sampled_from(STATES)),
                min_size=1, max_size=12), st.booleans())  # fmt: skip
def test_every_open_task_of_every_unit_stands_in_exactly_one_form(drawn, known):
    """14.1: each unit has one form, with exactly those of its tasks that are neither done nor dropped."""
    rows = [task_row(text=f"任务{n}", lead="、".join(units), status=state) for n, (units, state) in enumerate(drawn)]
    judged = judged_by(KNOWN if known else Roster(), *rows)
    plan = plan_round(judged, tuple(snapshot_rows(judged)))
    forms_of = {form.unit: [one.judged.task.text for one in form.asked] for form in plan.forms}
    assert len(forms_of) == len(plan.forms)
    expected: dict[str, list[str]] = {}
    for one in judged.tasks:
        if one.state not in CLOSED:
            for unit in dict.fromkeys(n for u in one.task.units for n in (u.members or (u.unit or u.name,))):
                expected.setdefault(unit, []).append(one.task.text)
    assert expected == forms_of


# --- files ---


def test_the_folder_is_called_after_sheet_and_day_and_the_files_after_period_and_unit(tmp_path):
    made = planned(sheet(tmp_path))
    assert tmp_path / "任务分解表_填报_2021-08-01" == made.folder
    assert "2021年8月_县教育局_填报表.xlsx" == made.files[0]


def test_a_further_round_of_the_month_is_called_by_its_day(tmp_path):
    source = sheet(tmp_path)
    written(source)
    made = planned(source, day=date(2021, 8, 15), due=date(2021, 8, 20))
    assert "2021年8月15日_县教育局_填报表.xlsx" == made.files[0]
    assert "2021-0815" == made.occasion.period.label
    assert "2021-08" == planned(source).occasion.period.label  # the first one is what it was


@pytest.mark.parametrize("unit", ["县教育局/体育局", "CON", "县" + "教" * 200 + "局", "县教育局."])
def test_the_names_of_files_are_safe_on_windows(tmp_path, unit):
    judged = judged_by(Roster((RosterUnit(unit),)), task_row(text="编制方案", lead=unit, status="推进中"))
    made = rounds.dispatch(judged, [tmp_path / "甲.xlsx"], due=DUE)
    (name,) = made.files
    assert not set(name) & set('<>:"/\\|?*')
    assert 200 >= len(name.encode())
    assert made.write().folder.joinpath(name).is_file()


def test_two_units_that_would_share_a_name_have_two_files(tmp_path):
    known = Roster((RosterUnit("县?局"), RosterUnit("县*局")))
    rows = (task_row(text="甲", lead="县?局", status="推进中"), task_row(text="乙", lead="县*局", status="推进中"))
    made = rounds.dispatch(judged_by(known, *rows), [tmp_path / "甲.xlsx"], due=DUE)
    assert ["2021年8月_县_局_填报表.xlsx", "2021年8月_县_局（2）_填报表.xlsx"] == list(made.files)


def test_the_same_run_again_gives_the_same_bytes_and_writes_nothing(tmp_path):
    source = sheet(tmp_path)
    folder = planned(source).write().folder
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert before == {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(planned(source).write().folder.iterdir())
    }


def test_a_form_that_was_filled_in_stays_and_no_second_one_is_made(tmp_path):
    source = sheet(tmp_path)
    path = fill(written(source)["县教育局"], {"修缮敬老院": {"完成情况": "已完成"}})
    filled = path.read_bytes()
    made = planned(source).write()
    assert filled == path.read_bytes()
    assert [] == list(made.folder.glob("*_2.xlsx"))
    assert [("D738", "「县教育局」")] == [(n.code, n.facts["names"]) for n in made.notes if n.code != "D735"]


def test_a_form_that_was_filled_in_stays_where_the_sheet_changed_too(tmp_path):
    source = sheet(tmp_path)
    path = fill(written(source)["县教育局"], {"修缮敬老院": {"完成情况": "已完成"}})
    filled = path.read_bytes()
    sheet(tmp_path, *ROWS, (6, "产业", "开设专栏", "县教育局", None, "12月底前", None, None))
    made = planned(source).write()
    assert filled == path.read_bytes()
    assert 3 == len(list(lines(page_of(made.folder / "2021年8月_县教育局_填报表_2.xlsx"))))
    assert "D151" in codes(made)


def test_a_form_that_nobody_changed_is_made_anew(tmp_path):
    source = sheet(tmp_path)
    path = written(source)["县教育局"]
    sheet(tmp_path, *ROWS, (6, "产业", "开设专栏", "县教育局", None, "12月底前", None, None))
    made = planned(source).write()
    assert 3 == len(list(lines(page_of(path))))
    assert [] == list(made.folder.glob("*_2.xlsx"))


def test_a_form_that_no_unit_needs_any_more_goes_unless_somebody_filled_it_in(tmp_path):
    source = sheet(tmp_path)
    made = written(source)
    fill(made["县民政局"], {"修缮敬老院": {"完成情况": "已完成"}})
    sheet(tmp_path, ROWS[0], ROWS[4])
    again = planned(source).write()
    assert [False, True] == [made[unit].exists() for unit in ("县财政局", "县民政局")]
    assert [("D839", "「2021年8月_县民政局_填报表.xlsx」")] == [
        (n.code, n.facts["names"]) for n in again.notes if n.code != "D735"
    ]


def test_what_is_none_of_ours_is_never_removed(tmp_path):
    """Only what the list of the folder itself names, in that folder, and as it was written."""
    source = sheet(tmp_path)
    folder = planned(source).write().folder
    book = load_workbook(folder / "下发清单.xlsx")
    book.active["B5"], book.active["B6"] = "../任务分解表.xlsx", "笔记.xlsx"
    book.save(folder / "下发清单.xlsx")
    (folder / "笔记.xlsx").write_bytes(source.read_bytes())
    planned(source).write()
    assert source.exists()
    assert (folder / "笔记.xlsx").exists()


def test_a_file_in_the_place_of_the_folder_stays(tmp_path):
    (tmp_path / "任务分解表_填报_2021-08-01").write_text("别动", "utf-8")
    with pytest.raises(OutputError):
        planned(sheet(tmp_path)).write()
    assert "别动" == (tmp_path / "任务分解表_填报_2021-08-01").read_text("utf-8")


# --- 下发清单 ---


def test_the_list_says_who_was_asked_how_many_cells(tmp_path):
    made = planned(sheet(tmp_path), roster(tmp_path))
    folder = made.write().folder
    listed = read_round(folder / "下发清单.xlsx")
    assert made.lines == list(listed)
    assert ("县教育局", "2021年8月_县教育局_填报表.xlsx", 2, 14, DUE) == listed[0][:5]
    page = load_workbook(folder / "下发清单.xlsx").active
    assert "合计：5个单位，6项次任务，42格" in [cell.value for cell in page["A"]]


def test_what_is_typed_into_the_list_is_kept(tmp_path):
    source = sheet(tmp_path)
    path = planned(source).write().folder / "下发清单.xlsx"
    book = load_workbook(path)
    book.active["F5"], book.active["I4"], book.active["I5"] = "王五 8月2日", "备注", "电话催过"
    book.save(path)
    assert ["下发清单.xlsx"] == [p.name for p in planned(source).write().folder.glob("下发清单*")]
    sheet(tmp_path, *ROWS, (6, "产业", "开设专栏", "县科技局", None, "12月底前", None, None))
    folder = planned(source).write().folder
    again = read_round(folder / "下发清单_2.xlsx")
    assert ("县教育局", "王五 8月2日", {"备注": "电话催过"}) == (again[0].unit, again[0].signed, again[0].others)
    assert "县科技局" in [line.unit for line in again]


def test_what_was_typed_of_a_unit_that_is_not_asked_any_more_stays(tmp_path):
    source = sheet(tmp_path)
    path = planned(source).write().folder / "下发清单.xlsx"
    book = load_workbook(path)
    row = next(cell.row for cell in book.active["A"] if cell.value == "县民政局")
    book.active.cell(row, 6).value = "李四"
    book.save(path)
    sheet(tmp_path, ROWS[0], ROWS[4])
    again = read_round(planned(source).write().folder / "下发清单_2.xlsx")
    assert [("县教育局", 1, None), ("各乡镇", 1, None), ("县民政局", 0, "李四")] == [
        (x.unit, x.tasks, x.signed) for x in again
    ]


def test_the_list_is_no_task_sheet(tmp_path):
    from xltrack.sources import is_source

    path = planned(sheet(tmp_path)).write().folder / "下发清单.xlsx"
    assert () == api.read(path).tables
    assert not is_source(path)
