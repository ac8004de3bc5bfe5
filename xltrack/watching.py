"""A drop folder: each workbook that is put there gets its report, once, and what cannot be read a note that says why (docs/规则.md 7.9).

A folder is looked at again and again: events get lost on network shares, a look does not. What is done stands in a journal beside
the reports, so that a restart does nothing twice.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.base.errors import OutputError, XltrackError
from xltrack.base.system import read_plain
from xltrack.offices import Order, make_report, parse_line, refused_line
from xltrack.placing import words
from xltrack.placing.journal import Journal, stamp_of
from xltrack.placing.output import name_report, numbered
from xltrack.placing.whole import write_whole
from xltrack.report.offices import OfficeLine

JOURNAL: Final = ".~xltrack-watch.jsonl"
_QUIET: Final = 2.0  # seconds without a change, after which a file counts as copied
_PATIENCE: Final = (
    12.0  # until one that cannot be read is tried again, and then told: a slow copy stands still for a while
)
_NOT_YET: Final = frozenset(
    ("D105", "D106", "D107", "D108")
)  # another program has it, the share is away: tried for ever


class Waiting(NamedTuple):
    """A file that is not settled: what it was when seen first, when it is tried next, and what was told of it."""

    stamp: str
    due: float
    tried: bool = False
    told: str = ""


class DropFolder:
    """What was dropped, what of it is settled, and where the reports go."""

    def __init__(self, output: Path) -> None:
        """`output` is the folder of the reports, which is there."""
        self._output = output
        self._journal = Journal(output / JOURNAL, parse_line)
        self._waiting: dict[Path, Waiting] = {}

    def look(self, found: Iterable[Path], order: Order, moment: float) -> Iterator[OfficeLine]:
        """Settle what can be: the line of each file that got its report or its note, once; and of one that has to wait long.

        Args:
            found: the files that lie in the folder now.
            order: the day, the folder of the reports, how to read.
            moment: seconds of a clock that never goes back.

        Raises:
            OutputError: a note cannot be written (rules D143 to D149); the file is tried again.
        """
        stamps = {path: stamp for path in found if (stamp := stamp_of(path)) and stamp not in self._journal.lines}
        self._waiting = {path: old for path, old in self._waiting.items() if stamps.get(path) == old.stamp}
        for path, stamp in stamps.items():
            waiting = self._waiting.setdefault(path, Waiting(stamp, moment + _QUIET))
            if moment >= waiting.due and (line := self._take(path, waiting, order, moment)):
                yield line

    def _take(self, path: Path, waiting: Waiting, order: Order, moment: float) -> OfficeLine | None:
        """The line of a file that is settled now, or of which it is told first that it has to wait; None of one to be tried again."""
        try:
            line = make_report(path, self._target(path, order), order)
        except XltrackError as error:
            told = error.code if waiting.tried else ""
            self._waiting[path] = waiting._replace(due=moment + _PATIENCE, tried=True, told=told)
            if told == waiting.told:
                return None
            line = refused_line(path, error)
            if isinstance(error, OutputError):
                return line
            write_whole(self._note(path), _explain(path, error))
            if error.code in _NOT_YET:
                return line
        else:
            self._withdraw(path)
        if stamp_of(path) != waiting.stamp:  # it was changed while it was read
            return None
        del self._waiting[path]
        self._journal.note(waiting.stamp, line)
        return line

    def _target(self, path: Path, order: Order) -> Path:
        """Where the report of a file goes: never over that of another one of the same name and another ending."""
        first = order.folder / name_report([path], order.as_of)
        taken = {line.report for line in self._journal.lines.values() if line.source != path.name}
        return next(p for number in count(1) if (p := numbered(first, number)).name not in taken)

    def _note(self, path: Path) -> Path:
        return self._output / f"{path.name}{words.NOTE_END}"

    def _withdraw(self, path: Path) -> None:
        """Take back the note on a file that can be read now, where it is one of ours."""
        note = self._note(path)
        with suppress(OSError):
            if read_plain(note).startswith(words.NOTE_HEAD.encode("utf-8-sig")):
                note.unlink()


def _explain(path: Path, error: XltrackError) -> bytes:
    """A note for whoever dropped a file: with a mark, so that every editor of Windows sees that it is UTF-8."""
    why, deed = words.NOTE_WHY.format(name=path.name, why=error), words.NOTE_DEED.format(deed=error.remedy)
    return "\r\n".join((words.NOTE_HEAD, "", why, deed, words.NOTE_AGAIN, "")).encode("utf-8-sig")
