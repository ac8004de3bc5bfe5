"""Reading what was dropped, as the command line reads what it names; a bad file gets its sentence and the rest goes on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from xltrack import api, earlier
from xltrack.assessment.model import Assessment
from xltrack.base.errors import SourceError, UsageError, XltrackError
from xltrack.domain.records import Document
from xltrack.domain.roster import Roster
from xltrack.domain.settings import FILE_NAME, Settings, find_settings
from xltrack.placing.finding import find_earlier
from xltrack.serving import words
from xltrack.serving.orders import LAST, Order
from xltrack.sources import find_sources, is_passed_over, is_roster


class Refused(NamedTuple):
    """A file that could not be read, and why."""

    name: str
    error: XltrackError


class Gathered(NamedTuple):
    """What was dropped, judged.

    Attributes:
        paths: the workbooks that could be read; settings: what stands beside them.
        since: the last report, where one was given.
        roster: the one that was dropped too, or by which the latest forms were handed out.
        refused: the files that could not be read.
        used: sentences on what else was used, and what for.
        beside: the folder of the workbook that stands open in a host, where earlier reports may lie.
    """

    paths: tuple[Path, ...]
    assessment: Assessment
    settings: Settings
    since: Path | None
    roster: Roster | None
    refused: tuple[Refused, ...]
    used: tuple[str, ...]
    beside: Path | None = None


@contextmanager
def gathering(order: Order) -> Iterator[Gathered]:
    """Read and judge what was dropped; the last report lies beside it meanwhile.

    Raises:
        SourceError: nothing could be read.
        UsageError: no task was read (D174), there is no workbook (D161).
    """
    roster_path = next((path for path in _top(order.sheets) if is_roster(path.name)), None)
    roster = api.read_roster(roster_path, password=order.password)[0] if roster_path else None
    sources = _sources(order)
    remembered = None if roster else api.remembered_roster(sources, order.as_of, order.beside)
    reading = api.read_many(sources, year=order.year, roster=roster, password=order.password, remembered=remembered)
    documents, refused = dict[Path, Document](), list[Refused]()
    for path, found in zip(sources, reading, strict=True):
        if isinstance(found, SourceError):
            refused.append(Refused(path.name, found))
        else:
            documents[path] = found
    if not documents:
        raise refused[0].error
    paths = tuple(documents)
    last = next(iter(_top(order.room / LAST)), None)
    since = earlier.shelve(last, paths, order.password) if last else None
    near = None
    try:
        settings = find_settings(_settings_of(order, paths[0]))
        carried = api.carry(tuple(documents.values()), paths, order.as_of, order.beside, password=order.password)
        carried = api.answer_checks(carried, order.answers)
        assessment = api.assess_carried(carried, order.as_of, settings.policy)
        if not assessment.tasks:
            raise UsageError("D174")
        used = tuple(_used(order, roster_path, carried.taken))
        near = None if since else _shelved(order, paths)
        yield Gathered(paths, assessment, settings, since, roster or remembered, tuple(refused), used, order.beside)
    finally:
        for shelved in (since if since != last else None, near):
            if shelved:
                shelved.unlink(missing_ok=True)


def _sources(order: Order) -> list[Path]:
    """The workbooks: of a folder those that are meant, of what was dropped by itself all; a report alone is one too."""
    loose = [order.sheets / name for name in order.loose]
    named = [path for path in loose if path.name != FILE_NAME and not is_passed_over(path.name)]
    in_folder = [path for path in _top(order.sheets) if path not in loose]
    if in_folder:
        with suppress(UsageError):
            named += [path for path in find_sources([order.sheets]) if path not in loose]
    if not named:
        named = [path for path in loose if path.name != FILE_NAME and not is_roster(path.name)]
    return named or find_sources([order.sheets])


def _shelved(order: Order, paths: Sequence[Path]) -> Path | None:
    """A copy beside the workbooks of the last report that lies where the open one does: every result is compared with it."""
    found = find_earlier(paths, order.as_of, order.beside) if order.beside else None
    copy = earlier.shelve(found, paths, order.password) if found else None
    return copy if copy != found else None


def _settings_of(order: Order, path: Path) -> Path:
    """The workbook beside which the settings lie: what was dropped, else the one that stands open in a host."""
    if order.beside is None or (order.sheets / FILE_NAME).is_file():
        return path
    return order.beside / path.name


def _top(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _used(order: Order, roster: Path | None, taken: object) -> Iterator[str]:
    if roster:
        yield words.USED_ROSTER.format(name=roster.name)
    if any(folder and (folder / FILE_NAME).is_file() for folder in (order.sheets, order.beside)):
        yield words.USED_SETTINGS.format(name=FILE_NAME)
    if isinstance(taken, dict) and taken:
        yield words.CARRIED.format(name=max(taken), count=sum(taken.values()))
