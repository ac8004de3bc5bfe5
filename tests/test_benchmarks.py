"""The scripts that measure: what they choose, count and call kept."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

from tests.processes import ROOT


@pytest.fixture
def compare(monkeypatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return importlib.import_module("compare")


def test_every_line_of_the_table_measures_works_that_there_are(compare, tmp_path):
    known = set(importlib.import_module("works").works(tmp_path))
    assert known == {name for row in compare._ROWS for name in (row.work, row.base) if name}


def test_lines_are_chosen_by_the_beginnings_of_their_names(compare):
    rows = compare._ROWS
    assert all(compare.is_chosen(row.name, []) for row in rows)
    chosen = [row.name for row in rows if compare.is_chosen(row.name, ["week", "export csv"])]
    assert ["week beside", "week over", "export csv memory"] == chosen


def test_large_works_take_a_third_of_the_rounds(compare):
    small, large = compare.divide(list(compare._ROWS), 7)
    assert (7, 3) == (small[1], large[1])
    assert {"report 100000", "export csv", "export json"} == {row.work for row in large[0]}
    assert {*compare._ROWS} == {*small[0], *large[0]}


def test_a_limit_that_is_not_kept_is_said_and_ends_in_status_1(compare, monkeypatch, capsys):
    rows = (compare.Row("version", "python", "cpu", 50.0, 40.0), compare.Row("help", "python", "cpu"))
    monkeypatch.setattr(compare, "_ROWS", rows)
    monkeypatch.setattr("sys.argv", ["compare.py", "-n", "1", "version", "help"])
    assert 0 == compare.main()
    _, first, second = capsys.readouterr().out.splitlines()
    assert ("version", "as wished") == (first[:7], first[-9:])
    assert second.rstrip().endswith("python")
    monkeypatch.setattr(compare, "_ROWS", (rows[0]._replace(limit=0.01), rows[1]))
    assert 1 == compare.main()
    assert "OVER" == capsys.readouterr().out.splitlines()[1][-4:]
