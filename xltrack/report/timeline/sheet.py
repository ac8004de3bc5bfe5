"""时间轴: tasks against months (or weeks, quarters, years), each milestone a bar of its own; past a size its sums by month.

Bars are plain fills with the day in their last cell, so that they stand on any phone and in grey print; conditional formats over
them follow the day of judgement and the ledger.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.assessment.conditions import decider
from xltrack.assessment.dates import warning_day
from xltrack.assessment.decisions import phase_cases
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import CODES, DONE_STATES, STATE_WORDS, State
from xltrack.domain.records import Milestone
from xltrack.domain.settings import Policy
from xltrack.report import words
from xltrack.report.ledger.sheet import ledger_row
from xltrack.report.live.timeline import HELPERS, LiveTimeline, Phase
from xltrack.report.timeline.periods import AxisPeriod, plan_periods
from xltrack.sheets.measure import cut, rooms_of, row_height
from xltrack.sheets.model import BODY_ROW, CellValue, Formula, Link, Listing, Row, Section, SheetColumn
from xltrack.telling import words as common
from xltrack.telling.agenda import unit_words, units_of

MOST_ROWS: Final = 600
_TASK_WIDTH: Final = 32
_FIXED: Final = (
    SheetColumn(words.ROW, 7, style="head.center"), SheetColumn(common.TASK, _TASK_WIDTH), SheetColumn(words.UNIT, 14),
    SheetColumn(words.NODE_OR_DAY, 16.5), SheetColumn(words.STATE, 10),
)  # fmt: skip
_WIDE, _NARROW = 4.0, 3.2
_MANY: Final = 20  # periods beyond which their columns are narrow


class Bar(NamedTuple):
    """One line of the sheet: a task or one phase of it, its first one or another.

    `start` is None where nothing says when it begins.
    """

    number: int
    judged: Judged
    node: str
    start: date | None
    due: date | None
    state: State
    phase: Phase | None = None
    first: bool = True


def compose_timeline(assessment: Assessment) -> Listing | None:
    """The sheet; its sums by month where it would have too many lines; None where no task has a date or goes on."""
    if sum(max(1, len(j.task.deadline.milestones)) for j in assessment.tasks) > MOST_ROWS:
        return _summary(assessment)
    bars = [bar for number, judged in enumerate(assessment.tasks) for bar in _bars(number, judged, assessment.policy)]
    days = [day for bar in bars for day in (bar.start, bar.due) if day]
    if not days:
        return None
    periods = plan_periods(min(days), max(days), assessment.as_of)
    columns = (*_FIXED, *_period_columns(periods, assessment.as_of), *HELPERS.values())
    unit = periods[0].unit
    number = words.DAY_OF_MONTH if unit in (words.WEEK, words.MONTH_UNIT) else words.MONTH
    caption = words.TIMELINE_CAPTION.format(day=common.full_day(assessment.as_of), unit=unit, number=number)
    live = LiveTimeline(periods, len(_FIXED))
    section = Section(lambda: _rows(bars, live, assessment))
    return Listing(
        words.TIMELINE, words.TIMELINE, caption, columns, (section,), frozen=2, filtered=False, rules=live.rules()
    )


def _period_columns(periods: Sequence[AxisPeriod], as_of: date) -> Iterator[SheetColumn]:
    width = _WIDE if len(periods) <= _MANY else _NARROW
    for period in periods:
        now = period.first <= as_of <= period.last
        yield SheetColumn(period.label, width, style="head.period.now" if now else "head.period")


def _bars(number: int, judged: Judged, policy: Policy) -> Iterator[Bar]:
    """One for each milestone; one without dates for a task that has none."""
    milestones = judged.task.deadline.milestones
    if len(milestones) < 2:
        ahead = milestones[0] if milestones else judged.next
        node = (ahead.label if ahead else None) or judged.task.deadline.text
        start = milestones[0].start if milestones else None
        yield Bar(number, judged, node, start, ahead.due if ahead else judged.due, judged.state)
        return
    before: Milestone | None = None
    for place, milestone in enumerate(milestones):
        # Phases follow one another: one begins where the last ended, unless it says otherwise.
        follows = before.due if before and before.due < milestone.due else None
        behind = tuple(m.label for m in milestones[place + 1 :] if m.label and m.due == milestone.due)
        phase = Phase(milestone.due, warning_day(milestone.due, policy), behind)
        start, state = milestone.start or follows, _state(judged, phase)
        yield Bar(number, judged, milestone.label or "", start, milestone.due, state, phase, before is None)
        before = milestone


class _PhaseFacts(NamedTuple):
    """What the state of a phase rests on: see `decisions.phase_cases`."""

    state: State
    told: State
    due: date | None
    label: str | None
    phase: date
    alarm: date
    as_of: date


def _state(judged: Judged, phase: Phase) -> State:
    verdict, node = judged.verdict, judged.node
    label = node.label if node else None
    facts = _PhaseFacts(verdict.state, verdict.told, judged.due, label, phase.due, phase.alarm, verdict.as_of)
    found = decider(phase_cases(phase.behind))(facts)
    if found == "state":
        return verdict.state
    return verdict.told if found == "told" else found


def _rows(bars: Sequence[Bar], live: LiveTimeline, assessment: Assessment) -> Iterator[Row]:
    periods = live.periods
    rooms, starts = rooms_of(_FIXED), [period.first for period in periods]
    by_day = periods[0].unit in (words.WEEK, words.MONTH_UNIT)
    for number, bar in enumerate(bars, BODY_ROW):
        values: list[CellValue] = [None] * len(periods)
        styles = [""] * len(periods)
        _draw(bar, starts, styles, assessment.as_of)
        if bar.due:
            values[_place(bar.due, starts)] = bar.due.day if by_day else bar.due.month
        elif bar.state == "ongoing":
            values = [live.hatch(number)] * len(periods)
        row = ledger_row(bar.number)
        fixed: list[CellValue] = [
            row, cut(bar.judged.task.text, 2 * _TASK_WIDTH - 6), unit_words(units_of(bar.judged), 1), cut(bar.node, 28),
            STATE_WORDS[bar.state],
        ]  # fmt: skip
        if not bar.first:
            fixed[1:3] = [None, None]
        height = row_height(fixed, rooms)
        fixed[-1] = live.word(number, bar.state)
        looks = ["seq.link", "text", "text", "text", f"state.{bar.state}"]
        if not bar.first:
            looks[1:3] = ["gantt", "gantt"]
        cells = [*fixed, *values, *map(_helpers(bar, live).get, HELPERS)]
        yield Row(cells, [*looks, *styles, *[""] * len(HELPERS)], height, {0: Link(words.LEDGER, row, 1)})


def _helpers(bar: Bar, live: LiveTimeline) -> dict[str, CellValue]:
    starts = [period.first for period in live.periods]
    return {
        "first": _place(bar.start, starts) if bar.start else None,
        "last": _place(bar.due, starts) if bar.due else None,
        "code": Formula(live.code_formula(bar.number + 1, bar.phase), CODES[bar.state]),
    }


def _draw(bar: Bar, starts: Sequence[date], styles: list[str], as_of: date) -> None:
    """Fill the periods of a bar: the whole line hatched for what goes on, else from start to due.

    What has no start gets the time left, from today on, or the days late, up to today, in pale.
    """
    if bar.due is None:
        if bar.state == "ongoing":
            styles[:] = ["gantt.ongoing"] * len(styles)
        return
    due, today = _place(bar.due, starts), _place(as_of, starts)
    if bar.state == "overdue":
        styles[due : today + 1] = ["gantt.late"] * max(0, today + 1 - due)
    elif bar.start is None and bar.state not in DONE_STATES:
        styles[today : due + 1] = ["gantt.ahead"] * max(0, due + 1 - today)
    if bar.start:
        first = _place(bar.start, starts)
        styles[first : due + 1] = [f"gantt.bar.{bar.state}"] * (due + 1 - first)
    styles[due] = f"gantt.bar.{bar.state}"


def _place(day: date, starts: Sequence[date]) -> int:
    return max(0, bisect_right(starts, day) - 1)


def _summary(assessment: Assessment) -> Listing:
    """By month of the judged deadline, how many tasks in which state."""
    states = list(STATE_WORDS)
    numbers = tuple(SheetColumn(word, 9.5, style="head.right") for word in STATE_WORDS.values())
    columns = (SheetColumn(words.MONTH, 16), SheetColumn(words.TASKS, 9, style="head.right"), *numbers)
    caption = words.TIMELINE_SUMMED.format(count=len(assessment.tasks), most=MOST_ROWS)

    def rows() -> Iterator[Row]:
        for month in assessment.by_month:
            label = (
                words.MONTH_NAME.format(year=month.label[:4], month=int(month.label[5:]))
                if month.label
                else words.NO_MONTH
            )
            counts: list[CellValue] = [month.tally.of(state) for state in states]
            styles = ["count" if count else "count.none" for count in counts]
            yield Row([label, month.tally.total, *counts], ["text", "count.strong", *styles], 22.0)

    return Listing(words.TIMELINE, words.TIMELINE, caption, columns, (Section(rows),), frozen=1)
