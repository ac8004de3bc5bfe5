"""The list of faults is whole: each has its cases or tests, and each test of reading has its place in it."""

from __future__ import annotations

import ast
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.faults import table

TESTS = Path(__file__).parents[1]
FAULTS = (
    *(f"A{n}" for n in range(1, 9)), *(f"B{n}" for n in range(1, 5)), *(f"C{n}" for n in range(1, 5)), "D1", "D2", "D3", "D4", "D5", "D7",
    *(f"I{n}" for n in range(1, 6)), *(f"W{n}" for n in range(1, 4)),
)  # fmt: skip
PLACES = tomllib.loads(Path(__file__).with_name("places.toml").read_text(encoding="utf-8"))
KNOWN = {
    f"{path.relative_to(TESTS).as_posix()}::{node.name}"
    for path in TESTS.rglob("test_*.py")
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
}
OF_READING = re.compile(r"test_read_(source|package|grid|cells|xls|ods|web_page|delimited|xml2003)\.py::")


def test_every_fault_has_its_place() -> None:
    assert list(FAULTS) == list(PLACES)
    assert all(len(place["what"]) > 10 and place["tests"] for place in PLACES.values())


@pytest.mark.parametrize("fault", FAULTS)
def test_the_tests_that_are_named_are_there(fault: str) -> None:
    assert [] == [name for name in PLACES[fault]["tests"] if not any(fnmatch(known, name) for known in KNOWN)]


def test_every_test_of_reading_is_named_for_a_fault() -> None:
    named = [name for place in PLACES.values() for name in place["tests"]]
    assert [] == sorted(
        known for known in KNOWN if OF_READING.match(known) and not any(fnmatch(known, name) for name in named)
    )


def test_every_case_begins_with_its_fault() -> None:
    cases = {name.partition(" ")[0] for cases in table.ALL.values() for name in cases}
    assert cases <= set(FAULTS)
    assert {
        "A1",
        "A3",
        "A4",
        "A5",
        "A6",
        "A7",
        "B1",
        "B2",
        "B3",
        "B4",
        "C1",
        "C2",
        "C3",
        "C4",
        "W1",
        "W2",
        "W3",
    } == cases
