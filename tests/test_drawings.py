"""Text boxes of a worksheet: a title may stand in one (docs/规则.md 2.1)."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import xlsxwriter

from xltrack import api
from xltrack.ooxml.drawings import find_boxes
from xltrack.ooxml.package import Package

SHEET = "xl/worksheets/sheet1.xml"
DRAWING = "xl/drawings/drawing1.xml"


def boxed(path: Path, *boxes: tuple[int, int, str]) -> Path:
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet("Sheet1")
    for row, column, words in boxes:
        sheet.insert_textbox(row, column, words)
    for row, values in enumerate((("工作任务", "责任单位", "完成时限"), ("起草方案", "区司法局", "6月底前"))):
        sheet.write_row(5 + row, 2, values)
    workbook.close()
    return path


def with_drawing(path: Path, change: bytes | None) -> Path:
    """The workbook with another drawing part."""
    out = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, change if info.filename == DRAWING and change is not None else old.read(info))
    path.write_bytes(out.getvalue())
    return path


def test_the_boxes_of_a_sheet_with_their_places(tmp_path):
    path = boxed(tmp_path / "a.xlsx", (0, 1, "附件1\n某区2021年任务表"), (9, 3, "请按月报送"))
    assert ((1, 2, "附件1\n某区2021年任务表"), (10, 4, "请按月报送")) == find_boxes(Package(path.read_bytes()), SHEET)


def test_a_title_in_a_box_gives_the_year(tmp_path):
    table = api.read(boxed(tmp_path / "a.xlsx", (0, 1, "附件1\n某区2021年任务表"), (9, 3, "请按月报送"))).tables[0]
    assert ("附件1", "某区2021年任务表") == (table.annex, table.title)
    assert "2021-06-30" == table.tasks[0].deadline.milestones[0].due.isoformat()


def test_a_box_that_says_something_else_is_no_title(tmp_path):
    assert None is api.read(boxed(tmp_path / "a.xlsx", (0, 1, "请于每月25日前报送"))).tables[0].title


def test_shapes_in_groups_and_both_branches_of_a_choice(tmp_path):
    words = "<xdr:txBody><a:p><a:r><a:t>某区2021年</a:t></a:r><a:br/><a:r><a:t>任务表</a:t></a:r></a:p></xdr:txBody>"
    place = "<xdr:from><xdr:col>1</xdr:col><xdr:row>2</xdr:row></xdr:from><xdr:to><xdr:col>9</xdr:col><xdr:row>9</xdr:row></xdr:to>"
    body = (
        '<xdr:wsDr xmlns:xdr="x" xmlns:a="a" xmlns:mc="m"><xdr:twoCellAnchor>'
        f"{place}<mc:AlternateContent><mc:Choice><xdr:grpSp><xdr:sp>{words}</xdr:sp></xdr:grpSp></mc:Choice>"
        f"<mc:Fallback><xdr:sp>{words}</xdr:sp></mc:Fallback></mc:AlternateContent></xdr:twoCellAnchor></xdr:wsDr>"
    )
    path = with_drawing(boxed(tmp_path / "a.xlsx", (0, 1, "无")), body.encode())
    assert ((3, 2, "某区2021年\n任务表"),) == find_boxes(Package(path.read_bytes()), SHEET)


def test_a_drawing_that_cannot_be_read_costs_its_words_alone(tmp_path):
    for broken in (b"<xdr:wsDr", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b""):
        path = with_drawing(boxed(tmp_path / "a.xlsx", (0, 1, "某区2021年任务表")), broken)
        document = api.read(path)
        assert (None, 1) == (document.tables[0].title, len(document.tables[0].tasks))
