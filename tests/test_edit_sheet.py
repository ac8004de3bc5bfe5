"""Cells written into worksheet parts of every encoding and shape: what no edit claims is as it was, byte for byte or as XML means it."""

from __future__ import annotations

import codecs
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.editing import edit, edited, loaded, opened, parts_of, places, untouched, unwritten, values, without
from tests.packages import MAIN, book, merged, sheet, strings, styles
from xltrack.base.values import CellError
from xltrack.ooxml.edit.book import calculating, edit_book
from xltrack.ooxml.edit.cells import open_cells
from xltrack.ooxml.package import Package

SHEET = "xl/worksheets/sheet1.xml"

MARGINS = '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>'
HIDDEN = '<cols><col min="1" max="16384" width="9" hidden="1" style="1"/></cols>'
VIEWED = '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
# The shapes: what stands before the rows, the rows (None: an element that closes itself), what stands behind them.
SHAPES: dict[str, tuple[str, str | None, str]] = {
    "usual": (
        '<dimension ref="A1:C3"/>',
        (
            '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>1</v></c></row>'
            '<row r="3" spans="1:3"><c r="B3"><v>5</v></c></row>'
        ),
        MARGINS,
    ),
    "empty": ("", "", ""),
    "closed": ("", None, MARGINS),
    "no r": (
        "",
        '<row><c t="inlineStr"><is><t>甲</t></is></c><c><v>2</v></c></row><row><c><v>3</v></c></row>',
        "",
    ),
    "rows without r": ("", '<row><c r="A1"><v>2</v></c></row><row ht="20"><c r="C2"><v>3</v></c></row>', ""),
    "rows that close themselves": ("", '<row r="1"/><row r="2" ht="30" customHeight="1"/><row r="5"/>', ""),
    "columns": (
        f'<dimension ref="B2"/>{VIEWED}{HIDDEN}',
        '<row r="2" s="1" customFormat="1"><c r="B2"><v>1</v></c></row>',
        merged("A7:B8"),
    ),
    "comments": (
        '<!-- <row r="1"/> -->',
        (
            '<row r="1"><!-- <c r="A1"/> --><c r="A1"><v>1</v></c></row><!--</sheetData>-->'
            '<row r="4"><c r="A4" t="str"><f>"a"</f><v>a</v></c></row>'
        ),
        "",
    ),
    "attributes": (
        "",
        (
            '<row r="1" x:more="a&gt;b" xmlns:x="urn:x"><c r="A1" s="1" cm="1" x:own="1"><v>1</v><extLst><ext uri="u"/></extLst></c>'
            '<c r="B1" s="1"/><extLst><ext uri="r"/></extLst></row>'
        ),
        '<extLst><ext uri="w"/></extLst>',
    ),
    "rich": (
        "",
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r></is></c>'
            '<c r="B1" t="e"><v>#N/A</v></c></row>'
        ),
        "",
    ),
    "an array beside": (
        "",
        '<row r="1"><c r="D1"><f t="array" ref="D1:D2">{1;2}</f><v>1</v></c></row><row r="2"><c r="D2"><v>2</v></c></row>',
        "",
    ),
}


def plain(text: str) -> bytes:
    return text.encode()


def declared(text: str, name: str) -> str:
    return text.replace('encoding="UTF-8"', f'encoding="{name}"')


def prefixed(text: str) -> bytes:
    """The elements of the main namespace with a prefix."""
    from lxml import etree

    root = etree.fromstring(text.encode())
    moved = etree.Element(root.tag, nsmap={"x": MAIN})
    moved[:] = root[:]
    written = etree.tostring(moved, xml_declaration=True, encoding="UTF-8", standalone=True)
    assert b"<x:worksheet" in written
    return written


ENCODINGS = {
    "utf-8": plain,
    "mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "no declaration": lambda text: text.partition("?>\n")[2].encode(),
    "crlf": lambda text: text.replace("><", ">\r\n<").replace("</v>\r\n<f", "</v><f").encode(),
    "utf-16": lambda text: declared(text, "UTF-16").encode("utf-16"),
    "utf-16 be": lambda text: codecs.BOM_UTF16_BE + declared(text, "UTF-16").encode("utf-16-be"),
    "gbk": lambda text: declared(text, "GBK").encode("gbk"),
    "ascii": lambda text: declared(text, "US-ASCII").encode("ascii", "xmlcharrefreplace"),
    "prefix": prefixed,
    "prefix, mark": lambda text: codecs.BOM_UTF8 + prefixed(text),
    "quotes": lambda text: text.replace('"', "'").replace("'a'", '"a"').encode(),
}  # fmt: skip
TEXTS = strings("<t>旧</t>", "<r><t>已完成</t></r>")
FORMATS = styles("yyyy-mm-dd")


def made(shape: str, encoding: str, texts: bool = True) -> bytes:
    before, rows, after = SHAPES[shape]
    text = sheet(rows or "", before=before, after=after)
    if rows is None:
        text = text.replace("<sheetData></sheetData>", "<sheetData/>")
    return book(ENCODINGS[encoding](text), texts=TEXTS if texts else "", formats=FORMATS)


def held(data: bytes) -> dict[tuple[int, int], object]:
    scan = open_cells(Package(data)).scan("Sheet1")
    return {(row, column): value for row, cells in scan.rows.items() for column, value in cells.items()}


@pytest.mark.parametrize("texts", [True, False], ids=["shared", "inline"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_written_stands_there_and_nothing_else_is_another(shape, encoding, texts):
    data = made(shape, encoding, texts)
    before = held(data)
    edits = [
        edit(place, new, before.get((row, column)))
        for place, row, column, new in (
            ("A1", 1, 1, "已完成 𠮷\n<&>_x000D_"), ("B1", 1, 2, None), ("C2", 2, 3, 12.5), ("A3", 3, 1, "=1+1"), ("E2", 2, 5, True),
            ("B6", 6, 2, "已完成 𠮷\n<&>_x000D_"), ("ZZ9", 9, 702, date(2021, 8, 1)),
        )
    ]  # fmt: skip
    done = edited(data, *edits)
    wished = before | {(e.cell.row, e.cell.column): e.new for e in edits}
    assert {place: value for place, value in wished.items() if value is not None} == held(done.data)
    untouched(data, done.data, done.parts)
    one, two = (parts_of(book)[SHEET][0] for book in (data, done.data))
    if encoding != "gbk":  # which lxml may not know
        assert without(one, places(edits)) == without(two, places(edits))
    assert one[:40] == two[:40]


@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name != "gbk"])
def test_another_reader_sees_the_same(encoding):
    data = made("usual", encoding)
    done = edited(data, edit("A1", "新\n的", "旧"), edit("D1", 7, like=1), edit("B2", date(2021, 8, 1)))
    read = values(done.data)["Sheet1"]
    assert {"A1": "新\n的", "C1": 1, "D1": 7, "B2": datetime(2021, 8, 1), "B3": 5} == read  # noqa: DTZ001


def test_no_edits_give_the_same_bytes():
    data = made("usual", "crlf")
    assert data is edited(data).data


def test_the_same_edits_twice_are_those_once():
    data = made("usual", "utf-8")
    once = edited(data, edit("A1", "新", "旧"), edit("D1", "新")).data
    twice = edited(once, edit("A1", "新", "新"), edit("D1", "新", "新"))
    assert parts_of(once) == parts_of(twice.data)


VALUES = st.one_of(
    st.none(),
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), min_size=1, max_size=20
    ),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2199, 12, 31)),
)


@given(
    st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 30)), VALUES, max_size=12),
    st.sampled_from(sorted(set(SHAPES) - {"an array beside", "columns", "comments"})),
    st.sampled_from(sorted(set(ENCODINGS) - {"gbk"})),
    st.booleans(),
)
def test_any_plan_applied_twice_is_that_applied_once(cells, shape, encoding, texts):
    data = made(shape, encoding, texts)
    before = held(data)
    wished = {place: None if value == "" else value for place, value in cells.items()}
    edits = [
        edit("A1", new, before.get(place))._replace(cell=edit("A1", 1).cell._replace(row=place[0], column=place[1]))
        for place, new in wished.items()
    ]
    once = edited(data, *edits)
    twice = edited(once.data, *(e._replace(old=e.new) for e in edits))
    assert parts_of(once.data) == parts_of(twice.data)
    assert {p: v for p, v in (before | wished).items() if v is not None} == held(once.data)


# --- texts ---


def test_texts_are_added_to_the_shared_ones_and_both_counts_are_raised():
    texts = (
        strings("<t>旧</t>")
        .replace(">", ' count="1" uniqueCount="1">', 2)
        .replace('?count="1" uniqueCount="1"', "?", 1)
    )
    texts = f'<?xml version="1.0"?>\n<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>旧</t></si></sst>'
    data = book(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), texts=texts)
    done = edited(data, edit("B1", "新"), edit("C1", "新"), edit("D1", "旧"))
    assert (
        b'count="4" uniqueCount="2"><si><t>\xe6\x97\xa7</t></si><si><t>\xe6\x96\xb0</t></si></sst>'
        in parts_of(done.data)["xl/sharedStrings.xml"][0]
    )
    assert ("xl/sharedStrings.xml", SHEET) == tuple(sorted(done.parts))


def test_a_rich_text_is_not_taken_for_the_plain_one():
    done = edited(book(sheet(""), texts=TEXTS), edit("A1", "已完成"))
    assert b"<v>2</v>" in parts_of(done.data)[SHEET][0]


@pytest.mark.parametrize("text", ["a\x00", "\x0b", "\ud800", "\ufffe"], ids=repr)
def test_what_xml_cannot_carry_is_refused(text):
    """D810."""
    with unwritten("D810"):
        edit_book(*opened(book(sheet(""))), [edit("A1", text)])


def test_a_text_that_no_cell_holds_is_cut_and_told():
    done = edit_book(*opened(book(sheet(""))), [edit("A1", "字" * 40_000)])
    assert ["D811"] == [note.code for note in done.notes]
    assert "字" * 32_767 == held(done.data)[1, 1]
    assert () == edit_book(*opened(book(sheet(""))), [edit("A1", "字" * 32_767)]).notes
    assert "𠮷" * 16_383 == held(edit_book(*opened(book(sheet(""))), [edit("A1", "𠮷" * 20_000)]).data)[1, 1]


# --- looks ---


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "＝1", "\t1"], ids=repr)
def test_text_that_begins_like_a_formula_stays_text(text):
    done = edited(book(sheet(""), formats=FORMATS), edit("A1", text))
    assert b'quotePrefix="1"' in parts_of(done.data)["xl/styles.xml"][0]
    assert text == held(done.data)[1, 1]
    assert "s" == loaded(done.data).active["A1"].data_type


def test_a_number_beside_a_date_is_shown_as_a_number_and_a_day_as_a_day():
    data = book(sheet('<row r="1"><c r="A1" s="1"><v>44409</v></c></row>'), formats=FORMATS)
    done = edited(data, edit("B1", 12, like=1), edit("C1", date(2021, 8, 2)), edit("D1", time(12)))
    assert {(1, 1): date(2021, 8, 1), (1, 2): 12, (1, 3): date(2021, 8, 2), (1, 4): time(12)} == held(done.data)
    again = edited(done.data, edit("B2", 13, like=1), edit("E1", 1, like=1))
    assert ("xl/worksheets/sheet1.xml",) == again.parts  # the format is there already


def test_a_book_that_is_full_of_looks_keeps_those_that_it_has(monkeypatch):
    monkeypatch.setattr("xltrack.ooxml.edit.looks._MOST", 2)
    done = edited(
        book(sheet('<row r="1"><c r="A1" s="1"/></row>'), formats=FORMATS), edit("A1", "=1"), edit("B1", "=2")
    )
    assert {(1, 1): "=1", (1, 2): "=2"} == held(done.data)
    assert "xl/styles.xml" not in done.parts


def test_days_of_a_1904_book_are_its_own():
    data = book(sheet(""), formats=FORMATS, inside='<workbookPr date1904="1"/>')
    assert {(1, 1): date(2021, 8, 1)} == held(edited(data, edit("A1", date(2021, 8, 1))).data)


def test_a_column_gets_its_width_and_is_shown():
    wide = parts_of(edited(made("columns", "utf-8"), edit("C2", "新", width=30.0)).data)[SHEET][0].decode()
    third = '<col min="3" max="3" width="30" style="1" customWidth="1"/>'
    assert f'<col min="1" max="2" width="9" hidden="1" style="1"/>{third}<col min="4" max="16384"' in wide
    bare = parts_of(edited(made("empty", "prefix"), edit("C2", "新", width=30.0)).data)[SHEET][0].decode()
    assert '<x:cols><x:col min="3" max="3" width="30" customWidth="1"/></x:cols><x:sheetData>' in bare


# --- what is never touched ---


FORMULAS = (
    '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f t="shared" ref="B1:B2" si="0">A1</f><v>2</v></c>'
    '<c r="C1"><f t="array" ref="C1:C2">A1:A2</f><v>2</v></c></row>'
    '<row r="2"><c r="B2"><f t="shared" si="0"/><v>0</v></c><c r="C2"><v>1</v></c></row>'
)


@pytest.mark.parametrize(
    ("place", "code"), [("A1", "D807"), ("B1", "D807"), ("B2", "D807"), ("C1", "D807"), ("C2", "D808")]
)
def test_formulas_are_never_written_over_and_never_cut(place, code):
    """D807, D808."""
    with unwritten(code):
        edit_book(*opened(book(sheet(FORMULAS))), [edit(place, 1), edit("Z9", 1)])


def test_beside_formulas_cells_are_written_and_excel_is_asked_to_calculate():
    done = edited(book(sheet(FORMULAS)), edit("D1", 1))
    assert done.calculates
    assert b'<calcPr fullCalcOnLoad="1"/></workbook>' in parts_of(done.data)["xl/workbook.xml"][0]
    again = edited(done.data, edit("D1", 2, 1))
    assert (SHEET,) == again.parts
    assert not edited(book(sheet("")), edit("D1", 1)).calculates


@pytest.mark.parametrize(
    ("part", "wished"),
    [
        ('<workbook><sheets/><calcPr calcId="1"/><extLst/></workbook>', '<calcPr calcId="1" fullCalcOnLoad="1"/>'),
        ('<workbook><sheets/><calcPr fullCalcOnLoad="0"/></workbook>', '<calcPr fullCalcOnLoad="1"/>'),
        (
            "<workbook><sheets/><definedNames/><extLst/></workbook>",
            '<definedNames/><calcPr fullCalcOnLoad="1"/><extLst/>',
        ),
        ("<x:workbook><x:sheets/></x:workbook>", '<x:sheets/><x:calcPr fullCalcOnLoad="1"/></x:workbook>'),
    ],
)
def test_the_book_is_calculated_on_opening(part, wished):
    assert wished in calculating(part.encode()).decode()
    assert calculating(calculating(part.encode())) == calculating(part.encode())


def test_covered_cells_of_merges_are_never_touched():
    """D808."""
    data = book(sheet('<row r="1"><c r="A1"><v>1</v></c></row>', after=merged("A1:B2")))
    for place in ("B1", "A2", "B2"):
        with unwritten("D808"):
            edit_book(*opened(data), [edit(place, 1)])
    assert 5 == held(edited(data, edit("A1", 5, 1)).data)[1, 1]


UNLOCKED = '<xf numFmtId="0"><protection locked="0"/></xf></cellXfs>'


def test_locked_cells_of_a_protected_sheet_are_left():
    """D806."""
    body = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="2"><v>1</v></c></row><row r="2" s="2" customFormat="1"/>'
    guarded = {
        "after": '<sheetProtection sheet="1" objects="1"/>',
        "before": '<cols><col min="9" max="9" style="2"/></cols>',
    }
    formats = FORMATS.replace("</cellXfs>", UNLOCKED)
    data = book(sheet(body, **guarded), formats=formats)
    for place, old in (("A1", 1), ("C1", None), ("A3", None)):
        with unwritten("D806"):
            edit_book(*opened(data), [edit(place, 2, old)])
    edited(data, edit("B1", 2, 1), edit("C2", 2), edit("I7", 2))
    off = book(sheet(body, after='<sheetProtection sheet="0"/>'), formats=formats)
    edited(off, edit("A1", 2, 1))


@pytest.mark.parametrize(
    "body",
    [
        '<row r="2"/><row r="1"/>', '<row r="1"/><row r="1"/>', '<row r="1"><c r="B1"/><c r="A1"/></row>',
        '<row r="1"><c r="A1"/><c r="A1"/></row>', '<row r="1"><c r="A2"/></row>', '<row r="1"><c r="?"/></row>',
    ],
)  # fmt: skip
def test_rows_and_cells_out_of_order_are_left(body):
    """D805."""
    with unwritten("D805"):
        edit_book(*opened(book(sheet(body))), [edit("C1", 1)])


@pytest.mark.parametrize(
    "edits", [[edit("A1", 1), edit("A1", 2)], [edit("A1", 1, sheet="没有")], [edit("A1", CellError("#N/A"))]]
)
def test_what_no_edit_can_be_is_refused(edits):
    with unwritten("D805"):
        edit_book(*opened(book(sheet(""))), edits)
