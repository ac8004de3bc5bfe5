"""The zip of an office file: its parts by name, within limits, and its relations. Nothing outside of it is ever opened."""

import io
import posixpath
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from xltrack.base.clock import check_time
from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, Limits
from xltrack.ooxml.xml import Attributes, PartError, walk

try:
    from lzma import LZMAError
except ImportError:  # some builds of Python lack it, as zipfile knows
    LZMAError = zipfile.BadZipFile  # type: ignore[assignment,misc]

_CHUNK = 256 * 1024
_BAD_ENTRY = (
    LZMAError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    NotImplementedError,
)


class Relation(NamedTuple):
    """One relation of a part: the last word of its type (「worksheet」), and the part it names; None where that is outside."""

    kind: str
    target: str | None


class Package:
    """The parts of one zip file, found by name; where none has just that name, without regard to case."""

    def __init__(self, data: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
        """Open the zip directory.

        Raises:
            SourceError: D111 it is cut off or damaged, D132 it has too many entries.
        """
        if _entries(data) > limits.entries:
            raise limits.over("entries")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BAD_ENTRY as error:
            raise SourceError("D111", reason=str(error)) from None
        self.limit(limits)
        self._parts = {plain_name(info.filename): info for info in self._zip.infolist()}
        # Some programs tell parts apart by capitals alone: the name as written comes first.
        self._written = {_with_slashes(info.filename): info for info in self._zip.infolist()}

    def limit(self, limits: Limits) -> None:
        """Read on within these limits, whose time begins now."""
        self.limits = limits
        self._end = time.thread_time() + limits.seconds

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in lower case, without leading slash."""
        return tuple(self._parts)

    @property
    def checksums(self) -> tuple[tuple[str, int], ...]:
        """The name of each part as the zip writes it, and the CRC that it keeps of it, in order."""
        return tuple((info.filename, info.CRC) for info in self._zip.infolist())

    @property
    def is_locked(self) -> bool:
        """Whether an entry asks for a password of the zip."""
        return any(info.flag_bits & 1 for info in self._parts.values())

    def __contains__(self, name: str) -> bool:
        return plain_name(name) in self._parts

    def chunks(self, name: str, kind: str = "part") -> Iterator[bytes]:
        """The unpacked bytes of a part, piece by piece.

        Raises:
            PartError: it is missing or damaged (CRC, sizes, method).
            SourceError: D127 it asks for a password, D132 it is longer than the limit for this kind, D135 the time is up.
        """
        info = self._written.get(_with_slashes(name)) or self._parts.get(plain_name(name))
        if info is None:
            raise PartError("missing")
        if info.flag_bits & 1:
            raise SourceError("D127")
        room: int = getattr(self.limits, kind)
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    room -= len(chunk)
                    if room < 0:
                        raise self.limits.over(kind)
                    check_time()
                    if time.thread_time() > self._end:
                        raise self.limits.over("seconds")
                    yield chunk
        except _BAD_ENTRY as error:
            raise PartError(str(error)) from None

    def part(self, name: str) -> bytes:
        """A whole part; raises as `chunks` does."""
        return b"".join(self.chunks(name))

    def relations(self, name: str) -> dict[str, Relation]:
        """The relations of a part (「」 for the package itself) by id; none where it has no relations part.

        Raises:
            PartError: the relations part is damaged.
        """
        folder, file = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        found: dict[str, Relation] = {}

        def start(local: str, attributes: Attributes, _parent: str) -> None:
            if local == "Relationship":
                if len(found) > self.limits.entries:
                    raise self.limits.over("entries")
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = Relation(kind, self._target(folder, attributes))

        if path in self:
            walk(self.part(path), start, depth=self.limits.depth)
        return found

    def _target(self, folder: str, attributes: Attributes) -> str | None:
        target = attributes.get("Target", "").replace("\\", "/")
        if attributes.get("TargetMode", "").lower() == "external" or ":" in target.partition("/")[0]:
            return None
        joined = target if target.startswith("/") else f"/{folder}/{target}"
        path = posixpath.normpath(joined.partition("#")[0])
        return next((name for name in (path, unquote(path)) if name in self), None)


def plain_name(name: str) -> str:
    """The one form of a part's name: lower case, forward slashes, no leading slash."""
    return _with_slashes(name).lower()


def _with_slashes(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _entries(data: bytes) -> int:
    """How many entries the directory of the zip holds, whatever number it says it has. 0 where it has no end record."""
    end = data.rfind(b"PK\5\6")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    return data.count(b"PK\1\2", max(0, end - size), end) if end >= 0 else 0
