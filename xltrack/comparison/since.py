"""How an assessment stands against the last report: what that one remembers, joined to today's (docs/规则.md 8)."""

from collections.abc import Iterable, Iterator
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import shorten
from xltrack.comparison.changes import compare
from xltrack.comparison.snapshot import period_of, snapshot_rows
from xltrack.domain.changes import Changes, Since
from xltrack.domain.memory import Memory, Period, SnapshotRow

_ENOUGH: Final = 10  # tasks on both sides, below which a list may change wholly
_KNOWN_AGAIN: Final = 0.2
_SHOWN: Final = 60  # columns of a text in a sentence


def recall(assessment: Assessment, memory: Memory, *, asked: bool = False) -> Assessment:
    """The assessment with what changed since the last report, and what there is to say about that.

    Args:
        assessment: today's.
        memory: what the last report remembers.
        asked: whether the user named that report; it is then said where it cannot be compared with.
    """
    notes = list(memory.diagnostics)
    before = memory.before(assessment.as_of)
    changes = compare(assessment, before) if before else None
    periods = memory.periods
    if asked and memory.snapshots and not before:
        notes.append(Diagnostic("D196", None, {"name": memory.source, "day": memory.snapshots[0].day.isoformat()}))
    if changes and _is_another_list(changes):
        notes.append(Diagnostic("D197", None, {"name": memory.source, "count": changes.matched}))
        changes, periods = None, ()
    said = [(0, note) for note in notes]
    if changes:
        said += _doubts(assessment, changes)
        said += ((0, Diagnostic("D312", None, _told(change.before))) for change in changes.of("removed"))
    since = Since(
        memory.source, join_periods(periods, (period_of(assessment),)),
        changes.rows if changes else tuple(snapshot_rows(assessment)), changes, tuple(notes),
    )  # fmt: skip
    return assessment._replace(diagnostics=(*assessment.diagnostics, *said), since=since)


def join_periods(old: Iterable[Period], new: Iterable[Period]) -> tuple[Period, ...]:
    """One period for each date, by date; of the same date the new one."""
    return tuple(sorted({period.day: period for period in (*old, *new)}.values()))


def merge(own: Memory, other: Memory) -> Memory:
    """What a source remembers of itself, compared with another report: that one's tasks if it has any, the dates of both."""
    chosen = other if other.snapshots else own
    periods = join_periods(other.periods, own.periods)
    return Memory(chosen.source, chosen.snapshots, periods, (*own.diagnostics, *other.diagnostics))


def _is_another_list(changes: Changes) -> bool:
    fewer = min(len(changes.before.rows), len(changes.rows))
    return fewer >= _ENOUGH and changes.matched < fewer * _KNOWN_AGAIN


def _doubts(assessment: Assessment, changes: Changes) -> Iterator[tuple[int, Diagnostic]]:
    for doubt in changes.doubts:
        judged = assessment.tasks[doubt.task]
        cell = assessment.documents[judged.document].ref(judged.table, judged.task, "text")
        facts = {**_told(doubt.before), "share": f"{doubt.share:.0%}"}
        yield judged.document, Diagnostic("D311" if doubt.share == 1 else "D310", cell, facts)


def _told(row: SnapshotRow | None) -> dict[str, object]:
    if row is None:
        return {}
    return {"text": shorten(row.text, _SHOWN), "seq": f"{row.seq} " if row.seq else "", "state": row.state}
