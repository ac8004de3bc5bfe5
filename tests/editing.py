"""Workbooks before and after edits, compared by other eyes than the program's: lxml for the parts, openpyxl for the cells."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from tests.refusals import refused
from xltrack.base.address import CellRef, parse_range
from xltrack.base.errors import EditError
from xltrack.base.values import Value
from xltrack.domain.edits import CellEdit
from xltrack.ooxml.edit.book import Edited, edit_book
from xltrack.ooxml.edit.check import check_edited
from xltrack.ooxml.edit.refusals import open_editable
from xltrack.ooxml.package import Package


def edit(place: str, new: Value | None, old: Value | None = None, sheet: str = "Sheet1", **more: Any) -> CellEdit:
    """One edit of a cell: edit("B2", "已完成")."""
    area = parse_range(place)
    assert area
    return CellEdit(CellRef(sheet, area.top, area.left), old, new, **more)


def edited(data: bytes, *edits: CellEdit) -> Edited:
    """The workbook with these edits, which the program's own cross-check finds right."""
    done = edit_book(data, open_editable(data, ".xlsx"), edits)
    check_edited(data, done.data, edits)
    return done


def opened(data: bytes) -> tuple[bytes, Package]:
    """What `edit_book` takes of a workbook."""
    return data, open_editable(data, ".xlsx")


@contextmanager
def unwritten(code: str) -> Iterator[None]:
    """Fail unless the body is refused by this rule; the name of the file is what a verb adds to its sentence."""
    with refused(code, EditError):
        try:
            yield
        except EditError as error:
            raise EditError(error.code, **{"name": "甲.xlsx", **error.facts}) from None


def loaded(data: bytes) -> Workbook:
    """The workbook as openpyxl reads it, which warns of what it does not know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(io.BytesIO(data))


def parts_of(data: bytes) -> dict[str, tuple[bytes, tuple[int, ...], int]]:
    """The parts of a zip in order: their bytes, their dates, how they are packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert None is book.testzip()
        return {info.filename: (book.read(info), info.date_time, info.compress_type) for info in book.infolist()}


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    """The zip with another content of one part."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for part, (old, *_) in parts_of(data).items():
            book.writestr(part, content if part == name else old)
    return target.getvalue()


def untouched(before: bytes, after: bytes, changed: Collection[str]) -> None:
    """Fail unless all parts stand in their order and all but those changed are byte for byte the same."""
    old, new = parts_of(before), parts_of(after)
    assert list(old) == list(new)
    assert set(changed) == {name for name in old if old[name][0] != new[name][0]}
    assert [told[1:] for name, told in old.items() if name not in changed] == [
        told[1:] for name, told in new.items() if name not in changed
    ]


def without(part: bytes, places: Collection[str]) -> bytes:
    """A worksheet part in one form, without some cells, rows that are empty then, and what only tells how far cells reach."""
    root = etree.fromstring(part, etree.XMLParser(huge_tree=True))
    for tag in ("dimension", "cols"):
        for found in root.findall(f"{{*}}{tag}"):
            root.remove(found)
    for row in root.iter("{*}row"):
        row.attrib.pop("spans", None)
        column = 0
        for cell in row.findall("{*}c"):
            told = re.match(r"[A-Z]+", cell.get("r", ""))
            column = parse_range(told[0] + "1").left if told else column + 1  # type: ignore[union-attr]
            number = row.get("r") or str(1 + sum(1 for _ in row.itersiblings("{*}row", preceding=True)))
            if f"{column}:{number}" in places:
                row.remove(cell)
            else:
                cell.tail = None
        row.tail = None
        if not len(row):
            row.text = None
    rows = root.find("{*}sheetData")
    for row in [row for row in rows if isinstance(row.tag, str) and not len(row) and set(row.attrib) <= {"r"}]:
        rows.remove(row)
    if not len(rows):
        rows.text = None
    return etree.tostring(root, method="c14n")


def values(data: bytes) -> dict[str, dict[str, object]]:
    """Every value of a workbook by sheet and cell, as openpyxl reads it; formulas as such."""
    return {
        sheet.title: {c.coordinate: _told(c.value) for row in sheet.iter_rows() for c in row if c.value is not None}
        for sheet in loaded(data).worksheets
    }


def _told(value: object) -> object:
    """A value that is equal to its like: an array formula is known by its area and its text."""
    return (value.ref, value.text) if isinstance(value, ArrayFormula) else value


def looks(data: bytes) -> dict[str, dict[str, tuple[object, ...]]]:
    """What every cell looks like, as openpyxl reads it."""
    return {
        sheet.title: {
            c.coordinate: (
                c.number_format,
                c.font.b,
                c.font.name,
                c.fill.fgColor.rgb,
                c.border.left.style,
                c.alignment.wrap_text,
            )
            for row in sheet.iter_rows()
            for c in row
            if c.has_style
        }
        for sheet in loaded(data).worksheets
    }


def places(edits: Sequence[CellEdit]) -> set[str]:
    """The places of edits as `without` has them: 「2:5」 is B5."""
    return {f"{edit.cell.column}:{edit.cell.row}" for edit in edits}
