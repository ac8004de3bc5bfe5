"""任务台账: one flat table over all tasks, every source column carried through, xltrack's own columns behind.

状态 and 距期天数 stand directly behind the task and stay with it as the sheet is scrolled. A row is as high as all that is printed
of it: a sheet has one height for the screen and for paper, and paper that leaves out words is worse than a long way to scroll.
It is a decomposition sheet again: a hidden row names the columns' roles and `xltrack_ledger` covers the table (docs/规则.md 2.1).
Rows are made one at a time, and every task costs the same, however many there are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import islice, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.base.shown_dates import ShownDate
from xltrack.base.values import CellError, Number, Percent
from xltrack.domain.records import Reported
from xltrack.language.status.columns import choice_of
from xltrack.report import words
from xltrack.report.ledger.again import AGAIN, again_rules, repeated_columns, told_again
from xltrack.report.ledger.plan import LedgerPlan, TablePlan, format_resolved
from xltrack.report.ledger.widths import fit_columns
from xltrack.report.live.book import word_rules
from xltrack.report.live.columns import HELPERS, NUMBERS, READ_AGAIN, LiveColumns, helper_names, shared_fills
from xltrack.report.live.formulas import literal
from xltrack.report.live.pace_columns import PACE_HELPERS, pace_columns, pace_names
from xltrack.report.live.rows import LiveRows, next_words, read_again
from xltrack.sheets.dense import AIR, CLOSE_AIR, dense_height, rooms_in
from xltrack.sheets.measure import HIGHEST
from xltrack.sheets.model import BODY_ROW, CellValue, Fill, Listing, LookRule, Plain, Row, Section, SheetColumn
from xltrack.telling import words as common
from xltrack.telling.names import main_title, seq_value, unit_cell

if TYPE_CHECKING:
    from xltrack.report.live.pace import PaceRows

_SAMPLED: Final = 200
_AT_ONCE: Final = 500  # rows: what is asked of all of them is asked many times in turn, which a processor likes
_UNIT_ROLES: Final = ("lead", "support", "supervise")
# The width, role and style of xltrack's own columns; what the re-reader needs of them has a role of its own.
_OWN: Final = {
    words.PACE: (9.4, "own", "own"), words.CHANGE: (18, "own", "own"), words.NEXT: (18, "own", "own.day"),
    words.REASON: (64, "own", "own"), words.RESOLVED: (40, "resolved", "own.small"), words.ORIGIN: (18, "source", "own"),
}  # fmt: skip
# Those that go on when cells are typed over, with the names of their formulas; and so do the state and the days.
_LIVE: Final = {words.NEXT: "next", words.REASON: "reason"}
# The styles of source columns, by role and whether they were added; all others are text.
_STYLES: Final = {
    ("number", False): "seq", ("seq", False): "seq", ("progress", True): "dense.percent", ("progress", False): "dense.number",
    ("done_date", True): "dense.day.typed", ("state", False): "dense.own.center", ("days", False): "dense.own.days",
}  # fmt: skip
_TOP: Final = {"dense.text": "dense.text.top"}  # where a row is too low for its words, their beginning is shown
_ROOMY: Final = 60  # rows: of more the paper is dear
_WAS: Final = list(HELPERS).index("was")
_PACE_ROOM: Final = 14  # 「个百分点」 is one line
_DATE_ROLES: Final = ("deadline", "adjusted", "start", "done_date")
_MOST_FROZEN: Final = 75.0  # digits: a screen has 180, of which the columns that stay leave more than half


def compose_ledger(assessment: Assessment, plan: LedgerPlan, *, live: bool = True) -> Listing:
    """The sheet, its rows still to be asked for; `live` puts formulas into it that go on judging."""
    tables, own = _Rows(assessment, plan, live=live), _own_columns(assessment, plan)
    unprinted, first = plan.own.index(words.NEXT), len(plan.columns)
    fitted = fit_columns(plan, tables.sample(), own[:unprinted], large=assessment.policy.paper == "a3", live=live)
    shown = (*fitted, *own)
    paced = [PACE_HELPERS[name] for name in pace_columns(plan.paces)] if live else []
    behind = [*(HELPERS if live else READ_AGAIN).values(), *paced]
    helpers = tuple(SheetColumn(helper.header, 8, helper.role, "roles", hidden=True) for helper in behind)
    rooms = [
        _PACE_ROOM if column.header == words.PACE else room
        for column, room in zip(shown, rooms_in(shown, first), strict=True)
    ]
    text, state, alone = plan.first("text"), plan.first("state"), (words.REASON, words.ORIGIN)
    frozen = (n for n in (text + 1, text, 1) if sum(c.width for c in shown[:n]) <= _MOST_FROZEN)
    caption = words.LEDGER_CAPTION if live else words.LEDGER_CAPTION_FIXED
    return Listing(
        name=words.LEDGER,
        title=main_title(assessment) or words.LEDGER,
        caption=caption.format(day=common.full_day(assessment.as_of), count=len(assessment.tasks)),
        columns=(*shown, *helpers),
        sections=(Section(lambda: tables.rows(rooms), fills=tables.fills()),),
        frozen=next(frozen, 0),
        printed=first + unprinted,
        roles=True,
        names=(
            (NUMBERS, plan.number, plan.number),
            *helper_names(len(shown)),
            *pace_names(plan.paces, len(shown) + len(HELPERS)),
        )
        if live
        else (),
        rules=(
            *again_rules(plan, tables.repeated),
            *(word_rules(state) if live else ()),
            *(_day_rules(assessment, state) if live else ()),
        ),
        outlined=tables.outlined,
        alone=() if live else (*(first + plan.own.index(header) for header in alone), len(shown) + len(helpers) - 1),
    )


def _day_rules(assessment: Assessment, state: int) -> Iterator[LookRule]:
    """How 距期天数 looks behind a state (its 0-based column): where nobody was asked, a day that has passed is no delay."""
    excused = any(judged.verdict.excused for judged in assessment.tasks)
    looks: Mapping[State, str] = {"overdue": "when.late"}
    if excused:
        looks = {"overdue": "when.overrun", "unreported": "when.lapsed"}
    for name, look in looks.items():
        yield LookRule(state + 1, state + 1, f"${column_letters(state + 1)}§={literal(STATE_WORDS[name])}", look)


def ledger_row(number: int) -> int:
    """The sheet row of the task with this number in `Assessment.tasks`."""
    return BODY_ROW + number


def _own_columns(assessment: Assessment, plan: LedgerPlan) -> tuple[SheetColumn, ...]:
    told = {words.CHANGE: words.CHANGE_HEAD.format(day=common.full_day(assessment.as_of))}
    return tuple(SheetColumn(told.get(h, h), *_OWN[h][:2], "head.own") for h in plan.own)


class _Rows:
    """The ledger's rows, with what holds for all of them worked out once."""

    def __init__(self, assessment: Assessment, plan: LedgerPlan, *, live: bool) -> None:
        self.tasks, self.plan = assessment.tasks, plan
        self.styles = [
            "dense.number" if column.amounts else _STYLES.get((column.role, column.added), "dense.text")
            for column in plan.columns
        ]
        self.number, self.office = plan.first("number"), plan.first("office")
        self.seq, self.text = plan.first("seq"), plan.first("text")
        self.state, self.days = plan.first("state"), plan.first("days")
        self.deadline, self.adjusted = plan.first("deadline"), plan.first("adjusted")
        inputs = plan.inputs()
        self.inputs = [inputs[role] for role in ("status", "done_date")]
        self.takes = {key: itemgetter(*table.order) for key, table in plan.tables.items()}
        self.units = [i for i, column in enumerate(plan.columns) if column.role in _UNIT_ROLES]
        self.groups = [i for i, column in enumerate(plan.columns) if column.role == "group"]
        self.repeated = repeated_columns(plan, self.tasks)
        self.outlined = any(a.task.group[:1] == b.task.group[:1] != () for a, b in pairwise(assessment.tasks))
        self.changed: Mapping[int, str] = {}
        if assessment.since and assessment.since.changes:
            from xltrack.report.changes import change_words

            self.changed = change_words(assessment, assessment.since.changes)
        self.live = _live_rows(assessment, plan) if live else None
        self.paces = _pace_rows(assessment, plan, self.live) if self.live else None
        self.own_styles = [
            *(_OWN[header][2] for header in plan.own),
            *(column.style for column in (HELPERS if live else READ_AGAIN).values()),
            *(PACE_HELPERS[name].style for name in (self.paces.names if self.paces else ())),
        ]

    def rows(self, rooms: Sequence[int]) -> Iterator[Row]:
        """All rows in order, some at once; `rooms` are those of the columns that are shown."""
        sources, levels, air = self._sources(), self._levels(), CLOSE_AIR if len(self.tasks) > _ROOMY else AIR
        for first in range(0, len(self.tasks), _AT_ONCE):
            tasks = self.tasks[first : first + _AT_ONCE]
            values, styles = zip(*islice(sources, len(tasks)), strict=True)
            own = self._own_columns(first, tasks)
            heights = [
                dense_height([*_printed(row, look), *shown], rooms, air)
                for row, look, shown in zip(values, styles, zip(*own.values(), strict=True), strict=True)
            ]
            behind = zip(*self._behind(first, tasks, values, own), strict=True)
            for judged, row, look, more, height in zip(tasks, values, styles, behind, heights, strict=True):
                looks = [*(look if height < HIGHEST else [_TOP.get(style, style) for style in look]), *self.own_styles]
                self._restyle(judged, more, looks)
                yield Row([*row, *more], looks, height, level=next(levels))

    def sample(self) -> list[list[CellValue]]:
        """The values of the source columns in the first rows, as far as they are printed."""
        return [_printed(values, styles) for values, styles in islice(self._sources(), _SAMPLED)]

    def _sources(self) -> Iterator[tuple[list[CellValue], list[str]]]:
        """The values and styles of the source columns, row by row."""
        last: list[CellValue] = []
        for judged in self.tasks:
            values, styles = self._values(judged), list(self.styles)
            self._adjust(judged, values, styles, last)
            last = values
            yield values, styles

    def _levels(self) -> Iterator[int]:
        """How deep each row is in the outline."""
        stage: tuple[str, ...] = ()
        for judged in self.tasks:
            group = judged.task.group[:1]
            yield 1 if self.outlined and group and group == stage else 0
            stage = group

    def _behind(
        self,
        first: int,
        tasks: Sequence[Judged],
        values: Sequence[Sequence[CellValue]],
        own: dict[str, Sequence[Plain]],
    ) -> Iterable[Sequence[CellValue]]:
        """The columns behind those of the source, for some tasks."""
        if not self.live:
            again = zip(*(read_again(judged).values() for judged in tasks), strict=True)
            return *own.values(), *again
        rows = range(ledger_row(first), ledger_row(first) + len(tasks))
        following = [*map(self.live.next, rows, tasks, own[words.NEXT])]
        shown: dict[str, Sequence[CellValue]] = {**own, words.NEXT: following}
        paces = self.paces.cells(first, rows, tasks, values) if self.paces else ()
        return *shown.values(), *self.live.helpers(first + 1, rows, tasks, values), *paces

    def _restyle(self, judged: Judged, behind: Sequence[CellValue], styles: list[str]) -> None:
        """Styles behind the columns of the source that depend on the row."""
        first = len(self.styles)
        if judged.past:
            styles[self.days] = "dense.own.days.past"
        if not self.live:
            styles[self.state] = f"state.{judged.state}"
        elif isinstance(behind[len(self.plan.own) + _WAS], date):
            styles[first + len(self.plan.own) + _WAS] = "plain.date"

    def fills(self) -> dict[int, Fill]:
        """The formulas of columns, 0-based."""
        if not self.live:
            return {}
        first, fills = len(self.plan.columns), self.live.columns.fills
        own = {first + self.plan.own.index(header): fills[name] for header, name in _LIVE.items()}
        behind = first + len(self.plan.own)
        own |= {self.state: fills["word"], self.days: fills["days"]}
        if self.paces:
            own |= self.paces.fills_at(behind + len(HELPERS))
            if words.PACE in self.plan.own:
                own[first + self.plan.own.index(words.PACE)] = self.paces.fills["told"]
        return own | shared_fills(fills, behind)

    def _own_columns(self, first: int, tasks: Sequence[Judged]) -> dict[str, Sequence[Plain]]:
        """Xltrack's own columns by their headers, in their order, for some tasks."""
        made: dict[str, Iterable[Plain]] = {
            words.PACE: self.plan.paces.words(range(first, first + len(tasks))) if self.plan.paces else (),
            words.NEXT: (next_words(judged.next) for judged in tasks),
            words.CHANGE: map(self.changed.get, range(first, first + len(tasks))),
            words.REASON: (judged.reason for judged in tasks),
            words.RESOLVED: (format_resolved(judged.task.deadline.milestones) or None for judged in tasks),
            words.ORIGIN: map(self.plan.origins.of, tasks),
        }
        return {header: [*made[header]] for header in self.plan.own}

    def _values(self, judged: Judged) -> list[CellValue]:
        task = judged.task
        table = self.plan.tables[id(judged.table)]
        # The order's -1 takes the None put behind the values.
        taken = self.takes[id(judged.table)]((*task.values, None))
        values: list[CellValue] = list(taken)
        if self.seq >= 0:
            values[self.seq] = seq_value(task.seq)
        if self.number >= 0:
            values[self.number] = seq_value(judged.number)
        if self.office >= 0:
            values[self.office] = judged.office or None
        self._fill_groups(table, task.group, values)
        values[self.text] = task.text
        values[self.state], values[self.days] = judged.word, judged.days
        self._fill_answer(table, task.reported, values)
        self._fill_deadline(judged, values)
        self._fill_units(judged, values)
        return values

    def _fill_answer(self, table: TablePlan, reported: Reported, values: list[CellValue]) -> None:
        """What is reported of a task in two rows stands in the lower one, or in a column that its table lacks."""
        for places, told in zip(self.inputs, (reported.words, reported.done), strict=True):
            if told is not None and values[places[0]] is None and all(values[place] is None for place in places):
                free = next((place for place in places if table.order[place] < 0), places[0])
                values[free] = told

    def _fill_groups(self, table: TablePlan, group: tuple[str, ...], values: list[CellValue]) -> None:
        places = (*table.bands, *table.groups)
        levels: Sequence[int] = [place for place in table.groups if values[place] is not None]
        if len(group) > len(table.groups):
            levels = places[len(places) - len(group) :]
        elif len(levels) != len(group):
            levels = table.groups
        for place in places:
            values[place] = None
        for place, told in zip(levels, group, strict=False):
            values[place] = told

    def _fill_deadline(self, judged: Judged, values: list[CellValue]) -> None:
        place, deadline = self.deadline, judged.task.deadline
        if place < 0 or isinstance(values[place], date):
            return
        shown: CellValue = deadline.text or None
        if self.adjusted >= 0 and values[self.adjusted] is not None:
            shown = deadline.superseded.text if deadline.superseded else values[place]
        values[place] = _iso_date(shown) if isinstance(shown, str) else shown

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
            for place in told_again(values, last, self.groups, self.repeated):
                styles[place] = AGAIN
        if judged.task.struck:
            styles[self.text] = "dense.struck"
        cells: list[object] = list(values)
        for place, value in enumerate(cells):
            kind = type(value)
            if kind is str or value is None:
                continue
            if kind is date:
                styles[place] = "dense.day"
            elif isinstance(value, (Number, ShownDate)):
                styles[place] = _shown_style(value, self.plan.columns[place].role, styles[place])
            elif kind is datetime:
                styles[place] = "dense.time"
            elif isinstance(value, CellError):
                values[place] = value.code


def _printed(values: list[CellValue], styles: Sequence[str]) -> list[CellValue]:
    """The values without those that are told again, of which a mark is shown."""
    return (
        [None if style == AGAIN else v for v, style in zip(values, styles, strict=True)] if AGAIN in styles else values
    )


def _shown_style(value: Number | ShownDate, role: str, style: str) -> str:
    if isinstance(value, Percent):
        style = "dense.percent" if role == "progress" else "dense.text"
    return f"{style}|{value.format}"


def _live_rows(assessment: Assessment, plan: LedgerPlan) -> LiveRows:
    inputs, first = plan.inputs(), len(plan.columns)
    letters = {role: [column_letters(place + 1) for place in places] for role, places in inputs.items()}
    choices = [choice_of(plan.columns[place].header) for place in inputs["status"]]
    places = {"days": plan.first("days"), "next": first + plan.own.index(words.NEXT)}
    shown = {name: column_letters(place + 1) for name, place in places.items()}
    bounds = first + len(plan.own), BODY_ROW + len(assessment.tasks) - 1
    columns = LiveColumns(letters, choices, shown, bounds, assessment.policy.unreported)
    return LiveRows(assessment, columns, inputs)


def _pace_rows(assessment: Assessment, plan: LedgerPlan, live: LiveRows) -> "PaceRows | None":
    if plan.paces is None:
        return None
    from xltrack.report.live.pace import PaceRows

    places = {
        key: {index: place for place, index in enumerate(table.order) if index >= 0}
        for key, table in plan.tables.items()
    }
    first = len(plan.columns) + len(plan.own) + len(HELPERS)
    return PaceRows(plan.paces, live.columns, places, first, assessment.policy)


def _iso_date(text: str) -> CellValue:
    """An inherited real date shows as its ISO text; it goes on as a date."""
    if len(text) == 10 and text[4] == text[7] == "-":
        with suppress(ValueError):
            return date.fromisoformat(text)
    return text
