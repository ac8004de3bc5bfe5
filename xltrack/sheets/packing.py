"""The package: what XlsxWriter made around the cells, the rows and the shared strings put into it piece by piece.

No part is ever held as a whole: a book of 100,000 rows would take hundreds of megabytes more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZipFile

from xltrack.sheets.sheetxml import SheetRows, StringTable

ROWS: Final = "<sheetData></sheetData>"  # where the rows of a sheet belong
STRINGS: Final = "xl/sharedStrings.xml"
_LEVEL: Final = 2  # a third of the time of the usual 6, and a quarter more bytes


def pack(frame: IO[bytes], sheets: Sequence[SheetRows], strings: StringTable) -> bytes:
    """The bytes of the workbook; every part is dated 1980, so that the same book gives the same bytes."""
    parts = {f"xl/worksheets/sheet{number}.xml": rows for number, rows in enumerate(sheets, 1)}
    target = BytesIO()
    with ZipFile(frame) as source, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as book:
        for name in source.namelist():
            with book.open(name, "w") as part:
                data = source.read(name)
                pieces = _sheet(data, parts[name]) if name in parts else [data]
                for piece in strings.pieces() if name == STRINGS else pieces:
                    part.write(piece)
    return target.getvalue()


def _sheet(data: bytes, rows: SheetRows) -> Iterator[bytes]:
    head, _, tail = data.partition(ROWS.encode())
    yield head + b"<sheetData>"
    yield from rows.pieces()
    yield b"</sheetData>" + tail
