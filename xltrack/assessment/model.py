"""What we judge of the tasks as of a day: the one object that every table, sentence, chart and mail takes its numbers from."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.changes import Since
from xltrack.domain.records import Document, Milestone, Table, Task
from xltrack.domain.settings import Policy

State = Literal[
    "done", "done_late", "in_progress", "not_started", "unreported", "due_soon", "overdue", "ongoing", "suspended",
    "cancelled",
]  # fmt: skip

_NO_COUNTS: Final[Mapping[State, int]] = MappingProxyType({})

# The words of docs/规则.md 5.7, in the order in which they are shown.
STATE_WORDS: Final[Mapping[State, str]] = {
    "done": "已完成",
    "done_late": "逾期完成",
    "in_progress": "推进中",
    "not_started": "未启动",
    "unreported": "未填报",
    "due_soon": "临期",
    "overdue": "逾期",
    "ongoing": "持续推进",
    "suspended": "暂缓",
    "cancelled": "取消",
}


class Judged(NamedTuple):
    """One task as of the day.

    Attributes:
        document: index of its document in `Assessment.documents`; `table` and `task` are the records themselves.
        state: one of the ten states.
        done: the day on which it was done, as far as known.
        progress: 0 to 1, None where nothing says it.
        due: the day that is judged: the first unmet milestone's, the last one's once all are met; None without milestones.
        days: days after `due` (late, > 0) or before it (left, <= 0, the day itself is 0); None where the state counts no days.
        next: the next milestone (a recurring task's next occurrence); None where nothing lies ahead.
        reason: why, in one clause: 「时限7月20日已过12天；原文「正在推进」」.
        units: full names of the units it counts for, by rule: `lead` and `named` (leading, and every unit named).
    """

    document: int
    table: Table
    task: Task
    state: State
    done: date | None
    progress: float | None
    due: date | None
    days: int | None
    next: Milestone | None
    reason: str
    lead: tuple[str, ...]
    named: tuple[str, ...]

    @property
    def word(self) -> str:
        """The state in the user's word."""
        return STATE_WORDS[self.state]


class Tally(NamedTuple):
    """How many tasks are in each state; tallies of disjoint tasks add."""

    counts: Mapping[State, int] = _NO_COUNTS

    def __add__(self, other: "Tally") -> "Tally":  # type: ignore[override]
        return Tally({s: self.of(s) + other.of(s) for s in STATE_WORDS if self.of(s) + other.of(s)})

    def of(self, *states: State) -> int:
        """The sum over some states."""
        count = self.counts.get
        return count(states[0], 0) if len(states) == 1 else sum([count(s, 0) for s in states])

    @property
    def total(self) -> int:
        """任务总数."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """已完成 (on time and late)."""
        return self.of("done", "done_late")

    @property
    def under_way(self) -> int:
        """推进中, with 未启动 and 未填报."""
        return self.of("in_progress", "not_started", "unreported")

    @property
    def rate(self) -> float | None:
        """完成率: done / (total - ongoing - suspended - cancelled); None where nothing is left to divide by."""
        base = self.total - self.of("ongoing", "suspended", "cancelled")
        return self.done / base if base else None


class TallyRow(NamedTuple):
    """One line of a roll-up: a label (unit, stage, month) and its tally."""

    label: str
    tally: Tally


class Assessment(NamedTuple):
    """All tasks of all documents as of a day, with their roll-ups.

    Attributes:
        tasks: in the order of the files, tables and rows.
        total: over distinct tasks; `by_state` is `total.counts`.
        by_lead, by_named: by unit, the worst first (most late, then most unfinished, then the order of appearance); a task
            counts once for each of its units, so these do not add to `total`.
        by_stage: by outermost group in the sheet's order; these add to `total`.
        by_month: by month of `due` (「2021-07」, 「」 for none) in order; these add to `total`.
        no_status: True where no sheet has any column of status, progress or done date.
        since: how it stands against the last report; None where there is none, or nobody asked.
        issue: which issue this is, where its own past does not tell: an excerpt has none.
    """

    documents: tuple[Document, ...]
    as_of: date
    policy: Policy
    tasks: tuple[Judged, ...]
    total: Tally
    by_lead: tuple[TallyRow, ...]
    by_named: tuple[TallyRow, ...]
    by_stage: tuple[TallyRow, ...]
    by_month: tuple[TallyRow, ...]
    no_status: bool
    diagnostics: tuple[tuple[int, Diagnostic], ...]  # with the index of the document
    since: Since | None = None
    issue: int | None = None
