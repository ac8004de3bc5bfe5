"""Answers where xltrack wrote a task a second time: copies of its ledger, 附件, lists of late tasks (docs/规则.md 2.1)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from tests import sketch
from tests.assessments import DAY
from xltrack import api
from xltrack.reading.files.grid import Percent

TITLE = "2021年重点工作任务分解表\n"
PLAIN = """
| 序号 | 工作任务 | 责任单位 | 完成时限      | 完成情况 |
| 1    | 编制清单 | 区政府办 | 2021年6月30日 | 已完成   |
| 2    | 建设平台 | 区教育局 | 2021年7月31日 |          |
| 3    | 开展评估 | 区审计局 | 2021年7月20日 | 正在推进 |
"""


def _saved(path: Path, text: str | None = None) -> Path:
    """A workbook with the tasks of a drawing, else of PLAIN."""
    book = Workbook()
    (drawn,) = sketch.book(TITLE + (text or PLAIN).strip()).sheets
    for row, cells in drawn.rows.items():
        for column, value in cells.items():
            cell = book.active.cell(row, column, value)
            if isinstance(value, Percent):
                cell.number_format = "0%"
            cell.font = Font(strike=(row, column) in drawn.struck)
    book.save(path)
    return path


RETOLD = ("D284", "D286", "D612")


def _codes(document) -> list[tuple[str, str]]:
    return [(note.code, note.cell.a1) for note in document.diagnostics if note.code in RETOLD]


def _told(document) -> list[tuple[str | None, str]]:
    return [
        (task.reported.words, judged.state) for judged in api.assess(document, DAY).tasks for task in (judged.task,)
    ]


@pytest.fixture
def report(tmp_path):
    """A report of PLAIN with the 附件 on its own sheets."""
    source = _saved(tmp_path / "任务.xlsx")
    api.report(api.assess(api.read(source), DAY), [source], tmp_path / "进度.xlsx", annexes=True)
    return load_workbook(tmp_path / "进度.xlsx")


def _copied(book: Workbook):
    """A copy of the ledger's sheet, and where its columns stand."""
    copy = book.copy_worksheet(book["任务台账"])
    copy.title = "任务台账 (2)"
    return copy, {cell.value: cell.column for cell in copy[4]}


def _read(book: Workbook, path: Path):
    book.save(path)
    return api.read(path)


@pytest.mark.parametrize("roles", [True, False], ids=["whole", "row of roles deleted"])
def test_answers_in_a_copy_of_the_ledgers_sheet_are_taken(report, tmp_path, roles):
    copy, heads = _copied(report)
    assert [] == _codes(_read(report, tmp_path / "同.xlsx"))
    copy.cell(6, heads["完成情况"]).value = "已完成"
    copy.cell(6, heads["完成日期"]).value = date(2021, 7, 30)
    place = f"任务台账 (2)!{copy.cell(6 if roles else 5, heads['完成情况']).coordinate}"
    if not roles:
        copy.delete_rows(3)
    read = _read(report, tmp_path / "填.xlsx")
    assert [("D286", "任务台账!G6")] == _codes(read)
    (note,) = [note for note in read.diagnostics if note.code == "D286"]
    assert place == note.related[0].a1
    assert place in note.message
    assert "建设平台" in note.message
    assert "info" == note.severity
    assert [("已完成", "done"), ("已完成", "done"), ("正在推进", "overdue")] == _told(read)


def test_an_answer_that_was_taken_stands_in_the_next_ledger(report, tmp_path):
    copy, heads = _copied(report)
    copy.cell(6, heads["完成情况"]).value = "已完成"
    read = _read(report, tmp_path / "填.xlsx")
    api.report(api.assess(read, DAY), [tmp_path / "填.xlsx"], tmp_path / "下期.xlsx")
    assert "已完成" == load_workbook(tmp_path / "下期.xlsx")["任务台账"].cell(6, heads["完成情况"]).value
    assert _told(read) == _told(api.read(tmp_path / "下期.xlsx"))


def test_where_the_copy_says_something_else_the_ledger_stands_and_both_cells_are_named(report, tmp_path):
    copy, heads = _copied(report)
    copy.cell(7, heads["完成情况"]).value = "已完成"
    read = _read(report, tmp_path / "填.xlsx")
    assert [("D284", "任务台账!G7")] == _codes(read)
    (note,) = [note for note in read.diagnostics if note.code == "D284"]
    assert "任务台账!G7填「正在推进」，任务台账 (2)!G7填「已完成」" in note.message
    assert ("正在推进", "overdue") == _told(read)[2]


def test_an_answer_of_no_task_for_sure_is_named(report, tmp_path):
    copy, heads = _copied(report)
    copy.cell(6, heads["完成情况"]).value = "已完成"
    copy.cell(6, heads["工作任务"]).value = "建设什么平台"
    read = _read(report, tmp_path / "填.xlsx")
    assert [("D612", f"任务台账 (2)!{copy.cell(6, heads['完成情况']).coordinate}")] == _codes(read)
    assert None is _told(read)[1][0]


def test_tasks_of_the_same_words_are_told_by_their_units(tmp_path):
    two = PLAIN.replace("开展评估", "建设平台")
    source = _saved(tmp_path / "任务.xlsx", two)
    api.report(api.assess(api.read(source), DAY), [source], tmp_path / "进度.xlsx")
    book = load_workbook(tmp_path / "进度.xlsx")
    copy, heads = _copied(book)
    copy.cell(6, heads["完成情况"]).value = "已完成"
    read = _read(book, tmp_path / "填.xlsx")
    assert ["已完成", "已完成", "正在推进"] == [words for words, _ in _told(read)]
    copy.cell(6, heads["序号"]).value = 9
    copy.cell(6, heads["责任单位"]).value = "区档案馆"
    copy.cell(6, heads["完成时限"]).value = "2021年9月1日"
    assert ["D612"] == [code for code, _ in _codes(_read(book, tmp_path / "填.xlsx"))]


@pytest.mark.parametrize("name", ["附件1", "附件2"])
def test_answers_in_the_annexes_of_a_report_are_taken(report, tmp_path, name):
    assert [] == _codes(_read(report, tmp_path / "同.xlsx"))
    cell = next(c for row in report[name].iter_rows() for c in row if c.value == "未填报")
    cell.value = "已完成"
    read = _read(report, tmp_path / "填.xlsx")
    assert ([("D286", "任务台账!G6")], ("已完成", "done")) == (_codes(read), _told(read)[1])


def test_answers_in_the_list_of_late_tasks_of_an_annex_are_taken(tmp_path):
    source = _saved(tmp_path / "任务.xlsx")
    api.annex(api.assess(api.read(source), DAY), [source], tmp_path / "附件.xlsx")
    assert [] == _codes(api.read(tmp_path / "附件.xlsx"))
    book = load_workbook(tmp_path / "附件.xlsx")
    for row in book["附件2"].iter_rows():
        for cell in row:
            if typed := {"未填报": "已完成（7月30日）", "正在推进": "已完成"}.get(cell.value):
                cell.value = typed
    read = _read(book, tmp_path / "填.xlsx")
    assert [("D284", "附件1!E8"), ("D286", "附件1!E7")] == sorted(_codes(read))
    assert [("已完成", "done"), ("已完成（7月30日）", "done"), ("正在推进", "overdue")] == _told(read)


ODD = """
| 序号 | 工作任务 | 责任单位 | 完成时限      | 完成情况 | 完成日期    | 完成比例 |
| 1    | 编制清单 | 区政府办 | 2021年6月30日 |          | @2021-06-25 |          |
| 2    | 建设平台 | 区教育局 | 2021年7月31日 |          |             | 60%      |
| 3    | 开展评估 | 区审计局 | 持续推进      |          |             |          |
| 4    | 开展清查 | 区审计局 | 长期坚持      | 已开展   |             |          |
| 5    | ~开展检查~ | 区审计局 | 2021年7月31日 |          |             |          |
| 6    | 组织培训 | 区人社局 | 2021年6月30日 |          | @2021-07-25 |          |
| 7    | 汇总总结 | 区人社局 | 2021年6月30日 | 暂缓     |             | 10%      |
| 8    | 开展调研 | 区人社局 | 2021年6月30日 | /        |             | 100%     |
| 9    | 开展督导 | 区人社局 | 2021年6月30日 |          | @1901-12-05 |          |
"""


@pytest.mark.parametrize("drawn", [PLAIN, ODD], ids=["plain", "odd"])
def test_what_xltrack_put_on_its_sheets_is_no_answer(tmp_path, drawn):
    source = _saved(tmp_path / "任务.xlsx", drawn)
    before = api.assess(api.read(source), DAY)
    api.report(before, [source], tmp_path / "进度.xlsx", annexes=True)
    read = api.read(tmp_path / "进度.xlsx")
    assert ([], [task.state for task in before.tasks]) == (_codes(read), [state for _, state in _told(read)])


def test_what_an_annex_shows_is_no_report(tmp_path):
    """5.2: read again, 未填报 is nothing that was reported."""
    source = _saved(tmp_path / "任务.xlsx")
    api.annex(api.assess(api.read(source), DAY), [source], tmp_path / "附件.xlsx")
    again = api.read(tmp_path / "附件.xlsx")
    assert ["已完成", None, "正在推进"] == [task.reported.words for task in again.tables[0].tasks]
