"""The custom properties of a workbook, .xlsx, .ods or .xls, as texts: what every program keeps and no page shows (docs/规则.md 14.3)."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from xltrack.base.errors import SourceError
from xltrack.ooxml.package import Package
from xltrack.ooxml.xml import Attributes, PartError, walk

# By the kind of the package: the part, and the elements that hold the texts.
_PARTS: Final = {"docProps/custom.xml": frozenset({"lpwstr", "lpstr", "bstr"}), "meta.xml": frozenset({"user-defined"})}
_ZIP: Final = b"PK"
# [MS-OLEPS] 2.23.1.2: the identity of the set of properties that a user may name; 2.21: where it stands in its stream.
_USER_SET: Final = bytes.fromhex("05D5CDD59C2E1B10939708002B2CF9AE")
_SET_AT: Final = 48
_MOST: Final = 200  # properties
_LONGEST: Final = 4096  # bytes of a text
_CODE_PAGE: Final = 1  # the number of the property that tells the encoding
_BYTES, _WIDE = 0x1E, 0x1F
_ENCODINGS: Final = {65001: "utf-8", 936: "gbk", 54936: "gb18030", 1200: "utf-16-le"}


def property_texts(data: bytes) -> tuple[str, ...]:
    """The texts of the custom properties of a workbook; none where it has none, or they are damaged."""
    if data.startswith(_ZIP):
        with suppress(SourceError, PartError):
            return tuple(_of_package(Package(data)))
        return ()
    with suppress(struct.error, LookupError):
        return tuple(_of_stream(data))
    return ()


def _of_package(package: Package) -> Iterator[str]:
    for part, elements in _PARTS.items():
        if part in package:
            yield from _texts(package.part(part), elements)


def _texts(data: bytes, elements: frozenset[str]) -> list[str]:
    found: list[str] = []

    def start(local: str, _attributes: Attributes, _parent: str) -> None:
        if local in elements:
            found.append("")

    def text(local: str, words: str) -> None:
        if local in elements:
            found[-1] += words

    walk(data, start, text)
    return found


def _of_stream(data: bytes) -> Iterator[str]:
    """The texts of the set that users may name, in a stream that stands in one piece; struct.error where it does not."""
    at = data.find(_USER_SET)
    if at < _SET_AT:
        return
    section = at - _SET_AT + struct.unpack_from("<I", data, at + len(_USER_SET))[0]
    count = min(struct.unpack_from("<I", data, section + 4)[0], _MOST)
    places = dict(struct.iter_unpack("<II", data[section + 8 : section + 8 + 8 * count]))
    page = struct.unpack_from("<H", data, section + places[_CODE_PAGE] + 4)[0] if _CODE_PAGE in places else 936
    for number, place in places.items():
        if number > _CODE_PAGE:
            kind, size = struct.unpack_from("<II", data, section + place)
            length = min(size * 2 if kind == _WIDE else size, _LONGEST)
            raw = data[section + place + 8 : section + place + 8 + length]
            if kind in (_BYTES, _WIDE):
                encoding = "utf-16-le" if kind == _WIDE else _ENCODINGS.get(page, "gbk")
                yield raw.decode(encoding, "replace").rstrip("\0")
