"""The units of a task from its unit columns; references such as 同（3） are looked up in the same column (docs/规则.md 4)."""

from collections.abc import Sequence
from typing import NamedTuple, get_args

from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Role, UnitRole
from xltrack.language.units.grammar import KnownNames, UnitsRead, read_units
from xltrack.language.units.reader import ABOVE
from xltrack.reading.files.grid import CellError
from xltrack.reading.tasks.cells import cell_words
from xltrack.reading.tasks.open_table import OpenTable
from xltrack.reading.tasks.rows import TaskRow

_ITEM = pattern(r"\((\d+)\)")
_NOTHING = UnitsRead()


def read_unit_columns(table: OpenTable, texts: Sequence[str]) -> list[tuple[UnitRole, ...]]:
    """The units of every row of a table, leading ones first, as the sheet prints them; `texts` are the rows' tasks."""
    known = KnownNames.of(table.given.roster) if table.given.roster else None
    found: list[tuple[UnitRole, ...]] = [()] * len(table.rows)
    for role in get_args(Role):
        for number in table.numbers(role):
            column = _UnitColumn(table, number, [_read(table, row, number, role, known) for row in table.rows], texts)
            # A task with one unit column shares its units with every task whose cell says the same.
            found = [before + own if before else own for before, own in zip(found, column.units(), strict=True)]
    return found


def _read(table: OpenTable, row: TaskRow, column: int, role: Role, known: KnownNames | None) -> UnitsRead | None:
    """What one cell says; None of a cell that says nothing, an error."""
    value = row.cells.get(column)
    if value is None:
        return None
    if isinstance(value, CellError):
        table.say("D305", row.row, column, value=value.code)
        return None
    text = table.readable(value if type(value) is str else cell_words(value), row.row, column)
    found = read_units(text, role, known)
    if found.notes:
        table.place(found.notes, row.row, column, text)
    return found


class _UnitColumn(NamedTuple):
    """One unit column with all its cells read, so that a cell can refer to another one."""

    table: OpenTable
    number: int
    read: list[UnitsRead | None]
    texts: Sequence[str]

    def units(self) -> list[tuple[UnitRole, ...]]:
        """The units of each row, with those of the items that its cell refers to."""
        units: list[tuple[UnitRole, ...]] = []
        for index, found in enumerate(self.read):
            own = list((found or _NOTHING).units)
            for reference in (found or _NOTHING).references:
                own.extend(unit for unit in self._referred(index, reference) if unit not in own)
            units.append(tuple(own) if found and found.references else (found or _NOTHING).units)
        return units

    def _referred(self, index: int, reference: str) -> tuple[UnitRole, ...]:
        rows = self.table.rows
        source = index - 1 if reference == ABOVE else self._item(reference, index)
        referred = self.read[source] if source is not None and source >= 0 and source != index else None
        if source is None or referred is None:
            self.table.say("D521", rows[index].row, self.number, item=reference)
            return ()
        related = (self.table.cell(rows[source].row, self.number),)
        place = self.table.name_rows([rows[source].row])
        self.table.say("D520", rows[index].row, self.number, related, item=reference, row=place)
        return referred.units

    def _item(self, number: str, own: int) -> int | None:
        """The row whose text begins with （3）, of several the nearest above row `own`; else the one numbered 3."""
        heads = ((place, _ITEM.match(fold(squeeze(text[:12])))) for place, text in enumerate(self.texts))
        begun = [place for place, item in heads if item and item[1] == number]
        if begun:
            return max((place for place in begun if place < own), default=begun[0])
        rows = enumerate(self.table.rows)
        return next((place for place, row in rows if fold(row.seq or "").strip("()") == number), None)
