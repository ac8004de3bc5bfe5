"""Count a package by its syntax trees: statements by room, files, lines, long functions, names that stand for several things.

    python benchmarks/statements.py [-v] [BEFORE] [AFTER]

BEFORE and AFTER are checkouts; this one where none is named. -v lists the long functions and the shared names. A statement is any
that the syntax tree has, docstrings too; the length of a function is counted without its docstring.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_HERE: Final = Path(__file__).resolve().parents[1]
_PACKAGE: Final = "xltrack"
_LONG: Final = 25  # lines of a function
_LINE: Final = "{:44s} {:>9} {:>9} {:>8}"


class Census(NamedTuple):
    """What a package has: statements of each room, and its other numbers by what they count."""

    rooms: Counter[str]
    numbers: dict[str, int]
    long: list[str]
    shared: list[str]


def main() -> int:
    """Print one column of numbers, or two and what lies between them."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("checkouts", nargs="*", type=Path, default=[_HERE], metavar="CHECKOUT")
    ask.add_argument("-v", dest="verbose", action="store_true")
    asked = ask.parse_args()
    taken = [take_census(path / _PACKAGE) for path in asked.checkouts[:2]]
    for line in list_table(taken):
        print(line)
    if asked.verbose:
        for line in (*taken[-1].long, *taken[-1].shared):
            print(line)
    return 0


def take_census(package: Path) -> Census:
    """Count one package."""
    rooms: Counter[str] = Counter()
    lines: dict[str, int] = {}
    long: list[str] = []
    homes: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        name = path.relative_to(package).as_posix()
        rooms[name.partition("/")[0]] += sum(isinstance(node, ast.stmt) for node in ast.walk(tree))
        lines[name] = len(text.splitlines())
        long += [f"{name}: {function} {length}" for function, length in list_lengths(tree) if length > _LONG]
        for public in {*list_public(tree)}:
            homes.setdefault(public, []).append(name)
    shared = [f"{name}: {', '.join(places)}" for name, places in sorted(homes.items()) if len(places) > 1]
    numbers = {
        "files": len(lines),
        "lines": sum(lines.values()),
        f"longest file ({max(lines, key=lambda name: lines[name])})": max(lines.values()),
        f"functions over {_LONG} lines": len(long),
        "public names used twice": len(shared),
    }
    return Census(rooms, numbers, long, shared)


def list_lengths(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The names and lengths of all functions."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0]
            told = ast.get_docstring(node, clean=False)
            docstring = (first.end_lineno or 0) - first.lineno + 1 if told is not None else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring


def list_public(tree: ast.Module) -> Iterator[str]:
    """The classes, functions and type aliases that a module defines for others."""
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            names = [node.name]
        elif isinstance(node, ast.Assign) and is_alias(node.value):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        else:
            continue
        yield from (name for name in names if not name.startswith("_"))


def is_alias(value: ast.expr) -> bool:
    """Whether what is assigned is a type: 「A | B」, 「Literal[…]」, 「tuple[…]」."""
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, ast.BitOr) and is_alias(value.left)
    return isinstance(value, ast.Subscript) or (isinstance(value, ast.Name) and value.id in ("str", "int", "float"))


def list_table(taken: list[Census]) -> Iterator[str]:
    """The lines of the table."""
    before, after = taken[0], taken[-1]
    heads = ("before", "after", "change") if len(taken) > 1 else ("", "", "")
    yield _LINE.format("statements", *heads).rstrip()
    for room in sorted({*before.rooms, *after.rooms}):
        yield list_line(f"  {room}", before.rooms[room], after.rooms[room], len(taken))
    yield list_line("all", before.rooms.total(), after.rooms.total(), len(taken))
    for (name, old), (named, new) in zip(before.numbers.items(), after.numbers.items(), strict=True):
        yield list_line(name if name == named else f"{name} → {named}", old, new, len(taken))


def list_line(name: str, before: int, after: int, columns: int) -> str:
    """One line: a number, or two with the change in percent."""
    if columns == 1:
        return _LINE.format(name, "", after, "").rstrip()
    return _LINE.format(name, before, after, f"{(after / before - 1) * 100:+.1f} %" if before else "")


if __name__ == "__main__":
    sys.exit(main())
