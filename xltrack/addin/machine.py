"""The computer as the add-in knows it: its folders, registry, trust, and what it starts; each a value, so that tests have others."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from xltrack.addin.asking import Asked, ask
from xltrack.addin.places import Places, own_places
from xltrack.addin.registry import Registry, own_registry
from xltrack.addin.setup import Setup
from xltrack.addin.trust import Trust, own_trust
from xltrack.base.platform import own_command


class Machine(NamedTuple):
    """One user's computer.

    Attributes:
        places: its folders.
        registry: that of the user; None where there is none: Excel is for Windows.
        trust: whom he trusts.
        now: the moment.
        serving: what starts the server.
        start: starts a program that goes on by itself.
        show: opens a file with the program that it belongs to.
        ask: asks the server at a path with the key.
    """

    places: Places
    registry: Registry | None
    trust: Trust
    now: datetime
    serving: tuple[str, ...]
    start: Callable[[Sequence[str]], object]
    show: Callable[[Path], object]
    ask: Callable[[Setup, str], Asked] = ask


def this_machine(now: datetime) -> Machine:
    """The computer that this runs on."""
    return Machine(own_places(), own_registry(), own_trust(), now, _serving(), _start, _show)


def _serving() -> tuple[str, ...]:
    """What starts the server: on Windows by the Python that opens no window, where there is one."""
    program, *rest = own_command("serve")
    if sys.platform == "win32":
        windowless = Path(program).with_name("pythonw.exe")
        return (str(windowless) if windowless.is_file() else program, *rest)
    # Whoever signs in has not what the script of an offline folder sets.
    path = os.environ.get("PYTHONPATH")
    return (*(("/usr/bin/env", f"PYTHONPATH={path}") if path else ()), program, *rest)


def _start(command: Sequence[str]) -> None:
    nothing = subprocess.DEVNULL
    flags: int = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    started = subprocess.Popen(
        command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True, creationflags=flags, close_fds=True,
        cwd=Path.home(),
    )  # fmt: skip
    started.returncode = 0  # it goes on by itself: nobody waits for it


def _show(path: Path) -> None:
    if sys.platform == "win32":
        os.startfile(path)
