"""Parts of a filled workbook that openpyxl leaves as they were: where drawings are anchored, what charts are drawn from."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from html import unescape
from typing import Final

from xltrack.ooxml.package import Package
from xltrack.ooxml.spelling import escape
from xltrack.ooxml.workbook import find_workbook, parse_workbook
from xltrack.template.references import Grown, moved_through

_DRAWN_ROW: Final = re.compile(rb"(<(?:\w+:)?row>)([0-9]+)(?=<)")
_CHART: Final = re.compile(r"xl/charts/chart[^/]*\.xml")
# The words of a series or title, whose range is one cell; a range, with what is remembered of its cells.
_SOURCE: Final = re.compile(
    rb"(?P<title><(?:\w+:)?tx>.*?</(?:\w+:)?tx>)"
    rb"|(?P<start><(?:\w+:)?f>)(?P<range>[^<]*)(?P<end></(?:\w+:)?f>)"
    rb"(?P<known>\s*<(?:\w+:)?(?P<kind>(?:num|str|multiLvlStr)Cache)>.*?</(?:\w+:)?(?P=kind)>)?",
    re.DOTALL,
)


def moved_parts(data: bytes, grown: Sequence[Grown], filled: Collection[str]) -> dict[str, bytes]:
    """The parts of a workbook, by name, that are others after rows of it became several.

    Args:
        data: the workbook.
        grown: the rows, in the order in which they grew.
        filled: the titles of the sheets that were filled; a chart must not remember what stood in them before.
    """
    package = Package(data)
    charts = {name: package.part(name) for name in package.names if _CHART.fullmatch(name)}
    redrawn = {name: _redrawn(part, grown, filled) for name, part in charts.items()}
    return {**dict(_moved_drawings(package, grown)), **redrawn}


def _moved_drawings(package: Package, grown: Sequence[Grown]) -> Iterator[tuple[str, bytes]]:
    for entry in parse_workbook(package, find_workbook(package) or "").sheets:
        own = [row for row in grown if row.sheet == entry.name]
        part = entry.relation.target if own and entry.relation else None
        drawn = [r.target for r in package.relations(part).values() if r.kind == "drawing"] if part else []
        for target in filter(None, drawn):
            yield target.lstrip("/"), _DRAWN_ROW.sub(partial(_shifted, own), package.part(target))


def _shifted(grown: Sequence[Grown], found: re.Match[bytes]) -> bytes:
    """A corner of a drawing, whose row counts from 0."""
    row = int(found[2]) + 1
    for one in grown:
        row = one.top(row)
    return found[1] + b"%d" % (row - 1)


def _redrawn(part: bytes, grown: Sequence[Grown], filled: Collection[str], *, listed: bool = True) -> bytes:
    """A chart part whose ranges are those of the same cells."""

    def source(found: re.Match[bytes]) -> bytes:
        if found["title"]:
            head, inner, tail = re.split(rb"(?<=tx>)(.*)(?=</)", found["title"], maxsplit=1, flags=re.DOTALL)
            return head + _redrawn(inner, grown, filled, listed=False) + tail
        was = unescape(found["range"].decode())
        now = moved_through(was, grown, listed=listed)
        kept = b"" if _names_any(was, filled) else found["known"] or b""
        return found["start"] + escape(now).encode() + found["end"] + kept

    return _SOURCE.sub(source, part)


def _names_any(place: str, titles: Collection[str]) -> bool:
    """Whether a range lies on one of some sheets; one that is called by a name may."""
    sheet = place.rpartition("!")[0].lstrip("(")
    return not sheet or any(Grown(title, 0, 0).names(sheet) for title in titles)
