"""A small workbook of an office, and `xltrack update` run on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook

from tests.drawn import save_sketch
from tests.processes import xltrack

TRACKED = """
    2021年重点任务分解表
    | 序号 | 工作任务 | 责任单位 | 完成时限  | 完成情况 |
    | 1    | 制定方案 | 县发改局 | 6月30日前 | 已完成   |
    | 2    | 摸底排查 | 县财政局 | 7月20日前 | 正在推进 |
    | 3    | 总结上报 | 县教育局 | 8月5日前  | 未启动   |
"""
HEADS = ["状态（自动）", "距期天数（自动）", "提醒（自动）"]
DAY = ("--as-of", "2021-08-01")


class Ran(NamedTuple):
    """What the command said, and how it ended."""

    status: int
    out: str
    err: str


def save(folder: Path, sketch: str = TRACKED, name: str = "任务.xlsx") -> Path:
    """The sketch as a workbook in a folder."""
    return save_sketch(sketch, folder / name)


def update(*words: object, day: bool = True) -> Ran:
    """Run `xltrack update`, as of a day where none is named."""
    done = xltrack("update", *words, *(DAY if day else ()))
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def rows(path: Path, sheet: str = "", first: int = 1, last: int | None = None) -> list[list[Any]]:
    """The values of a sheet, the first one where none is named, row by row."""
    book = load_workbook(path)
    return [
        list(row) for row in (book[sheet] if sheet else book.worksheets[0]).iter_rows(first, last, values_only=True)
    ]


def own(path: Path, sheet: str = "") -> list[list[Any]]:
    """What stands under our headers, with these, without rows that have nothing there."""
    found = rows(path, sheet)
    columns = sorted({column for row in found for column, value in enumerate(row) if value in HEADS})
    kept = [[row[column] for column in columns] for row in found]
    return [row for row in kept if any(value is not None for value in row)]


def names(folder: Path) -> list[str]:
    """Everything in a folder and in those in it, in order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def receipt(path: Path) -> dict[str, Any]:
    """The only receipt beside the backups of a workbook."""
    (found,) = (path.parent / f"{path.stem}_备份").glob("*_回执.json")
    told: dict[str, Any] = json.loads(found.read_text("utf-8"))
    return told
