"""XML spreadsheets of Excel 2003 (SpreadsheetML), also called .xls, as a Book: one pass by expat that keeps what is not blank."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from xml.parsers import expat

from xltrack.base.address import CellRange, column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.ooxml.limits import DEFAULT_LIMITS, MAX_COLUMN, MAX_ROW, Limits
from xltrack.ooxml.numbers import NumberKind, classify_format, shape_of, value_of, whole
from xltrack.ooxml.scan import Fault, Scan
from xltrack.ooxml.xml import PartError, as_utf8, refuse_dtd
from xltrack.reading.files.grid import CellError, SheetState, SourceBook, SourceSheet, Value, finish_sheet

Attributes = dict[str, str]
_CHUNK: Final = 256 * 1024
_MOST_NAMES: Final = 1000
_ASIDE: Final = frozenset({"Comment", "PhoneticText"})
_STRUCK: Final = frozenset({"S", "Del", "Strike"})
_STATES: Final[dict[str, SheetState]] = {"SheetHidden": "hidden", "SheetVeryHidden": "veryHidden"}
_FORMATS: Final = {
    "General Date": "yyyy/m/d h:mm", "Long Date": "yyyy/m/d", "Medium Date": "d-mmm-yy", "Short Date": "yyyy/m/d",
    "Long Time": "h:mm:ss", "Medium Time": "h:mm AM/PM", "Short Time": "h:mm", "Fixed": "0.00", "Standard": "#,##0.00",
    "Percent": "0.00%", "Currency": "¥#,##0.00", "General": "", "Scientific": "",
}  # fmt: skip
_REFERENCE: Final = pattern(r"=('(?:[^']|'')+'|[^!']+)!R(\d{1,7})C(\d{1,5})(?::R(\d{1,7})C(\d{1,5}))?")
_FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number of 0
_NOT_DATES: Final = frozenset({NumberKind.PLAIN, NumberKind.PERCENT, NumberKind.ELAPSED})


def read_xml2003(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> SourceBook:
    """Read all worksheets.

    Raises:
        SourceError: D115 damaged, D131 it has a DTD, D132 more than the limits allow, D133 no worksheet, D135 too slow.
    """
    book = _Book(limits)
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_dtd
    parser.StartElementHandler, parser.EndElementHandler = book.start, book.end
    parser.CharacterDataHandler = book.text
    end, fed = time.thread_time() + limits.seconds, 0
    try:
        for chunk in as_utf8(_chunks(data)):
            words = chunk if fed else chunk.lstrip()
            parser.Parse(words, False)
            fed += len(words)
            if fed - parser.CurrentByteIndex > limits.piece:  # one tag that does not end
                raise limits.over("piece")
            if time.thread_time() > end:
                raise limits.over("seconds")
        parser.Parse(b"", True)
    except (expat.ExpatError, PartError, ValueError, LookupError):
        raise SourceError("D115") from None
    if not book.sheets:
        raise SourceError("D133")
    return SourceBook(source, tuple(book.sheets), book.names, tuple(book.diagnostics))


def _chunks(data: bytes) -> Iterator[bytes]:
    """The bytes from the first tag on: exports write blank lines before it, which XML does not allow."""
    start = len(data) - len(data.lstrip()) if data[:1].isspace() else 0
    for at in range(start, len(data), _CHUNK):
        yield data[at : at + _CHUNK]


class _Local(dict[str, str]):
    """Names without their namespace: prefixes differ between programs, local names do not."""

    def __missing__(self, name: str) -> str:
        """Each name is parted once; a file may not have us remember endlessly many."""
        local = name.rpartition(" ")[2]
        if len(self) < _MOST_NAMES:
            self[name] = local
        return local


_LOCAL: Final = _Local()


class _Style(NamedTuple):
    """What a style says: the format code of numbers, and whether it strikes out; None where its parent says."""

    parent: str = "Default"
    format: str | None = None
    struck: bool | None = None


class _Book:
    """Takes the events of the file."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[SourceSheet] = []
        self.names: dict[str, str] = {}
        self.diagnostics: list[Diagnostic] = []
        self._limits, self._depth, self._aside = limits, 0, 0
        self._left = {"cells": limits.cells, "rows": limits.rows, "text": limits.text}
        self._styles: dict[str, _Style] = {}
        self._style = ""
        self._sheet: _Sheet | None = None
        self._option: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element opens."""
        name = _LOCAL[name]
        self._depth += 1
        if self._depth > self._limits.depth:
            raise PartError("nested too deep")
        said = {_LOCAL[key]: words for key, words in attributes.items()} if attributes else attributes
        if self._aside or name in _ASIDE:
            self._aside += 1
        elif self._sheet is not None:
            if name == "Visible":
                self._option = []
            else:
                self._sheet.start(name, said, self._left)
        elif name == "Worksheet":
            if len(self.sheets) >= self._limits.sheets:
                raise self._limits.over("sheets")
            self._sheet = _Sheet(said.get("Name", f"Sheet{len(self.sheets) + 1}"), self._styles, self._limits)
        else:
            self._describe(name, said)

    def _describe(self, name: str, said: Attributes) -> None:
        """Styles, and names of the whole book."""
        style = self._styles.get(self._style, _Style())
        if name == "Style":
            self._style = said.get("ID", "")
            self._styles[self._style] = _Style(said.get("Parent", "Default"))
        elif name == "NumberFormat":
            code = said.get("Format", "")
            self._styles[self._style] = style._replace(format=_FORMATS.get(code, code))
        elif name == "Font":
            self._styles[self._style] = style._replace(struck=said.get("StrikeThrough") == "1")
        elif name == "NamedRange" and (area := _read_reference(said.get("RefersTo", ""))):
            self.names[said.get("Name", "")] = area

    def text(self, words: str) -> None:
        """Words between tags."""
        if self._option is not None:
            self._option.append(words)
        elif self._sheet is not None and not self._aside:
            self._sheet.text(words)

    def end(self, name: str) -> None:
        """An element closes."""
        name = _LOCAL[name]
        self._depth -= 1
        if self._aside:
            self._aside -= 1
        elif self._sheet is None:
            return
        elif name == "Worksheet":
            self.sheets.append(self._sheet.finish(self.diagnostics))
            self._sheet = None
        elif name == "Visible" and self._option is not None:
            self._sheet.state = _STATES.get("".join(self._option).strip(), "visible")
            self._option = None
        else:
            self._sheet.end(name, self._left)


def _read_reference(words: str) -> str | None:
    """A named range in the form of other workbooks: 「=附件2!R3C1:R40C6」 is 「'附件2'!$A$3:$F$40」."""
    found = _REFERENCE.fullmatch(words)
    if not found:
        return None
    sheet = found[1] if found[1].startswith("'") else f"'{found[1]}'"
    corners = (f"${column_letters(int(column))}${row}" for row, column in (found.group(2, 3), found.group(4, 5)) if row)
    return f"{sheet}!{':'.join(corners)}"


class _Sheet:
    """One worksheet while it is read."""

    def __init__(self, name: str, styles: dict[str, _Style], limits: Limits) -> None:
        self.state: SheetState = "visible"
        self._name, self._styles, self._limits = name, styles, limits
        self._scan = Scan()
        self._row = self._column = 0
        self._skipped = 0
        self._cell: Attributes | None = None
        self._kind: str | None = None
        self._pieces: list[tuple[str, bool]] = []
        self._lines = 0
        self._length = 0

    def start(self, name: str, said: Attributes, left: dict[str, int]) -> None:
        """An element of the sheet opens."""
        if self._kind is not None:
            self._lines += name in _STRUCK
            if name.lower() == "br":
                self.text("\n")
        elif name == "Row":
            self._row = _place(said, self._row + 1 + self._skipped)
            self._skipped = _number(said.get("Span", ""), 0)
            self._column = 0
            if said.get("Hidden") == "1":
                self._scan.hidden.add(self._row)
        elif name == "Cell":
            self._open_cell(said)
        elif name == "Data" and self._cell is not None:
            self._kind = said.get("Type", "String")

    def _open_cell(self, said: Attributes) -> None:
        self._cell, self._pieces, self._length = said, [], 0
        self._column = _place(said, self._column + 1)
        down, across = _number(said.get("MergeDown", ""), 0), _number(said.get("MergeAcross", ""), 0)
        if not down and not across:
            return
        bottom, right = min(self._row + down, MAX_ROW), min(self._column + across, MAX_COLUMN)
        if len(self._scan.merges) < self._limits.merges:
            self._scan.merges.append(CellRange(self._row, self._column, bottom, right))
        else:
            self._scan.merges_skipped += 1

    def text(self, words: str) -> None:
        """Words of a cell."""
        if self._kind is not None:
            self._pieces.append((words, self._lines > 0))
            self._length += len(words)
            if self._length > self._limits.piece:
                raise self._limits.over("piece")

    def end(self, name: str, left: dict[str, int]) -> None:
        """An element of the sheet closes."""
        if name == "Data" and self._cell is not None:
            value = self._read()
            self._kind, self._lines = None, 0
            if value is not None and value != "":
                self._put(value, left)
        elif self._kind is not None:
            self._lines -= name in _STRUCK
        elif name == "Cell" and self._cell is not None:
            if "Formula" in self._cell and not self._pieces:
                self._fault("D183")
            self._column += _number(self._cell.get("MergeAcross", ""), 0)
            self._cell = None

    def _put(self, value: Value, left: dict[str, int]) -> None:
        """Keep a value at its place."""
        row, column = self._row, self._column
        if not (0 < row <= MAX_ROW and 0 < column <= MAX_COLUMN):
            self._fault("D188", row=max(1, min(row, MAX_ROW)), column=max(1, min(column, MAX_COLUMN)))
            return
        left["rows"] -= row not in self._scan.rows
        left["cells"] -= 1
        left["text"] -= self._length
        if over := next((name for name, count in left.items() if count < 0), None):
            raise self._limits.over(over)
        cells = self._scan.rows.setdefault(row, {})
        if column in cells:
            self._fault("D187")
        cells[column] = value
        style = self._style_of()
        marks = [struck for words, struck in self._pieces if words.strip()]
        if style.struck or all(marks):
            self._scan.struck.add((row, column))
        elif any(marks):
            self._fault("D271", row, column, text="".join(words for words, struck in self._pieces if struck).strip())
        if self._cell is not None and "Formula" in self._cell:
            self._scan.formulas.add((row, column))

    def _style_of(self) -> _Style:
        """The style of the cell, with what it takes from its parents."""
        name, code, struck = (self._cell or {}).get("StyleID", "Default"), None, None
        for _ in range(20):
            style = self._styles.get(name, _Style())
            code = style.format if code is None else code
            struck = style.struck if struck is None else struck
            if name == "Default":
                break
            name = style.parent
        return _Style(format=code or "", struck=bool(struck))

    def _read(self) -> Value | None:
        """The value of the cell by its type; struck parts of its words are left out, unless they are all."""
        shown = "".join(words for words, struck in self._pieces if not struck)
        words = shown if shown.strip() else "".join(words for words, _ in self._pieces)
        if self._kind == "Number":
            return self._number(words)
        if self._kind == "DateTime":
            return self._moment(words)
        if self._kind == "Boolean":
            return words.strip() == "1"
        if self._kind == "Error":
            return CellError(words.strip() or "#N/A")
        return words or None

    def _number(self, words: str) -> Value:
        try:
            number = float(words)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self._fault("D186", words=words)
            return words
        code = self._style_of().format or ""
        value = value_of(number, classify_format(code), shape_of(code))
        if value is None:
            self._fault("D185", number=whole(number))
            return whole(number)
        return value

    def _moment(self, words: str) -> Value:
        """A day, a time of day, or both, as the style of the cell shows it."""
        try:
            moment = datetime.fromisoformat(words.strip()).replace(tzinfo=None)
        except ValueError:
            self._fault("D186", words=words)
            return words
        kind = classify_format(self._style_of().format or "")
        shows = NumberKind.MOMENT if kind in _NOT_DATES else kind
        if moment.year < 1900:
            return moment.time()
        value = value_of((moment - _FIRST_DAY) / timedelta(days=1), shows)
        return moment if value is None else value

    def _fault(self, code: str, row: int = 0, column: int = 0, **facts: object) -> None:
        """Keep a fault, or count it."""
        if len(self._scan.faults) < self._limits.faults:
            self._scan.faults.append(Fault(code, row or self._row or 1, column or self._column or 1, facts))
        else:
            self._scan.skipped += 1

    def finish(self, diagnostics: list[Diagnostic]) -> SourceSheet:
        """The sheet, what there is to say of it added to `diagnostics`."""
        self._scan.rows = {row: dict(sorted(cells.items())) for row, cells in sorted(self._scan.rows.items())}
        return finish_sheet(self._name, self.state, self._scan, diagnostics)


def _number(words: str, otherwise: int) -> int:
    """A whole number that an attribute gives."""
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 8 else otherwise


def _place(said: Attributes, following: int) -> int:
    """The number of a row or column: its own, or that which follows the one before."""
    return _number(said.get("Index", ""), following)
