"""What we judge of the tasks as of a day: the one object that every table, sentence, chart and mail takes its numbers from."""

from collections.abc import Mapping
from datetime import date
from functools import reduce
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from xltrack.assessment.decisions import tell_reason
from xltrack.assessment.money import AmountColumns
from xltrack.assessment.numbering import nth
from xltrack.assessment.states import COUNTED_STATES, DONE_STATES, DUE_STATES, STATE_WORDS, Sense, State
from xltrack.base.diagnostics import Diagnostic, Note
from xltrack.base.rules import rule
from xltrack.domain.answers import with_own
from xltrack.domain.memory import Memory, Remembered, Since, completion_rate
from xltrack.domain.records import Document, Milestone, Table, Task
from xltrack.domain.roster import Roster
from xltrack.domain.settings import Policy
from xltrack.language.deadline.dates import DateExpr

DayWords = date | DateExpr | None
_NO_COUNTS: Final[Mapping[State, int]] = MappingProxyType({})


class Basis(NamedTuple):
    """What the judgement of a task rests on but for the day: what its words, its deadline and its strike mean.

    Attributes:
        said: what the words of the status mean.
        silent: what counts where these say nothing: words in the column of done dates, or a strike.
        plan: whether the words are a plan until their day has come (「9月底完成」), and whether they name its year.
        words: those that a reason quotes.
        progress: 0 to 1, of its own column or in the words; None where nothing says it.
        day, named: the day of completion in its own cell, and that in the words, which counts while that cell is blank; an
            expression where it rests on the day of judgement.
        milestones: those that can fall due.
        node: the one that is judged while the task is open; None where nothing can fall due.
        last: the last one, by which it is judged whether a task was done late.
        warn: the first day of the warning before `node`.
        notes: what there is to say of the cells.
        doubtful: whether the words leave open if what was done is all of the task.
        inferred: whether they say done of something that the task does not ask for.
    """

    task: Task
    said: Sense
    silent: Sense
    plan: Literal["dated", "undated"] | None
    words: str | None
    progress: float | None
    day: DayWords
    named: DayWords
    milestones: tuple[Milestone, ...]
    node: Milestone | None
    last: Milestone | None
    warn: date | None
    notes: tuple[Note, ...]
    doubtful: bool = False
    inferred: bool = False

    @property
    def answered(self) -> bool:
        """Whether anything was reported, though it may count as blank: a plan in the cell of a done date; a strike is none."""
        reported = self.task.reported
        return self.said != "nothing" or reported.done is not None or reported.progress is not None

    @property
    def first(self) -> Milestone | None:
        """The milestone that would be judged if no words met any."""
        return min(self.milestones, key=lambda milestone: milestone.due, default=None)


class Verdict(NamedTuple):
    """How a task is judged as of a day.

    Attributes:
        said: what the report means on that day.
        told: the state that it alone gives, whatever the date makes of it (填报状态).
        state: one of the ten states.
        node: the milestone that was judged: the first unmet one, the last one once all is over; None without milestones.
        days: days left until that one's due day, 0 on the day, less than 0 for each day late; None where the state counts none.
        done: the day on which it was done, as far as known.
        next: the next milestone (a recurring task's next occurrence); None where nothing lies ahead.
        excused: whether it is not called late where nothing was reported of it.
    """

    basis: Basis
    as_of: date
    said: Sense
    told: State
    state: State
    node: Milestone | None
    days: int | None
    done: date | None
    next: Milestone | None
    excused: bool = False

    @property
    def share(self) -> float | None:
        """What the column of progress says, by which states are decided."""
        return self.basis.task.reported.progress

    @property
    def quote(self) -> str | None:
        """The words of the report."""
        return self.basis.words

    @property
    def reason(self) -> str:
        """Why, in one clause: 「时限7月20日已过12天；原文「正在推进」」."""
        return tell_reason(self)


class UnitPart(NamedTuple):
    """How one unit stands that answers for itself in a task of several (docs/规则.md 5.13).

    `leads`: whether the task waits for it; `sent`: whether it has sent anything at all; `ruling`: what the office makes of that.
    """

    unit: str
    leads: bool
    verdict: Verdict
    sent: bool = True
    ruling: str = ""


class Judged(NamedTuple):
    """One task as of the day.

    Attributes:
        document: index of its document in `Assessment.documents`; `table` and `task` are the records themselves.
        verdict: how it was judged, with the basis of that.
        lead, named: full names of the units it counts for, by rule: leading, and every unit named; of persons where a
            table has no unit column.
        source: the number of its table among those of the sources, from 1; 0 where it is known that the table was answered.
        planned: whether that table is a plan, which nobody has answered (docs/规则.md 5.10).
        doubts: what could change its state, or who answers for it (docs/规则.md 5.11).
        number: what it is called by everywhere: 「9」, 「2-3」, of several offices 「屯留区-10」 (docs/规则.md 2.10); 「」 of a copy.
        office: whose task it is, where there are several; else 「」.
        parts: how its units stand that answer each for itself; empty where the task is answered as a whole.
    """

    document: int
    table: Table
    task: Task
    verdict: Verdict
    lead: tuple[str, ...]
    named: tuple[str, ...]
    source: int = 1
    planned: bool = False
    doubts: tuple[Diagnostic, ...] = ()
    number: str = ""
    office: str = ""
    parts: tuple[UnitPart, ...] = ()

    def of_unit(self, unit: str) -> "Judged":
        """The task as one of its units stands in it."""
        own = next((part.verdict for part in self.parts if part.unit == unit), None)
        if own is None:
            return self
        return self._replace(verdict=own, task=with_own(self.table, self.task, own.basis.task.reported), parts=())

    @property
    def nth(self) -> str:
        """「第9项」, 「屯留区第10项」."""
        return nth(self.number)

    @property
    def doubt(self) -> str | None:
        """Why its state is in doubt; None where it is not."""
        return next((said.message for said in self.doubts if rule(said.code).doubt != "units"), None)

    @property
    def state(self) -> State:
        """One of the ten states."""
        return self.verdict.state

    @property
    def word(self) -> str:
        """The state in the user's word."""
        return STATE_WORDS[self.verdict.state]

    @property
    def node(self) -> Milestone | None:
        """The milestone that was judged."""
        return self.verdict.node

    @property
    def due(self) -> date | None:
        """The day that was judged: that of the milestone."""
        node = self.verdict.node
        return node.due if node else None

    @property
    def days(self) -> int | None:
        """距期天数: days left, less than 0 for each day late; None where the state counts no days."""
        return self.verdict.days

    @property
    def late(self) -> int:
        """逾期天数: how many days late it is, or was done; 0 where it is not."""
        return max(0, -(self.verdict.days or 0))

    @property
    def answered(self) -> bool:
        """Whether anything was reported of it."""
        return self.verdict.basis.answered

    @property
    def past(self) -> int:
        """How many days its due date has passed without a report that somebody was asked for; 0 where it has not."""
        return self.late if self.state == "unreported" else 0

    @property
    def fell_due(self) -> bool:
        """Whether it counts among the tasks that were due by the day of judgement (docs/规则.md 5.7)."""
        due = self.due
        return self.state in DUE_STATES and due is not None and due <= self.verdict.as_of

    @property
    def done(self) -> date | None:
        """The day on which it was done, as far as known."""
        return self.verdict.done

    @property
    def next(self) -> Milestone | None:
        """What lies ahead: the milestone, or the next occurrence of a recurring one."""
        return self.verdict.next

    @property
    def reason(self) -> str:
        """状态说明: why it is in its state."""
        return self.verdict.reason

    @property
    def progress(self) -> float | None:
        """How far it is, 0 to 1; None where nothing says it."""
        return self.verdict.basis.progress


class Tally(NamedTuple):
    """How many tasks are in each state; tallies of disjoint tasks add.

    `planned` of those that 完成率 would count are of tables that nobody has answered; `due` were due by the day of judgement,
    and `met` of these are done.
    """

    counts: Mapping[State, int] = _NO_COUNTS
    planned: int = 0
    due: int = 0
    met: int = 0

    def __add__(self, other: "Tally") -> "Tally":  # type: ignore[override]
        counts = {s: self.of(s) + other.of(s) for s in STATE_WORDS if self.of(s) + other.of(s)}
        return Tally(counts, self.planned + other.planned, self.due + other.due, self.met + other.met)

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
        return self.of(*DONE_STATES)

    @property
    def under_way(self) -> int:
        """推进中, with 未启动 and 未填报."""
        return self.of("in_progress", "not_started", "unreported")

    @property
    def rate(self) -> float | None:
        """完成率; None where nothing is left to divide by, or nobody has answered for any of it."""
        counted = self.of(*COUNTED_STATES)
        return None if counted == self.planned else completion_rate(self.done, counted)

    @property
    def due_rate(self) -> float | None:
        """到期完成率: what is done of the tasks that were due by the day of judgement; None where none was."""
        return completion_rate(self.met, self.due)


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
        plan: True where nobody has answered anything in any of its tables: nothing is late, nobody is blamed (docs/规则.md 5.10).
        since: how it stands against the last report; None where there is none, or nobody asked.
        listed: the documents with every table, those that are copies named as such; `documents` holds each task once (2.9).
        copies: the tasks of such copies, judged by what stands there; they are in none of the figures.
        issue: which issue this is, where its own past does not tell: an excerpt has none.
        checked: how many things that there were to say were answered in 核对清单 (docs/规则.md 8.5).
        kept: what the next report is to know of what was typed.
        pasts: what the reports remember that were asked for that.
        given: the highest running number that was ever given, by office; empty where the sheets number their tasks (2.10).
        amounts: the columns of money and quantities of the tables that have any, by the `id` of each (5.12).
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
    plan: bool
    diagnostics: tuple[tuple[int, Diagnostic], ...]  # with the index of the document
    since: Since | None = None
    issue: int | None = None
    listed: tuple[Document, ...] = ()
    copies: tuple[Judged, ...] = ()
    checked: int = 0
    kept: Remembered = Remembered()
    pasts: tuple[Memory, ...] = ()
    given: Mapping[str, int] = MappingProxyType({})
    amounts: Mapping[int, AmountColumns] = MappingProxyType({})

    @property
    def roster(self) -> Roster:
        """All units that its documents know, and those of the roster that was given."""
        return reduce(Roster.merged, (document.roster for document in self.documents), Roster())


def tells_pace(assessment: Assessment) -> bool:
    """Whether its sheets have money, quantities or shares, by which tasks can be compared with their time (docs/规则.md 5.12)."""
    return bool(assessment.amounts) or any(judged.task.reported.progress is not None for judged in assessment.tasks)
