"""任务台账: one flat table over all tasks, every source column carried through, xltrack's own columns behind.

It is a decomposition sheet again: a hidden row names the columns' roles and `xltrack_ledger` covers the table (docs/规则.md 2.1).
Rows are made one at a time, and every task costs the same, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice, pairwise
from operator import itemgetter
from typing import Final

from xltrack.assessment.model import Assessment, Judged
from xltrack.base.address import column_letters
from xltrack.base.shown_dates import ShownDate
from xltrack.base.values import CellError, Number, Percent
from xltrack.report import words
from xltrack.report.ledger.columns import Extent, LedgerColumn, LedgerPlan, TablePlan, own_headers, plan_columns
from xltrack.report.ledger.extents import find_extents
from xltrack.report.ledger.origin import Origins
from xltrack.report.ledger.resolved import format_resolved
from xltrack.report.live.book import live_rules
from xltrack.report.live.columns import HELPERS, LiveColumns, helper_names
from xltrack.report.live.rows import LiveRows, next_words
from xltrack.report.live.standing import input_columns
from xltrack.sheets.measure import (
    HIGHEST,
    LEGIBLE_A3,
    LEGIBLE_A4,
    WIDEST_A4,
    fit_width,
    paper_width,
    rooms_of,
    row_height,
    usual_breadth,
    widened,
)
from xltrack.sheets.model import BODY_ROW, CellValue, Listing, Plain, Row, Section, SheetColumn
from xltrack.telling import words as common
from xltrack.telling.names import main_title
from xltrack.telling.wording import seq_value, unit_cell

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
    words.STATE: "own.state", words.DAYS_LEFT: "own.days", words.NEXT: "own.date", words.RESOLVED: "own.small",
    words.ORIGIN: "own.small",
}  # fmt: skip
_TOP: Final = {"text": "text.top"}  # where a row is too low for its words, their beginning is shown
_WAS: Final = list(HELPERS).index("was")
_DATE_ROLES: Final = ("deadline", "adjusted", "start", "done_date")


_MOST_FROZEN: Final = 40.0  # digits


def compose_ledger(assessment: Assessment, plan: LedgerPlan, *, live: bool = True) -> Listing:
    """The sheet, its rows still to be asked for; `live` puts formulas into it that go on judging."""
    tables = _Rows(assessment, plan, live=live)
    own = tuple(_own_columns(tables))
    printed = len(plan.columns) + tables.reason
    extents = plan.extents
    usual = (*_source_columns(plan.columns, tables, extents), *own[: tables.reason])
    wide = widened(usual, [*(extent.room for extent in extents), *[0] * tables.reason])
    shown = (*_narrowed(wide[: len(plan.columns)], own[: tables.reason], extents), *own)
    helpers = tuple(SheetColumn(h.header, 8, "own", "roles", hidden=True) for h in HELPERS.values()) if live else ()
    # Digits are the widest where another font stands in: a column of days holds less of them.
    rooms = [room - (column.role in _DATE_ROLES) for column, room in zip(shown, rooms_of(shown), strict=True)]
    text = plan.first("text")
    caption = words.LEDGER_CAPTION if live else words.LEDGER_CAPTION_FIXED
    return Listing(
        name=words.LEDGER,
        title=main_title(assessment) or words.LEDGER,
        caption=caption.format(day=common.full_day(assessment.as_of), count=len(assessment.tasks)),
        columns=(*shown, *helpers),
        sections=(Section(lambda: tables.rows(rooms)),),
        frozen=_frozen(shown, text),
        printed=printed,
        roles=True,
        names=tuple(helper_names(len(shown))) if live else (),
        rules=live_rules(len(plan.columns)) if live else (),
        outlined=tables.outlined,
    )


def _frozen(columns: Sequence[SheetColumn], text: int) -> int:
    """The columns up to the task, or those before it, that stay: on a telephone they must leave room for the others."""
    counts = (text + 1, text, 1)
    return next((n for n in counts if n <= 4 and sum(c.width for c in columns[:n]) <= _MOST_FROZEN), 0)


def plan_ledger(assessment: Assessment) -> LedgerPlan:
    """The columns for all tables that have tasks, and what each asks for."""
    tables = {id(judged.table): judged.table for judged in assessment.tasks}
    plan = plan_columns(list(tables.values()))
    return plan._replace(extents=find_extents(assessment, plan))


def ledger_row(number: int) -> int:
    """The sheet row of the task with this number in `Assessment.tasks`."""
    return BODY_ROW + number


def _source_columns(columns: Sequence[LedgerColumn], rows: _Rows, extents: Sequence[Extent]) -> Iterator[SheetColumn]:
    sample = [row.values for row in islice(rows.rows(None), _SAMPLED)]
    for index, column in enumerate(columns):
        least, most = _BOUNDS.get(column.role, _BOUNDS["other"])
        values = [values[index] for values in sample]
        if column.role in ("deadline", "adjusted") and usual_breadth(values) > _LONG_DEADLINE[0]:
            most = _LONG_DEADLINE[1]
        width = max(fit_width(values, column.header, least, most), _shown_width(column, extents[index]))
        choices = words.STATUS_CHOICES if column.role == "status" else ()
        style = _head_style(column)
        yield SheetColumn(column.header, width, column.role, style, choices)


def _shown_width(column: LedgerColumn | SheetColumn, extent: Extent) -> float:
    """The width under which its dates and numbers would print as ###; xltrack words a number of a task itself."""
    return 0.0 if column.role == "seq" else extent.least


def _narrowed(
    columns: tuple[SheetColumn, ...], own: Sequence[SheetColumn], extents: Sequence[Extent]
) -> tuple[SheetColumn, ...]:
    """The source columns, each nearer to its least width where all that is printed would be too wide for the paper else."""
    printed = paper_width([*columns, *own])
    least = [
        max(_least(c), _shown_width(c, extent), min(c.width, extent.room + 2.0))
        for c, extent in zip(columns, extents, strict=True)
    ]
    spare = sum(column.width for column in columns) - sum(least)
    over = printed - (LEGIBLE_A4 if printed - spare <= WIDEST_A4 else LEGIBLE_A3)
    if over <= 0 or not spare:
        return columns
    share = min(1.0, over / spare)
    return tuple(
        c._replace(width=round(c.width - share * (c.width - w), 1)) for c, w in zip(columns, least, strict=True)
    )


def _least(column: SheetColumn) -> float:
    least, most = _BOUNDS.get(column.role, _BOUNDS["other"])
    if column.role in ("deadline", "adjusted") and column.width > most:
        least = most + 3
    return min(column.width, least)


def _own_columns(rows: _Rows) -> Iterator[SheetColumn]:
    for header in rows.own:
        if header == words.CHANGE:
            yield SheetColumn(words.CHANGE_HEAD.format(day=common.full_day(rows.as_of)), 18, "own", "head.own")
            continue
        style = "head.own.right" if header == words.DAYS_LEFT else "head.own"
        yield SheetColumn(header, _OWN_WIDTHS[header], _ROLES.get(header, "own"), style)


class _Rows:
    """The ledger's rows, with what holds for all of them worked out once."""

    def __init__(self, assessment: Assessment, plan: LedgerPlan, *, live: bool) -> None:
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
        self.outlined = any(a.task.group[:1] == b.task.group[:1] != () for a, b in pairwise(assessment.tasks))
        self.changed = _changed(assessment)
        self.own = own_headers(several=self.origins.several, changed=self.changed is not None)
        self.reason = self.own.index(words.REASON)
        self.live = _live_rows(assessment, plan, self.own) if live else None
        own = [_OWN_STYLES.get(header, "own") for header in self.own]
        self.own_styles = [*own, *(column.style for column in HELPERS.values())] if live else own

    def rows(self, rooms: Sequence[int] | None) -> Iterator[Row]:
        """All rows in order; without `rooms` the source columns alone, their heights not measured."""
        last: list[CellValue] = []
        stage: tuple[str, ...] = ()
        for number, judged in enumerate(self.tasks):
            values: list[CellValue] = self._values(judged)
            styles = list(self.styles)
            self._adjust(judged, values, styles, last)
            last = values
            if rooms is None:
                yield Row(values, styles, None)
                continue
            own = self._own_values(number, judged)
            height = row_height([*values, *map(own.get, self.own)], rooms)
            if height >= HIGHEST:
                styles = [_TOP.get(style, style) for style in styles]
            group = judged.task.group[:1]
            level = 1 if self.outlined and group and group == stage else 0
            stage = group
            styles += self.own_styles
            if self.live:
                row, live = ledger_row(number), self.live
                formulas = {**own, **live.own(row, judged, own)}
                helpers = live.helpers(number + 1, row, judged, values)
                if isinstance(helpers[_WAS], date):
                    styles[len(styles) - len(helpers) + _WAS] = "plain.date"
                values = [*values, *map(formulas.get, self.own), *helpers]
            else:
                styles[len(values)] = f"state.{judged.state}"
                values = [*values, *map(own.get, self.own)]
            yield Row(values, styles, height, level=level)

    def _own_values(self, number: int, judged: Judged) -> dict[str, Plain]:
        """What stands in xltrack's own columns, by their headers."""
        return {
            words.STATE: judged.word,
            words.DAYS_LEFT: judged.days,
            words.NEXT: next_words(judged.next),
            words.CHANGE: self.changed.get(number) if self.changed else None,
            words.REASON: judged.reason,
            words.RESOLVED: format_resolved(judged.task.deadline.milestones) or None,
            words.ORIGIN: self.origins.of(judged),
        }

    def _values(self, judged: Judged) -> list[CellValue]:
        task = judged.task
        table = self.plan.tables[id(judged.table)]
        # The order's -1 takes the None put behind the values.
        taken = self.takes[id(judged.table)]((*task.values, None))
        values: list[CellValue] = list(taken) if len(table.order) > 1 else [taken]
        if self.seq >= 0:
            values[self.seq] = seq_value(task.seq)
        self._fill_groups(table, task.group, values)
        values[self.text] = task.text
        self._fill_deadline(judged, values)
        self._fill_units(judged, values)
        return values

    def _fill_groups(self, table: TablePlan, group: tuple[str, ...], values: list[CellValue]) -> None:
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

    def _fill_deadline(self, judged: Judged, values: list[CellValue]) -> None:
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

    def _fill_units(self, judged: Judged, values: list[CellValue]) -> None:
        for place in self.units:
            value = values[place]
            if isinstance(value, str) and "\n" in value:
                values[place] = unit_cell(value, tuple(unit.name for unit in judged.task.units))

    def _adjust(self, judged: Judged, values: list[CellValue], styles: list[str], last: list[CellValue]) -> None:
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
        cells: list[object] = list(values)
        for place, value in enumerate(cells):
            kind = type(value)
            if kind is str or value is None:
                continue
            if kind is date:
                styles[place] = "date"
            elif isinstance(value, (Number, ShownDate)):
                styles[place] = _shown_style(value, self.plan.columns[place].role, styles[place])
            elif kind is datetime:
                styles[place] = "time"
            elif isinstance(value, CellError):
                values[place] = value.code


def _shown_style(value: Number | ShownDate, role: str, style: str) -> str:
    if isinstance(value, Percent):
        style = "percent" if role == "progress" else "text"
    return f"{style}|{value.format}"


def _changed(assessment: Assessment) -> Mapping[int, str] | None:
    """What 本期变化 says of each task by its number; None where there is nothing to compare with."""
    if not assessment.since or not assessment.since.changes:
        return None
    from xltrack.report.changes import change_words

    return change_words(assessment, assessment.since.changes)


def _live_rows(assessment: Assessment, plan: LedgerPlan, own: Sequence[str]) -> LiveRows:
    inputs = input_columns(plan)
    letters = {role: [column_letters(place + 1) for place in places] for role, places in inputs.items()}
    first = len(plan.columns)
    shown = {"days": own.index(words.DAYS_LEFT), "next": own.index(words.NEXT)}
    own_letters = {name: column_letters(first + place + 1) for name, place in shown.items()}
    columns = LiveColumns(letters, own_letters, first + len(own), BODY_ROW + len(assessment.tasks) - 1)
    return LiveRows(assessment, columns, inputs)


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


def _iso_date(text: str) -> CellValue:
    if len(text) == 10 and text[4] == "-" and text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
