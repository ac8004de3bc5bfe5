"""The mark of a book as it was written: a digest of the checksums that its zip keeps of every part.

To read the mark again costs a millisecond, where reading all cells of a large report costs seconds. Whatever saves the book writes
other parts, and so the mark fits no more; then the cells have to tell whether it was changed (`sheets.digest`).
"""

import hashlib
import zlib
from collections.abc import Iterable
from typing import Final

from xltrack.base.errors import SourceError
from xltrack.ooxml.package import Package, plain_name
from xltrack.ooxml.workbook import find_workbook, parse_workbook
from xltrack.ooxml.xml import PartError

MARK_NAME: Final = "xltrack_mark"
_SIZE: Final = 16
BLANK: Final = b"0" * 2 * _SIZE  # stands in the workbook part while the mark is made


def mark_of(parts: Iterable[tuple[str, int]]) -> bytes:
    """The mark of parts, given by name and CRC in the order of the zip, that of the workbook with `BLANK` in it."""
    told = "\0".join(f"{name} {crc:08x}" for name, crc in parts)
    return hashlib.blake2b(told.encode(), digest_size=_SIZE).hexdigest().encode()


def marked_names(data: bytes) -> frozenset[str]:
    """The defined names of a book whose mark fits; none of one that was saved since, has no mark, or cannot be read."""
    try:
        package = Package(data)
        part = find_workbook(package) or ""
        names = parse_workbook(package, part).names
        mark = names.get(MARK_NAME, "").strip('="').encode()
        blank = zlib.crc32(package.part(part).replace(mark, BLANK)) if len(mark) == len(BLANK) else 0
    except (PartError, SourceError):
        return frozenset()
    own = ((name, blank if plain_name(name) == plain_name(part) else crc) for name, crc in package.checksums)
    return frozenset(names) if mark and mark_of(own) == mark else frozenset()
