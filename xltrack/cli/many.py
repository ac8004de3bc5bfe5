"""Reading very many files over all processors; loaded only where there are that many."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from pathlib import Path

from xltrack import api
from xltrack.base.errors import SourceError
from xltrack.domain.records import Document
from xltrack.domain.roster import Roster

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
