"""What is done of many files, beside each other: in this process, in several of this machine, or on the machines of a cluster.

The work is a pure function of one file, which any `concurrent.futures.Executor` does; what comes back of each is small.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from xltrack.cli.console import track

if TYPE_CHECKING:
    from concurrent.futures import Executor

T = TypeVar("T")
Work = Callable[[int, "Executor | None"], Iterator[T]]

MANY: Final = 64  # files, from which on starting more processes to read them is worth its while
_MOST_WORKERS: Final = 8


def spread(paths: Sequence[Path], work: Work[T], *, cluster: str | None = None, many: int | None = None) -> Iterator[T]:
    """What comes of each file, in their order, with a bar on a terminal; where a process dies, this one does the rest.

    Args:
        paths: the files.
        work: gives what comes of the files from one of them on, by an executor or, without one, in this process.
        cluster: the address of the machines that do it; None for this one.
        many: how many files are worth several processes of this machine.

    Raises:
        UsageError: there is no cluster (D231, D232).
    """
    bar, done = track(paths), 0
    next(bar, None)
    if cluster or (len(paths) >= (MANY if many is None else many) and _workers() > 1):
        from concurrent.futures import BrokenExecutor  # few runs need it

        with suppress(BrokenExecutor), _executor(cluster) as executor:
            for found in work(0, executor):
                done += 1
                next(bar, None)
                yield found
    for found in work(done, None) if done < len(paths) else ():
        next(bar, None)
        yield found


def _workers() -> int:
    return min(os.cpu_count() or 1, _MOST_WORKERS)


@contextmanager
def _executor(cluster: str | None) -> Iterator[Executor]:
    if cluster:
        from xltrack.cli.cluster import cluster_executor

        with cluster_executor(cluster) as executor:
            yield executor
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(_workers(), initializer=_leave_interrupts) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _leave_interrupts() -> None:
    """Ctrl+C reaches every process of a terminal: the first one alone is to say so."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
