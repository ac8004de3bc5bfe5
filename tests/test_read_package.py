"""Hostile and odd packages: bombs, relations, DTDs, encodings (faults A4, A5, A7)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests import packages
from xltrack.base.errors import SourceError
from xltrack.ooxml.cells import Shared
from xltrack.ooxml.limits import Limits
from xltrack.ooxml.package import Package
from xltrack.ooxml.scan import scan_sheet
from xltrack.reading.files.grid import SourceBook

CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
SHEET = packages.sheet(CELL.format("任务"))


@pytest.fixture
def read(tmp_path: Path) -> packages.Reader:
    """Reads bytes as a file."""
    return packages.Reader(tmp_path)


def code_of(read, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(SourceError) as caught:
        read(data, limits)
    return caught.value.code


def first(book: SourceBook) -> object:
    return book.sheets[0].value(1, 1)


def test_a_bomb_in_a_needed_part_is_refused_and_beside_it_is_not_opened(read) -> None:
    small = Limits(sheet=2_000_000, strings=1_000_000, part=1_000_000)
    bomb = packages.sheet(f"<!--{' ' * 3_000_000}-->")
    assert "D132" == code_of(read, packages.book(bomb), small)
    assert "D132" == code_of(read, packages.book(SHEET, texts=packages.strings(f"<t>{'啊' * 700_000}</t>")), small)
    made = packages.parts(SHEET) | {"xl/media/image1.png": b"\0" * 5_000_000}
    assert "任务" == first(read(packages.zipped(made), small))


def test_one_endless_string_is_refused(read) -> None:
    endless = packages.book(packages.sheet(CELL.format("啊" * 700_000)))
    assert "D132" == code_of(read, endless, Limits(piece=1_000_000))


def test_too_many_cells_or_entries_are_refused(read) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 200))
    assert "D132" == code_of(read, packages.book(packages.sheet(rows)), Limits(cells=100))
    made = packages.parts(SHEET) | {f"x/{at}": "" for at in range(300)}
    assert "D132" == code_of(read, packages.zipped(made), Limits(entries=200))
    assert "任务" == first(read(packages.zipped(made)))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_read(read, method: int) -> None:
    assert "任务" == first(read(packages.zipped(packages.parts(SHEET), method)))


def test_an_unknown_way_of_packing_is_damage(read) -> None:
    data = bytearray(packages.book(SHEET))
    for mark, offset in ((b"PK\1\2", 10), (b"PK\3\4", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] = 9  # deflate64
    assert "D112" == code_of(read, bytes(data))


@pytest.mark.parametrize("declared", [1, 50, 10_000_000])
def test_lying_sizes_never_give_wrong_cells(read, declared: int) -> None:
    data = bytearray(packages.zipped(packages.parts(SHEET)))
    at = data.rfind(b"PK\1\2")  # the sheet's entry in the directory
    data[at + 24 : at + 28] = declared.to_bytes(4, "little")
    try:
        found = first(read(bytes(data)))
    except SourceError as error:
        found = error.code
    assert found in {"任务", "D134", "D111"}


def test_of_two_entries_of_one_name_the_last_stands(read) -> None:
    out = io.BytesIO(packages.zipped(packages.parts(SHEET)))
    with zipfile.ZipFile(out, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("xl/worksheets/sheet1.xml", packages.sheet(CELL.format("后一个")))
    assert "后一个" == first(read(out.getvalue()))


@pytest.mark.parametrize(
    "target",
    [
        "/xl/worksheets/sheet1.xml",
        "worksheets\\sheet1.xml",
        "WorkSheets/SHEET1.XML",
        "../xl/worksheets/sheet1.xml",
        "./worksheets/./sheet1.xml",
        "worksheets/sheet1.xml#x",
        "worksheets/sheet%31.xml",
        "../../../../xl/worksheets/sheet1.xml",
    ],
)
def test_odd_targets_lead_to_their_part(read, target: str) -> None:
    made = packages.parts(SHEET)
    made["xl/_rels/workbook.xml.rels"] = packages.relations(("rId1", "worksheet", target))
    assert "任务" == first(read(packages.zipped(made)))


def test_names_of_entries_may_have_backslashes_and_capitals(read) -> None:
    made = {name.replace("/", "\\").upper(): content for name, content in packages.parts(SHEET).items()}
    assert "任务" == first(read(packages.zipped(made)))


@pytest.mark.parametrize(
    ("target", "mode"),
    [
        ("worksheets/gone.xml", ""),
        ("../../../etc/passwd", ""),
        ("http://127.0.0.1:9/x.xml", ' TargetMode="External"'),
        ("http://127.0.0.1:9/x.xml", ""),
        ("file:///etc/passwd", ""),
        ("", ""),
        ("C:\\x.xml", ""),
    ],
)
def test_a_target_that_leads_nowhere_or_outside_costs_its_sheet(read, target: str, mode: str) -> None:
    made = packages.parts(SHEET, SHEET, names=["坏", "好"])
    good = packages.relations(("rId2", "worksheet", "worksheets/sheet2.xml"))
    made["xl/_rels/workbook.xml.rels"] = good.replace(
        "</Relationships>", f'<Relationship Id="rId1" Type="x/worksheet" Target="{target}"{mode}/></Relationships>'
    )
    book = read(packages.zipped(made))
    assert ["好"] == [sheet.name for sheet in book.sheets]
    assert [("D190", "坏")] == [(d.code, d.facts["sheet"]) for d in book.diagnostics]


def test_two_sheets_of_one_part_are_read_once(read) -> None:
    made = packages.parts(SHEET, names=["一", "二"])
    made["xl/workbook.xml"] = packages.workbook(["一", "二"])
    part = "worksheets/sheet1.xml"
    made["xl/_rels/workbook.xml.rels"] = packages.relations(("rId1", "worksheet", part), ("rId2", "worksheet", part))
    book = read(packages.zipped(made))
    assert (["一"], ["D192"]) == ([sheet.name for sheet in book.sheets], [d.code for d in book.diagnostics])


def test_parts_whose_names_differ_in_capitals_alone_are_two(read) -> None:
    other = SHEET.replace("任务", "另一张")
    made = packages.parts(SHEET, other, names=["一", "二"])
    made["xl/worksheets/Sheet1.xml"] = made.pop("xl/worksheets/sheet2.xml")
    made["xl/_rels/workbook.xml.rels"] = packages.relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/Sheet1.xml")
    )
    book = read(packages.zipped(made))
    assert ([("一", "任务"), ("二", "另一张")], ()) == (
        [(s.name, s.value(1, 1)) for s in book.sheets],
        book.diagnostics,
    )


def test_a_part_is_found_where_its_name_is_written_in_other_capitals(read) -> None:
    made = packages.parts(SHEET)
    made["XL/Worksheets/Sheet1.XML"] = made.pop("xl/worksheets/sheet1.xml")
    assert "任务" == first(read(packages.zipped(made)))


def test_a_relation_to_itself_is_no_endless_loop(read) -> None:
    made = packages.parts(SHEET)
    made["xl/_rels/workbook.xml.rels"] = packages.relations(("rId1", "worksheet", "workbook.xml"))
    assert "D134" == code_of(read, packages.zipped(made))


def test_without_relations_or_workbook_the_file_is_refused(read) -> None:
    made = packages.parts(SHEET)
    del made["xl/_rels/workbook.xml.rels"]
    assert "D134" == code_of(read, packages.zipped(made))
    made = packages.parts(SHEET)
    made["xl/workbook.xml"] = packages.workbook([])
    assert "D133" == code_of(read, packages.zipped(made))
    made["xl/workbook.xml"] = "<workbook"
    assert "D112" == code_of(read, packages.zipped(made))


def test_without_package_relations_the_usual_place_is_looked_at(read) -> None:
    made = packages.parts(SHEET)
    del made["_rels/.rels"]
    assert "任务" == first(read(packages.zipped(made)))


DTDS = {
    "laughs": '<!DOCTYPE w [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "file": '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "http": '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">',
    "parameter": '<!DOCTYPE w [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>',
    "empty": "<!DOCTYPE worksheet>",
}


@pytest.mark.parametrize("dtd", DTDS)
@pytest.mark.parametrize(
    "part",
    [
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        "_rels/.rels",
    ],
)
def test_a_dtd_in_any_part_is_refused(read, dtd: str, part: str) -> None:
    made = packages.parts(SHEET, texts=packages.strings("<t>x</t>"), formats=packages.styles())
    made[part] = made[part].replace("?>\n", "?>\n" + DTDS[dtd], 1)
    assert "D131" == code_of(read, packages.zipped(made))


def test_an_inclusion_is_not_followed(read) -> None:
    inclusion = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    book = read(packages.book(packages.sheet(CELL.format("任务") + inclusion)))
    assert {1: {1: "任务"}} == book.sheets[0].rows


@pytest.mark.parametrize(
    "body",
    [
        "<row>",
        '<row r="1"><c r="A1"><v>1</v></row>',
        "</row>",
        "<row r=1/>",
        '<row r="1" r="1"/>',
        "<row>&nbsp;</row>",
        "<row>\x01</row>",
        "<a>" * 2_000_000,
        "<a b='<'/>",
    ],
)
def test_a_sheet_that_is_not_well_formed_costs_itself(read, body: str) -> None:
    book = read(packages.book(packages.sheet(body), SHEET))
    assert (["Sheet2"], ["D180"]) == ([sheet.name for sheet in book.sheets], [d.code for d in book.diagnostics])


def test_what_nests_too_deep_costs_itself(read) -> None:
    deep = "<a>" * 1_500_000 + "</a>" * 1_500_000
    tricky = "<a>/>" * 900_000 + "</a>" * 900_000
    book = read(packages.book(packages.sheet(deep), packages.sheet(tricky), SHEET))
    assert (["Sheet3"], ["D180"] * 2) == ([sheet.name for sheet in book.sheets], [d.code for d in book.diagnostics])


def test_many_attributes_do_not_matter(read) -> None:
    many = " ".join(f'a{at}="x"' for at in range(100_000))
    assert "任务" == first(read(packages.book(packages.sheet(f"<row r='9' {many}/>" + CELL.format("任务")))))


@pytest.mark.parametrize("encoding", ["GBK", "gb18030", "UTF-16", "UTF-16LE", "UTF-8"])
def test_parts_in_other_encodings_are_read(read, encoding: str) -> None:
    texts = packages.strings("<t>配合单位</t>").replace("UTF-8", encoding)
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>任务</t></is></c><c r="B1" t="s"><v>0</v></c></row>'
    content = packages.sheet(cell).replace("UTF-8", encoding)
    data = packages.book(content.encode(encoding), texts=texts.encode(encoding))
    assert {1: {1: "任务", 2: "配合单位"}} == read(data).sheets[0].rows


def test_a_byte_order_mark_does_not_matter(read) -> None:
    assert "任务" == first(read(packages.book(SHEET.encode("utf-8-sig"))))


@pytest.mark.parametrize("encoding", ["x-unknown", "hex", "utf-7"])
def test_an_unknown_encoding_is_damage(read, encoding: str) -> None:
    book = read(packages.book(SHEET.replace("UTF-8", encoding), SHEET))
    assert (["Sheet2"], ["D180"]) == ([sheet.name for sheet in book.sheets], [d.code for d in book.diagnostics])


def test_bad_utf_8_is_damage(read) -> None:
    book = read(packages.book(SHEET.encode("gbk"), SHEET))
    assert (["Sheet2"], ["D180"]) == ([sheet.name for sheet in book.sheets], [d.code for d in book.diagnostics])


def test_a_damaged_table_of_strings_costs_what_it_lost(read) -> None:
    texts = packages.strings("<t>一</t>", "<t>二</t>").replace("</sst>", "<si><t>三</si></sst>")
    cells = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    book = read(packages.book(packages.sheet(cells), texts=texts))
    assert 3 == book.sheets[0].value(1, 3)
    assert {"D181", "D184"} == {d.code for d in book.diagnostics}
    assert "Sheet1!B1" in {d.cell.a1 for d in book.diagnostics if d.cell}


def test_damaged_styles_cost_dates_only(read) -> None:
    cells = '<row r="1"><c r="A1" s="1"><v>44377</v></c></row>'
    book = read(packages.book(packages.sheet(cells), formats="<styleSheet"))
    assert (44377, ["D182"]) == (first(book), [d.code for d in book.diagnostics])


def test_positions_lead_to_the_bytes_of_each_cell() -> None:
    """The patcher stands on this: at each position of the part's bytes a cell with that reference begins."""
    body = (
        '<!-- <c r="Z9"><v>0</v></c> --><row r="1"><c r="A1" s="2"/><c r="B1"><v>1</v></c><c s="0" r="C1"><v>2</v></c></row>'
        '<row r="2" x="a>b"><?pi <c?><c r="A2" t="inlineStr"><is><t>a<![CDATA[<c r="D2">]]></t></is></c></row>'
    )
    for plain in (True, False):
        text = packages.sheet(body if not plain else body.partition("-->")[2].partition('<row r="2"')[0])
        for data in (text.encode(), text.encode("utf-8-sig")):
            chunks = [data[at : at + 200] for at in range(0, len(data), 200)]
            found = scan_sheet(chunks, Shared(), positions=True)
            assert found.positions is not None
            assert sorted(found.positions) == [(row, column) for row, cells in found.rows.items() for column in cells]
            for (row, column), at in found.positions.items():
                tag = data[at : data.index(b">", at)]
                assert tag.startswith(b"<c ")
                assert f'r="{"ABCD"[column - 1]}{row}"'.encode() in tag
            without = scan_sheet(chunks, Shared())
            assert without.rows == found.rows


def test_a_package_knows_its_parts_by_any_spelling() -> None:
    package = Package(packages.zipped({"XL\\Workbook.xml": "x"}))
    assert "xl/workbook.xml" in package
    assert b"x" == package.part("/xl/Workbook.XML")
