"""A workbook before and after its edits: whatever differs that no edit claimed is a fault of the program, and nothing is written."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltrack.base.address import CellRef, column_letters
from xltrack.base.errors import EditError, SourceError
from xltrack.base.patterns import pattern
from xltrack.base.values import Value
from xltrack.domain.edits import CellEdit, is_same
from xltrack.ooxml.cells import Shared
from xltrack.ooxml.edit.book import sheet_part
from xltrack.ooxml.package import Package, plain_name
from xltrack.ooxml.packed import WORKSHEET, Part, read_entries
from xltrack.ooxml.scan import Scan, scan_sheet
from xltrack.ooxml.strings import Strings, parse_strings
from xltrack.ooxml.styles import Styles, parse_styles
from xltrack.ooxml.workbook import Workbook, find_workbook, parse_workbook
from xltrack.ooxml.xml import PartError, recoded

_FORMULA: Final = pattern(rb"<(?:[\w.-]+:)?f(?:\s[^>]*)?(?:/>|>[^<]*<)")
_STYLED: Final = pattern(rb"""<(?:[\w.-]+:)?c\s(?=[^>]*?\br\s*=\s*["']([A-Z]+[0-9]+))[^>]*?\ss\s*=\s*["']([0-9]+)""")
_Claimed = Mapping[tuple[int, int], CellEdit]
_EDITED: Final = ("dimension", "cols", "sheetData")


class Cells(NamedTuple):
    """A workbook opened to look at its cells."""

    package: Package
    book: Workbook
    shared: Shared

    def scan(self, sheet: str) -> Scan:
        """The cells of a worksheet; EditError (D805) where there is none of this name."""
        return scan_sheet(self.package.chunks(sheet_part(self.book, sheet), "sheet"), self.shared)


def open_cells(package: Package) -> Cells:
    """Open what the cells of a workbook share; PartError where it is damaged."""
    book = parse_workbook(package, find_workbook(package) or "")
    strings = parse_strings(package.chunks(book.strings, "strings")) if book.strings else Strings()
    styles = parse_styles(package.part(book.styles)) if book.styles else Styles()
    return Cells(package, book, Shared(strings, styles, book.from_1904))


def check_edited(old: bytes, new: bytes, edits: Sequence[CellEdit], budget: Collection[str]) -> None:
    """Compare a workbook with what its edits made of it.

    Args:
        old: the file before.
        new: the file after.
        edits: what was to change.
        budget: the parts that may differ.

    Raises:
        EditError: D812 something differs that no edit claimed, or a cell does not hold what it was to hold.
    """
    try:
        _compare(old, new, edits, budget)
    except (PartError, SourceError, ValueError) as error:
        raise EditError("D812", what=str(error)) from None


def _compare(old: bytes, new: bytes, edits: Sequence[CellEdit], budget: Collection[str]) -> None:
    before, after = read_entries(old), read_entries(new)
    if [entry.name for entry in before] != [entry.name for entry in after]:
        raise EditError("D812", what="[Content_Types].xml")
    for entry, other in zip(before, after, strict=True):
        if entry != other and entry.name not in budget:
            raise EditError("D812", what=entry.name)
    one, two = open_cells(Package(old)), open_cells(Package(new))
    if (one.book.sheets, one.book.names) != (two.book.sheets, two.book.names):
        raise EditError("D812", what="workbook.xml")
    _compare_shared(one.shared, two.shared)
    for sheet in dict.fromkeys(edit.cell.sheet for edit in edits):
        claimed = {(edit.cell.row, edit.cell.column): edit for edit in edits if edit.cell.sheet == sheet}
        _compare_cells(sheet, one.scan(sheet), two.scan(sheet), claimed)
        part = sheet_part(one.book, sheet)
        was, now = (recoded(cells.package.part(part))[0] for cells in (one, two))
        _compare_bytes(sheet, was, now, claimed)
    parts = {plain_name(name) for name in budget}
    for name in parts:
        two.package.part(name)  # its checksum


def _compare_shared(one: Shared, other: Shared) -> None:
    """Texts and formats are added at the end, and no old one is another now."""
    count, formats = len(one.strings.texts), len(one.styles.kinds)
    same = (
        one.strings.texts == other.strings.texts[:count]
        and one.strings.struck == {n for n in other.strings.struck if n < count}
        and one.strings.damage == other.strings.damage
        and one.styles.kinds == other.styles.kinds[:formats]
        and one.styles.shapes == other.styles.shapes[:formats]
        and one.styles.struck == {n for n in other.styles.struck if n < formats}
    )
    if not same or one.from_1904 != other.from_1904:
        raise EditError("D812", what="sharedStrings.xml")


def _compare_cells(sheet: str, one: Scan, other: Scan, claimed: _Claimed) -> None:
    for row, column in {place for scan in (one, other) for place in _differing(one, other, scan)} | claimed.keys():
        before, after = (scan.rows.get(row, {}).get(column) for scan in (one, other))
        edit = claimed.get((row, column))
        if not edit or not is_same(edit.old, before) or not is_same(edit.new, after):
            raise EditError("D812", what=CellRef(sheet, row, column).a1)
    same = one.merges == other.merges and one.hidden == other.hidden and one.formulas == other.formulas
    if not same:
        raise EditError("D812", what=sheet)


def _differing(one: Scan, other: Scan, scan: Scan) -> Iterator[tuple[int, int]]:
    nothing: dict[int, Value] = {}
    for row in scan.rows:
        before, after = one.rows.get(row, nothing), other.rows.get(row, nothing)
        if before != after:
            yield from ((row, column) for column in scan.rows[row] if before.get(column) != after.get(column))


def _compare_bytes(sheet: str, one: bytes, other: bytes, claimed: _Claimed) -> None:
    """What stands beside the rows, all formulas, and the formats of all cells that no edit claimed."""
    aside = [
        [part.data[c.start : c.end] for c in part.children if c.name not in _EDITED]
        for part in (Part(one, WORKSHEET), Part(other, WORKSHEET))
    ]
    own = {f"{column_letters(column)}{row}".encode() for row, column in claimed}
    looks = [[found for found in _STYLED.findall(data) if found[0] not in own] for data in (one, other)]
    if aside[0] != aside[1] or _FORMULA.findall(one) != _FORMULA.findall(other) or looks[0] != looks[1]:
        raise EditError("D812", what=sheet)
