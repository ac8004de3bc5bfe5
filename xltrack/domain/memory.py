"""What a report remembers of itself and its forerunners: the tasks as they were judged, and one line for each date.

A report carries this in two sheets, 历史 and the hidden 快照, known by defined names; no database, no state elsewhere
(docs/规则.md 8). The next report is compared with it, whatever was typed into the ledger since.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern

HISTORY_NAME: Final = "xltrack_history"
SNAPSHOT_NAME: Final = "xltrack_snapshot"
ANSWERS_NAME: Final = "xltrack_answers"
CHECKS_NAME: Final = "xltrack_checks"
# The words of the hidden row above each header, by which the columns are known whatever order they are in.
TASK_ROLE: Final = "task"  # of the one column of 快照, whose cells are tasks: their fields in this order
SNAPSHOT_ROLES: Final = ("key", "text", "state", "due", "units", "seq", "group", "deadline", "former", "number")
PERIOD_ROLES: Final = (
    "day", "total", "done", "under_way", "due_soon", "overdue", "ongoing", "suspended", "cancelled", "rate",
)  # fmt: skip

# The one column of 记忆: records, of which the first field is one of the kinds.
RECORD_ROLE: Final = "record"
ANSWER_KIND: Final = "answer"
CHECK_KIND: Final = "check"
# The columns of 核对清单 that are read: the code, what is typed, which tasks a line is about.
CODE_ROLE: Final = "code"
SAID_ROLE: Final = "said"
ITEMS_ROLE: Final = "items"

_GIVEN: Final = pattern(r"#([0-9]{1,9})([^#]*)")
_BETWEEN: Final = "｜"
_LITERAL: Final = "\\"  # what stands behind it is no separator


def task_record(fields: Sequence[str]) -> str:
    """The fields of a task as one text."""
    told = _BETWEEN.join(fields)
    if _LITERAL in told or told.count(_BETWEEN) >= len(fields):
        told = _BETWEEN.join(
            field.replace(_LITERAL, 2 * _LITERAL).replace(_BETWEEN, _LITERAL + _BETWEEN) for field in fields
        )
    return told


def task_fields(told: str) -> list[str]:
    """The fields of a task that `task_record` made one text."""
    if _LITERAL not in told:
        return told.split(_BETWEEN)
    fields, letters = [""], iter(told)
    for letter in letters:
        if letter == _BETWEEN:
            fields.append("")
        else:
            fields[-1] += next(letters, "") if letter == _LITERAL else letter
    return fields


def field_of_day(done: date | str | None) -> str:
    """A done date as one field: a real day begins with an @."""
    if isinstance(done, date):
        return f"@{done.isoformat()}"
    return f"@{done}" if done and done.startswith("@") else done or ""


def day_of_field(told: str) -> date | str | None:
    """The done date that `field_of_day` told; ValueError where it is damaged."""
    if told.startswith("@@"):
        return told[1:]
    return date.fromisoformat(told[1:]) if told.startswith("@") else told or None


def completion_rate(done: int, counted: int) -> float | None:
    """完成率: what is done of all tasks but those that go on, were put off or dropped (docs/规则.md 5.7); None of none."""
    return done / counted if counted else None


class SnapshotRow(NamedTuple):
    """One task as it was judged.

    Attributes:
        key: its name over the periods, whatever row it stands in and however it is worded later.
        seq, group, text: as printed; group levels joined by 「 / 」; of a long text its beginning.
        state: the word of the state.
        due: the day that was judged.
        deadline: the ISO dates of all milestones, else the words of the deadline.
        units: names as printed, a space between two, the roles in order: 「甲局 乙局；配合：丙局；指导：丁局」.
        number: what the task is called by (docs/规则.md 2.10); 「」 in reports that did not number.
    """

    key: str
    seq: str
    group: str
    text: str
    state: str
    due: date | None
    deadline: str
    units: str
    number: str = ""


class Snapshot(NamedTuple):
    """All tasks as they were judged on a day."""

    day: date
    rows: tuple[SnapshotRow, ...]


def given_words(given: Mapping[str, int]) -> str:
    """The highest numbers as the caption of 快照 tells them: 「#57」, of several offices 「#36屯留区#57榆阳区」."""
    return "".join(f"#{number}{office}" for office, number in given.items())


def given_in(caption: str) -> dict[str, int]:
    """The highest numbers that a caption tells, by office."""
    return {office: int(number) for number, office in _GIVEN.findall(caption)}


class Period(NamedTuple):
    """The figures of one date; all but `day` are numbers of tasks that add up to `total`. `plan`: nobody had answered yet."""

    day: date
    done: int
    under_way: int
    due_soon: int
    overdue: int
    ongoing: int
    suspended: int
    cancelled: int
    plan: bool = False

    @property
    def counts(self) -> tuple[int, ...]:
        """The numbers of tasks."""
        return self[1:-1]

    @property
    def total(self) -> int:
        """任务总数."""
        return sum(self.counts)

    @property
    def rate(self) -> float | None:
        """完成率; None where nothing is left to divide by, and of a plan."""
        return (
            None if self.plan else completion_rate(self.done, self.done + self.under_way + self.due_soon + self.overdue)
        )


class Answered(NamedTuple):
    """What was typed of a task into a report, and is in no source.

    Attributes:
        task: which one; its words as they were last seen.
        words, done, progress: as `Reported` has them.
        report: the name of the report into which it was typed; `day` that on which this one was judged.
    """

    task: SnapshotRow
    words: str | None
    done: date | str | None
    progress: float | None
    report: str
    day: date


class Checked(NamedTuple):
    """What was answered to a line of 核对清单: of a task (None: of something else), the rule, the mark of the words, the answer."""

    task: SnapshotRow | None
    code: str
    mark: str
    said: str


class Remembered(NamedTuple):
    """What was typed into reports and is to be known in the next one, whatever the sources say."""

    answers: tuple[Answered, ...] = ()
    checks: tuple[Checked, ...] = ()


class Memory(NamedTuple):
    """What one report remembers.

    Attributes:
        source: the name of its file.
        snapshots: its own tasks and those that it was compared with, the newest first; at most two.
        periods: one for each date, by date.
        diagnostics: what could not be read of it.
        kept: the answers and checks that it knows, those that were typed into its 核对清单 since included.
        given: the highest running number of a task that was given until then, by office (docs/规则.md 2.10).
    """

    source: str
    snapshots: tuple[Snapshot, ...] = ()
    periods: tuple[Period, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    kept: Remembered = Remembered()
    given: Mapping[str, int] = MappingProxyType({})

    def before(self, day: date) -> Snapshot | None:
        """The latest snapshot of an earlier day."""
        return next((s for s in self.snapshots if s.day < day), None)


Figure = Literal["done", "under_way", "due_soon", "overdue", "ongoing", "suspended", "cancelled"]
ChangeKind = Literal[
    "added", "done", "overdue", "deadline", "units", "removed",
    "reopened", "recovered", "suspended", "cancelled", "resumed",
]  # fmt: skip
CHANGE_WORDS: Final[Mapping[ChangeKind, str]] = {
    "added": "新增", "done": "办结", "overdue": "新逾期", "deadline": "时限调整", "units": "责任单位调整", "removed": "删除",
    "reopened": "重新办理", "recovered": "不再逾期", "suspended": "暂缓", "cancelled": "取消", "resumed": "恢复推进",
}  # fmt: skip
MAIN_CHANGES: Final[tuple[ChangeKind, ...]] = ("added", "done", "overdue", "deadline", "units", "removed")


class Flow(NamedTuple):
    """How a figure became another: `before` + `entered` - `left` = `now`."""

    before: int
    entered: int = 0
    left: int = 0

    @property
    def now(self) -> int:
        """The figure of today."""
        return self.before + self.entered - self.left


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
        flows: how each figure of last time became that of today.
    """

    before: Snapshot
    rows: tuple[SnapshotRow, ...]
    items: tuple[Change, ...]
    doubts: tuple[Doubt, ...]
    matched: int
    flows: Mapping[Figure, Flow] = MappingProxyType({})

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
