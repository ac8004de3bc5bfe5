"""What changed since last time: an assessment against the tasks as they were judged then (docs/规则.md 8.3)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from xltrack.assessment.model import STATE_WORDS, Assessment
from xltrack.comparison.features import Features, bare_words, features_of
from xltrack.comparison.matching import Pair, match_rows
from xltrack.comparison.snapshot import snapshot_rows, split_units
from xltrack.domain.changes import Change, ChangeKind, Changes, Doubt
from xltrack.domain.memory import Snapshot, SnapshotRow
from xltrack.domain.roster import Roster

_DONE: Final = frozenset({STATE_WORDS["done"], STATE_WORDS["done_late"]})
_LATE: Final = frozenset({STATE_WORDS["overdue"]})
_KNOWN: Final = frozenset(STATE_WORDS.values())


def compare(assessment: Assessment, before: Snapshot) -> Changes:
    """Compare today's tasks with those of a snapshot."""
    rows = tuple(snapshot_rows(assessment))
    pairs = {pair.new: pair for pair in match_rows(before.rows, rows)}
    rows = _with_keys(rows, pairs, before.rows)
    comparer = _Comparer([document.roster for document in assessment.documents])
    items: list[Change] = []
    for number, row in enumerate(rows):
        pair = pairs.get(number)
        was = before.rows[pair.old] if pair else None
        if was and was[1:] == row[1:]:
            continue
        document = assessment.tasks[number].document
        kinds = comparer.kinds(was, row, document)
        items += [Change(kind, row.key, number, was, row, bool(pair and pair.doubtful)) for kind in kinds]
    kept = {pair.old for pair in pairs.values()}
    items += [Change("removed", w.key, None, w, None) for i, w in enumerate(before.rows) if i not in kept]
    doubts = tuple(Doubt(n, before.rows[p.old], p.share) for n, p in sorted(pairs.items()) if p.doubtful)
    return Changes(before, rows, tuple(items), doubts, len(pairs))


def _with_keys(
    rows: Sequence[SnapshotRow], pairs: Mapping[int, Pair], old: Sequence[SnapshotRow]
) -> tuple[SnapshotRow, ...]:
    """The rows with the keys of last time; a new task never takes one that another goes by."""
    taken = {old[pair.old].key for pair in pairs.values()}
    found = []
    for number, row in enumerate(rows):
        pair = pairs.get(number)
        key, count = old[pair.old].key if pair else row.key, 1
        while not pair and key in taken:
            count += 1
            key = f"{row.key}-{count}"
        taken.add(key)
        found.append(row if key == row.key else row._replace(key=key))
    return tuple(found)


class _Comparer:
    """What changed of one task; units that a roster knows as one are one."""

    def __init__(self, rosters: Sequence[Roster]) -> None:
        self._rosters = rosters
        self._full = lru_cache(maxsize=None)(self._full_name)

    def kinds(self, was: SnapshotRow | None, now: SnapshotRow, document: int) -> Iterator[ChangeKind]:
        """The kinds of change in the order in which they are shown."""
        if was is None:
            yield "added"
        before = was.state if was else ""
        # A word that nobody knows says nothing of what it was.
        if was is None or before in _KNOWN:
            if now.state in _DONE and before not in _DONE:
                yield "done"
            if now.state in _LATE and before not in _LATE:
                yield "overdue"
        if was is None:
            return
        if was.deadline != now.deadline and bare_words(was.deadline) != bare_words(now.deadline):
            yield "deadline"
        if was.units != now.units and not self._same_units(features_of(was), features_of(now), was, now, document):
            yield "units"

    def _same_units(self, was: Features, now: Features, old: SnapshotRow, new: SnapshotRow, document: int) -> bool:
        if was.units == now.units:
            return True
        return bool(self._rosters[document]) and self._units(old, document) == self._units(new, document)

    def _units(self, row: SnapshotRow, document: int) -> set[tuple[str, str]]:
        return {(role, self._full(name, document)) for role, name in split_units(row.units)}

    def _full_name(self, name: str, document: int) -> str:
        found = self._rosters[document].find(name)
        return bare_words(found.name if found else name)
