"""One worksheet part with edited cells: spans of bytes replaced, rows and cells put in where they belong (ECMA-376 18.3.1.73)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Final

from xltrack.base.address import CellRange, column_letters, column_number, parse_range
from xltrack.base.errors import EditError
from xltrack.base.patterns import pattern
from xltrack.domain.edits import CellEdit
from xltrack.ooxml.edit.looks import Looks
from xltrack.ooxml.edit.tags import (
    attribute,
    is_true,
    name_in,
    opened,
    prefix_of,
    self_closed,
    with_attribute,
    without,
)
from xltrack.ooxml.edit.texts import Content, Texts
from xltrack.ooxml.edit.widths import widened_columns
from xltrack.ooxml.packed import WORKSHEET, Element, Part, elements
from xltrack.ooxml.xml import recoded

_PLACE: Final = pattern(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ARRAY: Final = pattern(rb"<(?:[\w.-]+:)?f\s(?=[^>]*\bt\s*=\s*[\"'](?:array|dataTable)[\"'])[^>]*>")
_AREA: Final = pattern(rb"<(?:[\w.-]+:)?mergeCell\s[^>]*>")
_GONE: Final = ("t", "cm", "vm", "ph")  # what only the old value had
_VALUE: Final = frozenset({"v", "is", "f"})


class UnsureError(Exception):
    """A part is written in a way in which it is not certain where something belongs."""


class SheetPart:
    """A worksheet whose cells are edited.

    `written` gives its bytes in its own encoding.
    """

    def __init__(self, data: bytes, looks: Looks, texts: Texts) -> None:
        """Find what edits rest on.

        Raises:
            ValueError, PartError: the part is damaged.
            UnsureError: it has no rows at all.
        """
        self._data, self._back = recoded(data)
        self._part, self._looks, self._texts = Part(self._data, WORKSHEET), looks, texts
        self._prefix = prefix_of(self._data).encode()
        rows = self._part.child("sheetData")
        if rows is None:
            raise UnsureError("no sheetData")
        self._rows = rows
        merges = self._part.child("mergeCells")
        self._merges = _areas(_AREA, self._data[merges.inner : merges.close] if merges else b"")
        self._arrays = _areas(_ARRAY, self._data)
        guard = self._part.child("sheetProtection")
        self._protected = guard is not None and is_true(attribute(self._tag(guard), "sheet"))
        cols = self._part.child("cols")
        self._cols = [self._tag(col) for col in elements(self._data, cols)] if cols else []

    def _tag(self, element: Element) -> bytes:
        return self._data[element.start : element.inner]

    def edit(self, edits: Sequence[CellEdit]) -> None:
        """Put in all edits of this sheet; each cell once.

        Raises:
            EditError: D806 a locked cell, D807 a formula, D808 a cell that is a part of something larger.
            UnsureError: rows or cells are out of order, or stand twice.
        """
        columns = {edit.cell.column for edit in edits}
        # Few merged areas reach into the columns that are edited, and each cell asks for all of them.
        self._merges, self._arrays = (
            [area for area in areas if any(area.left <= column <= area.right for column in columns)]
            for areas in (self._merges, self._arrays)
        )
        by_row = groupby(sorted(edits, key=lambda edit: edit.cell), key=lambda edit: edit.cell.row)
        numbers = list(self._numbered)
        at = 0
        for number, some in by_row:
            while at < len(numbers) and numbers[at] < number:
                at += 1
            if at < len(numbers) and numbers[at] == number:
                self._edit_row(number, self._numbered[number], list(some))
            else:
                behind = self._numbered[numbers[at]] if at < len(numbers) else None
                self._add_row(number, behind, list(some))
        if self._new_rows:
            tag = self._tag(self._rows)
            inside = opened(tag) + b"".join(self._new_rows) + b"</%s>" % name_in(tag)
            self._part.replace(self._rows.start, self._rows.end, inside)
        self._widen(edits)

    @cached_property
    def _new_rows(self) -> list[bytes]:
        """The rows of a sheet that had none, and closed itself."""
        return []

    @cached_property
    def _numbered(self) -> dict[int, Element]:
        """The rows by number, in order."""
        rows: dict[int, Element] = {}
        last = 0
        for row in elements(self._data, self._rows):
            told = attribute(self._tag(row), "r")
            number = int(told) if told and told.strip().isdecimal() else last + 1
            if row.name != "row" or number <= last:
                raise UnsureError("rows out of order")
            rows[number] = row
            last = number
        return rows

    def _cells(self, number: int, row: Element) -> dict[int, Element]:
        """The cells of a row by column, in order."""
        cells: dict[int, Element] = {}
        last = 0
        for cell in elements(self._data, row):
            if cell.name != "c":
                continue
            told = attribute(self._tag(cell), "r")
            place = _PLACE.fullmatch(told.strip()) if told else None
            column = column_number(place[1]) if place else last + 1
            if column <= last or (told and not place) or (place and int(place[2]) != number):
                raise UnsureError("cells out of order")
            cells[column] = cell
            last = column
        return cells

    def _edit_row(self, number: int, row: Element, edits: Sequence[CellEdit]) -> None:
        cells = self._cells(number, row)
        tag = self._tag(row)
        added: list[tuple[int, bytes]] = []
        for edit in edits:
            column = edit.cell.column
            known = cells.get(column)
            self._check(edit, known, tag)
            new = self._cell(edit, known, self._style(edit, cells, tag))
            if known:
                self._part.replace(known.start, known.end, new)
            elif new:
                added.append((column, new))
        if not added:
            return
        spanned = _spanned(tag, [column for column, _ in added])
        if row.inner == row.end:  # it closes itself
            inside = b"".join([cell for _, cell in added])
            self._part.replace(row.start, row.end, opened(spanned) + inside + b"</%s>" % name_in(tag))
            return
        if spanned != tag:
            self._part.replace(row.start, row.inner, spanned)
        end = next((child.start for child in elements(self._data, row) if child.name != "c"), row.close)
        for column, new in added:
            at = next((cell.start for c, cell in cells.items() if c > column), end)
            self._part.replace(at, at, new)

    def _add_row(self, number: int, behind: Element | None, edits: Sequence[CellEdit]) -> None:
        for edit in edits:
            self._check(edit, None, b"")
        cells = b"".join([self._cell(edit, None, self._style(edit, {}, b"")) for edit in edits])
        if not cells:
            return
        row = b'<%srow r="%d">%s</%srow>' % (self._prefix, number, cells, self._prefix)
        if self._rows.inner == self._rows.end:
            self._new_rows.append(row)
        else:
            at = behind.start if behind else self._rows.close
            self._part.replace(at, at, row)

    def _check(self, edit: CellEdit, known: Element | None, row: bytes) -> None:
        """Refuse what an edit must not touch."""
        _, number, column = edit.cell
        if known and any(child.name == "f" for child in elements(self._data, known)):
            raise EditError("D807", cell=edit.cell.a1)
        for areas, own in ((self._merges, True), (self._arrays, False)):
            for top, left, bottom, right in areas:
                if (
                    top <= number <= bottom
                    and left <= column <= right
                    and not (own and (top, left) == (number, column))
                ):
                    raise EditError("D808", cell=edit.cell.a1)
        if self._protected:
            tag = self._tag(known) if known else b""
            if self._looks.is_locked(self._own_style(tag, row, column)):
                raise EditError("D806", cell=edit.cell.a1, sheet=edit.cell.sheet)

    def _own_style(self, cell: bytes, row: bytes, column: int) -> int:
        """The number of the format that a cell has, of its row or column where there is no cell."""
        if cell:
            return _number(cell, "s")
        if is_true(attribute(row, "customFormat")):
            return _number(row, "s")
        return next((_number(c, "style") for c in self._cols if _number(c, "min") <= column <= _number(c, "max")), 0)

    def _style(self, edit: CellEdit, cells: Mapping[int, Element], row: bytes) -> int:
        of = edit.like if edit.like and edit.old is None else edit.cell.column
        model = cells.get(of)
        own = self._own_style(self._tag(model) if model else b"", row, of)
        return self._looks.fitting(own, edit.new, plain=bool(edit.like))

    def _cell(self, edit: CellEdit, known: Element | None, style: int) -> bytes:
        """The bytes of a cell; none for one that is not there and holds and shows nothing."""
        if known is None:
            if edit.new is None and not style:
                return b""
            place = f"{column_letters(edit.cell.column)}{edit.cell.row}"
            tag = b'<%sc r="%s"/>' % (self._prefix, place.encode())
        else:
            tag = without(self._tag(known), *_GONE)
            if attribute(self._tag(known), "t") == "s":
                self._texts.added -= 1
        if style or attribute(tag, "s") is not None:
            tag = with_attribute(tag, "s", str(style))
        content = Content(b"") if edit.new is None else self._texts.content(edit.new, self._prefix)
        if content.kind:
            tag = with_attribute(tag, "t", content.kind)
        kept = b""
        if known:
            others = (c for c in elements(self._data, known) if c.name not in _VALUE)
            kept = b"".join([self._data[child.start : child.end] for child in others])
        inside = content.inside + kept
        return opened(tag) + inside + b"</%s>" % name_in(tag) if inside else self_closed(tag)

    def _widen(self, edits: Iterable[CellEdit]) -> None:
        """Let the dimension reach to the edited cells, and columns have the widths that they are given."""
        used = self._part.child("dimension")
        area = parse_range(attribute(self._tag(used), "ref") or "") if used else None
        cells = [edit.cell for edit in edits if edit.new is not None]
        if used and area and cells:
            rows, columns = [cell.row for cell in cells], [cell.column for cell in cells]
            wide = CellRange(
                min(area.top, *rows), min(area.left, *columns), max(area.bottom, *rows), max(area.right, *columns)
            )
            if wide != area:
                self._part.replace(used.start, used.inner, with_attribute(self._tag(used), "ref", wide.a1))
        widths = {edit.cell.column: edit.width for edit in edits if edit.width}
        if widths:
            inside, name = widened_columns(self._cols, widths, self._prefix), self._prefix + b"cols"
            self._part.put("cols", b"<%s>%s</%s>" % (name, inside, name))

    def written(self) -> bytes:
        """The bytes of the part as it is now."""
        return self._back(self._part.plain())


def _areas(tags: re.Pattern[bytes], data: bytes) -> list[CellRange]:
    found = (parse_range(attribute(tag, "ref") or "") for tag in tags.findall(data))
    return [area for area in found if area]


def _number(tag: bytes, name: str) -> int:
    told = (attribute(tag, name) or "").strip()
    return int(told) if told.isdecimal() else 0


def _spanned(row: bytes, columns: Sequence[int]) -> bytes:
    """The start of a row whose `spans`, where it has any, reach over some columns too."""
    first, _, last = (attribute(row, "spans") or "").partition(":")
    if not (first.isdecimal() and last.isdecimal()):
        return row
    wide = f"{min(int(first), *columns)}:{max(int(last), *columns)}"
    return row if wide == f"{first}:{last}" else with_attribute(row, "spans", wide)
