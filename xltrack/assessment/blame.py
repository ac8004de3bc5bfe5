"""Who can be called late by name: units, not a group as a whole; of a group's members those that the row calls late (docs/规则.md 11.7)."""

from collections.abc import Iterator
from typing import Final, Literal

from xltrack.assessment.model import Judged
from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import fold
from xltrack.domain.records import UnitRole
from xltrack.domain.roster import Roster, RosterUnit, name_key
from xltrack.language.status.grammar import parse_status
from xltrack.language.units.name import is_likely

_COLUMNS: Final = Vocabulary("columns")
_CLAUSES: Final = pattern(r"[，,。；;\n]")
_ORGAN: Final = pattern(r"(?:人民政府|政府|街道办事处|办事处)$")


def kind_of(unit: UnitRole) -> Literal["unit", "group", "doubtful"]:
    """What a name of a cell is: a unit, a group that no roster knows, a name that looks like none."""
    if unit.members or unit.unit:
        return "unit"
    if unit.kind == "group":
        return "group"
    return "unit" if is_likely(name_key(unit.name)) else "doubtful"


def members_of(judged: Judged) -> frozenset[str]:
    """The keys of the units that a task has as members of a group alone."""
    units = judged.task.units
    own = {name_key(unit.unit or unit.name) for unit in units if not unit.members}
    return frozenset(name_key(name) for unit in units for name in unit.members) - own


def late_members(judged: Judged, members: frozenset[str], roster: Roster) -> frozenset[str]:
    """Those that the row calls late, else all that it does not call done; all where it calls none."""
    called = {key: _called(roster.find(key) or RosterUnit(key)) for key in members}
    late, done = set[str](), set[str]()
    for clause, troubled in _clauses(judged):
        named = {key for key, names in called.items() if any(name in clause for name in names)}
        if named and not troubled and parse_status(clause).kind == "done":
            done |= named
        else:
            late |= named
    return frozenset(late) or members - done or members


def _called(unit: RosterUnit) -> tuple[str, ...]:
    """How a row may name a unit: 「鱼河镇人民政府」, 「鱼河镇」."""
    names = [name_key(name) for name in (unit.name, *unit.aliases)]
    return tuple(dict.fromkeys([*names, *(_ORGAN.sub("", name) for name in names)]))


def _clauses(judged: Judged) -> Iterator[tuple[str, bool]]:
    """What the row says of how far it is, clause by clause, and whether it stands in a column of troubles."""
    for column, value in zip(judged.table.columns, judged.task.values, strict=False):
        troubled = column.role == "other" and _COLUMNS.troubles.inside(fold(column.header))
        if isinstance(value, str) and (troubled or column.role == "status"):
            yield from ((name_key(clause), troubled) for clause in _CLAUSES.split(value))
