"""An office's template filled: rows repeated, the rest kept, heights and merges made, losses told."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from tests.annexes import judged, pages, told
from tests.office import convert
from tests.processes import ROOT, SAMPLES, TRACKED
from tests.refusals import refused
from tests.templates import TASKS, column, fill, filled, template
from xltrack import api
from xltrack.base.errors import SourceError, UsageError
from xltrack.template import words
from xltrack.template.bounds import TemplateSource
from xltrack.template.fill import fill_template
from xltrack.template.shipped import eject, shipped_templates

ROW = {"A3": "{{ 序号 }}", "B3": "{{ 任务 }}", "C3": "{{ 单位 }}"}


def shipped_workbooks():
    return [path for path in shipped_templates() if path.suffix == ".xlsx"]


def test_a_row_that_names_a_task_is_repeated_for_each():
    book = filled({"A1": "{{ 标题 }}", "A2": "序号", **ROW, "A4": "完"})
    sheet = book.active
    assert "某区任务分解表（2021年）" == sheet["A1"].value
    assert ["制定方案", "组建专班", "开设专栏"] == [sheet.cell(row, 2).value for row in (3, 4, 5)]
    assert "完" == sheet["A6"].value


def test_a_row_marked_for_late_tasks_lists_these():
    book = filled({"A1": "{# 每项逾期 #}{{ 序号 }}", "B1": "{{ 任务 }}，{{ 逾期天数 }}天", "C1": "{{ 逾期天数 }}"})
    assert [1, 2] == column(book, "A")
    assert ["组建专班，12天", "开设专栏，12天"] == column(book, "B")
    assert [12, 12] == column(book, "C")


def test_a_row_marked_for_domains_lists_these():
    book = filled({"A1": "{# 每个领域 #}{{ 领域 }}", "B1": "{{ 单位 }}"}, SAMPLES / "试点领域与分工.xlsx")
    assert 18 == len(column(book, "A"))
    assert "市资源规划局、各县（市、区）政府、各管委会" == column(book, "B")[0]


def test_the_sources_own_headers_can_be_named():
    assert ["甲", None, None] == column(filled({"A1": "{{ 备注 }}", "B1": "{{ 任务 }}"}), "A")


def test_figures_can_be_named_anywhere():
    book = filled(
        {"A1": "共{{ 任务总数 }}项，办结{{ 已完成数 }}项，办结率{{ 完成率 }}，截至{{ 截至 }}", "A2": "{{ 任务总数 }}"}
    )
    assert "共3项，办结1项，办结率33.3%，截至2021年8月1日" == book.active["A1"].value
    assert 3 == book.active["A2"].value


def test_a_cell_can_loop_over_all_late_tasks():
    words_ = "{% for 项 in 逾期任务 %}{{ loop.index }}.{{ 项.单位 }}{% if not loop.last %}；{% endif %}{% endfor %}"
    assert "1.区财政局；2.区教育局" == filled({"A1": words_}).active["A1"].value


def test_nothing_late_leaves_a_row_that_says_so():
    drawn = "| 序号 | 任务 | 责任单位 | 完成时限 | 完成情况 |\n| 1 | 甲 | 区政府办 | 2021年6月底前 | 已完成 |\n"
    book = filled({"A1": "表头", "A2": "{# 每项逾期 #}{{ 任务 }}", "A3": "完"}, drawn)
    assert ["表头", "无", "完"] == column(book, "A")


def test_a_list_of_what_the_source_has_not_is_told():
    """D199."""
    done = fill({"A1": "{# 每个领域 #}{{ 序号 }}", "B1": "{{ 领域 }}", "C1": "{{ 单位 }}"})
    assert ["D199"] == [note.code for note in done.notes]
    assert "领域" in done.notes[0].message
    row = next(load_workbook(BytesIO(done.data)).active.iter_rows(values_only=True))
    assert (None, "无") == row[:2]


def test_a_list_that_says_none_reads_as_no_task(tmp_path):
    drawn = "| 序号 | 任务 | 责任单位 | 完成时限 | 完成情况 |\n| 1 | 甲 | 区政府办 | 2021年6月底前 | 已完成 |\n"
    for path in shipped_workbooks():
        done = fill(path.read_bytes(), drawn)
        (tmp_path / path.name).write_bytes(done.data)
        read = api.read(tmp_path / path.name)
        assert "无" not in [task.text for table in read.tables for task in table.tasks]


def test_headers_of_two_lines_have_the_height_of_two_lines():
    for path in shipped_workbooks():
        for sheet in load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                lines = max(str(cell.value or "").count("\n") for cell in row) + 1
                if lines > 1:
                    assert lines * 12 * 1.45 + 7 <= sheet.row_dimensions[row[0].row].height


def test_a_date_that_fills_its_cell_breaks_behind_the_year():
    drawn = "| 序号 | 任务 | 责任单位 | 完成时限 | 完成情况 |\n| 1 | 甲 | 区政府办 | @2022-01-05 | |\n"

    def narrow(book):
        book.active.column_dimensions["A"].width = 15.7
        book.active["A1"].alignment = Alignment(wrap_text=True)
        book.active["A1"].font = Font(name="仿宋", size=12)

    sheet = filled({"A1": "{{ 时限 }}", "B1": "{{ 任务 }}"}, drawn, narrow).active
    assert "2022年\n1月5日" == sheet["A1"].value
    assert 2 * 12 * 1.45 <= sheet.row_dimensions[1].height


def test_styles_widths_merges_and_print_set_up_are_kept():
    def dress(book):
        sheet = book.active
        side = Side("thin")
        for cell in sheet[3]:
            cell.font, cell.border = Font("楷体", 13, color="FF112233"), Border(side, side, side, side)
        sheet["D3"].fill = PatternFill("solid", "FFEEEEEE")
        sheet.merge_cells("B3:C3")
        sheet.merge_cells("A1:D1")
        sheet.column_dimensions["B"].width = 33
        sheet.page_setup.paperSize, sheet.page_setup.orientation = 8, "landscape"
        sheet.page_margins.left = 0.77
        sheet.oddFooter.center.text = "第&P页"
        sheet.print_title_rows = "2:2"
        sheet.print_area = "A1:D5"
        sheet.freeze_panes = "A3"
        sheet.row_breaks.append(Break(id=4))

    cells = {"A1": "{{ 标题 }}", "A3": "{{ 序号 }}", "B3": "{{ 任务 }}", "D3": "{{ 单位 }}", "A5": "尾"}
    sheet = filled(cells, also=dress).active
    assert {("楷体", 13, "FF112233")} == {
        (c.font.name, c.font.sz, c.font.color.rgb) for r in (3, 4) for c in sheet[r][:1]
    }
    assert {"FFEEEEEE"} == {sheet[f"D{row}"].fill.fgColor.rgb for row in (3, 4, 5)}
    areas = {area.coord for area in sheet.merged_cells.ranges}
    assert {"A1:D1", "B3:C3", "B4:C4", "B5:C5"} <= areas
    assert (33, 8, "landscape", 0.77) == (
        sheet.column_dimensions["B"].width, sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_margins.left,
    )  # fmt: skip
    assert ("$2:$2", "'Sheet'!$A$1:$D$7", "A3") == (sheet.print_title_rows, sheet.print_area, sheet.freeze_panes)
    assert "尾" == sheet["A7"].value
    assert [6] == [line.id for line in sheet.row_breaks.brk]


def test_what_refers_to_the_row_grows_with_it():
    def refer(book):
        sheet = book.active
        sheet["B4"], sheet["B5"] = "=SUM(B3:B3)+B2", "=B4*2"
        choice = DataValidation("list", '"甲,乙"')
        choice.add("C3")
        sheet.add_data_validation(choice)
        sheet.conditional_formatting.add("A3:C3", FormulaRule(["$B3>5"], font=Font(b=True)))
        book.create_sheet("另一张")["A1"] = "=COUNTA(Sheet!A3:A3)&Sheet!B4"

    book = filled({"B2": 1, "A3": "{{ 任务 }}", "B3": "=ROW()"}, also=refer)
    sheet = book.active
    assert ("=SUM(B3:B5)+B2", "=B6*2") == (sheet["B6"].value, sheet["B7"].value)
    assert ["=ROW()"] * 3 == [sheet[f"B{row}"].value for row in (3, 4, 5)]
    assert "=COUNTA(Sheet!A3:A5)&Sheet!B6" == book["另一张"]["A1"].value
    assert ["C3:C5"] == [str(choice.sqref) for choice in sheet.data_validations.dataValidation]
    assert ["A3:C5"] == [str(entry.sqref) for entry in sheet.conditional_formatting]


def test_cells_of_one_group_are_merged():
    def wrap(book):
        for cell in book.active[1]:
            cell.alignment = Alignment(wrap_text=True)

    book = filled({"A1": "{{ 序号 }}", "B1": "{{ 类别 }}", "C1": "{{ 任务 }}"}, also=wrap)
    assert {"A2:A3", "B2:B3"} == {area.coord for area in book.active.merged_cells.ranges}
    assert ["编制方案", "动员部署", None] == column(book, "B")


def test_rows_are_as_high_as_their_words_need():
    def wrap(book):
        book.active["A1"].alignment = Alignment(wrap_text=True)
        book.active["A1"].font = Font("仿宋", 12)
        book.active.column_dimensions["A"].width = 20

    drawn = TASKS.replace("制定方案", "制定方案" * 20)
    heights = [filled({"A1": "{{ 任务 }}"}, drawn, wrap).active.row_dimensions[row].height for row in (1, 2)]
    assert 10 * 12 < heights[0] <= 409
    assert 30 > heights[1]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-甲", "@乙", "＝丙", "=HYPERLINK(1)"])
def test_text_stays_text(text):
    drawn = TASKS.replace("制定方案", f"'{text}")
    cell = filled({"A1": "{{ 任务 }}"}, drawn).active["A1"]
    assert (text, "s", True) == (cell.value, cell.data_type, cell.quotePrefix)
    assert "s" == filled({"A1": "{{ 任务 }}。", "A2": "="}, drawn).active["A1"].data_type


def test_a_title_stays_text_too():
    def wrap(book):
        book.active["A1"].alignment = Alignment(wrap_text=True)

    cell = filled({"A1": "{{ 标题 }}"}, TASKS.replace("某区任务", "=SUM(A1)某区任务"), wrap).active["A1"]
    assert ("s", True) == (cell.data_type, cell.quotePrefix)
    assert cell.value.replace("\n", "").startswith("=SUM(A1)")


def test_what_a_cell_cannot_hold_is_cut_and_told():
    """D155."""
    done = fill({"A1": "{{ 任务 }}"}, TASKS.replace("制定方案", "制" * 32_767 + "定"))
    assert ["D155"] == [note.code for note in done.notes]
    assert 32_767 == len(load_workbook(BytesIO(done.data)).active["A1"].value)


def test_characters_that_xml_cannot_carry_are_replaced():
    assert (
        "甲\ufffd_x005F_x000D_乙"
        == filled({"A1": "{{ 任务 }}"}, TASKS.replace("制定方案", "甲\x01_x000D_乙")).active["A1"].value
    )


def test_rich_text_stays_as_it_is():
    rich = CellRichText("共", TextBlock(InlineFont(b=True), "三"), "项")
    book = load_workbook(BytesIO(fill({"A1": rich, "A2": "{{ 任务 }}"}).data), rich_text=True)
    assert rich == book.active["A1"].value


def test_losses_are_named_in_one_warning():
    """D702."""
    old = zipfile.ZipFile(BytesIO(template({"A1": "{{ 标题 }}"})))
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                ext = b'<extLst><ext uri="x"><x14:sparklineGroups xmlns:x14="a"><x14:sparklineGroup/></x14:sparklineGroups></ext></extLst>'
                data = data.replace(b"</worksheet>", ext + b"</worksheet>")
            new.writestr(name, data)
        new.writestr("xl/threadedComments/threadedComment1.xml", "<a/>")
        new.writestr("xl/drawings/drawing9.xml", '<xdr:wsDr xmlns:xdr="b"><xdr:sp/></xdr:wsDr>')
    done = fill(target.getvalue())
    assert ["D702"] == [note.code for note in done.notes]
    assert "迷你图、文本框和形状、批注会话" in done.notes[0].message


def test_nothing_lost_is_nothing_said():
    assert () == fill({"A1": "{{ 标题 }}"}).notes


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("D111", b"not a zip"),
        ("D111", template({"A1": "{{ 标题 }}"})[:-40]),
        ("D703", b"PK\5\6" + bytes(18)),
    ],
    ids=["text", "cut short", "empty"],  # a workbook's bytes hold the time at which it was made
)
def test_a_file_that_is_no_workbook_is_one_sentence(code, data):
    """D703."""
    with refused(code, UsageError, SourceError):
        fill(data)


def test_a_template_with_a_dtd_is_refused():
    """D703."""
    old = zipfile.ZipFile(BytesIO(template({"A1": "{{ 标题 }}"})))
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            lead = b'<!DOCTYPE a [<!ENTITY b "c">]>' if name.endswith("sheet1.xml") else b""
            new.writestr(name, lead + old.read(name))
    with refused("D703", UsageError):
        fill(target.getvalue())


@pytest.mark.parametrize("last", [False, True])
def test_a_part_whose_name_stands_twice_in_other_capitals_is_looked_at_twice(last):
    """D703: the relations of the book may name either."""
    old = zipfile.ZipFile(BytesIO(template({"A1": "{{ 标题 }}"})))
    parts = [(name, old.read(name)) for name in old.namelist()]
    bad = ("xl/worksheets/Sheet1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>')
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name, data in [*parts, bad] if last else [bad, *parts]:
            new.writestr(name, data)
    with refused("D703", UsageError):
        fill(target.getvalue())


def test_a_template_with_whole_columns_merged_is_refused():
    """D704."""
    with refused("D704", UsageError):
        fill({"A1": "{{ 标题 }}"}, also=lambda book: book.active.merged_cells.add("C1:C1048576"))


def test_a_template_without_tags_is_refused():
    """D708."""
    with refused("D708", UsageError):
        fill({"A1": "标题"})


def test_a_repeated_row_under_a_vertical_merge_is_refused():
    """D711."""
    with refused("D711", UsageError):
        fill({"A1": "甲", "B1": "{{ 任务 }}"}, also=lambda book: book.active.merge_cells("A1:A2"))


def test_the_same_filling_is_the_same_bytes_and_ours(tmp_path):
    from xltrack.reading.files.source import open_book
    from xltrack.sheets.digest import standing_of

    assert fill(ROW).data == fill(ROW).data
    path = tmp_path / "附件.xlsx"
    path.write_bytes(fill(ROW).data)
    assert "unchanged" == standing_of(open_book(path))


@pytest.mark.parametrize("path", shipped_workbooks(), ids=lambda path: path.stem)
@pytest.mark.parametrize("sample", ["榆阳区_跟踪", "试点领域与分工_跟踪", "乌审旗"])
def test_the_shipped_templates_can_be_filled_with_every_sample(path, sample):
    done = fill_template(judged(SAMPLES / f"{sample}.xlsx"), TemplateSource(path.name, path.read_bytes()), api._digest)
    book = load_workbook(BytesIO(done.data))
    empty = "领域" in path.stem and sample != "试点领域与分工_跟踪"
    assert ["D199"] * empty == [note.code for note in done.notes]
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if "{" in str(c.value)]


def test_the_whole_table_by_template_reads_as_the_same_tasks(tmp_path):
    made = judged(TRACKED)
    path = next(p for p in shipped_templates() if "分工" in p.name)
    again = tmp_path / "附件.xlsx"
    again.write_bytes(fill_template(made, TemplateSource(path.name, path.read_bytes()), api._digest).data)
    second = judged(again)
    assert [line[:3] for line in told(made)] == [line[:3] for line in told(second)]


@pytest.mark.office
def test_a_filled_template_prints_its_header_on_every_page(tmp_path):
    path = next(p for p in shipped_templates() if "分工" in p.name)
    book = tmp_path / "附件.xlsx"
    book.write_bytes(fill_template(judged(TRACKED), TemplateSource(path.name, path.read_bytes()), api._digest).data)
    shown = pages(*convert([book], "pdf", tmp_path))
    assert 3 <= len(shown) <= 7
    assert [] == [number for number, page in enumerate(shown) if not set("序号任务责任单位时限") <= set(page)]
    assert not any("###" in page for page in shown)


def test_templates_are_copied_out_and_never_over_ones_own(tmp_path):
    copies = list(eject(tmp_path / "模板"))
    assert [path.name for path in shipped_templates()] == [path.name for path in copies]
    assert copies == list(eject(tmp_path / "模板"))


def test_a_template_that_was_changed_is_not_written_over(tmp_path):
    """D158."""
    from xltrack.base.errors import OutputError

    (first, *_) = eject(tmp_path)
    first.write_bytes(b"mine")
    with refused("D158", OutputError):
        list(eject(tmp_path))
    assert b"mine" == first.read_bytes()


def test_the_manual_names_what_there_is():
    from xltrack.template.data import compose_data

    data = compose_data(judged(SAMPLES / "试点领域与分工_跟踪.xlsx"))
    assert set(words.PAGE_NAMES) == set(data.page)
    assert set(words.TASK_NAMES) <= set(data.lists["任务"][0].names)
    assert set(words.DOMAIN_NAMES) <= set(data.lists["领域"][0].names)
    assert (ROOT / "templates").is_dir()
