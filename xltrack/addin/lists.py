"""The lists of add-ins that WPS keeps (publish.xml, jsplugins.xml): our entry put in and taken out, all else byte for byte."""

import re
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

_EMPTY: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n<jsplugins>\n</jsplugins>\n'
_ROOT: Final = "jsplugins"
_ENTRIES: Final = frozenset({"jsplugin", "jspluginonline"})
_INDENT: Final = b"    "


class _List:
    """Where things stand in a list, in bytes; ValueError where it is none.

    Attributes:
        ours: where each entry of a name begins and ends.
        told: what each of them says.
        end: where the end tag of the list begins; where 「/>」 does, if it has none.
        bare: it has none.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name
        self.ours: list[tuple[int, int]] = []
        self.told: list[dict[str, str]] = []
        self.end, self.bare = -1, False
        self._depth, self._begun = 0, -1
        self._parser = ParserCreate()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._finish
        self._parser.StartDoctypeDeclHandler = self._refuse
        if b"\0" in data:  # its places would be those of another encoding
            raise ValueError(name)
        try:
            self._parser.Parse(data, True)
        except (ExpatError, LookupError) as error:
            raise ValueError(name) from error

    def _refuse(self, *_: object) -> None:
        raise ValueError(self.name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._depth == 0 and name != _ROOT:
            raise ValueError(self.name)
        if self._depth == 1 and name in _ENTRIES and attributes.get("name") == self.name:
            self._begun = self._parser.CurrentByteIndex
            self.told.append(attributes)
        self._depth += 1

    def _finish(self, name: str) -> None:
        self._depth -= 1
        at = self._parser.CurrentByteIndex
        tag = re.compile(rb"</%b\s*>" % name.encode()).match(self.data, at)
        if self._depth == 0:
            self.bare = tag is None
            self.end = at if tag else at - len(b"/>")
        elif self._depth == 1 and self._begun >= 0:
            self.ours.append((self._begun, tag.end() if tag else at))  # one without an end tag ends where it is told
            self._begun = -1


def with_entry(data: bytes | None, name: str, entry: bytes) -> bytes:
    """A list with our entry at its end and no other of that name; None is no list yet. ValueError where it is none."""
    kept = without_entry(data, name) if data and data.strip() else _EMPTY
    found = _List(kept, name)
    newline = b"\r\n" if b"\r\n" in kept else b"\n"
    line = _INDENT + entry + newline
    if found.bare:
        return kept[: found.end].rstrip() + b">" + newline + line + b"</jsplugins>" + kept[found.end + 2 :]
    begin = kept.rfind(b"\n", 0, found.end) + 1  # of the line of the end tag
    if begin and not kept[begin : found.end].strip():
        return kept[:begin] + line + kept[begin:]
    return kept[: found.end] + newline + line + kept[found.end :]


def without_entry(data: bytes, name: str) -> bytes:
    """A list without our entry, and without the line that it alone stood on. ValueError where it is none."""
    for begin, end in reversed(_List(data, name).ours):
        line = data.rfind(b"\n", 0, begin) + 1
        rest = re.compile(rb"[ \t]*\r?\n").match(data, end)
        alone = rest and not data[line:begin].strip()
        data = data[:line] + data[rest.end() :] if alone and rest else data[:begin] + data[end:]
    return data


def is_listed(data: bytes, name: str, entry: bytes) -> bool:
    """Whether a list has exactly this entry."""
    try:
        found = _List(data, name)
    except ValueError:
        return False
    return [data[begin:end] for begin, end in found.ours] == [entry]


def entries_of(data: bytes, name: str) -> list[dict[str, str]]:
    """What the entries of a name say: WPS writes them anew by itself, and adds to them. None where it is no list."""
    try:
        return _List(data, name).told
    except ValueError:
        return []


def is_empty(data: bytes) -> bool:
    """Whether a list is one that we began, and nothing is in it."""
    return data == _EMPTY
