"""Rows of a sheet as SpreadsheetML, straight from values: measured at a third of the time of cell-by-cell calls.

Text is only ever text: what begins like a formula gets the quote prefix, what XML cannot carry is replaced, what is longer than
a cell is cut and noted.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from itertools import groupby, islice
from typing import Final

from xltrack.base.address import CellRange, CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.ooxml.packed import Packer, Piece
from xltrack.sheets import words
from xltrack.sheets.digest import SEPARATOR, CellDigest, canonical
from xltrack.sheets.measure import MOST_SPARED
from xltrack.sheets.model import CellValue, Fill, Filled, Formula, Line, Link, Plain, Row, Sheaf

LONGEST: Final = 32_767  # UTF-16 units in one cell
_PIECE: Final = 2_000  # texts that are written at once
MOST_LINKS: Final = 65_530  # in one sheet
_ILLEGAL: Final = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED_LIKE: Final = pattern("_x[0-9A-Fa-f]{4}_")
_LONG: Final = LONGEST // 2
_PACKED: Final = 500  # rows that are packed at once
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACE: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_NOTHING: Final = type(None)
_TEXT: Final = '<t xml:space="preserve">'
_FORMULA_LIKE: Final = frozenset("=+-@\t\r\n＝＋－＠")
_SAFE: Final = 10**11
_USUAL: Final = 15.0  # points of a row that is left to the program that shows it
_FIRST_DAY: Final = 61  # 1900-03-01: before it Excel counts a day that never was
_EPOCH: Final = date(1899, 12, 30).toordinal()


class StringTable:
    """The shared strings of a book: each text once, by number."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text, which is clean."""
        return self.numbers.setdefault(text, len(self.numbers))

    def pieces(self) -> Iterator[bytes]:
        """The part sharedStrings.xml, piece by piece; they are kept no longer."""
        count = len(self.numbers)
        yield f'{_DECLARATION}<sst {_NAMESPACE} count="{count}" uniqueCount="{count}">'.encode()
        all_texts = iter(self.numbers)
        while some := list(islice(all_texts, _PIECE)):
            items = _escaped("\0".join(some)).replace("\0", f"</t></si><si>{_TEXT}")
            yield f"<si>{_TEXT}{items}</t></si>".encode()
        self.numbers.clear()
        yield b"</sst>"


class SheetRows:
    """Collects the rows of one sheet.

    Attributes:
        xml: the last `<row>` elements so far.
        merges, links: what the sheet needs beside them; names: those that its areas have in the book (「$A$3:$P$27」).
        rules: the formulas of its conditional formats, in the order in which they are made.
        notes: what had to be changed so that a cell could hold it.
        inline: whether texts stand in the cells themselves; alone: columns (0-based) whose texts do.
        bottom, right: the last row and column that hold anything.
        heights: points of the first rows that are shown, those of a sheaf left out.
    """

    def __init__(self, name: str, style: Callable[[str, bool], int], strings: StringTable, digest: CellDigest) -> None:
        self.name, self.style, self.strings, self.digest = name, style, strings, digest
        self.xml: list[str] = []
        self._packer: Packer | None = None
        self.merges: list[CellRange] = []
        self.links: list[tuple[str, Link]] = []
        self.names: list[tuple[str, str]] = []
        self.rules: list[str] = []
        self.notes: list[Diagnostic] = []
        self.inline = False
        self.alone: tuple[int, ...] = ()
        self.bottom = self.right = 1
        self.heights: list[float] = []
        self._looks: dict[str, str] = {}
        self._letters: tuple[str, ...] = ()
        self._fills: dict[int, str] = {}  # by identity, which stands as long as the fill is kept
        self._kept: list[Fill] = []
        digest.add_sheet(name)

    def add_row(self, number: int, row: Row, *, hidden: bool = False) -> None:
        """Write one row from column A on."""
        values = row.values
        if len(self._letters) < len(values):
            self._letters = tuple(f'<c r="{column_letters(c)}' for c in range(1, len(values) + 1))
        parts, told = [self._row_tag(number, row, hidden=hidden)], []
        looks, known, fills = self._looks, {} if self.inline else self.strings.numbers, self._fills
        # The usual kinds of cells stand here: a call for each would cost as much as all the rest.
        for column, (start, value, role) in enumerate(zip(self._letters, values, row.styles, strict=False)):
            look = looks.get(role) or self._look(role)
            kind: type = type(value)
            if kind is str and value:
                text: str = value  # type: ignore[assignment]
                index = known.get(text)
                if index is not None and text[0] not in _FORMULA_LIKE:
                    xml = f'{start}{number}{look} t="s"><v>{index}</v></c>'
                else:
                    text, xml = self._text(start, number, column, text, role)
                told.append(text)
                parts.append(xml)
            elif not value and (value is None or kind is str):
                told.append("")
                if look != '"':
                    parts.append(f"{start}{number}{look}/>")
            elif kind is Filled:
                fill, shown = value  # type: ignore[misc, str-unpack]
                told.append("")
                formula = fills.get(id(fill)) or self._open_fill(fill, start[6:], number)  # type: ignore[arg-type]
                if type(shown) is int:
                    parts.append(f"{start}{number}{look}>{formula}<v>{shown}</v></c>")
                else:
                    parts.append(_formula_cell(f"{start}{number}{look}", formula, shown))
            elif kind is int and -_SAFE < value < _SAFE:  # type: ignore[operator]
                told.append(str(value))
                parts.append(f"{start}{number}{look}><v>{value}</v></c>")
            else:
                shown, xml = self._other(f"{start}{number}{look}", value)
                told.append(canonical(shown))
                parts.append(xml)
        self._end_row(number, parts, told, len(values), row.links)

    def _text(self, start: str, number: int, column: int, text: str, role: str) -> tuple[str, str]:
        """A text as it stands in its cell (0-based column), and the XML of that: a text of the book, or in the cell itself."""
        look = self._looks.get(role) or self._look(role)
        if text[0] in _FORMULA_LIKE or len(text) > _LONG or not text.isprintable():
            text = self._care(number, column, text, role)
            look = self._look(role, quoted=True) if text[0] in _FORMULA_LIKE else look
        if self.inline or column in self.alone:
            return text, f'{start}{number}{look} t="inlineStr"><is>{_TEXT}{_escaped(text)}</t></is></c>'
        return text, f'{start}{number}{look} t="s"><v>{self.strings.number(text)}</v></c>'

    def add_cells(self, number: int, cells: Sequence[tuple[int, str, str]], height: float) -> None:
        """Write one row of texts wherever they stand: 1-based column, words, style role, in order."""
        parts, told = [f'<row r="{number}" ht="{height:g}" customHeight="1">'], list[str]()
        for column, words_, role in cells:
            start, text = f'<c r="{column_letters(column)}', ""
            xml = f"{start}{number}{self._looks.get(role) or self._look(role)}/>"
            if words_:
                text, xml = self._text(start, number, column - 1, words_, role)
            told += [""] * (column - 1 - len(told)) + [text]
            parts.append(xml)
        self._end_row(number, parts, told, len(told), {})

    def _end_row(self, number: int, parts: list[str], told: list[str], right: int, links: Mapping[int, Link]) -> None:
        self._keep(["".join([*parts, "</row>"])])
        self.digest.add_parts(number, told)
        for column, link in links.items():
            self.add_link(number, column + 1, link)
        self.bottom, self.right = number, max(self.right, right)

    def _keep(self, rows: list[str]) -> None:
        """Keep the XML of rows; that of many is packed at once, so that a large book does not fill the memory."""
        self.xml += rows
        if len(self.xml) >= _PACKED:
            self._packer = self._packer or Packer()
            self._packer.add("".join(self.xml).encode())
            self.xml.clear()

    def pieces(self) -> Iterator[Piece]:
        """The rows in order; they are kept no longer."""
        if self._packer:
            yield self._packer.packed()
            self._packer = None
        yield "".join(self.xml).encode()
        self.xml.clear()

    def _look(self, role: str, *, quoted: bool = False) -> str:
        """What stands between the row and the type of a cell: the end of `r`, and the format."""
        style = self.style(role, quoted)
        look = f'" s="{style}"' if style else '"'
        if not quoted:
            self._looks[role] = look
        return look

    def add_sheaf(self, first: int, sheaf: Sheaf) -> int:
        """Write the rows of a sheaf; returns the number of the row behind them. It holds whole numbers, dates, clean texts."""
        number = first
        full = [self._open_fill(fill, column_letters(at + 1), first) for at, fill in sheaf.fills.items()]
        again = [self._fills[id(fill)] for fill in sheaf.fills.values()]
        for kinds, run in groupby(sheaf.rows(), key=lambda row: tuple(map(type, row))):
            xml, told = self._stencil(kinds, sheaf)
            while some := list(islice(run, _PACKED)):
                numbers = range(number, number + len(some))
                self.digest.add_texts(zip(numbers, map(told.__mod__, some), strict=True))
                rows = [*map(xml.__mod__, zip(*self._written(kinds, numbers, some), strict=True))]
                if number == first:  # formulas stand in it in full, and are shared by those below
                    for formula, shared in zip(full, again, strict=True):
                        rows[0] = rows[0].replace(shared, formula)
                self._keep(rows)
                number += len(some)
            self.right = max(self.right, len(kinds))
        self.bottom = max(self.bottom, number - 1)
        return number

    def _stencil(self, kinds: tuple[type, ...], sheaf: Sheaf) -> tuple[str, str]:
        """The XML of rows of such values, what the digest takes of them, both with 「%」 for values; in the XML a number before each."""
        cells, told = ['<row r="%d">'], list[str]()
        for at, kind in enumerate(kinds):
            look = self._looks.get(sheaf.styles[at]) or self._look(sheaf.styles[at])
            start, fill = f'<c r="{column_letters(at + 1)}%d{look}', sheaf.fills.get(at)
            formula = self._fills[id(fill)] if fill else ""
            words_ = ' t="s"' if kind is str else ""
            blank = f'{start} t="str">{formula}<v>%.0s</v></c>' if fill else "%.0s%.0s"
            cells.append(blank if kind is _NOTHING else f"{start}{words_}>{formula}<v>%s</v></c>")
            told.append("%.0s" if fill or kind is _NOTHING else "%s")
        return "".join([*cells, "</row>"]), SEPARATOR.join(told)

    def _written(
        self, kinds: tuple[type, ...], numbers: Iterable[int], some: Sequence[tuple[Plain, ...]]
    ) -> Iterator[Iterable[object]]:
        """What stands in the XML of rows, column by column."""
        yield numbers
        for kind, column in zip(kinds, zip(*some, strict=True), strict=True):
            yield numbers
            if kind is str:
                yield map(self.strings.number, column)
            else:
                yield map(serial, column) if kind is date else column

    def add_line(self, number: int, line: Line) -> None:
        """Write one line of a page: cells with spans are merged."""
        values: list[CellValue] = []
        styles: list[str] = []
        for column, cell in line.cells:
            gap = column - 1 - len(values)
            values += [None] * gap + [cell.value] + [None] * (cell.span - 1)
            styles += [""] * gap + [cell.style] * cell.span
            if cell.span > 1:
                self.merges.append(CellRange(number, column, number, column + cell.span - 1))
            if cell.link:
                self.add_link(number, column, cell.link)
            if cell.name:
                self.names.append((cell.name, f"${column_letters(column)}${number}"))
        self.add_row(number, Row(values, styles, line.height))

    def add_link(self, row: int, column: int, link: Link) -> None:
        """Lead a click on a cell to another cell of the book; past what a sheet may hold, the words stand alone."""
        if len(self.links) < MOST_LINKS:
            self.links.append((f"{column_letters(column)}{row}", link))

    def _row_tag(self, number: int, row: Row, *, hidden: bool) -> str:
        if not hidden and len(self.heights) <= MOST_SPARED:
            self.heights.append(row.height or _USUAL)
        fixed = "" if row.loose else ' customHeight="1"'
        size = f' ht="{row.height:g}"{fixed}' if row.height else ""
        gone = ' hidden="1"' if hidden else ""
        level = f' outlineLevel="{row.level}"' if row.level else ""
        return f'<row r="{number}"{size}{gone}{level}>'

    def _open_fill(self, fill: Fill, letters: str, row: int) -> str:
        """The formula where it first stands: it is shared by all cells below that have it too."""
        index = len(self._kept)
        self._kept.append(fill)
        self._fills[id(fill)] = f'<f t="shared" si="{index}"/>'
        return f'<f t="shared" ref="{letters}{row}:{letters}{fill.last}" si="{index}">{escape(fill.at(row))}</f>'

    def _care(self, row: int, column: int, value: str, role: str) -> str:
        """A text as a cell can hold it, with a note where something of it is missing; never empty."""
        text = clean(value)
        units = text.encode("utf-16-le") if len(text) > _LONG else b""
        if len(units) // 2 > LONGEST:
            text = units[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + words.CUT
            if role:  # the hidden columns only say again what stands elsewhere
                self.notes.append(Diagnostic("D155", CellRef(self.name, row, column + 1), {"length": len(value)}))
        return text

    def _other(self, start: str, value: CellValue) -> tuple[object, str]:
        """A number, a truth value, a date, a formula; what Excel has no number for goes as text."""
        if isinstance(value, Formula):
            return None, _formula_cell(start, f"<f>{escape(clean(value.text))}</f>", value.value)
        number = serial(value) if isinstance(value, (date, time)) else value
        if isinstance(number, (int, float)) and math.isfinite(number) and abs(number) < 1e15:
            return value, _formula_cell(start, "", number)
        text = clean(value.isoformat() if isinstance(value, (date, time)) else str(value))
        return text, f'{start} t="s"><v>{self.strings.number(text)}</v></c>'


def _formula_cell(start: str, formula: str, value: Plain) -> str:
    """A cell with a formula, or none, and the value that it has as written."""
    if value is None:
        return f'{start} t="str">{formula}<v></v></c>'
    if not isinstance(value, str):
        number = serial(value) if isinstance(value, (date, time)) else value
        if isinstance(number, bool):
            return f'{start} t="b">{formula}<v>{int(number)}</v></c>'
        if number is not None:
            return f"{start}>{formula}<v>{number!r}</v></c>"
    text = str(value)
    if not text.isprintable() or "&" in text or "<" in text or ">" in text:
        text = escape(clean(text))
    return f'{start} t="str">{formula}<v>{text}</v></c>'


def clean(text: str) -> str:
    """Text as XML can carry it: line ends are line feeds, characters that XML forbids become 「\ufffd」."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Line feeds and wide spaces are all that most texts have beside what can be printed.
    plain = text.replace("\n", "").replace("\u3000", "")
    return text if plain.isprintable() else _ILLEGAL.sub("\ufffd", text)


@lru_cache(maxsize=4096)
def serial(moment: date | time) -> float | int | None:
    """Excel's number of a day or moment; None for days that it counts otherwise or not at all."""
    if isinstance(moment, time):
        return (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400
    day = moment.date() if isinstance(moment, datetime) else moment
    days = day.toordinal() - _EPOCH
    if days < _FIRST_DAY:
        return None
    return days + float(serial(moment.time()) or 0) if isinstance(moment, datetime) else days


def _escaped(text: str) -> str:
    """A text as it stands in a `t` element, where 「_x000D_」 would be read as a character."""
    return escape(_ESCAPED_LIKE.sub("_x005F\\g<0>", text) if "_x" in text else text)


def escape(text: str) -> str:
    """Text as it stands between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
