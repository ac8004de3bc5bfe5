"""What a report remembers, in the workbooks themselves: a clerk's weeks (docs/规则.md 8)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.assessments import HEADS, assessment, document, task_row
from tests.processes import TRACKED
from tests.weeks import BODY, HEADER, ROLES_ROW, WEEKS, changed, days, edit, history, memory, report, take_snapshot
from tests.workbooks import records, words_of, written
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.comparison.since import recall
from xltrack.comparison.snapshot import period_of
from xltrack.domain.memory import (
    CHANGE_WORDS,
    MAIN_CHANGES,
    PERIOD_ROLES,
    TASK_ROLE,
    Memory,
    Snapshot,
    task_fields,
    task_record,
)
from xltrack.placing.finding import find_earlier
from xltrack.reading.files.source import open_book
from xltrack.report.writing import report_workbook
from xltrack.sheets.digest import standing_of

FORMER = Path(__file__).parent / "data" / "former"
HEADS_OF_HISTORY = ["日期", "任务总数", "已办结", "在办", "临期", "逾期", "持续推进", "暂缓", "取消", "完成率"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return Path(shutil.copy(TRACKED, tmp_path / "台账.xlsx"))


# --- what stands in the sheets ---


def test_the_first_report_remembers_itself():
    made = assessment(
        document(
            HEADS,
            task_row(status="已完成"),
            task_row(text="乙", deadline=date(2021, 7, 1)),
            task_row(text="丙", deadline="持续推进"),
        )
    )
    book = written(made)
    assert [HEADS_OF_HISTORY] == [[cell.value for cell in book["历史"][HEADER]]]
    (row,) = records(book["历史"])
    assert (3, 1, 0, 0, 1, 1, 0, 0, 0.5) == tuple(row[head] for head in HEADS_OF_HISTORY[1:])
    assert ("visible", "hidden") == (book["历史"].sheet_state, book["快照"].sheet_state)
    assert list(PERIOD_ROLES) == [cell.value for cell in book["历史"][ROLES_ROW]]
    assert [TASK_ROLE] == [cell.value for cell in book["快照"][ROLES_ROW]]
    assert ["制定方案", "乙", "丙"] == [task_fields(book["快照"].cell(r, 1).value)[1] for r in range(BODY, BODY + 3)]
    assert {"xltrack_history", "xltrack_snapshot"} <= set(book.defined_names)


def test_what_was_written_is_read_back(tmp_path):
    made = assessment(
        document(
            "seq:序号 group:阶段 text:任务 lead:责任单位 support:配合单位 deadline:时限",
            ("01", "甲 / 乙", "=1+1", "各县（市、区）政府、区政府办", "区教育局", date(2021, 8, 10)),
            (2, "丙", "一、开会\n布置", "", "", "梳理 2020-08-01至2020-08-31；审查 2021-09-30"),
            (3, "丙", "未定", "区政府办", None, "持续推进"),
            (None, "丙", "早年的事", None, None, date(1899, 12, 31)),
        )
    )
    path = tmp_path / "甲_进度_2021-08-01.xlsx"
    path.write_bytes(report_workbook(made).data)
    read = memory(path)
    assert Memory(path.name, (take_snapshot(made),), (period_of(made),), given={"": 4}) == read


def test_two_snapshots_stand_in_one_sheet_and_come_back(tmp_path):
    old = assessment(document(HEADS, task_row(), task_row(text="乙"), task_row(text="丙")), as_of=WEEKS[1])
    new = assessment(document(HEADS, task_row(text="丙"), task_row(status="已完成"), task_row(text="丁")))
    made = recall(new, Memory("上期.xlsx", (take_snapshot(old),), (period_of(old),)))
    path = tmp_path / "甲_进度_2021-08-01.xlsx"
    path.write_bytes(report_workbook(made).data)
    assert (Snapshot(WEEKS[2], made.since.rows), take_snapshot(old)) == memory(path).snapshots
    assert made.since.periods == memory(path).periods
    # 丙 is the same in both and stands there once.
    assert 5 == sum(row[0].value is not None for row in load_workbook(path)["快照"].iter_rows(min_row=BODY))


def test_the_digest_covers_what_is_remembered(source):
    path = report(source, WEEKS[0]).path
    assert "unchanged" == standing_of(open_book(path))
    book = load_workbook(path)
    cell = book["快照"].cell(BODY, 1)
    cell.value = (
        cell.value.replace("｜逾期｜", "｜取消｜").replace("｜临期｜", "｜取消｜").replace("｜已完成｜", "｜取消｜")
    )
    book.save(path)
    assert "edited" == standing_of(open_book(path))


def test_a_report_of_an_earlier_version_remembers_the_same(source):
    """Its 快照 has a column for each field; none for the number of a task."""
    path = [report(source, day).path for day in WEEKS[:2]][-1]
    former = FORMER / path.name
    assert ["key", "text"] == [cell.value for cell in load_workbook(former)["快照"][ROLES_ROW]][:2]
    read = memory(path)
    bare = tuple(one._replace(rows=tuple(row._replace(number="") for row in one.rows)) for one in read.snapshots)
    assert read._replace(snapshots=bare, given={}) == memory(former)


@given(st.lists(st.text(st.sampled_from("甲乙｜\\\n "), max_size=6), min_size=1, max_size=9))
def test_fields_of_a_task_come_back_from_one_text(fields):
    assert fields == task_fields(task_record(fields))


def test_a_task_that_is_longer_than_a_cell_is_remembered_whole(tmp_path):
    groups = " ".join("甲" * 900 for _ in range(20))
    made = assessment(
        document("group:阶段 text:任务 lead:责任单位", (groups, "乙" * 900, "丙局"), ("丁", "戊", "己局"))
    )
    path = tmp_path / "甲_进度_2021-08-01.xlsx"
    path.write_bytes(report_workbook(made).data)
    assert (take_snapshot(made),) == memory(path).snapshots


# --- a clerk's weeks ---


def test_each_week_from_the_source_takes_the_last_report_beside_it(source):
    paths = [report(source, day).path for day in WEEKS]
    assert [["2021-07-18"], ["2021-07-18", "2021-07-25"], [day.isoformat() for day in WEEKS]] == [
        days(p) for p in paths
    ]
    assert ({}, {9: "新逾期"}, {10: "新逾期"}) == tuple(map(changed, paths))
    assert [0, 1, 2] == [row["逾期"] for row in history(paths[2])]


def test_the_same_day_again_changes_no_byte(source):
    paths = [report(source, day).path for day in WEEKS]
    before = paths[2].read_bytes()
    assert paths[2] == report(source, WEEKS[2]).path
    assert before == paths[2].read_bytes()


def test_what_the_clerk_typed_since_is_what_changed(source):
    path = report(source, WEEKS[1]).path
    edit(
        path,
        row12_完成情况="已于7月28日完成",
        row13_完成时限="2021年9月30日",
        row15_责任单位="区教育局",
        row16_主要任务="开展第三方评估",
    )
    book = load_workbook(path)
    book["任务台账"].delete_rows(20)
    book.save(path)
    done = report(path, WEEKS[2])
    made = changed(done.path)
    assert "办结（7月28日）" == made[12]
    assert "时限调整，原为10月30日" == made[13]
    assert "责任单位调整，原为区审批服务局" == made[15]
    assert "新增" == made[16]
    assert "新逾期" == made[10]
    assert "：新增1，办结1，新逾期1，时限调整1，责任单位调整1，删除2" in "".join(done.summary)
    assert ["2021-07-25", "2021-08-01"] == days(done.path)


def test_a_report_of_a_report_changes_nothing_but_the_history(source, tmp_path):
    for day in WEEKS[:2]:
        first = report(source, day).path
    second = report(first, WEEKS[2], output=tmp_path / "二.xlsx").path
    third = report(second, WEEKS[2], output=tmp_path / "三.xlsx").path
    fourth = report(third, WEEKS[2], output=tmp_path / "四.xlsx").path
    assert [day.isoformat() for day in WEEKS] == days(second) == days(third) == days(fourth)
    assert changed(second) == changed(third) == changed(fourth) == {10: "新逾期"}
    assert memory(second)[1:] == memory(third)[1:] == memory(fourth)[1:]
    for name in ("逾期和临期", "单位汇总", "核对清单", "历史", "快照"):
        assert values(third, name) == values(fourth, name)


def values(path: Path, name: str) -> list[list[Any]]:
    """The cells of a sheet, without the name of the source and of cells there."""
    rows = [[cell.value for cell in row] for row in load_workbook(path)[name].iter_rows()]
    return [row[:-1] for row in rows] if name == "核对清单" else rows


def test_the_same_date_replaces_its_row_and_keeps_what_it_was_compared_with(source):
    for day in WEEKS[:2]:
        path = report(source, day).path
    edit(path, row9_完成情况="已于7月19日完成")
    again = report(path, WEEKS[1])
    assert ["2021-07-18", "2021-07-25"] == days(again.path)
    assert [0, 0] == [row["逾期"] for row in history(again.path)]
    assert {9: "办结（7月19日）"} == changed(again.path)


def test_an_earlier_day_than_the_report_takes_its_place_among_the_dates(source):
    path = report(source, WEEKS[2]).path
    early = report(path, WEEKS[0])
    assert ["2021-07-18", "2021-08-01"] == days(early.path)
    assert {} == changed(early.path)
    assert "第1期" in "".join(words_of(load_workbook(early.path)["总览"]))


def test_what_was_asked_for_outranks_what_lies_beside(source, tmp_path):
    asked = report(source, WEEKS[0], output=tmp_path / "上上期.xlsx").path
    report(source, WEEKS[1])
    done = report(source, WEEKS[2], since=asked)
    assert {9: "新逾期", 10: "新逾期"} == changed(done.path)
    assert any("较7月18日（上上期.xlsx）" in line for line in done.summary)


def test_a_report_compared_with_another_keeps_its_own_dates(source, tmp_path):
    old = report(source, WEEKS[0], output=tmp_path / "老.xlsx").path
    shutil.copy(TRACKED, tmp_path / "另.xlsx")
    own = report(tmp_path / "另.xlsx", WEEKS[1]).path
    done = report(own, WEEKS[2], since=old)
    assert [day.isoformat() for day in WEEKS] == days(done.path)
    assert {9: "新逾期", 10: "新逾期"} == changed(done.path)


def test_the_report_beside_is_the_latest_of_an_earlier_day(tmp_path):
    names = (
        "甲_进度_2021-07-25.xlsx",
        "甲_进度_2021-07-25_10.xlsx",
        "甲_进度_2021-07-25_9.xlsx",
        "甲_进度_2021-08-01.xlsx",
        "乙_进度_2021-07-30.xlsx",
        "甲_进度_2021-07-31.pdf",
    )
    for name in names:
        (tmp_path / name).touch()
    found = find_earlier([tmp_path / "甲.xlsx"], WEEKS[2])
    assert "甲_进度_2021-07-25_10.xlsx" == found.name
    assert "甲_进度_2021-07-25_9.xlsx" == find_earlier([tmp_path / names[1]], WEEKS[2]).name
    assert find_earlier([tmp_path / "甲.xlsx"], WEEKS[1]) is None
    assert find_earlier([tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"], WEEKS[2]) is None
    assert find_earlier([tmp_path / "没有" / "甲.xlsx"], WEEKS[2]) is None


def test_several_files_have_one_memory(tmp_path):
    paths = [Path(shutil.copy(TRACKED, tmp_path / name)) for name in ("东乡.xlsx", "西镇.xlsx")]
    book = load_workbook(paths[1])
    for cell in (cell for row in book.active.iter_rows() for cell in row if isinstance(cell.value, str)):
        cell.value = cell.value.replace("榆阳区", "横山区")
    book.save(paths[1])
    for day in WEEKS[1:]:
        done = api.report(api.assess([api.read(path) for path in paths], day), paths)
    assert ["2021-07-25", "2021-08-01"] == days(done.path)
    assert 2 == sum("新逾期" in said for said in changed(done.path).values())


# --- what the leader sees ---


def overview(path: Path) -> str:
    return "\n".join(words_of(load_workbook(path, data_only=True)["总览"]))


def test_the_overview_tells_what_changed_and_from_the_third_date_on_the_trend(source):
    paths = [report(source, day).path for day in WEEKS]
    first, second, third = map(overview, paths)
    assert ("第1期" in first, "本期变化" in first, "各期走势" in first) == (True, False, False)
    assert ("第2期" in second, "本期变化　较7月18日" in second, "各期走势" in second) == (True, True, False)
    assert ("第3期" in third, "本期变化　较7月25日" in third, "各期走势" in third) == (True, True, True)
    assert "较上期+1" in third
    assert "新逾期" in third
    lines = third.splitlines()
    assert not any(CHANGE_WORDS[kind] in lines for kind in MAIN_CHANGES if kind != "overdue")
    assert "各数增减" in third
    assert "重新办理" not in third


def test_the_column_says_that_it_does_not_follow_the_date(source):
    paths = [report(source, day).path for day in WEEKS[1:]]
    heads = [cell.value for cell in load_workbook(paths[1])["任务台账"][HEADER]]
    assert "距期天数" in heads[: heads.index("本期变化（截至2021年8月1日，不随统计日期变化）")]
    assert {} == changed(paths[0])


def test_a_doubtful_match_is_shown_beside_the_task_on_the_overview_and_in_the_checks(source):
    path = report(source, WEEKS[1]).path
    edit(path, row10_主要任务="广泛征求意见，进一步修改完善，形成修改稿。")
    done = report(path, WEEKS[2])
    assert "新逾期；待核实：疑似上期「征求意见、进一步修改完善，形…」" == changed(done.path)[10]
    assert "待核实1处，见「核对清单」" in overview(done.path)
    assert "（待核实）" in overview(done.path)
    (row,) = [r for r in records(load_workbook(done.path, data_only=True)["核对清单"]) if r["编号"] == "D310"]
    assert ("警告", "第6项") == (row["级别"], row["台账"])
    assert any("待核实1处" in line for line in done.summary)


# --- properties ---

TEXTS = st.text(st.sampled_from("召开会议印发方案，。1一 =@\n（）\u200b𠮷_x000A_<&"), min_size=1, max_size=12)
ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(1, 3), st.sampled_from(["甲", "一、乙"]), TEXTS, st.sampled_from(["区政府办、各乡镇", ""]),
        st.none() | st.just("持续推进") | st.dates(date(1899, 1, 1), date(2021, 12, 31)), st.sampled_from([None, "已完成", "取消"]),
    ),
    max_size=8,
)  # fmt: skip


def through_the_workbook(made: Assessment, folder: Path) -> Memory:
    path = folder / "甲.xlsx"
    path.write_bytes(report_workbook(made).data)
    return memory(path)


@settings(deadline=None)
@given(rows=ROWS)
def test_what_is_remembered_gives_no_change_against_itself(rows, tmp_path_factory):
    """A report of a report changes nothing but the history (docs/规则.md 8.1)."""
    made = assessment(document(HEADS, *rows), as_of=WEEKS[1])
    remembered = through_the_workbook(made, tmp_path_factory.getbasetemp())
    later = recall(made._replace(as_of=WEEKS[2]), remembered)
    assert ((), ()) == (later.since.changes.items, remembered.diagnostics)
    assert [WEEKS[1], WEEKS[2]] == [period.day for period in later.since.periods]
    again = through_the_workbook(later, tmp_path_factory.getbasetemp())
    assert (later.since.rows, later.since.before) == (again.snapshots[0].rows, again.snapshots[1])
