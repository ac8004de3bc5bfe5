"""Templates drawn in a test: cells of a sheet, filled with a sketch, read back."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from tests.annexes import judged
from xltrack import api
from xltrack.template.bounds import TemplateSource
from xltrack.template.fill import FilledTemplate, fill_template

TASKS = """
某区任务分解表（2021年）
| 序号 | 推进阶段 | 主要任务 | 责任单位 | 完成时限 | 完成情况 | 备注 |
| 1 | 编制方案 | 制定方案 | 区政府办 | 6月30日 | 已印发 | 甲 |
| 2 | 动员部署 | 组建专班 | 区财政局 | 7月20日 | 正在推进 | |
| ^ | ^ | 开设专栏 | 区教育局 | 7月20日 | | |
"""


def template(cells: Mapping[str, object], also: Any = None) -> bytes:
    """A template with one sheet; `also` may do more to the workbook."""
    book = Workbook()
    for place, value in cells.items():
        book.active[place] = value
    if also:
        also(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def filled(cells: Mapping[str, object] | bytes, drawn: str = TASKS, also: Any = None) -> Workbook:
    """The workbook that a template becomes."""
    return load_workbook(BytesIO(fill(cells, drawn, also).data))


def fill(cells: Mapping[str, object] | bytes, drawn: str = TASKS, also: Any = None) -> FilledTemplate:
    """What filling a template gives."""
    data = cells if isinstance(cells, bytes) else template(cells, also)
    return fill_template(judged(drawn), TemplateSource("模板.xlsx", data), api._digest)


def column(book: Workbook, letter: str) -> list[object]:
    """The values of a column of the first sheet, from row 1 on."""
    return [cell.value for cell in book.worksheets[0][letter]]
