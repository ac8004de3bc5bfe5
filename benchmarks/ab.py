"""Compare what two checkouts of xltrack say of the same workbooks: every field, diagnostic, state and figure that differs.

    python benchmarks/ab.py OLD NEW FOLDER... [-o OUT.xlsx] [--as-of DAY]... [-j PROCESSES]

OLD and NEW are folders in which `python -m xltrack` runs. Every .xlsx, .xlsm, .xls, .et and .ods in FOLDER, at any depth, is read by
both, judged and reported on three days (those that are given; else days chosen by the workbook's own deadlines). OUT.xlsx lists the
differences by file, sheet, cell and field, behind a sheet of counts. What one side alone can read is a difference too. The exit
status is 1 if anything differs.

What is compared is told by facts.py, which asks `inspect --json` and the written report alone: the figures are the numbers that
stand in 总览, 单位汇总, 单位×月份, the lists and 历史, each named by the words on its left and above it. A field that one checkout
never tells of any task (a new column of the JSON) is one difference, not thousands.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from facts import Fact
from xlsxwriter import Workbook

_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"})
_AT_ONCE: Final = 12  # workbooks that one process reads
_PATIENCE: Final = 300  # seconds for each of them
_COLUMNS: Final = {"file": 36, "kind": 12, "sheet": 16, "cell": 10, "place": 24, "field": 28, "old": 60, "new": 60}
_ROWS: Final = 1_000_000
_LONGEST: Final = 32_000  # characters of a cell
_SHOWN: Final = 10
_EVERYWHERE: Final = "(all files)"

_READ: Final = ("file", "", "", "read")  # what is said where a workbook cannot be read

Key = tuple[str, str, str, str]
Told = dict[Key, tuple[str, str]]  # what a fact is of: the cell and what is said


class Difference(NamedTuple):
    """One thing that the two say differently; empty where one says nothing."""

    file: str
    kind: str
    sheet: str
    cell: str
    place: str
    field: str
    old: str
    new: str


class Answer(NamedTuple):
    """What one checkout says of one workbook, and the days on which it was judged."""

    days: list[str]
    told: Told


def main() -> int:
    """Compare, write the sheet, print a summary; 1 if anything differs."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("old", type=Path)
    ask.add_argument("new", type=Path)
    ask.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    ask.add_argument("-o", dest="output", type=Path, metavar="OUT.xlsx")
    ask.add_argument("--as-of", dest="days", action="append", default=[], metavar="DAY")
    ask.add_argument("-j", dest="processes", type=int, default=os.cpu_count() or 1)
    asked = ask.parse_args()
    books = dict(sorted(find_books(asked.folders)))
    if not books:
        ask.error("no workbook in " + "、".join(map(str, asked.folders)))
    found = compare(asked.old.resolve(), asked.new.resolve(), books, asked.days, asked.processes)
    if asked.output:
        write_differences(asked.output, found, len(books))
    for line in list_summary(found, len(books)):
        print(line)
    return int(bool(found))


def find_books(folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """The workbooks of some folders by the names they are shown under."""
    for folder in folders:
        for path in [folder] if folder.is_file() else folder.rglob("*"):
            if path.suffix.lower() in _SUFFIXES and path.is_file() and not path.name.startswith((".", "~")):
                shown = path.relative_to(folder).as_posix() if path != folder else path.name
                yield (shown if len(folders) == 1 else f"{folder.name}/{shown}"), path.resolve()


def compare(old: Path, new: Path, books: dict[str, Path], days: list[str], processes: int) -> list[Difference]:
    """Every difference, sorted."""
    names = list(books)
    chunks = [names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE)]

    def ask_both(chunk: list[str]) -> list[tuple[str, Told, Told]]:
        before = ask_checkout(old, [(books[name], days) for name in chunk])
        # Judged on the same days; the new one chooses them where the old one could not read.
        after = ask_checkout(new, [(books[name], said.days) for name, said in zip(chunk, before, strict=True)])
        return [(name, a.told, b.told) for name, a, b in zip(chunk, before, after, strict=True)]

    with ThreadPoolExecutor(processes) as pool:
        answers = [answer for chunk in pool.map(ask_both, chunks) for answer in chunk]
    return sorted(find_differences(answers), key=_order)


def _order(one: Difference) -> list[tuple[int, str]]:
    """Numbers among the words count as numbers: row 10 comes after row 9."""
    parts = re.split(r"(\d+)", "\t".join(one[:6]))
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def ask_checkout(checkout: Path, asked: list[tuple[Path, list[str]]]) -> list[Answer]:
    """What a checkout says of some workbooks; one at which its process ends is passed over."""
    answers: list[Answer] = []
    while len(answers) < len(asked):
        lines, end = run_facts(checkout, asked[len(answers) :])
        for line in lines:
            answer = json.loads(line)
            facts = [Fact(*fact) for fact in answer["facts"]]
            answers.append(Answer(answer["days"], {fact[:4]: (fact.cell, fact.value) for fact in facts}))
        if len(answers) < len(asked):
            answers.append(Answer(asked[len(answers)][1], {_READ: ("", end)}))
    return answers


def run_facts(checkout: Path, asked: list[tuple[Path, list[str]]]) -> tuple[list[str], str]:
    """The whole lines that a process told, and how it ended."""
    script = Path(__file__).with_name("facts.py")
    given = "".join(json.dumps({"path": str(path), "days": days}) + "\n" for path, days in asked)
    environment = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, encoding="utf-8"
    ) as child:
        try:
            told, _ = child.communicate(given, timeout=_PATIENCE * len(asked))
            end = f"the process ended with status {child.returncode}"
        except subprocess.TimeoutExpired:
            child.kill()
            told, _ = child.communicate()
            end = "the process did not come to an end"
    *whole, _ = told.split("\n")
    return whole, end


def find_differences(answers: list[tuple[str, Told, Told]]) -> Iterator[Difference]:
    """What differs; a field that only one side ever tells is said once."""
    fields = [{(kind, field) for _, *sides in answers for kind, _, _, field in sides[side]} for side in (0, 1)]
    read = [side for side in (0, 1) if any(len(sides[side]) > 1 for _, *sides in answers)]
    alone = {(kind, field) for kind, field in fields[0] ^ fields[1] if kind in ("reading", "table") and len(read) > 1}
    for kind, field in alone:
        told = ["told" if (kind, field) in side else "" for side in fields]
        yield Difference(_EVERYWHERE, kind, "", "", "", field, *told)
    for name, old, new in answers:
        for key in {_READ} if (_READ in old) != (_READ in new) else old.keys() | new.keys():
            (cell, before), (place, after) = old.get(key, ("", "")), new.get(key, ("", ""))
            if before != after and (key[0], key[3]) not in alone:
                kind, sheet, row, field = key
                yield Difference(name, kind, sheet, cell or place, row, field, before, after)


def list_summary(found: list[Difference], count: int) -> Iterator[str]:
    """What the console says."""
    files = Counter(difference.file for difference in found)
    yield f"{count} workbooks, {len(found)} differences in {len(files)} of them"
    for kind, number in Counter(difference.kind for difference in found).most_common():
        yield f"  {number:6}  {kind}"
    for name, number in files.most_common(_SHOWN):
        yield f"  {number:6}  {name}"
    first = {(one.file, one.kind): one for one in reversed(found)}
    for one in list(first.values())[: -_SHOWN - 1 : -1]:
        place = "!".join(filter(None, (one.sheet, one.cell or one.place)))
        yield f"{one.kind}: {one.file} {place} {one.field}: {shorten(one.old)} -> {shorten(one.new)}"


def shorten(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else line[:59] + "…")


def write_differences(path: Path, found: list[Difference], count: int) -> None:
    """Write the counts and the differences as a workbook."""
    with Workbook(path, {"constant_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#D9E1F2"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        counts, sheet = book.add_worksheet("counts"), book.add_worksheet("differences")
        rows: list[tuple[str, int]] = [("workbooks", count), ("differences", len(found))]
        for part in (Counter(one.kind for one in found), Counter(one.file for one in found)):
            rows += part.most_common()
        counts.set_column(0, 0, 60)
        for row, (name, number) in enumerate(rows):
            counts.write_string(row, 0, name, head if row < 2 else None)
            counts.write_number(row, 1, number)
        sheet.freeze_panes(1, 0)
        for column, (name, width) in enumerate(_COLUMNS.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, head)
        for row, one in enumerate(found[:_ROWS], 1):
            for column, value in enumerate(one):
                sheet.write_string(row, column, value[:_LONGEST], wrapped)
        sheet.autofilter(0, 0, max(1, min(len(found), _ROWS)), len(_COLUMNS) - 1)


if __name__ == "__main__":
    sys.exit(main())
