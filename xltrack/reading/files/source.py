"""Opens one file: reads its bytes once, whole and unchanged, says what it is, and hands it to its reader."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, NO_MEMORY, Limits
from xltrack.reading.files.grid import SourceBook
from xltrack.reading.files.sniff import FileKind, sniff, sniff_package

_LOCK_FILE = 4096
_IN_USE = frozenset({32, 33})  # Windows: another program has the file, or a part of it


def open_book(
    path: Path, *, limits: Limits = DEFAULT_LIMITS, only: Sequence[str] | None = None, password: str | None = None
) -> SourceBook:
    """Read a workbook of any kind; of an .xlsx only the sheets that the defined names in `only` point to, where given.

    `password` opens it where it is locked.

    Raises:
        SourceError: it is no workbook that can be read; its sentence says what it is and what to do.
    """
    try:
        data = read_bytes(path, limits)
        try:
            return _read(data, path.name, limits, only)
        except SourceError as error:
            if error.code != "D126":
                raise
        return _read_locked(data, path.name, limits, only, password)
    except MemoryError:
        raise SourceError("D132", limit=NO_MEMORY, name=path.name) from None
    except SourceError as error:
        raise SourceError(error.code, **{"name": path.name, **error.facts}) from None


def _read(data: bytes, name: str, limits: Limits, only: Sequence[str] | None) -> SourceBook:
    kind = sniff(data)
    if kind == "xls":
        from xltrack.reading.files.xls import read_xls

        return read_xls(data, name, limits)
    if kind != "xlsx":
        return _read_text(data, kind, name, limits)
    from xltrack.ooxml.package import Package

    package = Package(data, limits)
    if sniff_package(package) == "ods":
        from xltrack.reading.files.ods import read_ods

        return read_ods(package, name, limits)
    from xltrack.reading.files.xlsx import read_xlsx

    return read_xlsx(package, name, limits, only)


def _read_text(data: bytes, kind: FileKind, name: str, limits: Limits) -> SourceBook:
    if kind == "web page":
        from xltrack.reading.files.web_page import read_web_page

        return read_web_page(data, name, limits)
    if kind == "xml 2003":
        from xltrack.reading.files.xml2003 import read_xml2003

        return read_xml2003(data, name, limits)
    from xltrack.reading.files.delimited import read_delimited

    return read_delimited(data, name, limits)


def _read_locked(
    data: bytes, name: str, limits: Limits, only: Sequence[str] | None, password: str | None
) -> SourceBook:
    from xltrack.reading.files.locked import unlock

    plain, locked = unlock(data, password, limits)
    try:
        return _read(plain, name, limits, only)._replace(locked=locked)
    except SourceError as error:
        # A lock inside a lock is nothing that an office program makes.
        raise SourceError("D253") if error.code == "D126" else error from None


def read_bytes(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a regular file that did not change while they were read.

    Raises:
        SourceError: it is no file, cannot be read, is too big, changes, or is the lock file of an open workbook.
    """
    try:
        before = path.stat()
        _refuse_kind(path, before)
        if before.st_size > limits.file:
            raise limits.over("file")
        with path.open("rb") as file:
            opened = os.fstat(file.fileno())
            data = file.read()
            after = os.fstat(file.fileno())
    except OSError as error:
        raise _refusal(path, error) from None
    if _print_of(opened) != _print_of(after) or len(data) != after.st_size:
        raise SourceError("D110")
    return data


def read_unlocked(path: Path, limits: Limits = DEFAULT_LIMITS, password: str | None = None) -> bytes:
    """The bytes of a workbook, unlocked where a password opens it; what is none is left to whoever reads it.

    Raises:
        SourceError: as `read_bytes` does, and D126, D250 to D254 where it cannot be unlocked.
    """
    data = read_bytes(path, limits)
    try:
        sniff(data)
    except SourceError as error:
        if error.code == "D126":
            from xltrack.reading.files.locked import unlock

            return unlock(data, password, limits)[0]
        if error.code.startswith("D25"):
            raise
    return data


def _print_of(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _refuse_kind(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise SourceError("D103")
    if not stat.S_ISREG(status.st_mode):
        raise SourceError("D104")
    if path.name.startswith(("~$", ".~lock.")) and status.st_size <= _LOCK_FILE:
        raise SourceError("D109", workbook=path.name.removeprefix("~$").removeprefix(".~lock.").removesuffix("#"))


def _refusal(path: Path, error: OSError) -> SourceError:
    if getattr(error, "winerror", None) in _IN_USE:
        return SourceError("D108", reason=error.strerror)
    if isinstance(error, PermissionError):
        return SourceError("D107")
    try:
        is_link = path.is_symlink()
    except OSError:
        is_link = False
    if is_link:
        return SourceError("D106")
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return SourceError("D105")
    if isinstance(error, IsADirectoryError):
        return SourceError("D103")
    return SourceError("D108", reason=error.strerror or str(error))
