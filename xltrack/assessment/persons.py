"""Persons who stand for units where a table has no unit column: in roll-ups and lists, not in what is read (docs/规则.md 4.8)."""

from collections.abc import Callable
from typing import Final, get_args

from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, fold
from xltrack.domain.records import CellValue, Role, Table, Task, UnitRole
from xltrack.language.units.name import is_complete

_COLUMNS: Final = Vocabulary("columns")
_BETWEEN: Final = pattern(r"[、，,；;/|\r\n]+")
_NOTE: Final = pattern(r"[(（][^()（）]*[)）]|[0-9\-—+]{5,}|[:：]")
_SPACED: Final = pattern(f"[{SPACES}]+")
_LATIN: Final = pattern(r"[A-Za-z.'\-]+")


def has_persons(table: Table) -> bool:
    """Whether its persons stand for units: it has a column of persons, and none of units, nor units named above it."""
    units = table.has(*get_args(Role)) or any(task.units for task in table.tasks)
    return not units and table.has("person")


def answering(table: Table) -> Callable[[Task], tuple[UnitRole, ...]]:
    """What gives the units of a task of a table; its persons where these stand for them."""
    if not has_persons(table):
        return lambda task: task.units
    ranks = {place: _rank(table, place) for place, c in enumerate(table.columns) if c.role == "person"}
    places = [place for place, rank in ranks.items() if rank == min(ranks.values())]
    return lambda task: tuple(
        UnitRole(name, "lead", "unit")
        for name in dict.fromkeys(name for place in places for name in parse_persons(task.values[place]))
    )


def _rank(table: Table, place: int) -> int:
    """Who answers first: a unit that stands in a column of persons, who does it, then who leads, then whom to call."""
    header = fold(table.columns[place].header).lower()
    names = [name for task in table.tasks for name in parse_persons(task.values[place])]
    if 2 * sum(is_complete(fold(name)) for name in names) > len(names):
        return -1
    if header.startswith(_COLUMNS.person_contacts):
        return 2
    return int(_COLUMNS.person_leaders.inside(header))


def parse_persons(value: CellValue) -> tuple[str, ...]:
    """The names in a cell of persons, without their posts in brackets and their telephone numbers."""
    if not isinstance(value, str):
        return ()
    names = (name for part in _BETWEEN.split(_NOTE.sub(" ", value)) for name in _names(part.strip(SPACES)))
    return tuple(name for name in names if fold(name) not in _COLUMNS.nobody)


def _names(part: str) -> list[str]:
    """The names between two marks: 「张三 李四」 are two, 「张 三」 and 「Tom Lee」 one."""
    words = [word for word in _SPACED.split(part) if word]
    if len(words) < 2 or all(_LATIN.fullmatch(word) for word in words):
        return [" ".join(words)] if words else []
    return ["".join(words)] if all(len(word) == 1 for word in words) else words
