"""The house's own rules, by its tools: one door for all checks."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

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
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0]
            told = ast.get_docstring(node, clean=False)
            docstring = (first.end_lineno or 0) - first.lineno + 1 if told is not None else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring


PACKAGE = {
    path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES if path.is_relative_to(ROOT / "xltrack")
}


@pytest.mark.parametrize("path", [path for path in PACKAGE if path.name == "words.py"], ids=str)
def test_every_word_is_said(path):
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    assert set() == public_names(PACKAGE[path]) - {
        name for other, uses in uses_of_package().items() for name in names_used(uses, module, own=other == path)
    }


def public_names(tree: ast.Module) -> set[str]:
    """What a module defines for others: constants and functions."""
    named = {node.target for node in tree.body if isinstance(node, ast.AnnAssign)}
    named |= {target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets}
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return {name for name in functions | {node.id for node in named if isinstance(node, ast.Name)} if name[0] != "_"}


class Uses(NamedTuple):
    """What a module reads: names with the modules that they are imported from, attributes of names, names."""

    imports: tuple[tuple[str | None, ast.alias], ...]
    attributes: tuple[tuple[str, str], ...]
    names: frozenset[str]


def uses_of(tree: ast.Module) -> Uses:
    nodes = list(ast.walk(tree))
    return Uses(
        tuple((node.module, name) for node in nodes if isinstance(node, ast.ImportFrom) for name in node.names),
        tuple((n.value.id, n.attr) for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)),
        frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)),
    )


@cache
def uses_of_package() -> dict[Path, Uses]:
    return {path: uses_of(tree) for path, tree in PACKAGE.items()}


def names_used(uses: Uses, module: str, *, own: bool) -> Iterator[str]:
    """The names of a module that another one (or it itself) reads: imported from it, or behind the name that it is imported by."""
    known_as = {name.asname or name.name for home, name in uses.imports if f"{home}.{name.name}" == module}
    yield from (name.name for home, name in uses.imports if home == module)
    yield from (attribute for name, attribute in uses.attributes if name in known_as)
    yield from uses.names if own else ()


def test_no_word_is_taken_for_said_that_nobody_says():
    tree = ast.parse("from xltrack.cli import words as said\nfrom xltrack.cli.words import ONE\nsaid.TWO\nwords.THREE")
    assert ["ONE", "TWO"] == sorted(names_used(uses_of(tree), "xltrack.cli.words", own=False))
    assert {"A", "B", "c"} == public_names(ast.parse("A = 1\nB: int = 2\n_D = 3\ndef c(): ..."))


@pytest.mark.parametrize("path", PACKAGE, ids=str)
def test_no_module_is_imported_by_a_string(path):
    """What import-linter does not see is not there; `find_spec` only asks."""
    called = {
        getattr(node.func, "attr", getattr(node.func, "id", ""))
        for node in ast.walk(PACKAGE[path])
        if isinstance(node, ast.Call)
    }
    assert set() == called & {"import_module", "__import__", "exec", "run_module", "run_path"}
