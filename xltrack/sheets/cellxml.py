"""What stands in one cell as SpreadsheetML: numbers, days, what a formula gave, texts as XML can carry them."""

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from itertools import islice
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.sheets.model import Plain

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACE: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_PIECE: Final = 2_000  # texts that are written at once
TEXT: Final = '<t xml:space="preserve">'
_ILLEGAL: Final = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED_LIKE: Final = pattern("_x[0-9A-Fa-f]{4}_")
_FIRST_DAY: Final = 61  # 1900-03-01: before it Excel counts a day that never was
_EPOCH: Final = date(1899, 12, 30).toordinal()


def cell_end(formula: str, value: Plain) -> str:
    """A cell from behind its format on: a formula, or none, and the value that it has as written."""
    if value is None:
        return f' t="str">{formula}<v></v></c>'
    if not isinstance(value, str):
        number = serial(value) if isinstance(value, (date, time)) else value
        if isinstance(number, bool):
            return f' t="b">{formula}<v>{int(number)}</v></c>'
        if number is not None:
            return f">{formula}<v>{number!r}</v></c>"
    return f' t="str">{formula}<v>{shown_text(str(value))}</v></c>'


def shown_text(text: str) -> str:
    """A text that a formula gave."""
    if not text.isprintable() or "&" in text or "<" in text or ">" in text:
        return escape(clean(text))
    return text


def clean(text: str) -> str:
    """Text as XML can carry it: line ends are line feeds, characters that XML forbids become 「\ufffd」."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


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


def escaped(text: str) -> str:
    """A text as it stands in a `t` element, where 「_x000D_」 would be read as a character."""
    return escape(_ESCAPED_LIKE.sub("_x005F\\g<0>", text) if "_x" in text else text)


def escape(text: str) -> str:
    """Text as it stands between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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
            items = escaped("\0".join(some)).replace("\0", f"</t></si><si>{TEXT}")
            yield f"<si>{TEXT}{items}</t></si>".encode()
        self.numbers.clear()
        yield b"</sst>"
