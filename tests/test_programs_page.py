"""The page for programs and assistants claims nothing that is not so: its commands run, its examples are what is told."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT, xltrack
from tests.schemas import KINDS, schema
from tests.test_docs import anchor, blocks
from xltrack.assessment.states import STATE_WORDS
from xltrack.base.rules import all_rules
from xltrack.cli import words

PAGE = (ROOT / "docs" / "供其他程序和智能助手使用.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "规则.md").read_text(encoding="utf-8")
FOUND = blocks(PAGE)
COMMANDS = [line for language, block in FOUND if not language for line in block.splitlines()]
EXAMPLES = [
    (command.splitlines()[-1], json.loads(shown))
    for (language, command), (next_language, shown) in pairwise(FOUND)
    if not language and next_language == "json"
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the page speaks of."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "sample_workbooks", folder / "sample_workbooks")
    shutil.copy(ROOT / "sample_workbooks" / "榆阳区_跟踪.xlsx", folder / "任务分解表.xlsx")
    return folder


def obey(command: str, desk: Path) -> tuple[int, Any]:
    """Its exit status and what it tells."""
    program, *said = shlex.split(command)
    assert "xltrack" == program
    done = xltrack(*said, cwd=desk)
    return done.returncode, json.loads(done.stdout)


def holds(told: Any, shown: Any) -> bool:
    """Whether an example is an excerpt of what is told: of objects some fields, of lists some items in their order."""
    if isinstance(shown, dict) and isinstance(told, dict):
        return all(name in told and holds(told[name], value) for name, value in shown.items())
    if isinstance(shown, list) and isinstance(told, list):
        rest = iter(told)
        return len(told) == 0 if not shown else all(any(holds(one, item) for one in rest) for item in shown)
    return bool(shown == told and isinstance(shown, bool) == isinstance(told, bool))


def test_there_are_examples_of_all_that_is_told_on_standard_output():
    shown = {next(iter(example)).removeprefix("xltrack_") for _, example in EXAMPLES}
    assert set(KINDS) - {"offices", "plan", "receipt"} == shown
    assert len(COMMANDS) == len(EXAMPLES) + 2


def test_every_command_runs_and_every_example_is_an_excerpt_of_what_it_tells(desk):
    examples = dict(EXAMPLES)
    for command in COMMANDS:
        status, told = obey(command, desk)
        assert (2 if "xltrack_error" in told else 0) == status, command
        assert holds(told, examples.get(command, {})), command


def test_an_example_that_is_not_told_is_found():
    told = {"a": [{"b": 1, "c": True}, {"b": 2}], "d": []}
    assert holds(told, {"a": [{"b": 1}, {"b": 2}], "d": []})
    for wrong in ({"a": [{"b": 3}]}, {"a": [{"b": 2}, {"b": 1}]}, {"a": []}, {"c": 1}, {"a": [{"c": 1}]}):
        assert not holds(told, wrong)


def test_the_five_answers_are_right(desk):
    command, _ = next((c, e) for c, e in EXAMPLES if "xltrack_report" in e)
    _, told = obey(command, desk)
    tasks = {task["number"]: task for task in told["tasks"]}
    assert ["5", "6"] == told["late"]
    for number in told["late"]:
        late = tasks[number]
        assert ("逾期", ["各领域责任单位"], []) == (late["word"], late["units"], late["doubts"])
        said = (
            f"{late['called']} {late['text'].rstrip('。')}，各领域责任单位，逾期{-late['days']}天（{late['reason']}）"
        )
        assert said in PAGE
    assert [] == [one for one in told["findings"] if one["doubt"] or one["severity"] != "info"]
    assert 20 == sum(len(one["cells"]) for one in told["findings"])
    assert not any(task["doubts"] for task in told["tasks"])
    assert [("2021-08-16", 15, "7"), ("2021-08-16", 15, "8")] == [
        (d["day"], d["days"], d["number"]) for d in told["due"]
    ]
    assert ("not_started", "时限10月30日；原文「未启动」") == (tasks["9"]["state"], tasks["9"]["reason"])
    assert tasks["9"]["reason"] in PAGE.rpartition("## 9.")[2]
    command, _ = next((c, e) for c, e in EXAMPLES if "xltrack_update" in e)
    cells = obey(command, desk)[1]["cells"]
    assert ({"附件2"}, {"K", "L", "M"}, {None}) == (
        {cell["sheet"] for cell in cells}, {cell["cell"][0] for cell in cells}, {cell["old"] for cell in cells},
    )  # fmt: skip


def fields(part: Any) -> set[str]:
    """Every field and listed value of a schema."""
    if isinstance(part, list):
        return set().union(*map(fields, part))
    if not isinstance(part, dict):
        return set()
    own = {*part.get("properties", ()), *(value for value in part.get("enum", ()) if value)}
    return own.union(*map(fields, part.values()))


def test_every_name_in_the_text_is_a_field_a_command_or_an_option():
    known = set().union(*(fields(schema(kind)) for kind in KINDS)) | set(words.HELP)
    known |= {"true", "false", "null", "xltrack"}
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert {"late", "doubts", "called", "unread"} <= named
    assert set() == named - known
    options = set(re.findall(r"(?<![\w-])--([a-z][a-z-]+)", PAGE))
    assert set() == {one for one in options if not any(f"--{one}" in page for page in words.HELP.values())}


def test_every_rule_that_is_named_is_there():
    codes = set(re.findall(r"\bD\d{3}\b", PAGE))
    assert {"D105", "D801"} <= codes <= set(all_rules())


def test_every_state_stands_in_the_table_with_its_word():
    pairs = []
    for codes, told, _ in re.findall(r"^\| (`[a-z_` ·]+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE):
        names = re.findall(r"`([a-z_]+)`", codes)
        if set(names) <= set(STATE_WORDS):
            pairs += zip(names, told.split(" · "), strict=True)
    assert dict(pairs) == dict(STATE_WORDS)


def test_the_exit_codes_are_those_of_the_rules():
    def codes(page: str, heading: str) -> list[str]:
        return re.findall(r"^\| (\d+) \|", page[page.index(heading) :].partition("\n\n")[0], re.MULTILINE)

    assert ["0", "1", "2", "130", "141"] == codes(RULES, "| 退出码 |") == codes(PAGE, "| 退出码 |")


def test_every_file_and_chapter_that_is_linked_is_there():
    for name, chapter in re.findall(r"\]\(([^)#\s]+)(?:#([^)\s]+))?\)", PAGE):
        there = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert not chapter or chapter in {anchor(line) for line in there.splitlines() if line.startswith("#")}
    assert set(KINDS) == set(re.findall(r"schemas/(\w+)\.schema\.json", PAGE))
