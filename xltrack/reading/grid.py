"""A workbook as the reading stages see it, whatever kind of file it was: sparse cells, merges, hidden rows.

Memory follows the cells that hold something, never the used range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal, NamedTuple

from xltrack.address import CellRange
from xltrack.diagnostics import Diagnostic

SheetState = Literal["visible", "hidden", "veryHidden"]


class CellError(NamedTuple):
    """An error value such as #REF!: a value to be reported, never a blank."""

    code: str


class Percent(float):
    """A number in a percentage format: 0.95 that the sheet shows as 95%."""

    __slots__ = ()


# A datetime where the cell has a time of day; a `date` where it has none; a `time` where it has nothing else.
Value = str | int | float | bool | date | time | CellError


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: `rows[row][column]` (1-based) holds what is not blank; a merged area's value stands in its first cell."""

    name: str
    state: SheetState = "visible"
    rows: Mapping[int, Mapping[int, Value]] = field(default_factory=dict)
    merges: tuple[CellRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()

    def value(self, row: int, column: int) -> Value | None:
        """What stands in one cell itself (a covered cell of a merge has nothing)."""
        return self.rows.get(row, {}).get(column)


@dataclass(frozen=True, slots=True)
class Book:
    """One file as read: its name, worksheets in order, defined names (「xltrack_ledger」 → 「'任务台账'!$A$5:$P$28」)."""

    source: str
    sheets: tuple[Sheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
