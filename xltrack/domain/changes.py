"""What changed since the last report, as records: made by `comparison`, told by every output (docs/规则.md 8.3)."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.memory import Period, Snapshot, SnapshotRow

ChangeKind = Literal["added", "done", "overdue", "deadline", "units", "removed"]
CHANGE_WORDS: Final[Mapping[ChangeKind, str]] = {
    "added": "新增", "done": "办结", "overdue": "新逾期", "deadline": "时限调整", "units": "责任单位调整", "removed": "删除",
}  # fmt: skip


class Change(NamedTuple):
    """One thing that changed of one task.

    Attributes:
        kind: what; a task can have several.
        key: the task's key over the periods.
        task: its number in `Assessment.tasks`, None where it was removed.
        before, after: as it was judged then and now; None where there was or is none.
        doubtful: whether it is not certain that `before` and `after` are the same task.
    """

    kind: ChangeKind
    key: str
    task: int | None
    before: SnapshotRow | None
    after: SnapshotRow | None
    doubtful: bool = False


class Doubt(NamedTuple):
    """A task that was taken for one of last time without certainty: its number, that one, how like their words are."""

    task: int
    before: SnapshotRow
    share: float


class Changes(NamedTuple):
    """What changed between two reports.

    Attributes:
        before: the tasks of last time, as they were judged then.
        rows: those of today with the keys that they go by: that of last time where there is one.
        items: in the order of today's tasks, removed ones behind.
        doubts: doubtful matches, whether anything else changed or not.
        matched: how many tasks were found in both.
    """

    before: Snapshot
    rows: tuple[SnapshotRow, ...]
    items: tuple[Change, ...]
    doubts: tuple[Doubt, ...]
    matched: int

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.items if change.kind == kind)

    def by_task(self) -> Mapping[int, list[Change]]:
        """The changes of each task of today, by its number."""
        found: dict[int, list[Change]] = {}
        for change in self.items:
            if change.task is not None:
                found.setdefault(change.task, []).append(change)
        return found


class Since(NamedTuple):
    """What a report says of earlier ones.

    Attributes:
        source: the file that it was compared with.
        periods: the figures of every date so far, this one included, by date.
        rows: today's tasks, to be remembered.
        changes: None where there is nothing earlier to compare with.
        notes: what there is to say of that report as a whole.
    """

    source: str
    periods: tuple[Period, ...]
    rows: tuple[SnapshotRow, ...]
    changes: Changes | None
    notes: tuple[Diagnostic, ...] = ()

    @property
    def before(self) -> Snapshot | None:
        """What it was compared with."""
        return self.changes.before if self.changes else None
