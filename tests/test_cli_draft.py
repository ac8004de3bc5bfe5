"""`xltrack draft` as users run it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.drafts import NOTICES
from tests.processes import DAY, xltrack


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """A real notice in a folder of its own."""
    return Path(shutil.copy(NOTICES / "华龙区_通知.docx", tmp_path / "通知.docx"))


def test_the_sheet_stands_beside_the_notice_and_makes_a_report(notice):
    done = xltrack("draft", notice)
    assert (0, b"") == (done.returncode, done.stderr)
    shown = done.stdout.decode("utf-8")
    assert "全面推进基层政务公开标准化规范化工作任务分解表：11项" in shown
    sheet = notice.with_name("通知_任务分解表.xlsx")
    assert f"任务分解表：{sheet}" in shown

    report = xltrack("report", sheet, *DAY)
    assert (0, b"") == (report.returncode, report.stderr)
    assert "共11项" in report.stdout.decode("utf-8")
    read = json.loads(xltrack("inspect", sheet, "--json", *DAY).stdout)
    assert 11 == sum(len(table["tasks"]) for table in read["tables"])


def test_the_same_notice_again_changes_nothing(notice):
    xltrack("draft", notice)
    before = notice.with_name("通知_任务分解表.xlsx").read_bytes()
    assert 0 == xltrack("draft", notice).returncode
    assert before == notice.with_name("通知_任务分解表.xlsx").read_bytes()
    assert {"通知.docx", "通知_任务分解表.xlsx"} == {path.name for path in notice.parent.iterdir()}


def test_a_sheet_that_was_filled_in_is_not_replaced(notice):
    xltrack("draft", notice)
    path = notice.with_name("通知_任务分解表.xlsx")
    book = load_workbook(path)
    book.worksheets[0]["D6"] = "区政府办"
    book.save(path)
    filled = path.read_bytes()
    done = xltrack("draft", notice)
    assert (0, filled) == (done.returncode, path.read_bytes())
    assert notice.with_name("通知_任务分解表_2.xlsx").is_file()


def test_a_foreign_file_is_never_replaced(notice):
    other = notice.with_name("别人的.xlsx")
    other.write_bytes(b"x")
    assert 0 == xltrack("draft", notice, "-o", other).returncode
    assert b"x" == other.read_bytes()
    assert notice.with_name("别人的_2.xlsx").is_file()


def test_a_notice_that_asks_nothing_is_told_and_nothing_is_written(tmp_path):
    path = tmp_path / "邀请.txt"
    path.write_text("关于召开会议的通知\n一、会议时间：明天。", encoding="utf-8")
    done = xltrack("draft", path)
    assert (2, b"") == (done.returncode, done.stdout)
    assert "「邀请.txt」里没有找到任务，没有写任务分解表" in done.stderr.decode("utf-8")
    assert [path] == list(tmp_path.iterdir())


def test_one_notice_at_a_time(notice):
    done = xltrack("draft", notice, notice)
    assert 2 == done.returncode
    assert "draft 一次只拟一份通知，这里给了2份" in done.stderr.decode("utf-8")  # D799


def test_the_fonts_are_those_of_the_settings(notice):
    (notice.parent / "xltrack.toml").write_text('[judge]\n字体 = "gb2312"\n', encoding="utf-8")
    xltrack("draft", notice)
    sheet = load_workbook(notice.with_name("通知_任务分解表.xlsx")).worksheets[0]
    assert "仿宋_GB2312" == sheet["B6"].font.name
