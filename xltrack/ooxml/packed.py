"""Entries of a zip as they lie in it: copied packed, or packed anew from pieces that are never held as a whole; and parts with edits.

What was packed by itself can stand in the middle of an entry: raw deflate that ends at a whole byte may follow other such bytes.
A part is a span of bytes with places where something can be put; what is not touched is copied. Nothing is ever parsed and written
anew: that renames prefixes which `mc:Ignorable` names and loses what is not understood.
"""

import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from io import BytesIO
from typing import Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from xltrack.base.patterns import pattern
from xltrack.ooxml.xml import QUOTED

_LEVEL: Final = 2  # a third of the time of the usual 6, and a quarter more bytes
_RAW: Final = -zlib.MAX_WBITS
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_DIRECTORY: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_VERSION: Final = 20
_UTF8: Final = 0x800
_DAY: Final = 0x21  # 1980-01-01, so that the same book gives the same bytes
_NAME_SIZES: Final = struct.Struct("<2H")  # the end of a local header
_POLYNOMIAL: Final = 0xEDB88320  # of CRC-32, bits reversed
_TOP: Final = 1 << 31


class Packed(NamedTuple):
    """Bytes packed as raw deflate up to a whole byte: the CRC and the number of what they unpack to."""

    chunks: tuple[bytes, ...]
    crc: int
    size: int


class Packer:
    """Packs pieces as they come."""

    def __init__(self) -> None:
        self._press = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
        self._chunks: list[bytes] = []
        self._crc = self._size = 0

    def add(self, piece: bytes) -> None:
        """Take one more piece."""
        self._crc = zlib.crc32(piece, self._crc)
        self._size += len(piece)
        self._chunks.append(self._press.compress(piece))

    def packed(self, *, final: bool = False) -> Packed:
        """All pieces; behind them others may stand, but for the last of an entry. Nothing can be added any more."""
        self._chunks.append(self._press.flush(zlib.Z_FINISH if final else zlib.Z_SYNC_FLUSH))
        return Packed(tuple(self._chunks), self._crc, self._size)


Piece = bytes | Packed


class Entry(NamedTuple):
    """One entry: its name, how it is packed, the CRC and size of its unpacked bytes, the packed ones, its date and time.

    `raw` is the name as the zip has it where that is not in UTF-8; a Chinese program may have written GBK.
    """

    name: str
    method: int
    crc: int
    size: int
    chunks: tuple[bytes, ...]
    moment: tuple[int, int] = (0, _DAY)
    raw: bytes = b""

    @property
    def data(self) -> bytes:
        """The unpacked bytes."""
        packed = b"".join(self.chunks)
        return packed if self.method == ZIP_STORED else zlib.decompress(packed, _RAW)


def read_entries(data: bytes) -> list[Entry]:
    """The entries of a zip in the order of its directory, still packed."""
    with ZipFile(BytesIO(data)) as book:
        found = []
        for info in book.infolist():
            start = info.header_offset + _LOCAL.size
            start += sum(_NAME_SIZES.unpack_from(data, start - _NAME_SIZES.size))
            year, month, day, hour, minute, second = info.date_time
            moment = (hour << 11 | minute << 5 | second >> 1, (year - 1980) << 9 | month << 5 | day)
            chunks = (data[start : start + info.compress_size],)
            plain = info.flag_bits & _UTF8 or info.filename.isascii()
            raw = b"" if plain else info.orig_filename.encode("cp437")
            found.append(Entry(info.filename, info.compress_type, info.CRC, info.file_size, chunks, moment, raw))
    return found


def pack_entry(name: str, pieces: Iterable[Piece]) -> Entry:
    """A new entry of pieces, some of them packed beforehand."""
    packer, done = Packer(), list[Packed]()
    for piece in pieces:
        if isinstance(piece, bytes):
            packer.add(piece)
        else:
            done += [packer.packed(), piece]
            packer = Packer()
    done.append(packer.packed(final=True))
    _, crc, size = done[0]
    for part in done[1:]:
        crc, size = joined_crc(crc, part.crc, part.size), size + part.size
    return Entry(name, ZIP_DEFLATED, crc, size, tuple(chunk for part in done for chunk in part.chunks))


def write_entries(entries: Iterable[Entry]) -> list[bytes]:
    """The bytes of a zip of these entries, in order, in pieces."""
    pieces, directory, offset = list[bytes](), list[bytes](), 0
    for entry in entries:
        name = entry.raw or entry.name.encode()
        packed = sum(map(len, entry.chunks))
        facts = (
            0 if entry.raw or name.isascii() else _UTF8, entry.method, *entry.moment, entry.crc, packed, entry.size, len(name), 0,
        )  # fmt: skip
        directory += [_DIRECTORY.pack(b"PK\1\2", _VERSION, _VERSION, *facts, 0, 0, 0, 0, offset), name]
        pieces += [_LOCAL.pack(b"PK\3\4", _VERSION, *facts), name, *entry.chunks]
        offset += _LOCAL.size + len(name) + packed
    count = len(directory) // 2
    return [*pieces, *directory, _END.pack(b"PK\5\6", 0, 0, count, count, sum(map(len, directory)), offset, 0)]


def joined_crc(first: int, second: int, size: int) -> int:
    """The CRC-32 of two runs of bytes one behind the other, from that of each and the size of the second."""
    return _times(_shift(size), first) ^ second


@cache
def _shift(size: int) -> int:
    """The polynomial that stands for so many zero bytes, modulo that of CRC-32."""
    power, square = _TOP, _TOP >> 8  # 1, x⁸
    while size:
        if size & 1:
            power = _times(square, power)
        square = _times(square, square)
        size >>= 1
    return power


def _times(a: int, b: int) -> int:
    """The product of two polynomials modulo that of CRC-32, the highest bit being the coefficient of 1."""
    product, bit = 0, _TOP
    while bit:
        if a & bit:
            product ^= b
        b = b >> 1 ^ _POLYNOMIAL if b & 1 else b >> 1
        bit >>= 1
    return product


_TAG: Final = pattern(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/?)([\w:.-]+)(" + QUOTED + rb")>", re.DOTALL)
# ECMA-376 18.3.1.99, 18.8.39, 18.2.27: the children of a part's root stand in this order.
WORKSHEET: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
    "extLst",
)  # fmt: skip
STYLES: Final = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst",
)  # fmt: skip
WORKBOOK: Final = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


class Element(NamedTuple):
    """An element in the bytes of a part: where it begins, where its content begins and ends, where it ends."""

    name: str
    start: int
    inner: int
    close: int
    end: int


class Part:
    """A part, the children of its root in order, and what is to stand in their places."""

    def __init__(self, data: bytes, order: Sequence[str]) -> None:
        """Find the children; ValueError where the part has no root element."""
        self.data = data
        self._order = {name: place for place, name in enumerate(order)}
        root = next(elements(data), None)
        if root is None:
            raise ValueError("no element")
        self.root = root
        self.children = list(elements(data, root))
        self._edits: list[tuple[int, int, tuple[Piece, ...]]] = []

    def child(self, name: str) -> Element | None:
        """The first child of this name."""
        return next((child for child in self.children if child.name == name), None)

    def inside(self, name: str) -> list[Element]:
        """The elements in the child of this name; none where there is no such child."""
        child = self.child(name)
        return list(elements(self.data, child)) if child else []

    def put(self, name: str, *pieces: Piece) -> None:
        """Let pieces stand for the child of this name; where there is none, in its place in the order."""
        child = self.child(name)
        if child:
            self.replace(child.start, child.end, *pieces)
            return
        own = self._order[name]
        behind = (c.start for c in self.children if self._order.get(c.name, -1) > own)
        at = next(behind, self.root.close)
        self.replace(at, at, *pieces)

    def replace(self, start: int, end: int, *pieces: Piece) -> None:
        """Let pieces stand for some bytes that nothing else stands for."""
        self._edits.append((start, end, pieces))

    def pieces(self) -> Iterator[Piece]:
        """The part as it is now; ValueError where two edits lie over each other."""
        done = 0
        for start, end, pieces in sorted(self._edits, key=lambda edit: edit[:2]):
            if start < done:
                raise ValueError("two edits of the same bytes")
            yield self.data[done:start]
            yield from pieces
            done = end
        yield self.data[done:]

    def plain(self) -> bytes:
        """The same as one run of bytes, where nothing in it was packed beforehand."""
        return b"".join([piece for piece in self.pieces() if isinstance(piece, bytes)])


def elements(data: bytes, parent: Element | None = None) -> Iterator[Element]:
    """The elements that stand directly in another one, or in the part, in order."""
    at, end = (parent.inner, parent.close) if parent else (0, len(data))
    plain = data.find(b"<!", at, end) < 0  # no comment that could hold a tag
    while found := _TAG.search(data, at, end):
        at = found.end()
        name = found[2]
        if name is None or found[1]:
            continue
        close, ending = (at, at) if found[3].endswith(b"/") else _closing(data, name, at, plain)
        yield Element(name.rpartition(b":")[2].decode(), found.start(), at, close, ending)
        at = ending


def _closing(data: bytes, name: bytes, at: int, plain: bool) -> tuple[int, int]:
    """Where the end tag of an element begins and ends; ValueError where it has none."""
    close = data.find(b"</" + name, at)
    if plain and close >= 0 and data.find(b"<" + name, at, close) < 0:
        return close, data.find(b">", close) + 1  # nothing of its name in it
    depth = 1
    for found in _TAG.finditer(data, at):
        if found[2] == name and not found[3].endswith(b"/"):
            depth += -1 if found[1] else 1
            if not depth:
                return found.start(), found.end()
    raise ValueError("an element without an end")
