"""Eight weeks of a clerk: what was typed, ticked, sorted, inserted, copied stays, and every figure is that of the cells.

Each week's figures are counted anew from the cells of the ledger by the few lines below, which share none with the program.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests import office
from tests.sorting import sort_by_filter
from tests.test_carry import report
from tests.weeks import BODY, HEADER
from tests.workbooks import agenda_lines, records
from xltrack.report import words

DAYS = [date(2021, 7, 18) + timedelta(weeks=week) for week in range(8)]
HEADS = ("序号", "工作阶段", "工作任务", "责任单位", "完成时限")
TASKS = [
    (1, "动员", "召开全区动员部署会议", "区政府办", "2021年6月30日"),
    (2, "动员", "印发年度工作实施方案", "区政府办", "2021年7月10日左右"),
    (3, "编制", "编制各领域政务公开事项目录", "区教育局", "2021年7月20日"),
    (4, "编制", "编制办事服务指南", "区民政局", "2021年7月31日"),
    (5, "编制", "审查汇总编制成果", "区司法局", "2021年8月10日"),
    (6, "建设", "设立政府网站专栏", "区融媒体中心", "2021年8月15日"),
    (7, "建设", "建设政务公开专区", "大厅那边", "2021年8月31日"),
    (8, "建设", "开展政策解读活动", "区政府办", "2021年9月10日"),
    (9, "考核", "开展第三方评估", "区审计局", "2021年9月30日"),
    (10, "考核", "总结推广经验做法", "区政府办", "2021年12月31日"),
    (11, "考核", "更新公开事项目录", "区政府办", "长期坚持"),
]
LATER = ("补充开展业务培训", "区人社局", "2021年8月12日")


class Clerk:
    """One clerk's folder, and what she knows to have typed: the words by task, the lines that she ticked."""

    def __init__(self, folder: Path) -> None:
        self.source, self.known = folder / "任务分解表.xlsx", dict[str, Any]()
        self.ticked: set[tuple[str, str]] = set()
        self.figures: dict[str, int] = {}
        book = Workbook()
        for row in (HEADS, *TASKS):
            book.active.append(row)
        book.save(self.source)

    def made(self, week: int) -> Path:
        return self.source.parent / f"任务分解表_进度_{DAYS[week]}.xlsx"

    def report(self, week: int, path: Path | None = None, *more: object) -> Path:
        """Report a file as of the week's day, and hold the result against the cells and against what she knows."""
        assert 0 == report(path or self.source, DAYS[week], *more)
        made = Path(more[-1]) if more else self.made(week)
        self.recount(made, DAYS[week])
        return made

    def type(self, path: Path, **answers: object) -> None:
        """Type into the ledger beside tasks known by the beginning of their words."""
        book = load_workbook(path)
        sheet = book["任务台账"]
        heads = {cell.value: cell.column for cell in sheet[HEADER]}
        for text, said in answers.items():
            (row,) = [
                row for row in range(BODY, sheet.max_row + 1)
                if str(sheet.cell(row, heads["工作任务"]).value).startswith(text)
            ]  # fmt: skip
            sheet.cell(row, heads["完成情况"]).value = said
            self.known[sheet.cell(row, heads["工作任务"]).value] = said
        book.save(path)

    def tick(self, path: Path, code: str, said: object) -> None:
        book = load_workbook(path)
        sheet = book["核对清单"]
        heads = {cell.value: cell.column for cell in sheet[HEADER]}
        rows = [row for row in range(BODY, sheet.max_row + 1) if sheet.cell(row, heads["编号"]).value == code]
        assert rows
        for row in rows:
            sheet.cell(row, heads["核对"]).value = said
        book.save(path)
        self.ticked.add((code, str(said)))

    def recount(self, path: Path, day: date) -> None:
        book = load_workbook(path, data_only=True)
        ledger = records(book["任务台账"])
        typed = {row["工作任务"]: row["完成情况"] for row in ledger}
        assert self.known == {text: said for text, said in typed.items() if said}
        found = [state_of(row, day, asked=bool(self.known)) for row in ledger]
        assert found == [row["状态"] for row in ledger]
        total = Counter(found)
        figures = {
            "任务总数": len(found), "已办结": total["已完成"] + total["逾期完成"],
            "在办": total["推进中"] + total["未填报"], "临期": total["临期"], "逾期": total["逾期"],
            "持续推进": total["持续推进"], "暂缓": total["暂缓"], "取消": total["取消"],
        }  # fmt: skip
        last = records(book["历史"])[-1]
        assert day == last["日期"].date()
        assert figures == {name: last[name] for name in figures}
        units = Counter(row["责任单位"] for row in ledger)
        rolled = {row["责任单位"]: row["任务数"] for row in records(book["单位汇总"], header=HEADER)}
        assert dict(units) == {unit: rolled[unit] for unit in units}
        assert total["逾期"] == len(agenda_lines(book)[0])
        self.reconcile(book, figures)
        left = {(row["编号"]) for row in records(book["核对清单"])}
        assert not {code for code, _ in self.ticked} & left
        self.figures = figures

    def reconcile(self, book: Workbook, figures: dict[str, int]) -> None:
        """「逾期3＋1－2＝2」: last week's figure and this week's, and the sum is right."""
        told = [str(cell.value) for row in book["总览"].iter_rows() for cell in row if cell.value]
        if words.FLOWS not in told:
            return
        line = told[told.index(words.FLOWS) + 1]
        for name, before, came, went, now in re.findall(r"，?([^\d，]+)(\d+)(?:＋(\d+))?(?:－(\d+))?＝(\d+)", line):
            assert int(before) + int(came or 0) - int(went or 0) == int(now) == figures[name]
            assert int(before) == self.figures[name]


def state_of(row: dict[str, Any], day: date, *, asked: bool) -> str:
    """What a row is, by its cells alone."""
    said = row["完成情况"] or ""
    numbers = [int(n) for n in re.findall(r"\d+", str(row["完成时限"]))]
    due = date(*numbers) if numbers else None
    if said in ("取消", "暂缓"):
        return said
    if said.startswith("已"):
        named = re.fullmatch(r"已于(\d+)月(\d+)日完成", said)
        return "逾期完成" if named and due and date(2021, *map(int, named.groups())) > due else "已完成"
    if due is None:
        return "持续推进"
    if due < day and (said or asked):
        return "逾期"
    if due >= day and (due - day).days <= 7:
        return "临期"
    return "推进中" if said else "未填报"


@pytest.mark.parametrize("how", ["openpyxl", pytest.param("LibreOffice", marks=pytest.mark.office)])
def test_eight_weeks(how, tmp_path):
    clerk = Clerk(tmp_path)

    def saved(path: Path) -> None:
        """As LibreOffice saves it: another file, the same cells."""
        if how == "LibreOffice":
            (folder := tmp_path / "saved").mkdir(exist_ok=True)
            shutil.move(office.convert([path], "xlsx", folder)[0], path)

    reports(clerk, saved)
    originals(clerk)
    # 8: written over a name of its own.
    clerk.report(7, clerk.source, "-o", tmp_path / "年终.xlsx")
    assert {"取消": 1, "已办结": 9, "任务总数": 12} == {n: clerk.figures[n] for n in ("取消", "已办结", "任务总数")}


def reports(clerk: Clerk, saved: Callable[[Path], None]) -> None:
    """Weeks 1 to 4: each report is made of the one before."""
    # 1: nobody was asked. The lines that are in doubt are ticked, or answered.
    first = clerk.report(0)
    clerk.type(first, 召开全区="已完成", 印发年度="已于7月12日完成", 编制各领域="正在推进")
    clerk.tick(first, "D412", "√")
    clerk.tick(first, "D506", "√")
    # 2: the report goes on, and is sorted by the button once it was filled in.
    second = clerk.report(1, first)
    clerk.type(second, 编制各领域="已于7月22日完成", 编制办事="正在推进", 开展政策="暂缓")
    sort_by_filter(second, second, "完成时限", reverse=True)
    saved(second)
    # 3: a row is inserted, one withdrawn, a unit renamed; a copy of the sheet is answered, a copy of the file lies beside.
    third = clerk.report(2, second)
    clerk.type(third, 编制办事="已完成", 审查汇总="正在推进")
    shutil.copy(third, third.with_name("任务分解表_进度 - 副本.xlsx"))
    insert_and_withdraw(third, clerk)
    # 4
    fourth = clerk.report(3, third)
    clerk.type(fourth, 审查汇总="已于8月9日完成", 补充开展="正在推进", 设立政府="已完成")
    saved(fourth)


def originals(clerk: Clerk) -> None:
    """Weeks 5 to 7: the original is reported again."""
    # 5: the original again, which knows nothing of all that.
    shelved = {LATER[0]: clerk.known.pop(LATER[0])}
    fifth = clerk.report(4)
    assert "补充开展业务培训" in told_of("D322", fifth)
    assert "D321" not in {row["编号"] for row in records(load_workbook(fifth)["核对清单"])}
    clerk.type(fifth, 建设政务="正在推进", 开展政策="正在推进", 开展第三方="取消")
    # 6: and that report goes on.
    sixth = clerk.report(5, fifth)
    clerk.type(sixth, 建设政务="已于8月27日完成", 总结推广="正在推进")
    # 7: the original once more, with the row that was inserted in week 3.
    book = load_workbook(clerk.source)
    book.active.append((12, "动员", *LATER))
    book.save(clerk.source)
    clerk.known |= shelved
    seventh = clerk.report(6)
    clerk.type(seventh, 补充开展="已完成", 开展政策="已于9月1日完成")


def insert_and_withdraw(path: Path, clerk: Clerk) -> None:
    book = load_workbook(path)
    copied = book.copy_worksheet(book["任务台账"])
    copied.title = "任务台账（区融媒体中心）"
    sheet = book["任务台账"]
    heads = {cell.value: cell.column for cell in sheet[HEADER]}

    def row_of(sheet: Any, text: str) -> int:
        rows = range(BODY, sheet.max_row + 1)
        return next(row for row in rows if str(sheet.cell(row, heads["工作任务"]).value).startswith(text))

    copied.cell(row_of(copied, "设立政府"), heads["完成情况"]).value = "正在推进"
    clerk.known["设立政府网站专栏"] = "正在推进"
    sheet.cell(row_of(sheet, "开展第三方"), heads["责任单位"]).value = "区审计中心"
    sheet.delete_rows(row_of(sheet, "总结推广"))
    place = row_of(sheet, "设立政府")
    sheet.insert_rows(place)
    for head, value in zip(("工作任务", "责任单位", "完成时限"), LATER, strict=True):
        sheet.cell(place, heads[head]).value = value
    book.save(path)


def told_of(code: str, path: Path) -> str:
    return "".join(row["事项"] for row in records(load_workbook(path)["核对清单"]) if row["编号"] == code)
