"""The workbook part: its sheets in order, their states, defined names, the date system (ECMA-376 18.2); and the mark of a book of ours.

The mark is a digest of the checksums that a zip keeps of every part as it was written. To read it again costs a millisecond, where
reading all cells of a large report costs seconds. Whatever saves the book writes other parts, and so the mark fits no more; then
the cells have to tell whether it was changed (`sheets.digest`).
"""

import hashlib
import zlib
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from xltrack.base.errors import SourceError
from xltrack.ooxml.package import Package, Relation, plain_name
from xltrack.ooxml.styles import is_on
from xltrack.ooxml.xml import Attributes, PartError, walk

_GUESSES: Final = ("xl/workbook.xml", "workbook.xml")
SheetState = Literal["visible", "hidden", "veryHidden"]
_STATES: Final[dict[str, SheetState]] = {"hidden": "hidden", "veryhidden": "veryHidden"}


class SheetEntry(NamedTuple):
    """One sheet as the workbook names it; `relation` is None where it leads nowhere."""

    name: str
    state: SheetState
    relation: Relation | None


class Workbook:
    """What the workbook part says."""

    __slots__ = ("from_1904", "names", "sheets", "strings", "styles")

    def __init__(self, from_1904: bool = False, strings: str | None = None, styles: str | None = None) -> None:
        self.sheets: list[SheetEntry] = []
        self.names: dict[str, str] = {}
        self.from_1904 = from_1904
        self.strings = strings
        self.styles = styles


def find_workbook(package: Package) -> str | None:
    """The name of the workbook part: by the package's relations, else where nearly all producers put it."""
    for relation in package.relations("").values():
        if relation.kind == "officeDocument" and relation.target:
            return relation.target
    return next((name for name in _GUESSES if name in package), None)


def parse_workbook(package: Package, part: str) -> Workbook:
    """Read the workbook part and its relations.

    Raises:
        PartError: one of them is damaged.
    """
    relations = package.relations(part)
    workbook = Workbook()
    name: list[str] = []

    def start(local: str, attributes: Attributes, parent: str) -> None:
        if local == "sheet" and parent == "sheets":
            state = _STATES.get(attributes.get("state", "").lower(), "visible")
            relation = relations.get(attributes.get("id", ""))
            if len(workbook.sheets) >= package.limits.sheets:
                raise package.limits.over("sheets")
            workbook.sheets.append(SheetEntry(attributes.get("name", ""), state, relation))
        elif local == "workbookPr" and parent == "workbook":  # an extension may carry one of its own
            workbook.from_1904 = is_on(attributes.get("date1904", "0"))
        elif local == "definedName":
            name[:] = [] if "localSheetId" in attributes else [attributes.get("name", "")]

    def text(local: str, words: str) -> None:
        if local == "definedName" and name:
            workbook.names[name[0]] = workbook.names.get(name[0], "") + words

    walk(package.part(part), start, text, depth=package.limits.depth)
    # Styles that are named but missing, 「」, are told as damaged; of missing texts each cell that needs one tells.
    by_kind = {relation.kind: relation.target or "" for relation in relations.values()}
    workbook.strings, workbook.styles = by_kind.get("sharedStrings") or None, by_kind.get("styles")
    return workbook


MARK_NAME: Final = "xltrack_mark"
_SIZE: Final = 16
BLANK: Final = b"0" * 2 * _SIZE  # stands in the workbook part while the mark is made


def mark_of(parts: Iterable[tuple[str, int]]) -> bytes:
    """The mark of parts, given by name and CRC in the order of the zip, that of the workbook with `BLANK` in it."""
    told = "\0".join(f"{name} {crc:08x}" for name, crc in parts)
    return hashlib.blake2b(told.encode(), digest_size=_SIZE).hexdigest().encode()


def marked_names(data: bytes) -> frozenset[str]:
    """The defined names of a book whose mark fits; none of one that was saved since, has no mark, or cannot be read."""
    try:
        package = Package(data)
        part = find_workbook(package) or ""
        names = parse_workbook(package, part).names
        mark = names.get(MARK_NAME, "").strip('="').encode()
        blank = zlib.crc32(package.part(part).replace(mark, BLANK)) if len(mark) == len(BLANK) else 0
    except (PartError, SourceError):
        return frozenset()
    own = ((name, blank if plain_name(name) == plain_name(part) else crc) for name, crc in package.checksums)
    return frozenset(names) if mark and mark_of(own) == mark else frozenset()


def stated_name(data: bytes, name: str) -> str:
    """What a defined name of a book stands for, without its 「="…"」; 「」 where it has none, or cannot be read."""
    try:
        package = Package(data)
        part = find_workbook(package) or ""
        return parse_workbook(package, part).names.get(name, "").strip('="')
    except (PartError, SourceError):
        return ""
