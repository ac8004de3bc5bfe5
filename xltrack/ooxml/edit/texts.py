"""What an edited cell holds as SpreadsheetML, and the shared strings that its texts are added to (ECMA-376 18.3.1.4, 18.4.9)."""

from datetime import date
from typing import NamedTuple

from xltrack.base.errors import EditError
from xltrack.base.values import CellError, Value
from xltrack.ooxml.edit.tags import attribute, name_in, opened, prefix_of, with_attribute
from xltrack.ooxml.packed import elements
from xltrack.ooxml.spelling import LONGEST, NOT_XML, escaped, serial
from xltrack.ooxml.strings import parse_strings, plain_texts
from xltrack.ooxml.xml import PartError, recoded


def cut_to_cell(text: str) -> str:
    """A text as far as a cell holds it."""
    if len(text) <= LONGEST // 2:
        return text
    return text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")


def check_text(text: str, cell: str) -> None:
    """Refuse what XML cannot carry; EditError (D810)."""
    if found := NOT_XML.search(text):
        raise EditError("D810", cell=cell, char=f"U+{ord(found[0]):04X}")


def _element(text: str, prefix: bytes) -> bytes:
    space = b' xml:space="preserve"' if text != text.strip() or "\n" in text or "\t" in text or "  " in text else b""
    return b"<%st%s>%s</%st>" % (prefix, space, escaped(text).encode(), prefix)


class Content(NamedTuple):
    """What stands in a cell, and its type: the attribute `t`, 「」 for a number."""

    inside: bytes
    kind: str = ""


class Texts:
    """The shared strings of a book, to which texts are added; inline where the book has none.

    `added` counts the cells that refer to one of them now and did not before.
    """

    def __init__(self, data: bytes | None, *, from_1904: bool) -> None:
        """Read what is there.

        Raises:
            ValueError, PartError: the part is damaged.
        """
        self._from_1904 = from_1904
        self.added = 0
        self._new: list[str] = []
        self._data = b""
        if data is not None:
            self._data, self._back = recoded(data)
            self._prefix = prefix_of(self._data).encode()
            self._count, self._numbers = plain_texts(self._data)
            if damage := parse_strings([data]).damage:
                raise PartError(damage)

    def content(self, value: Value, prefix: bytes) -> Content:
        """The content of a cell on a sheet with this prefix; TypeError of what no edit can write."""
        if isinstance(value, str):
            return self._text(value, prefix)
        if isinstance(value, bool):
            return Content(_value(str(int(value)), prefix), "b")
        if isinstance(value, (int, float)):
            return Content(_value(repr(float(value) if isinstance(value, float) else int(value)), prefix))
        if isinstance(value, date):
            number = serial(value, from_1904=self._from_1904)
            return self._text(value.isoformat(), prefix) if number is None else Content(_value(repr(number), prefix))
        if isinstance(value, CellError):
            raise TypeError("an error value")
        return Content(_value(repr(serial(value)), prefix))

    def _text(self, text: str, prefix: bytes) -> Content:
        if not self._data:
            return Content(b"<%sis>%s</%sis>" % (prefix, _element(text, prefix), prefix), "inlineStr")
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = self._count + len(self._new)
            self._new.append(text)
        self.added += 1
        return Content(_value(str(number), prefix), "s")

    def written(self) -> bytes | None:
        """The part with what was added; None where it is as it was."""
        if not self._new:
            return None
        data, p = self._data, self._prefix
        items = b"".join([b"<%ssi>%s</%ssi>" % (p, _element(text, p), p) for text in self._new])
        root = next(elements(data))
        tag = data[root.start : root.inner]
        for name, more in (("count", self.added), ("uniqueCount", len(self._new))):
            told = attribute(tag, name)
            if told and told.isdecimal():
                tag = with_attribute(tag, name, str(int(told) + more))
        if root.inner == root.end:  # it closes itself
            return self._back(data[: root.start] + opened(tag) + items + b"</%s>" % name_in(tag) + data[root.end :])
        extension = data.find(b"<%sextLst" % p)
        at = extension if extension >= 0 else root.close
        return self._back(data[: root.start] + tag + data[root.inner : at] + items + data[at:])


def _value(words: str, prefix: bytes) -> bytes:
    return b"<%sv>%s</%sv>" % (prefix, words.encode(), prefix)
