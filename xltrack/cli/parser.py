"""What the command line accepts; all its words come from `words`."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Final, NoReturn

from xltrack.cli import words
from xltrack.errors import UsageError
from xltrack.text import fold

_DAY: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))")

# argparse looks its messages up by these two names; its catalogue is ours.
vars(argparse)["_"] = lambda message: words.ARGPARSE.get(message, message)
vars(argparse)["ngettext"] = lambda one, many, n: words.ARGPARSE.get(one if n == 1 else many, many)


class _Parser(argparse.ArgumentParser):
    """Tells a mistake by a UsageError instead of an English exit."""

    def __init__(self, command: str) -> None:
        super().__init__(prog=command, allow_abbrev=False, add_help=False)

    def error(self, message: str) -> NoReturn:
        raise UsageError("D160", reason=message)


def parse_arguments(command: str, rest: list[str]) -> argparse.Namespace:
    """Read what stands behind a command; UsageError where it cannot be understood."""
    parser = _Parser(command)
    if command == "explain":
        parser.add_argument("code", nargs="?", metavar="编号")
    else:
        parser.add_argument("files", nargs="+", type=Path, metavar="文件")
        parser.add_argument("--as-of", type=parse_day, metavar="日期")
        parser.add_argument("--year", type=parse_year, metavar="年份")
        parser.add_argument("--roster", type=Path, metavar="文件")
    if command in ("report", "export"):
        parser.add_argument("-o", "--output", type=Path, required=command == "export", metavar="输出")
    if command == "report":
        parser.add_argument("--since", type=Path, metavar="上一期")
    if command == "check":
        parser.add_argument("--strict", action="store_true")
    if command == "inspect":
        parser.add_argument("--json", action="store_true")
    said = parser.parse_args(rest)
    if command == "inspect" and len(said.files) > 1:
        raise UsageError("D175", count=len(said.files))
    return said


def parse_day(text: str) -> date:
    """「2021-08-01」, also 2021.8.1, 2021/8/1, 20210801 and 2021年8月1日; UsageError where it is no day."""
    found = _DAY.fullmatch(text.strip())
    try:
        year, month, day = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
        return date(year, month, day)
    except ValueError:
        raise UsageError("D162", text=text) from None


def parse_year(text: str) -> int:
    """A year of four digits, 1980 to 2100, 年 behind it or not; UsageError where it is none."""
    found = re.fullmatch(r"([0-9]{4})年?", fold(text).strip())
    if not found or not 1980 <= int(found[1]) <= 2100:
        raise UsageError("D163", text=text)
    return int(found[1])
