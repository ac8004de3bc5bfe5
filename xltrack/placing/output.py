"""Where a report is written, and what it is called: beside its source, never over anything that is not ours as we wrote it."""

import os
import re
import stat
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final, Literal, NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import OutputError
from xltrack.base.patterns import pattern
from xltrack.placing.folders import is_folder, make_folder
from xltrack.placing.whole import Content, locked, pieces_of, write_whole
from xltrack.placing.words import ANNEX_PART, FILE_PART, MANY_FILES, OVERLAY_PART, SUMMARY_FILE

SUFFIX: Final = ".xlsx"
_LONGEST: Final = 150  # bytes of UTF-8 for the stem: room for date, number and the names of lock and temporary files
_ILLEGAL: Final = dict.fromkeys(
    [*map(ord, '<>:"/\\|?*'), *range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "_"
)
_UNSEEN: Final = dict.fromkeys([0x061C, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
_RESERVED: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")}
)
_REPORT: Final = pattern(rf"(.+?){FILE_PART}(\d{{4}}-\d\d-\d\d)(?:_(\d+))?", re.DOTALL)
_ANNEX: Final = pattern(rf"(.+?)(?:{ANNEX_PART}|{OVERLAY_PART})\d{{4}}-\d\d-\d\d(?:_\d+)?", re.DOTALL)
MOST_NUMBERED: Final = 99
Standing = Literal["unchanged", "edited", "foreign", "kept"]  # kept: a file that cannot tell whether it was edited
Judge = Callable[[Path], Standing]


class Placed(NamedTuple):
    """Where the report stands now, and what there is to say about that."""

    path: Path
    notes: tuple[Diagnostic, ...] = ()


class Exported(NamedTuple):
    """How many rows were written, and where they stand."""

    rows: int
    placed: Placed


class Written(NamedTuple):
    """A result that stands on disk: where, what there is to say about it, and the summary for the console."""

    path: Path
    notes: tuple[Diagnostic, ...]
    summary: tuple[str, ...]


class Target(NamedTuple):
    """Where a result is to go.

    Attributes:
        sources: the files it was made from; the default name stands beside the first.
        wished: the file asked for, whose folder is made where it is missing, or an existing folder; None for the default.
        standing: reads an existing file and says whether it is ours and unchanged (`digest.standing_of`).
        suffix: the ending of the result's name.
        used: names of reports whose answers are in the result already.
    """

    sources: Sequence[Path]
    wished: Path | None
    standing: Judge
    suffix: str = SUFFIX
    used: Collection[str] = ()


def place(data: Content, target: Target, as_of: date | None, part: str = FILE_PART) -> Placed:
    """Write the report.

    Args:
        data: the workbook, or another file; of a large one what makes its pieces, asked again for each time they are needed.
        target: its sources, the file or folder asked for, and who says what may be replaced.
        as_of: the day in the default name; None for none.
        part: what stands between name and day in the default name.

    Raises:
        OutputError: rules D140 to D154.
    """
    sources, wished, standing, suffix, used = target
    first = wished
    if first is None or is_folder(first):
        first = (wished or sources[0].parent) / name_report(sources, as_of, part, suffix)
    if first.suffix.lower() != suffix:
        raise OutputError("D153", path=first, suffix=suffix)
    if wished is not None:
        make_folder(first.parent)
    with locked(first):
        path, notes = _free_path(first, data, target, asked=first is wished)
        if not _holds(path, data):
            write_whole(path, data)
    return Placed(path, (*notes, *_newer_edited(sources, path, standing, used)))


def write_result(  # noqa: PLR0913
    data: Content,
    target: Target,
    as_of: date | None,
    part: str = FILE_PART,
    *,
    head: Iterable[str] = (),
    known: Iterable[Diagnostic] = (),
    found: Iterable[Diagnostic] = (),
    last: str = SUMMARY_FILE,
) -> Written:
    """Write a result and tell of it: `head`, what there is to say, where it stands.

    Args:
        data: the workbook, or another file (see `place`).
        target: where it is to go.
        as_of: the day in its default name; None for none.
        part: what stands between name and day there.
        head: the first lines of the summary.
        known: what there is to say whatever becomes of it.
        found: what making it brought up.
        last: the last line, with its path.

    Raises:
        OutputError: it could not be written (rules D140 to D154).
    """
    placed = place(data, target, as_of, part)
    notes = (*known, *placed.notes, *found)
    return Written(placed.path, notes, (*head, *(note.message for note in notes), last.format(path=placed.path)))


def _free_path(wished: Path, data: Content, target: Target, *, asked: bool) -> tuple[Path, tuple[Diagnostic, ...]]:
    """The path that may be written, itself or the first numbered one that is free or ours; and why it is not the first."""
    reason = ""
    for number in range(1, MOST_NUMBERED + 1):
        path = numbered(wished, number)
        taken = _taken(path, data, target)
        if not taken:
            return path, (Diagnostic(reason, None, {"taken": wished.name, "written": path.name}),) if reason else ()
        if taken in ("D140", "D142") and asked and number == 1:
            raise OutputError(taken, path=path)
        reason = reason or {"edited": "D151", "kept": "D730", "D140": "D156"}.get(taken, "D150")
    raise OutputError("D154", path=wished)


def _taken(path: Path, data: Content, target: Target) -> str:
    """Why a path may not be written: a code, 「edited」, 「kept」 or 「foreign」; 「」 where it may be.

    Raises:
        OutputError: it is ours to replace but open elsewhere (D145) or read-only (D147).
    """
    if path.is_symlink():
        return "D142"
    if not path.exists():
        return ""
    if any(is_same_file(path, source) for source in target.sources):
        return "D140"
    if path.is_dir():
        return "foreign"
    if _holds(path, data):
        return ""
    standing = target.standing(path)
    if standing != "unchanged":
        return standing
    if not path.stat().st_mode & stat.S_IWRITE:
        raise OutputError("D147", path=path)
    if is_open_elsewhere(path):
        raise OutputError("D145", path=path)
    return ""


def is_open_elsewhere(path: Path) -> bool:
    """Whether Excel, WPS or LibreOffice shows the file: by Windows' own word, elsewhere by the marker they leave beside it.

    On Windows a marker that a crash left behind does not count: the file itself can be opened.
    """
    if sys.platform == "win32":
        try:
            with path.open("r+b"):
                return False
        except PermissionError:
            return True
    markers = (f"~${path.name}", f"~${path.name[2:]}", f".~{path.name}", f".~lock.{path.name}#")
    return any((path.parent / marker).exists() for marker in markers)


def _newer_edited(
    sources: Sequence[Path], written: Path, standing: Judge, used: Collection[str]
) -> tuple[Diagnostic, ...]:
    """Say so where a report of the source lies beside it, was filled in since, and is newer: perhaps that was meant."""
    if len(sources) != 1:
        return ()
    source = sources[0]
    try:
        changed = source.stat().st_mtime
        entries = [e for e in os.scandir(source.parent) if day_of_report(e.name, base_name(source))]
        newer = [(e.stat().st_mtime, e.name) for e in entries if e.is_file() and e.stat().st_mtime > changed]
    except OSError:
        return ()
    others = [(when, name) for when, name in newer if name not in (written.name, source.name)]
    # Only the newest is opened: a folder full of weekly reports must not cost a reading of each.
    if not others or max(others)[1] in used or standing(source.parent / max(others)[1]) != "edited":
        return ()
    return (Diagnostic("D152", None, {"newer": max(others)[1], "source": source.name}),)


def is_same_file(path: Path, other: Path) -> bool:
    """Whether two names are one file that is there."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def _holds(path: Path, data: Content) -> bool:
    """Whether a file already has these bytes: the same run again writes nothing."""
    try:
        if not path.is_file():  # a pipe would make its reader wait
            return False
        with path.open("rb") as file:
            same = all(file.read(len(piece)) == piece for piece in pieces_of(data))
            return same and not file.read(1) and not path.is_symlink()
    except OSError:
        return False


def name_report(sources: Sequence[Path], as_of: date | None, part: str = FILE_PART, suffix: str = SUFFIX) -> str:
    """「NAME_进度_2021-08-01.xlsx」; a report of a report keeps NAME, several files are called 「汇总」; None for no day."""
    stem = base_name(sources[0]) if len(sources) == 1 else MANY_FILES
    return f"{safe_name(stem)}{part}{as_of.isoformat() if as_of else ''}{suffix}"


def base_name(source: Path) -> str:
    """The name of a source without its ending and without what a report adds."""
    report = _REPORT.fullmatch(source.stem) or _ANNEX.fullmatch(source.stem)
    return report[1] if report else source.stem


def day_of_report(name: str, base: str) -> tuple[str, int] | None:
    """The day of a report of the source with this base name, and its number among those of that day; None of other names."""
    path = Path(name)
    report = _REPORT.fullmatch(path.stem)
    if path.suffix.lower() != SUFFIX or report is None or report[1] != safe_name(base):
        return None
    return report[2], int(report[3] or 1)


def numbered(path: Path, number: int) -> Path:
    """「NAME_2.xlsx」; the first of them is the name itself."""
    return path if number == 1 else path.with_name(f"{path.stem}_{number}{path.suffix}")


def safe_name(stem: str) -> str:
    """A stem that Windows, macOS and Linux all accept: no reserved name or character, no dot or space at its end."""
    name = unicodedata.normalize("NFC", stem.translate(_ILLEGAL).translate(_UNSEEN))
    name = name.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(" .\u3000") or "_"
    return f"_{name}" if name.partition(".")[0].upper() in _RESERVED else name
