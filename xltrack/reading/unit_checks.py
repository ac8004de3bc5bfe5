"""What the names of all units of a document, taken together, give cause to say (docs/规则.md 4.7): each name once."""

from collections.abc import Iterator, Sequence
from typing import get_args

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import squeeze
from xltrack.domain.records import Role, Table, Task, UnitRole
from xltrack.domain.roster import Roster, similar_names

_COLUMN = get_args(Role)


def check_units(tables: Sequence[Table], roster: Roster) -> Iterator[Diagnostic]:
    """Groups that stand for units unknown, names that a roster lacks or explains, names that may be one unit."""
    first = _first_places(tables)
    for unit, cell in first.values():
        yield from _check_name(unit, cell, roster)
    plain = [u.name for u, _ in first.values() if u.kind == "unit" and not u.unit]
    for name, other in similar_names(plain):
        cells = first[name][1], first[other][1]
        yield Diagnostic("D510", cells[1], {"name": name, "other": other}, related=(cells[0],))


def _check_name(unit: UnitRole, cell: CellRef, roster: Roster) -> Iterator[Diagnostic]:
    if unit.kind == "group":
        if not unit.members:
            yield Diagnostic("D522" if roster else "D509", cell, {"name": unit.name})
    elif unit.unit and unit.unit != unit.name:
        yield Diagnostic("D511", cell, {"name": unit.name, "unit": unit.unit})
    elif roster and not unit.unit:
        yield Diagnostic("D512", cell, {"name": unit.name})


def _first_places(tables: Sequence[Table]) -> dict[str, tuple[UnitRole, CellRef]]:
    """Every printed name with the cell in which it stands first."""
    first: dict[str, tuple[UnitRole, CellRef]] = {}
    for table in tables:
        for task in table.tasks:
            for unit in task.units:
                if unit.name not in first:
                    first[unit.name] = unit, table.cell(task, _column(table, task, unit))
    return first


def _column(table: Table, task: Task, unit: UnitRole) -> int:
    """The column in which a unit is printed: the first unit column whose cell ends the same way, else the first one at all."""
    columns = [(c, v) for c, v in zip(table.columns, task.values, strict=True) if c.role in _COLUMN]
    named = [c for c, v in columns if unit.name[-2:] in squeeze(str(v))]
    return (named or [c for c, _ in columns] or [table.columns[0]])[0].number
