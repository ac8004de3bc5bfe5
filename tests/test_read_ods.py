"""OpenDocument sheets: repeats, spans, types, text, names (faults B4, C)."""

from __future__ import annotations

import time
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path

import pytest

from tests import packages
from xltrack.base.address import CellRange
from xltrack.base.errors import SourceError
from xltrack.reading.files.grid import CellError, Percent, SourceBook, SourceSheet
from xltrack.reading.files.source import open_book


@pytest.fixture
def read(tmp_path: Path):
    """Write an .ods of these tables and read it."""

    def write_and_read(tables: str, **more: str) -> SourceBook:
        path = tmp_path / "a.ods"
        path.write_bytes(packages.ods(tables, **more))
        return open_book(path)

    return write_and_read


def table(rows: str, name: str = "表") -> str:
    return f'<table:table table:name="{name}">{rows}</table:table>'


def text(words: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{words}</text:p></table:table-cell>'


def row(cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{cells}</table:table-row>"


def one(read, rows: str, **more: str) -> SourceSheet:
    return read(table(rows), **more).sheets[0]


TYPED = [
    ('office:value-type="float" office:value="3"', "3", 3),
    ('office:value-type="float" office:value="3.5"', "3.5", 3.5),
    ('office:value-type="currency" office:value="12"', "12元", 12),
    ('office:value-type="percentage" office:value="0.8"', "80%", Percent(0.8)),
    ('office:value-type="date" office:date-value="2021-06-30"', "6月30日", date(2021, 6, 30)),
    ('office:value-type="date" office:date-value="2021-06-30T08:30:00.000000000"', "", datetime(2021, 6, 30, 8, 30)),
    ('office:value-type="date" office:date-value="2021-06-30T00:00:00"', "", date(2021, 6, 30)),
    ('office:value-type="time" office:time-value="PT08H30M00S"', "8:30", clock(8, 30)),
    ('office:value-type="time" office:time-value="PT36H00M00S"', "36:00", 1.5),
    ('office:value-type="boolean" office:boolean-value="true"', "TRUE", True),
    ('office:value-type="boolean" office:boolean-value="false"', "FALSE", False),
    ('office:value-type="string" office:string-value="属性"', "", "属性"),
    ('table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"', "#DIV/0!", CellError("#DIV/0!")),
    ('table:formula="of:=x" office:value-type="float" office:value="0"', "#NAME?", CellError("#NAME?")),
    ('office:value-type="string"', "#NAME?", "#NAME?"),
]


@pytest.mark.parametrize(("attributes", "words", "value"), TYPED)
def test_each_type_of_cell(read, attributes: str, words: str, value: object) -> None:
    found = one(
        read, row(f"<table:table-cell {attributes}>{f'<text:p>{words}</text:p>' if words else ''}</table:table-cell>")
    ).value(1, 1)
    assert (type(value), value) == (type(found), found)


@pytest.mark.parametrize(
    "attributes",
    [
        'office:value-type="float" office:value="NaN"',
        'office:value-type="date" office:date-value="2021-13-45"',
        'office:value-type="float"',
    ],
)
def test_what_is_not_of_its_type_stays_text_with_a_warning(read, attributes: str) -> None:
    book = read(table(row(f"<table:table-cell {attributes}><text:p>原文</text:p></table:table-cell>")))
    assert ("原文", [("D186", "表!A1")]) == (
        book.sheets[0].value(1, 1),
        [(d.code, d.cell.a1) for d in book.diagnostics if d.cell],
    )


WORDS = {
    "一</text:p><text:p>二": "一\n二",
    "一<text:line-break/>二": "一\n二",
    '一<text:s/>二<text:s text:c="3"/>三': "一 二   三",
    "<text:s/>前": " 前",
    "一<text:tab/>二": "一\t二",
    "  a \n  b  ": "a b",
    "<text:span>一</text:span><text:a>链接</text:a>": "一链接",
    "东<text:ruby><text:ruby-base>京</text:ruby-base><text:ruby-text>jing</text:ruby-text></text:ruby>": "东京",
    "正文<office:annotation><text:p>批注</text:p></office:annotation>": "正文",
    "图<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>": "图",
}


@pytest.mark.parametrize("words", WORDS)
def test_text_is_as_typed(read, words: str) -> None:
    assert WORDS[words] == one(read, row(text(words))).value(1, 1)


def test_repeats_before_between_and_after(read) -> None:
    blank = '<table:table-cell table:number-columns-repeated="3"/>'
    rows = row(blank, ' table:number-rows-repeated="4"') + row(
        blank + text("值", ' table:number-columns-repeated="2"') + blank, ' table:number-rows-repeated="2"'
    )
    tail = row('<table:table-cell table:number-columns-repeated="16384"/>', ' table:number-rows-repeated="1048570"')
    began = time.process_time()
    assert {5: {4: "值", 5: "值"}, 6: {4: "值", 5: "值"}} == one(read, rows + tail).rows
    assert 0.5 > time.process_time() - began


@pytest.mark.parametrize("repeats", ["1048576", "999999999", "60000"])
def test_a_value_repeated_without_end_is_refused(read, repeats: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(table(row(text("x"), f' table:number-rows-repeated="{repeats}"')))
    assert "D132" == caught.value.code
    with pytest.raises(SourceError) as caught:
        read(table(row(text("x", f' table:number-columns-repeated="{repeats}"'))))
    assert "D132" == caught.value.code


def test_merges_and_what_they_cover(read) -> None:
    span = ' table:number-columns-spanned="2" table:number-rows-spanned="3"'
    covered = "<table:covered-table-cell><text:p>藏</text:p></table:covered-table-cell>"
    found = one(
        read, row(text("并", span) + covered + text("右")) + row(covered + covered) + row(covered * 2 + text("末"))
    )
    assert ({1: {1: "并", 3: "右"}, 3: {3: "末"}}, (CellRange(1, 1, 3, 2),)) == (found.rows, found.merges)


def test_hidden_rows_and_sheets_and_struck_cells(read) -> None:
    line = "<style:text-properties style:text-line-through-"
    styles = (
        '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
        f'<style:style style:name="ce1">{line}style="solid"/></style:style>'
        '<style:style style:name="ce2" style:parent-style-name="ce1"/>'
        f'<style:style style:name="T1">{line}type="single"/></style:style>'
        f'<style:style style:name="T2">{line}type="none"/></style:style>'
    )
    cells = text("一", ' table:style-name="ce1"') + text("二", ' table:style-name="ce2"') + text("三")
    cells += text('<text:span text:style-name="T1">全</text:span>') + text(
        '<text:span text:style-name="T1">半</text:span>半'
    )
    cells += text('<text:span text:style-name="T2">否</text:span>', ' table:style-name="ce1"')
    rows = row(cells, ' table:visibility="collapse"') + row(text("筛"), ' table:visibility="filter"') + row(text("看"))
    book = read(table(rows) + '<table:table table:name="藏" table:style-name="ta1"/>', styles_inside=styles)
    sheet = book.sheets[0]
    assert ({1, 2}, {(1, 1), (1, 2), (1, 4)}, ["visible", "hidden"]) == (
        sheet.hidden_rows,
        sheet.struck,
        [s.state for s in book.sheets],
    )


def test_rows_in_groups_and_headers_count_on(read) -> None:
    head = f"<table:table-header-rows>{row(text('头'))}</table:table-header-rows>"
    group = f"<table:table-row-group>{row(text('组'))}</table:table-row-group>"
    rows = head + group + row(text("末"))
    assert {1: {1: "头"}, 2: {1: "组"}, 3: {1: "末"}} == one(read, rows).rows


def test_copies_of_other_files_and_tracked_changes_are_no_sheets(read) -> None:
    copy = table(
        '<table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///etc/passwd"/>'
        + row(text("x")),
        "'file:///x'#$A",
    )
    changes = f"<table:tracked-changes><table:deletion>{row(text('删'))}</table:deletion></table:tracked-changes>"
    assert ["表"] == [sheet.name for sheet in read(changes + table(row(text("看"))) + copy).sheets]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("$附件2.$A$3:.$F$40", "'附件2'!$A$3:$F$40"),
        ("$'附 件''2'.$A$3:$'附 件''2'.$F$40", "'附 件''2'!$A$3:$F$40"),
        ("$表.$A$1", "'表'!$A$1"),
        ("#REF!", None),
    ],
)
def test_named_ranges_have_the_form_of_other_workbooks(read, address: str, expected: str | None) -> None:
    name = f'<table:named-range table:name="xltrack_ledger" table:cell-range-address="{address}"/>'
    name = f"<table:named-expressions>{name}</table:named-expressions>"
    assert ({"xltrack_ledger": expected} if expected else {}) == read(table(row(text("x"))), after=name).names
    assert {} == read(table(row(text("x")) + name)).names


def test_formulas_without_result_are_named(read) -> None:
    book = read(table(row('<table:table-cell table:formula="of:=1+1"/>')))
    assert ({}, [("D183", "表!A1")]) == (book.sheets[0].rows, [(d.code, d.cell.a1) for d in book.diagnostics if d.cell])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<office:document-content", "D112"),
        ("", "D112"),
        ("<!DOCTYPE x><x/>", "D131"),
        ("<x/>", "D133"),
        ("<a>" * 3000, "D112"),
        ('<?xml version="1.0" encoding="hex"?><x/>', "D112"),
    ],
)
def test_damage_has_its_sentence(tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "a.ods"
    path.write_bytes(
        packages.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})
    )
    with pytest.raises(SourceError) as caught:
        open_book(path)
    assert code == caught.value.code


def test_an_encrypted_one_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    manifest = '<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
    path.write_bytes(
        packages.zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "META-INF/manifest.xml": manifest,
                "content.xml": b"\x01\x02",
            }
        )
    )
    with pytest.raises(SourceError) as caught:
        open_book(path)
    assert "D253" == caught.value.code
