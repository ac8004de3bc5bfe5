"""The tags of a worksheet as patterns over bytes, for each namespace prefix."""

import re
from functools import lru_cache
from typing import NamedTuple

from xltrack.base.patterns import pattern

R_ATTRIBUTE = re.compile(rb"""\sr\s*=\s*["']\s*\$?([A-Za-z]{0,3})\$?([0-9]{1,10})\s*["']""")
WRONG_REFERENCE = pattern(rb"""\sr\s*=\s*["'][^"'\s]""")  # some words, where R_ATTRIBUTE found no place in them
S_ATTRIBUTE = re.compile(rb"""\ss\s*=\s*["']\s*([0-9]{1,6})\s*["']""")
T_ATTRIBUTE = re.compile(rb"""\st\s*=\s*["']\s*([A-Za-z]+)\s*["']""")
HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true|on)["']""")
_PLACE = rb"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})"
# Where the bytes of a worksheet may be cut: before a row, and before what there can be very many of behind the rows.
_MARKS = (b"row ", b"row>", b"row/", b"mergeCell ", b"conditionalFormatting ", b"dataValidation ", b"hyperlink ")
INNER = rb"""[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*"""


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
            + INNER
            + rb')>)|row(?! r="[0-9]+"[^<>]*><@c r=[^<>]*(?<!/)>)(?: r="([0-9]{1,7})")?(|\s'
            + INNER
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
