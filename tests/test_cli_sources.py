"""Which files a run reads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xltrack.base.errors import UsageError
from xltrack.domain.frame import COLUMNS
from xltrack.sources import find_sources

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


HEAD, ROW = "序号,工作任务,责任单位,完成时限\n", "1,起草方案,区教育局,2021年6月底前\n"
PAGE = "<table>{}</table>"
TABLE = PAGE.format("".join(f"<tr><td>{line.strip().replace(',', '</td><td>')}</td></tr>" for line in (HEAD, ROW)))
HELD = {
    "甲.csv": HEAD + ROW,
    "乙.TSV": (HEAD + ROW).replace(",", "\t"),
    "丙.html": f"<html>{TABLE}</html>",
    "丁.htm": TABLE,
    "戊.xml": '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    + "".join(f"<Row><Cell><Data>{line.strip().replace(',', '</Data></Cell><Cell><Data>')}</Data></Cell></Row>" for line in (HEAD, ROW))
    + "</Table></Worksheet></Workbook>",
    "庚.csv": "姓名,电话\n张三,1\n",
    "辛.csv": '"' + "\ufffd" * 9 + "\x01\x02\x03" * 40,
}  # fmt: skip
LEFT = {
    "通知.html": "<html><p>一、起草方案，区教育局牵头，6月底前完成。</p></html>",
    "首页.htm": PAGE.format("<tr><td>用户名</td><td>密码</td></tr><tr><td>甲</td><td>乙</td></tr>"),
    "设置.xml": "<settings><a/></settings>",
    "说明.csv": "填表说明\n",
    "说明.txt": HEAD + ROW,
    "乙_周报_2021-08-01.html": TABLE,
    "乙_通报_2021-08-01_2.html": TABLE,
    "单位名录.csv": "单位名称,简称\n区教育局,教育局\n",
    "数据.csv": ",".join(COLUMNS) + "\n" + "甲," * len(COLUMNS) + "\n",
}


def test_pages_and_texts_of_a_folder_are_read_where_they_hold_a_table(tmp_path):
    for name, words in (HELD | LEFT).items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    assert sorted(HELD) == sorted(path.name for path in find_sources([tmp_path]))


def test_a_page_that_is_named_is_read_whatever_it_holds(tmp_path):
    (tmp_path / "通知.html").write_text(LEFT["通知.html"], encoding="utf-8")
    assert [tmp_path / "通知.html"] == find_sources([tmp_path / "通知.html"])


def test_a_folder_of_pages_without_tables_holds_nothing(tmp_path):
    (tmp_path / "通知.html").write_text(LEFT["通知.html"], encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        find_sources([tmp_path])
    assert "D161" == caught.value.code
