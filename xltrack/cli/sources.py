"""Which files a run reads: what was named, and the workbooks of a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from xltrack import api
from xltrack.base.errors import SourceError, UsageError

# Of a folder these are read where they hold a table: other pages and texts lie about everywhere.
_TEXTS: Final = frozenset({".csv", ".tsv", ".htm", ".html", ".xml"})
SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"}) | _TEXTS
_NOT_SOURCES: Final = (
    r"(?s)[.~]|.*_(?:进度|附件|读法|通报|督办函|催报通知|周报)_\d{4}-?\d\d-?\d\d(?:_\d+)?\.[A-Za-z]+$"
    r"|.*\.tmp\b|.*(?:单位名录|通讯录)\.[A-Za-z]+$"
)


def find_sources(named: Sequence[Path]) -> list[Path]:
    """The files to read, in the order given, each once; a folder stands for the workbooks in it.

    Raises:
        UsageError: a folder holds no workbook (rule D161).
        SourceError: a folder cannot be looked into (rules D107, D108).
    """
    found: dict[str, Path] = {}
    for path in (p for name in named for p in _expand(name)):
        found.setdefault(os.path.normcase(os.path.realpath(path)), path)
    return list(found.values())


def _expand(path: Path) -> Iterator[Path]:
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        yield from _books_of(path)
    elif re.search(r"[*?]", path.name) and not path.exists():
        # The Windows command prompt hands wildcards on as they are.
        yield from sorted(p for p in path.parent.glob(path.name) if is_source(p)) or [path]
    else:
        yield path


def _books_of(folder: Path) -> list[Path]:
    try:
        books = sorted(p for p in folder.iterdir() if is_source(p))
    except PermissionError as error:
        raise SourceError("D107", name=folder.name) from error
    except OSError as error:
        raise SourceError("D108", name=folder.name, reason=error.strerror or type(error).__name__) from error
    if not books:
        raise UsageError("D161", path=folder)
    return books


def is_source(path: Path) -> bool:
    """Whether a file of a folder is a workbook to be read: no lock file, no temporary file, no output of ours, no name list."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES or re.match(_NOT_SOURCES, path.name) or not path.is_file():
        return False
    return suffix not in _TEXTS or api.holds_table(path, tasks=suffix not in {".csv", ".tsv"})
