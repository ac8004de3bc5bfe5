"""The units of a task from its unit columns; references such as 同（3） are looked up in the same column (docs/规则.md 4)."""

from collections.abc import Sequence
from typing import NamedTuple, get_args

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Role, UnitRole
from xltrack.language.units.grammar import KnownNames, UnitsRead, read_units
from xltrack.reading.files.grid import CellError
from xltrack.reading.tasks.cells import cell_words
from xltrack.reading.tasks.draft import TableDraft
from xltrack.reading.tasks.rows import TaskRow

_ITEM = pattern(r"[(](\d+)[)]")


def read_unit_columns(table: TableDraft, texts: Sequence[str]) -> list[tuple[UnitRole, ...]]:
    """The units of every row of a table, leading ones first, as the sheet prints them; `texts` are the rows' tasks."""
    known = KnownNames.of(table.source.roster) if table.source.roster else None
    found: list[list[UnitRole]] = [[] for _ in table.rows]
    for role in get_args(Role):
        for number in table.numbers(role):
            column = _UnitColumn(table, number, [_read(table, row, number, role, known) for row in table.rows], texts)
            for index, units in enumerate(found):
                units.extend(column.units(index))
    return [tuple(units) for units in found]


def _read(table: TableDraft, row: TaskRow, column: int, role: Role, known: KnownNames | None) -> UnitsRead | None:
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

    table: TableDraft
    number: int
    read: list[UnitsRead | None]
    texts: Sequence[str]

    def units(self, index: int) -> tuple[UnitRole, ...]:
        """The units of one row, with those of the items that its cell refers to."""
        found = self.read[index]
        if found is None or not found.references:
            return found.units if found else ()
        units = list(found.units)
        for reference in found.references:
            units.extend(u for u in self._referred(index, reference) if u not in units)
        return tuple(units)

    def _referred(self, index: int, reference: str) -> tuple[UnitRole, ...]:
        rows = self.table.rows
        source = index - 1 if reference == "上" else _item(rows, self.texts, reference, index)
        referred = self.read[source] if source is not None and source >= 0 and source != index else None
        if source is None or referred is None:
            self.table.say("D521", rows[index].row, self.number, item=reference)
            return ()
        facts = {"item": reference, "row": self.table.name_rows([rows[source].row])}
        related = (self.table.cell(rows[source].row, self.number),)
        cell = self.table.cell(rows[index].row, self.number)
        self.table.source.said.append(Diagnostic("D520", cell, facts, related=related))
        return referred.units


def _item(rows: Sequence[TaskRow], texts: Sequence[str], number: str, own: int) -> int | None:
    """The row whose text begins with （3）, of several the nearest above row `own`; else the one numbered 3."""
    begun = [i for i, text in enumerate(texts) if (item := _ITEM.match(fold(squeeze(text[:12])))) and item[1] == number]
    if begun:
        return max((i for i in begun if i < own), default=begun[0])
    return next((i for i, row in enumerate(rows) if fold(row.seq or "").strip("()") == number), None)
