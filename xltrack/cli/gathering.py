"""Reading what the command line names, one file after another; a bad one gets its sentence and the rest goes on."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.base.errors import SourceError, UsageError
from xltrack.cli import words
from xltrack.cli.console import NothingReadError, complain, remark, track
from xltrack.cli.parser import Said
from xltrack.cli.sources import find_sources
from xltrack.domain.records import Document
from xltrack.domain.roster import Roster
from xltrack.domain.settings import find_policy

_MANY = 64  # files, from which on starting more processes is worth its while


class Gathered(NamedTuple):
    """What was read: the paths that could be, all their tasks judged, how many files could not be, and the first file named."""

    paths: tuple[Path, ...]
    assessment: Assessment
    failed: int
    first: Path

    @property
    def status(self) -> int:
        """Exit status of a run that made its result: 1 where a file is missing from it."""
        return 1 if self.failed else 0


def gather_tasks(said: Said) -> Gathered:
    """The same as `gather`; UsageError (D174) where no task was read."""
    gathered = gather(said)
    if not gathered.assessment.tasks:
        raise UsageError("D174")
    return gathered


def gather(said: Said) -> Gathered:
    """Read and judge what was named, by the settings that stand beside the first file.

    `said.password` becomes the password that is asked for, None without the option.

    Raises:
        NothingReadError: no file at all could be read.
    """
    sources = find_sources(said.files)
    policy = find_policy(sources[0])
    password = said.password = _ask_password() if said.password else None
    roster = _read_roster(said.roster, password) if said.roster else None
    documents, paths = [], []
    for path, found in zip(track(sources), _read(sources, said.year, roster, password), strict=True):
        if isinstance(found, SourceError):
            complain(found, path if len(sources) > 1 else None)
        else:
            documents.append(found)
            paths.append(path)
    if not documents:
        raise NothingReadError
    failed = len(sources) - len(paths)
    if failed:
        remark(words.SKIPPED.format(failed=failed, read=len(paths)))
    return Gathered(tuple(paths), api.assess(documents, said.as_of or today(), policy), failed, sources[0])


def _ask_password() -> str:
    from xltrack.cli.password import ask_password

    return ask_password()


def _read(
    sources: Sequence[Path], year: int | None, roster: Roster | None, password: str | None
) -> Iterator[Document | SourceError]:
    if len(sources) < _MANY:
        return api.read_many(sources, year=year, roster=roster, password=password)
    from xltrack.cli.many import read_over_processors

    return read_over_processors(sources, year, roster, password)


def _read_roster(path: Path, password: str | None) -> Roster:
    roster, found = api.read_roster(path, password=password)
    for diagnostic in found:
        if diagnostic.severity != "info":
            remark(f"{path.name}:{diagnostic.cell.a1 if diagnostic.cell else ''} {diagnostic.message}")
    return roster


def today() -> date:
    """The day of judgement where none was given: the only place that looks at the clock."""
    return date.today()  # noqa: DTZ011 - an office's own calendar day
