"""The house's own rules, by its tools: one door for all checks."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for folder in ("xltrack", "tests") for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize(
    "tool",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
    ],
    ids=" ".join,
)
def test_a_checker_finds_nothing(tool):
    done = subprocess.run(
        [sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (0, "") == (done.returncode, done.stdout[-4000:] + done.stderr[-2000:] if done.returncode else "")


def test_a_line_imports_only_lines_below_it():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (0, "") == (done.returncode, done.stdout[-4000:] + done.stderr[-2000:] if done.returncode else "")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines_and_no_function_than_40(path):
    text = path.read_text(encoding="utf-8")
    assert 400 >= len(text.splitlines())
    assert [] == [f"{name}: {lines}" for name, lines in function_lengths(text) if lines > 40]


def function_lengths(text: str) -> Iterator[tuple[str, int]]:
    """Names and lengths of all functions, without their docstrings."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0]
            told = ast.get_docstring(node, clean=False)
            docstring = (first.end_lineno or 0) - first.lineno + 1 if told is not None else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring
