"""What of a template openpyxl would not carry into the result, told by the names of its parts and by extension elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xltrack.ooxml.package import Package
from xltrack.template import words

_BY_PART: Final = (
    ("controls", re.compile(r"xl/(?:ctrlprops|activex)/")),
    ("threads", re.compile(r"xl/(?:threadedcomments|persons)/")),
    ("slicers", re.compile(r"xl/(?:slicers|slicercaches|timelines|timelinecaches)/")),
    ("links", re.compile(r"xl/externallinks/")),
    ("connections", re.compile(r"xl/(?:connections\.xml|querytables/|model/)")),
    ("macros", re.compile(r"xl/vbaproject\.bin")),
    ("custom", re.compile(r"customxml/item\d*\.xml")),
    ("signature", re.compile(r"_xmlsignatures/")),
    ("charts", re.compile(r"xl/charts?(?:ex)?/chart")),
)
_BY_ELEMENT: Final = (
    ("sparklines", re.compile(rb"<(?:\w+:)?sparklineGroup\b")),
    ("x14_formats", re.compile(rb"<x14:conditionalFormatting\b")),
    ("x14_choices", re.compile(rb"<x14:dataValidation\b")),
    ("header_pictures", re.compile(rb"<legacyDrawingHF\b")),
    ("controls", re.compile(rb"<(?:\w+:)?(?:control|oleObject)\b")),
)
_SHAPE: Final = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)\b")
_PICTURE: Final = re.compile(rb"<(?:\w+:)?pic\b")


def find_losses(package: Package) -> tuple[str, ...]:
    """The words for what would be lost, each once, in the order of `words.LOST`."""
    found = {*_found(package)}
    return tuple(word for kind, word in words.LOST.items() if kind in found)


def _found(package: Package) -> Iterator[str]:
    for name in package.names:
        yield from (kind for kind, pattern in _BY_PART if pattern.match(name))
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            part = package.part(name)
            yield from (kind for kind, pattern in _BY_ELEMENT if pattern.search(part))
        elif name.startswith("xl/drawings/") and name.endswith(".xml"):
            part = package.part(name)
            if _SHAPE.search(part):
                yield "shapes"
            if _PICTURE.search(part) and not _keeps_pictures():
                yield "pictures"


def _keeps_pictures() -> bool:
    """Whether Pillow is there, without which openpyxl drops every picture."""
    from importlib.util import find_spec

    return find_spec("PIL") is not None
