"""Running numbers that tasks keep from report to report, whatever row they stand in and however they are worded (docs/规则.md 2.10)."""

from typing import Final

from xltrack.assessment.assess import is_tracked
from xltrack.assessment.model import Assessment
from xltrack.assessment.numbering import PastNumbers, number_tasks
from xltrack.comparison.matching import match_rows
from xltrack.comparison.snapshot import snapshot_rows
from xltrack.domain.memory import Memory, Snapshot

_ENOUGH: Final = 10  # tasks on both sides, below which a list may change wholly
_KNOWN_AGAIN: Final = 0.2


def keep_numbers(assessment: Assessment, memory: Memory) -> Assessment:
    """The assessment with the numbers that its tasks had in an earlier report; as it is where its sheets number their tasks."""
    latest = next((one for one in memory.snapshots if one.day <= assessment.as_of), None)
    past = _past(assessment, memory, latest) if latest and assessment.given else None
    if not past:
        return assessment
    named = number_tasks(assessment.documents, is_tracked, past)
    tasks = tuple(
        judged if judged.number == number else judged._replace(number=number)
        for judged, number in zip(assessment.tasks, named.numbers, strict=True)
    )
    return assessment._replace(tasks=tasks, given=named.given)


def _past(assessment: Assessment, memory: Memory, latest: Snapshot) -> PastNumbers | None:
    """What a report knows of the numbers of today's tasks; None where it is of another list, or had no numbers yet."""
    known = tuple(row.number for one in memory.snapshots for row in one.rows if row.number)
    if not known:
        return None
    rows = tuple(snapshot_rows(assessment))
    pairs = match_rows(latest.rows, rows)
    fewer = min(len(latest.rows), len(rows))
    if fewer >= _ENOUGH and len(pairs) < fewer * _KNOWN_AGAIN:
        return None
    return PastNumbers({pair.new: latest.rows[pair.old].number for pair in pairs}, known, memory.given)
