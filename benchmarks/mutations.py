"""Put small faults into a copy of the project, one at a time, and see whether its tests notice.

    python benchmarks/mutations.py [-v] [--whole] [NAME]...

The faults stand in mutations.toml: a text of the package, what is put in its place, and the tests that ought to notice. The text is
looked for in all modules and has to stand in one place alone, so that a fault outlives a move. Entries of one name are the same fault
in code of another shape: the one whose text stands there counts, and it is said where none does. NAME chooses faults by the beginnings
of their names. What the named tests let pass is tried again with all tests that need neither LibreOffice nor a browser, where --whole
is given. The exit status is 1 if more than two of all faults pass.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_HERE: Final = Path(__file__).resolve()
_ROOT: Final = _HERE.parents[1]
_TABLE: Final = _HERE.with_suffix(".toml")
_MARKED: Final = "not office and not browser"
_PASSING: Final = 2
_PYTEST: Final = (sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", _MARKED)


class Mutation(NamedTuple):
    """A small fault: a text of the package, what is put in its place, the tests that ought to notice."""

    name: str
    find: str
    replace: str
    tests: tuple[str, ...]


def main() -> int:
    """Try every fault and print what becomes of it; 0 if few enough pass."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("names", nargs="*", metavar="NAME")
    ask.add_argument("--whole", action="store_true", help="try the whole suite before a fault counts as passing")
    ask.add_argument("-v", dest="verbose", action="store_true", help="name the test that notices")
    asked = ask.parse_args()
    mutations = [m for m in standing(read_mutations()) if not asked.names or m.name.startswith(tuple(asked.names))]
    passed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_project(Path(folder))
        if sound := run_tests(copy, sorted({test for mutation in mutations for test in mutation.tests})):
            raise SystemExit(f"the tests fail without any fault: {sound}")
        for mutation in mutations:
            noticed = try_mutation(copy, mutation, whole=asked.whole)
            passed += not noticed
            shown = f" by {noticed}" if noticed and asked.verbose else ""
            print(f"{'caught ' if noticed else 'PASSES '} {mutation.name}{shown}", flush=True)
    print(f"{len(mutations) - passed} of {len(mutations)} caught")
    return int(passed > _PASSING)


def read_mutations(path: Path = _TABLE) -> list[Mutation]:
    """The faults of a table."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["mutations"]
    return [Mutation(m["name"], m["find"], m["replace"], tuple(m["tests"])) for m in entries]


def copy_project(folder: Path) -> Path:
    """A copy of what the tests need."""
    target = folder / "project"
    shutil.copytree(
        _ROOT, target, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "*.egg-info")
    )
    return target


def standing(mutations: list[Mutation], package: Path = _ROOT / "xltrack") -> list[Mutation]:
    """Of each fault the entry whose text the package has."""
    found: dict[str, list[Mutation]] = {mutation.name: [] for mutation in mutations}
    for mutation in mutations:
        found[mutation.name] += [mutation] * len(places_of(package, mutation))
    if astray := [f"{name} ({len(those)} places)" for name, those in found.items() if len(those) != 1]:
        raise SystemExit("mend mutations.toml, their texts do not stand in one place: " + "; ".join(astray))
    return [mutation for (mutation,) in found.values()]


def places_of(package: Path, mutation: Mutation) -> list[Path]:
    """The modules in which the text of a fault stands, each as often as it does."""
    counts = {path: path.read_text(encoding="utf-8").count(mutation.find) for path in all_modules(package)}
    return [path for path, count in counts.items() for _ in range(count)]


def all_modules(package: Path) -> Iterator[Path]:
    """The modules and tables of a package."""
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".toml"):
            yield path


def try_mutation(copy: Path, mutation: Mutation, *, whole: bool) -> str:
    """What notices a fault, empty where nothing does; the copy is as before."""
    (place,) = places_of(copy / "xltrack", mutation)
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace(mutation.find, mutation.replace), encoding="utf-8")
    try:
        noticed = run_tests(copy, mutation.tests)
        return noticed or (run_tests(copy, ["tests"]) if whole else "")
    finally:
        place.write_text(text, encoding="utf-8")


def run_tests(copy: Path, tests: list[str] | tuple[str, ...]) -> str:
    """The first test that fails; empty where all pass."""
    # In CI mode Hypothesis draws the same examples each time.
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "CI": "1"}
    paths = [test if test == "tests" else f"tests/{test}" for test in tests]
    processes = "-n2" if len(tests) > 3 or paths == ["tests"] else "-n0"
    done = subprocess.run(
        [*_PYTEST, processes, *paths], cwd=copy, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode == 0:
        return ""
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    if done.returncode != 1 or not failed:
        raise SystemExit(f"the tests could not be run:\n{done.stdout[-3000:]}{done.stderr[-2000:]}")
    return failed[1]


if __name__ == "__main__":
    sys.exit(main())
