"""What the system refuses, in Chinese words; files that are files."""

import errno
import stat
from pathlib import Path
from typing import Final

from xltrack.base import words

_WINDOWS_IN_USE: Final = frozenset({32, 33})  # another program has the file, or a part of it


class NotPlainError(OSError):
    """What was to be read is no regular file: a folder, a pipe, a device."""


def is_in_use(error: OSError) -> bool:
    """Whether Windows refused because another program has the file."""
    return getattr(error, "winerror", None) in _WINDOWS_IN_USE


def reason_of(error: OSError) -> str:
    """Why the system refused, as a part of a sentence; a number where nobody has a word for it."""
    if isinstance(error, NotPlainError):
        return str(error)
    if is_in_use(error):
        return words.IN_USE
    if isinstance(error, TimeoutError):
        return words.NO_ANSWER
    known = words.SYSTEM.get(errno.errorcode.get(error.errno or 0, ""))
    if known:
        return known
    return words.NUMBERED.format(number=error.errno) if error.errno else words.UNNAMED.format(kind=type(error).__name__)


def read_plain(path: Path) -> bytes:
    """The bytes of a regular file: a pipe that nobody writes to would make its reader wait for ever.

    Raises:
        NotPlainError: it is a folder, a pipe, a device, a socket.
        OSError: it cannot be read.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise NotPlainError(words.FOLDER if stat.S_ISDIR(mode) else words.NOT_PLAIN)
    return path.read_bytes()
