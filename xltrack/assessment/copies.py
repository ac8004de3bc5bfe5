"""Tables of one run that hold the same tasks: a copied sheet, 副本.xlsx, a unit's copy of the whole (docs/规则.md 2.9).

Each table is held against those before it: a task has the same words there, the same due day or words of a deadline, and a unit in
common. Where that holds of four fifths of the smaller table's tasks, the later one is a copy, and what is left of it is known by
its words alone.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.assessment.persons import parse_persons
from xltrack.base.clock import check_time
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Table, Task, UnitRole
from xltrack.domain.roster import name_key

_SHARE: Final = 0.8  # of the smaller table's tasks
_FEW: Final = 3  # fewer tasks are the same by their units, or in tables of the same title and header
_LONGEST: Final = 1000  # characters of a text that are compared
_LEVELS: Final = ("省", "市州盟", "县区旗", "镇乡")
_PLACE: Final = pattern(r"[^0-9省市州盟县区旗镇乡《（(]{1,6}[省市州盟县区旗镇乡]")
_PLACES: Final = pattern(r"(?:[^0-9省市州盟县区旗镇乡《（(]{1,6}[省市州盟县区旗镇乡])+")
_MARKS: Final = pattern(r"[\W_]+")


class Telling(NamedTuple):
    """A task as one table tells it; `document` is the index of its file."""

    document: int
    table: Table
    task: Task


class Copy(NamedTuple):
    """A table that tells the tasks of earlier ones again: the one with which it has the most in common, its tasks that are known."""

    document: int
    table: Table
    of_document: int
    of: Table
    known: int


class Shared:
    """One task, and every table that tells it: the first one is counted.

    Attributes:
        tellings: in the order of the tables.
        numbers: those tables by number.
    """

    __slots__ = ("days", "numbers", "tellings", "units", "words")

    def __init__(self, telling: Telling, number: int) -> None:
        self.tellings, self.numbers = [telling], {number}
        self.days, self.words, self.units = _days(telling.task), _deadline(telling.task), _units(telling)

    def add(self, telling: Telling, number: int) -> None:
        """One more table tells it."""
        self.tellings.append(telling)
        self.numbers.add(number)
        self.units |= _units(telling)

    def merge(self, other: "Shared") -> None:
        """Another one is this one too: a table says so that is a copy of both of theirs."""
        self.tellings += other.tellings
        self.numbers |= other.numbers
        self.units |= other.units

    def is_of(self, units: Collection[str]) -> bool:
        """Whether it and some units have one in common, or one of them none."""
        return not units or not self.units or not self.units.isdisjoint(units)

    def falls_due_with(self, task: Task) -> bool:
        """Whether it is due on the same days; by the same words where one of them lacks the year."""
        days = _days(task)
        return self.days == days or (not (self.days and days) and bool(self.words) and self.words == _deadline(task))

    def is_surely(self, telling: Telling) -> bool:
        """Whether more than words that many tasks may have is the same: a unit, or the title and header of its table."""
        if not self.units.isdisjoint(_units(telling)):
            return True
        return any(_are_alike(telling, other) for other in self.tellings)


class Found(NamedTuple):
    """What was found: the tasks that several tables tell, and the tables that are copies."""

    shared: tuple[Shared, ...]
    copies: tuple[Copy, ...]


def find_copies(tables: Sequence[tuple[int, Table]]) -> Found:
    """Find the tables, each with the index of its document, that tell the tasks of an earlier one again."""
    index: dict[str, list[Shared]] = {}
    copies: list[Copy] = []
    for number, (document, table) in enumerate(tables if len(tables) > 1 else ()):
        tellings = [Telling(document, table, task) for task in table.tasks]
        likely = list(_likely(tellings, index))
        known = _known(tables, number, likely)
        told = dict(_same(tellings, likely, index, known))
        for place, telling in enumerate(tellings):
            _enter(index, telling, number, told.get(place, ()))
        if known:
            most = tables[max(known, key=lambda at: (known[at], -at))]
            copies.append(Copy(document, table, *most, known=len(told)))
    several = (shared for among in index.values() for shared in among if len(shared.tellings) > 1)
    return Found(tuple(several), tuple(copies))


def _likely(tellings: Sequence[Telling], index: dict[str, list[Shared]]) -> Iterator[tuple[Telling, list[Shared]]]:
    """Each task of a table with those known that it may be, at most one of each table and each once."""
    used: set[int] = set()
    for telling in tellings:
        check_time()
        found, numbers, units = list[Shared](), set[int](), _units(telling)
        for shared in index.get(_plain(telling.task.text[:_LONGEST]), ()):
            fits = id(shared) not in used and numbers.isdisjoint(shared.numbers)
            if fits and shared.is_of(units) and shared.falls_due_with(telling.task):
                found.append(shared)
                used.add(id(shared))
                numbers |= shared.numbers
        yield telling, found


def _known(
    tables: Sequence[tuple[int, Table]], own: int, likely: Sequence[tuple[Telling, list[Shared]]]
) -> dict[int, int]:
    """The earlier tables of which a table is a copy, with how many tasks they have in common."""
    common = Counter[int]()
    for _, found in likely:
        for shared in found:
            common.update(shared.numbers)
    known: dict[int, int] = {}
    for number, count in common.items():
        smaller = min(len(tables[own][1].tasks), len(tables[number][1].tasks))
        apart = _are_of_other_places(tables[own][1], tables[number][1])
        if count >= _SHARE * smaller and not apart and _is_sure(number, likely, count if smaller >= _FEW else smaller):
            known[number] = count
    return known


def _are_of_other_places(one: Table, other: Table) -> bool:
    """Whether their titles name two places of one level: 榆阳区 and 屯留区, but not 榆林市 and 榆阳区."""
    places, others = ({_level(name): name for name in _places(t.title)} for t in (one, other))
    return any(name != others.get(level, name) for level, name in places.items())


def _places(title: str | None) -> list[str]:
    found = _PLACES.match(squeeze(title or ""))
    return [name for name in _PLACE.findall(found[0]) if name[0] not in "全本我各"] if found else []


def _level(place: str) -> str:
    return next(level for level in _LEVELS if place[-1] in level)


def _is_sure(number: int, likely: Sequence[tuple[Telling, list[Shared]]], wanted: int) -> bool:
    """Whether more than words speaks for most of what a table has in common; of few tasks for all."""
    pairs = [(telling, shared) for telling, found in likely for shared in found if number in shared.numbers]
    sure = sum(shared.is_surely(telling) or (wanted >= _FEW and bool(shared.days)) for telling, shared in pairs)
    return sure >= (_SHARE * wanted if wanted >= _FEW else wanted)


def _same(
    tellings: Sequence[Telling],
    likely: Sequence[tuple[Telling, list[Shared]]],
    index: dict[str, list[Shared]],
    known: Collection[int],
) -> Iterator[tuple[int, list[Shared]]]:
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
        among = index.get(_plain(tellings[place].task.text[:_LONGEST]), ())
        units = _units(tellings[place])
        free = [s for s in among if id(s) not in used and not s.numbers.isdisjoint(known) and s.is_of(units)]
        if len(free) == 1:
            used.add(id(free[0]))
            yield place, free


def _enter(index: dict[str, list[Shared]], telling: Telling, number: int, same: Sequence[Shared]) -> None:
    among = index.setdefault(_plain(telling.task.text[:_LONGEST]), [])
    if not same:
        among.append(Shared(telling, number))
        return
    first, *others = same
    for other in others:
        first.merge(other)
        among.remove(other)
    first.add(telling, number)


@lru_cache(maxsize=4096)
def _plain(words: str) -> str:
    """Words to compare by: letters, digits and 汉字 alone, in one width and case."""
    return _MARKS.sub("", fold(words)).lower() or words


def _days(task: Task) -> frozenset[object]:
    return frozenset(milestone.due for milestone in task.deadline.milestones)


def _deadline(task: Task) -> str:
    return _plain(task.deadline.text[:_LONGEST])


def _units(telling: Telling) -> frozenset[str]:
    """The names by which a task goes: of its units, of its persons where it has none."""
    task = telling.task
    if task.units:
        return _names(task.units)
    roles = (column.role for column in telling.table.columns)
    cells = (value for value, role in zip(task.values, roles, strict=False) if role == "person" and value)
    return frozenset(name_key(name) for value in cells for name in parse_persons(value))


@lru_cache(maxsize=4096)
def _names(units: tuple[UnitRole, ...]) -> frozenset[str]:
    return frozenset(name_key(name) for unit in units for name in unit.members or (unit.unit or unit.name,))


def _are_alike(one: Telling, other: Telling) -> bool:
    """Whether two tables have the same title and header; those of one file a title of their own."""
    table, beside = one.table, other.table
    heads = [[squeeze(c.header) for c in t.columns if c.role != "own"] for t in (table, beside)]
    titled = bool(table.title) or (one.document != other.document and table.sheet == beside.sheet)
    return titled and squeeze(table.title or "") == squeeze(beside.title or "") and heads[0] == heads[1]
