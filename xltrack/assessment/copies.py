"""Tables of one run that hold the same tasks: a copied sheet, 副本.xlsx, a unit's copy of the whole (docs/规则.md 2.9).

Each table is held against those before it: a task has the same words there, the same due day or words of a deadline, and a unit in
common. Where that holds of four fifths of the smaller table's tasks, the later one is a copy, and what is left of it is known by
its words alone.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.assessment.likeness import (
    TaskTelling,
    are_of_other_places,
    are_of_other_things,
    are_prints,
    due_days,
    fall_due_alike,
    named_units,
    words_of,
)
from xltrack.base.clock import check_time
from xltrack.domain.records import Table

_SHARE: Final = 0.8  # of the smaller table's tasks
_FEW: Final = 3  # fewer tasks are the same by their units, or in tables of the same title and header
_WHOLE: Final = 1.5  # times as many tasks as the largest part has


class Copy(NamedTuple):
    """A table that tells the tasks of earlier ones again.

    Attributes:
        of_document, of: the one with which it has the most in common.
        known: how many of its tasks are known.
        tables, largest: of how many tables it is a copy, and how many tasks the largest of them has.
    """

    document: int
    table: Table
    of_document: int
    of: Table
    known: int
    tables: int
    largest: int

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole of which the others are parts: 总表 behind the sheets of the units."""
        return len(self.table.tasks) >= _WHOLE * self.largest


class SharedTask:
    """One task, and every table that tells it.

    Attributes:
        tellings: in the order of the tables.
        numbers: those tables by number.
    """

    __slots__ = ("numbers", "tellings", "units")

    def __init__(self, telling: TaskTelling) -> None:
        self.tellings, self.numbers = [telling], {telling.number}
        self.units = named_units(telling)

    def add(self, telling: TaskTelling) -> None:
        """One more table tells it."""
        self.tellings.append(telling)
        self.numbers.add(telling.number)
        self.units |= named_units(telling)

    def merge(self, other: "SharedTask") -> None:
        """Another one is this one too: a table says so that is a copy of both of theirs."""
        self.tellings = sorted(self.tellings + other.tellings, key=lambda telling: telling.number)
        self.numbers |= other.numbers
        self.units |= other.units

    def is_of(self, units: Collection[str]) -> bool:
        """Whether it and some units have one in common, or one of them none."""
        return not units or not self.units or not self.units.isdisjoint(units)


class Found(NamedTuple):
    """What was found: the tasks that several tables tell, and the tables that are copies."""

    shared: tuple[SharedTask, ...]
    copies: tuple[Copy, ...]


def find_copies(tables: Sequence[tuple[int, Table]]) -> Found:
    """Find the tables, each with the index of its document, that tell the tasks of an earlier one again."""
    index: dict[str, list[SharedTask]] = {}
    copies: list[Copy] = []
    for number, (document, table) in enumerate(tables if len(tables) > 1 else ()):
        tellings = [TaskTelling(number, document, table, task) for task in table.tasks]
        likely = list(_likely(tellings, index))
        known = _known(tables, number, likely)
        told = dict(_same(tellings, likely, index, known))
        for place, telling in enumerate(tellings):
            _enter(index, telling, told.get(place, ()))
        if known:
            most = tables[max(known, key=lambda at: (known[at], -at))]
            largest = max(len(tables[at][1].tasks) for at in known)
            copies.append(Copy(document, table, *most, len(told), len(known), largest))
    several = (shared for among in index.values() for shared in among if len(shared.tellings) > 1)
    return Found(tuple(several), tuple(copies))


def _likely(
    tellings: Sequence[TaskTelling], index: dict[str, list[SharedTask]]
) -> Iterator[tuple[TaskTelling, list[SharedTask]]]:
    """Each task of a table with those known that it may be, at most one of each table and each once."""
    used: set[int] = set()
    for telling in tellings:
        check_time()
        found, numbers, units = list[SharedTask](), set[int](), named_units(telling)
        for shared in index.get(words_of(telling.task), ()):
            fits = id(shared) not in used and numbers.isdisjoint(shared.numbers)
            if fits and shared.is_of(units) and fall_due_alike(shared.tellings[0].task, telling.task):
                found.append(shared)
                used.add(id(shared))
                numbers |= shared.numbers
        yield telling, found


def _known(
    tables: Sequence[tuple[int, Table]], own: int, likely: Sequence[tuple[TaskTelling, list[SharedTask]]]
) -> dict[int, int]:
    """The earlier tables of which a table is a copy, with how many tasks they have in common."""
    common = Counter[int]()
    for _, found in likely:
        for shared in found:
            common.update(shared.numbers)
    document, table = tables[own]
    known: dict[int, int] = {}
    for number, count in common.items():
        file, other = tables[number]
        smaller = min(len(table.tasks), len(other.tasks))
        if count < _SHARE * smaller or are_of_other_places(table, other) or are_of_other_things(table, other):
            continue
        few, pairs = smaller < _FEW, [(t, s) for t, found in likely for s in found if number in s.numbers]
        sure = sum(_is_sure(telling, shared, few=few) for telling, shared in pairs)
        if sure >= (smaller if few else _SHARE * count) or are_prints(table, other, of_one_file=file == document):
            known[number] = count
    return known


def _is_sure(telling: TaskTelling, shared: SharedTask, *, few: bool) -> bool:
    """Whether more is the same than words that many tasks may have: a unit; a day too, but for tables of a few tasks."""
    named = not shared.units.isdisjoint(named_units(telling))
    return named or (not few and bool(due_days(shared.tellings[0].task)))


def _same(
    tellings: Sequence[TaskTelling],
    likely: Sequence[tuple[TaskTelling, list[SharedTask]]],
    index: dict[str, list[SharedTask]],
    known: Collection[int],
) -> Iterator[tuple[int, list[SharedTask]]]:
    """The tasks of a copy that are known, by place; what has another deadline now is known by its words."""
    rest, used = list[int](), set[int]()
    for place, (_, found) in enumerate(likely if known else ()):
        same = [shared for shared in found if not shared.numbers.isdisjoint(known)]
        if same:
            used.update(map(id, same))
            yield place, same
        else:
            rest.append(place)
    for place in rest:
        among = index.get(words_of(tellings[place].task), ())
        units = named_units(tellings[place])
        free = [s for s in among if id(s) not in used and not s.numbers.isdisjoint(known) and s.is_of(units)]
        if len(free) == 1:
            used.add(id(free[0]))
            yield place, free


def _enter(index: dict[str, list[SharedTask]], telling: TaskTelling, same: Sequence[SharedTask]) -> None:
    among = index.setdefault(words_of(telling.task), [])
    if not same:
        among.append(SharedTask(telling))
        return
    first, *others = same
    for other in others:
        first.merge(other)
        among.remove(other)
    first.add(telling)
