"""`xltrack annex`, `xltrack templates` and `xltrack report --annex` as users run them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.processes import DAY, SAMPLES, TRACKED, xltrack


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A tracked sheet in a folder of its own."""
    return Path(shutil.copy(TRACKED, tmp_path / "跟踪.xlsx"))


def test_annexes_stand_beside_their_source(sheet):
    done = xltrack("annex", sheet, *DAY)
    assert (0, b"") == (done.returncode, done.stderr)
    shown = done.stdout.decode("utf-8")
    assert "附件2　榆阳区全面推进基层政务公开标准化规范化工作任务分解表：23项" in shown
    assert "跟踪_附件_2021-08-01.xlsx" in shown
    assert ["附件2", "附件3"] == load_workbook(sheet.with_name("跟踪_附件_2021-08-01.xlsx")).sheetnames


def test_a_folder_is_read_without_the_annexes_in_it(sheet):
    xltrack("annex", sheet, *DAY)
    done = xltrack("annex", sheet.parent, *DAY)
    assert 0 == done.returncode
    assert {"跟踪.xlsx", "跟踪_附件_2021-08-01.xlsx"} == {path.name for path in sheet.parent.iterdir()}


def test_several_files_give_one_book_with_numbers_in_order(sheet):
    other = shutil.copy(SAMPLES / "屯留区.xlsx", sheet.with_name("屯留区.xlsx"))
    assert 0 == xltrack("annex", sheet, other, *DAY).returncode
    book = load_workbook(sheet.with_name("汇总_附件_2021-08-01.xlsx"))
    assert ["附件1", "附件2", "附件3"] == book.sheetnames


def test_a_template_is_filled(sheet):
    assert 0 == xltrack("templates", "--eject", sheet.parent / "模板").returncode
    template = sheet.parent / "模板" / "附件_分工及进度安排.xlsx"
    before = template.read_bytes()
    done = xltrack("annex", sheet, "--template", template, *DAY)
    assert (0, b"") == (done.returncode, done.stderr)
    book = load_workbook(sheet.with_name("跟踪_附件_2021-08-01.xlsx"))
    assert "编制方案" == book["附件1"]["B6"].value
    assert before == template.read_bytes()
    again = xltrack("annex", sheet, "--template", template, *DAY)
    assert 0 == again.returncode
    assert not sheet.with_name("跟踪_附件_2021-08-01_2.xlsx").exists()


def test_a_mistake_in_a_template_is_one_sentence_with_the_cell(sheet):
    book = Workbook()
    book.active["C3"] = "{{ 单位名 }}"
    book.save(sheet.with_name("模板.xlsx"))
    done = xltrack("annex", sheet, "--template", sheet.with_name("模板.xlsx"), *DAY)
    assert (2, b"") == (done.returncode, done.stdout)
    said = done.stderr.decode("utf-8")
    assert 1 == said.count("\n")
    assert "模板 Sheet!C3 里的「单位名」没有这个名称" in said
    assert {"跟踪.xlsx", "模板.xlsx"} == {path.name for path in sheet.parent.iterdir()}


def test_a_template_that_is_the_source_is_refused(sheet):
    """D712."""
    done = xltrack("annex", sheet, "--template", sheet, *DAY)
    assert (2, "就是来源文件" in done.stderr.decode("utf-8")) == (done.returncode, True)


def test_a_template_is_no_output(sheet):
    xltrack("templates", "--eject", sheet.parent)
    template = sheet.with_name("附件_分工及进度安排.xlsx")
    before = template.read_bytes()
    done = xltrack("annex", sheet, "--template", template, "-o", template, *DAY)
    assert 2 == done.returncode
    assert before == template.read_bytes()


@pytest.mark.parametrize("name", ["没有.xlsx", "坏.xlsx"])
def test_a_template_that_cannot_be_opened_is_one_sentence(sheet, name):
    sheet.with_name("坏.xlsx").write_bytes(b"PK nothing")
    done = xltrack("annex", sheet, "--template", sheet.with_name(name), *DAY)
    assert (2, 1) == (done.returncode, done.stderr.decode("utf-8").count("\n"))
    assert name in done.stderr.decode("utf-8")


def test_a_report_with_annexes(sheet):
    assert 0 == xltrack("report", sheet, "--annex", *DAY).returncode
    assert ["附件2", "附件3"] == load_workbook(sheet.with_name("跟踪_进度_2021-08-01.xlsx")).sheetnames[-2:]


def test_templates_are_listed_with_what_they_can_name():
    shown = xltrack("templates").stdout.decode("utf-8")
    assert "附件_分工及进度安排.xlsx" in shown
    assert "{# 每项逾期 #}" in shown
    assert "完成率" in shown


def test_the_settings_name_the_fonts(sheet):
    sheet.with_name("xltrack.toml").write_text("字体 = “gb2312”\n", encoding="utf-8")
    assert 0 == xltrack("annex", sheet, *DAY).returncode
    book = load_workbook(sheet.with_name("跟踪_附件_2021-08-01.xlsx"))
    assert "仿宋_GB2312" == book["附件2"]["C6"].font.name
    sheet.with_name("xltrack.toml").write_text('字体 = "宋体"\n', encoding="utf-8")
    assert "字体" in xltrack("annex", sheet, *DAY).stderr.decode("utf-8")
