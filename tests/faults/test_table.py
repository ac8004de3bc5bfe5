"""Faults A, B and C: what comes of each file is what the table says, in bounded time and memory, and the other way about."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import table
from tests.faults.reading import ROOT, SLOWEST

QUICK = ("A1", "A3", "A5 dtd", "A6 fat", "A6 cut", "A7 styles")
MOST_MEMORY, MOST_MEMORY_OF_CHILD = 200, 500  # MB
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")


def test_each_case_has_an_outcome_and_each_outcome_a_case() -> None:
    assert {letter: list(cases) for letter, cases in table.ALL.items()} == {
        letter: list(outcomes) for letter, outcomes in table.expected().items()
    }


@pytest.mark.parametrize("letter", table.ALL)
def test_what_comes_of_each_file_is_what_the_table_says(tmp_path: Path, letter: str) -> None:
    """No traceback, no hang, no memory eaten; every refusal is a whole sentence."""
    outcomes, found = table.judge_letter(letter, tmp_path)
    assert table.expected()[letter] == outcomes
    assert {} == {name: trial.fault for name, trial in found.trials.items() if trial.fault}
    assert SLOWEST > max(trial.seconds for trial in found.trials.values())
    assert (True, True) == (found.peak < MOST_MEMORY, found.child < MOST_MEMORY_OF_CHILD), (found.peak, found.child)


def test_the_command_line_says_one_sentence_for_each_file_that_it_cannot_read(tmp_path: Path) -> None:
    names = table.make("A", tmp_path, QUICK)
    refused = {names[case] for case in names if table.expected()["A"][case].startswith("D")}
    quick = sorted(tmp_path.iterdir())
    command = [sys.executable, "-m", "xltrack", "check", *map(str, quick), "--as-of", "2021-08-01"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    lines = done.stderr.splitlines()
    expected = [path.name for path in quick if path.name in refused]
    assert 1 == done.returncode
    assert "Traceback" not in done.stdout + done.stderr
    assert len(expected) + 1 == len(lines)  # and how many there were
    assert all(name in line and line.endswith("。") for name, line in zip(expected, lines, strict=False))
