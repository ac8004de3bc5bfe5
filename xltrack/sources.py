"""Which files are meant: the workbooks of a folder, and what lies beside them that nobody means (docs/规则.md 6)."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from xltrack.base.errors import SourceError, UsageError
from xltrack.base.system import reason_of

# Of a folder these are read where they hold a table: other pages and texts lie about everywhere.
_TEXTS: Final = frozenset({".csv", ".tsv", ".htm", ".html", ".xml"})
SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"}) | _TEXTS
_ROSTERS: Final = r"(?s:.*(?:单位名录|通讯录)\.[A-Za-z]+)"
_NOT_SOURCES: Final = (
    r"(?s)[.~]|.*_(?:进度|附件|数据|读法|通报|督办函|催报通知|周报|未报送|更新)_\d{4}-?\d\d-?\d\d(?:_\d+)?\.[A-Za-z]+$"
    rf"|.*\.tmp\b|{_ROSTERS}$|(?:督办登记|下发清单|.*_填报汇总|各单位汇总_\d{4}-\d\d-\d\d)(?:_\d+)?\.xlsx$"
)
_SYSTEM_FILES: Final = frozenset({"thumbs.db", "desktop.ini"})


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
        raise SourceError("D108", name=folder.name, reason=reason_of(error)) from error
    if not books:
        raise UsageError("D161", path=folder)
    return books


def is_passed_over(name: str) -> bool:
    """Whether a file of a folder is none that anybody means: a lock file, a temporary file, an output of ours, a name list."""
    return bool(re.match(_NOT_SOURCES, name)) or name.lower() in _SYSTEM_FILES


def is_roster(name: str) -> bool:
    """Whether a workbook is called a name list: 「榆阳区_单位名录.xlsx」."""
    return bool(re.fullmatch(_ROSTERS, name))


def is_source(path: Path) -> bool:
    """Whether a file of a folder is a workbook to be read: no lock file, no temporary file, no output of ours, no name list."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES or is_passed_over(path.name) or not path.is_file():
        return False
    if suffix not in _TEXTS:
        return True
    from xltrack import api  # few folders hold pages or texts

    return api.holds_table(path, tasks=suffix not in {".csv", ".tsv"})
