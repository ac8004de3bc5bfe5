"""Every written book keeps the order and the limits of SpreadsheetML, so that Excel finds nothing to repair."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from tests.assessments import DAY, HEADS, assessment, document, task_row
from tests.workbooks import parts
from xltrack import api
from xltrack.base.address import parse_range
from xltrack.report.writing import compose_report, report_workbook
from xltrack.sheets.render import render_book

ROOT = Path(__file__).parents[1]
SHEETS = [
    *sorted((ROOT / "sample_workbooks").glob("*.xlsx")),
    *sorted(p for p in (ROOT / "tests/data/corpus").iterdir() if p.suffix in (".xlsx", ".xls")),
]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# ECMA-376 18.3.1.99, CT_Worksheet.
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
)  # fmt: skip
CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")
NAME = re.compile(r"[^\W\d][\w.]{0,254}")


@cache
def books() -> dict[str, bytes]:
    made = {path.stem: report_workbook(api.assess([api.read(path)], DAY)).data for path in SHEETS}
    lively = assessment(
        document(
            HEADS,
            task_row(text="=1+1", status="x" * 40_000),
            task_row(text="a\x00b", lead='<&">', status="已完成\n7月"),
        ),
        document(HEADS, source="空.xlsx"),
    )
    made["lively"] = render_book(compose_report(lively, by_unit=True)).data
    made["empty"] = report_workbook(assessment(document(HEADS))).data
    return made


@pytest.mark.parametrize("name", sorted([*(path.stem for path in SHEETS), "lively", "empty"]))
def test_a_written_book_is_valid(name):
    files = parts(books()[name])
    workbook = ET.fromstring(files["xl/workbook.xml"])
    titles = [sheet.get("name") or "" for sheet in workbook.iter(f"{MAIN}sheet")]
    assert len({title.lower() for title in titles}) == len(titles)
    assert all(0 < len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)
    check_names(workbook, titles)
    strings = [
        "".join(t.text or "" for t in item.iter(f"{MAIN}t")) for item in ET.fromstring(files["xl/sharedStrings.xml"])
    ]
    assert 32_767 >= max((len(text.encode("utf-16-le")) // 2 for text in strings), default=0)
    styles = len(ET.fromstring(files["xl/styles.xml"]).find(f"{MAIN}cellXfs") or ())
    formats = len(ET.fromstring(files["xl/styles.xml"]).find(f"{MAIN}dxfs") or ())
    for part, text in files.items():
        if part.startswith("xl/worksheets/sheet"):
            check_sheet(ET.fromstring(text), len(strings), styles, formats)


def check_names(workbook: ET.Element, titles: list[str]) -> None:
    """Defined names are names, each once, and lead to sheets that are there."""
    names = [(n.get("name") or "", n.get("localSheetId"), n.text or "") for n in workbook.iter(f"{MAIN}definedName")]
    assert len({(name.lower(), scope) for name, scope, _ in names}) == len(names)
    for name, _, text in names:
        assert NAME.fullmatch(name.removeprefix("_xlnm.")), name
        assert not CELL.fullmatch(name.upper()), name
        if "!" in text:
            assert text.rpartition("!")[0].strip("'").replace("''", "'") in titles, text


def check_sheet(sheet: ET.Element, strings: int, styles: int, formats: int) -> None:
    """The order of parts, rows and cells; indexes that lead somewhere; limits of formulas, lists and areas."""
    tags = [child.tag.removeprefix(MAIN) for child in sheet]
    assert tags == sorted(tags, key=ORDER.index)
    check_rows(sheet, strings, styles)
    for rule in sheet.iter(f"{MAIN}cfRule"):
        assert int(rule.get("dxfId") or 0) < formats
        assert 8_192 >= len(rule.findtext(f"{MAIN}formula") or "")
    for choice in sheet.iter(f"{MAIN}dataValidation"):
        if choice.get("type") == "list":
            assert 255 >= len((choice.findtext(f"{MAIN}formula1") or "").strip('"'))
    links = sheet.find(f"{MAIN}hyperlinks")
    assert 65_530 >= len(links if links is not None else ())
    merged: set[tuple[int, int]] = set()
    for area in sheet.iter(f"{MAIN}mergeCell"):
        box = parse_range(area.get("ref") or "")
        assert box
        cells = {(r, c) for r in range(box.top, box.bottom + 1) for c in range(box.left, box.right + 1)}
        assert len(cells) > 1
        assert not cells & merged
        merged |= cells


def check_rows(sheet: ET.Element, strings: int, styles: int) -> None:
    """Rows and cells in order, each once; shared formulas opened before they are used, and inside their area."""
    last_row, shared = 0, {}
    for row in sheet.iter(f"{MAIN}row"):
        number, last = int(row.get("r") or 0), 0
        assert last_row < number
        assert 409.5 >= float(row.get("ht") or 0)
        last_row = number
        for cell in row:
            place = CELL.fullmatch(cell.get("r") or "")
            assert place
            column = _number(place[1])
            assert (number, True) == (int(place[2]), last < column <= 16_384)
            last = column
            assert int(cell.get("s") or 0) < styles
            if cell.get("t") == "s":
                assert int(cell.findtext(f"{MAIN}v") or -1) < strings
            check_formula(cell, number, column, shared)


def check_formula(cell: ET.Element, row: int, column: int, shared: dict[str, object]) -> None:
    formula = cell.find(f"{MAIN}f")
    if formula is None:
        return
    assert 8_192 >= len(formula.text or "")
    assert [f"{MAIN}f", f"{MAIN}v"] == [child.tag for child in cell]
    if formula.get("t") != "shared":
        assert formula.text
        return
    index = formula.get("si") or ""
    if formula.text:
        assert index not in shared
        reference = formula.get("ref") or ""
        shared[index] = parse_range(reference) or parse_range(f"{reference}:{reference}")
    area = shared[index]
    assert area.top <= row <= area.bottom  # type: ignore[attr-defined]
    assert area.left <= column <= area.right  # type: ignore[attr-defined]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
