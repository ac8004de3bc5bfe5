"""What the command line accepts, and that all it says is Chinese."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from xltrack.base.errors import UsageError
from xltrack.base.rules import rule
from xltrack.cli import main, words
from xltrack.cli.parser import parse_arguments, parse_as_of, parse_year

COMMANDS = [command for command in words.HELP if command]
ENGLISH = re.compile(
    r"\b(?:usage|options?|positional|arguments?|error|required|invalid|choose|show|exit|expected|not)\b"
)


@pytest.mark.parametrize("text", ["2021-08-01", "2021.8.1", "2021/8/1", "20210801", "2021年8月1日", " 2021-8-1 "])
def test_a_day_is_understood_as_people_type_it(text):
    assert date(2021, 8, 1) == parse_as_of(text)


@pytest.mark.parametrize("text", ["", "8月1日", "2021-13-01", "2021-02-29", "0000-01-01", "明天", "2021-08-01x"])
def test_what_is_no_day_is_told(text):
    with pytest.raises(UsageError) as caught:
        parse_as_of(text)
    assert "D162" == caught.value.code


@pytest.mark.parametrize("text", ["21", "1979", "2101", "二〇二一", "2021年度", ""])
def test_what_is_no_year_is_told(text):
    with pytest.raises(UsageError) as caught:
        parse_year(text)
    assert "D163" == caught.value.code


def test_a_year_is_understood_as_people_type_it():
    assert [2021, 2021] == [parse_year("2021年"), parse_year("２０２１")]


def test_inspect_shows_one_file():
    with pytest.raises(UsageError) as caught:
        parse_arguments("inspect", ["甲.xlsx", "乙.xlsx"])
    assert "D175" == caught.value.code
    assert [Path("甲.xlsx")] == parse_arguments("inspect", ["甲.xlsx"]).files


def test_all_options_of_a_report():
    said = parse_arguments(
        "report", ["甲.xlsx", "乙", "-o", "丙", "--as-of", "2021-08-01", "--year", "2020", "--roster", "名录.xlsx"]
    )
    assert [Path("甲.xlsx"), Path("乙")] == said.files
    assert (Path("丙"), date(2021, 8, 1), 2020, Path("名录.xlsx")) == (said.output, said.as_of, said.year, said.roster)


@pytest.mark.parametrize(
    "line",
    [
        "report",
        "report --bar x.xlsx",
        "report x.xlsx -o",
        "report x.xlsx --as-of",
        "export x.xlsx",
        "inspect",
        "check x.xlsx --strict=1",
        "check",
        "explain D1 D2",
        "--bar",
        "x.xlsx --strict",
    ],
)
def test_a_mistake_is_one_chinese_sentence(capsys, line):
    assert 2 == main(line.split())
    out, err = capsys.readouterr()
    assert "" == out
    assert 1 == err.count("\n")
    assert err.startswith(rule("D160").pattern.rstrip("…"))
    assert not ENGLISH.search(err)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_names_all_its_options(capsys, command):
    assert 0 == main([command, "--help"])
    shown = capsys.readouterr().out
    assert words.HELP[command] == shown
    assert not ENGLISH.search(shown)
    for option in _options(command):
        assert option in shown


@pytest.mark.parametrize("line", ["--help", "-h"])
def test_the_help_names_every_command(capsys, line):
    assert 0 == main([line])
    shown = capsys.readouterr().out
    assert [] == [command for command in COMMANDS if command not in shown]
    assert not ENGLISH.search(shown)


def test_nothing_asked_shows_the_help_and_says_that_nothing_was_done(capsys):
    assert 2 == main([])
    assert words.HELP[""] == capsys.readouterr().out


def test_the_version(capsys):
    assert 0 == main(["--version"])
    assert re.fullmatch(r"xltrack \d+\.\d+\.\d+\n", capsys.readouterr().out)


def _options(command: str) -> list[str]:
    needed = {
        "explain": [], "templates": [], "limits": [], "serve": [], "export": ["x", "-o", "y"], "collect": ["x", "--into", "y"],
        "bundle": ["-o", "y"], "addin": ["install"],
    }  # fmt: skip
    files = needed.get(command, ["x"])
    said = vars(parse_arguments(command, files))
    return ["--" + name.replace("_", "-") for name in said if name not in ("files", "code", "deed")]
