"""How long reading one file may take: processor time of this thread, looked at between cells by whatever works on them.

One limit holds for the whole of it, the bytes and the grammars alike; outside of `reading_within` there is none.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from typing import Final

from xltrack.base.errors import SourceError

_NEVER: Final = float("inf")


class _Clock(local):
    """Each thread reads its own file."""

    seconds = _NEVER
    end = _NEVER


_CLOCK: Final = _Clock()


@contextmanager
def reading_within(seconds: float) -> Iterator[None]:
    """Let what stands inside take so much processor time, and no more than what it stands in has left."""
    before = _CLOCK.seconds, _CLOCK.end
    end = time.thread_time() + seconds
    _CLOCK.seconds, _CLOCK.end = (seconds, end) if end < before[1] else before
    try:
        yield
    finally:
        _CLOCK.seconds, _CLOCK.end = before


def allow(seconds: float) -> None:
    """Let the file that is being read take so much instead: a book that xltrack wrote holds more than its source."""
    if _CLOCK.end < _NEVER:
        _CLOCK.end += seconds - _CLOCK.seconds
        _CLOCK.seconds = seconds


def spend(seconds: float) -> None:
    """Count what a child took."""
    _CLOCK.end -= seconds


def check_time() -> None:
    """Go on only while there is time.

    Raises:
        SourceError: D135, the time is up.
    """
    if time.thread_time() > _CLOCK.end:
        raise SourceError("D135", seconds=round(_CLOCK.seconds))
