"""What stands beside the cells of a workbook of whatever kind, by sheet: comments, pictures, text boxes.

Only forms that came back are asked for it: nothing else counts there, and what a unit put there is to be named.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from xml.parsers import expat

from xltrack.base.errors import SourceError
from xltrack.ooxml.beside import BesideKind, Mark, find_marks
from xltrack.ooxml.limits import MAX_COLUMN, MAX_ROW
from xltrack.ooxml.package import Package
from xltrack.ooxml.workbook import find_workbook, parse_workbook
from xltrack.ooxml.xml import PartError, refuse_dtd
from xltrack.reading.files.ods_values import DRAWING, OFFICE, TABLE, TEXT

_ZIP: Final = b"PK"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_BLIPS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1")  # of pictures inside an old workbook
_HINTS: Final = ("comment", "drawing", "media/")
_CONTENT: Final = "content.xml"
_ODS_HINTS: Final = (b"annotation", b"draw:")


def find_beside(data: bytes) -> Mapping[str, Sequence[Mark]]:
    """By the name of its sheet all that stands beside cells; under 「」 what no sheet is known of.

    Comments of old workbooks (.xls) are told with their cells; of their pictures it is known alone that there are any.
    """
    if data.startswith(_OLE):
        return {"": [Mark(0, 0, "picture")]} if any(blip in data for blip in _BLIPS) else {}
    if not data.startswith(_ZIP):
        return {}
    try:
        package = Package(data)
        if _CONTENT in package:
            return _of_ods(package)
        part = find_workbook(package) if any(hint in name for name in package.names for hint in _HINTS) else None
        entries = parse_workbook(package, part).sheets if part else []
    except (PartError, SourceError):
        return {}
    targets = {entry.name: entry.relation.target for entry in entries if entry.relation and entry.relation.target}
    return {name: marks for name, target in targets.items() if (marks := find_marks(package, target))}


def _of_ods(package: Package) -> Mapping[str, Sequence[Mark]]:
    content = package.part(_CONTENT)
    if not any(hint in content for hint in _ODS_HINTS):
        return {}
    seen = _OdsMarks()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse_dtd
    parser.StartElementHandler, parser.EndElementHandler = seen.start, seen.end
    parser.CharacterDataHandler = seen.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        return {}
    return seen.found


class _OdsMarks:
    """Takes annotations, pictures and text boxes from content.xml, each at its cell."""

    def __init__(self) -> None:
        self.found: dict[str, list[Mark]] = {}
        self.sheet, self.row, self.column, self.next_row, self.next_column = "", 0, 0, 1, 1
        self.in_cell = False
        self.aside: list[str] = []  # the annotation or frame that is open, and what is in it
        self.words: list[str] = []
        self.pictured = False
        self._starts: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            f"{TABLE}table": self._table, f"{TABLE}table-row": self._row, f"{TABLE}table-cell": self._cell,
            f"{TABLE}covered-table-cell": self._cell,
        }  # fmt: skip

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.aside:
            self.aside.append(name)
            self.pictured = self.pictured or name in (f"{DRAWING}image", f"{DRAWING}object")
            if name == f"{TEXT}p" and self.words:
                self.words.append("\n")
        elif name in (f"{OFFICE}annotation", f"{DRAWING}frame", f"{DRAWING}custom-shape"):
            self.aside, self.words, self.pictured = [name], [], False
        elif name in self._starts:
            self._starts[name](attributes)

    def _table(self, attributes: Mapping[str, str]) -> None:
        self.sheet, self.row, self.next_row = attributes.get(f"{TABLE}name", ""), 0, 1

    def _row(self, attributes: Mapping[str, str]) -> None:
        self.row, self.column, self.next_column = self.next_row, 0, 1
        self.next_row = min(self.row + _times(attributes, "rows"), MAX_ROW + 1)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        self.column, self.in_cell = self.next_column, True
        self.next_column = min(self.column + _times(attributes, "columns"), MAX_COLUMN + 1)

    def text(self, words: str) -> None:
        if self.aside and f"{TEXT}p" in self.aside:
            self.words.append(words)

    def end(self, name: str) -> None:
        if not self.aside:
            self.in_cell = self.in_cell and name not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
            return
        whole = self.aside[0]
        self.aside.pop()
        if self.aside:
            return
        said = "".join(self.words).strip()
        kind: BesideKind = "comment" if whole.endswith("annotation") else "picture" if self.pictured else "box"
        if said or kind == "picture":
            place = (self.row, self.column) if self.in_cell else (0, 0)
            self.found.setdefault(self.sheet, []).append(Mark(*place, kind, said))


def _times(attributes: Mapping[str, str], of: str) -> int:
    told = attributes.get(f"{TABLE}number-{of}-repeated", "1")
    return int(told) if told.isdecimal() and len(told) < 8 else 1
