"""What is done of many files, beside each other: in this process, in several of this machine, or on the machines of a cluster.

The work is a pure function of one file, which any `concurrent.futures.Executor` does; what comes back of each is small.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from xltrack.base.hands import Hands
from xltrack.cli.console import track

if TYPE_CHECKING:
    from concurrent.futures import Executor

A = TypeVar("A")
B = TypeVar("B")
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
    with crew_for(paths, cluster=cluster, many=many) as crew:
        yield from crew.spread(paths, work)


@contextmanager
def crew_for(paths: Sequence[Path], *, cluster: str | None = None, many: int | None = None) -> Iterator[Crew]:
    """Those who work on so many files, as long as this lasts: nobody but this process where these are few.

    Raises:
        UsageError: there is no cluster (D231, D232).
    """
    if cluster or (len(paths) >= (MANY if many is None else many) and _workers() > 1):
        with _executor(cluster) as executor:
            yield Crew(executor, _MOST_WORKERS if cluster else _workers())
    else:
        yield Crew()


class Crew:
    """Those who work beside this process, as long as they live; what they leave undone it does itself.

    Attributes:
        count: how many they are.
    """

    def __init__(self, executor: Executor | None = None, count: int = 0) -> None:
        self._executor, self.count = executor, count

    @property
    def hands(self) -> Hands | None:
        """They, where there are any."""
        return self if self._executor else None

    def spread(self, paths: Sequence[Path], work: Work[T]) -> Iterator[T]:
        """What comes of each file, in their order: it is begun at once, and a bar shown on a terminal while it is waited for."""
        begun = None
        if self._executor:
            with self._living():
                begun = work(0, self._executor)
        return self._awaited(paths, work, begun)

    def _awaited(self, paths: Sequence[Path], work: Work[T], begun: Iterator[T] | None) -> Iterator[T]:
        bar, done = track(paths), 0
        next(bar, None)
        if begun is not None:
            with self._living():
                for found in begun:
                    done += 1
                    next(bar, None)
                    yield found
        for found in work(done, None) if done < len(paths) else ():
            next(bar, None)
            yield found

    def begin(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Let one of them begin; what is given back waits for what comes of it."""
        future = None
        if self._executor:
            with self._living():
                future = self._executor.submit(work, given)

        def awaited() -> B:
            if future:
                with self._living():
                    return future.result()
            return work(given)

        return awaited

    @contextmanager
    def _living(self) -> Iterator[None]:
        """What ends early where one of them died: nobody is asked any more then."""
        from concurrent.futures import BrokenExecutor  # few runs need it

        try:
            yield
        except BrokenExecutor:
            self._executor = None


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
