"""Forms that came back, in portions that can be merged beside each other: those that tell of the same units are in one.

What one form comes to depends on the tasks that it names and on what its own units have told before (docs/规则.md 16.2), on nothing
else; so a portion takes that along, and what is not a matter of one unit alone is done by `joining`.
"""

import pickle
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

from xltrack.base.text import fold, squeeze
from xltrack.domain.collected import Question, Received, UnitRow
from xltrack.domain.records import Role
from xltrack.domain.roster import name_key
from xltrack.forms.merging import Merging, Returned, Taken
from xltrack.forms.standing import Open, Place, Standing, Tasks

_EACH: Final = 4  # portions for each of those who merge them: some have more to do than others


class Glance(NamedTuple):
    """What has to be known of a form before it is merged.

    Attributes:
        source, day, digest: by which forms are put in order.
        units: the names of those of whom it tells.
        keys: those of its tasks; numbers, texts: of rows without a key that can be relied on, the words squeezed.
    """

    source: str
    day: date | None
    digest: str
    units: frozenset[str]
    keys: frozenset[str]
    numbers: frozenset[str]
    texts: frozenset[str]


class Sealed(NamedTuple):
    """A form that came back, as it goes from one process to the other: unread but for a glance."""

    glance: Glance
    data: bytes

    @property
    def opened(self) -> Returned:
        """The form."""
        form: Returned = pickle.loads(self.data)
        return form


Came = Returned | Sealed


def seal(returned: Returned) -> Sealed:
    """A form as it is sent."""
    return Sealed(glance_of(returned), pickle.dumps(returned, protocol=pickle.HIGHEST_PROTOCOL))


def opened(came: Came) -> Returned:
    """A form that came, be it sealed."""
    return came.opened if isinstance(came, Sealed) else came


def glance_of(came: Came) -> Glance:
    """What has to be known of a form before it is merged."""
    if isinstance(came, Sealed):
        return came.glance
    form = came.form
    keyed = [row.key for row in form.rows if row.key and "key" in row.carriers]
    loose = [row for row in form.rows if not (row.key and "key" in row.carriers)]
    return Glance(
        form.source, form.day, came.digest, frozenset({form.unit, *(key.unit for key in keyed)}),
        frozenset(key.key for key in keyed), frozenset(row.code.number for row in loose if row.code),
        frozenset(squeeze(fold(row.text)) for row in loose if row.text),
    )  # fmt: skip


class Names(dict[str, str]):
    """The names that units have by now; one that is not here is its own."""

    def __missing__(self, name: str) -> str:
        """As it is."""
        return name


_Told = tuple[str, tuple[object, ...]]  # the key of a task, and a row of what a unit told of it without the task


class Portion(NamedTuple):
    """Some forms with all that merging them needs: the tasks, the names, what is known of the units and of their own cells."""

    forms: tuple[Came, ...]
    open: Mapping[str, Open]
    aliases: Mapping[str, str]
    names: Names
    told: tuple[_Told, ...]
    seen: Mapping[str, frozenset[str]]
    today: date


class Part(NamedTuple):
    """What a portion comes to: each of its forms, the tasks of its rows by their keys alone; the marks of what was taken into account."""

    forms: tuple[tuple[Received, tuple[_Told, ...], tuple[Question, ...]], ...]
    seen: Mapping[str, frozenset[str]]

    def taken(self, tasks: Mapping[str, Open]) -> Iterator[Taken]:
        """The same with the tasks."""
        for received, rows, questions in self.forms:
            yield Taken(received, tuple(_row(one, tasks) for one in rows), questions)


def _told(row: UnitRow) -> _Told:
    return row.task.key, tuple(row[1:])


def _row(told: _Told, tasks: Mapping[str, Open]) -> UnitRow:
    return UnitRow(tasks[told[0]].row, *told[1])  # type: ignore[arg-type]


def merge_portion(portion: Portion) -> Part:
    """Merge the forms of a portion: a pure function of it."""
    tasks = Tasks(portion.open, portion.aliases, portion.names.__getitem__)
    standing = Standing(tasks, (_row(told, portion.open) for told in portion.told))
    standing.seen.update({key: set(marks) for key, marks in portion.seen.items()})
    merging = Merging(standing, portion.today)
    taken = [merging.take(opened(came)) for came in portion.forms]
    forms = tuple((one.received, tuple(map(_told, one.rows)), one.questions) for one in taken)
    return Part(forms, {key: frozenset(marks) for key, marks in standing.seen.items() if marks})


def find_portions(forms: Sequence[Came], standing: Standing, today: date, hands: int) -> list[Portion]:
    """The portions of some forms; the order of these in each is kept."""
    glances = [*map(glance_of, forms)]
    cut = _Cut(standing, today)
    most = -(-len(forms) // (hands * _EACH))
    found, places = list[Portion](), list[int]()
    for group in _groups([frozenset(map(cut.unit, glance.units)) for glance in glances]):
        places += group
        if len(places) >= most:
            found.append(cut.portion([forms[at] for at in sorted(places)], [glances[at] for at in sorted(places)]))
            places = []
    if places:
        found.append(cut.portion([forms[at] for at in sorted(places)], [glances[at] for at in sorted(places)]))
    return found


def _groups(units: Sequence[frozenset[str]]) -> list[list[int]]:
    """The forms by number that have units in common, those that have one through others too."""
    group: dict[str, list[int]] = {}
    for number, names in enumerate(units):
        same = {id(found): found for name in names if (found := group.get(name))}
        joined = [*chain.from_iterable(same.values()), number]
        for name in names:
            group[name] = joined
        for found in same.values():
            for other in found:
                group |= dict.fromkeys(units[other], joined)
    return list({id(found): found for found in group.values()}.values())


class _Cut:
    """Cuts out of what stands what a portion needs."""

    def __init__(self, standing: Standing, today: date) -> None:
        self.standing, self.today = standing, today

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The tasks in order."""
        return {key: place for place, key in enumerate(self.standing.tasks)}

    @cached_property
    def known(self) -> Mapping[str, Collection[Place]]:
        """The places of what is known, by unit."""
        found = defaultdict[str, list[Place]](list)
        for place in self.standing.rows:
            found[place[1]].append(place)
        return found

    def unit(self, name: str) -> str:
        """The key of the name that a unit has by now."""
        return name_key(self.standing.full_name(name)) if name else ""

    def portion(self, forms: Sequence[Came], glances: Sequence[Glance]) -> Portion:
        """Some forms with what they need."""
        standing = self.standing
        keys = {key for glance in glances for key in glance.keys}
        aliases = {key: standing.aliases[key] for key in keys if key in standing.aliases}
        wanted = {key for key in (*keys, *aliases.values()) if key in standing.tasks}
        strange = {key for key in keys if key not in wanted and aliases.get(key) not in wanted}
        texts = set[str]().union(*(glance.texts for glance in glances))
        for came in (came for came, glance in zip(forms, glances, strict=True) if glance.keys & strange):
            texts |= {squeeze(fold(row.text)) for row in opened(came).form.rows if row.text}  # known by its words alone
        wanted |= {task.row.key for text in texts for task in standing.by_words.get(text, ())}
        numbers = (number for glance in glances for number in glance.numbers)
        wanted |= {standing.keys[number] for number in numbers if number in standing.keys}
        names = Names({name: standing.full_name(name) for glance in glances for name in glance.units if name})
        units = {self.unit(name) for glance in glances for name in glance.units}
        tasks = {key: _of_units(standing.tasks[key], units) for key in sorted(wanted, key=self.places.__getitem__)}
        known = (place for unit in units for place in self.known.get(unit, ()) if place[0] in wanted)
        seen = {key: frozenset(standing.seen[key]) for key in wanted if key in standing.seen}
        told = tuple(_told(standing.rows[place]) for place in known)
        return Portion(tuple(forms), tasks, aliases, names, told, seen, self.today)


def _of_units(task: Open, units: Collection[str]) -> Open:
    """A task with those units alone."""
    if len(task.units) <= 1:
        return task
    few, many = sorted((task.units.keys(), {*units}), key=len)
    kept: dict[str, tuple[str, Role]] = {key: task.units[key] for key in few if key in many}
    return task._replace(units=kept)
