"""附件 as LibreOffice prints them: at full size, the header on every page, nothing cut off, pages as planned, rows high enough."""

from __future__ import annotations

import re
import zipfile
from copy import copy
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from tests.annexes import SHEETS, judged, pages
from tests.office import convert
from tests.printed import letter_sizes, printed_words
from xltrack.annex.compose import annex_workbook, compose_annexes
from xltrack.assessment.model import Assessment

PRINTED = [
    path for path in SHEETS if path.stem in ("榆阳区_跟踪", "试点领域与分工_跟踪", "乌审旗", "d03-国办放管服分工台账")
]

# A line of a date column that ends within a day: 「2021年11月23」, of which 「日」 has gone to the next line.
PARTED = re.compile(r"\d{4}年(\d{1,2}(月\d{1,2})?)?|\d{1,2}月\d{1,2}")


@pytest.mark.office
def test_a_ledger_of_300_rows_is_printed_on_80_pages_at_full_size_and_its_days_are_whole(made_sheet, tmp_path):
    made = judged(made_sheet(300))
    book = tmp_path / "附件.xlsx"
    book.write_bytes(annex_workbook(made).data)
    (pdf,) = convert([book], "pdf", tmp_path)
    words = printed_words(pdf)
    assert words[-1].page == sum(annex.pages for annex in compose_annexes(made)) <= 80
    assert 8.4 <= letter_sizes(words)[0]
    assert [] == [word.text for word in words if PARTED.fullmatch(word.text)]


@pytest.mark.office
def test_every_letter_is_as_large_as_its_style_says(tmp_path):
    """No page is scaled down to hold its columns: 16 points are 16 points, and the margins are those of GB/T 9704-2012."""
    folder = tmp_path / "books"
    folder.mkdir()
    books = [folder / f"{path.stem}.xlsx" for path in SHEETS]
    for path, book in zip(SHEETS, books, strict=True):
        book.write_bytes(annex_workbook(judged(path)).data)
    for path, pdf in zip(SHEETS, convert(books, "pdf", tmp_path), strict=True):
        words = printed_words(pdf)
        label = next(word for word in words if word.text.startswith("附件"))
        assert 32 == pytest.approx((label.right - label.left) * 2 / (2 + 0.636 * (len(label.text) - 2)), abs=0.3), path
        assert 8.4 <= letter_sizes(words)[0], path
        nominal = {
            float(role.split("|")[2])
            for annex in compose_annexes(judged(path))
            for row in annex.rows
            for role in row.styles
        }
        nominal |= {16, 22, 14, *(annex.head_size for annex in compose_annexes(judged(path)))}
        assert [] == [size for size in letter_sizes(words) if min(abs(size - right) for right in nominal) > 0.15], path


@pytest.mark.office
@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.stem)
def test_pages_are_as_planned_with_the_header_on_each(path, tmp_path):
    made = judged(path)
    book = tmp_path / "附件.xlsx"
    book.write_bytes(annex_workbook(made).data)
    shown = pages(*convert([book], "pdf", tmp_path))
    annexes = compose_annexes(made)
    assert sum(annex.pages for annex in annexes) == len(shown)
    assert not any("###" in page for page in shown)
    assert [f"—{number}—" for number in range(1, len(shown) + 1)] == [re.findall(r"—\d+—", page)[-1] for page in shown]
    heads = [set("".join(annex.heads)) - set("\n ") for annex in annexes for _ in range(annex.pages)]
    assert [] == [
        number for number, (page, head) in enumerate(zip(shown, heads, strict=True), 1) if not head <= set(page)
    ]
    everything = set("".join(shown))
    for annex in annexes:
        for row in annex.rows:
            assert set("".join(v for v in row.values if isinstance(v, str))) - set("\n \t") <= everything


@pytest.mark.office
def test_small_rows_of_a_long_table_are_as_high_as_libreoffice_needs_them(made_sheet, tmp_path):
    made = judged(made_sheet(80))
    assert {8.5} == {float(role.split("|")[2]) for row in compose_annexes(made)[0].rows for role in row.styles}
    assert [] == _too_low(made, tmp_path)


@pytest.mark.office
@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.stem)
def test_rows_are_as_high_as_libreoffice_needs_them(path, tmp_path):
    """The same cells, each merged one on a row of its own, without any height: none comes out higher than what was stated."""
    assert [] == _too_low(judged(path), tmp_path)


def _too_low(made: Assessment, folder: Path) -> list[tuple[object, ...]]:
    book = folder / "附件.xlsx"
    book.write_bytes(annex_workbook(made).data)
    ours = load_workbook(book)
    needed = _fitted(ours, folder)
    short = []
    for sheet in ours:
        for place, (rows, _, _) in enumerate(_cells(sheet), 1):
            stated = sum(sheet.row_dimensions[row].height for row in rows)
            if needed[sheet.title].row_dimensions[place].height > stated + 0.8:
                short.append((sheet.title, rows, stated, needed[sheet.title].row_dimensions[place].height))
    return short


def _cells(sheet):
    """The filled cells of head and body: the rows that each has for itself, its columns, the cell."""
    areas = {(a.min_row, a.min_col): a for a in sheet.merged_cells.ranges}
    for row in sheet.iter_rows(min_row=5):
        for cell in row:
            if cell.value is not None:
                area = areas.get((cell.row, cell.column))
                yield (
                    range(cell.row, (area.max_row if area else cell.row) + 1),
                    range(cell.column, (area.max_col if area else cell.column) + 1),
                    cell,
                )


def _fitted(ours: Workbook, folder: Path) -> Workbook:
    """Each cell alone on a row, whose height LibreOffice finds."""
    scratch = Workbook()
    scratch.remove(scratch.active)
    # The unit of widths is a digit of the Normal font.
    scratch._named_styles["Normal"].font = copy(ours._named_styles["Normal"].font)
    scratch._fonts[0] = copy(ours._fonts[0])
    for sheet in ours:
        target = scratch.create_sheet(sheet.title)
        widths = {c: sheet.column_dimensions[get_column_letter(c)].width for c in range(1, sheet.max_column + 1)}
        for place, (_, columns, cell) in enumerate(_cells(sheet), 1):
            column = columns[0] if len(columns) == 1 else sheet.max_column + place
            new = target.cell(place, column, cell.value)
            new.font, new.alignment, new.number_format = copy(cell.font), copy(cell.alignment), cell.number_format
            target.column_dimensions[get_column_letter(column)].width = sum(widths[c] for c in columns)
    path = folder / "每格一行.xlsx"
    scratch.save(path)
    return load_workbook(*convert([path], "xlsx", folder / "fitted"))


def test_no_height_is_left_to_the_program(tmp_path):
    book = tmp_path / "附件.xlsx"
    book.write_bytes(annex_workbook(judged(PRINTED[0])).data)
    with zipfile.ZipFile(book) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
    rows = re.findall(r"<row [^>]*>", xml)
    assert len(rows) == len([row for row in rows if 'customHeight="1"' in row])
