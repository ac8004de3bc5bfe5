"""How much a template may hold before openpyxl, which holds all of it in memory, is let near it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from xltrack.base.address import parse_range
from xltrack.base.errors import SourceError, UsageError
from xltrack.ooxml.limits import MEGABYTE, Limits
from xltrack.ooxml.package import Package
from xltrack.ooxml.xml import PartError

LIMITS: Final = Limits(file=20 * MEGABYTE, entries=2000, part=24 * MEGABYTE, sheet=24 * MEGABYTE)
_MOST_BYTES: Final = 96 * MEGABYTE
_MOST_CELLS: Final = 200_000
_MOST_MERGED: Final = 200_000
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_MERGE: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Za-z0-9:$]+)[\"']")
_CELL: Final = re.compile(rb"<(?:\w+:)?(?:c|row|col)[\s/>]")


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
    for part in package.names:
        data = package.part(part)
        size += len(data)
        if part.endswith((".xml", ".rels")) and _DOCTYPE.search(data.replace(b"\0", b"")):
            raise UsageError(code, name=name)
        if _SHEET.fullmatch(part):
            cells += sum(1 for _ in _CELL.finditer(data))
            merged += sum(_area(found[1]) for found in _MERGE.finditer(data))
        if size > _MOST_BYTES or cells > _MOST_CELLS or merged > _MOST_MERGED:
            raise UsageError("D704", name=name)


def _area(reference: bytes) -> int:
    area = parse_range(reference.decode("ascii"))
    return area.area if area else 0
