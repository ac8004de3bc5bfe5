"""What stands beside the cells of a worksheet: comments, threads of comments, pictures, text boxes (ECMA-376 18.7, 20.5)."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from xltrack.base.address import parse_range
from xltrack.base.errors import SourceError
from xltrack.ooxml.drawings import find_boxes
from xltrack.ooxml.package import Package
from xltrack.ooxml.xml import Attributes, PartError, walk

BesideKind = Literal["comment", "picture", "box"]
_MOST: Final = 500
_ANCHORS: Final = frozenset({"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})
_PICTURES: Final = frozenset({"pic", "graphicFrame", "contentPart"})


class Mark(NamedTuple):
    """What stands beside a cell, 1-based (0: nobody knows beside which), with its words where it has any."""

    row: int
    column: int
    kind: BesideKind
    text: str = ""


def find_marks(package: Package, sheet: str) -> tuple[Mark, ...]:
    """All of a worksheet part, in order; what is damaged has none."""
    try:
        relations = list(package.relations(sheet).values())
    except (PartError, SourceError):
        return ()
    found = [Mark(row, column, "box", text) for row, column, text in find_boxes(package, sheet)]
    threads = [mark for one in relations if one.kind == "threadedComment" for mark in _comments(package, one.target)]
    told = {(mark.row, mark.column) for mark in threads}
    plain = [mark for one in relations if one.kind == "comments" for mark in _comments(package, one.target)]
    found += [*threads, *(mark for mark in plain if (mark.row, mark.column) not in told)]
    found += [mark for one in relations if one.kind == "drawing" for mark in _pictures(package, one.target)]
    return tuple(sorted(found))[:_MOST]


def _comments(package: Package, part: str | None) -> list[Mark]:
    """Comments of either kind: elements with a `ref`, and the words in them."""
    found: list[tuple[str, list[str]]] = []

    def start(local: str, attributes: Attributes, _parent: str) -> None:
        if local in ("comment", "threadedComment"):
            found.append((attributes.get("ref", ""), []))

    def text(local: str, words: str) -> None:
        if found and local in ("t", "text"):
            found[-1][1].append(words)

    _walk(package, part, start, text)
    marks = ((parse_range(ref), "".join(words).strip()) for ref, words in found)
    return [Mark(area.top, area.left, "comment", words) for area, words in marks if area and words]


def _pictures(package: Package, part: str | None) -> Iterator[Mark]:
    """The pictures of a drawing, each at the cell under its upper left corner; charts and other objects count as such."""
    places: list[tuple[dict[str, int], list[str]]] = []
    corner = [""]

    def start(local: str, _attributes: Attributes, _parent: str) -> None:
        if local in _ANCHORS:
            places.append(({"row": 0, "col": 0}, []))
        elif local in ("from", "to"):
            corner[0] = local
        elif local in _PICTURES and places:
            places[-1][1].append(local)

    def text(local: str, words: str) -> None:
        if places and local in places[-1][0] and corner[0] == "from" and words.strip().isdigit():
            places[-1][0][local] = int(words) + 1

    _walk(package, part, start, text)
    for place, held in places:
        for _ in held:
            yield Mark(place["row"], place["col"], "picture")


def _walk(package: Package, part: str | None, start: object, text: object) -> None:
    if not part:
        return
    try:
        walk(package.part(part), start, text, depth=package.limits.depth)  # type: ignore[arg-type]
    except (PartError, SourceError):
        return
