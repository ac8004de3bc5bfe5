"""The cells of a worksheet, as odd as programs write them (faults C1 to C3)."""

from __future__ import annotations

from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import packages
from tests.packages import codes, number
from xltrack.ooxml.limits import Limits
from xltrack.ooxml.strings import parse_strings
from xltrack.reading.files.grid import CellError, Percent


@pytest.fixture
def read(tmp_path: Path) -> packages.Reader:
    """Reads bytes as a file."""
    return packages.Reader(tmp_path)


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
    '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>': "東京",
    "<t><![CDATA[a<b>&c]]></t>": "a<b>&c",
    "<t>a<!-- 注 -->b</t>": "ab",
    "<t>a>b -> c</t>": "a>b -> c",
    "<t>" + "长" * 40_000 + "</t>": "长" * 40_000,
    "<t>" + "行\n" * 1000 + "</t>": "行\n" * 1000,
    "\n <t>缩进</t>\n ": "缩进",
}


@pytest.mark.parametrize("item", TYPED)
def test_text_is_exactly_as_typed(read, item: str) -> None:
    assert TYPED[item] == shared(read, item)
    inline = f'<row r="1"><c r="A1" t="inlineStr"><is>{item}</is></c></row>'
    assert TYPED[item] == read.one(inline).value(1, 1)


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
        ("", "3", 3),
        ("", "3.0", 3),
        ("", "3.5", 3.5),
        ("", "1E3", 1000),
        ("", "-0.25", -0.25),
        ("", "1e308", 1e308),
        (SCIENCE, "1200", 1200),
        (DATE, "44377", date(2021, 6, 30)),
        (SHORT, "44377", date(2021, 6, 30)),
        (DATE, "44377.5", date(2021, 6, 30)),
        (MOMENT, "44377.75", datetime(2021, 6, 30, 18)),
        (MOMENT, "44377", date(2021, 6, 30)),
        (MOMENT, "44377.999999999", date(2021, 7, 1)),
        (DATE, "1", date(1900, 1, 1)),
        (DATE, "59", date(1900, 2, 28)),
        (DATE, "61", date(1900, 3, 1)),
        (DATE, "2958465", date(9999, 12, 31)),
        (CLOCK, "0.5", clock(12)),
        (MOMENT, "0.25", clock(6)),
        (ELAPSED, "1.5", 1.5),
        (ELAPSED, "0.5", 0.5),
        (CLOCK, "0", clock(0)),
    ],
)
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
        ('t="b"', "<v>1</v>", True),
        ('t="b"', "<v>0</v>", False),
        ('t="str"', "<f>A9</f><v>结果</v>", "结果"),
        ('t="e"', "<v>#REF!</v>", CellError("#REF!")),
        ('t="d"', "<v>2021-06-30</v>", date(2021, 6, 30)),
        ('t="d"', "<v>2021-06-30T08:30:00</v>", datetime(2021, 6, 30, 8, 30)),
        ('t="d"', "<v>08:30:00</v>", clock(8, 30)),
        ('t="n"', "<v>5</v>", 5),
        ('t="str"', "<v>12</v>", "12"),
        ('t="e"', "<f>1/0</f><v>#SPILL!</v>", CellError("#SPILL!")),
    ]
    for kind, content, value in cells:
        found = read.one(f'<row r="1"><c r="A1" {kind}>{content}</c></row>').value(1, 1)
        assert (type(value), value) == (type(found), found)


def test_struck_out_cells_are_known(read) -> None:
    formats = packages.styles("14", "14", fonts="<font/><font><strike/></font>", struck=[2]).replace(
        "</cellXfs>", "</cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs>"
    )
    texts = packages.strings(
        "<t>平</t>",
        '<r><rPr><strike/></rPr><t>全</t></r><r><rPr><b/><strike val="1"/></rPr><t>划</t></r>',
        "<r><rPr><strike/></rPr><t>半</t></r><r><t>划</t></r>",
        '<r><rPr><strike val="0"/></rPr><t>不划</t></r>',
    )
    cells = [f'<c r="A1" s="1">{"<v>1</v>"}</c>', f'<c r="B1" s="2">{"<v>1</v>"}</c>', '<c r="C1" s="2"/>']
    cells += [f'<c r="{letter}1" t="s"><v>{at}</v></c>' for at, letter in enumerate("DEFG")]
    cells.append('<c r="H1" t="inlineStr"><is><r><rPr><strike/></rPr><t>划</t></r></is></c>')
    cells.append('<c r="I1" t="inlineStr"><is><t>不划</t></is></c>')
    book = read(packages.book(packages.sheet(f"<row>{''.join(cells)}</row>"), formats=formats, texts=texts))
    assert {(1, 2), (1, 5), (1, 8)} == book.sheets[0].struck


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
    assert 7 == read.one(f'<row r="1"><c r="A1"><f>{formula}</f><v>7</v></c></row>').value(1, 1)


def test_a_formula_that_gave_an_empty_text_is_blank(read) -> None:
    book = read(packages.book(packages.sheet('<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>')))
    assert ({}, []) == (book.sheets[0].rows, codes(book))


def test_many_faults_are_counted_not_listed(read) -> None:
    cells = "".join(f'<row r="{row}"><c r="A{row}"><f>1</f></c></row>' for row in range(1, 51))
    book = read(packages.book(packages.sheet(cells)), Limits(faults=10))
    assert ["D183"] * 10 + ["D193"] == [d.code for d in book.diagnostics]
    assert 40 == book.diagnostics[-1].facts["count"]
