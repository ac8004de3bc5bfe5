"""The widths of a workbook's columns, for showing its sheets as they look; only files of the OOXML kind tell them."""

from pathlib import Path
from typing import Final

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.ooxml.package import Package
from xltrack.ooxml.workbook import find_workbook, parse_workbook
from xltrack.ooxml.xml import PartError
from xltrack.reading.files.source import read_bytes

_COLUMN: Final = pattern(r"<(?:\w+:)?col\s([^>]*)/?>")
_ATTRIBUTE: Final = pattern(r"(\w+)\s*=\s*[\"']([0-9.]+)[\"']")
_FARTHEST: Final = 256


def read_widths(path: Path) -> dict[str, dict[int, float]]:
    """Widths by sheet and 1-based column, in characters; empty where the file tells none."""
    try:
        package = Package(read_bytes(path))
        part = find_workbook(package)
        entries = parse_workbook(package, part).sheets if part else []
    except (SourceError, PartError):
        return {}
    return {e.name: _widths(package, e.relation.target) for e in entries if e.relation and e.relation.target}


def _widths(package: Package, part: str) -> dict[int, float]:
    """The widths that stand before the first row; a row is never looked at."""
    try:
        head = next(package.chunks(part), b"").partition(b"sheetData")[0].decode("utf-8", "ignore")
    except (SourceError, PartError):
        return {}
    widths: dict[int, float] = {}
    for column in _COLUMN.findall(head):
        said = dict(_ATTRIBUTE.findall(column))
        first, last = int(float(said.get("min", 0))), int(float(said.get("max", 0)))
        if "width" in said and first:
            widths |= dict.fromkeys(range(first, min(last, _FARTHEST) + 1), float(said["width"]))
    return widths
