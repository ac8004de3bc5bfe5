"""Rows of a sheet as SpreadsheetML, straight from values: measured at a third of the time of cell-by-cell calls.

Text is only ever text: what begins like a formula gets the quote prefix, what XML cannot carry is replaced, what is longer than
a cell is cut and noted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Final

from xltrack.address import CellRange, CellRef, column_letters
from xltrack.diagnostics import Diagnostic
from xltrack.patterns import pattern
from xltrack.report import words
from xltrack.report.digest import CellDigest
from xltrack.report.model import Line, Link, Row, Value

LONGEST: Final = 32_767  # UTF-16 units in one cell
MOST_LINKS: Final = 65_530  # in one sheet
_ILLEGAL: Final = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED_LIKE: Final = pattern("_x[0-9A-Fa-f]{4}_")
_LONG: Final = LONGEST // 2
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACE: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TEXT: Final = '<t xml:space="preserve">'
_FORMULA_LIKE: Final = frozenset("=+-@\t\r\n＝＋－＠")
_FIRST_DAY: Final = date(1900, 3, 1)  # before it Excel counts a day that never was
_EPOCH: Final = date(1899, 12, 30)


class StringTable:
    """The shared strings of a book: each text once, by number.

    The members that XlsxWriter asks for keep its names; the part itself is written here, for XlsxWriter writes a text of the
    shape <r>…</r> as markup, and takes five times as long.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.numbers)

    def _sort_string_data(self) -> None:
        """Nothing to do: a dictionary keeps its order."""

    def number(self, text: str) -> int:
        """The number of a text, which is clean."""
        return self.numbers.setdefault(text, len(self.numbers))

    def xml(self) -> str:
        """The part sharedStrings.xml."""
        texts = "\0".join(self.numbers)
        if "_x" in texts:
            texts = _ESCAPED_LIKE.sub("_x005F\\g<0>", texts)
        items = _escape(texts).replace("\0", f"</t></si><si>{_TEXT}")
        count = f'count="{self.count}" uniqueCount="{self.count}"'
        return f"{_DECLARATION}<sst {_NAMESPACE} {count}><si>{_TEXT}{items}</t></si></sst>"


class SheetRows:
    """Collects the rows of one sheet.

    Attributes:
        xml: the `<row>` elements so far.
        merges, links: what the sheet needs beside them.
        notes: what had to be changed so that a cell could hold it.
        bottom, right: the last row and column that hold anything.
    """

    def __init__(self, name: str, style: Callable[[str, bool], int], strings: StringTable, digest: CellDigest) -> None:
        self.name, self.style, self.strings, self.digest = name, style, strings, digest
        self.xml: list[str] = []
        self.merges: list[CellRange] = []
        self.links: list[tuple[str, Link]] = []
        self.notes: list[Diagnostic] = []
        self.bottom = self.right = 1
        self._plain: dict[str, int] = {}
        self._letters: tuple[str, ...] = ()
        digest.add_sheet(name)

    def add_row(self, number: int, row: Row, *, hidden: bool = False) -> None:
        """Write one row from column A on."""
        values = row.values
        if len(self._letters) < len(values):
            self._letters = tuple(column_letters(c) for c in range(1, len(values) + 1))
        written: list[object] = list(values)
        parts = [self._row_tag(number, row.height, hidden=hidden)]
        plain, known, tail = self._plain, self.strings.numbers, f'{number}" s="'
        for column, (letters, value, role) in enumerate(zip(self._letters, values, row.styles, strict=False)):
            style = plain.get(role)
            if style is None:
                style = plain[role] = self.style(role, False)
            if value is None or value == "":
                parts.append(f'<c r="{letters}{tail}{style}"/>')
            elif type(value) is str:
                # The usual case stands here: a call for each cell would cost as much as all the rest.
                if value[0] in _FORMULA_LIKE or len(value) > _LONG or not value.isprintable():
                    written[column] = text = self._care(number, column, value)
                    style = self.style(role, text[0] in _FORMULA_LIKE)
                else:
                    text = value
                index = known.get(text)
                if index is None:
                    index = known[text] = len(known)
                parts.append(f'<c r="{letters}{tail}{style}" t="s"><v>{index}</v></c>')
            else:
                written[column], xml = self._other(letters, tail, style, value)
                parts.append(xml)
        parts.append("</row>")
        self.xml.append("".join(parts))
        self.digest.add_row(number, written)
        for column, link in row.links.items():
            self.add_link(number, column + 1, link)
        self.bottom, self.right = number, max(self.right, len(values))

    def add_line(self, number: int, line: Line) -> None:
        """Write one line of a page: cells with spans are merged."""
        values: list[Value] = []
        styles: list[str] = []
        for column, cell in line.cells:
            gap = column - 1 - len(values)
            values += [None] * gap + [cell.value] + [None] * (cell.span - 1)
            styles += [""] * gap + [cell.style] * cell.span
            if cell.span > 1:
                self.merges.append(CellRange(number, column, number, column + cell.span - 1))
            if cell.link:
                self.add_link(number, column, cell.link)
        self.add_row(number, Row(values, styles, line.height))

    def add_link(self, row: int, column: int, link: Link) -> None:
        """Lead a click on a cell to another cell of the book; past what a sheet may hold, the words stand alone."""
        if len(self.links) < MOST_LINKS:
            self.links.append((f"{column_letters(column)}{row}", link))

    @staticmethod
    def _row_tag(number: int, height: float | None, *, hidden: bool) -> str:
        size = f' ht="{height:g}" customHeight="1"' if height else ""
        gone = ' hidden="1"' if hidden else ""
        return f'<row r="{number}"{size}{gone}>'

    def _care(self, row: int, column: int, value: str) -> str:
        """A text as a cell can hold it, with a note where something of it is missing; never empty."""
        text = clean(value)
        if len(text) > _LONG and len(text.encode("utf-16-le")) // 2 > LONGEST:
            text = _cut(text)
            self.notes.append(Diagnostic("D155", CellRef(self.name, row, column + 1), {"length": len(value)}))
        return text

    def _other(self, letters: str, tail: str, style: int, value: Value) -> tuple[object, str]:
        """A number, a truth value, a date; what Excel has no number for goes as text."""
        if isinstance(value, bool):
            return value, f'<c r="{letters}{tail}{style}" t="b"><v>{int(value)}</v></c>'
        number = serial(value) if isinstance(value, (date, time)) else value
        if isinstance(number, (int, float)) and math.isfinite(number) and abs(number) < 1e15:
            return value, f'<c r="{letters}{tail}{style}"><v>{number!r}</v></c>'
        text = clean(value.isoformat() if isinstance(value, (date, time)) else str(value))
        return text, f'<c r="{letters}{tail}{style}" t="s"><v>{self.strings.number(text)}</v></c>'


def clean(text: str) -> str:
    """Text as XML can carry it: line ends are line feeds, characters that XML forbids become 「\ufffd」."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def serial(moment: date | time) -> float | int | None:
    """Excel's number of a day or moment; None for days that it counts otherwise or not at all."""
    if isinstance(moment, time):
        return (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400
    day = moment.date() if isinstance(moment, datetime) else moment
    if day < _FIRST_DAY:
        return None
    days = (day - _EPOCH).days
    return days + float(serial(moment.time()) or 0) if isinstance(moment, datetime) else days


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")[: (LONGEST - 1) * 2]
    return units.decode("utf-16-le", "ignore") + words.CUT
