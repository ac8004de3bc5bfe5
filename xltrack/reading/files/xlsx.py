"""Workbooks of the OOXML kind (.xlsx, .xlsm) as a Book: a damaged part costs only what stands in it."""

from collections.abc import Sequence

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.ooxml.cells import Shared
from xltrack.ooxml.limits import DEFAULT_LIMITS, Limits
from xltrack.ooxml.package import Package
from xltrack.ooxml.scan import Scan, scan_sheet
from xltrack.ooxml.strings import Strings, parse_strings
from xltrack.ooxml.styles import Styles, parse_styles
from xltrack.ooxml.workbook import SheetEntry, Workbook, find_workbook, parse_workbook
from xltrack.ooxml.xml import PartError
from xltrack.reading.files.grid import LEDGER_NAME, SourceBook, SourceSheet, finish_sheet, sheet_of

_LONGEST = 40  # bytes that an attribute may take
_SHARED = pattern(rb"""\bt\s*=\s*["']\s*s\s*["']""")
_COLUMN = pattern(r"<(?:\w+:)?col\s([^>]*)/?>")
_ATTRIBUTE = pattern(r"(\w+)\s*=\s*[\"']([0-9.]+)[\"']")
_FARTHEST = 256
_WORDS_OF_KIND = {"chartsheet": "图表页", "dialogsheet": "对话框页", "xlMacrosheet": "宏表", "xlIntlMacrosheet": "宏表"}


def read_xlsx(
    package: Package, source: str, limits: Limits = DEFAULT_LIMITS, only: Sequence[str] | None = None
) -> SourceBook:
    """Read all worksheets of an opened package, or those alone that the defined names in `only` point to.

    Raises:
        SourceError: no workbook part that can be read, no worksheet, more than the limits allow, a DTD.
    """
    try:
        part = find_workbook(package)
        if part is None:
            raise SourceError("D112", part="workbook.xml")
        workbook = parse_workbook(package, part)
    except PartError:
        raise SourceError("D112", part="workbook.xml") from None
    if LEDGER_NAME in workbook.names:
        limits = limits.of_report()
        package.limit(limits)
    wanted = None if only is None else {sheet_of(workbook.names.get(name, "")) for name in only}
    entries = [entry for entry in workbook.sheets if wanted is None or entry.name in wanted]
    if only is not None and not any(_shares(package, entry) for entry in entries):
        workbook.strings = None
    reader = _Reader(package, workbook, limits)
    sheets = tuple(sheet for entry in entries if (sheet := reader.sheet(entry)) is not None)
    if not sheets and only is None:
        if reader.damaged:
            raise SourceError("D134", sheets="、".join(reader.damaged))
        raise SourceError("D133")
    return SourceBook(source, sheets, workbook.names, tuple(reader.diagnostics))


def _shares(package: Package, entry: SheetEntry) -> bool:
    """Whether a sheet may have texts that the sheets of the book share: reading those takes longer than reading a few sheets."""
    part = entry.relation.target if entry.relation else None
    before = b""
    try:
        for block in package.chunks(part, "sheet") if part else ():
            if _SHARED.search(before + block):
                return True
            before = block[-_LONGEST:]
    except PartError:
        return True
    return False


class _Reader:
    """Reads one sheet after the other, with what they share."""

    def __init__(self, package: Package, workbook: Workbook, limits: Limits) -> None:
        self._package, self._workbook, self._limits = package, workbook, limits
        self.diagnostics: list[Diagnostic] = []
        self.damaged: list[str] = []
        self._seen: dict[str, str] = {}
        self._left = {"cells": limits.cells, "rows": limits.rows, "text": limits.text}
        self._shared = Shared(self._read_strings(), self._read_styles(), workbook.from_1904)

    def _say(self, code: str, **facts: object) -> None:
        self.diagnostics.append(Diagnostic(code, None, facts))

    def _read_styles(self) -> Styles:
        if self._workbook.styles is None:
            return Styles()
        try:
            styles = parse_styles(self._package.part(self._workbook.styles))
        except PartError:
            styles = Styles(damage="missing")
        if styles.damage:
            self._say("D182")
        return styles

    def _read_strings(self) -> Strings:
        part = self._workbook.strings
        strings = Strings() if part is None else parse_strings(self._package.chunks(part, "strings"), self._limits)
        if strings.damage:
            self._say("D181", count=len(strings.texts))
        return strings

    def sheet(self, entry: SheetEntry) -> SourceSheet | None:
        """One worksheet; None where it is none or cannot be read, which is said."""
        kind, part = entry.relation or ("worksheet", None)
        if kind in _WORDS_OF_KIND:
            self._say("D191", sheet=entry.name, kind=_WORDS_OF_KIND[kind])
            return None
        if part is None:
            self._lose("D190", entry.name)
            return None
        if part in self._seen:
            self._say("D192", sheet=entry.name, other=self._seen[part])
            return None
        self._seen[part] = entry.name
        try:
            scan = self._scan(part)
        except PartError:
            self._lose("D180", entry.name)
            return None
        sheet = finish_sheet(entry.name, entry.state, scan, self.diagnostics)
        if any("drawing" in name for name in self._package.names):
            from xltrack.ooxml.drawings import find_boxes  # few books need it

            return sheet._replace(boxes=find_boxes(self._package, part))
        return sheet

    def _lose(self, code: str, name: str) -> None:
        self._say(code, sheet=name)
        self.damaged.append(name)

    def _scan(self, part: str) -> Scan:
        scan = scan_sheet(self._package.chunks(part, "sheet"), self._shared, limits=self._limits)
        cells = sum(map(len, scan.rows.values()))
        for name, count in (("cells", cells), ("rows", len(scan.rows)), ("text", scan.text)):
            self._left[name] -= count
            if self._left[name] < 0:
                raise self._limits.over(name)
        return scan


def read_widths(data: bytes) -> dict[str, dict[int, float]]:
    """The widths of a workbook's columns by sheet and 1-based column, in characters; empty where the file tells none."""
    try:
        package = Package(data)
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
