"""Old workbooks that xlwt does not write: Excel 95, two streams."""

from __future__ import annotations

import io
import struct

from xlwt.CompoundDoc import XlsDoc

from tests.faults import seeds

_ENTRY = 128


def record(kind: int, content: bytes) -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(content)) + content


def biff5() -> bytes:
    """The three tasks as Excel 95 writes them: GBK text, in a stream named 「Book」."""
    start = struct.pack("<HHHH", 0x0500, 5, 0, 0)
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + b"\x05Arial"
    head = (
        record(0x0809, start) + record(0x42, struct.pack("<H", 936)) + record(0x31, font) * 5 + record(0xE0, bytes(16))
    )
    name = seeds.SHEET_NAME.encode("gbk")
    offset = len(head) + 4 + 7 + len(name) + 4
    listed = record(0x85, struct.pack("<IHB", offset, 0, len(name)) + name)
    stream = head + listed + record(0x0A, b"") + _sheet5()
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")  # else it would be a short stream
    return _renamed(_packed(stream))


def _sheet5() -> bytes:
    cells = b"".join(
        record(0x0204, struct.pack("<HHHH", row, column, 0, len(words.encode("gbk"))) + words.encode("gbk"))
        for row, line in enumerate(seeds.ROWS)
        for column, words in enumerate(line)
        if words
    )
    return record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0)) + cells + record(0x0A, b"")


def _packed(stream: bytes) -> bytes:
    out = io.BytesIO()
    XlsDoc().save(out, stream)
    return out.getvalue()


def _renamed(data: bytes) -> bytes:
    at = data.index("Workbook".encode("utf-16-le"), 512)
    entry = "Book".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 10)
    return data[:at] + entry + data[at + len(entry) :]


def with_second_stream(data: bytes) -> bytes:
    """A further entry of the directory, 「Book」, for the same bytes: a workbook for two versions of Excel."""
    at = data.index("Workbook".encode("utf-16-le"), 512)
    free = at + _ENTRY
    entry = bytearray(data[at:free])
    entry[:66] = "Book".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 10)
    return data[:free] + bytes(entry) + data[free + _ENTRY :]
