"""Old workbooks (.xls, and .et of WPS) as a Book, read by a child process within limits of time and memory."""

from __future__ import annotations

import json
import math
from typing import Any

from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, Limits
from xltrack.ooxml.numbers import NumberKind, value_of, whole
from xltrack.reading.files.children import ask_child
from xltrack.reading.files.grid import CellError, SourceBook, SourceSheet, Value
from xltrack.reading.files.merges import RawSheet, finish_sheet


def read_xls(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> SourceBook:
    """Read all worksheets.

    Raises:
        SourceError: D126 encrypted, D132 too much memory, D133 no worksheet, D135 too slow, D136 damaged, D138 it could not be tried.
    """
    answer = _ask_child(data, limits)
    if refused := answer.get("refused"):
        raise limits.over(answer["over"]) if "over" in answer else SourceError(refused)
    damaged = [found["name"] for found in answer["sheets"] if "damaged" in found]
    diagnostics = [Diagnostic("D180", None, {"sheet": name}) for name in damaged]
    whole = (found for found in answer["sheets"] if "damaged" not in found)
    sheets = tuple(_sheet(found, answer["from_1904"], diagnostics, limits) for found in whole)
    if not sheets:
        raise SourceError("D134", sheets="、".join(damaged)) if damaged else SourceError("D133")
    return SourceBook(source, sheets, answer["names"], tuple(diagnostics))


def _ask_child(data: bytes, limits: Limits) -> dict[str, Any]:
    said = ask_child("xls", data, limits.memory, limits.seconds, str(limits.cells))
    if said is None:
        raise limits.over("seconds")
    try:
        answer = json.loads(said)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise SourceError("D136")  # it was killed, or died in the middle
    return answer


def _sheet(found: dict[str, Any], from_1904: bool, diagnostics: list[Diagnostic], limits: Limits) -> SourceSheet:
    name: str = found["name"]
    rows: dict[int, dict[int, Value]] = {}
    faults: list[Diagnostic] = []
    for row, cells in found["rows"]:
        values = rows[row] = {}
        for column, *content in cells:
            value, code = _value(content, from_1904)
            if code:
                faults.append(Diagnostic(code, CellRef(name, row, column), {"number": value, "words": value}))
            values[column] = value
    diagnostics += faults[: limits.faults]
    if beyond := len(faults) - len(faults[: limits.faults]):
        diagnostics.append(Diagnostic("D193", None, {"sheet": name, "count": beyond}))
    merges = [CellRange(*area) for area in found["merges"]]
    struck = {(row, column) for row, column in found["struck"]}
    return finish_sheet(name, found["state"], RawSheet(rows, merges, set(found["hidden"]), struck), diagnostics)


def _value(content: list[Any], from_1904: bool) -> tuple[Value, str]:
    """The value of a cell as the child writes it, and the code of what is to be said of it, or 「」."""
    first = content[0]
    if len(content) == 1:
        return first, ""
    if first is None:
        return CellError(content[1]), ""
    number = float(first)
    if not math.isfinite(number):
        return str(number), "D186"
    value = value_of(number, NumberKind(content[1]), content[2], from_1904=from_1904)
    return (whole(number), "D185") if value is None else (value, "")
