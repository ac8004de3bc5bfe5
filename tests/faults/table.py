"""The two-way table: each case of cases_*.py has an outcome in expected.toml, and each outcome there has a case.

python -m tests.faults.table        writes what comes of all cases now, to be looked at line by line before it is kept
"""

from __future__ import annotations

import re
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from tests.faults import cases_a, cases_b, cases_c, cases_w
from tests.faults.cases_a import Case
from tests.faults.reading import Trials, judge_folder

ALL: Mapping[str, Mapping[str, Case]] = {"A": cases_a.CASES, "B": cases_b.CASES, "C": cases_c.CASES, "W": cases_w.CASES}
FILE = Path(__file__).with_name("expected.toml")


def expected() -> dict[str, dict[str, str]]:
    """The outcomes by letter and case."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def make(letter: str, folder: Path, beginnings: tuple[str, ...] = ("",)) -> dict[str, str]:
    """Write the files of the cases of a letter that begin so; their names by those of their cases."""
    names = {}
    for name, (ending, maker) in ALL[letter].items():
        if not name.startswith(beginnings):
            continue
        names[name] = re.sub(r"\W+", "_", name) + f".{ending}"
        (folder / names[name]).write_bytes(maker())
    return names


def judge_letter(letter: str, folder: Path) -> tuple[dict[str, str], Trials]:
    """The outcomes of all cases of a letter, and what they took."""
    names = make(letter, folder)
    found = judge_folder(folder)
    return {name: found.trials[file].outcome or found.trials[file].fault for name, file in names.items()}, found


def main() -> None:
    """Print the table as it is now."""
    for letter in ALL:
        with tempfile.TemporaryDirectory() as folder:
            outcomes, found = judge_letter(letter, Path(folder))
        sys.stdout.write(
            f"[{letter}]\n" + "".join(f'"{name}" = "{outcome}"\n' for name, outcome in outcomes.items()) + "\n"
        )
        slowest = max(found.trials.items(), key=lambda item: item[1].seconds)
        sys.stderr.write(
            f"{letter}: {found.peak:.0f} MB, child {found.child:.0f} MB, slowest {slowest[0]} {slowest[1].seconds:.1f} s\n"
        )


if __name__ == "__main__":
    main()
