"""`xltrack inspect FILE --overlay OUT.xlsx`: every cell where it stood, with the colour and the word of what it was read as."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.drawn import save_sketch
from tests.processes import xltrack
from xltrack import api
from xltrack.domain.marks import ROLES
from xltrack.overlay import words
from xltrack.reading.files.grid import SourceBook, shown
from xltrack.reading.files.source import open_book
from xltrack.sources import find_sources

DAY = date(2021, 8, 1)
CASES = sorted((Path(__file__).parent / "cases" / "layouts").glob("*.txt"))
SHEET = """
sheet 附件2
| 附件2 | | | | |
| 某区2021年重点任务分解表 | < | < | < | < |
| 某政发〔2021〕5号 | < | < | < | < |
| 序号 | 类别 | 工作任务 | 责任单位 | 完成时限 | 责任人 | 完成情况 | 备注 | 联络处 |
| 一、强化组织 | < | < | < | < | < | < | < | < |
| 1 | 甲类 | =1+1 | 区教育局 | @2021-06-30 | 张三 | 已完成 | 无 | 三楼 |
| 2 | ^ | 印发⏎方案 | 区财政局 | 7月底前 | | 50% | | |
| 合计 | 2 | | | | | | | |
| *为市级重点 | < | < | < | < | < | < | < | < |
| | | | | | | | | | | 路过的话 |
"""


def overlay_of(text: str, folder: Path) -> tuple[SourceBook, dict[str, Worksheet]]:
    """The source as read, and the sheets of its overlay as openpyxl reads them."""
    source = save_sketch(text, folder / "表.xlsx")
    written = api.overlay(source, folder / "读法.xlsx", DAY)
    return open_book(source), {sheet.title: sheet for sheet in load_workbook(written.path)}


def word(sheet: Worksheet, cell: str) -> str:
    """What stands before the words of a cell."""
    return str(sheet[cell].number_format).removesuffix("@").strip('"')


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_cell_stands_where_it_stood_with_a_word_and_a_colour(case, tmp_path):
    book, sheets = overlay_of(case.read_text(encoding="utf-8"), tmp_path)
    assert [words.LEGEND, *(sheet.name for sheet in book.sheets)] == list(sheets)
    colours: dict[str, set[str]] = {}
    for sheet in book.sheets:
        target = sheets[sheet.name]
        for row, cells in sheet.rows.items():
            for column, value in cells.items():
                cell = target.cell(row, column)
                assert shown(value).replace("\n", words.BREAK) == cell.value
                assert cell.number_format.startswith('"〔')
                colours.setdefault(cell.number_format.partition("·")[0].strip('"〔〕@'), set()).add(
                    cell.fill.fgColor.rgb
                )
        kept = {area.coord for area in target.merged_cells.ranges}
        assert {area.a1 for area in sheet.merges} == kept
    assert all(len(of_word) == 1 for of_word in colours.values())
    assert set(colours) <= set(words.ROLES.values())


def test_each_kind_of_cell_has_its_word(tmp_path):
    _, sheets = overlay_of(SHEET, tmp_path)
    sheet = sheets["附件2"]
    told = {
        "A1": "〔附件号〕", "A2": "〔表名〕", "A3": "〔说明行〕", "A4": "〔表头·序号〕", "D4": "〔表头·单位〕", "A5": "〔分组行〕",
        "A6": "〔序号〕", "B6": "〔分组〕", "C6": "〔任务〕", "D6": "〔单位〕", "E6": "〔时限〕", "F6": "〔责任人〕", "G6": "〔完成情况〕",
        "H6": "〔备注〕", "I6": "〔照搬〕", "A8": "〔合计行〕", "A9": "〔附注行〕", "K10": "〔未读〕",
    }  # fmt: skip
    assert told == {cell: word(sheet, cell) for cell in told}


def test_values_are_text_and_nothing_but_text(tmp_path):
    _, sheets = overlay_of(SHEET, tmp_path)
    sheet = sheets["附件2"]
    assert ("=1+1", "s", True) == (sheet["C6"].value, sheet["C6"].data_type, sheet["C6"].quotePrefix)
    assert "2021-06-30" == sheet["E6"].value
    assert "1" == sheet["A6"].value


def test_the_legend_counts_and_names_what_was_not_read(tmp_path):
    _, sheets = overlay_of(SHEET, tmp_path)
    rows = list(sheets[words.LEGEND].iter_rows(min_row=5, values_only=True))
    legend = {words.ROLES[role]: row for role, row in zip(ROLES, rows, strict=False)}
    assert (1, "附件2!K10") == legend["未读"][2:4]
    assert (2, "附件2!C6、C7") == legend["任务"][2:4]
    assert all(words.MEANINGS[role] == legend[words.ROLES[role]][1] for role in ROLES)


def test_a_sheet_that_is_called_as_the_legend_keeps_its_name(tmp_path):
    _, sheets = overlay_of("sheet 图例\n| 工作任务 | 责任单位 |\n| 起草 | 区司法局 |", tmp_path)
    assert ["图例_2", "图例"] == list(sheets)
    assert "〔任务〕" == word(sheets["图例"], "A2")


def test_cells_pasted_astray_have_the_word_of_the_column_in_which_they_stand(tmp_path):
    text = """
    | 序号 | 工作任务 | 责任单位 | 完成时限 | 完成情况 |
    | 1 | 起草方案 | 区政府办 | 2021年6月底前 | 已完成 |
    | 2 | | 印发方案 | 区教育局 | 2021年7月底前 |
    """
    _, sheets = overlay_of(text, tmp_path)
    assert ["〔单位〕", "〔时限〕", "〔完成情况〕"] == [word(sheets["Sheet1"], cell) for cell in ("C3", "D3", "E3")]


def test_a_report_of_ours_shows_its_own_columns(tmp_path):
    source = save_sketch(SHEET, tmp_path / "表.xlsx")
    report = api.report(api.assess([api.read(source)], DAY), [source]).path
    written = api.overlay(report, tmp_path / "读法.xlsx", DAY)
    ledger = load_workbook(written.path)["任务台账"]
    assert {"〔任务〕", "〔单位〕", "〔时限〕"} <= {word(ledger, cell.coordinate) for cell in ledger[6]}


def test_the_widths_of_the_source_are_kept(tmp_path):
    source = save_sketch(SHEET, tmp_path / "表.xlsx")
    book = load_workbook(source)
    book["附件2"].column_dimensions["C"].width = 40
    book.save(source)
    written = api.overlay(source, tmp_path / "读法.xlsx", DAY)
    assert 40 <= load_workbook(written.path)["附件2"].column_dimensions["C"].width <= 60


def test_the_command_writes_it_and_never_over_a_foreign_file(tmp_path):
    source = save_sketch(SHEET, tmp_path / "表.xlsx")
    out = tmp_path / "读法.xlsx"
    first = xltrack("inspect", source, "--overlay", out, "--as-of", "2021-08-01", "--json")
    assert 0 == first.returncode
    assert "附件2" == json.loads(first.stdout)["tables"][0]["sheet"]
    assert "读法.xlsx" in first.stderr.decode("utf-8")
    data = out.read_bytes()
    again = xltrack("inspect", source, "--overlay", out, "--as-of", "2021-08-01")
    assert (0, data) == (again.returncode, out.read_bytes())
    out.write_bytes(b"something else")
    third = xltrack("inspect", source, "--overlay", out, "--as-of", "2021-08-01")
    assert (0, b"something else", True) == (third.returncode, out.read_bytes(), (tmp_path / "读法_2.xlsx").exists())
    over = xltrack("inspect", source, "--overlay", source, "--as-of", "2021-08-01")
    assert 2 == over.returncode
    assert "Traceback" not in over.stderr.decode("utf-8")


def test_an_overlay_in_a_folder_is_no_source(tmp_path):
    source = save_sketch(SHEET, tmp_path / "表.xlsx")
    written = api.overlay(source, tmp_path, DAY)
    assert "表_读法_2021-08-01.xlsx" == written.path.name
    assert [source] == find_sources([tmp_path])


def test_a_header_that_comes_again_is_a_header(tmp_path):
    again = SHEET.replace(
        "| 合计 | 2", "| 序号 | 类别 | 工作任务 | 责任单位 | 完成时限 | 责任人 | 完成情况 | 备注 | 联络处 |\n| 合计 | 2"
    )
    sheet = overlay_of(again, tmp_path)[1]["附件2"]
    assert ["〔表头·序号〕", "〔表头·任务〕", "〔表头·单位〕"] == [word(sheet, f"{column}8") for column in "ACD"]
