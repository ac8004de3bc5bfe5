"""The finished package: what XlsxWriter made around the cells, and in its parts the rows, texts and looks that were made beside it.

No large part is ever held as a whole: a book of 100,000 rows would take hundreds of megabytes more.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xltrack.base.address import column_letters
from xltrack.base.patterns import pattern
from xltrack.ooxml.packed import (
    STYLES,
    WORKBOOK,
    WORKSHEET,
    Entry,
    Part,
    Piece,
    pack_entry,
    read_entries,
    write_entries,
)
from xltrack.ooxml.spelling import escape
from xltrack.ooxml.workbook import BLANK, MARK_NAME, mark_of
from xltrack.sheets.cellxml import StringTable
from xltrack.sheets.charts import anchored, completed_chart
from xltrack.sheets.model import PlacedChart
from xltrack.sheets.sheetxml import SheetRows

_SHEET: Final = "xl/worksheets/sheet{}.xml"
_CHART: Final = "xl/charts/chart{}.xml"
_DRAWING: Final = "xl/drawings/drawing1.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
_WORKBOOK: Final = "xl/workbook.xml"
# A blank cell of the first sheet stands for each look in turn, a number for each formula of a rule.
_PROBE: Final = pattern(rb'<c r="[A-Z]+[0-9]+" s="([0-9]+)"/>')
_RULE: Final = pattern(rb"<formula>([0-9]+)</formula>")
BLANK_MARK: Final = {MARK_NAME: f'="{BLANK.decode()}"'}  # the name of the mark, until it is made


def pack(
    frame: bytes, sheets: Sequence[SheetRows], strings: StringTable, charts: Sequence[tuple[int, PlacedChart]]
) -> list[bytes]:
    """The bytes of the workbook in pieces; every part is dated 1980, so that the same book gives the same bytes.

    Args:
        frame: what XlsxWriter made.
        sheets: the rows of each sheet.
        strings: the texts of all.
        charts: the charts with their rows, in order.
    """
    entries = {entry.name: entry for entry in read_entries(frame)}

    def put(name: str, pieces: Iterable[Piece]) -> None:
        entries[name] = pack_entry(name, pieces)

    first = entries[_SHEET.format(1)].data
    put(_STYLES, _styles(entries[_STYLES].data, _PROBE.findall(first)))
    for number, rows in enumerate(sheets, 1):
        name = _SHEET.format(number)
        put(name, _sheet(entries[name].data, rows))
    put(_STRINGS, strings.pieces())
    for number in range(1, len(charts) + 1):
        name = _CHART.format(number)
        put(name, [completed_chart(entries[name].data)])
    if charts:
        put(_DRAWING, [anchored(entries[_DRAWING].data, charts)])
    return _marked(entries, _workbook(entries[_WORKBOOK].data))


def repack(  # noqa: PLR0913, PLR0917
    made: bytes, frame: bytes, number: int, rows: SheetRows, strings: StringTable, digests: tuple[str, str]
) -> list[bytes]:
    """The bytes of a workbook that differs from one that was made in a single sheet.

    Args:
        made: that one.
        frame: what XlsxWriter made of it.
        number: of the sheet.
        rows: those that it has here.
        strings: the texts of all sheets here.
        digests: that of the cells there, and here.
    """
    around = {entry.name: entry for entry in read_entries(frame)}
    entries = {entry.name: entry for entry in read_entries(made)}
    name = _SHEET.format(number)
    entries[name] = pack_entry(name, _sheet(around[name].data, rows))
    entries[_STRINGS] = pack_entry(_STRINGS, strings.pieces())
    there, here = (digest.encode() for digest in digests)
    return _marked(entries, _workbook(around[_WORKBOOK].data).replace(there, here))


def _marked(entries: dict[str, Entry], workbook: bytes) -> list[bytes]:
    """The bytes of all parts, with a mark in the workbook part that tells of the others."""
    entries[_WORKBOOK] = pack_entry(_WORKBOOK, [workbook])
    mark = mark_of((entry.name, entry.crc) for entry in entries.values())
    entries[_WORKBOOK] = pack_entry(_WORKBOOK, [workbook.replace(BLANK, mark)])
    return write_entries(entries.values())


def _sheet(data: bytes, rows: SheetRows) -> Iterator[Piece]:
    part = Part(data, WORKSHEET)
    last = f"{column_letters(rows.right)}{rows.bottom}"
    part.put("dimension", f'<dimension ref="{last if last == "A1" else f"A1:{last}"}"/>'.encode())
    part.put("sheetData", b"<sheetData>", *rows.pieces(), b"</sheetData>")
    if rows.merges:
        areas = "".join(
            f'<mergeCell ref="{column_letters(left)}{top}:{column_letters(right)}{bottom}"/>'
            for top, left, bottom, right in rows.merges
        )
        part.put("mergeCells", f'<mergeCells count="{len(rows.merges)}">{areas}</mergeCells>'.encode())
    if rows.links:
        links = "".join(
            f'<hyperlink ref="{cell}" location="\'{escape(link.sheet)}\'!{column_letters(link.column)}{link.row}"/>'
            for cell, link in rows.links
        )
        part.put("hyperlinks", f"<hyperlinks>{links}</hyperlinks>".encode())
    for found in _RULE.finditer(data):
        part.replace(*found.span(1), escape(rows.rules[int(found[1])]).encode())
    return part.pieces()


def _styles(data: bytes, probes: Sequence[bytes]) -> Iterator[Piece]:
    """The part of styles, where the formats of cells stand in the order of their numbers in `StyleTable`."""
    part = Part(data, STYLES)
    found = [data[look.start : look.end] for look in part.inside("cellXfs")]
    ordered = [found[0], *(found[int(number)] for number in probes)]
    part.put("cellXfs", b'<cellXfs count="%d">' % len(ordered), *ordered, b"</cellXfs>")
    return part.pieces()


def _workbook(data: bytes) -> bytes:
    """The workbook part, which names its active sheet: without it Excel 365 fails on inserting its sheets elsewhere."""
    part = Part(data, WORKBOOK)
    for view in part.inside("bookViews"):
        if b"activeTab" not in data[view.start : view.end]:
            part.replace(view.inner - len("/>"), view.inner - len("/>"), b' activeTab="0"')
    return part.plain()
