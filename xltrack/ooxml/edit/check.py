"""A workbook before and after its edits: whatever differs that no edit claimed is a fault of the program, and nothing is written.

Which parts may differ, and in what, is found from the edits anew: nothing rests on what the editing says of itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from xltrack.base.address import CellRef, column_letters
from xltrack.base.errors import EditError, SourceError
from xltrack.base.patterns import pattern
from xltrack.base.values import Value
from xltrack.domain.edits import CellEdit, is_same
from xltrack.ooxml.cells import Shared
from xltrack.ooxml.edit.book import sheet_part
from xltrack.ooxml.edit.cells import OpenCells, open_cells
from xltrack.ooxml.edit.tables import PARTS as TABLE
from xltrack.ooxml.edit.tags import without
from xltrack.ooxml.package import Package, plain_name
from xltrack.ooxml.packed import STYLES, WORKBOOK, WORKSHEET, Element, Part, elements, read_entries
from xltrack.ooxml.scan import Scan
from xltrack.ooxml.workbook import find_workbook
from xltrack.ooxml.xml import PartError, recoded

_FORMULA: Final = pattern(rb"<(?:[\w.-]+:)?f(?:\s[^>]*)?(?:/>|>[^<]*<)")
_STYLED: Final = pattern(rb"""<(?:[\w.-]+:)?c\s(?=[^>]*?\br\s*=\s*["']([A-Z]+[0-9]+))[^>]*?\ss\s*=\s*["']([0-9]+)""")
_Claimed = Mapping[tuple[int, int], CellEdit]
_Alike = Callable[[bytes, bytes], bool]  # whether a part differs in nothing but what it may
_EDITED: Final = ("dimension", "cols", "sheetData")


def check_edited(old: bytes, new: bytes, edits: Sequence[CellEdit]) -> None:
    """Compare a workbook with what its edits made of it.

    Args:
        old: the file before.
        new: the file after.
        edits: what was to change.

    Raises:
        EditError: D812 something differs that no edit claimed, or a cell does not hold what it was to hold.
    """
    try:
        _compare(old, new, edits)
    except (PartError, SourceError, ValueError) as error:
        raise EditError("D812", what=str(error)) from None


def _compare(old: bytes, new: bytes, edits: Sequence[CellEdit]) -> None:
    one, other = open_cells(Package(old)), open_cells(Package(new))
    by_sheet = {sheet: _claimed(edits, sheet) for sheet in dict.fromkeys(edit.cell.sheet for edit in edits)}
    _compare_parts(old, new, _budget(one, by_sheet))
    if (one.book.sheets, one.book.names) != (other.book.sheets, other.book.names):
        raise EditError("D812", what="workbook.xml")
    _compare_shared(one.shared, other.shared)
    for sheet, claimed in by_sheet.items():
        _compare_cells(sheet, one.scan(sheet), other.scan(sheet), claimed)


def _claimed(edits: Sequence[CellEdit], sheet: str) -> _Claimed:
    return {(edit.cell.row, edit.cell.column): edit for edit in edits if edit.cell.sheet == sheet}


# --- parts ---


def _budget(book: OpenCells, by_sheet: Mapping[str, _Claimed]) -> dict[str, _Alike]:
    """The parts that edits may change, by their plain names, each with what it may differ in."""
    shared = {book.book.strings: _only_more_texts, book.book.styles: _only_more_looks}
    may: dict[str, _Alike] = {plain_name(name): alike for name, alike in shared.items() if name}
    may[plain_name(find_workbook(book.package) or "")] = _only_calculating
    for sheet, claimed in by_sheet.items():
        part = sheet_part(book.book, sheet)
        may[plain_name(part)] = partial(_only_cells, claimed)
        for relation in book.package.relations(part).values():
            if relation.kind == "table" and relation.target:
                may[plain_name(relation.target)] = _only_grown
    return may


def _compare_parts(old: bytes, new: bytes, budget: Mapping[str, _Alike]) -> None:
    before, after = read_entries(old), read_entries(new)
    if [(entry.name, entry.moment) for entry in before] != [(entry.name, entry.moment) for entry in after]:
        raise EditError("D812", what="[Content_Types].xml")
    one, two = Package(old), Package(new)
    for entry, other in zip(before, after, strict=True):
        if entry == other:
            continue
        alike = budget.get(plain_name(entry.name))
        if not alike or not alike(recoded(one.part(entry.name))[0], recoded(two.part(entry.name))[0]):
            raise EditError("D812", what=entry.name)


def _children(part: Part, *but: str) -> list[bytes]:
    return [part.data[child.start : child.end] for child in part.children if child.name not in but]


def _inside(part: Part, name: str) -> list[bytes]:
    return [part.data[child.start : child.end] for child in part.inside(name)]


def _tag(part: Part, element: Element | None, *but: str) -> bytes:
    return without(part.data[element.start : element.inner], *but) if element else b""


def _grows(one: Part, other: Part, name: str) -> bool:
    """Whether a child has the elements that it had, in order, and perhaps more behind them."""
    before = _inside(one, name)
    return before == _inside(other, name)[: len(before)]


def _only_more_looks(one: bytes, other: bytes) -> bool:
    old, new = Part(one, STYLES), Part(other, STYLES)
    return _children(old, "cellXfs") == _children(new, "cellXfs") and _grows(old, new, "cellXfs")


def _only_more_texts(one: bytes, other: bytes) -> bool:
    old, new = next(elements(one)), next(elements(other))
    before, after = one[old.inner : old.close], other[new.inner : new.close]
    at = before.find(b"extLst>") if b"extLst>" in before else len(before)
    at = before.rfind(b"<", 0, at) if at < len(before) else at
    return after.startswith(before[:at]) and after.endswith(before[at:]) and one[: old.start] == other[: new.start]


def _only_calculating(one: bytes, other: bytes) -> bool:
    old, new = Part(one, WORKBOOK), Part(other, WORKBOOK)
    was, now = (without(_tag(part, part.child("calcPr")), "fullCalcOnLoad") for part in (old, new))
    return _children(old, "calcPr") == _children(new, "calcPr") and (was == now or not (was or b"=" in now))


def _only_grown(one: bytes, other: bytes) -> bool:
    old, new = Part(one, TABLE), Part(other, TABLE)
    own = "autoFilter", "tableColumns"
    filters = [(_tag(part, part.child("autoFilter"), "ref"), _inside(part, "autoFilter")) for part in (old, new)]
    return (
        _children(old, *own) == _children(new, *own)
        and _tag(old, old.root, "ref") == _tag(new, new.root, "ref")
        and filters[0] == filters[1]
        and _grows(old, new, "tableColumns")
    )


def _only_cells(claimed: _Claimed, one: bytes, other: bytes) -> bool:
    """What stands beside the rows, all formulas, and the formats of all cells that no edit claimed."""
    old, new = Part(one, WORKSHEET), Part(other, WORKSHEET)
    own = {f"{column_letters(column)}{row}".encode() for row, column in claimed}
    looks = [[found for found in _STYLED.findall(data) if found[0] not in own] for data in (one, other)]
    return (
        _children(old, *_EDITED) == _children(new, *_EDITED)
        and one[: old.root.inner] == other[: new.root.inner]
        and _FORMULA.findall(one) == _FORMULA.findall(other)
        and looks[0] == looks[1]
    )


# --- cells ---


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
