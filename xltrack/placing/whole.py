"""A file is written whole or not at all, by one run at a time: temporary file, fsync, replace, and a lock beside it."""

import errno
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from xltrack.base import platform
from xltrack.base.errors import OutputError
from xltrack.base.system import NotPlainError, read_plain, reason_of

Content = bytes | Callable[[], Iterable[bytes]]  # a whole file, or what makes its pieces

_OURS: Final = ".~"  # what the names of locks and temporary files begin with
_TEMPORARY: Final = ".xltrack-tmp"
_LOCK: Final = ".xltrack-lock"
_STALE: Final = 600.0  # seconds; a run takes a few
_MOMENT: Final = 1.0  # between making a lock and saying in it whose it is
_PATIENCE: Final = 10.0
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DENIED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def pieces_of(data: Content) -> Iterable[bytes]:
    """The bytes of a file, piece by piece."""
    return (data,) if isinstance(data, bytes) else data()


def write_whole(path: Path, data: Content, *, like: Path | None = None) -> None:
    """Put the bytes in the place of `path`: whoever looks sees the old file or the new one, each whole.

    Who may read and change it is as of the file `like`, where one is given: the file of a group stays one.

    Raises:
        OutputError: the folder is missing (D143) or takes no file (D144), the file is open (D145), the disk is full
            (D146), anything else (D149).
    """
    clear_leftovers(path.parent)
    temporary = path.with_name(f"{_OURS}{path.stem[:20]}.{_host():08x}.{os.getpid()}.{_token()}{_TEMPORARY}")
    try:
        try:
            _write_through(temporary, data)
            if like is not None:
                shutil.copymode(like, temporary)
        except OSError as error:
            raise failure(error, path) from error
        try:
            platform.replace_file(temporary, path)
        except PermissionError as error:
            raise OutputError("D145", path=path) from error
        except OSError as error:
            raise failure(error, path) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    platform.sync_folder(path.parent)


def content_of(path: Path) -> bytes | None:
    """The bytes that stand there; None where nothing does, b"" where it is nothing that could be replaced.

    Raises:
        OutputError: the system does not tell (D149): what stands there is neither kept nor replaced by guess.
    """
    try:
        return read_plain(path)
    except FileNotFoundError:
        return b"" if path.is_symlink() else None
    except NotPlainError:
        return b""
    except OSError as error:
        raise OutputError("D149", path=path, reason=reason_of(error)) from error


def _write_through(path: Path, data: Content) -> None:
    with path.open("xb") as file:
        file.writelines(pieces_of(data))
        file.flush()
        os.fsync(file.fileno())


def failure(error: OSError, path: Path) -> OutputError:
    """What to say where the system refuses to write a file, or to make its folder."""
    if error.errno in _FULL:
        return OutputError("D146", path=path)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return OutputError("D143", folder=path.parent)
    if error.errno in _DENIED:
        return OutputError("D144", folder=path.parent)
    return OutputError("D149", path=path, reason=reason_of(error))


@contextmanager
def locked(path: Path) -> Iterator[Callable[[], None]]:
    """Hold the lock of an output while it is looked at and written; a lock whose run is gone is cleared.

    What takes long calls what it is given now and then, so that the lock does not count as left behind; that raises D148
    where another run has taken over.

    Raises:
        OutputError: another run holds it and does not end (D148), or the folder takes no lock (D143, D144, D146).
    """
    lock = path.with_name(f"{_OURS}{path.stem}{_LOCK}")
    mine = f"{os.getpid()} {platform.host_name()} {_token()}"
    _take(lock, mine, path)
    clear_leftovers(path.parent)

    def keep() -> None:
        with suppress(OSError):
            if lock.read_text("utf-8") == mine:
                os.utime(lock)
                return
        raise OutputError("D148", path=path)

    try:
        yield keep
    finally:
        with suppress(OSError):
            if lock.read_text("utf-8") == mine:
                lock.unlink()


def _take(lock: Path, mine: str, path: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return _make_lock(lock, mine)
        except FileExistsError:
            if _clear_stale(lock):
                continue
        except OSError as error:
            raise failure(error, path) from error
        if time.monotonic() > end:
            raise OutputError("D148", path=path)
        time.sleep(0.05)


def _make_lock(lock: Path, mine: str) -> None:
    """Make a lock that says whose it is, or none: a full disk can give a name and no room for a word."""
    file = lock.open("x", encoding="utf-8")
    try:
        with file:
            file.write(mine)
    except BaseException:
        with suppress(OSError):
            lock.unlink()
        raise


def _clear_stale(lock: Path) -> bool:
    """Remove a lock whose run is gone; whether it is worth trying again at once."""
    try:
        held = read_plain(lock).decode("utf-8", "replace")
        age = time.time() - lock.stat().st_mtime
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if age < _bearable(held):
        return False
    # Moved aside first: of two runs that see the same stale lock only one gets to move it.
    aside = lock.with_name(f"{lock.name}.{_token()}{_TEMPORARY}")
    with suppress(OSError):
        lock.rename(aside)
        if read_plain(aside).decode("utf-8", "replace") == held:
            aside.unlink()
            return True
        aside.rename(lock)
    return False


def _bearable(held: str) -> float:
    """How old in seconds a lock with these words may be: one that does not say whose it is (a kill, a power cut) a moment."""
    pid, _, rest = held.partition(" ")
    host, _, token = rest.partition(" ")
    if not (pid.isdecimal() and token):
        return _MOMENT
    gone = host == platform.host_name() and not platform.is_running(int(pid))
    return float("-inf") if gone else _STALE


def clear_leftovers(folder: Path) -> None:
    """Remove what runs that were killed left behind: locks and temporary files of processes that are gone, and old ones."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.name.startswith(_OURS)]
    except OSError:
        return
    for name in names:
        if name.endswith(_LOCK):
            _clear_stale(folder / name)
        if not name.endswith(_TEMPORARY):
            continue
        parts = name.split(".")
        ours = len(parts) > 4 and parts[-4] == f"{_host():08x}" and parts[-3].isdecimal()
        with suppress(OSError):
            old = time.time() - (folder / name).stat().st_mtime > _STALE
            if old or (ours and not platform.is_running(int(parts[-3]))):
                (folder / name).unlink()


def _token() -> str:
    return os.urandom(4).hex()


def _host() -> int:
    return zlib.crc32(platform.host_name().encode("utf-8", "replace"))
