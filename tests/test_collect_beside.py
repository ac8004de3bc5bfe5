"""Comments, pictures and text boxes in forms that come back: none of it is lost in silence (docs/规则.md 16.9)."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.collecting import CIVIL, EDU, HOME, MONEY, SCHOOL, County, twice
from tests.forms import BODY, columns_of, page_of
from tests.office import convert

# The smallest picture: one red dot.
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAW = "http://schemas.openxmlformats.org/drawingml/2006"
ANCHOR = """<xdr:oneCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>
<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="200000" cy="200000"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number}" name="p{number}"/>
<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="{rel}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>
<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="200000" cy="200000"/></a:xfrm><a:prstGeom prst="rect"/></xdr:spPr></xdr:pic>
<xdr:clientData/></xdr:oneCellAnchor>"""


def put(path: Path, *marks: tuple[str, int, str]) -> None:
    """Put comments (with words) and pictures (without) beside cells: head of the column, row, words."""
    book = load_workbook(path)
    page, columns = book["填报表"], columns_of(book["填报表"])
    number = book.sheetnames.index("填报表") + 1
    for head, row, words in marks:
        if words:
            page.cell(row, columns[head]).comment = Comment(words, "张三")
    book.save(path)
    places = [(columns[head], row) for head, row, words in marks if not words]
    if places:
        change(path, lambda parts: draw(parts, f"xl/worksheets/sheet{number}.xml", places))


def change(path: Path, how: Callable[[dict[str, bytes]], None]) -> None:
    """Change the parts of a workbook."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    how(parts)
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


def draw(parts: dict[str, bytes], sheet: str, places: list[tuple[int, int]]) -> None:
    """Pictures on a sheet, each with its upper left corner in a cell."""
    anchors = "".join(
        ANCHOR.format(column=column - 1, row=row - 1, number=n, rel=REL) for n, (column, row) in enumerate(places, 1)
    )
    parts["xl/drawings/drawing9.xml"] = (
        f'<xdr:wsDr xmlns:xdr="{DRAW}/spreadsheetDrawing" xmlns:a="{DRAW}/main">{anchors}</xdr:wsDr>'
    ).encode()
    parts["xl/drawings/_rels/drawing9.xml.rels"] = related(f"{REL}/image", "../media/p.png", "rId1")
    parts["xl/media/p.png"] = PNG
    link(parts, sheet, f"{REL}/drawing", "../drawings/drawing9.xml")
    at = parts[sheet].find(b"<legacyDrawing")
    at = at if at >= 0 else parts[sheet].rindex(b"</worksheet>")
    tag = f'<drawing xmlns:r="{REL}" r:id="rIdX"/>'.encode()
    parts[sheet] = parts[sheet][:at] + tag + parts[sheet][at:]
    kinds = (
        '<Override PartName="/xl/drawings/drawing9.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>'
        '<Default Extension="png" ContentType="image/png"/></Types>'
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kinds.encode())


def related(kind: str, target: str, name: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/></Relationships>'
    ).encode()


def link(parts: dict[str, bytes], sheet: str, kind: str, target: str) -> None:
    """Relate a sheet to a further part."""
    rels = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    own = related(kind, target, "rIdX")
    more = own[own.index(b"<Relationship ") :]
    parts[rels] = parts[rels].replace(b"</Relationships>", more) if rels in parts else own


def note(county: County) -> str:
    return str(county.table("收件")[0]["说明"])


def looks(county: County) -> list[tuple[str, str, str]]:
    return [(q["单位"], q["工作任务"], q["乙"]) for q in county.questions("请看一眼")]


def test_a_comment_is_shown_with_its_task(county, forms):
    form = county.answer(forms[EDU], {SCHOOL: {"完成情况": "推进中"}})
    put(form, ("存在问题", BODY, "资金没到位，请县财政局支持"))
    county.collect()
    assert [(EDU, SCHOOL, "存在问题：批注「资金没到位，请县财政局支持」")] == looks(county)
    assert "批注、图片等1处，列在待核实" in note(county)
    assert "推进中" == county.cells(SCHOOL)["完成情况"]
    twice(county)
    county.type("待核实", {"类别": "请看一眼"}, 采用="√")
    county.collect()
    assert [] == county.questions()


def test_pictures_are_named_with_their_task_and_column(county, forms):
    form = county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    put(form, ("佐证材料", BODY, ""), ("佐证材料", BODY, ""))
    county.collect()
    assert [(EDU, SCHOOL, "佐证材料：图片2张")] == looks(county)
    assert form.name in county.questions("请看一眼")[0]["说明"]


def test_a_form_that_holds_a_picture_alone_has_come_back(county, forms):
    form = county.answer(forms[CIVIL], {})
    put(form, ("完成情况", BODY, ""))
    county.collect()
    assert [(CIVIL, HOME, "完成情况：图片1张")] == looks(county)
    assert CIVIL not in {row["单位"] for row in county.table("未报送")}


def test_what_stands_beside_no_task_is_noted_with_the_file(county, forms):
    form = county.answer(forms[EDU], {SCHOOL: {"完成情况": "推进中"}})
    put(form, ("完成情况", BODY - 1, "表头这里看不懂"), ("完成情况", BODY + 20, ""))
    county.collect()
    assert [] == looks(county)
    assert f"第{BODY - 1}行有批注「表头这里看不懂」" in note(county)
    assert f"第{BODY + 20}行有图片1张" in note(county)


def test_of_a_thread_of_comments_all_are_shown(county, forms):
    """Excel keeps beside it a comment for older programs, which says nothing of its own."""
    form = county.answer(forms[EDU], {SCHOOL: {"完成情况": "推进中"}})
    put(form, ("存在问题", BODY, "[线程批注] 您的 Excel 版本可读取此线程批注"))
    cell = page_of(form).cell(BODY, columns_of(page_of(form))["存在问题"]).coordinate
    thread(form, cell, "要不要报材料？", "要，附在后面")
    county.collect()
    assert ["存在问题：批注「要不要报材料？」", "存在问题：批注「要，附在后面」"] == [
        text for _, _, text in looks(county)
    ]


def thread(form: Path, cell: str, *said: str) -> None:
    """Add a thread of comments, as Excel writes it."""
    number = load_workbook(form).sheetnames.index("填报表") + 1
    own = "".join(
        f'<threadedComment ref="{cell}" id="{n}"><text>{text}</text></threadedComment>' for n, text in enumerate(said)
    )

    def add(parts: dict[str, bytes]) -> None:
        kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
        link(parts, f"xl/worksheets/sheet{number}.xml", kind, "../threadedComments/threadedComment1.xml")
        parts["xl/threadedComments/threadedComment1.xml"] = f"<ThreadedComments>{own}</ThreadedComments>".encode()

    change(form, add)


def test_a_picture_inside_a_cell_is_no_answer(county, forms):
    """WPS puts a formula there."""
    form = county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "佐证材料": '=DISPIMG("ID_5A",1)'}})
    book = load_workbook(form)
    page = book["填报表"]
    cell = page.cell(BODY, columns_of(page)["佐证材料"])
    cell.value, cell.data_type = '=DISPIMG("ID_5A",1)', "s"
    book.save(form)
    county.collect()
    assert [(EDU, SCHOOL, "佐证材料：图片1张")] == looks(county)
    assert county.told(EDU, SCHOOL)["佐证材料"] is None


@pytest.mark.office
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_other_kinds_of_files_tell_it_too(county, forms, kind):
    form = county.answer(forms[MONEY], {HOME: {"完成情况": "推进中"}}, "../填.xlsx")
    put(form, ("存在问题", BODY, "缺钱"), ("佐证材料", BODY, ""))
    (made,) = convert([form], kind, county.inbox)
    assert made.exists()
    county.collect()
    texts = {text for _, _, text in looks(county)}
    assert any("缺钱" in text for text in texts)
    if kind == "ods":
        assert "佐证材料：图片1张" in texts
    else:
        assert "看不出在哪一行，有图片1张" in note(county)


def test_forms_as_they_went_out_have_nothing_beside(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "推进中"}})
    county.collect()
    assert [] == looks(county)
    assert "批注" not in note(county)
