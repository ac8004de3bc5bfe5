"""Slips of the hand at the command line: dashes of an input method, a command misspelt, an export onto somebody's file."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from tests.processes import SAMPLES, TRACKED, xltrack
from xltrack.base.errors import UsageError
from xltrack.cli.parser import parse_arguments
from xltrack.cli.run import run


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
    assert f"没有「{word}」这个命令（有的是：report、week、annex" in done.stderr.decode()
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


@pytest.mark.parametrize("command", [["report"], ["export"], ["annex"]])
def test_a_name_that_is_too_long_for_a_file_is_one_sentence(command, tmp_path, capsys):
    book = tmp_path / "表.xlsx"
    shutil.copy(SAMPLES / "榆阳区_跟踪.xlsx", book)
    ending = ".csv" if command == ["export"] else ".xlsx"
    assert 2 == run([*command, str(book), "-o", str(tmp_path / f"{'长' * 120}{ending}"), "--as-of", "2021-08-01"])
    said = capsys.readouterr().err
    assert "文件名太长" in said
    assert 1 == said.count("\n")


def test_the_name_of_a_notice_is_no_command(capsys):
    assert 2 == run(["通报", "表.xlsx"])
    assert "xltrack notice --kind 通报" in capsys.readouterr().err
