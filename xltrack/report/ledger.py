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

from xltrack.assessment.model import Assessment, Judged
from xltrack.records import Milestone
from xltrack.report import words
from xltrack.report.columns import LedgerColumn, LedgerPlan, TablePlan, plan_columns
from xltrack.report.measure import (
    LEGIBLE_A3,
    LEGIBLE_A4,
    WIDEST_A4,
    fit_width,
    paper_width,
    rooms_of,
    row_height,
    usual_breadth,
)
from xltrack.report.model import BODY_ROW, Column, Listing, Row, Section, Value
from xltrack.report.names import main_title
from xltrack.report.origin import Origins
from xltrack.report.resolved import format_resolved
from xltrack.report.wording import seq_value, unit_cell
from xltrack.values import CellError, Percent

_SAMPLED: Final = 200
_UNIT_ROLES: Final = ("lead", "support", "supervise")
# Least and most width of a column by role; what is printed must be legible on A4 across.
_BOUNDS: Final[dict[str, tuple[float, float]]] = {
    "seq": (6, 7), "group": (9, 14), "text": (23, 34), "lead": (11, 16), "support": (11, 16), "supervise": (11, 16),
    "person": (8, 12), "deadline": (15, 17), "adjusted": (15, 17), "start": (11, 13), "status": (12, 18),
    "done_date": (12, 13), "progress": (8, 9), "note": (9, 14), "other": (9, 14),
}  # fmt: skip
_LONG_DEADLINE: Final = (40, 26.0)  # a usual deadline of so many half-width characters gets so wide a column
_OWN_WIDTHS: Final = {
    words.STATE: 10, words.DAYS_LEFT: 12, words.NEXT: 12, words.REASON: 24, words.RESOLVED: 24, words.ORIGIN: 15,
}  # fmt: skip
# What the re-reader needs of xltrack's own columns has a role of its own.
_ROLES: Final = {words.RESOLVED: "resolved", words.ORIGIN: "source"}
_OWN_STYLES: Final = {
    words.DAYS_LEFT: "own.days", words.NEXT: "own.date", words.RESOLVED: "own.small", words.ORIGIN: "own.small",
}  # fmt: skip
_DATE_ROLES: Final = ("deadline", "adjusted", "start", "done_date")


def compose_ledger(assessment: Assessment, plan: LedgerPlan) -> Listing:
    """The sheet, its rows still to be asked for."""
    tables = _Rows(assessment, plan)
    own = tuple(_own_columns(tables))
    printed = len(plan.columns) + tables.own.index(words.REASON)
    columns = (*_narrowed(tuple(_source_columns(plan.columns, tables)), own[: printed - len(plan.columns)]), *own)
    rooms = rooms_of(columns)
    text = plan.first("text")
    return Listing(
        name=words.LEDGER,
        title=main_title(assessment) or words.LEDGER,
        caption=words.LEDGER_CAPTION.format(day=words.full_day(assessment.as_of), count=len(assessment.tasks)),
        columns=columns,
        sections=(Section(lambda: tables.rows(rooms)),),
        frozen=text + 1 if text <= 3 else 0,
        printed=printed,
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
        values = [values[index] for values in sample]
        if column.role in ("deadline", "adjusted") and usual_breadth(values) > _LONG_DEADLINE[0]:
            most = _LONG_DEADLINE[1]
        width = fit_width(values, column.header, least, most)
        choices = words.STATUS_CHOICES if column.role == "status" else ()
        style = _head_style(column)
        yield Column(column.header, width, column.role, style, choices)


def _narrowed(columns: tuple[Column, ...], own: Sequence[Column]) -> tuple[Column, ...]:
    """The source columns, each nearer to its least width where all that is printed would be too wide for the paper else."""
    printed = paper_width([*columns, *own])
    least = [_least(column) for column in columns]
    spare = sum(column.width for column in columns) - sum(least)
    over = printed - (LEGIBLE_A4 if printed - spare <= WIDEST_A4 else LEGIBLE_A3)
    if over <= 0 or not spare:
        return columns
    share = min(1.0, over / spare)
    return tuple(
        c._replace(width=round(c.width - share * (c.width - w), 1)) for c, w in zip(columns, least, strict=True)
    )


def _least(column: Column) -> float:
    least, most = _BOUNDS.get(column.role, _BOUNDS["other"])
    if column.role in ("deadline", "adjusted") and column.width > most:
        least = most + 3
    return min(column.width, least)


def _own_columns(rows: _Rows) -> Iterator[Column]:
    for header in rows.own:
        if header == words.CHANGE:
            yield Column(words.CHANGE_HEAD.format(day=words.full_day(rows.as_of)), 18, "own", "head.own")
            continue
        style = "head.own.right" if header == words.DAYS_LEFT else "head.own"
        yield Column(header, _OWN_WIDTHS[header], _ROLES.get(header, "own"), style)


class _Rows:
    """The ledger's rows, with what holds for all of them worked out once."""

    def __init__(self, assessment: Assessment, plan: LedgerPlan) -> None:
        self.tasks = assessment.tasks
        self.as_of = assessment.as_of
        self.origins = Origins(assessment)
        self.plan = plan
        self.styles = [_style_of(column) for column in plan.columns]
        self.seq, self.text = plan.first("seq"), plan.first("text")
        self.deadline, self.adjusted = plan.first("deadline"), plan.first("adjusted")
        self.takes = {key: itemgetter(*table.order) for key, table in plan.tables.items()}
        self.units = [i for i, column in enumerate(plan.columns) if column.role in _UNIT_ROLES]
        self.groups = [i for i, column in enumerate(plan.columns) if column.role == "group"]
        self.changed = _changed(assessment)
        self.own = self._own_headers()
        self.own_styles = [_OWN_STYLES.get(header, "own") for header in self.own[1:]]

    def rows(self, rooms: Sequence[int] | None) -> Iterator[Row]:
        """All rows in order; without `rooms` their heights are not measured."""
        last: list[Value] = []
        for number, judged in enumerate(self.tasks):
            values: list[Value] = self._values(judged)
            self._append_own(number, judged, values)
            styles = [*self.styles, f"state.{judged.state}", *self.own_styles]
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
        return values

    def _own_headers(self) -> list[str]:
        """The headers of xltrack's own columns; those from 状态说明 on are not printed."""
        changed = [words.CHANGE] if self.changed is not None else []
        printed = [words.STATE, words.DAYS_LEFT, words.NEXT, *changed]
        if self.origins.several:
            return [*printed, words.ORIGIN, words.REASON, words.RESOLVED]
        return [*printed, words.REASON, words.RESOLVED, words.ORIGIN]

    def _append_own(self, number: int, judged: Judged, values: list[Value]) -> None:
        """Add what stands in the columns of `_own_headers`."""
        values += (judged.word, None if judged.days is None else -judged.days, _next(judged.next))
        if self.changed is not None:
            values.append(self.changed.get(number))
        resolved = format_resolved(judged.task.deadline.milestones) or None
        origin = self.origins.of(judged)
        if self.origins.several:
            values += (origin, judged.reason or None, resolved)
        else:
            values += (judged.reason or None, resolved, origin)

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
