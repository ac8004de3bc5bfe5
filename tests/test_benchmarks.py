"""The scripts that measure: what they choose, count and call kept."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.processes import ROOT


@pytest.fixture
def bench(monkeypatch) -> Callable[[str], ModuleType]:
    """What imports a script by its name."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return importlib.import_module


@pytest.fixture
def compare(bench) -> ModuleType:
    return bench("compare")


def test_every_line_of_the_table_measures_works_that_there_are(bench, compare, tmp_path):
    known = set(bench("works").works(tmp_path))
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


MODULE = """
\"\"\"A module.\"\"\"

Value = str | float


class Cell:
    \"\"\"A cell.\"\"\"

    place: int


def find(cell):
    \"\"\"A docstring
    of two lines.
    \"\"\"
    return cell


def _own(): pass
"""


@pytest.fixture
def package(tmp_path) -> Path:
    """A package of two rooms and a module."""
    for name, text in {"reading/cells.py": MODULE, "report/sheet.py": MODULE, "api.py": "x = 1\n"}.items():
        path = tmp_path / "xltrack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "xltrack"


def test_a_census_counts_statements_by_room_and_names_that_stand_twice(bench, package):
    taken = bench("statements").take_census(package)
    assert {"reading": 10, "report": 10, "api.py": 1} == taken.rooms
    assert ["Cell", "Value", "find"] == [line.partition(":")[0] for line in taken.shared]
    assert "find: reading/cells.py, report/sheet.py" in taken.shared
    lines = len(MODULE.splitlines())
    assert [3, 2 * lines + 1, lines, 0, 3] == list(taken.numbers.values())


def test_two_checkouts_stand_beside_each_other(bench, package, tmp_path, monkeypatch, capsys):
    shutil.copytree(package, tmp_path / "new" / "xltrack")
    (tmp_path / "new" / "xltrack" / "api.py").write_text("x = 1\ny = 2\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["statements.py", str(tmp_path), str(tmp_path / "new")])
    assert 0 == bench("statements").main()
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["statements", "before", "after", "change"] == lines[0]
    assert ["api.py", "1", "2", "+100.0", "%"] == lines[1]
    assert ["all", "21", "22", "+4.8", "%"] == lines[4]
