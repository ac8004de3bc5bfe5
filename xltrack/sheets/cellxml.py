"""What stands in one cell as SpreadsheetML: numbers, days, what a formula gave, texts as XML can carry them."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from itertools import islice
from types import MappingProxyType
from typing import Final

from xltrack.ooxml.spelling import clean, escape, escaped, serial
from xltrack.sheets.model import Plain

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACE: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_PIECE: Final = 2_000  # texts that are written at once
TEXT: Final = '<t xml:space="preserve">'


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


class StringTable:
    """The shared strings of a book: each text once, by number."""

    def __init__(self, numbers: Mapping[str, int] = MappingProxyType({})) -> None:
        self.numbers = dict(numbers)

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
