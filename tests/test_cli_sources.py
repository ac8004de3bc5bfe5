"""Which files a run reads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xltrack.base.errors import UsageError
from xltrack.cli.parser import find_sources

READ = ["乙.xlsx", "丙.XLS", "丁.et", "戊.ods", "己.xlsm", "进度.xlsx", "任务_进度_表.xlsx"]
SKIPPED = [
    "~$乙.xlsx",
    ".~lock.乙.xlsx#",
    ".隐藏.xlsx",
    "乙_进度_2021-08-01.xlsx",
    "乙_进度_2021-08-01_2.xlsx",
    "汇总_进度_20210801.xlsx",
    "乙.xlsx.tmp",
    "乙.tmp.xlsx",
    "说明.docx",
    "乙.csv",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in READ + SKIPPED:
        (tmp_path / name).touch()
    (tmp_path / "文件夹.xlsx").mkdir()
    return tmp_path


def test_a_folder_stands_for_its_workbooks(folder):
    assert sorted(READ) == [path.name for path in find_sources([folder])]


def test_a_file_that_is_named_is_read_whatever_it_is_called(folder):
    named = [folder / "乙_进度_2021-08-01.xlsx", folder / "乙.csv", folder / "没有.xlsx"]
    assert named == find_sources(named)


def test_a_file_given_twice_is_read_once(folder):
    (folder / "链接.xlsx").symlink_to(folder / "乙.xlsx")
    twice = [folder / "乙.xlsx", folder / "进度.xlsx", folder / ".." / folder.name / "乙.xlsx", folder / "链接.xlsx"]
    assert twice[:2] == find_sources(twice)


def test_a_wildcard_that_no_shell_has_expanded(folder):
    assert ["乙.xlsx", "任务_进度_表.xlsx", "进度.xlsx"] == sorted(p.name for p in find_sources([folder / "*.xlsx"]))
    assert [folder / "庚*.xlsx"] == find_sources([folder / "庚*.xlsx"])


def test_a_folder_without_workbooks_is_told(tmp_path):
    with pytest.raises(UsageError) as caught:
        find_sources([tmp_path])
    assert ("D161", os.fspath(tmp_path)) == (caught.value.code, os.fspath(caught.value.facts["path"]))
