"""The workbook as a file: safe for whoever opens it, and the same bytes for the same tasks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.assessments import HEADS, assessment, document, task_row
from tests.office import convert
from tests.processes import SAMPLES
from tests.workbooks import parts, written
from xltrack.ooxml.spelling import clean, serial
from xltrack.reading.files.source import open_book
from xltrack.report.writing import report_workbook
from xltrack.sheets import sheetxml
from xltrack.sheets.cellxml import StringTable
from xltrack.sheets.digest import CellDigest, canonical, standing_of
from xltrack.sheets.model import Line, Link, Row
from xltrack.sheets.sheetxml import SheetRows
from xltrack.sheets.styles import look_of

TOO_MUCH = [
    ("nan", float("nan")),
    ("inf", float("inf")),
    ("1e+308", 1e308),
    ("1" * 18, int("1" * 18)),
    ("0099-01-01", date(99, 1, 1)),
]
LIVELY = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.test","y")',
    "+86",
    "-甲",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
]


@pytest.mark.parametrize("text", LIVELY)
def test_what_begins_like_a_formula_is_text_and_stays_so_when_edited(text):
    sheet = written(assessment(document(HEADS, task_row(text=text))))["任务台账"]
    assert (text, "s", True) == (sheet["C5"].value, sheet["C5"].data_type, bool(sheet["C5"].quotePrefix))


def test_plain_text_has_no_quote_prefix_and_negative_numbers_stay_numbers():
    sheet = written(assessment(document("seq:序号 text:任务 other:增减", (1, "甲", -5))))["任务台账"]
    assert (False, -5, "n") == (bool(sheet["B5"].quotePrefix), sheet["E5"].value, sheet["E5"].data_type)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<r><t>x</t></r>", "a & b", "]]>\"'", "_x000D_", "  两端  ", "a\nb", "𠮷野家"]
)
def test_markup_is_text(text):
    book = written(assessment(document(HEADS, task_row(text=text))))
    assert text == book["任务台账"]["C5"].value


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("a\ufffdb", "a\x00b"),
        ("\ufffd", "\x0b"),
        ("\ufffd", "\ud800"),
        ("\ufffd", "\uffff"),
        ("a\nb", "a\r\nb"),
        ("a\nb", "a\rb"),
    ],
)
def test_what_xml_cannot_carry_is_replaced(shown, text):
    assert shown == clean(text)
    assert shown == written(assessment(document(HEADS, task_row(text=text))))["任务台账"]["C5"].value


def test_a_text_longer_than_a_cell_is_cut_and_said():
    done = report_workbook(assessment(document(HEADS, task_row(text="𠮷" * 20_000))))
    value = load_workbook(BytesIO(done.data))["任务台账"]["C5"].value
    assert 32_767 == len(value.encode("utf-16-le")) // 2 + 1 - len(value.encode("utf-16-le")) // 2 % 2
    assert value.endswith("𠮷…")
    assert {("D155", "任务台账!C5")} <= {(note.code, note.cell.a1) for note in done.notes}


@pytest.mark.parametrize(("shown", "value"), TOO_MUCH)
def test_what_excel_has_no_number_for_is_text(shown, value):
    sheet = written(assessment(document("seq:序号 text:任务 other:数", (1, "甲", value))))["任务台账"]
    assert shown == sheet["E5"].value


@pytest.mark.parametrize(
    ("number", "day"), [(61, date(1900, 3, 1)), (None, date(1900, 2, 28)), (44409, date(2021, 8, 1))]
)
def test_days_by_excels_count(number, day):
    assert number == serial(day)


def test_the_same_tasks_make_the_same_bytes():
    made = assessment(document(HEADS, task_row(), task_row(text="乙")))
    assert report_workbook(made).data == report_workbook(made).data


def test_nothing_tells_of_the_machine_or_leads_outside():
    files = parts(report_workbook(assessment(document(HEADS, task_row(text="见 http://x.test/a")))).data)
    assert "<dc:creator></dc:creator>" in files["docProps/core.xml"]
    assert "<dcterms:created" in files["docProps/core.xml"]
    assert not [name for name in files if "external" in name.lower() or name.endswith(".bin")]
    targets = {
        target
        for name, text in files.items()
        if name.endswith(".rels")
        for target in re.findall('Target="([^"]+)"', text)
    }
    assert not [target for target in targets if ":" in target]
    assert "http://x.test" not in "".join(text for name, text in files.items() if name.endswith(".rels"))


def test_every_part_is_well_formed_and_in_the_order_of_the_schema():
    files = parts(report_workbook(assessment(document(HEADS, task_row(text="甲<&>"), task_row()))).data)
    for text in files.values():
        ET.fromstring(text)
    order = [
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "autoFilter",
        "mergeCells",
        "conditionalFormatting",
        "dataValidations",
        "hyperlinks",
    ]
    order += ["printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "ignoredErrors", "drawing"]
    for name in files:
        if name.startswith("xl/worksheets/sheet"):
            tags = [child.tag.rpartition("}")[2] for child in ET.fromstring(files[name])]
            assert tags == sorted(tags, key=order.index)


def test_the_first_sheet_is_the_active_one_and_says_so():
    files = parts(report_workbook(assessment(document(HEADS, task_row()))).data)
    assert 'activeTab="0"' in files["xl/workbook.xml"]
    sheets = [
        "总览",
        "逾期和临期",
        "单位汇总",
        "任务台账",
        "时间轴",
        "单位×月份",
        "核对清单",
        "历史",
        "图表数据",
        "明细",
        "快照",
    ]
    assert sheets == re.findall(r'<sheet name="([^"]+)"', files["xl/workbook.xml"])


def test_every_sheet_prints_on_a4_across_one_page_wide_with_its_number():
    for sheet in written(assessment(document(HEADS, task_row()))):
        setup = sheet.page_setup
        assert ("9", "landscape") == (str(setup.paperSize), setup.orientation)
        assert 1 == sheet.page_setup.fitToWidth or sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "— &P —" in str(sheet.oddFooter.center.text)


def test_links_end_where_a_sheet_may_hold_no_more(monkeypatch):
    monkeypatch.setattr(sheetxml, "MOST_LINKS", 2)
    rows = SheetRows("甲", lambda *_: 0, StringTable(), CellDigest())
    for number in range(1, 5):
        rows.add_row(number, Row(["第1行"], ["link"], None, {0: Link("乙", 1, 1)}))
    assert ["A1", "A2"] == [cell for cell, _ in rows.links]
    assert 4 == len(rows.xml)


def test_a_line_of_a_page_merges_what_spans():
    rows = SheetRows("甲", lambda *_: 0, StringTable(), CellDigest())
    rows.add_line(1, Line((), 9))
    assert ['<row r="1" ht="9" customHeight="1"></row>'] == rows.xml


def test_an_unknown_style_role_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        look_of("nowhere")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_text_makes_a_workbook_that_opens(text):
    """faults E1, C1: whatever stands in a cell, the book opens and the cell is text."""
    cell = written(assessment(document(HEADS, task_row(text=text or "x"))))["任务台账"]["C5"]
    assert (clean(text or "x") or None) == cell.value
    assert cell.value is None or cell.data_type == "s"


@given(st.integers(-(10**9), 10**9))
def test_a_number_is_one_for_the_digest_however_it_was_saved(number):
    assert canonical(number) == canonical(float(number))


def test_true_beside_one_is_another_cell():
    assert canonical(True) != canonical(1)
    assert canonical(False) != canonical(0)


@pytest.mark.parametrize(
    ("cell", "standing"), [(1, "unchanged"), (1.0, "unchanged"), (True, "edited"), (None, "edited")]
)
def test_one_that_becomes_true_counts_as_edited(tmp_path, cell, standing):
    path = tmp_path / "甲.xlsx"
    path.write_bytes(report_workbook(assessment(document("seq:序号 text:任务 other:件数", (1, "甲", 1)))).data)
    book = load_workbook(path)
    assert 1 == book["任务台账"]["E5"].value
    book["任务台账"]["E5"].value = cell
    book.save(path)
    assert standing == standing_of(open_book(path))


@pytest.mark.office
def test_libreoffice_opens_prints_and_keeps_every_cell(tmp_path):
    made = assessment(
        document(HEADS, task_row(text=LIVELY[0]), task_row(status="完成80%"), task_row(deadline="持续推进"))
    )
    book = tmp_path / "进度.xlsx"
    book.write_bytes(report_workbook(made).data)
    pdf, again = (*convert([book], "pdf", tmp_path / "out"), *convert([book], "xlsx", tmp_path / "out"))
    assert pdf.read_bytes().startswith(b"%PDF")
    ours, theirs = (load_workbook(path, data_only=True) for path in (book, again))
    assert [[canonical(c.value) for row in s.iter_rows() for c in row if c.value] for s in ours] == [
        [canonical(c.value) for row in s.iter_rows() for c in row if c.value] for s in theirs
    ]
    assert "xltrack_ledger" in theirs.defined_names


def test_a_digest_differs_by_any_cell():
    made = document(HEADS, task_row())
    changed = made.tables[0].tasks[0]._replace(text="另一句")
    other = made._replace(tables=(made.tables[0]._replace(tasks=(changed,)),))
    names = [
        load_workbook(BytesIO(report_workbook(assessment(d)).data)).defined_names["xltrack_digest"].attr_text
        for d in (made, other)
    ]
    assert names[0] != names[1]
    assert re.fullmatch('"[0-9a-f]{32}"', names[0])


def test_every_process_writes_the_same_bytes(tmp_path):
    """Sets of words go round in another order in every process; nothing that is written follows them."""
    made = []
    for seed in ("1", "2", "3"):
        out = tmp_path / f"{seed}.xlsx"
        source = SAMPLES / "榆阳区_跟踪.xlsx"
        command = [sys.executable, "-m", "xltrack", "report", source, "-o", out, "--as-of", "2021-08-01"]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
        made.append(out.read_bytes())
    assert made[0] == made[1] == made[2]
