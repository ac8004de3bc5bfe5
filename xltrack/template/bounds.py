"""How much a template may hold before openpyxl, which holds all of it in memory, is let near it; and what of it openpyxl drops."""

import re
import zipfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from io import BytesIO
from typing import Final, NamedTuple

from xltrack.base.address import parse_range
from xltrack.base.errors import SourceError, UsageError
from xltrack.base.patterns import pattern
from xltrack.ooxml.limits import MEGABYTE, Limits
from xltrack.ooxml.package import Package, plain_name
from xltrack.ooxml.xml import PartError
from xltrack.template import words

LIMITS: Final = Limits(file=20 * MEGABYTE, entries=2000, part=24 * MEGABYTE, sheet=24 * MEGABYTE)
_MOST_BYTES: Final = 96 * MEGABYTE
_MOST_CELLS: Final = 200_000
_MOST_MERGED: Final = 200_000
_DOCTYPE: Final = pattern(rb"<!DOCTYPE", re.IGNORECASE)
_SHEET: Final = pattern(r"xl/worksheets/[^/]+\.xml")
_MERGE: Final = pattern(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Za-z0-9:$]+)[\"']")
_CELL: Final = pattern(rb"<(?:\w+:)?(?:c|row|col)[\s/>]")
# What openpyxl would not carry into the result, told by the names of its parts and by extension elements.
_BY_PART: Final = (
    ("controls", pattern(r"xl/(?:ctrlprops|activex)/")),
    ("threads", pattern(r"xl/(?:threadedcomments|persons)/")),
    ("slicers", pattern(r"xl/(?:slicers|slicercaches|timelines|timelinecaches)/")),
    ("links", pattern(r"xl/externallinks/")),
    ("connections", pattern(r"xl/(?:connections\.xml|querytables/|model/)")),
    ("macros", pattern(r"xl/vbaproject\.bin")),
    ("custom", pattern(r"customxml/item\d*\.xml")),
    ("signature", pattern(r"_xmlsignatures/")),
    ("charts", pattern(r"xl/charts?(?:ex)?/chart")),
)
_BY_ELEMENT: Final = {
    "xl/worksheets/": (
        ("sparklines", pattern(rb"<(?:\w+:)?sparklineGroup\b")),
        ("x14_formats", pattern(rb"<x14:conditionalFormatting\b")),
        ("x14_choices", pattern(rb"<x14:dataValidation\b")),
        ("header_pictures", pattern(rb"<legacyDrawingHF\b")),
        ("controls", pattern(rb"<(?:\w+:)?(?:control|oleObject)\b")),
    ),
    "xl/drawings/": (
        ("shapes", pattern(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)\b")),
        ("pictures", pattern(rb"<(?:\w+:)?pic\b")),
    ),
}


class TemplateSource(NamedTuple):
    """A template as it came: what it is called in sentences, its bytes."""

    name: str
    data: bytes


def open_template(data: bytes, name: str, main: str = "xl/workbook.xml", code: str = "D703") -> Package:
    """The zip of a template, whose parts are all of a bearable size.

    Args:
        data: its bytes.
        name: what it is called in sentences.
        main: the part that makes it what it should be.
        code: what is said where it is none.

    Raises:
        SourceError: it is damaged or too large (D111, D127, D132).
        UsageError: it is none (`code`) or holds too much (D704).
    """
    try:
        package = Package(data, LIMITS)
        if main not in package or "[content_types].xml" not in package:
            raise UsageError(code, name=name)
        _check_parts(package, name, code)
    except SourceError as error:
        raise SourceError(error.code, **{"name": name, **error.facts}) from None
    except PartError:
        raise UsageError(code, name=name) from None
    return package


def _check_parts(package: Package, name: str, code: str) -> None:
    size = cells = merged = 0
    for written, _ in package.checksums:  # of names that differ in capitals alone openpyxl may take either
        part, data = plain_name(written), package.part(written)
        size += len(data)
        if part.endswith((".xml", ".rels")) and _DOCTYPE.search(data.replace(b"\0", b"")):
            raise UsageError(code, name=name)
        if _SHEET.fullmatch(part):
            cells += sum(1 for _ in _CELL.finditer(data))
            areas = (parse_range(found[1].decode("ascii")) for found in _MERGE.finditer(data))
            merged += sum(area.area for area in areas if area)
        if size > _MOST_BYTES or cells > _MOST_CELLS or merged > _MOST_MERGED:
            raise UsageError("D704", name=name)


def find_losses(package: Package) -> tuple[str, ...]:
    """The words for what would be lost, each once, in the order of `words.LOST`."""
    found = {*_found(package)}
    return tuple(word for kind, word in words.LOST.items() if kind in found)


def _found(package: Package) -> Iterator[str]:
    for written, _ in package.checksums:
        name = plain_name(written)
        yield from (kind for kind, known in _BY_PART if known.match(name))
        for folder, elements in _BY_ELEMENT.items():
            if name.startswith(folder) and name.endswith(".xml"):
                part = package.part(written)
                # Without Pillow openpyxl drops every picture.
                kept = ("pictures",) if find_spec("PIL") else ()
                yield from (kind for kind, known in elements if kind not in kept and known.search(part))


def repacked(data: bytes, change: Callable[[str, bytes], bytes] = lambda _, part: part) -> bytes:
    """The same zip without the time of the clock, its parts changed: the same filling gives the same bytes."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), change(name, old.read(name)), zipfile.ZIP_DEFLATED)
    return target.getvalue()
