"""Takes the add-in away again: what was installed, and nothing else."""

from collections.abc import Iterator
from typing import NamedTuple

from xltrack.addin import words
from xltrack.addin.arriving import end_server
from xltrack.addin.machine import Machine
from xltrack.addin.setup import read_setup
from xltrack.addin.taking import take_back
from xltrack.addin.traces import Part, Trace, Traces


class Left(NamedTuple):
    """What came of it: lines to say, and whether nothing is left to be done by hand."""

    lines: tuple[str, ...]
    whole: bool


def uninstall(machine: Machine, *, wps: bool) -> Left:
    """Take everything away, or the part of WPS alone; with the last part goes what both share."""
    traces = Traces(machine.places.data)
    parts: set[Part] = {"wps"} if wps else {"shared", "excel", "wps"}
    if not traces.parts() & parts:
        return Left((words.NOTHING_INSTALLED,), whole=True)
    ended = True
    if traces.parts() <= parts | {"shared"}:
        parts.add("shared")
        setup = read_setup(machine.places.data)
        ended = setup is None or end_server(setup, machine)
    left = take_back(traces, parts, machine.registry, machine.trust)
    return Left((*_told(left, parts, ended=ended),), ended and not left)


def _told(left: list[Trace], parts: set[Part], *, ended: bool) -> Iterator[str]:
    if not ended:
        yield words.STILL_RUNNING
    for one in left:
        yield words.LEFT_TRUST if one.kind == "trust" else words.LEFT.format(what=one.what)
    yield words.UNINSTALLED_WPS if parts == {"wps"} else words.UNINSTALLED
