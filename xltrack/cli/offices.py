"""`xltrack report --by-office`: each file its own report, made beside each other, and one book with a line for each."""

import os
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path

from xltrack import offices
from xltrack.base.errors import UsageError
from xltrack.cli import words
from xltrack.cli.console import tell, track
from xltrack.cli.gathering import ask_password, day_of, leave_interrupts, read_roster
from xltrack.cli.parser import Said
from xltrack.offices import Order
from xltrack.report.offices import OfficeLine
from xltrack.sources import find_sources

_FEW = 8  # files, up to which starting more processes is not worth its while
_MOST_WORKERS = 8


def report_offices(said: Said, output: Path | None) -> int:
    """Do what was asked; 1 where some file has no report."""
    if output is None or output.suffix.lower() == ".xlsx":
        raise UsageError("D160", reason=words.NEEDS_FOLDER)
    paths = find_sources(said.files)
    password = ask_password() if said.password else None
    roster = read_roster(said.roster, password) if said.roster else None
    order = Order(day_of(said), output, said.year, roster, password)
    lines = list(_made(paths, order, said.cluster))
    written = offices.write_offices(lines, paths, order)
    return tell(written.summary, 1 if any(line.refused for line in lines) else 0)


def _made(paths: list[Path], order: Order, cluster: str | None) -> Iterator[OfficeLine]:
    """The lines; where a process dies, the rest is done in this one: what is done is in the journal."""
    bar = track(paths)
    done = 0
    try:
        with _executor(len(paths), cluster) as executor:
            for line in offices.report_offices(paths, order, executor):
                next(bar, None)
                done += 1
                yield line
    except BrokenExecutor:
        yield from list(offices.report_offices(paths, order))[done:]
    next(bar, None)


@contextmanager
def _executor(files: int, cluster: str | None) -> Iterator[Executor | None]:
    if cluster:
        from xltrack.cli.cluster import cluster_executor

        with cluster_executor(cluster) as executor:
            yield executor
        return
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    alone = files <= _FEW or workers < 2
    with nullcontext() if alone else ProcessPoolExecutor(workers, initializer=leave_interrupts) as pool:
        yield pool
