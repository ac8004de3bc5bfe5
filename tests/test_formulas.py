"""Formulas without a stored result are told once for a column or a block of cells, with how many and which (docs/规则.md 6, D183)."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.processes import DAY, xltrack
from xltrack import api

HEAD = ("序号", "主要任务", "责任单位", "完成时限", "完成情况", "距今", "备注")


def told(tmp_path: Path, formulas: dict[str, str], rows: int = 21) -> list[tuple[str, str]]:
    """What is said of formulas in a sheet of tasks: at which cell, and of which cells."""
    book = Workbook()
    sheet = book.active
    sheet.title = "附件2"
    sheet.append(HEAD)
    for number in range(1, rows + 1):
        sheet.append((number, f"制定第{number}项方案", "区政府办", "2021年6月底前", "已完成"))
    for place, formula in formulas.items():
        sheet[place] = formula
    path = tmp_path / "表.xlsx"
    book.save(path)
    said = api.read(path).diagnostics
    return [(d.cell.a1, str(d.facts["cells"])) for d in said if d.code == "D183" and d.cell]


def test_a_column_of_them_is_one_sentence(tmp_path: Path) -> None:
    assert [("附件2!F2", "F2:F22，共21格")] == told(tmp_path, {f"F{row}": "=TODAY()-D2" for row in range(2, 23)})


def test_one_is_named_alone(tmp_path: Path) -> None:
    assert [("附件2!F3", "F3")] == told(tmp_path, {"F3": "=1"})


def test_gaps_are_seen(tmp_path: Path) -> None:
    cells = {f"F{row}": "=1" for row in (2, 3, 5, 9, 10, 11)}
    assert [("附件2!F2", "F2:F3、F5、F9:F11，共6格")] == told(tmp_path, cells)


def test_a_row_of_totals_is_one(tmp_path: Path) -> None:
    assert [("附件2!A24", "A24:F24，共6格")] == told(tmp_path, {f"{letter}24": "=1" for letter in "ABCDEF"})


def test_columns_with_the_same_rows_are_one_and_others_each_their_own(tmp_path: Path) -> None:
    cells = {f"{letter}{row}": "=1" for letter in "FG" for row in range(2, 6)} | {"D3": "=1", "E4": "=1", "E6": "=1"}
    assert {("附件2!F2", "F2:G5，共8格"), ("附件2!D3", "D3"), ("附件2!E4", "E4、E6，共2格")} == set(
        told(tmp_path, cells)
    )


def test_of_very_many_areas_the_first_are_named(tmp_path: Path) -> None:
    cells = {f"F{row}": "=1" for row in range(2, 42, 2)}
    assert [("附件2!F2", "F2、F4、F6、F8、F10、F12……，共20格")] == told(tmp_path, cells, rows=45)


@pytest.mark.parametrize("command", ["check", "report"])
def test_so_are_they_on_the_console_and_in_the_list(tmp_path: Path, command: str) -> None:
    told(tmp_path, {f"F{row}": "=1" for row in range(2, 23)})
    done = xltrack(command, tmp_path / "表.xlsx", *DAY)
    said = done.stdout.decode() + done.stderr.decode()
    if command == "check":
        assert 1 == said.count("F2:F22，共21格")
        assert "错误1、" in said
    else:
        assert "错误1" in said.replace(" ", "")
