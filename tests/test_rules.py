"""A rule has its sentence, its deed, its page and two tests, or it does not exist.

Rules about sheets have a failing and a passing sketch in tests/cases/rules/*.toml:

    [D301]
    as_of = 2021-08-01          # optional; so are pass_as_of, year and settings (the words of an xltrack.toml)
    fail = '''a sketch in which the rule speaks'''
    pass = '''a sketch, as like as can be, in which it does not'''

Rules about files, output and usage are covered by the tests named in tests/cases/rules/named.toml.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests import sketch
from xltrack import api
from xltrack.base.rules import all_rules, rule
from xltrack.domain.settings import parse_settings
from xltrack.programs.inspection import list_diagnostics
from xltrack.reading.document import read_document

ROOT = Path(__file__).parents[1]
CODES = sorted(all_rules())
CASES = ROOT / "tests" / "cases" / "rules"
NAMED = {
    code: entry
    for entry in tomllib.loads((CASES / "named.toml").read_text(encoding="utf-8"))["tests"]
    for code in entry["codes"]
}
SKETCHED = {
    code: case
    for path in sorted(CASES.glob("*.toml"))
    if path.name != "named.toml"
    for code, case in tomllib.loads(path.read_text(encoding="utf-8")).items()
}
SOURCE = {path: path.read_text(encoding="utf-8") for path in (ROOT / "xltrack").rglob("*.py")}


def codes_of(case: dict[str, object], which: str) -> set[str]:
    """The codes of all that is said of a case's sketch, by reading and by judging."""
    document = read_document(sketch.book(case[which]), year=case.get("year"))
    as_of = case.get(f"{which}_as_of", case.get("as_of", date(2021, 8, 1)))
    assessment = api.assess([document], as_of, parse_settings(case.get("settings", "")).policy)
    return {diagnostic.code for diagnostic in list_diagnostics(assessment)}


def test_a_rule_read_by_itself_is_that_of_the_table():
    assert {code: rule(code) for code in CODES} == dict(all_rules())
    with pytest.raises(KeyError):
        rule("D999")


@pytest.mark.parametrize("code", CODES)
def test_a_rule_says_what_and_what_to_do_and_has_a_page(code):
    known = all_rules()[code]
    assert known.severity in ("error", "warning", "info")
    assert 4 <= len(known.sentence)
    assert 2 <= len(known.deed)
    assert 10 <= len(known.page)
    for said in (known.sentence, known.deed):
        assert not said.endswith(("。", ".", "！", "\n"))
        assert "\n" not in said


def test_no_code_stands_twice():
    files = (ROOT / "xltrack" / "base" / "rules").glob("*.toml")
    codes = Counter(code for path in files for code in tomllib.loads(path.read_text(encoding="utf-8")))
    assert {} == {code: count for code, count in codes.items() if count > 1}
    assert set(CODES) == set(codes)


def test_every_rule_is_used_and_every_code_that_is_used_is_a_rule():
    used = {code for text in SOURCE.values() for code in re.findall(r'"(D[1-9]\d\d)"', text)}
    assert set(CODES) == used


def test_every_rule_has_its_cases_in_one_place():
    both = set(SKETCHED) & set(NAMED)
    assert set() == both
    assert set(CODES) == set(SKETCHED) | set(NAMED)


@pytest.mark.parametrize("code", sorted(SKETCHED))
def test_the_rule_speaks_in_its_failing_sketch(code):
    assert code in codes_of(SKETCHED[code], "fail")


@pytest.mark.parametrize("code", sorted(SKETCHED))
def test_the_rule_is_silent_in_its_passing_sketch(code):
    assert code not in codes_of(SKETCHED[code], "pass")


@pytest.mark.parametrize("code", sorted(NAMED))
def test_the_rule_has_the_tests_that_are_named(code):
    failing, passing = NAMED[code]["fail"], NAMED[code]["pass"]
    assert code in _source_of(failing)
    assert _source_of(passing)
    assert failing != passing


def _source_of(name: str) -> str:
    """The source of a test named 「test_x.py::test_y」, with its decorators and the tables of its file that it uses."""
    file, _, function = name.partition("::")
    parts = _parts(ROOT / "tests" / file)
    used = [parts[word] for word in re.findall(r"\w+", parts[function]) if word in parts and word != function]
    return "\n".join([parts[function], *used])


@cache
def _parts(path: Path) -> dict[str, str]:
    """The functions and tables of a file by their names."""
    text = path.read_text(encoding="utf-8")
    lines, parts = text.splitlines(), {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            first, names = min([node.lineno, *(d.lineno for d in node.decorator_list)]), [node.name]
        elif isinstance(node, ast.Assign):
            first, names = node.lineno, [target.id for target in node.targets if isinstance(target, ast.Name)]
        else:
            continue
        parts |= dict.fromkeys(names, "\n".join(lines[first - 1 : node.end_lineno]))
    return parts
