"""The unit language: from a cell's words to units with their parts (docs/规则.md 4).

    unit cell = blank | { [ label ] name [ mark ] separator } ;      「牵头单位：A；配合单位：B、C」, 「A牵头，B、C配合」

The commonest cell is names with separators and nothing else: it is read name by name from a cache. Every other cell goes
through `unit_reader`, once for each distinct text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from xltrack.diagnostics import Note
from xltrack.grammar.unit_cell import fold_cell
from xltrack.grammar.unit_reader import CellReader, Entry
from xltrack.grammar.unit_words import NameSense, classify_name, core
from xltrack.records import Role, UnitRole
from xltrack.roster import Roster
from xltrack.text import fold, squeeze


@dataclass(frozen=True, slots=True)
class UnitsRead:
    """What one unit cell says: units in order, item numbers of 同（3） (「上」 of 同上), notes with offsets in the cell."""

    units: tuple[UnitRole, ...] = ()
    references: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class KnownNames:
    """Names that a roster knows (folded, without spaces); equal only to itself, so that it is a cheap key of a cache."""

    names: frozenset[str]

    @staticmethod
    @lru_cache(maxsize=8)
    def of(roster: Roster) -> KnownNames:
        """Full names and aliases of a roster, to part names that run together."""
        return know(name for unit in roster.units for name in (unit.name, *unit.aliases))


class UnitList(list[UnitRole]):
    """The units of one phrase, with the notes of reading it."""

    notes: tuple[Note, ...] = ()


def know(names: Iterable[str]) -> KnownNames:
    """Make known names of any names."""
    return KnownNames(frozenset(squeeze(fold(name)) for name in names) - {""})


_BUSY: Final = re.compile(
    r"[\s()（）\[\]【】〔〕《》“”:：。.…|｜\d０-９\u200b-\u200f\u2028\u2029\ufeff①-⑳-]|[牵主]头?[头办抓责管]|配合|协[办助同]|参[与加]|[会大]同|联合|商有|商相|商各|指导|[督会]办"
    r"|督导|负责|职责|落实|实施|推进|推动|办理|承办|执行|完成|抓好|等|同|无|由|请|并"
)
_SEPARATOR: Final = re.compile("[、，,；;/／]")
_CARRIED: Final = ("党委", "党工委", "党组")


def read_units(text: str, role: Role, known: KnownNames | None = None) -> UnitsRead:
    """Read one unit cell in a column of `role`; nothing raises, and equal cells are read once.

    Args:
        text: the cell as printed.
        role: the part that the column gives: 「lead」, 「support」 or 「supervise」.
        known: names of the roster, where there is one.
    """
    return _read(text, role, known)


@lru_cache(maxsize=16384)
def _read(text: str, role: Role, known: KnownNames | None) -> UnitsRead:
    if known is None and not _BUSY.search(text):
        names = _SEPARATOR.split(text)
        found = [_plain_name(name, role) for name in names]
        if None not in found:
            return UnitsRead(tuple(found))  # type: ignore[arg-type]
    return _read_busy(text, role, known)


@lru_cache(maxsize=16384)
def _plain_name(name: str, role: Role) -> UnitRole | None:
    """One name that stands between separators and needs nothing else; None where the whole cell has to be read."""
    if not name:
        return None
    read = _read_busy(name, role, None)
    if len(read.units) != 1 or read.notes or read.units[0].name != name or classify_name(squeeze(fold(name))).bare:
        return None
    return read.units[0]


def _read_busy(text: str, role: Role, known: KnownNames | None) -> UnitsRead:
    reader = CellReader(fold_cell(text), role, known.names if known else None).read()
    units: list[UnitRole] = []
    prefixes = NameSense("unit", "", "", False, False, True)
    notes = list(reader.notes)
    for entry in reader.entries:
        z = fold(entry.words) or reader.cell.z[entry.start : entry.end]
        name = entry.words or reader.cell.printed(entry.start, entry.end)
        sense = classify_name(z)
        prefix = _carried(prefixes, sense, z, entry)
        if prefix:
            notes.append(Note("D505", *reader.cell.span(entry.start, entry.end), {"word": name, "name": prefix + name}))
            name = prefix + name
            prefixes = NameSense("group", prefixes.prefix, prefixes.prefix, False, sense.level, True)
        else:
            prefixes = sense
        units.append(UnitRole(name, entry.role or role, "group" if prefix else sense.kind))
    return UnitsRead(tuple(units), tuple(reader.references), tuple(notes))


def _carried(before: NameSense, sense: NameSense, z: str, entry: Entry) -> str:
    """The prefix that a bare class word takes from the group before it, across 、 only (docs/规则.md 4.2)."""
    if entry.sep != "、" or not sense.bare or not before.prefix or (sense.level and not before.level):
        return ""
    organ = core(z) in ("政府", "人民政府", "办事处", "街道办事处")
    return before.seat if organ else before.prefix


def parse_units(text: str, role: Role = "lead") -> UnitList:
    """The units that a phrase names, in order; 「同（3）」 is left out, with a note in `.notes`.

    >>> [unit.name for unit in parse_units("各乡镇、街道")]
    ['各乡镇', '各街道']
    """
    read = read_units(text, role)
    units = UnitList(read.units)
    units.notes = read.notes
    if read.references:
        at = text.find("同")
        units.notes += (Note("D516", at, len(text), {"items": "、".join(read.references)}),)
    return units
