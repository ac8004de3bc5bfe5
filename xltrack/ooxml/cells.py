"""What stands in one cell: its type, its style and its words make a value; and the tags of a worksheet as patterns over bytes."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.values import CellError, Value
from xltrack.ooxml.date_formats import show_date
from xltrack.ooxml.numbers import NumberKind, value_of
from xltrack.ooxml.strings import RichText, Strings, read_rich, read_text
from xltrack.ooxml.styles import Styles
from xltrack.ooxml.xml import QUOTED, PartError, unescape

R_ATTRIBUTE = pattern(rb"""\sr\s*=\s*["']\s*\$?([A-Za-z]{0,3})\$?([0-9]{1,10})\s*["']""")
WRONG_REFERENCE = pattern(rb"""\sr\s*=\s*["'][^"'\s]""")  # some words, where R_ATTRIBUTE found no place in them
S_ATTRIBUTE = pattern(rb"""\ss\s*=\s*["']\s*([0-9]{1,6})\s*["']""")
T_ATTRIBUTE = pattern(rb"""\st\s*=\s*["']\s*([A-Za-z]+)\s*["']""")
HIDDEN = pattern(rb"""\shidden\s*=\s*["'](?:1|true|on)["']""")
_PLACE = rb"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})"
# Where the bytes of a worksheet may be cut: before a row, and before what there can be very many of behind the rows.
_MARKS = (b"row ", b"row>", b"row/", b"mergeCell ", b"conditionalFormatting ", b"dataValidation ", b"hyperlink ")


class SheetTags(NamedTuple):
    """What the scan looks for.

    Attributes:
        cell: a cell with content, or the start of a row (not of one whose first cell is filled and tells its number). Groups 1 to 6: column
            letters, row digits, other attributes (where `r` stands first, as nearly all producers write it), the words of
            `v`, the words of one inline string, any other content. Groups 7 to 9: all attributes of another cell, the `r` of
            a row, other attributes of a row.
        blank_cells: cells without any value, which are dropped before expat sees them; then `blank_rows`; but not the last
            before one without reference, which counts from it.
    """

    cell: re.Pattern[bytes]
    blank_cells: re.Pattern[bytes]
    blank_rows: re.Pattern[bytes]
    start: re.Pattern[bytes]
    end: bytes
    name: bytes
    close: re.Pattern[bytes]
    marks: tuple[bytes, ...]
    hidden: re.Pattern[bytes]
    merge: re.Pattern[bytes]
    merge_name: bytes
    value: re.Pattern[bytes]
    formula: re.Pattern[bytes]


@lru_cache(maxsize=8)
def tags_of(prefix: str) -> SheetTags:
    """The patterns for one prefix (「」 or 「x:」)."""
    raw = prefix.encode()

    def compiled(words: bytes) -> re.Pattern[bytes]:
        return pattern(words.replace(b"@", re.escape(raw)), re.DOTALL)

    row = rb'<@row r="[0-9]+"[^<>/]*(?:/>|></@row>)'
    return SheetTags(
        cell=compiled(
            rb'<@(?:c(?: r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*)(?<!/)>'
            rb'(?:<@v>([^<]*)</@v></@c>|<@is><@t(?: xml:space="preserve")?>([^<]*)</@t></@is></@c>|(.*?)</@c\s*>)'
            rb'|(|/|\s(?!r="[^<>]*/>(?:<@c r=|</@row>))'
            + QUOTED
            + rb')>)|row(?! r="[0-9]+"[^<>]*><@c r=[^<>]*(?<!/)>)(?: r="([0-9]{1,7})")?(|\s'
            + QUOTED
            + rb"|/)>)"
        ),
        blank_cells=compiled(rb"<@c r=[^<>/]*/>(?:<@c r=[^<>/]*/>)*(?=<@c r=|</@row>)"),
        blank_rows=compiled(row + rb"(?:" + row + rb')*(?=<@row r=")'),
        start=compiled(rb"<@sheetData(?:\s[^<>]*?)?(/?)>"),
        end=b"</" + raw + b"sheetData",
        name=raw + b"c",
        close=compiled(rb"</@c\s*>"),
        marks=tuple(b"<" + raw + name for name in _MARKS),
        hidden=compiled(rb"""<@row r="([0-9]{1,7})"[^<>]*?\shidden\s*=\s*["'](?:1|true|on)["']"""),
        merge=compiled(rb"""<@mergeCell\s[^<>]*?\bref\s*=\s*["']""" + _PLACE + rb"(?::" + _PLACE + rb""")?["']"""),
        merge_name=b"<" + raw + b"mergeCell ",
        value=compiled(rb"<@v(?:\s[^<>]*)?(?<!/)>([^<]*)</"),
        formula=compiled(rb"<@f[\s/>]"),
    )


Facts = dict[str, object]
_WHOLE = pattern(QUOTED)
_REMEMBERED: Final = 50_000


class Shared(NamedTuple):
    """What the worksheets of a workbook share: texts, cell formats, the system of dates."""

    strings: Strings = Strings()
    styles: Styles = Styles()
    from_1904: bool = False


class _DoubtError(Exception):
    """A value that is kept, with something to say about it at its cell."""

    def __init__(self, code: str, value: Value | None, **facts: object) -> None:
        self.code, self.value, self.facts = code, value, facts


class ValueTable(dict[bytes, "Value | None"]):
    """The values of all words met so far under one type and style: the same words are read once."""

    __slots__ = ("_read", "_reader", "is_shared", "is_struck", "kind")

    def __init__(self, kind: bytes, read: Callable[[str], Value | None], reader: "CellReader") -> None:
        self.kind, self._read, self._reader = kind, read, reader
        self.is_shared, self.is_struck = kind == b"s", False

    def __missing__(self, words: bytes) -> Value | None:
        """Read the words; what gives a fault is not remembered, so that each cell gives its own."""
        try:
            text = words.decode()
            value = self._read(text if self._read is read_text else unescape(text))
        except _DoubtError as doubt:
            self._reader.faults.append((doubt.code, doubt.facts))
            return doubt.value
        self._reader.held += len(words)
        if len(self) < _REMEMBERED:
            self[words] = value
        return value


class CellReader(dict[bytes, ValueTable]):
    """The tables of one worksheet by the attributes of cells (「 s="3" t="s"」); `faults` fills up as cells are read.

    Attributes:
        texts: the shared strings.
        strikes: whether any cell can be struck out at all, or in part.
        held: characters of text that cells hold by themselves, so far.
    """

    def __init__(self, shared: Shared, prefix: str) -> None:
        super().__init__()
        self.faults: list[tuple[str, Facts]] = []
        self.held = 0
        self.texts, self._styles = shared.strings.texts, shared.styles
        self._struck_texts = {b"%d" % index for index in shared.strings.struck}
        self._left_out = {b"%d" % index: words for index, words in shared.strings.left_out.items()}
        self.strikes = bool(shared.styles.struck or self._struck_texts or self._left_out)
        self._prefix, self._from_1904 = prefix, shared.from_1904
        self._tags: SheetTags = tags_of(prefix)
        self._inline = RichText("")

    def __missing__(self, attributes: bytes) -> ValueTable:
        """Make the table for cells of these attributes."""
        if not _WHOLE.fullmatch(attributes):
            raise PartError("「>」 in an attribute")
        kind, style = T_ATTRIBUTE.search(attributes), S_ATTRIBUTE.search(attributes)
        index = int(style[1]) if style else 0
        name = kind[1] if kind else b"n"
        table = self[attributes] = ValueTable(name, self._reading(name, index), self)
        table.is_struck = index in self._styles.struck
        return table

    def _reading(self, kind: bytes, style: int) -> Callable[[str], Value | None]:
        if kind == b"n":
            kinds, shapes = self._styles.kinds, self._styles.shapes
            if kinds and style >= len(kinds):
                return lambda words: _styleless(_number(words.strip(), NumberKind.PLAIN, "", self._from_1904), style)
            shows = (kinds[style], shapes[style]) if kinds else (NumberKind.PLAIN, "")
            return lambda words: _number(words.strip(), *shows, self._from_1904)
        if kind == b"d" and style < len(self._styles.shapes):
            return lambda words: _iso_date(words, self._styles.kinds[style], self._styles.shapes[style])
        by_type: dict[bytes, Callable[[str], Value | None]] = {
            b"s": self._shared,
            b"b": lambda words: words.strip().lower() in {"1", "true"} if words.strip() else None,
            b"e": lambda words: CellError(words.strip() or "#N/A"),
            b"d": _iso_date,
        }
        return by_type.get(kind, read_text)

    def is_struck(self, table: ValueTable, words: bytes | None) -> bool:
        """Whether the font of the cell read last, or all of its text, is struck out."""
        if words is None:
            return table.is_struck or self._inline.struck
        return table.is_struck or (table.is_shared and words in self._struck_texts)

    def left_out(self, table: ValueTable, words: bytes | None) -> str:
        """The words of the cell read last that were left out because they alone are struck out."""
        return self._inline.left_out if words is None else self._left_out.get(words, "") if table.is_shared else ""

    def content(self, table: ValueTable, inline: bytes | None, body: bytes) -> Value | None:
        """The value of a cell that holds more than `v`: an inline string, a formula with what it last gave."""
        self._inline = RichText("")
        if inline is not None:
            text = read_text(inline.decode())
            self.held += len(text)
            return text
        if table.kind == b"inlineStr":
            self._inline = read_rich(body.decode(), self._prefix)
            self.held += len(self._inline.text)
            return self._inline.text
        found = self._tags.value.search(body)
        if table.kind not in {b"str", b"s"} and not (found and found[1].strip()) and self._tags.formula.search(body):
            self.faults.append(("D183", {}))
            return None
        return table[found[1]] if found else None

    def _shared(self, words: str) -> str | None:
        if words.strip().isdecimal() and int(words) < len(self.texts):
            return self.texts[int(words)]
        raise _DoubtError("D184", None, index=words)


def _number(words: str, kind: NumberKind, shape: str, from_1904: bool) -> Value | None:
    if not words:
        return None
    try:
        number = float(words)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise _DoubtError("D186", words, words=words)
    value = value_of(number, kind, shape, from_1904=from_1904)
    if value is None:
        kept = value_of(number, NumberKind.PLAIN)
        raise _DoubtError("D185", kept, number=kept)
    return value


def _styleless(value: Value | None, style: int) -> Value | None:
    """A number whose style is missing: it may have been a date."""
    if value is not None:
        raise _DoubtError("D240", value, number=value, style=style)
    return value


def _iso_date(words: str, kind: NumberKind = NumberKind.PLAIN, shape: str = "") -> Value | None:
    """A cell of type 「d」 holds ISO 8601: 2021-06-30, 2021-06-30T08:00:00, 08:00:00."""
    text = words.strip()
    try:
        if ":" in text and "-" not in text:
            return time.fromisoformat(text.lstrip("T"))
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise _DoubtError("D186", words, words=words) from None
    if kind is NumberKind.DATE and shape:
        return show_date(moment.date(), shape, 0)
    return moment if moment.time() != time() else date(moment.year, moment.month, moment.day)
