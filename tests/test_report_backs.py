"""What is to be reported back falls due up to its own day, as the program lists it and as the workbook calculates it (docs/规则.md 10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import sketch
from tests.workbooks import HEADER, written
from xltrack import api
from xltrack.reading.document import read_document
from xltrack.report.words import AS_OF_NAME
from xltrack.telling.agenda import due_tasks

TWICE = """
某区工作任务分解表（2021年）
| 序号 | 主要任务 | 责任单位 | 完成时限 |
| 1 | 开展自查（7月15日前报区电子政务中心）。总结（10月20日前报区政府办） | 区政府办 | 12月底 |
"""
FIRST, SECOND = date(2021, 7, 15), date(2021, 10, 20)


@pytest.mark.parametrize(
    ("day", "due", "to"),
    [
        (date(2021, 7, 1), FIRST, "区电子政务中心"),
        (FIRST, FIRST, "区电子政务中心"),
        (date(2021, 7, 16), SECOND, "区政府办"),
        (SECOND, SECOND, "区政府办"),
        (date(2021, 10, 21), None, None),
    ],
)
def test_the_next_report_back_is_the_same_by_formula(day, due, to):
    made = api.assess([read_document(sketch.book(TWICE))], day)
    sheet = written(api.assess(made.documents, date(2021, 6, 1)), formulas=True)["任务台账"]
    heads = [cell.value for cell in sheet[HEADER]]
    cells = [sheet.cell(HEADER + 1, heads.index(head) + 1).value for head in ("报送日", "报送")]
    assert [due and serial(due), to] == [calculated(str(cell), day) for cell in cells]
    near = [(found.day, found.label) for found in due_tasks(made) if found.label]
    assert ([(due, f"报{to}")] if due and (due - day).days <= 30 else []) == near


def serial(day: date) -> int:
    """A day as spreadsheets count it."""
    return (day - date(1899, 12, 30)).days


def calculated(formula: str, day: date) -> Any:
    """What a formula of IF alone gives on a day; None where it shows nothing."""
    names = {"IF": lambda holds, so, else_: so if holds else else_, "DATE": date, AS_OF_NAME: serial(day), "N": int}
    value = eval(formula.removeprefix("="), names)
    return serial(value) if isinstance(value, date) else value or None
