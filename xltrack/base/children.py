"""Parts of this program in processes of their own, within limits: what reads .xls, opens locked files, fills templates of others.

A child is the program itself, started again by its path (`platform.own_command`), so it is found wherever this one was; the
libraries it finds where this process finds them, but never in the current folder. It says that it has begun before it
looks at the file: one that does not is at fault itself, whatever the file is.
"""

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal

from xltrack.base.errors import SourceError
from xltrack.base.platform import CHILD, limit_this_process, own_command, run_limited

_BEGUN: Final = b"xltrack\n"
Child = Literal["xls", "locked", "annex", "notice"]
# What a child does: the bytes that it got, where a library may talk to, its further arguments; its answer, a line of JSON first.
Answer = Callable[[bytes, io.TextIOBase, Sequence[str]], Iterable[bytes]]


def ask_child(name: Child, data: bytes, memory: int, seconds: float, *more: str) -> tuple[dict[str, Any], bytes] | None:
    """What a child answers to a file: its line of JSON, and the bytes behind it; None where its time was up.

    The first is empty where it was killed, or died in the middle.

    Raises:
        SourceError: D138, it could not begin.
    """
    command = own_command(CHILD, name, str(memory), str(seconds), libraries(), *more)
    try:
        done = run_limited(command, data, seconds)
    except OSError:
        raise SourceError("D138") from None
    if done is None:
        return None
    begun, _, answer = done[1].partition(_BEGUN)
    if begun or not done[1]:
        raise SourceError("D138")
    head, _, rest = answer.partition(b"\n")
    with suppress(ValueError):
        if isinstance(said := json.loads(head), dict):
            return said, rest
    return {}, rest


def libraries() -> str:
    """Where this process finds its libraries, as an argument of a child (`find_libraries`)."""
    return os.pathsep.join(_libraries())


def find_libraries(told: str) -> None:
    """Find libraries where the process does that began this one."""
    sys.path += [entry for entry in told.split(os.pathsep) if entry and entry not in sys.path]


def _libraries() -> Iterator[str]:
    """Where this process finds its libraries, but for the current folder, in which anything may lie."""
    here = None
    with suppress(OSError):  # it may be gone
        here = Path.cwd()
    for entry in sys.path:
        if entry and (here or Path(entry).is_absolute()) and (folder := Path(entry).resolve()) != here:
            yield str(folder)


def answer_as_child(arguments: Sequence[str], answer_of: Callable[[str], Answer]) -> int:
    """Be a child: read a file from standard input, and answer on standard output as the one of this name does."""
    name, memory, seconds, folders, *more = arguments
    find_libraries(folders)
    limit_this_process(int(memory), float(seconds))
    answer, data = sys.stdout.buffer, sys.stdin.buffer.read()
    answer.write(_BEGUN)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device, not a path
        sys.stdout = sys.stderr = nowhere
        answer.writelines(answer_of(name)(data, nowhere, more))
    answer.flush()
    return 0
