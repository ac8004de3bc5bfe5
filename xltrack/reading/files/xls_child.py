"""Reads .xls and .et with xlrd in a process of its own: bytes on standard input, JSON on standard output.

The only module that imports xlrd, which is old and was not written for hostile files: here it can neither hang, nor eat the
memory, nor print to the user's console (`children`).

The answer is {"mended", "from_1904", "names", "sheets": [{"name", "state", "rows", "merges", …} or {"name", "damaged"}]}; or it has
"refused", a code, and "over", the limit that was met. It is written sheet by sheet: only one is held at a time.
"""

import io
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from xltrack.ooxml.numbers import built_in_kind, built_in_shape, classify_format, shape_of

_STATES = ("visible", "hidden", "veryHidden")


class _Styles:
    """What each cell format (XF) shows, and whether it strikes out."""

    def __init__(self, book: Any) -> None:
        self.shown = [_shown(xf.format_key, book.format_map.get(xf.format_key)) for xf in book.xf_list]
        self.fonts = [bool(font.struck_out) for font in book.font_list]
        self.struck = [xf.font_index < len(self.fonts) and self.fonts[xf.font_index] for xf in book.xf_list]


def _shown(key: int, known: Any) -> tuple[int, str]:
    if not known or not known.format_str:
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
    yield '"refused": ""}'


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
    struck: list[tuple[int, int]] = []
    try:
        sheet = book.sheet_by_index(number)
        return {
            "name": sheet.name,
            "state": _STATES[min(sheet.visibility, 2)],
            "rows": [(r + 1, cells) for r in range(sheet.nrows) if (cells := list(_cells(sheet, r, styles, struck)))],
            "merges": [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
            "hidden": [row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden],
            "struck": struck,
        }
    except MemoryError:
        raise
    except Exception:
        return {"name": name, "damaged": True}


def _cells(sheet: Any, row: int, styles: _Styles, struck: list[tuple[int, int]]) -> Iterator[list[Any]]:
    """Cells as [column, text], [column, number, kind, shape], [column, true] or [column, null, error]."""
    from xlrd.biffh import error_text_from_code

    for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True)):
        if kind in {0, 6} or value == "":
            continue
        xf = sheet.cell_xf_index(row, column)
        if kind in {2, 3}:
            yield [column + 1, value, *styles.shown[xf]]
        elif kind == 5:
            yield [column + 1, None, error_text_from_code.get(value, "#N/A")]
        else:
            yield [column + 1, bool(value) if kind == 4 else value]
        if styles.struck[xf] or (row, column) in sheet.rich_text_runlist_map:
            runs = [(0, styles.struck[xf])]
            runs += [(at, styles.fonts[font]) for at, font in sheet.rich_text_runlist_map.get((row, column), ())]
            if _all_struck(runs, value if kind == 1 else "1"):
                struck.append((row + 1, column + 1))


def _all_struck(runs: list[tuple[int, bool]], text: str) -> bool:
    ends = [*(start for start, _ in runs[1:]), len(text)]
    return all(struck or not text[start:end].strip() for (start, struck), end in zip(runs, ends, strict=True))


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
