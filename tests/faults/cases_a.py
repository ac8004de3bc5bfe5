"""A: the file as bytes. Each case is the ending of its name and a maker of its bytes."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping

from tests import packages
from tests.faults import seeds
from tests.faults.old_books import biff5, with_second_stream

Case = tuple[str, Callable[[], bytes]]
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
MEGABYTE = b"A" * (1 << 20)


def plain() -> bytes:
    """The good workbook."""
    return packages.zipped(seeds.good_parts())


def two_sheets(broken: str | bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A good sheet, and a broken one behind it."""
    return packages.zipped(packages.parts(seeds.sheet(), broken, names=[seeds.SHEET_NAME, "坏"]), method)


def streamed(parts: Mapping[str, str | bytes], name: str, pieces: Iterable[bytes]) -> bytes:
    """A zip with one part made piece by piece."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for other, content in parts.items():
            if other != name:
                package.writestr(other, content)
        with package.open(name, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
    return out.getvalue()


def around(count: int, piece: bytes, before: str, after: str) -> Iterable[bytes]:
    """The same piece many times, between two others."""
    yield before.encode()
    for _ in range(count):
        yield piece
    yield after.encode()


def bad_crc() -> bytes:
    """The words of the second sheet are not those that its checksum is of."""
    data = two_sheets(packages.sheet(seeds.body((("另一张",),))), zipfile.ZIP_STORED)
    return data.replace("另一张".encode(), "换一张".encode())


def endless_text() -> bytes:
    """One shared string that is longer than may be held."""
    parts = packages.parts(seeds.sheet(), names=[seeds.SHEET_NAME], texts=packages.strings("<t>x</t>"))
    before = f'{packages.HEAD}<sst xmlns="{packages.MAIN}"><si><t>'
    return streamed(parts, TEXTS, around(40, MEGABYTE, before, "</t></si></sst>"))


def many_texts() -> bytes:
    """More text than may be held, in strings of a bearable length."""
    parts = packages.parts(seeds.sheet(), names=[seeds.SHEET_NAME], texts=packages.strings("<t>x</t>"))
    item = b"<si><t>" + b"A" * 30_000 + b"</t></si>"
    return streamed(parts, TEXTS, around(2_800, item, f'{packages.HEAD}<sst xmlns="{packages.MAIN}">', "</sst>"))


def bomb(piece: bytes, count: int) -> bytes:
    """A worksheet of one piece many times."""
    head = f'{packages.HEAD}<worksheet xmlns="{packages.MAIN}"><sheetData>'
    return streamed(seeds.good_parts(), SHEET, around(count, piece, head, "</sheetData></worksheet>"))


def many_cells() -> bytes:
    """More cells than may be, in rows of sixteen."""
    cells = b"".join(b'<c r="%c%%d"><v>1</v></c>' % letter for letter in b"ABCDEFGHIJKLMNOP")
    rows = (b'<row r="%d">' % row + cells.replace(b"%d", b"%d" % row) + b"</row>" for row in range(1, 157_000))
    head = f'{packages.HEAD}<worksheet xmlns="{packages.MAIN}"><sheetData>'.encode()
    return streamed(seeds.good_parts(), SHEET, (head, *rows, b"</sheetData></worksheet>"))


def overlapping() -> bytes:
    """The entry of the second sheet points at the bytes of the first."""
    data = bytearray(two_sheets(seeds.sheet()))
    first, second = directory_places(data, b"worksheets/sheet")
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def directory_places(data: bytes | bytearray, name: bytes) -> list[int]:
    """Where the entries of the zip's directory stand whose names hold these bytes."""
    places, at = [], -1
    while (at := data.find(b"PK\1\2", at + 1)) >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if name in data[at + 46 : at + 46 + length]:
            places.append(at)
    return places


def duplicated() -> bytes:
    """Two entries of one name: the later one stands."""
    out = io.BytesIO(packages.zipped(seeds.good_parts() | {SHEET: packages.sheet(seeds.body((("旧",),)))}))
    with zipfile.ZipFile(out, "a") as package:
        del package.NameToInfo[SHEET]  # it would warn of a duplicate
        package.writestr(SHEET, seeds.sheet())
    return out.getvalue()


def method_of(number: int) -> bytes:
    """The sheet's entry names a way of packing that is not known."""
    data = bytearray(two_sheets(seeds.sheet()))
    at = directory_places(data, b"sheet2.xml")[0]
    offset = struct.unpack_from("<I", data, at + 42)[0]
    struct.pack_into("<H", data, at + 10, number)
    struct.pack_into("<H", data, offset + 8, number)
    return bytes(data)


def many_denied() -> bytes:
    """A directory of 60,000 entries that says it has five."""
    data = bytearray(plain())
    end = data.rindex(b"PK\5\6")
    size, start = struct.unpack_from("<II", data, end + 12)
    entries = bytes(data[start : start + size])
    data[start : start + size] = entries * 12_000
    struct.pack_into("<I", data, end + 12 + len(entries) * 11_999, size * 12_000)
    return bytes(data)


def zip64() -> bytes:
    """Sizes written in the long form."""
    return streamed(seeds.good_parts(), SHEET, [seeds.sheet().encode()])


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip."""
    data = plain()
    for _ in range(depth):
        data = packages.zipped({"附件.zip": data})
    return data


def changed(data: bytes, at: int, words: bytes) -> bytes:
    """Some bytes written over."""
    return data[:at] + words + data[at + len(words) :]


def fat_loop() -> bytes:
    """The first sector of the chain is followed by itself."""
    data = seeds.good_xls()
    start = 512 + struct.unpack_from("<I", data, 76)[0] * 512
    return changed(data, start, struct.pack("<I", 0))


def broken_xls_sheet() -> bytes:
    """The second of two sheets has a record that is cut short."""
    data = bytearray(seeds.good_xls(2))
    at = data.rindex(struct.pack("<HH", 0x00FD, 10))
    data[at : at + 4] = struct.pack("<HH", 0x00FD, 3)
    return bytes(data)


DEEP = "<a>" * 1_000_000
CASES: dict[str, Case] = {
    "A1 empty": ("xlsx", lambda: b""),
    "A1 one byte": ("xls", lambda: b"P"),
    "A1 nul": ("xlsx", lambda: b"\0" * 60_000),
    "A1 random": ("xlsx", lambda: random.Random(1).randbytes(9_000)),
    "A1 cut in the middle": ("xlsx", lambda: plain()[: len(plain()) // 2]),
    "A1 cut in the directory": ("xlsx", lambda: plain()[:-40]),
    "A1 junk behind": ("xlsx", lambda: plain() + b"\r\n\0junk"),
    "A1 junk before": ("xlsx", lambda: b"HTTP/1.1 200 OK\r\n\r\n" + plain()),
    "A1 wrong checksum": ("xlsx", bad_crc),
    "A3 to be changed with a password only": ("xlsx", lambda: packages.zipped(seeds.good_parts(inside='<fileSharing readOnlyRecommended="1" userName="某" reservationPassword="CC1A"/>'))),
    "A3 structure and sheet protected": ("xlsx", lambda: packages.zipped(packages.parts(seeds.sheet(after='<sheetProtection password="CC1A" sheet="1"/>'), inside='<workbookProtection workbookPassword="CC1A" lockStructure="1"/>'))),
    "A4 endless text": ("xlsx", endless_text),
    "A4 many long texts": ("xlsx", many_texts),
    "A4 a gap without end": ("xlsx", lambda: bomb(b" " * (1 << 20), 40)),
    "A4 rows without end": ("xlsx", lambda: bomb(b"<row><c><v>1</v></c></row>" * 1000, 400)),
    "A4 cells without end": ("xlsx", many_cells),
    "A4 a bomb beside": ("xlsx", lambda: streamed(seeds.good_parts(), "xl/media/image1.png", around(60, b"\0" * (1 << 20), "", ""))),
    "A4 styles without end": ("xlsx", lambda: streamed(packages.parts(seeds.sheet(), formats=packages.styles()), "xl/styles.xml", around(30, b" " * (1 << 20), "", ""))),
    "A4 many parts": ("xlsx", lambda: packages.zipped(seeds.good_parts() | {f"x/{at}": "" for at in range(2000)}, zipfile.ZIP_STORED)),
    "A4 many parts that are denied": ("xlsx", many_denied),
    "A4 nested": ("xlsx", lambda: nested(3)),
    "A4 overlapping entries": ("xlsx", overlapping),
    "A4 two entries of one name": ("xlsx", duplicated),
    "A4 bzip2": ("xlsx", lambda: packages.zipped(seeds.good_parts(), zipfile.ZIP_BZIP2)),
    "A4 lzma": ("xlsx", lambda: packages.zipped(seeds.good_parts(), zipfile.ZIP_LZMA)),
    "A4 deflate64": ("xlsx", lambda: method_of(9)),
    "A4 zip64": ("xlsx", zip64),
    "A5 dtd": ("xlsx", lambda: two_sheets(packages.sheet("").replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'))),
    "A5 a million deep": ("xlsx", lambda: two_sheets(packages.sheet(DEEP + DEEP.replace("<", "</")))),
    "A5 a million deep ods": ("ods", lambda: packages.ods(DEEP)),
    "A5 a hundred thousand attributes": ("xlsx", lambda: packages.zipped(seeds.good_parts() | {SHEET: seeds.sheet("<row r='9' " + " ".join(f'a{at}="x"' for at in range(100_000)) + "/>")})),
    "A5 not well-formed": ("xlsx", lambda: two_sheets(packages.sheet("<row><c></row>"))),
    "A5 bad utf-8": ("xlsx", lambda: two_sheets(seeds.sheet().encode("gbk"))),
    "A5 gbk": ("xlsx", lambda: packages.zipped(seeds.good_parts() | {SHEET: seeds.sheet().replace("UTF-8", "GBK").encode("gbk")})),
    "A5 utf-16": ("xlsx", lambda: packages.zipped(seeds.good_parts() | {SHEET: seeds.sheet().replace("UTF-8", "UTF-16").encode("utf-16")})),
    "A5 comments that never end": ("xlsx", lambda: two_sheets(packages.sheet("<row/>" * 710_000 + "<!--" * 130_000))),
    "A5 cdata that looks like more": ("xlsx", lambda: two_sheets(packages.sheet("<row/>" * 710_000 + "<row><c t='str'><v><![CDATA[" + "<![CDATA[" * 60_000 + "]]></v></c></row>"))),
    "A5 empty phonetic runs": ("xlsx", lambda: packages.zipped(packages.parts(seeds.sheet(), texts=packages.strings("<rPh/>" * 300_000 + "<t>x</t>")))),
    "A6 fat loop": ("xls", fat_loop),
    "A6 sector shift 0": ("xls", lambda: changed(seeds.good_xls(), 30, b"\0\0")),
    "A6 sector shift 63": ("xls", lambda: changed(seeds.good_xls(), 30, b"\x3f\0")),
    "A6 four thousand million sectors": ("xls", lambda: changed(seeds.good_xls(), 44, b"\xff\xff\xff\xff")),
    "A6 cut": ("xls", lambda: seeds.good_xls()[:4000]),
    "A6 header and noise": ("xls", lambda: seeds.good_xls()[:512] + random.Random(2).randbytes(8_000)),
    "A6 excel 95": ("xls", biff5),
    "A6 two streams": ("xls", lambda: with_second_stream(seeds.good_xls())),
    "A6 one sheet broken": ("xls", broken_xls_sheet),
    "A6 xlsb cut": ("xlsb", lambda: packages.zipped({"[Content_Types].xml": "", "xl/workbook.bin": b"\x83\x01"})[:-30]),
    "A7 styles that are missing": ("xlsx", lambda: without_part("xl/styles.xml")),
    "A7 texts that are missing": ("xlsx", lambda: without_part(TEXTS)),
    "A7 a sheet that is missing": ("xlsx", lambda: without_part("xl/worksheets/sheet2.xml")),
    "A7 damaged styles": ("xlsx", lambda: rich_with("xl/styles.xml", lambda text: text[: text.index("<cellXfs>") + 40])),
    "A7 damaged texts": ("xlsx", lambda: rich_with(TEXTS, lambda text: text.replace("<si><t>区教育局", "<si><t>区\x01教育局"))),
    "A7 damaged ods styles": ("ods", lambda: ods_with("styles.xml", b"<office:document-styles")),
    "A7 damaged ods list of contents": ("ods", lambda: ods_with("META-INF/manifest.xml", b"\xff\xfe", wrong=True)),
}  # fmt: skip


def without_part(name: str) -> bytes:
    """The rich workbook without one of its parts."""
    with zipfile.ZipFile(io.BytesIO(seeds.rich_xlsx())) as package:
        return packages.zipped({other: package.read(other) for other in package.namelist() if other != name})


def rich_with(name: str, change: Callable[[str], str]) -> bytes:
    """The rich workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(seeds.rich_xlsx())) as package:
        parts = {other: package.read(other) for other in package.namelist()}
    return packages.zipped(parts | {name: change(parts[name].decode())})


def ods_with(name: str, content: bytes, *, wrong: bool = False) -> bytes:
    """The OpenDocument workbook with one more part; `wrong`: its checksum is not that of its bytes."""
    with zipfile.ZipFile(io.BytesIO(seeds.good_ods())) as package:
        parts: dict[str, str | bytes] = {other: package.read(other) for other in package.namelist()}
    data = bytearray(packages.zipped(parts | {name: content}, zipfile.ZIP_STORED))
    if wrong:
        at = directory_places(data, name.encode())[0]
        data[at + 16] ^= 0xFF
    return bytes(data)
