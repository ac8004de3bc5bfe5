"""What a decomposition sheet says, in the words of docs/规则.md: no clock, no file format, no judgement."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from xltrack.base.address import CellRange, CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.values import Value
from xltrack.domain import words
from xltrack.domain.memory import Memory
from xltrack.domain.roster import Roster

Role = Literal["lead", "support", "supervise"]
UnitKind = Literal["unit", "group"]
DeadlineKind = Literal[
    "date", "staged", "ongoing", "recurring", "relative", "immediate", "external", "none", "unreadable"
]
TableKind = Literal["tasks", "roster"]
ColumnRole = Literal[
    "seq", "group", "text", "lead", "support", "supervise", "person", "deadline", "status", "progress", "done_date",
    "note",
    "start", "adjusted",  # 开始时间 beside an end column; 调整后时限, which outranks the deadline where filled
    "own", "other",  # written by xltrack itself; carried through untouched
]  # fmt: skip
PUBLIC_ROLES: tuple[ColumnRole, ...] = (
    "seq", "group", "text", "lead", "support", "supervise", "person", "deadline", "status", "progress", "done_date",
    "note",
)  # fmt: skip
CellValue = Value | None
Marks = Mapping[tuple[str, int] | None, frozenset[tuple[str, str]]]


def iso(day: date | None) -> str | None:
    """ISO text of a date, None of none."""
    return day.isoformat() if day else None


class Milestone(NamedTuple):
    """One node of a deadline: 「梳理阶段」, 2020-08-01 to 2020-08-31; `due` is the last day still in time."""

    label: str | None
    start: date | None
    due: date

    def cells(self, number: int) -> dict[str, object]:
        """What an analyst's row says of it."""
        return {"节点序号": number, "节点": self.label, "起始日期": self.start, "截止日期": self.due}


class Cycle(NamedTuple):
    """A recurring day: 「每月5日前」 is month, day 5; 「每季度末」 quarter, day 31 (the last); 「每周五」 week, day 5.

    `month` is the month inside a quarter, half-year or year (1-based; None: the last one).
    """

    every: Literal["day", "week", "month", "quarter", "half", "year"]
    month: int | None = None
    day: int | None = None


class Offset(NamedTuple):
    """A deadline counted from an event: 「印发后10个工作日内」 is base 「印发」, amount 10, unit workday."""

    base: str
    amount: int
    unit: Literal["workday", "day", "week", "month", "year"]


class Deadline(NamedTuple):
    """What a deadline cell says, with its years resolved (docs/规则.md 3).

    `superseded` is the deadline that an adjusted one outranks; `inferred` is True where a year was not printed in the cell.
    """

    text: str = ""
    kind: DeadlineKind = "none"
    ongoing: bool = False
    milestones: tuple[Milestone, ...] = ()
    cycle: Cycle | None = None
    offset: Offset | None = None
    superseded: "Deadline | None" = None
    inferred: bool = False

    def to_dict(self) -> dict[str, object]:
        """The JSON of docs/规则.md 1."""
        return {
            "text": self.text,
            "kind": self.kind,
            "ongoing": self.ongoing,
            "milestones": [{"label": m.label, "start": iso(m.start), "due": iso(m.due)} for m in self.milestones],
            **({"superseded": self.superseded.to_dict()} if self.superseded else {}),
        }


class UnitRole(NamedTuple):
    """One unit as printed, its part in the task, and what a roster makes of it (docs/规则.md 4).

    `unit` is the full name in the roster, `members` the units that a group stands for; empty without a roster.
    """

    name: str
    role: Role
    kind: UnitKind
    unit: str | None = None
    members: tuple[str, ...] = ()

    def resolved(self, roster: Roster) -> "UnitRole":
        """The same unit with its full name, or its members where it is a group; `name` stays as printed."""
        members = roster.members(self.name) if self.kind == "group" else ()
        if members:
            return self._replace(members=members)
        found = roster.find(self.name)
        return self._replace(unit=found.name) if found else self

    def to_dict(self) -> dict[str, object]:
        """The JSON of docs/规则.md 1, with the roster's keys where there are any."""
        full = {"unit": self.unit} if self.unit else {}
        members = {"members": list(self.members)} if self.members else {}
        return {"name": self.name, "role": self.role, "kind": self.kind, **full, **members}

    def cells(self) -> dict[str, object]:
        """What an analyst's row says of it."""
        return {
            "单位": self.name, "角色": words.ROLES[self.role], "单位类别": words.UNIT_KINDS[self.kind],
            "单位全称": self.unit or "、".join(self.members) or self.name,
        }  # fmt: skip


class ReportBack(NamedTuple):
    """A report-back inside the text: 「（7月15日前报区电子政务中心）」; `due` is None where no year can be had."""

    due: date | None
    to: str

    def to_dict(self) -> dict[str, object]:
        """The JSON of docs/规则.md 1."""
        return {"due": iso(self.due), "to": self.to}


class Reported(NamedTuple):
    """What was reported of a task, as printed: words, done date (a date, or words that may lack a year), progress 0 to 1.

    `beside` are words of another column that say the same and name the day: 「于4月22日印发」 beside 「是」.
    """

    words: str | None = None
    done: date | str | None = None
    progress: float | None = None
    beside: str | None = None


class UnitAnswer(NamedTuple):
    """What one of the units of a task has told of it for itself (docs/规则.md 5.13).

    Attributes:
        unit: its name, in full where a roster knows it.
        reported: what it told.
        ruling: what the office makes of a report of completion: 「销号」, 「退回」, 「存疑」, 「」 where it has said nothing.
        extended: the day to which its deadline was put off, where it asked for that and the office agreed.
        beside: what else it told, as a form asks for it: trouble, next steps, proof, the delay that it asks for.
        sent_back: how often a report of completion was sent back before.
        handed: whether the task was handed on to it by whom it names, in whose place it answers; sent: whether it has told anything.
    """

    unit: str
    reported: Reported
    ruling: str = ""
    extended: date | None = None
    beside: tuple[str | int | float | bool | date | None, ...] = ()
    sent_back: int = 0
    handed: bool = False
    sent: bool = True


class Column(NamedTuple):
    """One source column: 1-based number, header without spaces, and the role it was read in."""

    number: int
    header: str
    role: ColumnRole

    @property
    def letters(self) -> str:
        """Its letters in the sheet."""
        return column_letters(self.number)


class Task(NamedTuple):
    """One task row (docs/规则.md 1). `values` are the source cells, one for each of its table's columns, merges filled in.

    `year` is that of the document, before which no day without a year lies (docs/规则.md 5.3); None where it is unknown.

    `number` and `office` are what it is called by already, as a report or the whole tells of which this is an excerpt (2.10).
    `shared` is what its units told each for itself; `reported` is then what they come to together (5.13).
    """

    row: int
    seq: str | None
    group: tuple[str, ...]
    text: str
    units: tuple[UnitRole, ...]
    deadline: Deadline
    reports: tuple[ReportBack, ...] = ()
    reported: Reported = Reported()
    struck: bool = False
    values: tuple[CellValue, ...] = ()
    year: int | None = None
    number: str | None = None
    office: str | None = None
    shared: tuple[UnitAnswer, ...] = ()

    def cells(self) -> dict[str, object]:
        """What an analyst's rows say of it."""
        return {
            "序号": self.seq, "分组": " / ".join(self.group), "任务": self.text, "时限原文": self.deadline.text,
            "时限类别": words.DEADLINE_KINDS[self.deadline.kind], "持续": self.deadline.ongoing,
            "完成情况原文": self.reported.words,
        }  # fmt: skip


class Table(NamedTuple):
    """One table of a sheet: where it stands, what it is called, its columns in the sheet's order, its tasks.

    `unread` are the cells in and under it that were read as nothing, row by row (docs/规则.md 2.7). `copy_of` is
    the table of which it is a copy, whose tasks are counted (2.9).

    `answered` is True of an excerpt where a row that is not in it was answered. `heading` is the last row of its header, 0 where
    it has none.

    In a table turned sideways the numbers of its columns are rows of the sheet, and the rows of its tasks are columns.
    """

    sheet: str
    range: CellRange
    kind: TableKind
    annex: str | None
    title: str | None
    columns: tuple[Column, ...]
    tasks: tuple[Task, ...]
    turned: bool = False
    unread: tuple[CellRef, ...] = ()
    answered: bool = False
    copy_of: str | None = None
    heading: int = 0

    def letters(self, role: ColumnRole) -> list[str]:
        """Letters of the columns read in a role; of a table turned sideways the numbers of its rows."""
        return [str(c.number) if self.turned else c.letters for c in self.columns if c.role == role]

    def cell(self, task: Task, column: int) -> CellRef:
        """The cell of the sheet in which a task and a column meet."""
        return CellRef(self.sheet, column, task.row) if self.turned else CellRef(self.sheet, task.row, column)

    def holds(self, cell: CellRef) -> bool:
        """Whether a cell of its sheet stands in it."""
        top, left, bottom, right = self.range
        return top <= cell.row <= bottom and left <= cell.column <= right

    def first_row(self, task: Task) -> int:
        """The first row of the sheet that a task stands in."""
        return self.range.top if self.turned else task.row

    def has(self, *roles: ColumnRole) -> bool:
        """Whether any column was read in one of the roles."""
        return any(c.role in roles for c in self.columns)


class Document(NamedTuple):
    """Everything read from one file: tables, the roster it carries or was given, diagnostics.

    `ledger` is True for a book that xltrack wrote (known by the defined name `xltrack_ledger`); `memory` is what that book
    remembers of earlier dates; `locked` is True where it took the user's password to open it.

    `typed` are the rows of a ledger of which something else is reported than as it was written, None where that is not known.
    `settled` are the lines of 核对清单 that were answered: by sheet and row (None: of no task) the rule and the mark of the words;
    `checked` is how many of what was said they are.
    """

    source: str
    tables: tuple[Table, ...]
    diagnostics: tuple[Diagnostic, ...]
    roster: Roster
    ledger: bool = False
    memory: Memory | None = None
    locked: bool = False
    typed: frozenset[int] | None = None
    settled: Marks | None = None
    checked: int = 0

    def ref(self, table: Table, task: Task, role: ColumnRole) -> CellRef:
        """The cell of a task in its first column of a role (the first column of the table where it has none)."""
        column = next((c.number for c in table.columns if c.role == role), table.columns[0].number)
        return table.cell(task, column)

    def rows(self, beside: Callable[[Task], Mapping[str, object]] = lambda _: {}) -> Iterator[dict[str, object]]:
        """One for each task, unit and milestone, as analysts see it: by the names of `frame.COLUMNS`, and what `beside` adds.

        A task without units or milestones has one row all the same; 节点序号 is 1 for the first milestone, so
        `frame.drop_duplicates(["来源", "工作表", "行"])` is the list of tasks.
        """
        for table in self.tables:
            place = {"来源": self.source, "工作表": table.sheet, "附件": table.annex, "表名": table.title}
            for task in table.tasks:
                shared = {**place, "行": table.first_row(task), **task.cells(), **beside(task)}
                milestones = [one.cells(number) for number, one in enumerate(task.deadline.milestones, 1)]
                for unit in [one.cells() for one in task.units] or [{}]:
                    for milestone in milestones or [{}]:
                        yield shared | unit | milestone

    def to_frame(self) -> Any:
        """A pandas DataFrame, one row for each task, unit and milestone (needs `pip install xltrack[frame]`)."""
        from xltrack.domain.frame import make_frame

        return make_frame(self.rows())
