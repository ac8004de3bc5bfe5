"""Old workbooks (.xls, and .et of WPS) as a Book, read by a child process within limits of time and memory."""

import math
from typing import Any

from xltrack.base.address import CellRange
from xltrack.base.children import ask_child
from xltrack.base.clock import spend
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, Limits
from xltrack.ooxml.numbers import NumberKind, value_of, whole
from xltrack.ooxml.scan import Fault, Scan
from xltrack.reading.files.grid import CellError, SourceBook, SourceSheet, Value, finish_sheet


def read_xls(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> SourceBook:
    """Read all worksheets.

    Raises:
        SourceError: D126 encrypted, D132 too much memory, D133 no worksheet, D135 too slow, D136 damaged, D138 it could not be tried.
    """
    asked = ask_child("xls", data, limits.memory, limits.seconds, str(limits.cells))
    if asked is None:
        raise limits.over("seconds")
    answer = asked[0] or {"refused": "D136"}
    if refused := answer.get("refused"):
        raise limits.over(answer["over"]) if "over" in answer else SourceError(refused)
    spend(answer["seconds"])
    damaged = [found["name"] for found in answer["sheets"] if "damaged" in found]
    diagnostics = [Diagnostic("D262")] if answer["mended"] else []
    diagnostics += [Diagnostic("D180", None, {"sheet": name}) for name in damaged]
    whole = (found for found in answer["sheets"] if "damaged" not in found)
    sheets = tuple(_sheet(found, answer["from_1904"], diagnostics, limits) for found in whole)
    if not sheets:
        raise SourceError("D134", sheets="、".join(damaged)) if damaged else SourceError("D133")
    return SourceBook(source, sheets, answer["names"], tuple(diagnostics))


def _sheet(found: dict[str, Any], from_1904: bool, diagnostics: list[Diagnostic], limits: Limits) -> SourceSheet:
    scan = Scan()
    for row, cells in found["rows"]:
        values = scan.rows[row] = {}
        for column, *content in cells:
            value, code = _value(content, from_1904)
            if code:
                scan.faults.append(Fault(code, row, column, {"number": value, "words": value}))
            values[column] = value
    scan.faults += (Fault("D271", row, column, {"text": words}) for row, column, words in found["left_out"])
    scan.merges, scan.hidden = [CellRange(*area) for area in found["merges"]], set(found["hidden"])
    scan.struck = {(row, column) for row, column in found["struck"]}
    scan.skipped = max(0, len(scan.faults) - limits.faults)
    del scan.faults[limits.faults :]
    comments = tuple((row, column, text) for row, column, text in found["comments"])
    return finish_sheet(found["name"], found["state"], scan, diagnostics)._replace(comments=comments)


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
