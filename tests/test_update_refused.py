"""`xltrack update` refused: one sentence, and not a byte changed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.locks import agile
from tests.processes import SAMPLES
from tests.updates import names, save, update


def refused(path: Path, words: str) -> None:
    """Fail unless the file is left as it is, with nothing beside it, and one sentence says why."""
    before, found = path.read_bytes(), names(path.parent)
    ran = update(path)
    assert (2, 1) == (ran.status, ran.err.count("\n"))
    assert words in ran.err
    assert (before, found) == (path.read_bytes(), names(path.parent))


@pytest.mark.parametrize("suffix", [".xls", ".et", ".ods", ".csv", ".html", ".xlsb", ""])
def test_other_kinds_of_files_are_not_written_into(tmp_path, suffix):
    """D800."""
    path = save(tmp_path).rename(tmp_path / f"表{suffix}")
    refused(path, f"「表{suffix}」不能在原文件里更新")
    assert "另存为 .xlsx 再更新；或用 xltrack report" in update(path).err


def test_a_locked_workbook_is_left(tmp_path):
    """D802."""
    path = save(tmp_path)
    path.write_bytes(agile(path.read_bytes(), "密码"))
    refused(path, "有打开密码")


def test_a_protected_sheet_is_left(tmp_path):
    """D806."""
    path = save(tmp_path)
    book = load_workbook(path)
    book.active.protection.enable()
    book.save(path)
    refused(path, "「任务.xlsx」的工作表「Sheet1」有保护，Sheet1!F2是锁定的，没有写")


@pytest.mark.parametrize("marker", ["~$任务.xlsx", ".~lock.任务.xlsx#", ".~任务.xlsx"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells it by itself")
def test_a_workbook_that_is_open_is_left(tmp_path, marker):
    path = save(tmp_path)
    (tmp_path / marker).write_bytes(b"x")
    refused(path, "正被 Excel、WPS 或别的程序打开")


def test_a_workbook_that_is_read_only_is_left(tmp_path):
    path = save(tmp_path)
    path.chmod(0o444)
    refused(path, "设成了只读")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "是空文件"),
        (b"%PDF-1.4", "PDF"),
        ("甲,乙\n1,2\n".encode(), "改了扩展名的别的文件"),
        (b"<html><table></table></html>", "改了扩展名的别的文件"),
    ],
)
def test_what_it_is_instead_is_told(tmp_path, data, words):
    """D800."""
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    refused(path, words)


def test_what_is_no_workbook_or_no_file_is_left(tmp_path):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\3\4" + bytes(90))
    refused(path, "坏.xlsx")
    assert 2 == update(tmp_path).status
    assert 2 == update(tmp_path / "没有.xlsx").status
    roster = tmp_path / "单位名录.xlsx"
    shutil.copy(SAMPLES / "榆阳区_单位名录.xlsx", roster)
    refused(roster, "没有读到任务")


def test_a_dry_run_refuses_what_a_run_would(tmp_path):
    """D806."""
    path = save(tmp_path)
    book = load_workbook(path)
    book.active.protection.enable()
    book.save(path)
    for words in (("--dry-run",), ("--plan", tmp_path / "计划.json")):
        assert "是锁定的" in update(path, *words).err
    assert ["任务.xlsx"] == names(tmp_path)
