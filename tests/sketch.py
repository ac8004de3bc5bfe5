"""A grid drawn in text is the input of a reading test.

    sheet 附件2                      (optional; the first is 「Sheet1」)
    附件2                            (a line without bars: one cell in column A)
    | 序号 | 工作任务 | 完成时限   |
    | 1    | 起草     | 2021年6月 |
    | ^    | 印发     | @2021-06-30 |

`^` merged with the cell above, `<` with the cell to the left, an empty cell is blank, bare numbers are numbers, `@` a real
date, `60%` a number in percentage format, `@2021-06-01{yyyy"年"m"月"}` and `6.3{0.00}` a date and a number in a format,
`#REF!` an error value, `~words~` struck out, `⏎` a line break, `'` before anything: text.
A line 「box words」 is a text box over the next row. A line 「hidden」 hides the row after it; 「sheet NAME hidden」 hides a sheet.
"""

from __future__ import annotations

import re
from datetime import date

from xltrack.base.address import CellRange
from xltrack.base.values import Number
from xltrack.ooxml.date_formats import show_date
from xltrack.ooxml.numbers import shape_of
from xltrack.reading.files.grid import CellError, Percent, SourceBook, SourceSheet, Value

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_IN_A_FORMAT = re.compile(r"(@[\d-]+|[\d.]+)\{(.+)\}")
_PERCENT = re.compile(r"-?\d+(\.\d+)?%")


def book(text: str, source: str = "sketch.xlsx") -> SourceBook:
    """The workbook drawn in `text`."""
    sheets: list[tuple[str, str, list[str]]] = [("Sheet1", "visible", [])]
    for line in (raw.strip() for raw in text.strip("\n").splitlines()):
        if line.startswith("sheet "):
            name, _, hidden = line[6:].partition(" hidden")
            if not sheets[-1][2]:
                sheets.pop()
            sheets.append((name, "hidden" if line.endswith(" hidden") else "visible", []))
            del hidden
        else:
            sheets[-1][2].append(line)
    return SourceBook(source, tuple(_sheet(name, state, lines) for name, state, lines in sheets))


def _sheet(name: str, state: str, lines: list[str]) -> SourceSheet:
    rows: dict[int, dict[int, Value]] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    extent: dict[tuple[int, int], list[int]] = {}
    hidden, struck, number, hide = set(), set(), 0, False
    boxes: list[tuple[int, int, str]] = []
    for line in lines:
        if line.startswith("box "):
            boxes.append((number + 1, 1, line[4:].replace("⏎", "\n")))
            continue
        if line == "hidden":
            hide = True
            continue
        number += 1
        if hide:
            hidden.add(number)
            hide = False
        cells = [c.strip() for c in line.strip("|").split("|")] if line.startswith("|") else [line]
        for column, drawn in enumerate(cells, 1):
            words = drawn
            place = (number, column)
            above = {"^": (number - 1, column), "<": (number, column - 1)}.get(words)
            owner[place] = owner[above] if above else place
            box = extent.setdefault(owner[place], [number, column, number, column])
            box[2], box[3] = max(box[2], number), max(box[3], column)
            if above or not words:
                continue
            if words.startswith("~") and words.endswith("~"):
                struck.add(place)
                words = words[1:-1]
            rows.setdefault(number, {})[column] = _value(words)
    merges = tuple(CellRange(*box) for box in extent.values() if box[0] != box[2] or box[1] != box[3])
    return SourceSheet(name, state, rows, merges, frozenset(hidden), frozenset(struck), boxes=tuple(boxes))  # type: ignore[arg-type]


def _formatted(words: str, code: str) -> Value:
    if words.startswith("@"):
        return show_date(date.fromisoformat(words[1:]), shape_of(code), 0)
    return Number(float(words), shape_of(code))


def _value(words: str) -> Value:
    if found := _IN_A_FORMAT.fullmatch(words):
        return _formatted(found[1], found[2])
    if words.startswith("'"):
        return words[1:]
    if words.startswith("@"):
        return date.fromisoformat(words[1:])
    if words.startswith("#") and words.endswith(("!", "?", "A")):
        return CellError(words)
    if _PERCENT.fullmatch(words):
        return Percent(float(words[:-1]) / 100)
    if _NUMBER.fullmatch(words):
        return float(words) if "." in words else int(words)
    return words.replace("⏎", "\n")
