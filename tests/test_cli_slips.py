"""Slips of the hand at the command line: dashes of an input method, a command misspelt, an export onto somebody's file."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from tests.processes import TRACKED, xltrack
from xltrack.base.errors import UsageError
from xltrack.cli.parser import parse_arguments


@pytest.mark.parametrize("option", ["--as-of", "——as-of", "—as-of", "－－as-of", "–as-of", "––as-of"])
def test_dashes_that_were_changed_are_dashes(option):
    assert date(2021, 8, 1) == parse_arguments("report", ["表.xlsx", option, "2021-08-01"]).as_of
    assert date(2021, 8, 1) == parse_arguments("report", ["表.xlsx", f"{option}=2021-08-01"]).as_of


def test_so_are_those_of_o_and_of_options_that_stand_alone():
    said = parse_arguments("report", ["表.xlsx", "－o", "甲.xlsx", "—by-unit"])
    assert ("甲.xlsx", True, ["表.xlsx"]) == (str(said.output), said.by_unit, [str(path) for path in said.files])


def test_a_file_that_begins_with_a_dash_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "—annex").touch()
    assert ["—annex"] == [str(path) for path in parse_arguments("report", ["—annex"]).files]


@pytest.mark.parametrize("day", ["２０２１－０８－０１", "2021年8月1日", "20210801"])
def test_a_day_may_be_typed_with_wide_digits(day):
    assert date(2021, 8, 1) == parse_arguments("report", ["表.xlsx", "--as-of", day]).as_of


@pytest.mark.parametrize("day", ["1900-01-01", "2201-01-01"])
def test_a_year_that_no_task_has_is_a_slip(day):
    with pytest.raises(UsageError) as said:
        parse_arguments("report", ["表.xlsx", "--as-of", day])
    assert "D162" == said.value.code


@pytest.mark.parametrize("word", ["reprot", "help", "mial"])
def test_a_command_that_is_none_is_told_and_nothing_is_written(word, tmp_path):
    shutil.copy(TRACKED, tmp_path / "表.xlsx")
    done = xltrack(word, "表.xlsx", cwd=tmp_path)
    assert 2 == done.returncode
    assert f"没有「{word}」这个命令（有的是：report、annex" in done.stderr.decode()
    assert ["表.xlsx"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_an_export_never_replaces_what_stands_there(name, tmp_path):
    (tmp_path / name).write_text("user", encoding="utf-8")
    for _ in range(2):
        done = xltrack("export", str(TRACKED), "-o", name, "--as-of", "2021-08-01", cwd=tmp_path)
        assert 0 == done.returncode
    second = name.replace("a", "a_2", 1)
    assert second in done.stdout.decode() + done.stderr.decode()
    assert "user" == (tmp_path / name).read_text(encoding="utf-8")
    assert {name, second} == {path.name for path in tmp_path.iterdir()}
