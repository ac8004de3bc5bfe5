"""The new bytes of a workbook from its bytes and edits: parts that no edit concerns are copied as they lie in the zip."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final, NamedTuple, TypeVar

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import EditError
from xltrack.base.patterns import pattern
from xltrack.domain.edits import CellEdit
from xltrack.ooxml.edit import words
from xltrack.ooxml.edit.looks import Looks
from xltrack.ooxml.edit.sheet import SheetPart, UnsureError
from xltrack.ooxml.edit.tables import TablePart
from xltrack.ooxml.edit.tags import attribute, is_true, prefix_of, with_attribute
from xltrack.ooxml.edit.texts import Texts, check_text, cut_to_cell
from xltrack.ooxml.package import Package, plain_name
from xltrack.ooxml.packed import WORKBOOK, Part, pack_entry, read_entries, write_entries
from xltrack.ooxml.spelling import LONGEST
from xltrack.ooxml.workbook import Workbook, find_workbook, parse_workbook
from xltrack.ooxml.xml import PartError, recoded

T = TypeVar("T")
_FORMULA: Final = pattern(rb"<(?:[\w.-]+:)?f[\s/>]")


class Edited(NamedTuple):
    """A workbook with its edits: the bytes, the parts that differ, whether formulas are calculated anew on opening, what to say."""

    data: bytes
    parts: tuple[str, ...] = ()
    calculates: bool = False
    notes: tuple[Diagnostic, ...] = ()


def edit_book(data: bytes, package: Package, edits: Sequence[CellEdit]) -> Edited:
    """Write cells into a workbook; without edits the same bytes.

    Args:
        data: the file.
        package: the same, found fit by `open_editable`.
        edits: each cell once.

    Raises:
        EditError: nothing is written (D805 to D810).
    """
    if not edits:
        return Edited(data)
    fitted, notes = _fitted(edits)
    book = _Book(package)
    book.edit(fitted)
    changed = dict(book.changed())
    entries = [
        pack_entry(entry.name, [changed[name]])._replace(moment=entry.moment, raw=entry.raw)
        if (name := plain_name(entry.name)) in changed
        else entry
        for entry in read_entries(data)
    ]
    parts = tuple(entry.name for entry in entries if plain_name(entry.name) in changed)
    return Edited(b"".join(write_entries(entries)), parts, book.calculates, notes)


def _fitted(edits: Sequence[CellEdit]) -> tuple[list[CellEdit], tuple[Diagnostic, ...]]:
    """The edits with texts that cells hold, and what had to be cut (D811)."""
    twice = next((cell for cell, count in Counter(edit.cell for edit in edits).items() if count > 1), None)
    if twice:
        raise EditError("D805", reason=words.AGAIN.format(cell=twice.a1))
    fitted, notes = list[CellEdit](), list[Diagnostic]()
    for edit in edits:
        new = edit.new
        if isinstance(new, str):
            check_text(new, edit.cell.a1)
            kept = cut_to_cell(new)
            if kept != new:
                notes.append(Diagnostic("D811", edit.cell, {"most": LONGEST}))
            new = kept or None
        fitted.append(edit._replace(new=new))
    return fitted, tuple(notes)


class _Book:
    """The parts of a workbook that edits change."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._name = find_workbook(package) or ""
        self._book = _surely(self._name, lambda: parse_workbook(package, self._name))
        self._looks = _surely(self._book.styles, lambda: Looks(self._part(self._book.styles)))
        self._texts = _surely(
            self._book.strings, lambda: Texts(self._part(self._book.strings), from_1904=self._book.from_1904)
        )
        self._sheets: dict[str, SheetPart] = {}
        self._tables: dict[str, bytes] = {}
        self.calculates = False

    def _part(self, name: str | None) -> bytes | None:
        return self._package.part(name) if name else None

    def edit(self, edits: Sequence[CellEdit]) -> None:
        """Put all edits in."""
        for sheet in dict.fromkeys(edit.cell.sheet for edit in edits):
            own = [edit for edit in edits if edit.cell.sheet == sheet]
            part = sheet_part(self._book, sheet)
            try:
                edited = _surely(part, partial(self._open_sheet, part))
                self._grow_tables(part, own)
                edited.edit(own)
            except UnsureError:
                raise EditError("D805", reason=words.ORDER.format(sheet=sheet)) from None
            except TypeError:
                raise EditError("D805", reason=words.VALUE.format(cell=sheet)) from None
            self._sheets[part] = edited
        self.calculates = self._has_formulas()

    def _open_sheet(self, part: str) -> SheetPart:
        return SheetPart(self._package.part(part), self._looks, self._texts)

    def _open_table(self, part: str) -> TablePart:
        return TablePart(self._package.part(part))

    def _grow_tables(self, part: str, edits: Sequence[CellEdit]) -> None:
        relations = self._package.relations(part).values()
        names = [relation.target for relation in relations if relation.kind == "table" and relation.target]
        tables = {name: _surely(name, partial(self._open_table, name)) for name in names}
        for name, table in tables.items():
            table.check(edits)
            others = [other.area for other in tables.values() if other is not table]
            if grown := table.grown(edits, others):
                self._tables[name] = grown

    def _has_formulas(self) -> bool:
        parts = [entry.relation.target for entry in self._book.sheets if entry.relation and entry.relation.target]
        return any(_FORMULA.search(recoded(self._package.part(part))[0]) for part in parts)

    def changed(self) -> Iterable[tuple[str, bytes]]:
        """The parts that differ, by their plain names."""
        for name, sheet in self._sheets.items():
            yield plain_name(name), sheet.written()
        for name, table in self._tables.items():
            yield plain_name(name), table
        for shared, whose in ((self._book.strings, self._texts), (self._book.styles, self._looks)):
            if shared and (written := whose.written()) is not None:
                yield plain_name(shared), written
        if self.calculates:
            old = self._package.part(self._name)
            new = calculating(old)
            if new != old:
                yield plain_name(self._name), new


def sheet_part(book: Workbook, sheet: str) -> str:
    """The name of the part of a worksheet; EditError (D805) where there is none."""
    found = [entry for entry in book.sheets if entry.name == sheet]
    relation = found[0].relation if len(found) == 1 else None
    if not relation or relation.kind != "worksheet" or not relation.target:
        raise EditError("D805", reason=words.NO_SHEET.format(sheet=sheet))
    return relation.target


def calculating(data: bytes) -> bytes:
    """The workbook part that lets Excel calculate all formulas on opening."""
    plain, back = recoded(data)
    part = Part(plain, WORKBOOK)
    found = part.child("calcPr")
    if found is None:
        part.put("calcPr", f'<{prefix_of(plain)}calcPr fullCalcOnLoad="1"/>'.encode())
    else:
        tag = plain[found.start : found.inner]
        if is_true(attribute(tag, "fullCalcOnLoad")):
            return data
        part.replace(found.start, found.inner, with_attribute(tag, "fullCalcOnLoad", "1"))
    return back(part.plain())


def _surely(part: str | None, make: Callable[[], T]) -> T:
    """What is made of a part; EditError (D805) where it is damaged."""
    try:
        return make()
    except (ValueError, PartError, IndexError):
        raise EditError("D805", reason=words.DAMAGED.format(part=part)) from None
