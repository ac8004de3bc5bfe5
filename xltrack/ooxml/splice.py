"""A part of a package as a span of bytes with places where something can be put; what is not touched is copied.

Nothing is ever parsed and written anew: that renames prefixes which `mc:Ignorable` names and loses what is not understood.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.ooxml.packed import Piece
from xltrack.ooxml.tags import INNER

_TAG: Final = pattern(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/?)([\w:.-]+)(" + INNER + rb")>", re.DOTALL)
# ECMA-376 18.3.1.99, 18.8.39, 18.2.27: the children of a part's root stand in this order.
WORKSHEET: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
    "extLst",
)  # fmt: skip
STYLES: Final = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst",
)  # fmt: skip
WORKBOOK: Final = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


class Element(NamedTuple):
    """An element in the bytes of a part: where it begins, where its content begins and ends, where it ends."""

    name: str
    start: int
    inner: int
    close: int
    end: int


class Part:
    """A part, the children of its root in order, and what is to stand in their places."""

    def __init__(self, data: bytes, order: Sequence[str]) -> None:
        """Find the children; ValueError where the part has no root element."""
        self.data = data
        self._order = {name: place for place, name in enumerate(order)}
        root = next(elements(data), None)
        if root is None:
            raise ValueError("no element")
        self.root = root
        self.children = list(elements(data, root))
        self._edits: list[tuple[int, int, tuple[Piece, ...]]] = []

    def child(self, name: str) -> Element | None:
        """The first child of this name."""
        return next((child for child in self.children if child.name == name), None)

    def inside(self, name: str) -> list[Element]:
        """The elements in the child of this name; none where there is no such child."""
        child = self.child(name)
        return list(elements(self.data, child)) if child else []

    def put(self, name: str, *pieces: Piece) -> None:
        """Let pieces stand for the child of this name; where there is none, in its place in the order."""
        child = self.child(name)
        if child:
            self.replace(child.start, child.end, *pieces)
            return
        own = self._order[name]
        behind = (c.start for c in self.children if self._order.get(c.name, -1) > own)
        at = next(behind, self.root.close)
        self.replace(at, at, *pieces)

    def replace(self, start: int, end: int, *pieces: Piece) -> None:
        """Let pieces stand for some bytes that nothing else stands for."""
        self._edits.append((start, end, pieces))

    def pieces(self) -> Iterator[Piece]:
        """The part as it is now; ValueError where two edits lie over each other."""
        done = 0
        for start, end, pieces in sorted(self._edits, key=lambda edit: edit[:2]):
            if start < done:
                raise ValueError("two edits of the same bytes")
            yield self.data[done:start]
            yield from pieces
            done = end
        yield self.data[done:]

    def plain(self) -> bytes:
        """The same as one run of bytes, where nothing in it was packed beforehand."""
        return b"".join([piece for piece in self.pieces() if isinstance(piece, bytes)])


def elements(data: bytes, parent: Element | None = None) -> Iterator[Element]:
    """The elements that stand directly in another one, or in the part, in order."""
    at, end = (parent.inner, parent.close) if parent else (0, len(data))
    plain = data.find(b"<!", at, end) < 0  # no comment that could hold a tag
    while found := _TAG.search(data, at, end):
        at = found.end()
        name = found[2]
        if name is None or found[1]:
            continue
        close, ending = (at, at) if found[3].endswith(b"/") else _closing(data, name, at, plain)
        yield Element(name.rpartition(b":")[2].decode(), found.start(), at, close, ending)
        at = ending


def _closing(data: bytes, name: bytes, at: int, plain: bool) -> tuple[int, int]:
    """Where the end tag of an element begins and ends; ValueError where it has none."""
    close = data.find(b"</" + name, at)
    if plain and close >= 0 and data.find(b"<" + name, at, close) < 0:
        return close, data.find(b">", close) + 1  # nothing of its name in it
    depth = 1
    for found in _TAG.finditer(data, at):
        if found[2] == name and not found[3].endswith(b"/"):
            depth += -1 if found[1] else 1
            if not depth:
                return found.start(), found.end()
    raise ValueError("an element without an end")
