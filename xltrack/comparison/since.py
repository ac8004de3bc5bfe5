"""How an assessment stands against the last report: what that one remembers, joined to today's (docs/规则.md 8)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, get_args

from xltrack.assessment.model import Assessment
from xltrack.assessment.states import STATE_WORDS
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import shorten
from xltrack.comparison.keeping import keep_numbers
from xltrack.comparison.matching import Pair, bare_words, match_rows, plain_units, with_keys
from xltrack.comparison.snapshot import period_of, snapshot_rows, split_units
from xltrack.domain.checked import Settled
from xltrack.domain.memory import (
    Change,
    ChangeKind,
    Changes,
    Doubt,
    Figure,
    Flow,
    Memory,
    Period,
    Since,
    Snapshot,
    SnapshotRow,
)
from xltrack.domain.roster import Roster, RosterUnit

_ENOUGH: Final = 10  # tasks on both sides, below which a list may change wholly
_KNOWN_AGAIN: Final = 0.2
_SHOWN: Final = 60  # columns of a text in a sentence
# The figure that each word of a state counts in (docs/规则.md 5.7).
_FIGURES: Final[Mapping[str, Figure]] = {
    STATE_WORDS["done"]: "done", STATE_WORDS["done_late"]: "done", STATE_WORDS["in_progress"]: "under_way",
    STATE_WORDS["not_started"]: "under_way", STATE_WORDS["unreported"]: "under_way",
    STATE_WORDS["due_soon"]: "due_soon", STATE_WORDS["overdue"]: "overdue", STATE_WORDS["ongoing"]: "ongoing",
    STATE_WORDS["suspended"]: "suspended", STATE_WORDS["cancelled"]: "cancelled",
}  # fmt: skip
_SETTLED: Final[frozenset[Figure]] = frozenset({"done", "suspended", "cancelled"})
# What is said of a task that left a figure for one that is open.
_LEFT: Final[Mapping[Figure, ChangeKind]] = {
    "done": "reopened", "suspended": "resumed", "cancelled": "resumed", "overdue": "recovered",
}  # fmt: skip
_ENTERED: Final[Mapping[Figure, ChangeKind]] = {
    "done": "done", "overdue": "overdue", "suspended": "suspended", "cancelled": "cancelled",
}  # fmt: skip
_TOLD_OF_NEW: Final[frozenset[Figure]] = frozenset({"done", "overdue"})


def recall(assessment: Assessment, memory: Memory, *, asked: bool = False) -> Assessment:
    """The assessment with what changed since the last report, and what there is to say about that.

    Args:
        assessment: today's.
        memory: what the last report remembers.
        asked: whether the user named that report; it is then said where it cannot be compared with.
    """
    if not any(past.snapshots for past in assessment.pasts):  # else these have been asked for the numbers
        assessment = keep_numbers(assessment, memory)
    notes = list(memory.diagnostics)
    before = memory.before(assessment.as_of)
    changes = compare(assessment, before) if before else None
    periods = memory.periods
    if asked and memory.snapshots and not before:
        notes.append(Diagnostic("D196", None, {"name": memory.source, "day": memory.snapshots[0].day.isoformat()}))
    fewer = min(len(changes.before.rows), len(changes.rows)) if changes else 0
    if changes and fewer >= _ENOUGH and changes.matched < fewer * _KNOWN_AGAIN:
        notes.append(Diagnostic("D197", None, {"name": memory.source, "count": changes.matched}))
        changes, periods = None, ()
    said = [(0, note) for note in notes]
    if changes:
        said += _doubts(assessment, changes)
        said += (
            (0, Diagnostic("D312", None, _told(change.before))) for change in changes.of("removed") if change.before
        )
    since = Since(
        memory.source, join_periods(periods, (period_of(assessment),)),
        changes.rows if changes else tuple(snapshot_rows(assessment)), changes, tuple(notes),
    )  # fmt: skip
    settled = [Settled(document) for document in assessment.documents]
    left = [(index, one) for index, one in said if not settled[index].holds(one)]
    return assessment._replace(
        diagnostics=(*assessment.diagnostics, *left), since=since, checked=assessment.checked + len(said) - len(left)
    )


def join_periods(old: Iterable[Period], new: Iterable[Period]) -> tuple[Period, ...]:
    """One period for each date, by date; of the same date the new one."""
    return tuple(sorted({period.day: period for period in (*old, *new)}.values()))


def merge(own: Memory, other: Memory) -> Memory:
    """What a source remembers of itself, compared with another report: that one's tasks if it has any, the dates of both."""
    chosen = other if other.snapshots else own
    notes = (*own.diagnostics, *other.diagnostics)
    return Memory(chosen.source, chosen.snapshots, join_periods(other.periods, own.periods), notes, given=chosen.given)


def _doubts(assessment: Assessment, changes: Changes) -> Iterator[tuple[int, Diagnostic]]:
    for doubt in changes.doubts:
        judged = assessment.tasks[doubt.task]
        cell = assessment.documents[judged.document].ref(judged.table, judged.task, "text")
        facts = {**_told(doubt.before), "share": f"{doubt.share:.0%}"}
        yield judged.document, Diagnostic("D311" if doubt.share == 1 else "D310", cell, facts)


def _told(row: SnapshotRow) -> dict[str, object]:
    return {"text": shorten(row.text, _SHOWN), "seq": f"{row.seq} " if row.seq else "", "state": row.state}


def compare(assessment: Assessment, before: Snapshot) -> Changes:
    """Compare today's tasks with those of a snapshot."""
    rows = tuple(snapshot_rows(assessment))
    pairs = {pair.new: pair for pair in match_rows(before.rows, rows)}
    rows = with_keys(rows, pairs, before.rows)
    items: list[Change] = []
    for number, row in enumerate(rows):
        pair = pairs.get(number)
        was = before.rows[pair.old] if pair else None
        if was and was[1:] == row[1:]:
            continue
        kinds = _kinds(was, row, assessment.documents[assessment.tasks[number].document].roster)
        items += [Change(kind, row.key, number, was, row, bool(pair and pair.doubtful)) for kind in kinds]
    kept = {pair.old for pair in pairs.values()}
    items += [Change("removed", w.key, None, w, None) for i, w in enumerate(before.rows) if i not in kept]
    doubts = tuple(Doubt(n, before.rows[p.old], p.share) for n, p in sorted(pairs.items()) if p.doubtful)
    return Changes(before, rows, tuple(items), doubts, len(pairs), _flows(before.rows, rows, pairs))


def _flows(old: Sequence[SnapshotRow], new: Sequence[SnapshotRow], pairs: Mapping[int, Pair]) -> dict[Figure, Flow]:
    """How each figure became another: what entered it and what left it, new and removed tasks too."""
    before, now, stayed = (Counter[Figure | None](), Counter[Figure | None](), Counter[Figure | None]())
    before.update(_FIGURES.get(row.state) for row in old)
    for number, row in enumerate(new):
        figure = _FIGURES.get(row.state)
        now[figure] += 1
        stayed[figure] += number in pairs and _FIGURES.get(old[pairs[number].old].state) == figure
    return {f: Flow(before[f], now[f] - stayed[f], before[f] - stayed[f]) for f in get_args(Figure)}


def _kinds(was: SnapshotRow | None, now: SnapshotRow, roster: Roster) -> Iterator[ChangeKind]:
    if was is None:
        yield "added"
    yield from _moves(_FIGURES.get(was.state) if was else None, _FIGURES[now.state], new=was is None)
    if was and was.deadline != now.deadline and bare_words(was.deadline) != bare_words(now.deadline):
        yield "deadline"
    if was and was.units != now.units and not _are_same_units(was.units, now.units, roster):
        yield "units"


def _moves(was: Figure | None, now: Figure, *, new: bool) -> Iterator[ChangeKind]:
    """What is said of a task that counts in another figure; a word that nobody knows says nothing of what it was."""
    if new and now in _TOLD_OF_NEW:
        yield _ENTERED[now]
    if was is None or was == now:
        return
    if was in _LEFT and now not in _SETTLED:
        yield _LEFT[was]
    if now in _ENTERED:
        yield _ENTERED[now]


def _are_same_units(was: str, now: str, roster: Roster) -> bool:
    """Whether the units are the same; those that a roster knows as one are one."""
    if plain_units(was) == plain_units(now):
        return True
    return bool(roster) and _full_units(was, roster) == _full_units(now, roster)


def _full_units(words: str, roster: Roster) -> set[tuple[str, str]]:
    found = ((role, roster.find(name) or RosterUnit(name)) for role, name in split_units(words))
    return {(role, bare_words(unit.name)) for role, unit in found}
