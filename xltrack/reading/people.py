"""The units of a task from its unit columns; references such as 同（3） are looked up in the same column (docs/规则.md 4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from xltrack.address import CellRef
from xltrack.diagnostics import Diagnostic
from xltrack.grammar.units import KnownNames, UnitsRead, read_units
from xltrack.reading.cells import words
from xltrack.reading.grid import CellError
from xltrack.reading.rows import TaskRow
from xltrack.records import Column, Role, UnitRole
from xltrack.roster import Roster
from xltrack.text import fold, squeeze

_ITEM = re.compile(r"[(](\d+)[)]")


def read_unit_columns(
    sheet: str,
    rows: Sequence[TaskRow],
    columns: Sequence[Column],
    texts: Sequence[str],
    roster: Roster,
    said: list[Diagnostic],
) -> list[tuple[UnitRole, ...]]:
    """The units of every row of a table, leading ones first, as the sheet prints them."""
    known = KnownNames.of(roster) if roster else None
    found: list[list[UnitRole]] = [[] for _ in rows]
    for role in get_args(Role):
        for column in columns:
            if column.role == role:
                for units, own in zip(found, _column(sheet, rows, column, texts, known, said), strict=True):
                    units.extend(own)
    return [tuple(units) for units in found]


def _column(
    sheet: str,
    rows: Sequence[TaskRow],
    column: Column,
    texts: Sequence[str],
    known: KnownNames | None,
    said: list[Diagnostic],
) -> list[tuple[UnitRole, ...]]:
    role: Role = column.role  # type: ignore[assignment]
    read: list[UnitsRead | None] = []
    for row in rows:
        value = row.cells.get(column.number)
        if value is None:
            read.append(None)
            continue
        cell = CellRef(sheet, row.row, column.number)
        if isinstance(value, CellError):
            said.append(Diagnostic("D305", cell, {"value": value.code}))
            read.append(None)
            continue
        text = value if type(value) is str else words(value)
        found = read_units(text, role, known)
        if found.notes:
            said.extend(note.at(cell, text) for note in found.notes)
        read.append(found)
    return [_with_references(sheet, column, rows, index, read, texts, said) for index in range(len(rows))]


def _with_references(
    sheet: str,
    column: Column,
    rows: Sequence[TaskRow],
    index: int,
    read: list[UnitsRead | None],
    texts: Sequence[str],
    said: list[Diagnostic],
) -> tuple[UnitRole, ...]:
    found = read[index]
    if found is None:
        return ()
    if not found.references:
        return found.units
    units = list(found.units)
    for reference in found.references:
        cell = CellRef(sheet, rows[index].row, column.number)
        source = index - 1 if reference == "上" else _item(rows, texts, reference, index)
        referred = read[source] if source is not None and source >= 0 else None
        if referred is None or source == index:
            said.append(Diagnostic("D521", cell, {"item": reference}))
            continue
        row = rows[source or 0].row
        said.append(
            Diagnostic("D520", cell, {"item": reference, "row": row}, related=(CellRef(sheet, row, column.number),))
        )
        units.extend(u for u in referred.units if u not in units)
    return tuple(units)


def _item(rows: Sequence[TaskRow], texts: Sequence[str], number: str, own: int) -> int | None:
    """The row whose text begins with （3）, of several the nearest above row `own`; else the one numbered 3."""
    begun = [i for i, text in enumerate(texts) if (item := _ITEM.match(fold(squeeze(text[:12])))) and item[1] == number]
    if begun:
        return max((i for i in begun if i < own), default=begun[0])
    return next((i for i, row in enumerate(rows) if fold(row.seq or "").strip("()") == number), None)
