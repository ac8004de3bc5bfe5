"""What README and the rules claim is so."""

from __future__ import annotations

import re
import shlex
from datetime import date

import pytest

from tests import sketch
from tests.processes import ROOT
from xltrack.cli import words
from xltrack.cli.check_command import list_diagnostic
from xltrack.cli.parser import parse_arguments
from xltrack.cli.run import run
from xltrack.domain.settings import Policy, parse_settings
from xltrack.reading.document import read_document

README = (ROOT / "README.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "规则.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
CITED = {
    (path.relative_to(ROOT).as_posix(), number)
    for folder in ("xltrack", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    for number in re.findall(r"docs/规则\.md (\d+(?:\.\d+)?)", path.read_text(encoding="utf-8"))
}


def numbers() -> set[str]:
    """The sections and rules of docs/规则.md: 「3」, 「3.4」."""
    found, section = set(), ""
    for line in RULES.splitlines():
        if heading := re.match(r"## (\d+)\. ", line):
            section = heading[1]
            found.add(section)
        elif item := re.match(r"(\d+)\. ", line):
            found.add(f"{section}.{item[1]}")
    return found


def test_every_rule_that_is_cited_is_there():
    assert 20 <= len(CITED)
    assert [] == sorted((path, number) for path, number in CITED if number not in numbers())


def test_the_two_commands():
    lines = README.splitlines()
    first = "python -m pip install . && xltrack report sample_workbooks/榆阳区_跟踪.xlsx --as-of 2021-08-01"
    assert 1 == lines.count(first)
    assert 1 == lines.count('python -m pip install -e ".[test]" && python -m pytest')
    parse_arguments("report", shlex.split(first.partition("xltrack report ")[2]))


def test_the_settings_of_readme_are_the_default_with_a_base_date():
    (example,) = [text for language, text in BLOCKS if language == "toml"]
    assert Policy(base={"印发": date(2021, 6, 1)}) == parse_settings(example).policy
    assert ("smtp.example.cn", 465, "ssl", "zfb@example.cn", "zfb@example.cn", "") == parse_settings(example).mail


def test_the_program_of_readme_runs(monkeypatch):
    (example,) = [text for language, text in BLOCKS if language == "python"]
    monkeypatch.chdir(ROOT)
    exec(compile(example, "README.md", "exec"), {})


def test_the_notices_of_readme_are_made(monkeypatch, tmp_path):
    commands = [line for _, text in BLOCKS for line in text.splitlines() if line.startswith("xltrack notice ")]
    (tmp_path / "sample_workbooks").symlink_to(ROOT / "sample_workbooks")
    monkeypatch.chdir(tmp_path)
    for command in commands:
        assert 0 == run(shlex.split(command)[1:])
    assert {"通报.docx", "督办函", "催报.docx", "周报.html"} == {
        p.name for p in tmp_path.iterdir() if not p.is_symlink()
    }


@pytest.mark.parametrize("command", [command for command in words.HELP if command])
def test_readme_names_every_command_and_option(command):
    assert f"`xltrack {command} " in README
    for option in re.findall(r"(?<=  )--[a-z-]+", words.HELP[command]):
        assert option in README or option in ("--output", "--help")


def test_the_example_of_a_diagnostic_is_what_is_printed():
    shown = re.search(r"```\n(任务分解表\.xlsx:附件2!E14: .*?)```", RULES, re.DOTALL)
    drawn = (
        "sheet 附件2\n"
        + "\n" * 12
        + "| 序号 | 工作任务 | 责任单位 | 备注 | 完成时限 |\n| 1 | 起草 | 区政府办 | | 6月底前 |"
    )
    document = read_document(sketch.book(drawn, "任务分解表.xlsx"))
    (found,) = [d for d in document.diagnostics if d.code == "D401"]
    assert shown is not None
    assert shown[1].splitlines() == list(list_diagnostic("任务分解表.xlsx", found))


def test_every_sample_that_is_named_is_there():
    named = set(re.findall(r"sample_workbooks/([^\s`\"“”]+\.xlsx)", README))
    assert {"榆阳区_跟踪.xlsx", "榆阳区_单位名录.xlsx"} <= named
    assert [] == [name for name in named if not (ROOT / "sample_workbooks" / name).is_file()]
