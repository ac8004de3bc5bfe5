"""What was answered in 核对清单, for today's tasks (docs/规则.md 8.5): it is right, or the right value in the words of its field."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Final, NamedTuple, get_args

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.rules import Doubt, rule
from xltrack.base.text import fold, squeeze
from xltrack.comparison import words as own_words
from xltrack.comparison.known import Place
from xltrack.domain.checked import Lines, Settled, item_mark, words_mark
from xltrack.domain.memory import Checked
from xltrack.domain.records import CellValue, Column, ColumnRole, Document, Role, Table, Task
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.years import YearContext, resolve
from xltrack.language.status.done import read_day
from xltrack.language.status.grammar import parse_status
from xltrack.language.status.tokens import STATUS
from xltrack.language.units.grammar import names_of, read_units

_FIELDS: Final[Mapping[ColumnRole, Doubt]] = {
    "deadline": "deadline", "adjusted": "deadline", "start": "deadline", "lead": "units", "support": "units",
    "supervise": "units", "status": "report", "done_date": "report", "progress": "report", "note": "report",
}  # fmt: skip
_COLUMNS: Final[Mapping[Doubt, tuple[ColumnRole, ...]]] = {
    "deadline": ("deadline", "adjusted"), "units": get_args(Role), "report": ("status",),
}  # fmt: skip
_MARKS: Final = "。.!！"
Spot = tuple[int, str, int, bool]  # document, sheet, row, whether its table is turned


class _Right(NamedTuple):
    """The task with the right value in place of what was read, and the cell's column."""

    task: Task
    column: Column


def settle(
    documents: Sequence[Document], spots: Mapping[str, Spot], checks: Mapping[Place, Checked]
) -> Iterator[Document]:
    """The documents without what was answered, and with the values that were given; `spots` is where each task stands, by its key."""
    for index, document in enumerate(documents):
        asked = [
            (spots[key][1:3] if key else None, check)
            for (key, _, _), check in checks.items()
            if not key or (key in spots and spots[key][0] == index)
        ]
        yield _Checking(document).settled(asked) if asked else document


class _Checking:
    """Applies what was answered to one document."""

    def __init__(self, document: Document) -> None:
        self.document, self.lines = document, Lines(document)
        self.tasks = {(t.sheet, task.row): (t, task) for t in document.tables for task in t.tasks}
        self.marks = dict(document.settled or {})
        self.said: list[Diagnostic] = []
        self.right: dict[tuple[str, int], Task] = {}
        self.done: set[tuple[object, Doubt]] = set()  # cells that were given a value, and its field

    def settled(self, asked: Sequence[tuple[tuple[str, int] | None, Checked]]) -> Document:
        """The document with all of it."""
        for place, check in asked:
            if squeeze(fold(check.said)).lower().strip(_MARKS) in STATUS.confirmed or self._give(place, check):
                self.marks[place] = self.marks.get(place, frozenset()) | {(check.code, check.mark)}
        document = self.document._replace(settled=self.marks)
        answered = Settled(document)
        kept = tuple(
            said
            for said in document.diagnostics
            if not answered.holds(said) and (said.cell, rule(said.code).doubt) not in self.done
        )
        return document._replace(
            tables=tuple(map(self._table, document.tables)), diagnostics=(*kept, *self.said),
            checked=document.checked + len(document.diagnostics) - len(kept),
        )  # fmt: skip

    def _table(self, table: Table) -> Table:
        if not any(sheet == table.sheet for sheet, _ in self.right):
            return table
        return table._replace(tasks=tuple(self.right.get((table.sheet, task.row), task) for task in table.tasks))

    def _give(self, place: tuple[str, int] | None, check: Checked) -> bool:
        """Put a value in place of what was read; whether it could be understood, or its words stand there no more."""
        if place is None:
            said = next((d for d in self.document.diagnostics if self._is_meant(d, check)), None)
            if said:
                self.said.append(Diagnostic("D324", said.cell, {"words": check.said}))
            return False
        table, task = self.tasks[place]
        column = self._column(table, task, check)
        if column is None:
            return False
        field = rule(check.code).doubt or _FIELDS.get(column.role, "")
        now = self.right.get(place, task)
        right = _Given(self.document, table, column, check.said).put(field, now)
        cell = table.cell(task, column.number)
        if right is None:
            self.said.append(Diagnostic("D324", cell, {"words": check.said}))
            return False
        self.right[place] = right.task
        self.done |= {(cell, field), (table.cell(task, right.column.number), field)}
        return True

    def _is_meant(self, said: Diagnostic, check: Checked) -> bool:
        return said.code == check.code and item_mark(said, self.lines.held(said)) == check.mark

    def _column(self, table: Table, task: Task, check: Checked) -> Column | None:
        """The column of the cell that was meant; None where its words were changed since."""
        for said in self.document.diagnostics:
            held = self.lines.held(said) if said.code == check.code else None
            if held and held.task is task and item_mark(said, held) == check.mark:
                return held.column
        same = [
            column
            for column, value in zip(table.columns, task.values, strict=False)
            if words_mark(f"{'' if value is None else value}|") == check.mark
        ]
        wanted = _FIELDS_OF.get(rule(check.code).doubt, ())
        return next((c for c in same if c.role in wanted), next(iter(same), None))


_FIELDS_OF: Final = {field: tuple(r for r, f in _FIELDS.items() if f == field) for field in _COLUMNS}


class _Given:
    """A value in words for a field of a task, read by the language of that field."""

    def __init__(self, document: Document, table: Table, column: Column, said: str) -> None:
        self.document, self.table, self.said = document, table, said
        self.column = column

    def put(self, field: Doubt, task: Task) -> _Right | None:
        """The task with it; None where it says nothing of the field."""
        column = self._own(field)
        if column is None or squeeze(fold(self.said)).lower().strip(_MARKS) in STATUS.rejected:
            return None
        told = {"deadline": self._deadline, "units": self._units, "report": self._report}[field](task, column)
        return _Right(told, column) if told else None

    def _own(self, field: Doubt) -> Column | None:
        """The column that the value belongs in."""
        wanted = _COLUMNS.get(field, ())
        if self.column.role in wanted:
            return self.column
        return next((c for role in wanted for c in self.table.columns if c.role == role), None)

    def _value(self) -> CellValue:
        with suppress(ValueError):
            return date.fromisoformat(self.said)
        return self.said

    def _deadline(self, task: Task, column: Column) -> Task | None:
        year = task.year or self._near_year(task)
        found = resolve(read_deadline(self.said), YearContext(given=year)).deadline
        if found.kind in ("unreadable", "none"):
            return None
        found = found._replace(superseded=task.deadline.superseded, inferred=False)
        return _with_value(self.table, task._replace(deadline=found), {column.number: self._value()})

    def _near_year(self, task: Task) -> int | None:
        """The year of the deadline itself, else of the nearest one above it, else below."""
        rows = [one.row for one in self.table.tasks]
        at = rows.index(task.row)
        near = (task, *reversed(self.table.tasks[:at]), *self.table.tasks[at + 1 :])
        return next((one.deadline.milestones[-1].due.year for one in near if one.deadline.milestones), None)

    def _units(self, task: Task, column: Column) -> Task | None:
        roster = self.document.roster
        read = read_units(self.said, column.role, names_of(roster) if roster else None)
        # What is a day or an answer was meant for another cell.
        if not read.units or read_deadline(self.said).milestones or parse_status(self.said).telling:
            return None
        others = [u for u in task.units if u.role != column.role and self.table.has(u.role)]
        units = (*others, *(unit.resolved(roster) if roster else unit for unit in read.units))
        return _with_value(self.table, task._replace(units=units), {column.number: self.said})

    def _report(self, task: Task, column: Column) -> Task | None:
        said, reported = parse_status(self.said), task.reported
        day = read_day(self.said)
        dates = [c for c in self.table.columns if c.role == "done_date"]
        if day and not said.telling and dates:
            value = self._value()
            told = value if isinstance(value, date) else self.said
            words = reported.words if parse_status(reported.words or "").kind == "done" else own_words.FINISHED
            values: dict[int, CellValue] = {dates[0].number: told, column.number: words}
            return _with_value(self.table, task._replace(reported=reported._replace(words=words, done=told)), values)
        if not said.telling and not day:
            return None
        # What contradicts the words that were given goes.
        other = self.column.role == "done_date" or said.kind != "done"
        share = None if (reported.progress == 1) != (said.kind == "done") else reported.progress
        values = {column.number: self.said}
        values |= {c.number: None for c in dates if other}
        values |= {c.number: None for c in self.table.columns if c.role == "progress" and share is None}
        now = reported._replace(words=self.said, done=None if other else reported.done, progress=share, beside=None)
        return _with_value(self.table, task._replace(reported=now), values)


def _with_value(table: Table, task: Task, values: Mapping[int, CellValue]) -> Task:
    """The task with other values in some columns."""
    told = zip(table.columns, task.values, strict=False)
    return task._replace(values=tuple(values.get(column.number, value) for column, value in told))
