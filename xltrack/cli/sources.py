"""Which files a run reads: what was named, and the workbooks of a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from xltrack.errors import UsageError

SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"})
_NOT_SOURCES: Final = re.compile(r"~\$|\.|~|.*_进度_\d{4}-?\d\d-?\d\d(?:_\d+)?\.[A-Za-z]+$|.*\.tmp\b", re.DOTALL)


def find_sources(named: Sequence[Path]) -> list[Path]:
    """The files to read, in the order given, each once; a folder stands for the workbooks in it.

    Raises:
        UsageError: a folder holds no workbook (rule D161).
    """
    found: dict[str, Path] = {}
    for path in (p for name in named for p in _expand(name)):
        found.setdefault(os.path.normcase(os.path.realpath(path)), path)
    return list(found.values())


def _expand(path: Path) -> Iterator[Path]:
    if path.is_dir():
        books = sorted(p for p in path.iterdir() if is_source(p))
        if not books:
            raise UsageError("D161", path=path)
        yield from books
    elif not path.exists() and re.search(r"[*?]", path.name):
        # The Windows command prompt hands wildcards on as they are.
        yield from sorted(p for p in path.parent.glob(path.name) if is_source(p)) or [path]
    else:
        yield path


def is_source(path: Path) -> bool:
    """Whether a file of a folder is a workbook to be read: no lock file, no temporary file, no output of ours."""
    return path.suffix.lower() in SUFFIXES and not _NOT_SOURCES.match(path.name) and path.is_file()
