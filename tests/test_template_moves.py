"""What refers to a repeated row, or to what stands below it, moves and grows with it (docs/规则.md 9.6)."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart, PieChart, Reference
from openpyxl.formatting.rule import ColorScaleRule, FormulaRule
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink

from tests.annexes import pages
from tests.office import convert
from tests.templates import fill, filled, template

# Three tasks: row 4 becomes 4 to 6, and what stood in 7 to 9 stands in 9 to 11.
CELLS = {
    "A1": "{{ 标题 }}", "A2": "转到汇总", "A4": "{{ 序号 }}", "B4": "{{ 任务 }}",
    "A7": "已完成", "B7": "{{ 已完成数 }}", "A8": "推进中", "B8": "{{ 推进中数 }}", "A9": "逾期", "B9": "{{ 逾期数 }}",
}  # fmt: skip


def chart_of(kind, book, numbers, names, sheet=None):
    source, made = book.active, kind()
    made.add_data(Reference(source, range_string=f"Sheet!{numbers}"))
    made.set_categories(Reference(source, range_string=f"Sheet!{names}"))
    (sheet or source).add_chart(made, "F1")


def references(data):
    """The ranges of all charts, in order."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = [
            archive.read(name).decode() for name in sorted(archive.namelist()) if name.startswith("xl/charts/chart")
        ]
    return [re.findall(r"<(?:c:)?f>([^<]*)<", part) for part in parts]


def test_a_chart_below_the_repeated_row_moves_and_one_over_it_grows():
    def draw(book):
        chart_of(PieChart, book, "$B$7:$B$9", "$A$7:$A$9")
        chart_of(BarChart, book, "$A$4:$A$4", "$B$4:$B$4", book.create_sheet("图"))

    assert [
        ["'Sheet'!$A$9:$A$11", "'Sheet'!$B$9:$B$11"], ["'Sheet'!$B$4:$B$6", "'Sheet'!$A$4:$A$6"],
    ] == references(fill(CELLS, also=draw).data)  # fmt: skip


def changed(data, old, new):
    """A workbook with other words in its charts."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = source.read(name)
            copy.writestr(name, part.replace(old, new) if name.startswith("xl/charts/chart") else part)
    return target.getvalue()


def drawn(numbers, names="$A$7:$A$9"):
    return template(CELLS, lambda book: chart_of(PieChart, book, numbers, names))


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("'Sheet'!$B$4", "'Sheet'!$B$4:$B$6"),  # as Excel writes one row
        ("'Sheet'!$B$4:$D$4", "'Sheet'!$B$4:$D$4"),  # a series along the row is that of its first task
        ("'Sheet'!$B$3:$B$8", "'Sheet'!$B$3:$B$10"),
        ("('Sheet'!$B$7,'Sheet'!$B$9)", "('Sheet'!$B$9,'Sheet'!$B$11)"),
        ("Sheet!$B$1:$B$1048576", "Sheet!$B$1:$B$1048576"),
        ("'另 张'!$B$7:$B$9", "'另 张'!$B$7:$B$9"),
        ("Sheet!数据", "Sheet!数据"),
        ("Sheet!ABCD10", "Sheet!ABCD10"),  # a name, though it ends like a cell
    ],
)
def test_a_range_of_a_chart(written, becomes):
    data = changed(drawn("$B$7:$B$9"), b"<f>'Sheet'!$B$7:$B$9</f>", f"<f>{written}</f>".encode())
    assert becomes == references(fill(data).data)[0][-1]


def test_what_a_chart_remembers_of_cells_that_are_filled_is_dropped():
    known = b'<numCache><formatCode>General</formatCode><ptCount val="1"/><pt idx="0"><v>99</v></pt></numCache>'
    data = changed(drawn("$B$7:$B$9"), b"<f>'Sheet'!$B$7:$B$9</f>", b"<f>'Sheet'!$B$7:$B$9</f>" + known)
    also = changed(data, b"'Sheet'!$A$7:$A$9</f>", "'另张'!$A$7:$A$9</f>".encode() + known)
    assert (True, False) == (b"<v>99</v>" in _chart(also), b"<v>99</v>" in _chart(fill(data).data))
    assert 1 == _chart(fill(also).data).count(b"<v>99</v>")


def _chart(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read("xl/charts/chart1.xml")


def test_links_lead_to_the_same_cells():
    def link(book):
        sheet, other = book.active, book.create_sheet("另张")
        other["A1"] = "回"
        for place, target in (("A2", "Sheet!A7"), ("B4", "'Sheet'!$A$8:$B$9"), ("A7", "Sheet!A1"), ("A8", "另张!A7")):
            sheet[place].hyperlink = Hyperlink(ref=place, location=target)
        other["A1"].hyperlink = Hyperlink(ref="A1", location="'Sheet'!B9")
        sheet["A9"].hyperlink = "https://example.com/A7"

    book = filled(CELLS, also=link)
    sheet = book.active
    places = {cell.coordinate: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    assert {
        "A2": "Sheet!A9", "B4": "'Sheet'!$A$10:$B$11", "B5": "'Sheet'!$A$10:$B$11", "B6": "'Sheet'!$A$10:$B$11",
        "A9": "Sheet!A1", "A10": "另张!A7", "A11": None,
    } == places  # fmt: skip
    assert "https://example.com/A7" == sheet["A11"].hyperlink.target
    assert "'Sheet'!B11" == book["另张"]["A1"].hyperlink.location


def test_sources_of_choices_move_and_grow():
    def choose(book):
        other = book.create_sheet("另张")
        for sheet, area, source in (
            (book.active, "C7", "$A$7:$A$9"), (book.active, "C8", "$B$4"), (book.active, "D4", '"甲,乙"'),
            (book.active, "E4", "B4"), (other, "A1", "Sheet!$B$4:$B$4"), (other, "A2", "$A$7:$A$9"), (other, "A3", "数据"),
        ):  # fmt: skip
            choice = DataValidation("list", source)
            choice.add(area)
            sheet.add_data_validation(choice)

    book = filled(CELLS, also=choose)
    assert [("C9", "$A$9:$A$11"), ("C10", "$B$4:$B$6"), ("D4:D6", '"甲,乙"'), ("E4:E6", "B4")] == _choices(book.active)
    assert [("A1", "Sheet!$B$4:$B$6"), ("A2", "$A$7:$A$9"), ("A3", "数据")] == _choices(book["另张"])


def _choices(sheet):
    return [(str(choice.sqref), choice.formula1) for choice in sheet.data_validations.dataValidation]


def test_conditional_formats_move_on_every_sheet():
    bold = Font(b=True)

    def rule(book):
        sheet, other = book.active, book.create_sheet("另张")
        sheet.conditional_formatting.add("A7:B9", FormulaRule(["$B7>$B$9"], font=bold))
        sheet.conditional_formatting.add("A4:D4", FormulaRule(["COUNTIF($B$4:$B$4,$B4)+SUM($C4:$D4)>1"], font=bold))
        sheet.conditional_formatting.add(
            "D7", ColorScaleRule("formula", "$B$7", "FFFF0000", end_type="max", end_color="FF00FF00")
        )
        other.conditional_formatting.add("A1:A9", FormulaRule(["A1>Sheet!$B$7"], font=bold))

    book = filled(CELLS, also=rule)
    found = {str(entry.sqref): entry.rules[0] for sheet in book for entry in sheet.conditional_formatting}
    assert {
        "A9:B11": ["$B9>$B$11"], "A4:D6": ["COUNTIF($B$4:$B$6,$B4)+SUM($C4:$D4)>1"], "A1:A9": ["A1>Sheet!$B$9"],
    } == {place: entry.formula for place, entry in found.items() if entry.formula}  # fmt: skip
    assert "$B$9" == found["D9"].colorScale.cfvo[0].val


def test_names_move_and_grow():
    def name(book):
        book.defined_names["数据"] = DefinedName("数据", attr_text="Sheet!$A$7:$B$9")
        book.defined_names["全部"] = DefinedName("全部", attr_text="Sheet!$A$4:$B$4")
        book.defined_names["别名"] = DefinedName("别名", attr_text="数据")

    names = filled(CELLS, also=name).defined_names
    assert ["Sheet!$A$9:$B$11", "Sheet!$A$4:$B$6", "数据"] == [names[n].attr_text for n in ("数据", "全部", "别名")]


def test_a_formula_in_the_repeated_row_stays_in_its_row():
    cells = {
        **CELLS, "C4": 1, "D4": "=SUM(C4:C4)", "E4": "=SUM(C$4:C4)", "F4": "=C4/SUM(C$4:C$4)", "G4": "=SUM($A4:C4)+B7",
        "C7": "=SUM(C4:C4)", "D7": "=SUM(7:9)", "E7": "=COUNTA(ABCD10)",
    }  # fmt: skip
    sheet = filled(cells).active
    assert [
        ("=SUM(C4:C4)", "=SUM(C$4:C4)", "=C4/SUM(C$4:C$6)"), ("=SUM(C5:C5)", "=SUM(C$4:C5)", "=C5/SUM(C$4:C$6)"),
        ("=SUM(C6:C6)", "=SUM(C$4:C6)", "=C6/SUM(C$4:C$6)"),
    ] == [tuple(sheet[f"{letter}{row}"].value for letter in "DEF") for row in (4, 5, 6)]  # fmt: skip
    assert ("=SUM(C4:C6)", "=SUM(9:11)", "=COUNTA(ABCD10)") == tuple(sheet[f"{letter}9"].value for letter in "CDE")


def test_an_array_formula_moves_with_its_place():
    def put(book):
        book.active["C8"] = ArrayFormula("C8:C9", "=B8:B9*B4")

    value = filled(CELLS, also=put).active["C10"].value
    assert ("C10:C11", "=B10:B11*B4") == (value.ref, value.text)


def test_two_repeated_rows_move_what_stands_below_both():
    cells = {"A2": "{{ 任务 }}", "A4": "{# 每项逾期 #}{{ 任务 }}", "A6": "{{ 逾期数 }}"}
    data = fill(cells, also=lambda book: chart_of(PieChart, book, "$A$6:$A$7", "$A$4:$A$4")).data
    late = sum(isinstance(c.value, str) for c in load_workbook(BytesIO(data)).active["A"][5:])
    assert [[f"'Sheet'!$A$6:$A${5 + late}", f"'Sheet'!$A${7 + late}:$A${8 + late}"]] == references(data)


@pytest.mark.office
def test_a_pie_below_the_repeated_row_shows_its_own_figures(tmp_path):
    data = fill(CELLS, also=lambda book: chart_of(PieChart, book, "$B$7:$B$9", "$A$7:$A$9")).data
    (tmp_path / "甲.xlsx").write_bytes(data)
    said = "".join(pages(*convert([tmp_path / "甲.xlsx"], "pdf", tmp_path)))
    assert [2, 2, 2] == [said.count(word) for word in ("已完成", "推进中", "逾期")]  # in its cell, and beside the pie
