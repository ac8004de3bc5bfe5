"""Where results of earlier days lie: beside the first source, where a new one is to go, and in the folders of whole periods there.

Such a folder is 「2021-08-01_本期」 (`xltrack week`): whatever stands in it counts as if it stood beside it.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.base.system import reason_of
from xltrack.placing.folders import is_folder
from xltrack.placing.output import MOST_NUMBERED, SUFFIX, base_name, day_of_report, is_same_file, numbered, safe_name
from xltrack.placing.words import MANY_FILES, PERIOD_PART

_DAY: Final = pattern(r"\d{4}-\d\d-\d\d")


class _Report(NamedTuple):
    """A report that lies somewhere: its day, its number among those of the day, its path."""

    day: str
    number: int
    path: Path


def find_earlier(sources: Sequence[Path], as_of: date, wished: Path | None = None) -> Path | None:
    """The latest report of an earlier day; of several of one day the last written name."""
    own = {source.name for source in sources}
    found = [r for r in _reports(sources, wished, as_of) if r.day < as_of.isoformat() and r.path.name not in own]
    return max(found).path if found else None


def find_reports(sources: Sequence[Path], wished: Path | None, as_of: date) -> list[Path]:
    """The reports that may know what was typed, of that day or earlier.

    The latest comes first: that which is to be replaced, then by day and number.
    """
    replaced: list[Path] = []
    if wished is not None:
        numbers = range(1, MOST_NUMBERED + 1)
        replaced = list(takewhile(_is_file, (numbered(wished, number) for number in numbers)))
    found = [*reversed(replaced), *(r.path for r in sorted(_reports(sources, wished, as_of), reverse=True))]
    return [path for path in dict.fromkeys(found) if not any(is_same_file(path, source) for source in sources)]


def find_beside(sources: Sequence[Path], wished: Path | None, as_of: date, name: str) -> list[Path]:
    """Where a file of this name may lie."""
    return [shelf / name for shelf in _shelves(sources, wished, as_of)]


def find_kept(folder: Path, stem: str) -> list[Path]:
    """The files of a name in a folder and those beside it that were numbered, in their order."""
    paths = (numbered(folder / f"{stem}{SUFFIX}", number) for number in range(1, MOST_NUMBERED + 1))
    return [path for path in paths if path.is_file()]


def find_folders(sources: Sequence[Path], part: str, as_of: date, wished: Path | None = None) -> list[Path]:
    """The folders 「NAME_督办函_2021-08-01」 of a day or before, the oldest first."""
    return _dated(_shelves(sources, wished, as_of), safe_name(_base(sources)) + part, as_of)


def find_folders_near(sources: Sequence[Path], part: str, as_of: date, near: Sequence[Path]) -> list[Path]:
    """The same where they went elsewhere: with the files or folders `near` or in a folder beside these, else one below the first source."""
    stem, own = safe_name(_base(sources)) + part, sources[0].parent
    folders = [path if is_folder(path) else path.parent for path in map(Path.absolute, near)]
    with_them = [place for folder in folders for place in (folder, folder.parent)]
    beside = (place for folder in folders for place in _below(folder.parent))
    for shelves in (with_them, beside, _below(own)):
        if found := _dated(dict.fromkeys(shelves), stem, as_of):
            return found
    return []


def _below(folder: Path) -> Iterator[Path]:
    """The folders in a folder."""
    return (folder / name for name in sorted(_names(folder)) if is_folder(folder / name))


def _dated(shelves: Iterable[Path], stem: str, as_of: date) -> list[Path]:
    """The folders of a day or before whose names begin so."""
    found = [
        (name[len(stem) :], shelf / name)
        for shelf in shelves
        for name in _names(shelf)
        if name.startswith(stem) and _DAY.fullmatch(name[len(stem) :]) and name[len(stem) :] <= as_of.isoformat()
    ]
    return [path for _, path in sorted(found)]


def _base(sources: Sequence[Path]) -> str:
    return base_name(sources[0]) if len(sources) == 1 else MANY_FILES


def _reports(sources: Sequence[Path], wished: Path | None, as_of: date) -> Iterator[_Report]:
    """The reports of the sources that are not later than a day."""
    base = _base(sources)
    for shelf in _shelves(sources, wished, as_of):
        for name in _names(shelf):
            told = day_of_report(name, base)
            if told and told[0] <= as_of.isoformat():
                yield _Report(*told, shelf / name)


def _shelves(sources: Sequence[Path], wished: Path | None, as_of: date) -> Iterator[Path]:
    """The folders to look in."""
    near = {sources[0].parent: None}
    if wished is not None:
        folder = wished if is_folder(wished) else wished.parent
        near |= {(folder.parent if _is_period(folder.name, as_of) else folder): None}
    for place in near:
        yield place
        yield from (place / name for name in _names(place) if _is_period(name, as_of))


def _is_period(name: str, as_of: date) -> bool:
    day = name.removesuffix(PERIOD_PART)
    return day != name and bool(_DAY.fullmatch(day)) and day <= as_of.isoformat()


def _names(folder: Path) -> list[str]:
    """What a folder holds, nothing where there is none; SourceError where the system does not tell: what lies there would be lost."""
    try:
        return [entry.name for entry in os.scandir(folder)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError:
        raise SourceError("D107", name=folder.name) from None
    except OSError as error:
        raise SourceError("D108", name=folder.name, reason=reason_of(error)) from None


def _is_file(path: Path) -> bool:
    return path.suffix.lower() == SUFFIX and path.is_file()
