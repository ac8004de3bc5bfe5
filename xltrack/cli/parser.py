"""What the command line accepts; all its words come from `words`."""

import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from getopt import GetoptError, gnu_getopt
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from xltrack.base.errors import UsageError
from xltrack.base.patterns import pattern
from xltrack.base.text import fold
from xltrack.cli import adding_words, words
from xltrack.sources import SUFFIXES

if TYPE_CHECKING:
    from xltrack.bundling.targets import Target

Said = SimpleNamespace
_SLASHES: Final = tuple(filter(None, (os.sep, os.altsep)))
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_LAST_PORT: Final = 65535
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


def parse_port(text: str) -> int:
    """The number of a port, 0 for any; UsageError where it is none."""
    word = fold(text).strip()
    if not re.fullmatch(r"[0-9]{1,5}", word) or int(word) > _LAST_PORT:
        raise UsageError("D160", reason=words.NO_PORT.format(word=text))
    return int(word)


def parse_platform(text: str) -> "Target":
    """A kind of PC by its name; UsageError where it is none."""
    from xltrack.bundling.targets import TARGETS

    if text.strip() not in TARGETS:
        raise UsageError("D884", text=text, known="、".join(TARGETS))
    return TARGETS[text.strip()]


DASHES: Final = "-－—–―‐‑−﹣─"
# Every option with what makes its value of a word; None: it stands alone.
_OPTIONS: Final[Mapping[str, Callable[[str], Any] | None]] = {
    "as-of": parse_as_of, "year": parse_year, "roster": Path, "output": Path, "since": Path, "template": Path,
    "eject": Path, "overlay": Path, "plan": Path, "apply": Path, "kind": parse_kind, "no": parse_issue,
    "due": parse_as_of, "to": str, "into": Path, "platform": parse_platform, "python": Path, "port": parse_port,
    "office-js": Path, "wps": None,
    "resend": lambda names: tuple(filter(None, re.split(r"[、，,；;\s]+", names))),
    "annex": None, "by-unit": None, "by-office": None,
    "cluster": str, "strict": None, "json": None, "password": None, "mail": None, "send": None, "dry-run": None, "open": None,
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
    bare = word.lstrip(DASHES)
    name = bare.partition("=")[0]
    if bare == word or (name != "o" and name not in _OPTIONS) or os.path.exists(word):  # noqa: PTH110
        return word
    return f"-{bare}" if name == "o" else f"--{bare}"


def _with_files(command: str, said: Said, files: list[str]) -> Said:
    if command == "addin":
        return _with_deed(said, files)
    if command in ("explain", "templates", "limits", "bundle", "serve"):
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


def _with_deed(said: Said, files: list[str]) -> Said:
    """What `addin` is to do: one of the words of its usage, and nothing else stands behind it."""
    deeds = adding_words.DEEDS
    if not files or files[0] not in deeds:
        raise UsageError("D160", reason=adding_words.NEEDS_DEED.format(known="、".join(deeds)))
    if len(files) > 1:
        raise UsageError("D160", reason=words.TOO_MANY.format(word=files[1]))
    if files[0] != "install" and (said.office_js or said.port is not None):
        raise UsageError("D160", reason=adding_words.ONLY_INSTALL)
    if said.port == 0:
        raise UsageError("D160", reason=adding_words.FIXED_PORT)
    (said.deed,) = files
    return said


def _is_file(word: str) -> bool:
    path = Path(word)
    if path.suffix.lower() in SUFFIXES or os.path.exists(path):  # noqa: PTH110 - Path.exists raises for a long name
        return True
    return bool(re.search(r"[*?]", path.name)) and "**" not in path.name and any(path.parent.glob(path.name))
