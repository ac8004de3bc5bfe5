"""The numbers of the source keep how they look: read from every kind of file, shown in 任务台账 and 附件, read again."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.office import convert
from xltrack import api
from xltrack.base.values import Number, Percent
from xltrack.ooxml.numbers import NumberKind, built_in_shape, shape_of, value_of
from xltrack.programs.inspection import render_inspection

DAY = date(2021, 7, 1)
ROWS = (
    (1, "建设标准化平台", "区财政局", "2021年6月底", 1234567.891, 0.356, 2022),
    (2, "公开财政预算", "区财政局", "2021年6月底", 1200, 0.4, 2023),
)
FORMATS = {5: "#,##0.00", 6: "0.0%"}


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("#,##0.00", "#,##0.00"), ("#,##0", "#,##0"), ("0.0%", "0.0%"), ("0.00_ ;[Red]-0.00", "0.00"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "#,##0.00"), ('[$¥-804]#,##0.00', '"¥"#,##0.00'),
        ('0.0"万元"', '0.0"万元"'), ('"a;b"0', '"a;b"0'), ("General", ""), ("0", ""), ("0_ ", ""), ("@", ""), ("0.0E+00", ""),
        ("# ?/?", ""), ("00000", ""), ("0%", "0%"), ("[>100]0.0;0", "0.0"), ('0"' + "万" * 17 + '"', ""), ("", ""),
        ("yyyy-mm-dd", ""), ("0.0\\a", '0.0"a"'),
    ],
)  # fmt: skip
def test_what_of_a_format_goes_along(code: str, shape: str) -> None:
    assert shape == shape_of(code)


def test_formats_known_by_their_number_go_along_too() -> None:
    assert ["", "0.00", "#,##0.00", "0.00%", ""] == [built_in_shape(number) for number in (0, 2, 4, 10, 14)]


def test_a_number_is_shown_as_its_sheet_shows_it_and_read_as_before() -> None:
    assert "1,234,567.89" == Number(1234567.891, "#,##0.00").shown
    assert "¥12万元" == Number(12.3, '"¥"0"万元"').shown
    assert "35.6%" == Percent(0.356, "0.0%").shown
    assert ["5", "0.5", "0.5"] == [str(Number(5.0, "0.00")), str(Number(0.5, "0.00")), str(Percent(0.5))]
    assert 3 == value_of(3.0, NumberKind.PLAIN)
    kept = pickle.loads(pickle.dumps(Percent(0.356, "0.0%")))
    assert ("0.0%", 0.356, Percent) == (kept.format, kept, type(kept))


def source(folder: Path) -> Path:
    """A sheet whose 投资 and 进度 have formats of their own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件"
    sheet["A1"] = "重点任务分解表"
    sheet.append(["序号", "主要任务", "责任单位", "完成时限", "年度投资", "进度", "开工年份"])
    for row in ROWS:
        sheet.append(row)
        for column, code in FORMATS.items():
            sheet.cell(sheet.max_row, column).number_format = code
    path = folder / "数值.xlsx"
    book.save(path)
    return path


def formats_of(path: Path) -> dict[str, str]:
    """The formats of the first row's 年度投资, 进度 and 开工年份, wherever they stand."""
    found: dict[str, str] = {}
    sheets = openpyxl.load_workbook(path).worksheets
    for sheet in [sheet for sheet in sheets if sheet.title == "任务台账"] or sheets[:2]:
        heads = {
            str(cell.value).replace("\n", ""): cell for row in sheet.iter_rows(max_row=5) for cell in row if cell.value
        }
        for name in ("年度投资", "进度", "开工年份"):
            if name in heads and name not in found:
                found[name] = sheet.cell(heads[name].row + 1, heads[name].column).number_format
    return found


EXPECTED = {"年度投资": "#,##0.00", "进度": "0.0%", "开工年份": "General"}


def test_ledger_and_annex_show_numbers_as_the_source_does(tmp_path: Path) -> None:
    path = source(tmp_path)
    judged = api.assess([api.read(path)], DAY)
    assert EXPECTED == formats_of(api.report(judged, [path], tmp_path / "台账.xlsx").path)
    assert EXPECTED == formats_of(api.annex(judged, [path], tmp_path / "附件.xlsx").path)


def test_the_report_read_again_has_the_same_formats(tmp_path: Path) -> None:
    path = source(tmp_path)
    for number in range(3):
        judged = api.assess([api.read(path)], DAY)
        path = api.report(judged, [path], tmp_path / f"{number}.xlsx").path
        assert EXPECTED == formats_of(path)


def test_what_is_inspected_is_as_before(tmp_path: Path) -> None:
    path = source(tmp_path)
    plain = openpyxl.load_workbook(path)
    for row in plain.active.iter_rows(min_row=3):
        for cell in row:
            cell.number_format = "0%" if cell.column == 6 else "General"
    plain.save(tmp_path / "平.xlsx")
    books = (api.assess(api.read(one), DAY) for one in (path, tmp_path / "平.xlsx"))
    found = [json.loads("".join(render_inspection(book)))["tables"] for book in books]
    assert found[0] == found[1]


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_same_formats_from_xls_and_ods(tmp_path: Path, kind: str) -> None:
    path = source(tmp_path)
    (other,) = convert([path], kind, tmp_path)
    assert EXPECTED == formats_of(api.report(api.assess([api.read(other)], DAY), [other], tmp_path / "台账.xlsx").path)
