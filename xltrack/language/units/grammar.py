"""The unit language: from a cell's words to units with their parts (docs/规则.md 4).

    unit cell = blank | { [ label ] name [ mark ] separator } ;      「牵头单位：A；配合单位：B、C」, 「A牵头，B、C配合」

The commonest cell is names with separators and nothing else: it is read name by name from a cache. Every other cell goes
through the reader, once for each distinct text.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, is_traditional, restore, simplify, squeeze
from xltrack.domain.records import Role, UnitRole
from xltrack.domain.roster import Roster
from xltrack.language.units.cell import fold_cell
from xltrack.language.units.name import UNITS, NameSense, classify_name, core
from xltrack.language.units.parting import is_simple, splits_by
from xltrack.language.units.reader import UnitReader


class UnitsRead(NamedTuple):
    """What one unit cell says: units in order, item numbers of 同（3） (「上」 of 同上), notes with offsets in the cell."""

    units: tuple[UnitRole, ...] = ()
    references: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@lru_cache(maxsize=8)
def names_of(roster: Roster) -> frozenset[str] | None:
    """Full names and aliases of a roster, to part names that run together; None of an empty one."""
    return know(name for unit in roster.units for name in (unit.name, *unit.aliases)) if roster else None


def know(names: Iterable[str]) -> frozenset[str]:
    """Names as they are known: folded, without spaces."""
    return frozenset(squeeze(fold(name)) for name in names) - {""}


class UnitList(list[UnitRole]):
    """The units of one phrase, with the notes of reading it."""

    notes: tuple[Note, ...] = ()


# A name as printed and folded, its own part, what parts it from the one before, its span in the cell.
_Item = tuple[str, str, Role | None, str, tuple[int, int]]
_BUSY: Final = UNITS.pattern(
    r"[\s\[\]【】〔〕《》〈〉<>＜＞‹›“”:：。.…|｜\d０-９\u200b-\u200f\u2028\u2029\ufeff①-⑳{busy_characters}-]|{busy}"
)
_SEPARATOR: Final = pattern("[、，,；;/／]")
_OUTSIDE: Final = pattern("[、，,；;/／](?![^(（]*[)）])")  # separators outside brackets
_NO_PREFIX: Final = NameSense("unit", "", "", False, False, True)


@lru_cache(maxsize=16384)
def read_units(text: str, role: Role, known: frozenset[str] | None = None) -> UnitsRead:
    """Read one unit cell in a column of `role`; nothing raises, and equal cells are read once.

    Args:
        text: the cell as printed.
        role: the part that the column gives: 「lead」, 「support」 or 「supervise」.
        known: names of the roster, where there is one.
    """
    if not is_traditional(text):
        return _read(text, role, known)
    # Names are told in simplified characters and stay as printed.
    read, printed = _read(simplify(text), role, known), squeeze(text)
    return read._replace(units=tuple(unit._replace(name=restore(unit.name, printed)) for unit in read.units))


def _read(text: str, role: Role, known: frozenset[str] | None) -> UnitsRead:
    if not _BUSY.search(text):
        names = (_OUTSIDE if "(" in text or "（" in text else _SEPARATOR).split(text)
        found = [_plain_name(name, role, known) for name in names]
        if None not in found:
            return UnitsRead(tuple(found))  # type: ignore[arg-type]
        bare = (n and n not in UNITS.lone_levels and classify_name(fold(n)).bare for n in names)  # class words
        if all(unit or word for unit, word in zip(found, bare, strict=True)):
            return _assemble(_listed(text, names), role, (), [])
    reader = _read_cell(text, role, known)
    return _assemble(_entered(reader), role, tuple(reader.references), reader.entries.notes)


def _read_cell(text: str, role: Role, known: frozenset[str] | None) -> UnitReader:
    return UnitReader(fold_cell(text), role, known).read()


@lru_cache(maxsize=16384)
def _plain_name(name: str, role: Role, known: frozenset[str] | None) -> UnitRole | None:
    """One name that stands between separators and needs nothing else; None where the whole cell has to be read."""
    z = fold(name)
    sense = classify_name(z)
    if not z or sense.bare or not sense.known or (known and splits_by(z, known)):
        return None
    if not is_simple(z) or "(" in z:
        if z.startswith(("(", *UNITS.joints)):
            return None
        reader = _read_cell(name, role, known)
        only = reader.entries[0] if len(reader.entries) == 1 else None
        whole = only and (only.start, only.end) == (0, len(z)) and not only.words and not only.role
        if not whole or reader.entries.notes or reader.references:
            return None
    return UnitRole(name, role, sense.kind)


def _listed(text: str, names: Sequence[str]) -> Iterable[_Item]:
    """A list of names and class words alone: 「各乡镇、街道」."""
    at = 0
    for name in names:
        yield name, fold(name), None, text[at - 1] if at else "", (at, at + len(name))
        at += len(name) + 1


def _entered(reader: UnitReader) -> Iterable[_Item]:
    cell = reader.cell
    for entry in reader.entries:
        name = entry.words or cell.printed(entry.start, entry.end)
        z = fold(entry.words) or cell.z[entry.start : entry.end]
        yield name, z, entry.role, entry.sep, cell.span(entry.start, entry.end)


def _assemble(items: Iterable[_Item], role: Role, references: tuple[str, ...], notes: list[Note]) -> UnitsRead:
    """Units of the names, with the prefixes that carry over."""
    units: list[UnitRole] = []
    before = _NO_PREFIX
    for name, z, own, sep, span in items:
        sense = classify_name(z)
        prefix = _carried(before, sense, z) if sep == "、" and sense.bare else ""
        if prefix:
            notes.append(Note("D505", *span, {"word": name, "name": prefix + name}))
            before = NameSense("group", before.prefix, before.prefix, False, sense.level, True)
        else:
            before = sense
        units.append(UnitRole(prefix + name, own or role, "group" if prefix else sense.kind))
    return UnitsRead(tuple(units), references, tuple(notes))


def _carried(before: NameSense, sense: NameSense, z: str) -> str:
    """The prefix that a bare class word takes from the group before it (docs/规则.md 4.2).

    Towns and counties belong to no office: behind 区直各部门 stand 各街道, not 区直各街道; behind 市政府有关 only 有关.
    """
    prefix, short = before.prefix, core(z)
    if not prefix or (sense.level and not before.level):
        return ""
    if short in UNITS.seat_organs:
        return before.seat
    if short[0] not in UNITS.place_first:
        return prefix
    return prefix[max((prefix.rfind(word) + len(word) for word in UNITS.office_marks if word in prefix), default=0) :]


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
