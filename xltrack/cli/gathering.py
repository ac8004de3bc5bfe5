"""Reading what the command line names, one file after another; a bad one gets its sentence and the rest goes on."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.base.errors import Skipped, SourceError, UsageError
from xltrack.base.text import decode
from xltrack.cli import words
from xltrack.cli.console import NothingReadError, complain, remark
from xltrack.cli.parser import Said
from xltrack.cli.spreading import MANY, spread
from xltrack.domain.records import Document
from xltrack.domain.roster import Roster
from xltrack.domain.settings import Settings, find_settings
from xltrack.sources import find_sources
from xltrack.telling.agenda import findings

if TYPE_CHECKING:
    from concurrent.futures import Executor

_LONGEST = 4096  # bytes of a line; the longest password of Excel has 255 characters


class Gathered(NamedTuple):
    """What was read: the paths that could be, all their tasks judged, what stands beside the first file named.

    `status` is the exit status of a run that makes its result of it: 1 where a file is missing from it; `skipped` are such files by
    their names. `carried` is how many answers came from which earlier report.
    """

    paths: tuple[Path, ...]
    assessment: Assessment
    settings: Settings
    status: int
    skipped: tuple[Skipped, ...]
    carried: Mapping[str, int]


# What is said at once, whatever is made of it: that all that was done is gone, that answers were not used.
_SAID: Final = ("D322", "D323")


def gather(said: Said, *, needs_tasks: bool = False, written: Path | None = None) -> Gathered:
    """Read and judge what was named, by the settings that stand beside the first file.

    Answers of earlier reports come with it; `written` is where a new one is to go.

    `said.password` becomes the password that is asked for, None without the option.

    Raises:
        NothingReadError: no file at all could be read.
        UsageError: no task was read, where it needs any (D174).
    """
    sources = find_sources(said.files)
    settings = find_settings(sources[0])
    password = said.password = ask_password() if said.password else None
    roster = gather_roster(said.roster, password) if said.roster else None
    documents: dict[Path, Document] = {}
    skipped: list[Skipped] = []
    as_of = judging_day(said)
    few = len(sources) < MANY
    remembered = api.remembered_roster(sources, as_of, written) if few and not roster else None
    reading = read_beside(sources, said.year, roster, password, remembered)
    for path, found in zip(sources, reading, strict=True):
        if isinstance(found, SourceError):
            complain(found, path if len(sources) > 1 else None)
            skipped.append(Skipped(path.name, found))
        else:
            documents[path] = found
    if not documents:
        raise NothingReadError(skipped)
    if skipped:
        remark(words.SKIPPED.format(failed=len(skipped), read=len(documents)))
    carried = api.carry(tuple(documents.values()), tuple(documents), as_of, written, password=password)
    assessment = api.assess_carried(carried, as_of, settings.policy)
    _tell_carried(carried.taken, assessment)
    if needs_tasks and not assessment.tasks:
        raise api.without_tasks(documents.values())
    return Gathered(tuple(documents), assessment, settings, 1 if skipped else 0, tuple(skipped), carried.taken)


def judging_day(said: Said) -> date:
    """The day by which things are judged; the only place that looks at the clock: an office's own calendar day."""
    return said.as_of or date.today()  # noqa: DTZ011


def _tell_carried(taken: Mapping[str, int], assessment: Assessment) -> None:
    """Say how many answers came from which report, which of them were not used, and that all that was done is gone."""
    if taken:
        more = words.MORE_REPORTS.format(count=len(taken)) if len(taken) > 1 else ""
        remark(words.CARRIED.format(name=max(taken), more=more, count=sum(taken.values())))
    for _, note in findings(assessment):
        if note.code in _SAID:
            remark(note.told)


def gather_roster(path: Path, password: str | None) -> Roster:
    """The roster of a file, with what there is to say of it on the console."""
    roster, found = api.read_roster(path, password=password)
    for diagnostic in found:
        if diagnostic.severity != "info":
            remark(f"{path.name}:{diagnostic.cell.a1 if diagnostic.cell else ''} {diagnostic.message}")
    return roster


def read_beside(
    paths: Sequence[Path],
    year: int | None,
    roster: Roster | None,
    password: str | None,
    remembered: Roster | None = None,
) -> Iterator[Document | SourceError]:
    """What each file holds, or why it cannot be read, in the order given; of many files by several processes."""

    def read(first: int, executor: "Executor | None") -> Iterator[Document | SourceError]:
        more = {"roster": roster, "password": password, "remembered": remembered}
        return api.read_many(paths[first:], year=year, executor=executor, **more)  # type: ignore[arg-type]

    return spread(paths, read)


def ask_password() -> str:
    """What is typed on the terminal, unseen; where standard input is none, its first line without the line end.

    Raises:
        UsageError: D177 nothing came, or the terminal would show it.
    """
    piped = sys.stdin is None or not sys.stdin.isatty()
    try:
        password = _first_line() if piped else _typed()
    except (EOFError, UnicodeError):
        password = ""
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
        except GetPassWarning:
            return ""


def _first_line() -> str:
    raw = getattr(sys.stdin, "buffer", None)
    # PowerShell begins with a mark; a Chinese Windows console pipes GBK.
    return decode(raw.readline(_LONGEST).rstrip(b"\r\n"), "strict") if raw else ""
