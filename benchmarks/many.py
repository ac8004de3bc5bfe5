"""Inspect a thousand small workbooks on two processes, and read one of 100,000 rows.

    python benchmarks/many.py [--count 1000] [--rows 40] [--large 100000]

Each file is read, judged and told as JSON, as `xltrack inspect FILE --json` does: one file in, one result out. Processor time of both
processes is counted, so that a busy machine does not matter. The exit status is 1 if a limit is not kept.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Final

from sheets import write_workbook
from timing import once

from xltrack import api
from xltrack.programs.inspection import render_inspection

_AS_OF: Final = date(2021, 7, 1)
_PROCESSES: Final = 2
_LEAST: Final = 300  # files a second on two processes
_MOST_SECONDS, _MOST_MEMORY = 60.0, 600.0  # of one large file, in MB


def inspect(path: Path) -> int:
    """Inspect one file; how many bytes its JSON has."""
    return sum(len(piece.encode()) for piece in render_inspection(api.assess([api.read(path)], _AS_OF)))


def main() -> int:
    """Make the workbooks, measure, print; 0 if all limits are kept."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--count", type=int, default=1000)
    ask.add_argument("--rows", type=int, default=40)
    ask.add_argument("--large", type=int, default=100_000)
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return int(not (measure_many(Path(folder), asked.count, asked.rows) & measure_large(Path(folder), asked.large)))


def measure_many(folder: Path, count: int, rows: int) -> bool:
    """Print how many small files a second are inspected; whether that is enough."""
    paths = [folder / f"w{at:04}.xlsx" for at in range(count)]
    for seed, path in enumerate(paths, 1):
        write_workbook(path, rows, seed)
    begun, before = time.perf_counter(), _seconds()
    with ProcessPoolExecutor(_PROCESSES) as pool:
        assert all(pool.map(inspect, paths, chunksize=20))
    wall, cpu = time.perf_counter() - begun, _seconds() - before
    rate = count / cpu * _PROCESSES
    kept = rate >= _LEAST
    each = f"{cpu / count * 1000:.2f} ms each, {rate:.0f} a second on {_PROCESSES} processes"
    print(f"{count} x {rows} rows: {each} (this time {count / wall:.0f})  {_word(kept)}")
    return kept


def measure_large(folder: Path, rows: int) -> bool:
    """Print what one large file takes; whether that is bearable."""
    path = folder / "large.xlsx"
    write_workbook(path, rows, 1)
    found = once([sys.executable, "-m", "xltrack", "inspect", str(path), "--json", "--as-of", _AS_OF.isoformat()])
    kept = not found.rc and found.cpu < _MOST_SECONDS and found.peak < _MOST_MEMORY
    print(f"{rows} rows: {found.cpu:.1f} s, {found.peak:.0f} MB  {_word(kept)}")
    return kept


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _word(kept: bool) -> str:
    return "ok" if kept else "OVER"


if __name__ == "__main__":
    sys.exit(main())
