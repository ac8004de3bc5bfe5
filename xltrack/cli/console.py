"""Saying things to people: lines, failures, and a progress bar."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from xltrack.base import platform
from xltrack.base import words as base_words
from xltrack.base.errors import Skipped, XltrackError
from xltrack.base.text import visible
from xltrack.cli import words


class NothingReadError(Exception):
    """No file at all could be read; each has had its sentence, and `skipped` are all of them."""

    def __init__(self, skipped: Sequence[Skipped]) -> None:
        super().__init__(skipped)
        self.skipped = skipped


def tell(lines: Iterable[str], status: int = 0) -> int:
    """Some lines of the result; gives back the exit status that it is told with."""
    for line in lines:
        sys.stdout.write(visible(line) + "\n")  # what a cell holds makes the console do nothing
    return status


def tell_json(pieces: Iterable[str], status: int = 0) -> int:
    """A document for other programs, in UTF-8 whatever the console speaks; gives back the exit status that it is told with."""
    platform.write_bytes(piece.encode("utf-8", errors="replace") for piece in pieces)
    return status


def remark(line: str) -> None:
    """One line beside the result, on standard error."""
    sys.stderr.write(visible(line) + "\n")


def complain(error: XltrackError, path: Path | None = None) -> None:
    """A failure as one sentence and what to do, on standard error; `path` is the file of a run of several."""
    sentence = str(error)
    place = f"{path.name}：" if path and path.name not in sentence else ""
    said = base_words.TOLD.format(sentence=place + sentence, deed=error.remedy)
    remark(said.replace("\r", " ").replace("\n", " "))


def track(paths: Sequence[Path]) -> Iterator[Path]:
    """The paths one by one, with a bar on a terminal once the work has taken half a second; none when piped."""
    stream, began = sys.stderr, time.monotonic()
    shown = stream.isatty() and len(paths) > 1
    for done, path in enumerate(paths):
        if shown and time.monotonic() - began > 0.5:
            bar = ("#" * (24 * done // len(paths))).ljust(24, "-")
            stream.write(f"\r[{bar}] " + words.READING.format(done=done, total=len(paths)))
            stream.flush()
        yield path
    if shown:
        stream.write("\r" + " " * 60 + "\r")
