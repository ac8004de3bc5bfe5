"""Compare xltrack with the floor and with the script a colleague would write, in one run, as ratios of CPU time.

    python benchmarks/compare.py [-n ROUNDS]

Every round runs each command once, so that a busy machine slows all of them alike; the medians of the ratios are printed with
the limit that each has to keep, and the exit status is 1 if one does not. `pip install -e ".[bench]"` brings what this needs.
"""

from __future__ import annotations

import argparse
import compileall
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

from timing import once

import xltrack

_HERE: Final = Path(__file__).resolve().parent
_PYTHON: Final = sys.executable
_XLTRACK: Final = str(Path(sysconfig.get_path("scripts")) / "xltrack")
_AS_OF: Final = "2021-07-01"
_SIZES: Final = (40, 3000)
_LARGE: Final = 100_000  # rows; measured once, it takes half a minute
_LARGE_PEAK: Final = 600  # MiB
# A command, the command it is measured by, and how many times as long it may take.
_LIMITS: Final = (
    ("xltrack --version", "python -c pass", 5.0),
    ("xltrack --help", "python -c pass", 5.0),
    ("report 40", "floor 40", 2.0),
    ("report 3000", "floor 3000", 2.0),  # the live report writes far more than the floor; 1.5 was the plain one's
    ("report 3000", "naive 3000", 0.25),
)
_PHRASE_LIMIT: Final = 50  # microseconds


def main() -> int:
    """Print every ratio; 0 if all limits are kept."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("-n", type=int, default=7, help="rounds")
    rounds = ask.parse_args().n
    # What pip leaves behind, and every second run of a checkout: compiled modules.
    compileall.compile_dir(Path(xltrack.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        seconds = measure(compose_commands(Path(folder)), rounds)
        kept = [show_ratio(seconds, *limit) for limit in _LIMITS]
        kept.append(show_large(Path(folder)))
    kept.append(show_phrase())
    return 0 if all(kept) else 1


def compose_commands(folder: Path) -> dict[str, list[str]]:
    """Whole processes: start-up, 40 rows, 3,000 rows; the workbooks they read are made here."""
    commands = {
        "python -c pass": [_PYTHON, "-c", "pass"],
        "xltrack --version": [_XLTRACK, "--version"],
        "xltrack --help": [_XLTRACK, "--help"],
    }
    for rows in _SIZES:
        commands[f"floor {rows}"], commands[f"report {rows}"] = compose_pair(folder, rows)
    commands["naive 3000"] = [*script("naive"), str(folder / "r3000.xlsx"), str(folder / "naive.xlsx")]
    return commands


def compose_pair(folder: Path, rows: int) -> tuple[list[str], list[str]]:
    """The floor and the report of one sheet, which is made here."""
    book = str(folder / f"r{rows}.xlsx")
    subprocess.run([*script("sheets"), "--rows", str(rows), "--out", book], check=True)
    report = [_XLTRACK, "report", book, "--as-of", _AS_OF, "-o", str(folder / f"out{rows}.xlsx")]
    return [*script("floor"), book, str(folder / "floor.xlsx")], report


def script(name: str) -> list[str]:
    """The command of a script that stands beside this one."""
    return [_PYTHON, str(_HERE / f"{name}.py")]


def measure(commands: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """The CPU seconds of every command in every round; a round before the first is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for counted in [False] + [True] * rounds:
        for name, command in commands.items():
            run = once(command)
            if run.rc:
                raise SystemExit(f"{name}: exit status {run.rc}")
            if counted:
                seconds[name].append(run.cpu)
    return seconds


def show_ratio(seconds: dict[str, list[float]], name: str, base: str, limit: float) -> bool:
    """Print one ratio; whether it keeps its limit."""
    ratio = median(own / other for own, other in zip(seconds[name], seconds[base], strict=True))
    kept = "ok" if ratio <= limit else "OVER"
    print(f"{name:20s} {median(seconds[name]):7.3f} s   {ratio:6.2f} x {base:16s} limit {limit:4.2f}  {kept}")
    return ratio <= limit


def show_large(folder: Path) -> bool:
    """Print time and memory of a report on 100,000 rows; whether both keep their limits."""
    floor, report = (once(command) for command in compose_pair(folder, _LARGE))
    if floor.rc or report.rc:
        raise SystemExit(f"{_LARGE} rows: exit status {floor.rc or report.rc}")
    names = f"report {_LARGE}", f"floor {_LARGE}"
    quick = show_ratio({names[0]: [report.cpu], names[1]: [floor.cpu]}, *names, 2.0)
    kept = "ok" if report.peak <= _LARGE_PEAK else "OVER"
    print(f"{names[0]:20s} {report.peak:7.0f} MiB{'':27s} limit {_LARGE_PEAK} MiB  {kept}")
    return quick and report.peak <= _LARGE_PEAK


def show_phrase() -> bool:
    """Print the time of a distinct deadline phrase, read and resolved; whether it keeps its limit."""
    phrases = [
        f"{year}年{month}月{end}"
        for year in range(1990, 2060)
        for month in range(1, 13)
        for end in ("底前", "15日前", "上旬", "至12月")
    ]
    xltrack.parse_deadline("2021年6月底前", 2021)
    begin = time.process_time()
    for phrase in phrases:
        xltrack.parse_deadline(phrase, 2021)
    each = (time.process_time() - begin) / len(phrases) * 1e6
    kept = "ok" if each < _PHRASE_LIMIT else "OVER"
    print(f"{'deadline phrase':20s} {each:7.1f} µs{'':27s} limit {_PHRASE_LIMIT} µs  {kept}")
    return each < _PHRASE_LIMIT


if __name__ == "__main__":
    sys.exit(main())
