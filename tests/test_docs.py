"""What README, the manual and the rules claim is so."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests import sketch
from tests.processes import ROOT
from xltrack import read
from xltrack.cli import main, words
from xltrack.cli.listing import list_diagnostic
from xltrack.cli.parser import parse_arguments
from xltrack.cli.run import run
from xltrack.domain.settings import Policy, parse_settings
from xltrack.reading.document import read_document

README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "使用手册.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "规则.md").read_text(encoding="utf-8")
# What is done to install, which .ci/run does, test_wheel.py and test_bundle.py.
INSTALLING = {
    "python -m pip install .", 'python -m pip install ".[frame]"', 'python -m pip install -e ".[test]"', "python -m pytest",
    "xltrack bundle -o 离线安装",
}  # fmt: skip


def blocks(text: str) -> list[tuple[str, str]]:
    """The fenced blocks of a page: their language and what stands in them."""
    return re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """The commands in the fenced blocks of a page, in order."""
    lines = [line for language, block in blocks(text) if not language for line in block.splitlines()]
    return [command for line in lines for command in line.split(" && ")]


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


def test_readme_fits_on_three_screens():
    shown = sum(1 + sum(1 + (ord(c) > 0x2E80) for c in line) // 160 for line in README.splitlines())
    assert 120 >= shown


def test_the_settings_of_the_manual_are_the_default_with_a_base_date():
    (example,) = [text for language, text in blocks(MANUAL) if language == "toml"]
    assert Policy(base={"印发": date(2021, 6, 1)}) == parse_settings(example).policy
    assert ("smtp.example.cn", 465, "ssl", "zfb@example.cn", "zfb@example.cn", "") == parse_settings(example).mail


@pytest.mark.parametrize("page", [README, MANUAL], ids=["README", "使用手册"])
def test_its_programs_run(page, monkeypatch):
    (example,) = [text for language, text in blocks(page) if language == "python"]
    monkeypatch.chdir(ROOT)
    exec(compile(example, "page", "exec"), {})


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the files that the pages speak of."""
    for name, sample in (("任务分解表.xlsx", "榆阳区_跟踪.xlsx"), ("另一张表.xlsx", "屯留区.xlsx")):
        shutil.copy(ROOT / "sample_workbooks" / sample, tmp_path / name)
    write_roster(tmp_path / "单位名录.xlsx", tmp_path / "任务分解表.xlsx")
    shutil.copytree(ROOT / "sample_workbooks", tmp_path / "sample_workbooks")
    (tmp_path / "投放").mkdir()
    (tmp_path / "各县报来").mkdir()
    for sample in ("榆阳区_跟踪.xlsx", "屯留区.xlsx"):
        shutil.copy(ROOT / "sample_workbooks" / sample, tmp_path / "各县报来")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("xltrack.cli.serving.serving", lambda _: None)  # it would serve until somebody ends it
    assert 0 == run(["任务分解表.xlsx", "--as-of", "2021-08-01"])
    assert run(["dispatch", "任务分解表.xlsx", "-o", "下发", "--as-of", "2021-08-01"]) in (0, 1)
    (made,) = Path("下发").iterdir()
    made.rename("收到")
    shutil.copytree("收到", "下属报来")


def end(_: float) -> None:
    """Ctrl+C, for the commands that go on until it comes."""
    raise KeyboardInterrupt


def write_roster(path, sheet):
    """A roster of the units that a sheet names, each with an address."""
    units = {unit.name for table in read(sheet).tables for task in table.tasks for unit in task.units}
    book = Workbook()
    book.active.title = "单位名录"
    book.active.append(("单位", "邮箱"))
    for number, name in enumerate(sorted(units)):
        book.active.append((name, f"unit{number}@example.test"))
    book.save(path)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("page", [README, MANUAL], ids=["README", "使用手册"])
def test_every_command_runs_and_makes_what_it_names(page, capsys, monkeypatch):
    monkeypatch.setattr("xltrack.cli.watching.sleep", end)
    ours = [command for command in commands(page) if command not in INSTALLING]
    assert 8 <= len(ours)
    for command in ours:
        program, *said = shlex.split(command)
        assert ("xltrack", 0) == (program, main(said)), command
        made = [said[at + 1] for at, word in enumerate(said) if word in ("-o", "--overlay", "--eject")]
        assert all(Path(name).exists() for name in made), command
    assert "程序出错" not in capsys.readouterr().err


@pytest.mark.parametrize("command", [command for command in words.HELP if command])
def test_the_manual_names_every_command_and_option(command):
    assert f"`xltrack {command} " in MANUAL
    for option in re.findall(r"(?<=  )--[a-z-]+", words.HELP[command]):
        assert option in MANUAL or option in ("--output", "--help")


@pytest.mark.parametrize("page", [README, MANUAL], ids=["README", "使用手册"])
def test_every_file_and_chapter_that_is_linked_is_there(page):
    folder = ROOT if page is README else ROOT / "docs"
    for target in re.findall(r"\]\(([^)\s]+)\)", page):
        name, _, chapter = target.partition("#")
        assert not name or (folder / name).is_file(), target
        there = (folder / name).read_text(encoding="utf-8") if name.endswith(".md") else page
        assert not chapter or chapter in {anchor(line) for line in there.splitlines() if line.startswith("#")}, target


def anchor(heading: str) -> str:
    """What a heading is linked by: its letters and figures, spaces as dashes."""
    return re.sub(r"[^\w\- ]", "", heading.lstrip("# ")).lower().replace(" ", "-")


def test_the_chapters_of_the_manual_are_those_of_its_contents():
    listed = re.findall(r"^\d+\. \[(.+?)\]", MANUAL, re.MULTILINE)
    assert [f"{n}. {name}" for n, name in enumerate(listed, 1)] == re.findall(r"^## (.+)$", MANUAL, re.MULTILINE)


def test_no_person_stands_in_the_metadata():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"authors", "maintainers"}.isdisjoint(project)


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
    named = set(re.findall(r"sample_workbooks/([^\s`\"“”]+\.xlsx)", README + MANUAL))
    assert {"榆阳区_跟踪.xlsx", "榆阳区_单位名录.xlsx"} <= named
    assert [] == [name for name in named if not (ROOT / "sample_workbooks" / name).is_file()]


def test_every_path_that_contributors_are_told_of_is_there():
    told = set(re.findall(r"(?:tests|benchmarks|xltrack|docs|\.ci)/[\w/.-]*\w", CONTRIBUTING))
    assert {"benchmarks/ab.py", "tests/sketch.py", "xltrack/base/lexicon"} <= told
    assert [] == sorted(name for name in told if not (ROOT / name).exists())


def test_every_file_and_room_of_the_map_is_there():
    names = re.findall(r"(?<![\w/])(?:[a-z_]+/)+(?:\w+\.\w+)?", ARCHITECTURE)
    assert {"reading/files/source.py", "xltrack/report/ledger/plan.py", "assessment/judge.py", "comparison/"} <= set(
        names
    )
    assert [] == sorted(
        name
        for name in set(names)
        if not any((top / name).exists() for top in (ROOT, ROOT / "xltrack", ROOT / "xltrack" / "report"))
    )


@pytest.mark.parametrize("name", sorted(set(re.findall(r"(?<=[ `])([a-z_]+_[a-z_]+)(?=[ :`,(])", ARCHITECTURE))))
def test_every_function_of_the_map_is_there(name):
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "xltrack").rglob("*.py"))]
    entries = (ROOT / "xltrack" / "base" / "lexicon" / "columns.toml").read_text(encoding="utf-8")
    assert f"\n{name} = " in entries or any(re.search(rf"\b(?:def |class ){name}\b", source) for source in sources)
