"""Opens one file: reads its bytes once, whole and unchanged, says what it is, and hands it to its reader."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from xltrack.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, NO_MEMORY, Limits
from xltrack.reading.grid import Book
from xltrack.reading.sniff import sniff, sniff_package

_LOCK_FILE = 4096
_IN_USE = frozenset({32, 33})  # Windows: another program has the file, or a part of it


def open_book(path: Path, *, limits: Limits = DEFAULT_LIMITS, only: Sequence[str] | None = None) -> Book:
    """Read a workbook of any kind; of an .xlsx only the sheets that the defined names in `only` point to, where given.

    Raises:
        SourceError: it is no workbook that can be read; its sentence says what it is and what to do.
    """
    try:
        data = read_bytes(path, limits)
        return _read(data, path.name, limits, only)
    except MemoryError:
        raise SourceError("D132", limit=NO_MEMORY, name=path.name) from None
    except SourceError as error:
        raise SourceError(error.code, **{"name": path.name, **error.facts}) from None


def _read(data: bytes, name: str, limits: Limits, only: Sequence[str] | None) -> Book:
    if sniff(data) == "xls":
        from xltrack.reading.xls import read_xls

        return read_xls(data, name, limits)
    from xltrack.ooxml.package import Package

    package = Package(data, limits)
    if sniff_package(package) == "ods":
        from xltrack.reading.ods import read_ods

        return read_ods(package, name, limits)
    from xltrack.reading.xlsx import read_xlsx

    return read_xlsx(package, name, limits, only)


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
