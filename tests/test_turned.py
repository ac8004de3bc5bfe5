"""Tables turned sideways keep the addresses of the sheet as it is (docs/规则.md 2.1)."""

from __future__ import annotations

from datetime import date

from openpyxl import load_workbook

from tests import sketch
from tests.drawn import save_sketch
from xltrack import api
from xltrack.base.address import CellRef
from xltrack.reading.document import read_document

SIDEWAYS = """
| | 2021年重点任务分解表 | < | < |
| | 工作任务 | 起草方案 | 印发方案 |
| | 责任单位 | 区政府办 | |
| | 完成时限 | 6月底前 | 看着办 |
| | 完成情况 | 已完成 | |
"""


def test_places_are_those_of_the_sheet():
    document = read_document(sketch.book(SIDEWAYS))
    table = document.tables[0]
    assert ("B2:D5", ["2"], ["4"], True) == (
        table.range.a1,
        table.letters("text"),
        table.letters("deadline"),
        table.turned,
    )
    assert [2, 2] == [table.first_row(task) for task in table.tasks]
    assert CellRef("Sheet1", 4, 4) == document.ref(table, table.tasks[1], "deadline")
    said = {(d.code, d.cell.a1) for d in document.diagnostics if d.cell}
    assert {("D209", "Sheet1!B2"), ("D405", "Sheet1!C4"), ("D402", "Sheet1!D4"), ("D315", "Sheet1!D3")} <= said


def test_its_tasks_are_named_by_their_columns():
    document = read_document(sketch.book(SIDEWAYS))
    assert ["有1项任务没有写责任单位（D列）"] == [d.message for d in document.diagnostics if d.code == "D315"]


def test_the_report_says_where_its_tasks_came_from(tmp_path):
    source = save_sketch(SIDEWAYS, tmp_path / "表.xlsx")
    written = api.report(api.assess([api.read(source)], date(2021, 8, 1)), [source])
    ledger = load_workbook(written.path)["任务台账"]
    cells = {str(cell.value) for row in ledger.iter_rows() for cell in row}
    assert {"Sheet1!C2", "Sheet1!D2"} <= cells
    again = api.read(written.path)
    assert ["起草方案", "印发方案"] == [task.text for task in again.tables[0].tasks]


def test_the_explanation_of_a_form_is_no_table():
    text = """
    sheet 怎么填
    | 工作任务 | 写清做什么 |
    | 责任单位 | 写全称 |
    | 完成时限 | 写到日 |
    """
    assert () == read_document(sketch.book(text)).tables


def test_an_upright_table_stays_upright():
    text = """
    | 责任单位 | 工作任务 | 完成时限 |
    | 区司法局 | 完成时限 | 2021年6月 |
    | 责任单位 | 印发 | 2021年7月 |
    """
    assert not read_document(sketch.book(text)).tables[0].turned
