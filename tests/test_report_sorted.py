"""A ledger that is sorted: every state, list, figure and link stays right (docs/规则.md 10.7)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.assessments import HEADS, assessment, document, task_row
from tests.office import Sorting, formula_cells, recalculate, sort, values_of
from tests.sorting import rows_named, sort_by_filter
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.report import words
from xltrack.report.live.columns import key_link
from xltrack.report.writing import report_workbook

ROOT = Path(__file__).parents[1]
DAY = date(2021, 8, 1)
SHEETS = [
    *sorted((ROOT / "sample_workbooks").glob("*.xlsx")),
    *sorted(p for p in (ROOT / "tests/data/corpus").iterdir() if p.suffix in (".xlsx", ".xls")),
]
STAGED = "2021年6月底前开工、2021年12月底前完工"
SHOWN = ("总览", "逾期和临期", "单位汇总", "时间轴", "核对清单")
MIXED = document(
    HEADS,
    task_row(text="编制权责清单", lead="区政府办", deadline=date(2021, 6, 30), status="已完成"),
    task_row(text="制定试点方案", lead="区财政局", deadline=date(2021, 7, 15), status="正在推进"),
    task_row(text="组织业务培训（8月9日前报区政府办）", lead="区人社局", deadline=date(2021, 8, 5)),
    task_row(text="开展第三方评估", lead="区审计局、区政府办", deadline=date(2021, 9, 30)),
    task_row(text="落实常态化机制", lead="各乡镇", deadline="持续推进"),
    task_row(text="完成档案整理", lead="区档案馆", deadline=STAGED),
    task_row(text="报送季度情况", lead="区统计局", deadline="每季度末"),
    diagnostics=(Diagnostic("D155", CellRef("附件2", 6, 5), {"length": 40_000}),),
)


def report_of(made: Assessment, path: Path) -> Path:
    path.write_bytes(report_workbook(made).data)
    return path


def rows_of(path: Path) -> dict[Any, tuple[Any, ...]]:
    """The rows of the ledger as they are shown, by 来源."""
    head, *rows = load_workbook(path, data_only=True)[words.LEDGER].iter_rows(min_row=4, values_only=True)
    shown, origin = head.index("任务键"), head.index("来源")
    return {row[origin]: tuple(v for v in row[:shown] if v != "") for row in rows}


def test_the_filter_of_the_ledger_holds_every_column_of_it(tmp_path):
    book = load_workbook(report_of(assessment(MIXED), tmp_path / "甲.xlsx"))
    sheet = book[words.LEDGER]
    assert f"A4:{sheet.cell(4, sheet.max_column).coordinate[:-1]}11" == sheet.auto_filter.ref
    for area in sheet.merged_cells.ranges:
        assert area.max_row < 4  # a merged cell cannot be sorted


@pytest.mark.parametrize("source", SHEETS, ids=lambda path: path.name)
def test_no_formula_of_the_ledger_looks_at_another_row(source, tmp_path):
    made = api.assess([api.read(source)], DAY)
    sheet = load_workbook(report_of(made, tmp_path / "甲.xlsx"))[words.LEDGER]
    named = {
        cell.coordinate: rows_named(cell.value)
        for row in sheet.iter_rows(min_row=5)
        for cell in row
        if cell.data_type == "f"
    }
    assert not made.tasks or any(named.values())
    assert {} == {place: rows for place, rows in named.items() if rows - {sheet[place].row}}


@pytest.mark.parametrize("source", SHEETS, ids=lambda path: path.name)
def test_a_sorted_ledger_is_read_as_the_same_tasks(source, tmp_path):
    made = api.assess([api.read(source)], DAY)
    if not made.tasks:
        return
    path = report_of(made, tmp_path / "甲.xlsx")
    sort_by_filter(path, tmp_path / "乙.xlsx", "任务键", reverse=True)
    first, second = (api.assess([api.read(p)], DAY) for p in (path, tmp_path / "乙.xlsx"))
    assert _read(first) == _read(second)
    assert first.total == second.total
    assert sorted(first.by_lead) == sorted(second.by_lead)
    assert first.by_month == second.by_month


def _read(made: Assessment) -> dict[Any, Any]:
    origins = [next(n for n, c in enumerate(j.table.columns) if c.header == words.ORIGIN) for j in made.tasks]
    return {
        j.task.values[at]: (j.word, j.days, j.next, j.reason, j.task.text, j.task.group, j.task.seq, j.task.units)
        for at, j in zip(origins, made.tasks, strict=True)
    }


@pytest.mark.office
@pytest.mark.parametrize("header", ["责任单位", "状态", "完成时限"])
def test_sorted_by_the_button_all_that_is_shown_stays(header, tmp_path):
    made = assessment(MIXED)
    path = report_of(made, tmp_path / "甲.xlsx")
    sheet = load_workbook(path)[words.LEDGER]
    place = [cell.value for cell in sheet[4]].index(header)
    sorting = Sorting(path, words.LEDGER, sheet.auto_filter.ref, place, rising=False)
    sort_by_filter(path, tmp_path / "乙.xlsx", header, reverse=True)
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
    books = *sort([sorting], tmp_path / "甲"), *recalculate([tmp_path / "乙.xlsx"], tmp_path / "乙")
    for book in books:
        assert list(rows_of(path)) != list(rows_of(book))
        assert rows_of(path) == rows_of(book)
        _compare(path, book)


def _compare(before: Path, after: Path) -> None:
    """All other sheets say the same, numbers of tasks too; but for the row in the ledger, which is that of the same task."""
    formulas, was, now = formula_cells(before), values_of(before), values_of(after)
    first, then = list(rows_of(before)), list(rows_of(after))
    moved = {str(5 + at): str(5 + then.index(origin)) for at, origin in enumerate(first)}
    told = 0
    for sheet in SHOWN:
        for cell, value in was[sheet].items():
            formula = formulas[sheet].get(cell, "")
            told += "HYPERLINK(" in formula
            if formula.startswith("=IF($") and "MATCH(INT(MOD(" in formula:  # the row as the lists know it
                value = int(moved[f"{value + 4:g}"]) - 4  # noqa: PLW2901
            assert (sheet, cell, value) == (sheet, cell, now[sheet].get(cell))
    assert told > 10


def test_links_to_the_ledger_are_formulas_that_find_the_task_by_its_key(tmp_path):
    made = assessment(MIXED)
    book = load_workbook(report_of(made, tmp_path / "甲.xlsx"))
    static = [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and re.search(r"任务台账'!\w*?(?:[5-9]|\d\d)$", cell.hyperlink.location or "")
    ]
    assert [] == static


def test_a_row_that_was_deleted_leads_nowhere():
    assert key_link(7, "第9项", 3).startswith("IFERROR(HYPERLINK(\"#'任务台账'!C\"&")
    assert key_link(7, "第9项").endswith(',"第9项"),"")')
