"""Reads .xls and .et with xlrd in a process of its own: bytes on standard input, JSON on standard output.

The only module that imports xlrd, which is old and was not written for hostile files: here it can neither hang, nor eat the
memory, nor print to the user's console (`children`).

The answer is {"mended", "from_1904", "names", "sheets": [{"name", "state", "rows", "merges", …} or {"name", "damaged"}]}; or it has
"refused", a code, and "over", the limit that was met. It is written sheet by sheet: only one is held at a time.
"""

import io
import json
import time
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from xltrack.ooxml.numbers import built_in_kind, built_in_shape, classify_format, shape_of
from xltrack.ooxml.strings import RichText, part_struck

_STATES = ("visible", "hidden", "veryHidden")


class _Styles:
    """What each cell format (XF) shows, and whether it strikes out."""

    def __init__(self, book: Any) -> None:
        self.shown = [_shown(xf.format_key, book.format_map.get(xf.format_key)) for xf in book.xf_list]
        self.fonts = [bool(font.struck_out) for font in book.font_list]
        self.struck = [xf.font_index < len(self.fonts) and self.fonts[xf.font_index] for xf in book.xf_list]


def _shown(key: int, known: Any) -> tuple[int, str]:
    if not known or not known.format_str:  # the Chinese dates of 27 to 36 and 50 to 58 have none
        return int(built_in_kind(key)), built_in_shape(key)
    return int(classify_format(known.format_str) or built_in_kind(key)), shape_of(known.format_str)


def answer_workbook(data: bytes, log: io.TextIOBase, cells: int) -> Iterator[bytes]:
    """The workbook, or why not, in pieces; at most so many cells of it."""
    try:
        for piece in write_workbook(data, log, cells):
            yield piece.encode()
    except MemoryError:
        yield b'"refused": "D132", "over": "memory"}'
    except _OverError:
        yield b'"refused": "D132", "over": "cells"}'
    except ModuleNotFoundError:
        yield b'"refused": "D138"}'
    except Exception as error:  # whatever xlrd runs into, the file is at fault
        yield b'"refused": "%s"}' % (b"D126" if "encrypted" in str(error) else b"D136")


class _OverError(Exception):
    """More cells than the limit allows."""


def write_workbook(data: bytes, log: io.TextIOBase, cells: int) -> Iterator[str]:
    """The answer in pieces; each ends where 「"refused"」 may follow, so that it stays JSON.

    Raises:
        Exception: whatever xlrd makes of a file that is damaged as a whole; a damaged sheet costs itself alone.
    """
    yield "{"
    book, is_mended = _open(data, log)
    styles = _Styles(book)
    yield f'"mended": {json.dumps(is_mended)}, '
    yield f'"from_1904": {json.dumps(bool(book.datemode))}, "names": {json.dumps(_find_names(book))}, "sheets": ['
    try:
        for number, name in enumerate(book.sheet_names()):
            found = _read_sheet(book, number, name, styles)
            cells -= sum(len(row) for _, row in found.get("rows", ()))
            if cells < 0:
                raise _OverError
            yield ", " * bool(number) + json.dumps(found)
            book.unload_sheet(number)
    finally:
        yield "], "
    yield f'"seconds": {time.process_time():.3f}, "refused": ""}}'


def _open(data: bytes, log: io.TextIOBase) -> tuple[Any, bool]:
    """The workbook, and whether its chain of sectors runs over some twice: Excel opens those of old PHP libraries all the same."""
    import xlrd

    opening = partial(
        xlrd.open_workbook, file_contents=data, logfile=log, formatting_info=True, ragged_rows=True, on_demand=True
    )
    try:
        return opening(), False
    except Exception as error:
        if "corruption: seen" not in str(error):
            raise
        try:
            return opening(ignore_workbook_corruption=True), True
        except Exception:
            raise error from None


def _read_sheet(book: Any, number: int, name: str, styles: _Styles) -> dict[str, Any]:
    marks = _Strikes([], [])
    try:
        sheet = book.sheet_by_index(number)
        return {
            "name": sheet.name,
            "state": _STATES[min(sheet.visibility, 2)],
            "rows": [(r + 1, cells) for r in range(sheet.nrows) if (cells := list(_cells(sheet, r, styles, marks)))],
            "merges": [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
            "hidden": [row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden],
            "struck": marks.struck,
            "left_out": marks.left_out,
            "comments": [(r + 1, c + 1, note.text) for (r, c), note in sorted(sheet.cell_note_map.items())],
        }
    except MemoryError:
        raise
    except Exception:
        return {"name": name, "damaged": True}


class _Strikes(NamedTuple):
    """Cells struck out as a whole, and those of which a part is: row, column, the words left out."""

    struck: list[tuple[int, int]]
    left_out: list[tuple[int, int, str]]

    def add(self, row: int, column: int, rich: RichText) -> None:
        """Note what a text of runs (0-based place) leaves out, or that it is struck out."""
        if rich.struck:
            self.struck.append((row + 1, column + 1))
        elif rich.left_out:
            self.left_out.append((row + 1, column + 1, rich.left_out))


def _cells(sheet: Any, row: int, styles: _Styles, marks: _Strikes) -> Iterator[list[Any]]:
    """Cells as [column, text], [column, number, kind, shape], [column, true] or [column, null, error]."""
    from xlrd.biffh import error_text_from_code

    for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True)):
        if kind in {0, 6} or value == "":
            continue
        xf = sheet.cell_xf_index(row, column)
        if kind == 1 and (row, column) in sheet.rich_text_runlist_map:
            rich = _read_rich(sheet, row, column, styles, styles.struck[xf])
            marks.add(row, column, rich)
            yield [column + 1, rich.text]
            continue
        if styles.struck[xf]:
            marks.struck.append((row + 1, column + 1))
        if kind in {2, 3}:
            yield [column + 1, value, *styles.shown[xf]]
        elif kind == 5:
            yield [column + 1, None, error_text_from_code.get(value, "#N/A")]
        else:
            yield [column + 1, bool(value) if kind == 4 else value]


def _read_rich(sheet: Any, row: int, column: int, styles: _Styles, struck: bool) -> RichText:
    """What a text of runs says; the offsets of its runs count halves of characters beyond the first plane each."""
    words = sheet.cell_value(row, column).encode("utf-16-le", "surrogatepass")
    listed = sheet.rich_text_runlist_map[row, column]
    runs = [(0, struck), *((2 * start, styles.fonts[font]) for start, font in listed)]
    ends = [*(start for start, _ in runs[1:]), len(words)]
    return part_struck(
        (words[start:end].decode("utf-16-le", "replace"), lined) for (start, lined), end in zip(runs, ends, strict=True)
    )


def _find_names(book: Any) -> dict[str, str]:
    try:
        return dict(_names(book))
    except MemoryError:
        raise
    except Exception:
        return {}  # the names are damaged: what stands in the sheets can be read all the same


def _names(book: Any) -> Iterator[tuple[str, str]]:
    """Names of the whole workbook that point to one area."""
    from xlrd.formula import colname

    sheets = book.sheet_names()
    for name in book.name_obj_list:
        areas = name.result.value if name.result is not None and isinstance(name.result.value, list) else []
        if name.scope != -1 or len(areas) != 1 or not hasattr(areas[0], "coords"):
            continue
        first, last, top, bottom, left, right = areas[0].coords
        if last - first == 1 and 0 <= first < len(sheets):
            sheet = sheets[first].replace("'", "''")
            corners = f"${colname(left)}${top + 1}:${colname(right - 1)}${bottom}"
            yield name.name, f"'{sheet}'!{corners}"
