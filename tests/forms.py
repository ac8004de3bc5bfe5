"""A sheet of a county, the forms that are made of it, and what stands in them as openpyxl, an independent reader, sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltrack import api, rounds
from xltrack.domain.settings import Office
from xltrack.forms.writing import Dispatch

DAY, DUE = date(2021, 8, 1), date(2021, 8, 10)
HEADER, BODY = 4, 5
HEADS = ("序号", "重点任务", "工作任务", "责任单位", "配合单位", "完成时限", "完成情况", "存在问题")
ROWS = (
    (1, "民生", "编制教育信息化实施方案", "县教育局", None, "6月底前", "正在推进", "资金缺口300万元"),
    (2, "民生", "修缮敬老院", "县民政局", "县教育局、县财政局", "2021年9月底前", None, None),
    (3, "产业", "拨付产业扶持资金", "县财政局", None, "10月底前", "已完成", None),
    (4, "产业", "清理僵尸企业", "县财政局", None, "11月底前", "不再实施", None),
    (5, "产业", "完成春耕备耕", "各乡镇", None, "持续推进", "未启动", None),
)
ROSTER = (
    ("单位", "类别", "邮箱"), ("县教育局", None, "jyj@a.cn"), ("县民政局", None, None), ("县财政局", None, "czj@a.cn"),
    ("东山镇", "乡镇", "ds@a.cn"), ("西河乡", "乡镇", "xh@a.cn"),
)  # fmt: skip
OFFICE = Office("清水县人民政府办公室", contact="张三", phone="0912-3525188")
ASKED = ("完成情况", "完成日期", "进度（%）", "存在问题", "下一步措施", "佐证材料", "申请延期至")


def sheet(
    folder: Path, *rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS, name: str = "任务分解表.xlsx",
    title: str = "清水县2021年重点工作任务分解表",
) -> Path:  # fmt: skip
    """A decomposition sheet."""
    book = Workbook()
    book.active.append([title])
    book.active.append(heads)
    for row in rows or ROWS:
        book.active.append(row)
    path = folder / name
    book.save(path)
    return path


def roster(folder: Path, *rows: tuple[Any, ...]) -> Path:
    """A roster of its units, those that have an address and those that have none."""
    book = Workbook()
    book.active.title = "单位名录"
    for row in rows or ROSTER:
        book.active.append(row)
    path = folder / "单位名录.xlsx"
    book.save(path)
    return path


def planned(source: Path, known: Path | None = None, day: date = DAY, **wish: Any) -> Dispatch:
    """The round of a sheet."""
    names = api.read_roster(known)[0] if known else None
    assessment = api.assess(api.read(source, roster=names), day)
    return rounds.dispatch(assessment, [source], due=wish.pop("due", DUE), office=OFFICE, **wish)


def written(source: Path, known: Path | None = None, day: date = DAY, **wish: Any) -> dict[str, Path]:
    """The forms of a sheet, by unit, as files."""
    made = planned(source, known, day, **wish)
    folder = made.write().folder
    return {form.unit: folder / name for form, name in zip(made.plan.forms, made.files, strict=True)}


def page_of(path: Path) -> Worksheet:
    """The sheet that is filled in."""
    return load_workbook(path)["填报表"]


def head_of(page: Worksheet) -> int:
    """The row of its heads, wherever it stands by now."""
    return next((row for row in range(1, page.max_row + 1) if any(c.value == "工作任务" for c in page[row])), HEADER)


def columns_of(page: Worksheet) -> dict[str, int]:
    """Its columns by their heads, the year and line breaks aside."""
    return {str(cell.value).split("\n")[0]: cell.column for cell in page[head_of(page)] if cell.value}


def lines(page: Worksheet) -> Iterator[dict[str, Any]]:
    """Its rows, by heads."""
    heads = columns_of(page)
    for row in range(BODY, page.max_row + 1):
        yield {head: page.cell(row, column).value for head, column in heads.items()}


def fill(path: Path, answers: Mapping[str, Mapping[str, Any]], target: Path | None = None) -> Path:
    """Type answers into a form, by the words of the task and the head of the column."""
    book = load_workbook(path)
    page = book["填报表"]
    heads = columns_of(page)
    for row in range(BODY, page.max_row + 1):
        for head, value in answers.get(page.cell(row, heads["工作任务"]).value, {}).items():
            page.cell(row, heads[head]).value = value
    book.save(target or path)
    return target or path
