"""Compare xltrack with the floor and with the script a colleague would write, in one run, as ratios of CPU time and of memory.

    python benchmarks/compare.py [-n ROUNDS] [ROW]...

Every round runs each command once, so that a busy machine slows all of them alike; the medians of the ratios are printed with
the limit that each has to keep and what is wished for, and the exit status is 1 if a limit is not kept. ROW chooses lines of the
table by the beginnings of their names (`report`, `mail`); all are measured where none is named. The large works (100,000 rows, exports)
take a third of the rounds. `pip install -e ".[bench]"` brings what this needs; for other code than the installed one put its folder
into PYTHONPATH.
"""

from __future__ import annotations

import argparse
import compileall
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Final, Literal, NamedTuple

from timing import Run, once
from works import Work, works

import xltrack


class Row(NamedTuple):
    """A line of the table: a work, what it is measured by (nothing: MiB alone), how many times as much it may take.

    `of` says of what: CPU seconds, or MiB of memory at its peak. A line without limit is only shown.
    """

    work: str
    base: str | None
    of: Literal["cpu", "peak"]
    limit: float | None = None
    wish: float | None = None

    @property
    def name(self) -> str:
        """What it is chosen by."""
        return self.work if self.of == "cpu" else f"{self.work} memory"


_ROWS: Final = (
    Row("version", "python", "cpu", 5.0),
    Row("help", "python", "cpu", 5.0),
    Row("report 40", "floor 40", "cpu", 1.5, 1.0),
    Row("report 3000", "floor 3000", "cpu", 1.6, 1.1),
    Row("report 3000", "naive 3000", "cpu", 0.25),
    Row("week beside", "report 3000", "cpu", 1.15, 1.05),
    Row("week over", "report 3000", "cpu", 1.15, 1.05),
    Row("annex 3000", "report 3000", "cpu", 0.8, 0.5),
    Row("mail dry run", "report sample", "cpu", 2.5, 1.5),
    Row("mail drafts", "report sample", "cpu"),  # 57 of the letters carry a workbook of their own
    Row("report 100000", "floor 100000", "cpu", 1.4, 1.1),
    Row("report 100000", "floor 100000", "peak", 1.4, 1.1),
    Row("export csv", None, "peak", 400, 250),
    Row("export json", None, "peak", 400, 250),
)
_PHRASE: Final = Row("deadline phrase", None, "cpu", 50)  # microseconds
_LARGE: Final = ("100000", "export")
_LINE: Final = "{:22s} {:>12s} {:>9s} {:14s} {:>9s} {:>9s}  {}"


def main() -> int:
    """Print the table; 0 if all limits are kept."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("-n", type=int, default=7, help="rounds")
    ask.add_argument(
        "rows", nargs="*", metavar="ROW", help="、".join(dict.fromkeys(row.name for row in (*_ROWS, _PHRASE)))
    )
    asked = ask.parse_args()
    rows = [row for row in _ROWS if is_chosen(row.name, asked.rows)]
    phrase = is_chosen(_PHRASE.name, asked.rows)
    if not rows and not phrase:
        ask.error("no such row: " + "、".join(asked.rows))
    # What pip leaves behind, and every second run of a checkout: compiled modules.
    compileall.compile_dir(Path(xltrack.__file__).parent, quiet=1)
    print(_LINE.format("work", "it takes", "ratio", "to", "limit", "wish", ""))
    kept = []
    with tempfile.TemporaryDirectory() as folder:
        for some, rounds in divide(rows, asked.n):
            runs = measure(Path(folder), some, rounds)
            kept += [show_row(row, runs) for row in some]
    if phrase:
        kept.append(show_phrase())
    return 0 if all(kept) else 1


def is_chosen(name: str, wanted: list[str]) -> bool:
    """Whether a row is asked for."""
    return not wanted or any(name.startswith(word) for word in wanted)


def divide(rows: list[Row], rounds: int) -> Iterable[tuple[list[Row], int]]:
    """The small works with all rounds, the large ones with a third of them."""
    large = [row for row in rows if any(word in row.work for word in _LARGE)]
    small = [row for row in rows if row not in large]
    return [part for part in ((small, rounds), (large, -(-rounds // 3))) if part[0]]


def measure(folder: Path, rows: list[Row], rounds: int) -> dict[str, list[Run]]:
    """What every work took in every round; a round before the first is not counted."""
    makers = works(folder)
    names = dict.fromkeys(name for row in rows for name in (row.base, row.work) if name)
    made = {name: makers[name]() for name in names}
    runs: dict[str, list[Run]] = {name: [] for name in made}
    for counted in [False] + [True] * rounds:
        for name, work in made.items():
            if counted or not any(word in name for word in _LARGE):
                runs[name] += [run_work(name, work)][: int(counted)]
    return runs


def run_work(name: str, work: Work) -> Run:
    """Run a command once."""
    work.prepare()
    run = once(work.command)
    if run.rc:
        raise SystemExit(f"{name}: exit status {run.rc}")
    return run


def show_row(row: Row, runs: dict[str, list[Run]]) -> bool:
    """Print one line; whether it keeps its limit."""
    own = [getattr(run, row.of) for run in runs[row.work]]
    takes = f"{median(own):.3f} s" if row.of == "cpu" else f"{median(own):.0f} MiB"
    if not row.base:
        return show_line(row, takes, median(own), "")
    ratio = median(a / getattr(b, row.of) for a, b in zip(own, runs[row.base], strict=True))
    return show_line(row, takes, ratio, f"{ratio:.2f}")


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
    return show_line(_PHRASE, f"{each:.1f} µs", each, "")


def show_line(row: Row, takes: str, number: float, ratio: str) -> bool:
    """Print one line of the table; whether the number keeps its limit."""
    limit, wish = ("" if value is None else f"{value:g}" for value in (row.limit, row.wish))
    over = row.limit is not None and number > row.limit
    verdict = "OVER" if over else "as wished" if row.wish and number <= row.wish else "ok" if row.limit else ""
    print(_LINE.format(row.name, takes, ratio, row.base or "", limit, wish, verdict).rstrip(), flush=True)
    return not over


if __name__ == "__main__":
    sys.exit(main())
