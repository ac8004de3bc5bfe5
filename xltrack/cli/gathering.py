"""Reading what the command line names, one file after another; a bad one gets its sentence and the rest goes on."""

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.base.errors import SourceError, UsageError
from xltrack.cli import words
from xltrack.cli.console import NothingReadError, complain, remark, track
from xltrack.cli.parser import Said, find_sources
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
    from xltrack.cli.gathering import ask_password

    return ask_password()


def _read(
    sources: Sequence[Path], year: int | None, roster: Roster | None, password: str | None
) -> Iterator[Document | SourceError]:
    if len(sources) < _MANY:
        return api.read_many(sources, year=year, roster=roster, password=password)
    from xltrack.cli.gathering import read_over_processors

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


_MOST_WORKERS = 8


def read_over_processors(
    paths: Sequence[Path], year: int | None, roster: Roster | None, password: str | None
) -> Iterator[Document | SourceError]:
    """What each file holds, or why it cannot be read, in the order given; where a process dies, the rest is read in this one."""
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    done = 0
    with ProcessPoolExecutor(workers, initializer=_leave_interrupts) as pool:
        try:
            for found in api.read_many(paths, year=year, roster=roster, password=password, executor=pool):
                done += 1
                yield found
        except BrokenExecutor:
            pass
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    yield from api.read_many(paths[done:], year=year, roster=roster, password=password)


def _leave_interrupts() -> None:
    """Ctrl+C reaches every process of a terminal: the first one alone is to say so."""
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()


_LONGEST = 4096  # bytes of a line; the longest password of Excel has 255 characters


def ask_password() -> str:
    """What is typed on the terminal, unseen; where standard input is none, its first line without the line end.

    Raises:
        UsageError: D177 nothing came, or the terminal would show it.
    """
    piped = sys.stdin is None or not sys.stdin.isatty()
    password = _first_line() if piped else _typed()
    if not password:
        raise UsageError("D177")
    return password


def _typed() -> str:
    import warnings
    from getpass import GetPassWarning, getpass

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)  # it warns before it would read with an echo
        try:
            return getpass(words.PASSWORD)
        except (GetPassWarning, EOFError, UnicodeError):
            raise UsageError("D177") from None


def _first_line() -> str:
    raw = getattr(sys.stdin, "buffer", None)
    line: bytes = raw.readline(_LONGEST).rstrip(b"\r\n") if raw else b""
    for encoding in ("utf-8-sig", "gb18030"):  # PowerShell begins with a mark; a Chinese Windows console pipes GBK
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError("D177")
