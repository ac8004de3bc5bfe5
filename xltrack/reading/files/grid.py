"""A workbook as the reading stages see it, whatever kind of file it was: sparse cells, merges, hidden rows.

Memory follows the cells that hold something, never the used range.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from xltrack.base.address import CellRange
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.values import CellError, Number, Percent, Value

__all__ = ["CellError", "Number", "Percent", "SheetState", "SourceBook", "SourceSheet", "Value"]

# The defined name by which a book that xltrack wrote is known: it survives a save in WPS (docs/规则.md 2.1).
LEDGER_NAME: Final = "xltrack_ledger"
SheetState = Literal["visible", "hidden", "veryHidden"]


class SourceSheet(NamedTuple):
    """One worksheet: `rows[row][column]` (1-based) holds what is not blank; a merged area's value stands in its first cell.

    `formulas` are the cells whose value a formula gave, as far as the kind of file tells them; `boxes` the text boxes over the
    cells, each with the row and column of its upper left corner.
    """

    name: str
    state: SheetState = "visible"
    rows: Mapping[int, Mapping[int, Value]] = MappingProxyType({})
    merges: tuple[CellRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()
    boxes: tuple[tuple[int, int, str], ...] = ()

    def value(self, row: int, column: int) -> Value | None:
        """What stands in one cell itself (a covered cell of a merge has nothing)."""
        return self.rows.get(row, {}).get(column)


class SourceBook(NamedTuple):
    """One file as read: its name, worksheets in order, defined names (「xltrack_ledger」 → 「'任务台账'!$A$5:$P$28」).

    `locked` is True where it took the user's password to open it; `wrapping` what it is where it is no workbook (「网页」, 「文本」).
    """

    source: str
    sheets: tuple[SourceSheet, ...]
    names: Mapping[str, str] = MappingProxyType({})
    diagnostics: tuple[Diagnostic, ...] = ()
    locked: bool = False
    wrapping: str = ""


def sheet_of(reference: str) -> str:
    """The sheet that a defined name points to: 「'任务台账'!$A$3:$P$27」."""
    return reference.rpartition("!")[0].removeprefix("'").removesuffix("'").replace("''", "'")
