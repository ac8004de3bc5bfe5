"""The tasks of a ledger as they stand, with what each unit has told of them so far (docs/规则.md 16.2)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from xltrack.base.text import fold, squeeze
from xltrack.domain.collected import UnitRow, marks_of
from xltrack.domain.forms import Answers, bare_number
from xltrack.domain.memory import SnapshotRow
from xltrack.domain.records import Role
from xltrack.domain.roster import name_key
from xltrack.forms.hearing import plain

Place = tuple[str, str]  # the key of a task, that of a unit's name


class Open(NamedTuple):
    """A task as it stands now.

    Attributes:
        row: by what it is known.
        units: by the keys of their names who has which part in it.
        ledger: what stands in its cells; own: what of that the office has typed itself since it was last written.
        group: a group of its units whose members are not known.
        sole: the key of the name of the unit that alone answers for it, so that its cells are that unit's own; 「」 where none does.
    """

    row: SnapshotRow
    units: Mapping[str, tuple[str, Role]]
    ledger: Answers
    own: Answers
    group: str = ""
    sole: str = ""

    def is_sole(self, unit: str) -> bool:
        """Whether what stands in its cells is a unit's own: not of one to whom it was handed on."""
        key = name_key(unit)
        return bool(self.sole) and (key == self.sole or key not in self.units)


class Tasks(NamedTuple):
    """The tasks by their keys, the keys by which forms know them otherwise, and the full name of a unit."""

    open: Mapping[str, Open]
    aliases: Mapping[str, str]
    full_name: Callable[[str], str]


class Standing:
    """What is known of the tasks, as one answer after the other comes in.

    Attributes:
        tasks: as they stand now, by their keys; aliases: the keys by which forms know some otherwise.
        full_name: gives a unit its name by now.
        rows: what each unit has told, by place.
        keys: the keys of tasks by their numbers; by_words: the tasks by their words.
        seen: by task the marks of what of the ledger is taken into account in the rows.
        changed: the places where something was put lately.
    """

    def __init__(self, tasks: Tasks, rows: Iterable[UnitRow]) -> None:
        self.tasks, self.aliases, self.full_name = tasks
        self.rows: dict[Place, UnitRow] = {}
        for row in rows:
            self._place(row)
        self.keys = {bare_number(task.row.number): key for key, task in self.tasks.items() if task.row.number}
        self.by_words: dict[str, list[Open]] = defaultdict(list)
        for task in self.tasks.values():
            self.by_words[squeeze(fold(task.row.text))].append(task)
        self.seen: dict[str, set[str]] = defaultdict(set)
        self.changed: dict[Place, None] = {}

    def _place(self, row: UnitRow) -> None:
        """A row that is known, under the name that its unit has by now; under its own where that has one already."""
        named = row._replace(unit=self.full_name(row.unit))
        place = (row.task.key, name_key(named.unit))
        own = (row.task.key, name_key(row.unit))
        self.rows[own if place in self.rows else place] = row if place in self.rows else named

    def told(self, task: Open, unit: str) -> bool:
        """Whether a unit has told anything of a task yet."""
        return (task.row.key, name_key(unit)) in self.rows

    def counting(self, task: Open, unit: str) -> Answers:
        """What counts of a unit's answers; of a task that is one unit's alone what its cells say."""
        row = self.rows.get((task.row.key, name_key(unit)))
        return row.answers if row else plain(task.ledger) if task.is_sole(unit) else Answers()

    def own(self, task: Open, unit: str, part: Role) -> UnitRow:
        """What a unit has told so far; what the office has typed over it in the ledger, where that is its alone, counts."""
        row = self.rows.get((task.row.key, name_key(unit))) or UnitRow(task.row, unit, part, Answers())
        if task.is_sole(unit) and task.row.key not in self.seen:
            said = plain(task.own)
            told = said[:3] if any(value is not None for value in said[:3]) else row.answers[:3]
            beside = (new if new is not None else old for new, old in zip(said[3:], row.answers[3:], strict=True))
            row = row._replace(answers=Answers(*told, *beside), part=part)
        return row

    def put(self, task: Open, own: UnitRow, answers: Answers) -> None:
        """Let that count of a unit's answers from now on; what its own cells say is taken into account in that."""
        place = task.row.key, name_key(own.unit)
        self.rows[place] = own._replace(task=task.row, answers=answers)
        self.changed[place] = None
        if task.is_sole(own.unit):
            self.seen[task.row.key] |= marks_of(task.ledger)

    def in_order(self) -> tuple[UnitRow, ...]:
        """The rows in the order of the tasks, with these as they read today."""
        order = {key: place for place, key in enumerate(self.tasks)}
        rows = sorted(self.rows.values(), key=lambda row: order.get(row.task.key, len(order)))
        return tuple(
            row._replace(task=self.tasks[row.task.key].row) if row.task.key in self.tasks else row for row in rows
        )
