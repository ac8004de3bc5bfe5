"""时间轴: tasks against months (or weeks, quarters, years), each milestone a bar of its own; past a size its sums by month.

Bars are plain fills with the day in their last cell, so that they stand on any phone and in grey print. Conditional formats over
them say the same on the day of judgement and follow it and the ledger on another, by hidden columns behind the periods. A program
may apply the first rule alone that holds in a cell (LibreOffice does): so every look comes with the line of the day of judgement
and without it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from xltrack.assessment.conditions import decider
from xltrack.assessment.decisions import phase_cases
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import CODES, DONE_STATES, STATE_WORDS, State
from xltrack.assessment.warning import warning_day
from xltrack.base.address import column_letters
from xltrack.domain.records import Milestone
from xltrack.domain.settings import Policy
from xltrack.report import words
from xltrack.report.ledger.sheet import ledger_row
from xltrack.report.live.book import word_rules
from xltrack.report.live.columns import NAMED
from xltrack.report.live.formulas import (
    AS_OF,
    BLANK,
    choose,
    decided,
    every,
    is_in,
    is_number,
    literal,
    unless_error,
    when,
)
from xltrack.sheets.measure import cut, rooms_of, row_height
from xltrack.sheets.model import BODY_ROW, CellValue, Formula, Link, Listing, LookRule, Row, Section, SheetColumn
from xltrack.telling import words as common
from xltrack.telling.agenda import unit_words, units_of

_MOST: Final = 36
_MOST_WEEKS: Final = 14
_DAY: Final = timedelta(days=1)


class AxisPeriod(NamedTuple):
    """One column: its first and last day, what it is called, the word of its kind (周, 月, 季度, 年)."""

    first: date
    last: date
    label: str
    unit: str


def plan_periods(first: date, last: date, as_of: date) -> list[AxisPeriod]:
    """Periods that cover all days between two days, and the day of the report where it lies no more than two outside.

    The shortest kind is taken that needs no more columns than a page holds; years, if need be, are as many as they are.
    """
    for kind, most in ((_weeks, _MOST_WEEKS), (_months, _MOST), (_quarters, _MOST), (_years, 1000)):
        found = list(kind(first, last))
        if len(found) <= most:
            break
    length = (found[0].last - found[0].first) * 2
    if last < as_of <= last + length or first - length <= as_of < first:
        wider = list(kind(min(first, as_of), max(last, as_of)))
        found = wider if len(wider) <= most else found
    return found


def place_formula(first: AxisPeriod, day: str) -> str:
    """The place of the period that holds a day among those that begin with `first`, from 0, as a formula."""
    begin = first.first
    if first.unit == words.WEEK:
        return f"INT(({day}-DATE({begin.year},{begin.month},{begin.day}))/7)"
    years = f"YEAR({day})-{begin.year}"
    if first.unit == words.MONTH_UNIT:
        return f"({years})*12+MONTH({day})-{begin.month}"
    return f"({years})*4+INT((MONTH({day})-1)/3)-{(begin.month - 1) // 3}" if first.unit == words.QUARTER else years


def _weeks(first: date, last: date) -> Iterator[AxisPeriod]:
    day = first - timedelta(days=first.weekday())
    while day <= last:
        yield AxisPeriod(day, day + timedelta(days=6), f"{day.month}.{day.day}", words.WEEK)
        day += timedelta(days=7)


def _months(first: date, last: date) -> Iterator[AxisPeriod]:
    year, month, shown = first.year, first.month, 0
    while (year, month) <= (last.year, last.month):
        label = str(month) if year == shown else f"{year % 100:02}.{month}"
        yield AxisPeriod(date(year, month, 1), _last_day(year, month), label, words.MONTH_UNIT)
        shown = year
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _quarters(first: date, last: date) -> Iterator[AxisPeriod]:
    year, quarter, shown = first.year, (first.month - 1) // 3, 0
    while (year, quarter) <= (last.year, (last.month - 1) // 3):
        label = words.QUARTERS[quarter] if year == shown else f"{year % 100:02}.{words.QUARTERS[quarter]}"
        shown = year
        yield AxisPeriod(date(year, quarter * 3 + 1, 1), _last_day(year, quarter * 3 + 3), label, words.QUARTER)
        year, quarter = (year + 1, 0) if quarter == 3 else (year, quarter + 1)


def _years(first: date, last: date) -> Iterator[AxisPeriod]:
    for year in range(first.year, last.year + 1):
        yield AxisPeriod(date(year, 1, 1), date(year, 12, 31), str(year), words.YEAR)


def _last_day(year: int, month: int) -> date:
    return (date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)) - _DAY


HELPERS: Final = {
    "first": SheetColumn(words.FIRST_PERIOD, 6, hidden=True),
    "last": SheetColumn(words.LAST_PERIOD, 6, hidden=True),
    "code": SheetColumn(words.STATE_CODE, 6, hidden=True),
}
HATCH: Final = "///"
_OPEN_STATES: Final = tuple(state for state in STATE_WORDS if state not in (*DONE_STATES, "overdue"))
# States whose bars look alike.
_ALIKE: Final[tuple[tuple[State, ...], ...]] = (
    DONE_STATES, ("in_progress",), ("not_started",), ("unreported",), ("due_soon",), ("overdue",), ("ongoing",),
    ("suspended", "cancelled"),
)  # fmt: skip


class Phase(NamedTuple):
    """One of several phases of a task: its day, the first day of its warning, later phases that fall due on the same day."""

    due: date
    alarm: date
    behind: tuple[str, ...]


class LiveTimeline:
    """Makes the cells and rules of one sheet.

    Args:
        periods: its columns.
        fixed: how many columns stand before them; the last one shows the state.
    """

    def __init__(self, periods: Sequence[AxisPeriod], fixed: int) -> None:
        self.periods, self.fixed = periods, fixed
        behind = fixed + len(periods)
        at = {name: f"${column_letters(behind + n)}§" for n, name in enumerate(HELPERS, 1)}
        self.first, self.last, self.code = at["first"], at["last"], at["code"]

    def code_formula(self, key: int, phase: Phase | None) -> str:
        """The state of a line: that of the task by its number, or of one phase of it; None where the line is the whole task."""
        place = f"MATCH({key},{NAMED['key']},0)"
        at = {name: f"INDEX({NAMED[name]},{place})" for name in ("state", "due", "told", "label")}
        if phase is None:
            return unless_error(at["state"])
        at |= {"phase": literal(phase.due), "alarm": literal(phase.alarm), "as_of": AS_OF}

        codes: dict[str, str] = {**{state: str(code) for state, code in CODES.items()}, **at}
        return unless_error(decided(phase_cases(phase.behind), at, codes.__getitem__))

    def word(self, row: int, state: State) -> Formula:
        """The state's word, by the code that stands in the row."""
        code = self.code.replace("§", str(row))
        told = choose(code, *map(literal, STATE_WORDS.values()))
        return Formula(when(is_number(code), told, BLANK), STATE_WORDS[state])

    def hatch(self, row: int) -> CellValue:
        """The sign of what goes on, as long as it does."""
        return Formula(when(self._is("ongoing").replace("§", str(row)), literal(HATCH), BLANK), HATCH)

    def rules(self) -> tuple[LookRule, ...]:
        """What a period looks like, the first that holds; then the words of the states."""
        first, last = self.fixed, self.fixed + len(self.periods) - 1
        today = f"{self._place()}={place_formula(self.periods[0], AS_OF)}"
        looks = [*self._looks(), ("TRUE", "blank")]
        return (
            *(LookRule(first, last, every(today, told), f"gantt.today.{look}") for told, look in looks),
            *(LookRule(first, last, told, f"gantt.period.{look}") for told, look in looks),
            *word_rules(self.fixed - 1),
        )

    def _place(self) -> str:
        return f"COLUMN()-{self.fixed + 1}"

    def _is(self, *states: State) -> str:
        return is_in(self.code, *states)

    def _looks(self) -> list[tuple[str, str]]:
        """When a period is part of a bar, of the days late behind it, of the time left before it, or of what goes on."""
        place, today = self._place(), place_formula(self.periods[0], AS_OF)
        dated, begun = is_number(self.last), when(f"{self.first}={BLANK}", self.last, self.first)
        inside = (dated, f"{place}>={begun}", f"{place}<={self.last}")
        bars = [(every(*inside, self._is(*states)), states[0]) for states in _ALIKE]
        late = every(dated, self._is("overdue"), f"{place}>{self.last}", f"{place}<={today}")
        left = every(dated, f"{self.first}={BLANK}", self._is(*_OPEN_STATES))
        ahead = every(left, f"{place}>={today}", f"{place}<{self.last}")
        return [*bars, (late, "late"), (ahead, "ahead"), (every(f"NOT({dated})", self._is("ongoing")), "hatch")]


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
