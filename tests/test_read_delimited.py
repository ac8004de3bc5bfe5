"""Text tables: .csv and .tsv in every encoding and with every separator that office programs write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.refusals import refused
from xltrack import api
from xltrack.base.errors import SourceError
from xltrack.domain.frame import COLUMNS
from xltrack.ooxml.limits import Limits
from xltrack.reading.files.grid import SourceBook
from xltrack.reading.files.source import open_book

TEXT = (
    "某区2021年任务分解表,,,,\r\n序号,工作任务,责任单位,完成时限,完成情况\r\n"
    '1,"起草方案，\n报""区政府""",区教育局,2021年6月底前,已完成\r\n2,组织实施,区财政局,2021年9月30日,完成60%\r\n'
)


def book(tmp_path: Path, words: str | bytes, limits: Limits | None = None) -> SourceBook:
    """The text as a book."""
    path = tmp_path / "任务表.csv"
    path.write_bytes(words.encode() if isinstance(words, str) else words)
    return open_book(path, limits=limits or Limits())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("name", ["任务表.csv", "任务表.tsv", "任务表.xls", "任务表.txt", "任务表"])
def test_a_text_table_is_read_whatever_its_encoding_separator_and_name(
    tmp_path: Path, encoding: str, separator: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(TEXT.replace(",", separator).encode(encoding))
    document = api.read(path)
    found = [(t.text, t.units[0].name, t.deadline.milestones[0].due) for t in document.tables[0].tasks]
    assert [
        ('起草方案，报"区政府"', "区教育局", date(2021, 6, 30)),
        ("组织实施", "区财政局", date(2021, 9, 30)),
    ] == found
    assert ["D261"] == [d.code for d in document.diagnostics if d.code.startswith("D26")]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("1,2.5,-3,60%", {1: 1, 2: 2.5, 3: -3, 4: 0.6}),
        ('="001","=""002""",003,\'004,"\t005"', {1: "001", 2: "002", 3: "003", 4: "004", 5: "005"}),
        ("110101199003071234,'11010119900307123X", {1: "110101199003071234", 2: "11010119900307123X"}),
        ("91610800MA70XXXX1K,610800000000", {1: "91610800MA70XXXX1K", 2: "610800000000"}),
        ("2021/6/30,2021-06-30 0:00:00,6月底前", {1: "2021/6/30", 2: "2021-06-30 0:00:00", 3: "6月底前"}),
        ("a,,  ,\t,b,,", {1: "a", 5: "b"}),
        (' a ," b ",c', {1: "a", 2: "b", 3: "c"}),
        ('"a,b","c""d",e"f,"g"h', {1: "a,b", 2: 'c"d', 3: 'e"f', 4: "gh"}),
        ('"a\nb","c\r\nd",e', {1: "a\nb", 2: "c\nd", 3: "e"}),
        ("=1+1,+5,@a", {1: "=1+1", 2: "+5", 3: "@a"}),
    ],
)  # fmt: skip
def test_what_stands_in_a_line(tmp_path: Path, line: str, cells: dict[int, object]) -> None:
    found = book(tmp_path, f"甲,乙,丙,丁\r\n{line}\r\n1,2,3,4\r\n").sheets[0].rows
    assert (cells, {1: 1, 2: 2, 3: 3, 4: 4}) == (found[2], list(found.values())[-1])


def test_uneven_and_blank_rows_keep_their_numbers(tmp_path: Path) -> None:
    rows = book(tmp_path, "甲,乙\n\n,,\n1,2,3,4\n5\n").sheets[0].rows
    assert {1: {1: "甲", 2: "乙"}, 4: {1: 1, 2: 2, 3: 3, 4: 4}, 5: {1: 5}} == rows


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_each_system_ends_them(tmp_path: Path, end: str) -> None:
    assert {1: {1: "甲", 2: "乙"}, 2: {1: 1, 2: 2}} == book(tmp_path, f"甲,乙{end}1,2").sheets[0].rows


def test_a_line_that_names_the_separator_is_none_of_the_table(tmp_path: Path) -> None:
    assert {2: {1: "甲,乙", 2: "丙"}, 3: {1: "1,2", 2: 3}} == book(tmp_path, "sep=;\r\n甲,乙;丙\r\n1,2;3\r\n").sheets[
        0
    ].rows


def test_commas_in_the_words_of_a_table_with_tabs_part_nothing(tmp_path: Path) -> None:
    words = "序号\t任务\t时限\n1\t编制,印发,执行,检查\t6月,7月\n2\t汇总,上报,归档,总结\t8月,9月\n"
    assert {1: 1, 2: "编制,印发,执行,检查", 3: "6月,7月"} == book(tmp_path, words).sheets[0].rows[2]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ('a,"b\n1,2\n3,4\n', {1: ["a", '"b'], 2: [1, 2], 3: [3, 4]}),
        ('a,"b\n1,"2"\n3,4\n', {1: ["a", '"b'], 2: [1, 2], 3: [3, 4]}),
    ],
)
def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(
    tmp_path: Path, words: str, rows: dict[int, list[object]]
) -> None:
    found = book(tmp_path, words)
    assert list(rows.values()) == [list(cells.values()) for cells in found.sheets[0].rows.values()]
    assert ["D261", "D266"] == [d.code for d in found.diagnostics]


def test_a_quotation_mark_inside_of_words_is_a_character(tmp_path: Path) -> None:
    found = book(tmp_path, 'a,24"屏\n1,"x\ny"\n3,4\n')
    assert {1: {1: "a", 2: '24"屏'}, 2: {1: 1, 2: "x\ny"}, 3: {1: 3, 2: 4}} == found.sheets[0].rows
    assert ["D261"] == [d.code for d in found.diagnostics]


def test_rows_that_are_well_quoted_are_not_said_to_be_broken(tmp_path: Path) -> None:
    assert ["D261"] == [d.code for d in book(tmp_path, TEXT).diagnostics]


def test_zeros_in_a_text_are_nothing(tmp_path: Path) -> None:
    data = TEXT.encode().replace("起草".encode(), "起\0草".encode()) + b"\0" * 3000
    assert 4 == len(book(tmp_path, data).sheets[0].rows)


def test_wrong_bytes_are_counted(tmp_path: Path) -> None:
    found = book(tmp_path, TEXT.encode("gbk").replace("实施".encode("gbk"), b"\xff\xca\xa9"))
    assert (["D261", "D265"], 4) == ([d.code for d in found.diagnostics], len(found.sheets[0].rows))


NOTICE = "关于印发方案的通知\n一、编制目录,区财政局牵头,6月底前完成。\n二、组织实施,区民政局牵头,9月底前完成。\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("x", "D114"), ("只有一行,两格\n", "D114"), ('{"tasks": [],\n "units": [],\n "a": 1}\n', "D114"), (NOTICE, "D114"),
        ("一、编制目录。\n二、组织实施。\n", "D114"), (",".join(COLUMNS) + "\n甲,乙\n", "D269"), ("a,b\n" + "\x01\x02\x03" * 99, "D128"),
    ],
)  # fmt: skip
def test_a_text_without_a_table_says_what_to_do(tmp_path: Path, words: str, code: str) -> None:
    with refused(code, SourceError):
        book(tmp_path, words)


def test_a_text_whose_table_holds_no_tasks_names_draft(tmp_path: Path) -> None:
    path = tmp_path / "电话.csv"
    path.write_text("姓名,电话\n张三,1\n", encoding="utf-8")
    found = [d for d in api.read(path).diagnostics if d.severity == "error"]
    assert (["D263"], True) == ([d.code for d in found], "xltrack draft" in found[0].remedy)


def test_what_was_exported_is_known_again(tmp_path: Path) -> None:
    source, exported = tmp_path / "任务表.csv", tmp_path / "数据.csv"
    source.write_bytes(TEXT.encode())
    api.export(api.assess(api.read(source), date(2021, 8, 1)), exported)
    with refused("D269", SourceError):
        open_book(exported)


@pytest.mark.parametrize(
    "limits",
    [{"cells": 15}, {"rows": 3}, {"text": 60}, {"piece": 20}, {"columns": 4}, {"page": 100}],
    ids=str,
)
def test_a_text_keeps_the_limits_of_all_files(tmp_path: Path, limits: dict[str, int]) -> None:
    with refused("D132", SourceError):
        book(tmp_path, TEXT, Limits(**limits))


def test_a_name_that_no_sheet_may_have_is_mended(tmp_path: Path) -> None:
    path = tmp_path / f"[任务]'表'{'长' * 40}.csv"
    path.write_text(TEXT, encoding="utf-8")
    assert f"_任务__表_{'长' * 24}" == open_book(path).sheets[0].name


def test_a_roster_may_be_a_text(tmp_path: Path) -> None:
    path = tmp_path / "单位名录.csv"
    path.write_bytes("单位名称,别名\n区财政局,财政局\n".encode("gbk"))
    assert ["区财政局"] == [unit.name for unit in api.read_roster(path)[0].units]
