"""What benchmarks/ab.py finds between two checkouts: all that was changed, and nothing else."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.processes import ROOT

DAY = "2021-08-01"
HEAD = ("序号", "工作任务", "责任单位", "完成时限", "完成情况")
TASKS = (
    (1, "制定工作方案。", "区政府办", "2021年6月底前", "已完成"),
    (2, "召开动员会议。", "区教育局", "2021年7月底前", "正在推进"),
    (3, "公开目录清单。", "区民政局", "2021年12月底前", "暂缓"),
)


@pytest.fixture
def ab(monkeypatch) -> ModuleType:
    """The script as a module."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return importlib.import_module("ab")


@pytest.fixture
def old(tmp_path) -> Path:
    return checkout(tmp_path / "old")


@pytest.fixture
def books(tmp_path) -> Path:
    """A folder of workbooks: a good one in a folder of its own, one that nobody reads, one that is not a workbook at all."""
    folder = tmp_path / "books"
    (folder / "深处").mkdir(parents=True)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "附件2"
    for row in (HEAD, *TASKS):
        sheet.append(row)
    book.save(folder / "深处" / "任务.xlsx")
    (folder / "坏.xlsx").write_bytes(b"no workbook")
    (folder / "说明.txt").write_text("任务", encoding="utf-8")
    return folder


def checkout(folder: Path) -> Path:
    """A copy of the package."""
    shutil.copytree(ROOT / "xltrack", folder / "xltrack", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Put other words in the place of some."""
    text = path.read_text(encoding="utf-8")
    assert 1 == text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(ab: ModuleType, monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """Run the script with some words on its command line."""
    monkeypatch.setattr("sys.argv", ["ab.py", *map(str, words)])
    status: int = ab.main()
    return status


def test_a_checkout_does_not_differ_from_itself(ab, old, books, monkeypatch, capsys):
    assert 0 == run(ab, monkeypatch, old, old, books, "--as-of", DAY)
    assert ["2 workbooks, 0 differences in 0 of them"] == capsys.readouterr().out.splitlines()


def test_a_changed_word_is_found_in_every_state_and_figure_that_it_changes(ab, old, books, tmp_path, monkeypatch):
    new = checkout(tmp_path / "new")
    change(new / "xltrack" / "base" / "lexicon" / "status.toml", "\n暂缓 中止", "\n中止")
    assert 1 == run(ab, monkeypatch, old, new, books, "-o", tmp_path / "out.xlsx", "--as-of", DAY, "-j", 1)
    counts, sheet = load_workbook(tmp_path / "out.xlsx")
    head, *rows = sheet.values
    assert ("file", "kind", "sheet", "cell", "place", "field", "old", "new") == head
    found = [tuple(value or "" for value in row) for row in rows]
    assert {"深处/任务.xlsx"} == {row[0] for row in found}
    states = [row[2:] for row in found if row[1] == "state"]
    assert [("附件2", "E4", "row 4 (1)", DAY, "suspended", "in_progress")] == states
    judged = {(row[3], row[5]): row[6:] for row in found if row[1] == "judgement"}
    assert {("A4", f"{DAY} {name}") for name in ("状态", "距期天数", "下一节点", "状态说明")} == set(judged)
    assert ("暂缓", "推进中") == judged["A4", f"{DAY} 状态"]
    figures = {(row[2], row[4], row[5]): row[6:] for row in found if row[1] == "figure"}
    assert ("0", "1") == figures["总览", " (1)", f"{DAY} 在办"]
    assert ("0.5", "0.333333333") == figures["单位汇总", "合计 (1)", f"{DAY} 完成率"]
    assert ("1", "0") == figures["单位汇总", "区民政局 (1)", f"{DAY} 暂缓"]
    assert ("", "0/1") == figures["单位×月份", "区民政局 (1)", f"{DAY} 2021年 12月"]
    # A word that is not known any more is in doubt too.
    assert {"state", "judgement", "figure", "diagnostic", "reading"} == {row[1] for row in found}
    assert ("workbooks", 2) == tuple(next(counts.values))
    assert {("differences", len(found)), ("深处/任务.xlsx", len(found))} <= set(counts.values)


def test_what_one_side_alone_can_read_is_a_difference(ab, old, books, tmp_path, monkeypatch):
    new = checkout(tmp_path / "new")
    change(
        new / "xltrack" / "__main__.py", "import sys\n", 'import sys\nif "任务" in sys.argv[2]: sys.exit("读不了")\n'
    )
    assert 1 == run(ab, monkeypatch, old, new, books, "-o", tmp_path / "out.xlsx", "--as-of", DAY)
    _head, *rows = load_workbook(tmp_path / "out.xlsx")["differences"].values
    told = "exit status 1: 读不了"
    assert [("深处/任务.xlsx", "file", "", "", "", "read", "", told)] == [tuple(v or "" for v in row) for row in rows]


def test_a_checkout_that_dies_over_a_workbook_goes_on_with_the_next(ab, old, books):
    dying = 'import os, sys\nif "坏" in sys.argv[2]: os._exit(7)\n'
    change(old / "xltrack" / "__main__.py", "import sys\n", dying)
    paths = [(books / "坏.xlsx", [DAY]), (books / "深处" / "任务.xlsx", [DAY])]
    dead, alive = ab.ask_checkout(old, paths)
    assert {("file", "", "", "read"): ("", "the process ended with status 7")} == dead.told
    assert ["done", "overdue", "suspended"] == [said for key, (_, said) in alive.told.items() if key[0] == "state"]


def test_the_days_are_those_of_the_workbook_itself(ab, old, books):
    (answer,) = ab.ask_checkout(old, [(books / "深处" / "任务.xlsx", [])])
    assert ["2021-07-24", "2021-07-31", "2022-01-01"] == answer.days
    assert set(answer.days) == {key[3] for key in answer.told if key[0] == "state"}


def test_a_field_that_one_side_never_tells_is_said_once(ab):
    def told(*facts: tuple[str, str, str]) -> dict[Any, Any]:
        return {("reading", "表", place, field): ("A1", value) for place, field, value in facts}

    old = told(("row 1", "text", "起草"), ("row 2", "text", "印发"))
    new = told(
        ("row 1", "text", "起草"), ("row 2", "text", "印制"), ("row 1", "doubt", "年份"), ("row 2", "doubt", "单位")
    )
    assert [
        ("(all files)", "reading", "", "", "", "doubt", "", "told"),
        ("a.xlsx", "reading", "表", "A1", "row 2", "text", "印发", "印制"),
    ] == sorted(ab.find_differences([("a.xlsx", old, new)]))
