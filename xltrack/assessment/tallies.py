"""Roll-ups of judged tasks: by unit, stage and month, as records that add (docs/规则.md 5.7)."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import starmap
from typing import TypeVar

from xltrack.assessment import words
from xltrack.assessment.model import Judged, Tally, TallyRow
from xltrack.assessment.states import State
from xltrack.domain.records import UnitRole
from xltrack.domain.roster import name_key

K = TypeVar("K", bound=Hashable)


class UnitNames:
    """The names under which units are counted, over all documents of an assessment.

    A group with a roster counts for its members; else the roster's full name stands, else the name as printed. Names that
    differ only in width or brackets are one (docs/规则.md 4.6), counted under the first way of printing.
    """

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}
        self._first: dict[str, str] = {}

    def of(self, units: Sequence[UnitRole]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The units that a task counts for, each once: the leading ones, and every one named."""
        lead: dict[str, None] = {}
        named: dict[str, None] = {}
        for unit in units:
            for printed in unit.members or (unit.unit or unit.name,):
                if printed not in self._shown:
                    self._shown[printed] = self._first.setdefault(name_key(printed), printed)
                name = self._shown[printed]
                named[name] = None
                if unit.role == "lead":
                    lead[name] = None
        return tuple(lead), tuple(named)


def tally(tasks: Iterable[Judged]) -> Tally:
    """Count distinct tasks by state."""
    return Tally(Counter(t.verdict.state for t in tasks))


def by_unit(tasks: Sequence[Judged], units: Callable[[Judged], tuple[str, ...]]) -> tuple[TallyRow, ...]:
    """A tally for each unit, the worst first: most late, then most unfinished, then the order of appearance."""
    counted = count_states((name, t.verdict.state) for t in tasks for name in units(t) or (words.NO_UNIT,))
    return tuple(sorted(starmap(TallyRow, counted.items()), key=_badness))


def _badness(row: TallyRow) -> tuple[bool, int, int]:
    unfinished = row.tally.under_way + row.tally.of("due_soon", "overdue")
    return row.label == words.NO_UNIT, -row.tally.of("overdue"), -unfinished


def by_stage(tasks: Sequence[Judged]) -> tuple[TallyRow, ...]:
    """A tally for each outermost group, in the sheet's order; 「」 holds tasks without a group."""
    counted = count_states((t.task.group[0] if t.task.group else "", t.verdict.state) for t in tasks)
    return tuple(starmap(TallyRow, counted.items()))


def by_month(tasks: Sequence[Judged]) -> tuple[TallyRow, ...]:
    """A tally for each month of the judged due date, in order; 「」 (no date) comes last."""
    nodes = ((t.verdict.node, t.verdict.state) for t in tasks)
    counted = count_states((f"{node.due:%Y-%m}" if node else "", state) for node, state in nodes)
    return tuple(sorted(starmap(TallyRow, counted.items()), key=lambda row: (not row.label, row.label)))


def count_states(pairs: Iterable[tuple[K, State]]) -> dict[K, Tally]:
    """A tally for each label that stands beside a state, in the order of appearance."""
    counts: dict[K, dict[State, int]] = {}
    for label, state in pairs:
        states = counts.setdefault(label, {})
        states[state] = states.get(state, 0) + 1
    return {label: Tally(states) for label, states in counts.items()}
