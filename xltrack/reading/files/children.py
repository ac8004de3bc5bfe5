"""Parts of this program in processes of their own, within limits: what reads .xls, and what opens locked files.

A child is the program itself, started again by its path (`platform.own_command`), so it is found wherever this one was; the
libraries it finds where this process finds them, but never in the current folder. It says that it has begun before it
looks at the file: one that does not is at fault itself, whatever the file is.
"""

import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal

from xltrack.base.errors import SourceError
from xltrack.base.platform import CHILD, limit_this_process, own_command, run_limited
from xltrack.ooxml.limits import DEFAULT_LIMITS, MEGABYTE, Limits

_BEGUN: Final = b"xltrack\n"


def ask_child(
    name: Literal["xls", "locked"], data: bytes, memory: int, seconds: float, *more: str
) -> tuple[dict[str, Any], bytes] | None:
    """What a child answers to a file: its line of JSON, and the bytes behind it; None where its time was up.

    The first is empty where it was killed, or died in the middle.

    Raises:
        SourceError: D138, it could not begin.
    """
    command = own_command(CHILD, name, str(memory), str(seconds), os.pathsep.join(_libraries()), *more)
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


def _libraries() -> Iterator[str]:
    """Where this process finds its libraries, but for the current folder, in which anything may lie."""
    here = None
    with suppress(OSError):  # it may be gone
        here = Path.cwd()
    for entry in sys.path:
        if entry and (here or Path(entry).is_absolute()) and (folder := Path(entry).resolve()) != here:
            yield str(folder)


def serve(arguments: Sequence[str]) -> int:
    """Be a child: read a file from standard input, and answer on standard output."""
    name, memory, seconds, folders, *more = arguments
    sys.path += [entry for entry in folders.split(os.pathsep) if entry and entry not in sys.path]
    limit_this_process(int(memory), float(seconds))
    answer, data = sys.stdout.buffer, sys.stdin.buffer.read()
    answer.write(_BEGUN)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device, not a path
        sys.stdout = sys.stderr = nowhere
        answer.writelines(_answer(name, data, nowhere, *more))
    answer.flush()
    return 0


def _answer(name: str, data: bytes, log: io.TextIOBase, *more: str) -> Iterator[bytes]:
    if name == "xls":
        from xltrack.reading.files.xls_child import answer_workbook

        return answer_workbook(data, log, int(more[0]))
    from xltrack.reading.files.locked_child import answer_unlocked

    return answer_unlocked(data)


# Excel locks with this where only the structure is protected, and opens such a book without asking.
_DEFAULT: Final = "VelvetSweatshop"


def unlock(data: bytes, password: str | None, limits: Limits = DEFAULT_LIMITS) -> tuple[bytes, bool]:
    """The workbook that a password protects, and whether it took the user's own to open it.

    Raises:
        SourceError: D126 no password was given, D250 it is wrong, D253 the encryption is unknown or damaged, D254 it takes
            too long, D132 too much memory, D138 it could not be tried.
    """
    passwords = json.dumps([_DEFAULT, *([password] if password else [])]).encode()
    said, plain = ask_child("locked", passwords + b"\n" + data, limits.memory, limits.unlocking) or ({}, b"")
    if not said:  # its time was up, or it died in the middle
        raise SourceError("D254", seconds=round(limits.unlocking))
    refused = said.get("refused")
    if refused == "D250" and not password:
        raise SourceError("D126")
    if refused:
        raise SourceError(refused, limit=f"{limits.memory // MEGABYTE} MB")
    return plain, said.get("opened") != 0
