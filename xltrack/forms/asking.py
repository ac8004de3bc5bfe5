"""Who is asked of what: for each unit its open tasks, each with the key by which it is known again (docs/规则.md 14.1, 14.3)."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.assessment.blame import kind_of
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.persons import has_persons
from xltrack.assessment.states import DONE_STATES, State
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.forms import ANSWER_ROLES, Answers, asked_role
from xltrack.domain.letters import Typed
from xltrack.domain.memory import SnapshotRow
from xltrack.domain.records import CellValue, Reported, Role, UnitRole
from xltrack.domain.roster import Roster, name_key
from xltrack.forms import words
from xltrack.telling.names import quote_some

CLOSED: Final[tuple[State, ...]] = (*DONE_STATES, "cancelled")


class Asked(NamedTuple):
    """A task that a unit is asked about.

    Attributes:
        judged: what is judged of it.
        row: its words, with the key by which it is known.
        part: the unit's part in it; group: the group as whose member it has it, 「」 where it is named itself.
        former: the answers that it has.
        by_person: whether who is asked is a person, of a table that has no units (docs/规则.md 4.8).
    """

    judged: Judged
    row: SnapshotRow
    part: Role
    group: str
    former: Answers
    by_person: bool = False


class UnitForm(NamedTuple):
    """What one unit is asked."""

    unit: str
    asked: tuple[Asked, ...]

    @property
    def cells(self) -> int:
        """How many cells are open for it."""
        return len(self.asked) * len(ANSWER_ROLES)


class RoundPlan(NamedTuple):
    """All forms of a round.

    Attributes:
        forms: in the order in which the sheet names their units; notes: what there is to say of the rest.
        roster: who is known.
        handed: whether those who are asked stand in the place of the units that the tasks name.
    """

    forms: tuple[UnitForm, ...]
    notes: tuple[Diagnostic, ...]
    roster: Roster = Roster()
    handed: bool = False


def plan_round(assessment: Assessment, rows: Sequence[SnapshotRow], to: Sequence[UnitRole] = ()) -> RoundPlan:
    """Everybody who is asked, each once, with all tasks that are not done or dropped.

    Args:
        assessment: all tasks, judged.
        rows: the tasks as they are known, in the same order.
        to: those who are asked of every task in the place of the units that it names.
    """
    forms: dict[str, tuple[str, list[Asked]]] = {}
    groups, doubtful, nobodys = dict[str, None](), dict[str, None](), list[str]()
    tables = {id(judged.table): judged.table for judged in assessment.tasks}
    personal = {key: has_persons(table) for key, table in tables.items()}
    for judged, row in zip(assessment.tasks, rows, strict=True):
        if judged.state in CLOSED:
            continue
        units = to or judged.task.units
        groups |= {unit.name: None for unit in units if kind_of(unit) == "group"}
        doubtful |= {unit.name: None for unit in units if kind_of(unit) == "doubtful"}
        persons = judged.named if not units and personal[id(judged.table)] else ()
        for name, part, group in (*_asked_units(units), *((person, "lead", "") for person in persons)):
            own = _as_of_unit(judged, name)
            if own.state not in CLOSED:
                asked = Asked(own, row, part, group, _former_of(judged, own, name), bool(persons))
                forms.setdefault(name_key(name), (name, []))[1].append(asked)
        nobodys += [] if units or persons else [judged.nth]
    told = (("D735", list(groups)), ("D736", list(doubtful)), ("D737", nobodys))
    notes = (Diagnostic(code, None, {"names": quote_some(names), "count": len(names)}) for code, names in told if names)
    made = tuple(UnitForm(name, tuple(asked)) for name, asked in forms.values())
    return RoundPlan(made, tuple(notes), assessment.roster, bool(to))


def _asked_units(units: Sequence[UnitRole]) -> Iterator[tuple[str, Role, str]]:
    """Each unit that is asked once, with its foremost part, and the group that it is a member of; a doubtful name is not."""
    found: dict[str, tuple[str, Role, str]] = {}
    for part in words.PARTS:
        for unit in (unit for unit in units if unit.role == part and kind_of(unit) != "doubtful"):
            for name in unit.members or (unit.unit or unit.name,):
                found.setdefault(name_key(name), (name, part, unit.name if unit.members else ""))
    yield from found.values()


def _former_of(judged: Judged, own: Judged, unit: str) -> Answers:
    """The answers that a unit gave to a task; those of the task where its units do not answer for themselves."""
    if not judged.task.shared:
        return former_answers(own)
    told = next((answer for answer in judged.task.shared if name_key(answer.unit) == name_key(unit)), None)
    return Answers(told.reported.words, told.reported.done, told.reported.progress, *told.beside) if told else Answers()


def _as_of_unit(judged: Judged, unit: str) -> Judged:
    """A task as a unit stands in it that answers for itself (docs/规则.md 5.13): what others told is no answer of its own."""
    if not judged.parts or any(part.unit == unit for part in judged.parts):
        return judged.of_unit(unit)
    return judged._replace(task=judged.task._replace(reported=Reported()))


def former_answers(judged: Judged) -> Answers:
    """The answers that a task has: as reported, and what its table carries of the other columns that a form asks for."""
    reported, carried = judged.task.reported, dict[str, Typed]()
    for column, value in zip(judged.table.columns, judged.task.values, strict=False):
        role = asked_role(column.header) if column.role == "other" else ""
        if role and value is not None:
            carried.setdefault(role, _typed(value))
    return Answers(reported.words, reported.done, reported.progress, **carried)


def _typed(value: CellValue) -> Typed:
    return value if type(value) in (str, int, float) else str(value)  # type: ignore[return-value]
