"""What the command line accepts; all its words come from `words`."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from getopt import GetoptError, gnu_getopt
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from xltrack.base.errors import SourceError, UsageError
from xltrack.base.patterns import pattern
from xltrack.base.system import reason_of
from xltrack.base.text import fold
from xltrack.cli import words

if TYPE_CHECKING:
    from xltrack.bundling.targets import Target

# Of a folder these are read where they hold a table: other pages and texts lie about everywhere.
_TEXTS: Final = frozenset({".csv", ".tsv", ".htm", ".html", ".xml"})
SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"}) | _TEXTS
_NOT_SOURCES: Final = (
    r"(?s)[.~]|.*_(?:进度|附件|数据|读法|通报|督办函|催报通知|周报|未报送|更新)_\d{4}-?\d\d-?\d\d(?:_\d+)?\.[A-Za-z]+$"
    r"|.*\.tmp\b|.*(?:单位名录|通讯录)\.[A-Za-z]+$|(?:督办登记|下发清单|.*_填报汇总|各单位汇总_\d{4}-\d\d-\d\d)(?:_\d+)?\.xlsx$"
)
_SYSTEM_FILES: Final = frozenset({"thumbs.db", "desktop.ini"})
Said = SimpleNamespace
_SLASHES: Final = tuple(filter(None, (os.sep, os.altsep)))
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_DAY: Final = pattern(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))")


def parse_as_of(text: str) -> date:
    """「2021-08-01」, also 2021.8.1, 2021/8/1, 20210801 and 2021年8月1日; UsageError where it is no day."""
    found = _DAY.fullmatch(fold(text).strip())
    try:
        year, month, day = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
        return date(year if _FIRST_YEAR <= year <= _LAST_YEAR else 0, month, day)
    except ValueError:
        raise UsageError("D162", text=text) from None


def parse_year(text: str) -> int:
    """A year of four digits, 1980 to 2100, 年 behind it or not; UsageError where it is none."""
    found = re.fullmatch(r"([0-9]{4})年?", fold(text).strip())
    if not found or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        raise UsageError("D163", text=text)
    return int(found[1])


def parse_kind(text: str) -> str:
    """One of the four notices; UsageError where it is none."""
    from xltrack.notices.model import KINDS

    if text.strip() not in KINDS:
        raise UsageError("D725", text=text, known="、".join(KINDS))
    return text.strip()


def parse_issue(text: str) -> int:
    """The number of an issue; UsageError where it is none."""
    word = fold(text).strip().removeprefix("第").removesuffix("期")
    if not re.fullmatch(r"[0-9]{1,4}", word) or not int(word):
        raise UsageError("D726", text=text)
    return int(word)


def parse_platform(text: str) -> "Target":
    """A kind of PC by its name; UsageError where it is none."""
    from xltrack.bundling.targets import TARGETS

    if text.strip() not in TARGETS:
        raise UsageError("D884", text=text, known="、".join(TARGETS))
    return TARGETS[text.strip()]


_DASHES: Final = "-－—–―‐‑−﹣─"
# Every option with what makes its value of a word; None: it stands alone.
_OPTIONS: Final[Mapping[str, Callable[[str], Any] | None]] = {
    "as-of": parse_as_of, "year": parse_year, "roster": Path, "output": Path, "since": Path, "template": Path,
    "eject": Path, "overlay": Path, "plan": Path, "apply": Path, "kind": parse_kind, "no": parse_issue,
    "due": parse_as_of, "to": str, "into": Path, "platform": parse_platform, "python": Path,
    "resend": lambda names: tuple(filter(None, re.split(r"[、，,；;\s]+", names))),
    "annex": None, "by-unit": None, "by-office": None,
    "cluster": str, "strict": None, "json": None, "password": None, "mail": None, "send": None, "dry-run": None,
}  # fmt: skip
# What the usage of a command, its first paragraph in `words.HELP`, says of an option: the one place where it is given to a command.
_USAGE: Final = pattern(r"--([a-z-]+)|-o\b")


def _options_of(command: str) -> tuple[str, ...]:
    """The options of a command."""
    usage = words.HELP[command].partition("\n\n")[0]
    return tuple(dict.fromkeys(found[1] or "output" for found in _USAGE.finditer(usage)))


def parse_arguments(command: str, rest: list[str]) -> Said:
    """Read what stands behind a command; UsageError where it cannot be understood.

    Returns:
        `files` (of explain: `code`), and every option of the command with _ for -, None or False where it was not given.
        An output that is a folder by the slash at its end is marked by `into_folder`.
    """
    known = _options_of(command)
    said = Said(**{name.replace("-", "_"): False if _OPTIONS[name] is None else None for name in known})
    takes = [name if _OPTIONS[name] is None else f"{name}=" for name in known]
    try:
        given, files = gnu_getopt([_typed(word) for word in rest], "o:" if "output" in known else "", takes)
    except GetoptError as error:
        shown = ("-" if len(error.opt) == 1 else "--") + error.opt
        if error.opt != "o" and error.opt not in known:
            raise UsageError("D160", reason=words.UNKNOWN_OPTION.format(option=shown)) from None
        reason = words.STANDS_ALONE if _OPTIONS.get(error.opt, str) is None else words.NEEDS_WORD
        raise UsageError("D160", reason=reason.format(option=shown)) from None
    into_folder = False
    for option, word in given:
        name = "output" if option == "-o" else option.removeprefix("--")
        make = _OPTIONS[name]
        setattr(said, name.replace("-", "_"), True if make is None else make(word))
        if name == "output":
            into_folder = word.endswith(_SLASHES)
    if into_folder:
        said.into_folder = True
    return _with_files(command, said, files)


def _typed(word: str) -> str:
    """An option whose dashes an input method or Word made others of: 「——as-of」, 「－o」; any other word as it is."""
    bare = word.lstrip(_DASHES)
    name = bare.partition("=")[0]
    if bare == word or (name != "o" and name not in _OPTIONS) or os.path.exists(word):  # noqa: PTH110
        return word
    return f"-{bare}" if name == "o" else f"--{bare}"


def _with_files(command: str, said: Said, files: list[str]) -> Said:
    if command in ("explain", "templates", "limits", "bundle"):
        if len(files) > (command == "explain"):
            raise UsageError("D160", reason=words.TOO_MANY.format(word=files[-1]))
        said.code = files[0] if files else None
        if command == "bundle" and said.output is None:
            raise UsageError("D160", reason=words.NEEDS_OPTION.format(option="-o"))
        return said
    if not files:
        raise UsageError("D160", reason=words.NO_FILES)
    if command in ("update", "watch") and len(files) > 1:
        raise UsageError("D160", reason=words.TOO_MANY.format(word=files[1]))
    if command == "inspect" and len(files) > 1:
        raise UsageError("D175", count=len(files))
    faults = {
        words.NEEDS_OPTION.format(option="-o"): command == "export" and said.output is None,
        # A password behind --password must not be told again as the name of a missing file.
        words.SHOWN_PASSWORD: getattr(said, "password", False) and not all(map(_is_file, files)),
        words.NEEDS_LEDGER: command == "collect" and said.into is None,
        words.EITHER.format(one="--plan", other="--apply"): command == "update" and said.plan and said.apply,
        words.NEEDS_SEND: command in ("mail", "dispatch", "collect") and said.resend and not said.send,
    }
    if reason := next((reason for reason, found in faults.items() if found), None):
        raise UsageError("D160", reason=reason)
    said.files = [Path(name) for name in files]
    return said


def _is_file(word: str) -> bool:
    path = Path(word)
    if path.suffix.lower() in SUFFIXES or os.path.exists(path):  # noqa: PTH110 - Path.exists raises for a long name
        return True
    return bool(re.search(r"[*?]", path.name)) and "**" not in path.name and any(path.parent.glob(path.name))


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


def is_source(path: Path) -> bool:
    """Whether a file of a folder is a workbook to be read: no lock file, no temporary file, no output of ours, no name list."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES or is_passed_over(path.name) or not path.is_file():
        return False
    if suffix not in _TEXTS:
        return True
    from xltrack import api  # few folders hold pages or texts

    return api.holds_table(path, tasks=suffix not in {".csv", ".tsv"})
