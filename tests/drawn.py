"""Sketches as real workbooks: what `tests.sketch` draws, written by XlsxWriter with merges, text boxes and a picture of a stamp."""

from __future__ import annotations

import struct
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path

import xlsxwriter

from tests import sketch
from xltrack.reading.files.grid import Percent, SourceSheet, Value


def save_sketch(text: str, path: Path) -> Path:
    """Write the sketch as an .xlsx file."""
    workbook = xlsxwriter.Workbook(str(path))
    looks = {
        "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "share": workbook.add_format({"num_format": "0%"}),
    }
    plain = workbook.add_format()
    for sheet in sketch.book(text).sheets:
        target = workbook.add_worksheet(sheet.name)
        for row, cells in sheet.rows.items():
            for column, value in cells.items():
                _write(target, row - 1, column - 1, value, looks)
        for area in sheet.merges:
            target.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "", plain)
            value = sheet.rows.get(area.top, {}).get(area.left)
            if value is not None:
                _write(target, area.top - 1, area.left - 1, value, looks)
        for row, column, words in sheet.boxes:
            target.insert_textbox(row - 1, column - 1, words)
        _stamp(target, sheet)
    workbook.close()
    return path


def _write(target: object, row: int, column: int, value: Value, looks: dict[str, object]) -> None:
    write = target  # an XlsxWriter worksheet
    if isinstance(value, str):
        write.write_string(row, column, value)  # type: ignore[attr-defined]
    elif isinstance(value, date):
        write.write_datetime(row, column, value, looks["date"])  # type: ignore[attr-defined]
    else:
        look = looks["share"] if isinstance(value, Percent) else None
        write.write_number(row, column, float(value), look)  # type: ignore[attr-defined, arg-type]


def _stamp(target: object, sheet: SourceSheet) -> None:
    """A red square in the corner of a sheet whose table does not begin there."""
    if min((min(cells) for cells in sheet.rows.values() if cells), default=1) > 1:
        target.insert_image(0, 0, "stamp.png", {"image_data": BytesIO(red_square())})  # type: ignore[attr-defined]


def red_square(side: int = 48) -> bytes:
    """A picture of the kind PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress((b"\0" + b"\xc0\x10\x10" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
