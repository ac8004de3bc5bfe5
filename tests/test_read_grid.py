"""The grid of a worksheet, as odd as programs write it (faults B1 to B3, C4)."""

from __future__ import annotations

import html
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import packages
from tests.packages import codes, merged, number
from xltrack.base.address import CellRange, column_letters
from xltrack.ooxml.cells import Shared
from xltrack.ooxml.limits import Limits
from xltrack.ooxml.scan import scan_sheet
from xltrack.reading.files.grid import part_merges


@pytest.fixture
def read(tmp_path: Path) -> packages.Reader:
    """Reads bytes as a file."""
    return packages.Reader(tmp_path)


# --- B1: how big it says it is, how big it is ---


@pytest.mark.parametrize("reference", ["A1", "A1:XFD1048576", "B2:B2", "nonsense", ""])
def test_the_dimension_is_never_believed(read, reference: str) -> None:
    found = read.one(f'<row r="1">{number("C1", "7")}</row>', before=f'<dimension ref="{reference}"/>')
    assert {1: {3: 7}} == found.rows


def test_the_last_cell_of_all_is_read_and_costs_nothing(read) -> None:
    found = read.one(f'<row r="1">{number("A1", "1")}</row><row r="1048576">{number("XFD1048576", "2")}</row>')
    assert {1: {1: 1}, 1048576: {16384: 2}} == found.rows


@pytest.mark.parametrize("reference", ["XFE1", "ZZZ1", "A1048577", "A9999999"])
def test_a_cell_beyond_the_sheet_is_named(read, reference: str) -> None:
    book = read(packages.book(packages.sheet(f"<row>{number(reference, '1')}{number('B2', '2')}</row>")))
    assert {2: {2: 2}} == book.sheets[0].rows
    assert ["D188"] == [d.code for d in book.diagnostics]


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="0">{number("A0", "1")}</row><row r="2">{number("B2", "2")}</row>',
        f'<row r="2">{number("B2", "2")}</row><row r="0">{number("A0", "1")}</row>',
        f"<row>{number('A0', '1')}{number('B2', '2')}</row>",
    ],
)
def test_a_cell_in_row_0_is_named_and_stands_nowhere_else(read, rows: str) -> None:
    book = read(packages.book(packages.sheet(rows)))
    assert {2: {2: 2}} == book.sheets[0].rows
    assert [("D267", "Sheet1!A1")] == [(d.code, d.cell.a1) for d in book.diagnostics]


def test_a_million_styled_blank_rows_cost_little(read) -> None:
    resource = pytest.importorskip("resource")
    filled = range(1, 1048577, 55_000)
    rows = (
        f'<row r="{row}" s="1">{number(f"A{row}", str(row)) if row in filled else ""}<c r="B{row}" s="1"/></row>'
        for row in range(1, 1048577)
    )
    data = packages.book(packages.sheet("".join(rows)))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = read(data).sheets[0]
    assert {row: {1: row} for row in filled} == found.rows
    assert 3.0 > time.process_time() - began
    assert 150_000 > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def test_all_columns_styled_and_one_filled(read) -> None:
    letters = [column_letters(at) for at in range(1, 16385)]
    cells = "".join(number("I1", "5") if name == "I" else f'<c r="{name}1" s="1"/>' for name in letters)
    assert {1: {9: 5}} == read.one(f"<row>{cells}</row>").rows


# --- B2: merged areas ---


def test_merges_are_in_order_whichever_way_they_are_written(read) -> None:
    found = read.one(f'<row r="9">{number("D9", "1")}</row>', after=merged("C3:D4", "B2:A1", "$F$1:$F$2"))
    assert (CellRange(1, 1, 2, 2), CellRange(1, 6, 2, 6), CellRange(3, 3, 4, 4)) == found.merges


@pytest.mark.parametrize("reference", ["A1:A1048576", "A1:XFD1048576", "A1:XFD1"])
def test_whole_columns_and_sheets_are_cut_to_the_values(read, reference: str) -> None:
    found = read.one(
        f'<row r="1">{number("A1", "1")}</row><row r="40">{number("F40", "2")}</row>', after=merged(reference)
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
    assert {1: {1: 1}, 2: {3: 4}} == read.one(rows, after=merged("A1:B2")).rows


# --- B3: rows and cells as no program should write them ---


def test_rows_and_cells_without_numbers_follow_each_other(read) -> None:
    found = read.one("<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c/><c><v>3</v></c></row>")
    assert {1: {1: 1, 2: 2}, 3: {2: 3}} == found.rows


def test_numbers_and_their_lack_may_mix(read) -> None:
    found = read.one(
        f'<row r="5"><c><v>1</v></c>{number("D5", "2")}<c><v>3</v></c></row><row><c s="0"><v>4</v></c></row>'
    )
    assert {5: {1: 1, 4: 2, 5: 3}, 6: {1: 4}} == found.rows


def test_blank_numbered_rows_before_one_without_number_still_count(read) -> None:
    assert {8: {1: 1}} == read.one('<row r="6"/><row r="7"><c r="A7" s="1"/></row><row><c><v>1</v></c></row>').rows


def test_what_is_out_of_order_is_put_in_order(read) -> None:
    found = read.one(f'<row r="3">{number("B3", "2")}{number("A3", "1")}</row><row r="1">{number("A1", "0")}</row>')
    assert [(1, [(1, 0)]), (3, [(1, 1), (2, 2)])] == [(row, list(cells.items())) for row, cells in found.rows.items()]


def test_of_a_cell_written_twice_the_later_stands_with_a_warning(read) -> None:
    rows = f'<row r="1">{number("A1", "1")}{number("B1", "2")}{number("A1", "3")}</row>'
    rows += f'<row r="2">{number("A2", "1")}{number("B2", "1")}</row>'
    book = read(packages.book(packages.sheet(rows + f'<row r="1">{number("C1", "4")}{number("B1", "5")}</row>')))
    assert {1: {1: 3, 2: 5, 3: 4}, 2: {1: 1, 2: 1}} == book.sheets[0].rows
    assert [("D187", "Sheet1!A1"), ("D187", "Sheet1!B1")] == codes(book)


def test_the_cells_own_row_outranks_that_of_its_row(read) -> None:
    assert {7: {1: 1}} == read.one(f'<row r="3">{number("A7", "1")}</row>').rows


@pytest.mark.parametrize(
    "cell",
    [
        '<c s="0" r="B2" t="n"><v>5</v></c>',
        "<c r='B2'><v>5</v></c>",
        '<c  r="B2" ><v>5</v></c >',
        '<c r="b2"><v>5</v></c>',
        '<c r="$B$2"><v>5</v></c>',
        '<c r="B2" cm="1" vm="2" ph="1"><v>5</v></c>',
        '<c\nr="B2"\n>\n<v\n>5</v\n>\n</c\n>',
        '<c r="B2"><v>5</v><extLst><ext uri="x"/></extLst></c>',
        '<c x="a>b" r="B2"><v>5</v></c>',
        '<c r="B2"><!-- 9 --><v>5</v></c>',
        '<c r="B2"><v><![CDATA[5]]></v></c>',
        '<c r="B2"><v>&#53;</v></c>',
        '<c r="B2"><v> 5 </v></c>',
        '<c r="B2" x=\'"\'><v>5</v></c>',
    ],
)
def test_a_cell_may_be_written_in_many_ways(read, cell: str) -> None:
    assert {2: {2: 5}} == read.one(f'<row r="2">{cell}</row>').rows


@pytest.mark.parametrize("namespace", [packages.MAIN, packages.STRICT])
@pytest.mark.parametrize("prefix", ["", "x:", "ns0:"])
def test_namespaces_and_prefixes_do_not_matter(read, namespace: str, prefix: str) -> None:
    part = (
        f'<@worksheet xmlns{":" * bool(prefix)}{prefix.rstrip(":")}="{namespace}"><@sheetData><@row r="1" hidden="1">'
        '<@c r="A1" t="inlineStr"><@is><@t>任务</@t></@is></@c><@c r="B1" s="1"/><@c r="C1"><@f>1+1</@f><@v>2</@v></@c>'
        '</@row></@sheetData><@mergeCells><@mergeCell ref="A1:B1"/></@mergeCells></@worksheet>'
    ).replace("@", prefix)
    found = read(packages.book(part)).sheets[0]
    assert ({1: {1: "任务", 3: 2}}, (CellRange(1, 1, 1, 2),), {1}) == (found.rows, found.merges, found.hidden_rows)


def test_hidden_and_filtered_rows_are_read_and_marked(read) -> None:
    rows = "".join(
        f'<row r="{at}"{more}>{number(f"A{at}", str(at))}</row>'
        for at, more in ((1, ""), (2, ' hidden="1"'), (3, " hidden='true'"), (4, ' hidden="0"'))
    )
    found = read.one(rows + '<row r="5" hidden="1"/>', after='<autoFilter ref="A1:A4"/>')
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
    names = "<definedName name=\"xltrack_ledger\">'任务 台账'!$A$5:$P$28</definedName>"
    names += '<definedName name="局部" localSheetId="0">A!$A$1</definedName>'
    found = read(packages.book(packages.sheet(""), inside=f"<definedNames>{names}</definedNames>")).names
    assert {"xltrack_ledger": "'任务 台账'!$A$5:$P$28"} == found


@pytest.mark.parametrize(
    "name", ["a/b", "CON", "..", "History", "x" * 40, "", "it's !", "行&#10;断", "同", "&lt;b&gt;"]
)
def test_names_of_sheets_are_taken_as_they_are(read, name: str) -> None:
    made = packages.parts(packages.sheet(""), names=[name])
    assert html.unescape(name) == read(packages.zipped(made)).sheets[0].name


def test_two_thousand_sheets(read) -> None:
    one_cell = packages.sheet(f'<row r="1">{number("A1", "1")}</row>')
    assert 2000 == len(read(packages.book(*[one_cell] * 2000)).sheets)


def test_blocks_may_be_cut_anywhere() -> None:
    """The same cells, however the unpacked bytes come in pieces."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>任务{row}</t></is></c><c r="B{row}" s="1"/></row>'
        for row in range(1, 60)
    )
    data = packages.sheet(rows, after=merged("A1:B2", "A5:B9")).encode()
    whole = scan_sheet([data], Shared())
    for size in (130, 131, 200, 257, 1000):
        pieces = scan_sheet([data[at : at + size] for at in range(0, len(data), size)], Shared())
        assert (whole.rows, whole.merges) == (pieces.rows, pieces.merges)
