"""附件 as workbooks: page set-up, fonts, borders, merges; read again; placed as safely as a report."""

from __future__ import annotations

import shutil
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from tests.annexes import DAY, SHEETS, annexed, judged, told
from tests.processes import SAMPLES, TRACKED
from xltrack import api
from xltrack.annex.compose import annex_workbook
from xltrack.placing.output import base_name
from xltrack.reading.files.source import open_book
from xltrack.report.writing import report_workbook
from xltrack.sheets.digest import standing_of

MM = 25.4


@pytest.fixture(scope="module")
def book():
    return annexed(judged(TRACKED))


def test_paper_and_margins_are_those_of_the_standard(book):
    across, upright = book["附件2"], book["附件3"]
    assert ("landscape", "portrait") == (across.page_setup.orientation, upright.page_setup.orientation)
    assert {9} == {sheet.page_setup.paperSize for sheet in book}
    for sheet, sizes in ((across, (28, 26, 35, 37)), (upright, (37, 35, 28, 26))):
        margins = sheet.page_margins
        found = [margins.top, margins.bottom, margins.left, margins.right]
        assert list(sizes) == pytest.approx([size * MM for size in found], abs=0.1)
        assert "— &P —" == sheet.oddFooter.center.text.replace("&[Page]", "&P")
        assert ("宋体,常规", 14) == (sheet.oddFooter.center.font, sheet.oddFooter.center.size)


def test_label_title_and_head_stand_where_the_standard_has_them(book):
    sheet = book["附件2"]
    assert ("附件2", "黑体", 16) == (sheet["A1"].value, sheet["A1"].font.name, sheet["A1"].font.sz)
    assert sheet["A2"].value is None
    assert ("宋体", 22, True, "center") == (
        sheet["A3"].font.name, sheet["A3"].font.sz, sheet["A3"].font.b, sheet["A3"].alignment.horizontal,
    )  # fmt: skip
    assert "A3:J3" in {area.coord for area in sheet.merged_cells.ranges}
    assert {("黑体", 12)} == {(cell.font.name, cell.font.sz) for cell in sheet[5]}
    assert "$5:$5" == sheet.print_title_rows


def test_every_cell_of_the_body_has_its_borders_and_is_wrapped(book):
    for sheet in book:
        firsts = {area.start_cell.coordinate for area in sheet.merged_cells.ranges}
        # openpyxl makes up the looks of covered cells; what is written is the style of the first.
        for row in sheet.iter_rows(min_row=5):
            for cell in (cell for cell in row if not isinstance(cell, MergedCell)):
                sides = {"left", "right", "top", "bottom"} if cell.coordinate not in firsts else {"left", "top"}
                assert {"thin"} == {getattr(cell.border, side).style for side in sides}
                assert (True, "center") == (cell.alignment.wrap_text, cell.alignment.vertical)


@pytest.mark.parametrize(
    ("fonts", "body", "title"),
    [
        ("windows", "仿宋", ("宋体", True)),
        ("gb2312", "仿宋_GB2312", ("方正小标宋简体", False)),
        ("wps-linux", "方正仿宋_GBK", ("方正小标宋_GBK", False)),
    ],
)
def test_fonts_by_profile(fonts, body, title):
    sheet = annexed(judged(SAMPLES / "榆阳区.xlsx", fonts=fonts))["附件2"]
    assert body == sheet["C6"].font.name
    assert title == (sheet["A3"].font.name, bool(sheet["A3"].font.b))
    assert 10.5 <= sheet["C6"].font.sz <= 12


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_merged_cells_end_where_pages_end(path):
    for sheet in annexed(judged(path)):
        ends = {line.id for line in sheet.row_breaks.brk}
        body = [area for area in sheet.merged_cells.ranges if area.min_row > 5]
        assert [] == [area.coord for area in body if any(area.min_row <= end < area.max_row for end in ends)]
        for area in body:
            assert all(
                cell.value is None
                for row in sheet[area.coord]
                for cell in row
                if cell.coordinate != area.start_cell.coordinate
            )


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_the_annexes_read_as_the_same_tasks(path, tmp_path):
    first = judged(path)
    again = tmp_path / "附件.xlsx"
    again.write_bytes(annex_workbook(first).data)
    second = judged(again)
    assert told(first) == told(second)
    assert first.total == second.total
    counts = [[len(t.tasks) for t in made.documents[0].tables] for made in (first, second)]
    assert counts[0] == counts[1]
    reported = [(a.task.reported.words, b.task.reported.words) for a, b in zip(first.tasks, second.tasks, strict=True)]
    assert [] == [pair for pair in reported if pair[0] and pair[0] != pair[1]]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_annexes_of_a_report_read_as_the_same_tasks(path, tmp_path):
    """docs/规则.md 2.1: years come from the report's resolved dates, and must still be there in its 附件."""
    report, again = tmp_path / "进度.xlsx", tmp_path / "附件.xlsx"
    report.write_bytes(report_workbook(judged(path)).data)
    again.write_bytes(annex_workbook(judged(report)).data)
    days = [[(m.start, m.due) for m in j.task.deadline.milestones] for j in judged(path).tasks]
    assert days == [[(m.start, m.due) for m in j.task.deadline.milestones] for j in judged(again).tasks]


WORDS = st.text(alphabet="制定印发方案区政府办1a（）", min_size=2, max_size=30).map(
    lambda text: "做" + text.strip() + "事"
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.lists(WORDS, min_size=1, max_size=6)), min_size=1, max_size=8))
def test_whatever_the_groups_are_they_read_the_same(tmp_path_factory, groups):
    """docs/规则.md 2.2 and 2.3: merged cells are filled in, a group printed again on the next page is the same one."""
    lines = ["某区任务表（2021年）", "| 序号 | 推进阶段 | 主要任务 | 责任单位 | 完成时限 | 完成情况 |"]
    for number, (month, texts) in enumerate(groups, 1):
        for place, text in enumerate(texts):
            head = f"| {number} | 阶段{number} " if place == 0 else "| ^ | ^ "
            lines.append(f"{head}| {text} | 区政府办 | {month + 5}月底前 | |")
    first = judged("\n".join(lines))
    again = tmp_path_factory.mktemp("again") / "附件.xlsx"
    again.write_bytes(annex_workbook(first).data)
    assert told(first) == told(judged(again))


@pytest.mark.parametrize("text", ["=1+1", "+86", "-甲", "@乙", "＝丙"])
def test_text_stays_text(text):
    drawn = f"| 序号 | 任务 | 责任单位 | 完成时限 | 完成情况 |\n| 1 | '{text} | 区政府办 | 6月底前 | '{text} |\n"
    sheet = annexed(judged(drawn, DAY))["附件"]
    assert (text, "s", True) == (sheet["B6"].value, sheet["B6"].data_type, sheet["B6"].quotePrefix)


def test_the_same_annexes_are_the_same_bytes_and_ours(tmp_path):
    data = annex_workbook(judged(TRACKED)).data
    assert data == annex_workbook(judged(TRACKED)).data
    path = tmp_path / "附件.xlsx"
    path.write_bytes(data)
    assert "unchanged" == standing_of(open_book(path))
    book = load_workbook(path)
    book["附件2"]["F6"] = "办结"
    book.save(path)
    assert "edited" == standing_of(open_book(path))


def test_annexes_are_placed_as_safely_as_a_report(tmp_path):
    source = shutil.copy(TRACKED, tmp_path / "跟踪.xlsx")
    made = judged(TRACKED)
    first = api.annex(made, [source])
    assert "跟踪_附件_2021-08-01.xlsx" == first.path.name
    assert first.path == api.annex(made, [source]).path
    first.path.write_bytes(TRACKED.read_bytes())
    assert "跟踪_附件_2021-08-01_2.xlsx" == api.annex(made, [source]).path.name
    assert TRACKED.read_bytes() == first.path.read_bytes()
    assert "跟踪" == base_name(first.path)


def test_a_report_can_carry_its_annexes():
    book = load_workbook(BytesIO(report_workbook(judged(TRACKED), annexes=True).data))
    assert ["附件2", "附件3"] == book.sheetnames[-2:]
    assert {"xltrack_ledger", "xltrack_annex", "xltrack_extract"} <= set(book.defined_names)
    assert "$5:$5" == book["附件2"].print_title_rows
