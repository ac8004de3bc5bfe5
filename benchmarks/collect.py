"""Collect the forms of many units with one process and with two: how much faster, and whether a form costs the same among many.

    python benchmarks/collect.py [--forms 1000] [--rows 40] [--own 8] [--lengths 100,1000] [--times 3]

A ledger has some tasks of each unit alone (`--own`) and some that all units share; its forms are made as `xltrack dispatch` makes
them and filled in as units do. Reading them is timed alone, and `xltrack collect` as a whole, each in a process of its own, by turns
with one process and with two. Compared is the clock, the best of several, and what it would show on a machine that does nothing else:
of the first process the processor time that it takes while nobody else has anything to do, and of all that is done while others have
work, its own and theirs, the share of one processor. Both have to write the same bytes. The exit status is 1 if two processes read, or
collect, less than 1.6 times as fast as one, or if a form among the most costs more than 1.35 times as much processor time as one among
the fewest.
"""

from __future__ import annotations

import argparse
import gc
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from xlsxwriter import Workbook

from xltrack import api, collecting, rounds
from xltrack.base.address import CellRef
from xltrack.cli import main as main_of
from xltrack.cli import spreading
from xltrack.domain.edits import CellEdit
from xltrack.domain.settings import Office
from xltrack.ooxml.edit.book import edit_book
from xltrack.ooxml.edit.refusals import open_editable

_SENT, _DUE, _BACK = date(2021, 8, 1), date(2021, 8, 10), "2021-08-11"
_HEADS: Final = (
    "序号",
    "重点任务",
    "工作任务",
    "责任单位",
    "完成时限",
    "完成情况",
    "完成日期",
    "进度",
    "存在问题",
    "下一步措施",
)
_FIRST_ROW, _FIRST_OPEN = 5, 7  # of a form
_LEAST_RATIO, _MOST_GROWTH = 1.6, 1.35


class Cost(NamedTuple):
    """Seconds by the clock; of the processor, one after the other where each process has one; MB of the process that takes most."""

    wall: float
    row: float
    peak: float


def main() -> int:
    """Make the forms, measure, print; 0 if all limits are kept."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--forms", type=int, default=1000)
    ask.add_argument("--rows", type=int, default=40)
    ask.add_argument("--own", type=int, default=8)
    ask.add_argument("--lengths", default="100,1000")
    ask.add_argument("--times", type=int, default=3)
    ask.add_argument("--run", nargs=3, help=argparse.SUPPRESS)  # what is timed: what, a folder, how many processes
    asked = ask.parse_args()
    if asked.run:
        return run(asked.run[0], Path(asked.run[1]), int(asked.run[2]))
    lengths = [int(length) for length in asked.lengths.split(",") if length]
    with tempfile.TemporaryDirectory() as folder:
        places = {length: Path(folder, str(length)) for length in {*lengths, asked.forms}}
        for length, place in places.items():
            make_forms(place, length, asked.rows, min(asked.own, asked.rows))
        fast = measure_ratio(places[asked.forms], asked.forms, asked.times)
        return int(not (fast & measure_growth({length: places[length] for length in lengths})))


def make_forms(folder: Path, units: int, rows: int, own: int) -> None:
    """A ledger, its roster, and a form filled in by each unit."""
    folder.mkdir(parents=True)
    names = [f"清水县第{number:05}中学" for number in range(1, units + 1)]
    write_book(folder / "单位名录.xlsx", "单位名录", (("单位", "类别"), *((name, "学校") for name in names)))
    write_book(
        folder / "台账.xlsx",
        "任务",
        (("清水县2021年重点工作任务分解表",), _HEADS, *ledger_rows(names, rows - own, own)),
    )
    roster, _ = api.read_roster(folder / "单位名录.xlsx")
    assessment = api.assess(api.read(folder / "台账.xlsx", roster=roster), _SENT)
    made = rounds.dispatch(assessment, [folder / "台账.xlsx"], due=_DUE, office=Office("清水县人民政府办公室"))
    inbox = folder / "收到"
    inbox.mkdir()
    for seed, (name, data) in enumerate(zip(made.files, made.contents, strict=True)):
        edits = tuple(answers(Random(seed), rows))
        (inbox / name).write_bytes(edit_book(data, open_editable(data, ".xlsx"), edits).data)


def write_book(path: Path, sheet: str, rows: tuple[tuple[object, ...], ...]) -> None:
    with Workbook(path) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)


def ledger_rows(names: list[str], shared: int, own: int) -> Iterator[tuple[object, ...]]:
    """Tasks of all, then those of each."""
    for turn in range(shared):
        yield (
            turn + 1,
            f"第{turn % 7 + 1}类",
            f"落实第{turn + 1}项校园安全隐患排查整治要求并建立台账",
            "各学校",
            "2021年12月底前",
        )
    for place, name in enumerate(names):
        for turn in range(own):
            text = f"{name}第{turn + 1}项年度重点工作任务实施方案编制与落实"
            yield shared + place * own + turn + 1, f"第{turn % 7 + 1}类", text, name, f"2021年{9 + turn % 4}月底前"


def answers(rng: Random, rows: int) -> Iterator[CellEdit]:
    """What a unit types into its form."""
    for row in range(_FIRST_ROW, _FIRST_ROW + rows):
        amount, turn = rng.randrange(20, 900), rng.randrange(4)
        told = (
            ("已完成", "2021年7月20日", None, None, None, f"县政办发〔2021〕{amount}号"),
            ("推进中", None, 35, f"资金缺口{amount}万元，专职人员不足", "加强调度，倒排工期"),
            ("未启动", None, None, f"等待上级批复（第{amount}号）", "主动对接上级部门，争取早日批复"),
            (f"正在招标，预计下月开工，概算{amount}万元", None, None, "征地拆迁进度慢", "成立专班，逐户包抓", None),
        )[turn]
        for place, value in enumerate(told):
            if value is not None:
                yield CellEdit(CellRef("填报表", row, _FIRST_OPEN + place), None, value)


def run(what: str, folder: Path, processes: int) -> int:
    """Read what lies in the inbox, or collect it, with so many processes; prints what these took of the processor, and the memory."""
    gc.disable()  # as the command line does
    paths = sorted((folder / "收到").iterdir())
    spreading.MANY = 1 if processes > 1 else len(paths) + 1
    spreading.Crew = Watched  # type: ignore[misc]
    if what == "read":
        gc.set_threshold(1_000_000, 20, 50)
        gc.enable()
        found = spreading.spread(paths, lambda first, executor: collecting.seal_forms(paths[first:], executor))
        assert len(paths) == len(collecting.inbox_of(found).forms)
    else:
        ledger, roster = folder / "台账.xlsx", folder / "单位名录.xlsx"
        with redirect_stdout(StringIO()):
            status = main_of(
                ["collect", str(folder / "收到"), "--into", str(ledger), "--roster", str(roster), "--as-of", _BACK]
            )
        assert not status
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    beside = Watched.beside
    alone = own.ru_utime + own.ru_stime - beside
    shared = (beside + others.ru_utime + others.ru_stime) / processes
    print(alone + max(beside, shared), max(own.ru_maxrss, others.ru_maxrss) / 1024)
    return 0


class Watched(spreading.Crew):
    """A crew of which it is known how long this process works while others have work."""

    beside = 0.0
    _begun, _since = 0, 0.0

    def spread(self, paths: Any, work: Any) -> Iterator[Any]:
        """The same, timed."""
        begun = super().spread(paths, work)
        self._turn(1)

        def awaited() -> Iterator[Any]:
            yield from begun
            self._turn(-1)

        return awaited()

    def begin(self, work: Any, given: Any) -> Any:
        """The same, timed."""
        done = super().begin(work, given)
        self._turn(1)

        def awaited() -> Any:
            found = done()
            self._turn(-1)
            return found

        return awaited

    def _turn(self, step: int) -> None:
        if not self.hands:
            return
        now, before = time.process_time(), Watched._begun
        Watched._begun += step
        if not before:
            Watched._since = now
        elif not Watched._begun:
            Watched.beside += now - Watched._since


def measure_ratio(folder: Path, forms: int, times: int) -> bool:
    """Print how much faster two processes are than one; whether they are enough faster and write the same."""
    kept, made = True, set[bytes]()
    for what in ("read", "collect"):
        runs = [timed(what, folder, processes) for _ in range(times) for processes in (1, 2)]
        made |= {data for _, data in runs if data}
        one, two = (Cost(*map(min, zip(*(cost for cost, _ in runs[n::2]), strict=True))) for n in (0, 1))
        ratio = one.row / two.row
        kept &= ratio >= _LEAST_RATIO
        clock = f"{one.wall:.1f} s and {two.wall:.1f} s by the clock ({one.wall / two.wall:.2f} times as fast)"
        alone = f"{one.row:.1f} s and {two.row:.1f} s of processor in a row ({ratio:.2f})"
        print(f"{what} {forms} forms with one process and two: {clock}; {alone}  {word(ratio >= _LEAST_RATIO)}")
    print("the same bytes  ok" if len(made) == 1 else "OTHER BYTES")
    return kept and len(made) == 1


def measure_growth(places: dict[int, Path]) -> bool:
    """Print what a form costs among few and among many; whether that stays the same."""
    costs = {forms: timed("collect", place, 1)[0] for forms, place in sorted(places.items())}
    each = {forms: cost.row / forms * 1000 for forms, cost in costs.items()}
    growth = each[max(each)] / each[min(each)] if each else 1.0
    kept = growth <= _MOST_GROWTH
    if not costs:
        return True
    told = ", ".join(f"{forms}: {each[forms]:.2f} ms, {cost.peak:.0f} MB" for forms, cost in costs.items())
    print(f"processor time of a form among {told}: {growth:.2f} times  {word(kept)}")
    return kept


def timed(what: str, folder: Path, processes: int) -> tuple[Cost, bytes]:
    """What a run costs, and the 填报汇总 that it writes, if any; the folder is as before afterwards."""
    ledger, summary = folder / "台账.xlsx", folder / "台账_填报汇总.xlsx"
    old, begun = ledger.read_bytes(), time.perf_counter()
    command = [sys.executable, __file__, "--run", what, str(folder), str(processes)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    cost = Cost(time.perf_counter() - begun, *map(float, done.stdout.split()))
    if not summary.exists():
        return cost, b""
    made = summary.read_bytes()
    summary.unlink()
    shutil.rmtree(folder / "台账_备份")
    ledger.write_bytes(old)
    return cost, made


def word(kept: bool) -> str:
    return "ok" if kept else "OVER"


if __name__ == "__main__":
    sys.exit(main())
