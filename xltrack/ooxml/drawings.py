"""The words in the text boxes of a worksheet, with the cell under their upper left corner (ECMA-376 20.5)."""

from typing import Final

from xltrack.base.errors import SourceError
from xltrack.ooxml.package import Package
from xltrack.ooxml.xml import Attributes, PartError, walk

Box = tuple[int, int, str]
_ANCHORS: Final = frozenset({"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})
_MOST: Final = 200


def find_boxes(package: Package, sheet: str) -> tuple[Box, ...]:
    """The text boxes of a worksheet part: 1-based row and column, words with a line break after each paragraph.

    A drawing that is damaged or too big has none: no cell stands in it.
    """
    try:
        drawings = [r.target for r in package.relations(sheet).values() if r.kind == "drawing" and r.target]
        found = [box for drawing in drawings for box in _parse_drawing(package, drawing)]
    except (PartError, SourceError):
        return ()
    return tuple(sorted(dict.fromkeys(found)))[:_MOST]


def _parse_drawing(package: Package, part: str) -> list[Box]:
    boxes: list[Box] = []
    place = {"row": 1, "col": 1}
    words: list[str] = []
    corner = [""]  # 「from」 or 「to」, whichever was opened last

    def flush() -> None:
        text = "".join(words).strip("\n")
        if text.strip():
            boxes.append((place["row"], place["col"], text))
        words.clear()

    def start(local: str, _attributes: Attributes, parent: str) -> None:
        if local in _ANCHORS:
            flush()
            place.update(row=1, col=1)
        elif local in ("txBody", "Fallback"):
            flush()
        elif local in ("from", "to"):
            corner[0] = local
        elif local == "br" or (local == "p" and parent == "txBody"):
            words.append("\n")

    def text(local: str, said: str) -> None:
        if local in place and corner[0] == "from" and said.strip().isdigit():
            place[local] = int(said) + 1
        elif local == "t":
            words.append(said)

    walk(package.part(part), start, text, depth=package.limits.depth)
    flush()
    return boxes
