"""任务台账: one flat table over all tasks, every source column carried through, xltrack's own columns behind.

It is a decomposition sheet again: a hidden row names the columns' roles and `xltrack_ledger` covers the table (docs/规则.md 2.1).
Rows are made one at a time, and every task costs the same, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from operator import itemgetter
from typing import Final

from xltrack.address import column_letters
from xltrack.assessment.model import Assessment, Judged
from xltrack.records import Milestone, Table
from xltrack.report import words
from xltrack.report.columns import OWN, LedgerColumn, LedgerPlan, TablePlan, plan_columns
from xltrack.report.measure import fit_width, rooms_of, row_height
from xltrack.report.model import BODY_ROW, Column, Listing, Row, Section, Value
from xltrack.report.names import main_title
from xltrack.report.resolved import format_resolved
from xltrack.report.wording import seq_value, unit_cell
from xltrack.values import CellError, Percent

_SAMPLED: Final = 200
_UNIT_ROLES: Final = ("lead", "support", "supervise")
# Least and most width of a column by role.
_BOUNDS: Final[dict[str, tuple[float, float]]] = {
    "seq": (6, 8), "group": (9, 16), "text": (30, 44), "lead": (12, 20), "support": (12, 22), "supervise": (12, 22),
    "person": (9, 14), "deadline": (12, 16), "adjusted": (12, 16), "start": (11, 14), "status": (12, 22),
    "done_date": (12, 13), "progress": (9, 10), "note": (9, 20), "other": (8, 20),
}  # fmt: skip
_OWN_WIDTHS: Final = (10, 12, 12, 24, 24, 15)
# What the re-reader needs of xltrack's own columns has a role of its own.
_ROLES: Final = {words.RESOLVED: "resolved", words.ORIGIN: "source"}
_DATE_ROLES: Final = ("deadline", "adjusted", "start", "done_date")


def compose_ledger(assessment: Assessment, plan: LedgerPlan) -> Listing:
    """The sheet, its rows still to be asked for."""
    tables = _Rows(assessment, plan)
    columns = (*_source_columns(plan.columns, tables), *_own_columns(assessment))
    rooms = rooms_of(columns)
    text = plan.first("text")
    return Listing(
        name=words.LEDGER,
        title=main_title(assessment) or words.LEDGER,
        caption=words.LEDGER_CAPTION.format(day=words.full_day(assessment.as_of), count=len(assessment.tasks)),
        columns=columns,
        sections=(Section(lambda: tables.rows(rooms)),),
        frozen=text + 1 if text <= 3 else 0,
        printed=len(columns) - 2,
        roles=True,
    )


def plan_ledger(assessment: Assessment) -> LedgerPlan:
    """The columns for all tables that have tasks."""
    tables = {id(judged.table): judged.table for judged in assessment.tasks}
    return plan_columns(list(tables.values()))


def ledger_row(number: int) -> int:
    """The sheet row of the task with this number in `Assessment.tasks`."""
    return BODY_ROW + number


def _source_columns(columns: Sequence[LedgerColumn], rows: _Rows) -> Iterator[Column]:
    sample = [row.values for row in islice(rows.rows(None), _SAMPLED)]
    for index, column in enumerate(columns):
        least, most = _BOUNDS.get(column.role, _BOUNDS["other"])
        width = fit_width((values[index] for values in sample), column.header, least, most)
        choices = words.STATUS_CHOICES if column.role == "status" else ()
        style = _head_style(column)
        yield Column(column.header or words.UNNAMED, width, column.role, style, choices)


def _own_columns(assessment: Assessment) -> Iterator[Column]:
    for header, width in zip(OWN, _OWN_WIDTHS, strict=True):
        if header == words.RESOLVED and assessment.since and assessment.since.changes:
            yield Column(words.CHANGE_HEAD.format(day=words.full_day(assessment.as_of)), 24, "own", "head.own")
        role = _ROLES.get(header, "own")
        style = "head.own.right" if header == words.DAYS_LEFT else "head.own"
        yield Column(header, width, role, style)


class _Rows:
    """The ledger's rows, with what holds for all of them worked out once."""

    def __init__(self, assessment: Assessment, plan: LedgerPlan) -> None:
        self.tasks = assessment.tasks
        self.sources = [document.source for document in assessment.documents]
        self.plan = plan
        self.styles = [_style_of(column) for column in plan.columns]
        self.seq, self.text = plan.first("seq"), plan.first("text")
        self.deadline, self.adjusted = plan.first("deadline"), plan.first("adjusted")
        self.takes = {key: itemgetter(*table.order) for key, table in plan.tables.items()}
        self.units = [i for i, column in enumerate(plan.columns) if column.role in _UNIT_ROLES]
        self.groups = [i for i, column in enumerate(plan.columns) if column.role == "group"]
        self.own = ["own.days", "own.date", "own", "own.small", "own.small"]
        self.changed = _changed(assessment)
        if self.changed is not None:
            self.own.insert(3, "own")

    def rows(self, rooms: Sequence[int] | None) -> Iterator[Row]:
        """All rows in order; without `rooms` their heights are not measured."""
        last: list[Value] = []
        for number, judged in enumerate(self.tasks):
            values: list[Value] = self._values(judged)
            if self.changed is not None:
                values.insert(-2, self.changed.get(number))
            styles = [*self.styles, f"state.{judged.state}", *self.own]
            self._adjust(judged, values, styles, last)
            last = values[: len(self.styles)]
            yield Row(values, styles, row_height(values, rooms) if rooms else 0.0)

    def _values(self, judged: Judged) -> list[Value]:
        task = judged.task
        table = self.plan.tables[id(judged.table)]
        # The order's -1 takes the None put behind the values.
        taken = self.takes[id(judged.table)]((*task.values, None))
        values: list[Value] = list(taken) if len(table.order) > 1 else [taken]
        if self.seq >= 0:
            values[self.seq] = seq_value(task.seq)
        self._fill_groups(table, task.group, values)
        values[self.text] = task.text
        self._fill_deadline(judged, values)
        self._fill_units(judged, values)
        days = None if judged.days is None else -judged.days
        values += (
            judged.word, days, _next(judged.next), judged.reason or None, format_resolved(task.deadline.milestones) or None,
            self._origin(judged),
        )  # fmt: skip
        return values

    def _fill_groups(self, table: TablePlan, group: tuple[str, ...], values: list[Value]) -> None:
        places = (*table.bands, *table.groups)
        if len(group) > len(table.groups):
            levels: tuple[int, ...] = places[len(places) - len(group) :]
        else:
            filled = tuple(place for place in table.groups if values[place] is not None)
            levels = filled if len(filled) == len(group) else table.groups[: len(group)]
        for place in places:
            values[place] = None
        for place, words_ in zip(levels, group, strict=False):
            values[place] = words_

    def _fill_deadline(self, judged: Judged, values: list[Value]) -> None:
        place, adjusted = self.deadline, self.adjusted
        deadline = judged.task.deadline
        if place < 0 or isinstance(values[place], date):
            return
        if adjusted >= 0 and values[adjusted] is not None:
            values[place] = deadline.superseded.text if deadline.superseded else values[place]
        else:
            values[place] = deadline.text or None
        # An inherited real date shows as its ISO text; it goes on as a date.
        shown = values[place]
        if isinstance(shown, str):
            values[place] = _iso_date(shown)

    def _fill_units(self, judged: Judged, values: list[Value]) -> None:
        for place in self.units:
            value = values[place]
            if isinstance(value, str) and "\n" in value:
                values[place] = unit_cell(value, tuple(unit.name for unit in judged.task.units))

    def _origin(self, judged: Judged) -> str:
        table: Table = judged.table
        cell = f"{table.sheet}!{column_letters(table.range.left)}{judged.task.row}"
        return cell if len(self.sources) == 1 else f"{self.sources[judged.document]} {cell}"

    def _adjust(self, judged: Judged, values: list[Value], styles: list[str], last: list[Value]) -> None:
        """Styles that depend on the row: inherited values pale, struck text struck, dates and percentages as such."""
        if last:
            if self.seq >= 0 and values[self.seq] == last[self.seq]:
                styles[self.seq] = "seq.pale"
            for place in self.groups:
                if values[place] != last[place]:
                    break
                styles[place] = "pale"
        if judged.task.struck:
            styles[self.text] = "struck"
        cells: list[object] = list(values[: len(self.styles)])
        for place, value in enumerate(cells):
            kind = type(value)
            if kind is str or value is None:
                continue
            if kind is date:
                styles[place] = "date"
            elif kind is Percent:
                styles[place] = "percent" if self.plan.columns[place].role == "progress" else "percent.left"
            elif kind is datetime:
                styles[place] = "time"
            elif isinstance(value, CellError):
                values[place] = value.code


def _changed(assessment: Assessment) -> Mapping[int, str] | None:
    """What 本期变化 says of each task by its number; None where there is nothing to compare with."""
    if not assessment.since or not assessment.since.changes:
        return None
    from xltrack.report.changes import change_words

    return change_words(assessment, assessment.since.changes)


def _style_of(column: LedgerColumn) -> str:
    if column.role == "seq":
        return "seq"
    if column.role == "progress":
        return "percent" if column.added else "number"
    if column.role in _DATE_ROLES and column.added:
        return "date"
    return "text"


def _head_style(column: LedgerColumn) -> str:
    if column.role == "seq":
        return "head.center"
    if column.role == "progress":
        return "head.added.right" if column.added else "head.right"
    return "head.added" if column.added else "head"


def _next(milestone: Milestone | None) -> Value:
    if milestone is None:
        return None
    return f"{milestone.due.isoformat()} {milestone.label}" if milestone.label else milestone.due


def _iso_date(text: str) -> Value:
    if len(text) == 10 and text[4] == "-" and text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
