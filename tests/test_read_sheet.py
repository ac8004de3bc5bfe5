"""The grid and the cells of a worksheet, as odd as programs write them (faults B1 to B3, C1 to C3)."""

from __future__ import annotations

import resource
import time
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import packages
from xltrack.address import CellRange
from xltrack.ooxml.limits import Limits
from xltrack.reading.grid import Book, CellError, Percent, Sheet
from xltrack.reading.source import open_book


@pytest.fixture
def read(tmp_path: Path):
    """Write bytes to a file and read it."""

    def write_and_read(data: bytes, limits: Limits | None = None) -> Book:
        path = tmp_path / "a.xlsx"
        path.write_bytes(data)
        return open_book(path, limits=limits or Limits())

    return write_and_read


def one(read, body: str, **more: str) -> Sheet:
    """The only sheet of a book with this sheetData."""
    return read(packages.book(packages.sheet(body, **more))).sheets[0]


def number(reference: str, words: str, more: str = "") -> str:
    return f'<c r="{reference}"{more}><v>{words}</v></c>'


def codes(book: Book) -> list[tuple[str, str | None]]:
    return [(d.code, d.cell.a1 if d.cell else None) for d in book.diagnostics]


# --- B1: how big it says it is, how big it is ---


@pytest.mark.parametrize("reference", ["A1", "A1:XFD1048576", "B2:B2", "nonsense", ""])
def test_the_dimension_is_never_believed(read, reference: str) -> None:
    found = one(read, f'<row r="1">{number("C1", "7")}</row>', before=f'<dimension ref="{reference}"/>')
    assert {1: {3: 7}} == found.rows


def test_the_last_cell_of_all_is_read_and_costs_nothing(read) -> None:
    found = one(read, f'<row r="1">{number("A1", "1")}</row><row r="1048576">{number("XFD1048576", "2")}</row>')
    assert {1: {1: 1}, 1048576: {16384: 2}} == found.rows


@pytest.mark.parametrize("reference", ["XFE1", "ZZZ1", "A1048577", "A0", "A9999999"])
def test_a_cell_beyond_the_sheet_is_named(read, reference: str) -> None:
    book = read(packages.book(packages.sheet(f"<row>{number(reference, '1')}{number('B2', '2')}</row>")))
    assert {2: {2: 2}} == book.sheets[0].rows
    assert ["D188"] == [d.code for d in book.diagnostics]


def test_a_million_styled_blank_rows_cost_little(read) -> None:
    blank = "".join(
        f'<row r="{row}" s="1" customFormat="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>'
        for row in range(1, 1048577)
    )
    for row in range(1, 1048577, 55_000):
        blank = blank.replace(f'<c r="A{row}" s="1"/>', number(f"A{row}", str(row)), 1)
    data = packages.book(packages.sheet(blank))
    del blank
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = read(data).sheets[0]
    assert {row: {1: row} for row in range(1, 1048577, 55_000)} == found.rows
    assert 3.0 > time.process_time() - began
    assert 150_000 > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def test_all_columns_styled_and_one_filled(read) -> None:
    from xltrack.address import column_letters

    cells = "".join(f'<c r="{column_letters(at)}1" s="1"/>' for at in range(1, 16385))
    assert {1: {9: 5}} == one(
        read,
        f"<row>{cells.replace('<c r=' + chr(34) + 'I1' + chr(34) + ' s=' + chr(34) + '1' + chr(34) + '/>', number('I1', '5'))}</row>",
    ).rows


# --- B2: merged areas ---


def merged(*references: str) -> str:
    return (
        f'<mergeCells count="1">{"".join(f"<mergeCell ref={chr(34)}{r}{chr(34)}/>" for r in references)}</mergeCells>'
    )


def test_merges_are_in_order_whichever_way_they_are_written(read) -> None:
    found = one(read, f'<row r="9">{number("D9", "1")}</row>', after=merged("C3:D4", "B2:A1", "$F$1:$F$2"))
    assert (CellRange(1, 1, 2, 2), CellRange(1, 6, 2, 6), CellRange(3, 3, 4, 4)) == found.merges


@pytest.mark.parametrize("reference", ["A1:A1048576", "A1:XFD1048576", "A1:XFD1"])
def test_whole_columns_and_sheets_are_cut_to_the_values(read, reference: str) -> None:
    found = one(
        read, f'<row r="1">{number("A1", "1")}</row><row r="40">{number("F40", "2")}</row>', after=merged(reference)
    )
    assert 40 * 6 >= found.merges[0].area


def test_one_million_merges_are_bounded(read) -> None:
    many = merged(*(f"A{row}:B{row}" for row in range(1, 1_000_001)))
    began = time.process_time()
    book = read(packages.book(packages.sheet(f'<row r="1">{number("A1", "1")}</row>', after=many)), Limits(merges=5000))
    assert 5000 == len(book.sheets[0].merges)
    assert [("D189", None)] == codes(book)
    assert 4.0 > time.process_time() - began


def test_of_overlapping_merges_the_first_stands(read) -> None:
    book = read(
        packages.book(packages.sheet(number("F9", "1"), after=merged("B2:D4", "A1:B2", "D4:E5", "A5:A6", "A5:A6")))
    )
    assert (CellRange(1, 1, 2, 2), CellRange(4, 4, 5, 5), CellRange(5, 1, 6, 1)) == book.sheets[0].merges
    assert [("D189", None)] == codes(book)
    assert 2 == book.diagnostics[0].facts["count"]


@given(st.lists(st.tuples(*[st.integers(1, 12)] * 4), max_size=30))
def test_merges_that_stand_never_overlap_and_none_is_lost(corners: list[tuple[int, int, int, int]]) -> None:
    """No merged area lies over another; each one left out lies over one that stands."""
    from xltrack.reading.merges import part_merges

    areas = sorted(CellRange(min(a, b), min(c, d), max(a, b), max(c, d)) for a, b, c, d in corners)
    kept, over = part_merges(areas)

    def cells(area: CellRange) -> set[tuple[int, int]]:
        return {
            (row, column) for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1)
        }

    covered = [cell for area in kept for cell in cells(area)]
    assert len(set(covered)) == len(covered)
    assert sorted(areas) == sorted([*kept, *over])
    assert all(cells(area) & set(covered) for area in over)


def test_what_stands_under_a_merged_area_is_not_shown(read) -> None:
    rows = f'<row r="1">{number("A1", "1")}{number("B1", "2")}</row><row r="2">{number("A2", "3")}{number("C2", "4")}</row>'
    assert {1: {1: 1}, 2: {3: 4}} == one(read, rows, after=merged("A1:B2")).rows


# --- B3: rows and cells as no program should write them ---


def test_rows_and_cells_without_numbers_follow_each_other(read) -> None:
    found = one(read, "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c/><c><v>3</v></c></row>")
    assert {1: {1: 1, 2: 2}, 3: {2: 3}} == found.rows


def test_numbers_and_their_lack_may_mix(read) -> None:
    found = one(
        read, f'<row r="5"><c><v>1</v></c>{number("D5", "2")}<c><v>3</v></c></row><row><c s="0"><v>4</v></c></row>'
    )
    assert {5: {1: 1, 4: 2, 5: 3}, 6: {1: 4}} == found.rows


def test_blank_numbered_rows_before_one_without_number_still_count(read) -> None:
    assert {8: {1: 1}} == one(read, '<row r="6"/><row r="7"><c r="A7" s="1"/></row><row><c><v>1</v></c></row>').rows


def test_what_is_out_of_order_is_put_in_order(read) -> None:
    found = one(read, f'<row r="3">{number("B3", "2")}{number("A3", "1")}</row><row r="1">{number("A1", "0")}</row>')
    assert [(1, [(1, 0)]), (3, [(1, 1), (2, 2)])] == [(row, list(cells.items())) for row, cells in found.rows.items()]


def test_of_a_cell_written_twice_the_later_stands_with_a_warning(read) -> None:
    rows = f'<row r="1">{number("A1", "1")}{number("B1", "2")}{number("A1", "3")}</row><row r="2">{number("A2", "1")}{number("B2", "1")}</row>'
    book = read(packages.book(packages.sheet(rows + f'<row r="1">{number("C1", "4")}{number("B1", "5")}</row>')))
    assert {1: {1: 3, 2: 5, 3: 4}, 2: {1: 1, 2: 1}} == book.sheets[0].rows
    assert [("D187", "Sheet1!A1"), ("D187", "Sheet1!B1")] == codes(book)


def test_the_cells_own_row_outranks_that_of_its_row(read) -> None:
    assert {7: {1: 1}} == one(read, f'<row r="3">{number("A7", "1")}</row>').rows


@pytest.mark.parametrize(
    "cell",
    ['<c s="0" r="B2" t="n"><v>5</v></c>', "<c r='B2'><v>5</v></c>", '<c  r="B2" ><v>5</v></c >', '<c r="b2"><v>5</v></c>', '<c r="$B$2"><v>5</v></c>',
     '<c r="B2" cm="1" vm="2" ph="1"><v>5</v></c>', '<c\nr="B2"\n>\n<v\n>5</v\n>\n</c\n>', '<c r="B2"><v>5</v><extLst><ext uri="x"/></extLst></c>',
     '<c x="a>b" r="B2"><v>5</v></c>', '<c r="B2"><!-- 9 --><v>5</v></c>', '<c r="B2"><v><![CDATA[5]]></v></c>', '<c r="B2"><v>&#53;</v></c>',
     '<c r="B2"><v> 5 </v></c>', '<c r="B2" x=\'"\'><v>5</v></c>'],
)  # fmt: skip
def test_a_cell_may_be_written_in_many_ways(read, cell: str) -> None:
    assert {2: {2: 5}} == one(read, f'<row r="2">{cell}</row>').rows


@pytest.mark.parametrize("namespace", [packages.MAIN, packages.STRICT])
@pytest.mark.parametrize("prefix", ["", "x:", "ns0:"])
def test_namespaces_and_prefixes_do_not_matter(read, namespace: str, prefix: str) -> None:
    p = prefix
    part = (
        f'<{p}worksheet xmlns{":" * bool(p)}{p.rstrip(":")}="{namespace}"><{p}sheetData><{p}row r="1" hidden="1"><{p}c r="A1" t="inlineStr"><{p}is><{p}t>任务</{p}t></{p}is></{p}c>'
        f'<{p}c r="B1" s="1"/><{p}c r="C1"><{p}f>1+1</{p}f><{p}v>2</{p}v></{p}c></{p}row></{p}sheetData><{p}mergeCells><{p}mergeCell ref="A1:B1"/></{p}mergeCells></{p}worksheet>'
    )
    found = read(packages.book(part)).sheets[0]
    assert ({1: {1: "任务", 3: 2}}, (CellRange(1, 1, 1, 2),), {1}) == (found.rows, found.merges, found.hidden_rows)


def test_hidden_and_filtered_rows_are_read_and_marked(read) -> None:
    rows = "".join(
        f'<row r="{at}"{more}>{number(f"A{at}", str(at))}</row>'
        for at, more in ((1, ""), (2, ' hidden="1"'), (3, " hidden='true'"), (4, ' hidden="0"'))
    )
    found = one(read, rows + '<row r="5" hidden="1"/>', after='<autoFilter ref="A1:A4"/>')
    assert ({2, 3}, [1, 2, 3, 4]) == (found.hidden_rows, list(found.rows))


def test_states_of_sheets_are_kept_and_other_kinds_skipped(read) -> None:
    blank = packages.sheet(f'<row r="1">{number("A1", "1")}</row>')
    made = packages.parts(
        blank, blank, blank, names=["看", "藏", "深藏"], states={"藏": "hidden", "深藏": "veryHidden"}
    )
    made["xl/workbook.xml"] = made["xl/workbook.xml"].replace(
        "<sheets>", '<sheets><sheet name="图" sheetId="9" r:id="c1"/><sheet name="宏" sheetId="8" r:id="c2"/>'
    )
    kinds = packages.relations(
        ("c1", "chartsheet", "chartsheets/sheet1.xml"), ("c2", "xlMacrosheet", "macrosheets/sheet1.xml")
    )
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>", kinds.partition('package/2006/relationships">')[2]
    )
    book = read(packages.zipped(made))
    assert [("看", "visible"), ("藏", "hidden"), ("深藏", "veryHidden")] == [
        (sheet.name, sheet.state) for sheet in book.sheets
    ]
    assert ["D191", "D191"] == [d.code for d in book.diagnostics]


def test_names_of_the_workbook_are_kept_and_those_of_sheets_not(read) -> None:
    names = '<definedNames><definedName name="xltrack_ledger">\'任务 台账\'!$A$5:$P$28</definedName><definedName name="局部" localSheetId="0">A!$A$1</definedName></definedNames>'
    assert {"xltrack_ledger": "'任务 台账'!$A$5:$P$28"} == read(packages.book(packages.sheet(""), inside=names)).names


@pytest.mark.parametrize(
    "name", ["a/b", "CON", "..", "History", "x" * 40, "", "it's !", "行&#10;断", "同", "&lt;b&gt;"]
)
def test_names_of_sheets_are_taken_as_they_are(read, name: str) -> None:
    import html

    made = packages.parts(packages.sheet(""), names=[name])
    assert html.unescape(name) == read(packages.zipped(made)).sheets[0].name


def test_two_thousand_sheets(read) -> None:
    one_cell = packages.sheet(f'<row r="1">{number("A1", "1")}</row>')
    assert 2000 == len(read(packages.book(*[one_cell] * 2000)).sheets)


# --- C1: text exactly as typed ---


def shared(read, item: str) -> object:
    return (
        read(
            packages.book(packages.sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), texts=packages.strings(item))
        )
        .sheets[0]
        .value(1, 1)
    )


TYPED = {
    "<t>  两端 空格  </t>": "  两端 空格  ",
    '<t xml:space="preserve"> a\n b </t>': " a\n b ",
    "<t>第一行\r\n第二行&#10;第三行</t>": "第一行\n第二行\n第三行",
    "<t>a_x000D_b_x005F_x000D_c_x0041_</t>": "a\rb_x000D_cA",
    "<t>_xD842__xDFB7_</t>": "𠮷",
    "<t>_xD842_</t>": "\ud842",
    "<t>_x0000__x0007__x001b__xFFFE_</t>": "\0\x07\x1b\ufffe",
    "<t>𠮷野家&#x20BB7;&#134071;</t>": "𠮷野家𠮷𠮷",
    "<t>&lt;b&gt; &amp;amp; &quot;&apos;</t>": "<b> &amp; \"'",
    "<t>\u00a0\u3000\u200b\u202e葛\U000e0100é</t>": "\u00a0\u3000\u200b\u202e葛\U000e0100é",
    "<r><rPr><b/></rPr><t>富</t></r><r><t xml:space='preserve'> 文本</t></r>": "富 文本",
    "<t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr fontId=\"1\"/>": "東京",
    "<t><![CDATA[a<b>&c]]></t>": "a<b>&c",
    "<t>a<!-- 注 -->b</t>": "ab",
    "<t>a>b -> c</t>": "a>b -> c",
    "<t>" + "长" * 40_000 + "</t>": "长" * 40_000,
    "<t>" + "行\n" * 1000 + "</t>": "行\n" * 1000,
    "\n <t>缩进</t>\n ": "缩进",
}  # fmt: skip


@pytest.mark.parametrize("item", TYPED)
def test_text_is_exactly_as_typed(read, item: str) -> None:
    assert TYPED[item] == shared(read, item)
    inline = f'<row r="1"><c r="A1" t="inlineStr"><is>{item}</is></c></row>'
    assert TYPED[item] == one(read, inline).value(1, 1)


@pytest.mark.parametrize("item", ["", "<t/>", "<t></t>", '<t xml:space="preserve"/>', "<r><t/></r>"])
def test_an_empty_string_is_blank_and_takes_its_place_in_the_table(read, item: str) -> None:
    cells = "".join(f'<c r="{letter}1" t="s"><v>{at}</v></c>' for at, letter in enumerate("ABC"))
    book = read(
        packages.book(packages.sheet(f"<row>{cells}</row>"), texts=packages.strings("<t>一</t>", item, "<t>三</t>"))
    )
    assert {1: {1: "一", 3: "三"}} == book.sheets[0].rows


def test_ten_megabytes_of_text_in_a_cell(read) -> None:
    assert 3_500_000 == len(shared(read, f"<t>{'长' * 3_500_000}</t>"))


@pytest.mark.parametrize("index", ["2", "-1", "99999999999", "x", "1.5"])
def test_text_that_is_not_in_the_table_is_named_by_its_cell(read, index: str) -> None:
    cells = f'<row r="1"><c r="A1" t="s"><v>{index}</v></c><c r="B1" t="s"><v>1</v></c></row>'
    book = read(packages.book(packages.sheet(cells), texts=packages.strings("<t>一</t>", "<t>二</t>")))
    assert ({1: {2: "二"}}, [("D184", "Sheet1!A1")]) == (book.sheets[0].rows, codes(book))


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=60)
)
def test_any_text_comes_back(text: str) -> None:
    """Text exactly as typed."""
    from xml.sax.saxutils import escape

    from xltrack.ooxml.strings import parse_strings

    escaped = escape(text.replace("_x", "_x005F_x"))
    assert [text] == parse_strings([packages.strings(f"<t>{escaped}</t>").encode()]).texts


# --- C2: numbers, dates, percentages ---

FORMATS = packages.styles("yyyy-mm-dd", "0.0%", "yyyy/m/d h:mm", "h:mm", "[h]:mm", "0.00E+00", "14")
DATE, PERCENT, MOMENT, CLOCK, ELAPSED, SCIENCE, SHORT = (f' s="{at}"' for at in range(1, 8))


def shown(read, style: str, words: str, inside: str = "") -> tuple[object, list[tuple[str, str | None]]]:
    book = read(
        packages.book(packages.sheet(f'<row r="1">{number("A1", words, style)}</row>'), formats=FORMATS, inside=inside)
    )
    return book.sheets[0].value(1, 1), codes(book)


@pytest.mark.parametrize(
    ("style", "words", "value"),
    [
        ("", "3", 3), ("", "3.0", 3), ("", "3.5", 3.5), ("", "1E3", 1000), ("", "-0.25", -0.25), ("", "1e308", 1e308), (SCIENCE, "1200", 1200),
        (DATE, "44377", date(2021, 6, 30)), (SHORT, "44377", date(2021, 6, 30)), (DATE, "44377.5", date(2021, 6, 30)),
        (MOMENT, "44377.75", datetime(2021, 6, 30, 18)), (MOMENT, "44377", date(2021, 6, 30)), (MOMENT, "44377.999999999", date(2021, 7, 1)),
        (DATE, "1", date(1900, 1, 1)), (DATE, "59", date(1900, 2, 28)), (DATE, "61", date(1900, 3, 1)), (DATE, "2958465", date(9999, 12, 31)),
        (CLOCK, "0.5", clock(12)), (MOMENT, "0.25", clock(6)), (ELAPSED, "1.5", 1.5), (ELAPSED, "0.5", 0.5), (CLOCK, "0", clock(0)),
    ],
)  # fmt: skip
def test_numbers_read_as_their_formats_show_them(read, style: str, words: str, value: object) -> None:
    assert (value, []) == shown(read, style, words)
    assert type(value) is type(shown(read, style, words)[0])


@pytest.mark.parametrize(("words", "value"), [("0.8", 0.8), ("80", 80.0), ("1", 1.0)])
def test_percentages_keep_that_they_are(read, words: str, value: float) -> None:
    found, said = shown(read, PERCENT, words)
    assert (Percent, value, []) == (type(found), found, said)


@pytest.mark.parametrize(
    ("style", "words", "value"),
    [(DATE, "60", 60), (DATE, "-1", -1), (DATE, "0", 0), (DATE, "2958466", 2958466), (MOMENT, "1e308", 1e308)],
)
def test_a_number_that_is_no_date_stays_a_number_with_a_warning(read, style: str, words: str, value: object) -> None:
    assert (value, [("D185", "Sheet1!A1")]) == shown(read, style, words)


@pytest.mark.parametrize("words", ["NaN", "INF", "1e999", "abc", "1,2", "1_0x"])
def test_what_is_no_number_stays_text_with_a_warning(read, words: str) -> None:
    assert (words, [("D186", "Sheet1!A1")]) == shown(read, "", words)


@pytest.mark.parametrize("words", ["1", "true"])
def test_the_system_of_1904(read, words: str) -> None:
    inside = f'<workbookPr date1904="{words}"/>'
    assert (date(2021, 6, 30), []) == shown(read, DATE, "42915", inside)
    assert (date(1904, 1, 1), []) == shown(read, DATE, "0", inside)


def test_each_type_of_cell(read) -> None:
    cells = [
        ('t="b"', "<v>1</v>", True), ('t="b"', "<v>0</v>", False), ('t="str"', "<f>A9</f><v>结果</v>", "结果"), ('t="e"', "<v>#REF!</v>", CellError("#REF!")),
        ('t="d"', "<v>2021-06-30</v>", date(2021, 6, 30)), ('t="d"', "<v>2021-06-30T08:30:00</v>", datetime(2021, 6, 30, 8, 30)),
        ('t="d"', "<v>08:30:00</v>", clock(8, 30)), ('t="n"', "<v>5</v>", 5), ('t="str"', "<v>12</v>", "12"), ('t="e"', "<f>1/0</f><v>#SPILL!</v>", CellError("#SPILL!")),
    ]  # fmt: skip
    for kind, content, value in cells:
        found = one(read, f'<row r="1"><c r="A1" {kind}>{content}</c></row>').value(1, 1)
        assert (type(value), value) == (type(found), found)


def test_struck_out_cells_are_known(read) -> None:
    formats = packages.styles("14", "14", fonts='<font/><font><strike/></font>', struck=[2]).replace(
        "</cellXfs>", '</cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs>')  # fmt: skip
    texts = packages.strings(
        "<t>平</t>", "<r><rPr><strike/></rPr><t>全</t></r><r><rPr><b/><strike val=\"1\"/></rPr><t>划</t></r>",
        "<r><rPr><strike/></rPr><t>半</t></r><r><t>划</t></r>", "<r><rPr><strike val=\"0\"/></rPr><t>不划</t></r>",
    )  # fmt: skip
    cells = [f'<c r="A1" s="1">{"<v>1</v>"}</c>', f'<c r="B1" s="2">{"<v>1</v>"}</c>', '<c r="C1" s="2"/>']
    cells += [f'<c r="{letter}1" t="s"><v>{at}</v></c>' for at, letter in enumerate("DEFG")]
    book = read(packages.book(packages.sheet(f"<row>{''.join(cells)}</row>"), formats=formats, texts=texts))
    assert {(1, 2), (1, 5)} == book.sheets[0].struck


# --- C3: formulas ---


@pytest.mark.parametrize(
    "content",
    [
        "<f>1+1</f>",
        "<f>1+1</f><v/>",
        "<f>1+1</f><v></v>",
        '<f t="shared" si="0"/>',
        '<f t="array" ref="A1:A2">B1:B2</f>',
    ],
)
def test_a_formula_without_its_last_result_is_named_not_computed(read, content: str) -> None:
    book = read(packages.book(packages.sheet(f'<row r="1"><c r="A1">{content}</c></row>')))
    assert ({}, [("D183", "Sheet1!A1")]) == (book.sheets[0].rows, codes(book))


@pytest.mark.parametrize("formula", ['WEBSERVICE("http://127.0.0.1:9")', "[1]Sheet1!A1", "cmd|'/c calc'!A0", "A1"])
def test_a_formula_gives_what_it_last_gave_and_fetches_nothing(read, formula: str) -> None:
    assert 7 == one(read, f'<row r="1"><c r="A1"><f>{formula}</f><v>7</v></c></row>').value(1, 1)


def test_a_formula_that_gave_an_empty_text_is_blank(read) -> None:
    book = read(packages.book(packages.sheet('<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>')))
    assert ({}, []) == (book.sheets[0].rows, codes(book))


def test_many_faults_are_counted_not_listed(read) -> None:
    cells = "".join(f'<row r="{row}"><c r="A{row}"><f>1</f></c></row>' for row in range(1, 51))
    book = read(packages.book(packages.sheet(cells)), Limits(faults=10))
    assert ["D183"] * 10 + ["D193"] == [d.code for d in book.diagnostics]
    assert 40 == book.diagnostics[-1].facts["count"]


def test_blocks_may_be_cut_anywhere() -> None:
    """The same cells, however the unpacked bytes come in pieces."""
    from xltrack.ooxml.cells import Shared
    from xltrack.ooxml.scan import scan_sheet

    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>任务{row}</t></is></c><c r="B{row}" s="1"/></row>'
        for row in range(1, 60)
    )
    data = packages.sheet(rows, after=merged("A1:B2", "A5:B9")).encode()
    whole = scan_sheet([data], Shared())
    for size in (130, 131, 200, 257, 1000):
        pieces = scan_sheet([data[at : at + size] for at in range(0, len(data), size)], Shared())
        assert (whole.rows, whole.merges) == (pieces.rows, pieces.merges)
