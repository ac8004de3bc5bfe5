"""Compare xltrack with the floor and with the script a colleague would write, in one run, as ratios of CPU time.

    python benchmarks/compare.py [-n ROUNDS]

Every round runs each command once, so that a busy machine slows all of them alike; the medians of the ratios are printed with
the limit that each has to keep. Needs python-calamine, pandas, openpyxl and XlsxWriter beside xltrack itself.
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

from timing import once

import xltrack

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
XLTRACK = str(Path(sysconfig.get_path("scripts")) / "xltrack")
AS_OF = "2021-07-01"


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("-n", type=int, default=7, help="rounds")
    rounds = ask.parse_args().n
    # What pip leaves behind, and every second run of a checkout: compiled modules.
    compileall.compile_dir(Path(xltrack.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        kept = [compare(Path(folder), rounds), phrases()]
    return 0 if all(kept) else 1


def compare(folder: Path, rounds: int) -> bool:
    """Whole processes in turn: start-up, 40 rows, 3,000 rows."""
    for rows in (40, 3000):
        subprocess.run(
            [PYTHON, str(HERE / "sheets.py"), "--rows", str(rows), "--out", str(folder / f"r{rows}.xlsx")], check=True
        )
    commands = {
        "python -c pass": [PYTHON, "-c", "pass"],
        "xltrack --version": [XLTRACK, "--version"],
        "xltrack --help": [XLTRACK, "--help"],
    }
    for rows in (40, 3000):
        book = str(folder / f"r{rows}.xlsx")
        commands[f"floor {rows}"] = [PYTHON, str(HERE / "floor.py"), book, str(folder / "floor.xlsx")]
        commands[f"report {rows}"] = [XLTRACK, "report", book, "--as-of", AS_OF, "-o", str(folder / f"out{rows}.xlsx")]
    commands["naive 3000"] = [PYTHON, str(HERE / "naive.py"), str(folder / "r3000.xlsx"), str(folder / "naive.xlsx")]
    for command in commands.values():
        once(command)
    runs: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            result = once(command)
            if result["rc"]:
                raise SystemExit(f"{name}: exit status {result['rc']}")
            runs[name].append(result["cpu"])
    limits = [
        ("xltrack --version", "python -c pass", 5.0),
        ("xltrack --help", "python -c pass", 5.0),
        ("report 40", "floor 40", 2.0),
        ("report 3000", "floor 3000", 1.5),
        ("report 3000", "naive 3000", 0.25),
    ]
    return all([show(runs, *limit) for limit in limits])


def show(runs: dict[str, list[float]], name: str, base: str, limit: float) -> bool:
    """Print one ratio; whether it keeps its limit."""
    ratio = median(a / b for a, b in zip(runs[name], runs[base], strict=True))
    kept = "ok" if ratio <= limit else "OVER"
    print(f"{name:20s} {median(runs[name]):7.3f} s   {ratio:6.2f} x {base:16s} limit {limit:4.2f}  {kept}")
    return ratio <= limit


def phrases() -> bool:
    """A distinct deadline phrase, read and resolved."""
    from xltrack import parse_deadline

    words = [
        f"{year}年{month}月{end}"
        for year in range(1990, 2060)
        for month in range(1, 13)
        for end in ("底前", "15日前", "上旬", "至12月")
    ]
    parse_deadline("2021年6月底前", 2021)
    begin = time.process_time()
    for phrase in words:
        parse_deadline(phrase, 2021)
    each = (time.process_time() - begin) / len(words) * 1e6
    print(f"deadline phrase      {each:7.1f} µs{'':27s} limit 50 µs  {'ok' if each < 50 else 'OVER'}")
    return each < 50


if __name__ == "__main__":
    sys.exit(main())
