"""The n-th call of a run that touches the disk fails: every moment at which a disk is full, gone, forbidden, or the run is killed.

In this process by `failing`; in one of its own by `PRELUDE`, for a kill ends it.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

# A disk that is full, one that is broken, a place that is forbidden, a file that another program has locked.
KINDS = {"full": errno.ENOSPC, "broken": errno.EIO, "forbidden": errno.EACCES, "locked": errno.EACCES}
_IN_USE = 32  # what Windows says of a file that another program has
# What changes something, and what looks at it. `Path` calls these.
_CALLS = (
    "replace",
    "rename",
    "unlink",
    "mkdir",
    "rmdir",
    "utime",
    "chmod",
    "fsync",
    "scandir",
    "listdir",
    "stat",
    "open",
)


class Calls:
    """Counts the calls that touch a folder, and fails one of them."""

    def __init__(self, folder: Path, nth: int, fail: Callable[[object], None]) -> None:
        self.folder, self.nth, self.fail = str(folder), nth, fail
        self.count = 0

    def touch(self, where: object) -> None:
        """One more call, if it is in the folder or of a file that is open in it."""
        if isinstance(where, int) or str(where).startswith(self.folder):
            self.count += 1
            if self.count == self.nth:
                self.fail(where)

    def wrapped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """A function of `os` that counts."""

        def counted(where: Any, *words: Any, **more: Any) -> Any:
            self.touch(where)
            return call(where, *words, **more)

        return counted

    def opened(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """`open`, whose files count what is written into them."""

        def counted(where: Any, *words: Any, **more: Any) -> Any:
            self.touch(where)
            file = call(where, *words, **more)
            return _Counting(file, self) if str(where).startswith(self.folder) and file.writable() else file

        return counted


class _Counting:
    """A file that counts each write, each flush and its end."""

    def __init__(self, file: Any, calls: Calls) -> None:
        self._file, self._calls = file, calls

    def __enter__(self) -> _Counting:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        if name in ("write", "writelines", "flush"):
            self._calls.touch(0)
        return getattr(self._file, name)


@contextmanager
def failing(folder: Path, nth: int, kind: str) -> Iterator[Calls]:
    """Let the n-th call that touches a folder fail with an error of the system."""

    def fail(where: object) -> None:
        named = () if isinstance(where, int) else (str(where),)  # a file that is open has no name
        error = OSError(KINDS[kind], os.strerror(KINDS[kind]), *named)
        if kind == "locked":
            error.winerror = _IN_USE  # type: ignore[attr-defined]
        raise error

    with applied(Calls(folder, nth, fail)) as calls:
        yield calls


@contextmanager
def applied(calls: Calls) -> Iterator[Calls]:
    """Let all calls be counted."""
    patches = [mock.patch.object(os, name, calls.wrapped(getattr(os, name))) for name in _CALLS]
    patches.append(mock.patch.object(io, "open", calls.opened(io.open)))
    for patch in patches:
        patch.start()
    try:
        yield calls
    finally:
        for patch in patches:
            patch.stop()


def killing(folder: Path, nth: int, before: str = "") -> str:
    """A program before the command line, in whose process the n-th call is never made: it is killed there."""
    return f"""
import os, signal, sys
from pathlib import Path
from tests.faults.calls import Calls, applied
import xltrack.cli, xltrack.edits, xltrack.cli.updating, xltrack.cli.commands
{before}
kept = applied(Calls(Path({str(folder)!r}), {nth}, lambda _: os.kill(os.getpid(), signal.SIGKILL)))
kept.__enter__()
"""
