"""XML spreadsheets of Excel 2003, which systems export as .xls or .xml."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from tests.refusals import refused
from xltrack import api
from xltrack.base.address import CellRange
from xltrack.base.errors import SourceError
from xltrack.base.values import Value
from xltrack.ooxml.limits import Limits
from xltrack.reading.files.grid import CellError, Number, Percent, SourceBook
from xltrack.reading.files.source import open_book

SPACES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40"'
)
STYLES = """<Styles><Style ss:ID="Default" ss:Name="Normal"><Font ss:FontName="宋体"/></Style>
<Style ss:ID="d"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></Style>
<Style ss:ID="s"><NumberFormat ss:Format="Short Date"/></Style>
<Style ss:ID="t"><NumberFormat ss:Format="Short Time"/></Style><Style ss:ID="p"><NumberFormat ss:Format="0%"/></Style>
<Style ss:ID="n"><NumberFormat ss:Format="Standard"/></Style><Style ss:ID="k"><Font ss:StrikeThrough="1"/></Style>
<Style ss:ID="pp" ss:Parent="p"/><Style ss:ID="kk" ss:Parent="k"><NumberFormat ss:Format="@"/></Style></Styles>"""


def workbook(table: str, more: str = "", *, head: str = "", encoding: str = "UTF-8", name: str = "附件2") -> str:
    """A workbook of one sheet."""
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook {SPACES}>{STYLES}{head}'
        f'<Worksheet ss:Name="{name}"><Table>{table}</Table>{more}</Worksheet></Workbook>'
    )


def cell(words: str, kind: str = "String", **attributes: object) -> str:
    """One cell."""
    more = "".join(f' ss:{name}="{said}"' for name, said in attributes.items())
    return f'<Cell{more}><Data ss:Type="{kind}">{words}</Data></Cell>'


def rich(words: str) -> str:
    """One cell of formatted words."""
    return f'<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">{words}</ss:Data></Cell>'


def book(tmp_path: Path, text: str | bytes, limits: Limits | None = None) -> SourceBook:
    """The text as a book."""
    path = tmp_path / "任务表.xls"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return open_book(path, limits=limits or Limits())


def value(tmp_path: Path, made: str) -> Value | None:
    """What stands in one cell."""
    return book(tmp_path, workbook(f"<Row>{made}</Row>")).sheets[0].value(1, 1)


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (cell("1", "Number"), 1), (cell("1.5", "Number"), 1.5), (cell("001"), "001"), (cell("1", "Boolean"), True),
        (cell("#REF!", "Error"), CellError("#REF!")), (cell("44377", "Number", StyleID="d"), date(2021, 6, 30)),
        (cell("0.6", "Number", StyleID="p"), Percent(0.6)), (cell("0.6", "Number", StyleID="pp"), Percent(0.6)),
        (cell("1234.5", "Number", StyleID="n"), Number(1234.5, "#,##0.00")),
        (cell("2021-06-30T00:00:00.000", "DateTime", StyleID="d"), date(2021, 6, 30)),
        (cell("2021-06-30T00:00:00.000", "DateTime"), date(2021, 6, 30)),
        (cell("2021-06-30T18:00:00.000", "DateTime"), datetime(2021, 6, 30, 18)),
        (cell("2021-06-30T18:00:00.000", "DateTime", StyleID="s"), date(2021, 6, 30)),
        (cell("1899-12-31T08:30:00.000", "DateTime", StyleID="t"), time(8, 30)),
        (cell("甲&#10;乙"), "甲\n乙"), ("<Cell><Data>甲</Data></Cell>", "甲"), (cell(" "), " "),
        (cell(""), None), (cell("&lt;甲&gt;"), "<甲>"),
        (rich('<B>甲</B><S>旧</S><Font html:Color="#FF0000">乙</Font>'), "甲乙"),
        ('<Cell><Data ss:Type="String">甲</Data><Comment><ss:Data>批注</ss:Data></Comment></Cell>', "甲"),
    ],
)  # fmt: skip
def test_each_kind_of_cell(tmp_path: Path, made: str, wanted: object) -> None:
    found = value(tmp_path, made)
    assert (wanted, type(wanted)) == (found, type(found))


def test_rows_and_cells_stand_where_they_say(tmp_path: Path) -> None:
    first = cell("题", MergeAcross=2) + cell("d")
    third = cell("甲", MergeDown=1) + cell("丙", Index=3)
    table = (
        f'<Column ss:Hidden="1"/><Row>{first}</Row><Row ss:Index="3" ss:Hidden="1">{third}</Row>'
        f'<Row ss:Span="2">{cell("乙", Index=2)}</Row><Row>{cell("末")}</Row>'
    )
    sheet = book(tmp_path, workbook(table)).sheets[0]
    assert {1: {1: "题", 4: "d"}, 3: {1: "甲", 3: "丙"}, 4: {2: "乙"}, 7: {1: "末"}} == sheet.rows
    assert ((CellRange(1, 1, 1, 3), CellRange(3, 1, 4, 1)), {3}) == (sheet.merges, sheet.hidden_rows)


def test_struck_cells_formulas_states_and_names_are_kept(tmp_path: Path) -> None:
    formulas = '<Cell ss:Formula="=RC[-1]"><Data ss:Type="Number">3</Data></Cell><Cell ss:Formula="=1"/>'
    table = f"<Row>{cell('甲', StyleID='k')}{cell('乙', StyleID='kk')}{formulas}{rich('<S>丙</S>')}</Row>"
    names = (
        "<Names><NamedRange ss:Name='甲' ss:RefersTo=\"='附件2'!R3C1:R40C28\"/>"
        "<NamedRange ss:Name='乙' ss:RefersTo='=附件2!R1C1'/></Names>"
    )
    options = "<WorksheetOptions xmlns='urn:x'><Visible>SheetHidden</Visible></WorksheetOptions>"
    found = book(tmp_path, workbook(table, options, head=names))
    sheet = found.sheets[0]
    assert ({(1, 1), (1, 2), (1, 5)}, {(1, 3)}, "hidden") == (sheet.struck, sheet.formulas, sheet.state)
    assert {"甲": "'附件2'!$A$3:$AB$40", "乙": "'附件2'!$A$1"} == found.names
    assert [("D183", "附件2!D1")] == [(d.code, d.cell.a1) for d in found.diagnostics if d.cell]


def test_a_partly_struck_cell_is_named(tmp_path: Path) -> None:
    found = book(tmp_path, workbook(f"<Row>{rich('<S>旧</S>新')}</Row>"))
    assert ("新", [("D271", "旧")]) == (
        found.sheets[0].value(1, 1),
        [(d.code, d.facts["text"]) for d in found.diagnostics],
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "utf-16"])
@pytest.mark.parametrize("before", ["", "\r\n \r\n"])
def test_tasks_are_read_in_each_encoding(tmp_path: Path, encoding: str, before: str) -> None:
    rows = [("序号", "工作任务", "责任单位", "完成时限"), ("1", "起草方案", "区教育局", "2021年6月底前")]
    table = "".join("<Row>" + "".join(map(cell, row)) + "</Row>" for row in rows)
    path = tmp_path / "a.xml"
    path.write_bytes((before + workbook(table, encoding=encoding)).encode(encoding))
    document = api.read(path)
    assert [("起草方案", date(2021, 6, 30))] == [
        (t.text, t.deadline.milestones[0].due) for t in document.tables[0].tasks
    ]
    assert not [d for d in document.diagnostics if d.code == "D261"]


def test_a_date_that_is_none_is_kept_as_words(tmp_path: Path) -> None:
    cells = cell("6月底", "DateTime") + cell("甲", "Number") + cell("9999999", "Number", StyleID="d")
    found = book(tmp_path, workbook(f"<Row>{cells}</Row>"))
    assert {1: "6月底", 2: "甲", 3: 9999999} == found.sheets[0].rows[1]
    assert ["D186", "D186", "D185"] == [d.code for d in found.diagnostics]


def test_a_cell_that_no_sheet_has_is_named(tmp_path: Path) -> None:
    cells = cell("乙", Index=20_000) + cell("丙", Index=1) + cell("丁", Index=1)
    table = f'<Row ss:Index="9999999">{cell("甲")}</Row><Row ss:Index="2">{cells}</Row>'
    found = book(tmp_path, workbook(table))
    assert {2: {1: "丁"}} == found.sheets[0].rows
    assert ["D188", "D188", "D187"] == [d.code for d in found.diagnostics]


GOOD = workbook(f"<Row>{cell('甲')}{cell('乙')}</Row><Row>{cell('丙')}</Row>")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GOOD[:-20], "D115"), (GOOD.replace("甲", "甲 & 乙"), "D115"), (GOOD.replace("<Table>", "<Table>" + "<a>" * 600), "D115"),
        (GOOD.replace("UTF-8", "hex"), "D115"), (f"<Workbook {SPACES}/>", "D133"),
        (GOOD.replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook'), "D131"),
    ],
    ids=range(6),
)  # fmt: skip
def test_a_damaged_file_says_what_it_is(tmp_path: Path, text: str, code: str) -> None:
    with refused(code, SourceError):
        book(tmp_path, text)


@pytest.mark.parametrize("limits", [{"cells": 2}, {"rows": 1}, {"text": 2}, {"sheets": 0}, {"piece": 0}], ids=str)
def test_a_file_keeps_the_limits_of_all_files(tmp_path: Path, limits: dict[str, int]) -> None:
    assert book(tmp_path, GOOD)
    with refused("D132", SourceError):
        book(tmp_path, GOOD, Limits(**limits))


def test_too_many_areas_are_left_out_and_counted(tmp_path: Path) -> None:
    table = f"<Row>{cell('甲', MergeAcross=1)}</Row>" * 5
    found = book(tmp_path, workbook(table), Limits(merges=2))
    assert (2, 3) == (len(found.sheets[0].merges), found.diagnostics[0].facts["count"])
