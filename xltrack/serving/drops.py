"""What was dropped in one run: each drop a folder with a name that nobody guesses, its files by cleaned names, all gone with the run."""

import hashlib
import secrets
import shutil
import time
from asyncio import Lock
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal, NamedTuple

from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS
from xltrack.placing.output import MOST_NUMBERED, numbered, safe_name
from xltrack.serving.bounds import Bounds
from xltrack.serving.orders import AGAIN, FORMS, LAST, MADE, SHEETS

Shelf = Literal["files", "last", "forms", "again"]
SHELVES: Final[tuple[Shelf, ...]] = (SHEETS, LAST, FORMS, AGAIN)
_SINGLE: Final = (LAST, AGAIN)  # what comes takes the place of what came before
_DEPTH: Final = 4  # folders in folders
_SUFFIX: Final = 8  # characters


class TooMuchError(Exception):
    """A drop, or all of them, hold as much as they may."""


class Drop:
    """What was dropped together.

    Attributes:
        folder: where it lies.
        loose: names of files that came by themselves, not in a folder.
        answers: what was said to lines of 核对清单, in the order in which it was, each with the line as it was shown.
        spoken: what the lines that were shown last speak of.
        beside: the folder of the workbook that stands open in a host, where that is known.
        busy: held while something is done with it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loose: list[str] = []
        self.answers: list[dict[str, Any]] = []
        self.spoken: list[Any] = []
        self.shown: list[dict[str, Any]] = []
        self.password: str | None = None
        self.beside: Path | None = None
        self.busy = Lock()
        self.used = time.monotonic()
        self.bytes = 0
        self.count = 0

    def near(self) -> Path | None:
        """The folder of the open workbook, where that is still there."""
        return self.beside if self.beside and self.beside.is_dir() else None

    def room(self) -> Path:
        """A new folder for what is made."""
        place = self.folder / MADE / secrets.token_urlsafe(9)
        place.mkdir(parents=True)
        return place


class Drops:
    """All drops of one run."""

    def __init__(self, folder: Path, bounds: Bounds) -> None:
        self.folder, self.bounds = folder, bounds
        self._drops: dict[str, Drop] = {}
        self._made: dict[str, Path] = {}

    def open(self) -> str:
        """Begin a drop; its name."""
        while len(self._drops) >= self.bounds.drops:
            idle = [name for name, drop in self._drops.items() if not drop.busy.locked()]
            if not idle:
                raise TooMuchError
            self.close(min(idle, key=lambda name: self._drops[name].used))
        name = secrets.token_urlsafe(18)
        folder = self.folder / name
        for shelf in SHELVES:
            (folder / shelf).mkdir(parents=True)
        self._drops[name] = Drop(folder)
        return name

    def find(self, name: str) -> Drop | None:
        """A drop by its name."""
        drop = self._drops.get(name)
        if drop:
            drop.used = time.monotonic()
        return drop

    def close(self, name: str) -> None:
        """Forget a drop and all that came of it."""
        drop = self._drops.pop(name, None)
        if drop:
            self._made = {key: path for key, path in self._made.items() if not path.is_relative_to(drop.folder)}
            shutil.rmtree(drop.folder, ignore_errors=True)

    def publish(self, path: Path) -> str:
        """Let a file be fetched; the key of its address."""
        key = secrets.token_urlsafe(24)
        self._made[key] = path
        return key

    def made(self, key: str) -> Path | None:
        """The file of a key."""
        return self._made.get(key)

    async def keep(self, drop: Drop, shelf: Shelf, told: str, pieces: AsyncIterator[bytes]) -> Path:
        """Keep a file that comes in pieces; where it lies.

        Raises:
            SourceError: D132, it is too large.
            TooMuchError: there is no room for it.
        """
        path = clean_path(told)
        loose = len(path.parts) == 1
        # The name of the folder itself that was dropped says nothing.
        wished = drop.folder / shelf / (path if loose else path.relative_to(path.parts[0]))
        if drop.count >= self.bounds.files:
            raise TooMuchError
        arriving = drop.folder / f"{secrets.token_hex(8)}.tmp"
        try:
            arrived = await self._receive(arriving, path.name, pieces)
            if shelf in _SINGLE:
                for former in (drop.folder / shelf).iterdir():
                    former.unlink()
            kept = _place(arrived, wished)
            drop.bytes += arrived.size
            drop.count += 1
            if loose and shelf == SHEETS:
                drop.loose = list(dict.fromkeys((*drop.loose, kept.name)))
            return kept
        finally:
            arriving.unlink(missing_ok=True)

    async def _receive(self, arriving: Path, name: str, pieces: AsyncIterator[bytes]) -> "_Arrived":
        size, digest, held = 0, hashlib.sha256(), sum(drop.bytes for drop in self._drops.values())
        with arriving.open("wb") as file:
            async for piece in pieces:
                size += len(piece)
                if size > self.bounds.file:
                    raise too_large(name, self.bounds)
                if held + size > self.bounds.run:
                    raise TooMuchError
                digest.update(piece)
                file.write(piece)
        return _Arrived(arriving, size, digest.digest())

    def remove(self, drop: Drop, shelf: Shelf, told: str) -> None:
        """Take a file out of a drop."""
        path = drop.folder / shelf / clean_path(told)
        if path.is_file():
            drop.bytes -= path.stat().st_size
            drop.count -= 1
            path.unlink()
        drop.loose = [name for name in drop.loose if name != path.name]


class _Arrived(NamedTuple):
    """A file that came: where it lies, its size, its digest."""

    path: Path
    size: int
    digest: bytes


def _place(arrived: _Arrived, wished: Path) -> Path:
    """Put a file where it is to lie; beside another one of its name, in the place of the same one."""
    wished.parent.mkdir(parents=True, exist_ok=True)
    for number in range(1, MOST_NUMBERED + 1):
        target = numbered(wished, number)
        if not target.exists():
            arrived.path.replace(target)
            return target
        if target.is_file() and hashlib.sha256(target.read_bytes()).digest() == arrived.digest:
            return target
    raise TooMuchError


def clean_path(told: str) -> PurePosixPath:
    """A name, or a path in a folder, as it may be on every disk and lead nowhere else: 「../../C:/x」 is 「C_/x」."""
    parts = [part for part in told.replace("\\", "/").split("/") if part.strip(". \u3000")]
    *folders, last = parts or ["_"]
    stem, dot, suffix = last.rpartition(".")
    if not dot or not suffix.isascii() or not suffix.isalnum() or len(suffix) > _SUFFIX:
        stem, suffix = last, ""
    name = safe_name(stem or "_") + (f".{suffix}" if suffix else "")
    return PurePosixPath(*(safe_name(folder) for folder in folders[-_DEPTH:]), name)


def too_large(name: str, bounds: Bounds) -> SourceError:
    """Why a file is not taken."""
    over = DEFAULT_LIMITS._replace(file=bounds.file).over("file")
    return SourceError(over.code, **{"name": name, **over.facts})
