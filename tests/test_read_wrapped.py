"""A table is the same table whatever it is wrapped in: what LibreOffice makes of the samples, and what it makes of ours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest

from tests.office import convert
from tests.processes import ROOT
from xltrack import api
from xltrack.base.text import squeeze
from xltrack.domain.records import Document
from xltrack.reading.files.grid import Number, SourceSheet, Value
from xltrack.reading.files.source import open_book

SAMPLES = sorted(path for path in (ROOT / "sample_workbooks").glob("*.xlsx") if "名录" not in path.name)
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1"  # commas, quotes, UTF-8
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def tasks(document: Document) -> list[tuple[object, ...]]:
    """What was read of each task, and how it is judged."""
    judged = api.assess(document, date(2021, 8, 1)).tasks
    return [
        (task.text, task.group, task.units, task.deadline, task.seq, task.reported.words, task.struck,
         one.word, one.done, one.days, one.progress)
        for one in judged
        for task in [one.task]
    ]  # fmt: skip


@pytest.mark.office
def test_a_page_that_libreoffice_makes_holds_the_tasks_of_the_workbook(tmp_path: Path) -> None:
    pages = convert(SAMPLES, "html", tmp_path)
    for source, page in zip(SAMPLES, pages, strict=True):
        assert tasks(api.read(source)) == tasks(api.read(page)), source.name


@pytest.mark.office
def test_a_text_that_libreoffice_makes_holds_the_cells_of_the_first_sheet(tmp_path: Path) -> None:
    for source, made in zip(SAMPLES, convert(SAMPLES, CSV, tmp_path), strict=True):
        sheet, text = open_book(source).sheets[0], open_book(made).sheets[0]
        words = _words(sheet)
        assert words == {place: said for place, said in _words(text, everything=True).items() if place in words}, (
            source.name
        )


def _words(sheet: SourceSheet, *, everything: bool = False) -> dict[tuple[int, int], str]:
    """The cells that hold words (or all), without spaces, those that are blank left out."""
    cells = ((row, column, value) for row, cells in sheet.rows.items() for column, value in cells.items())
    kept = (
        (row, column, squeeze(_shown(value))) for row, column, value in cells if everything or isinstance(value, str)
    )
    return {(row, column): words for row, column, words in kept if words}


def _shown(value: Value) -> str:
    return value.shown if isinstance(value, Number) else str(value)


def xml2003(source: Path) -> Iterator[str]:
    """A workbook as an XML spreadsheet of 2003: LibreOffice reads such files, but the version tested with writes none."""
    yield f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}"><Styles>'
    yield '<Style ss:ID="Default"/><Style ss:ID="d"><NumberFormat ss:Format="yyyy\\-mm\\-dd"/></Style>'
    yield '<Style ss:ID="p"><NumberFormat ss:Format="0%"/></Style></Styles>'
    for sheet in openpyxl.load_workbook(source, data_only=True).worksheets:
        areas = {(area.min_row, area.min_col): area.size for area in sheet.merged_cells.ranges}
        yield f'<Worksheet ss:Name="{escape(sheet.title)}"><Table>'
        for row in sheet.iter_rows():
            yield f'<Row ss:Index="{row[0].row}">'
            for cell in row:
                size = areas.get((cell.row, cell.column))
                if cell.value is not None or size:
                    spans = f' ss:MergeAcross="{size["columns"] - 1}" ss:MergeDown="{size["rows"] - 1}"' if size else ""
                    yield f'<Cell ss:Index="{cell.column}"{spans}{_data(cell)}</Cell>'
            yield "</Row>"
        yield "</Table></Worksheet>"
    yield "</Workbook>"


def _data(cell: openpyxl.cell.Cell) -> str:
    value = cell.value
    if isinstance(value, (date, datetime)):
        return f' ss:StyleID="d"><Data ss:Type="DateTime">{value.isoformat()[:19]}.000</Data>'
    if isinstance(value, (int, float)):
        style = ' ss:StyleID="p"' if "%" in cell.number_format else ""
        return f'{style}><Data ss:Type="Number">{value}</Data>'
    words = escape(str(value)).replace("\n", "&#10;") if value is not None else ""
    return f'><Data ss:Type="String">{words}</Data>' if words else ">"


@pytest.mark.office
def test_an_xml_spreadsheet_is_read_as_libreoffice_reads_it(tmp_path: Path) -> None:
    made = [tmp_path / f"{source.stem}.xml" for source in SAMPLES]
    for source, path in zip(SAMPLES, made, strict=True):
        path.write_text("".join(xml2003(source)), encoding="utf-8")
    for source, path, book in zip(SAMPLES, made, convert(made, "xlsx", tmp_path / "out"), strict=True):
        ours, theirs = open_book(path), open_book(book)
        assert [(s.name, s.rows, s.merges) for s in theirs.sheets] == [(s.name, s.rows, s.merges) for s in ours.sheets]
        assert tasks(api.read(source)) == tasks(api.read(path)), source.name


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """One command."""
    command = [sys.executable, "-m", "xltrack", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")


PAGE = (
    "<html><h1>某区2021年任务分解表</h1><table><tr><th>序号<th>工作任务<th>责任单位<th>完成时限<th>完成情况"
    "<tr><td>1<td>起草方案<td>区教育局<td>2021年6月底前<td>已完成<tr><td>2<td>组织实施<td>区财政局<td>2021年7月底前<td></table></html>"
)


@pytest.mark.parametrize("name", ["任务表.xls", "任务表.html"])
def test_every_command_works_from_a_page(tmp_path: Path, name: str) -> None:
    source, day = tmp_path / name, ("--as-of", "2021-08-01")
    source.write_bytes(PAGE.encode("gbk"))
    for command in (["report"], ["annex"], ["notice", "--kind", "通报"], ["check"], ["inspect"]):
        done = run(command[0], source, *command[1:], *day)
        assert (0, "") == (done.returncode, done.stderr), command
    assert 0 == run("export", source, "-o", tmp_path / "数据.csv", *day).returncode
    assert 0 == run("inspect", source, "--overlay", tmp_path / "读法.xlsx", *day).returncode
    progress = tmp_path / "任务表_进度_2021-08-01.xlsx"
    assert 0 == run("report", progress, "--as-of", "2021-08-08").returncode
    assert ["起草方案", "组织实施"] == [row[0] for row in tasks(api.read(progress))]


def test_a_page_is_told_of_once(tmp_path: Path) -> None:
    source = tmp_path / "任务表.xls"
    source.write_bytes(PAGE.encode())
    assert 1 == run("check", source, "--as-of", "2021-08-01").stdout.count("网页表格（HTML）")
