"""时间轴: tasks against months (or weeks, quarters, years), each milestone a bar of its own; past a size its sums by month.

Bars are plain fills with the day in their last cell, so that they stand on any phone and in grey print. Conditional formats over
them say the same on the day of judgement and follow it and the ledger on another, by hidden columns behind the periods. A program
may apply the first rule alone that holds in a cell (LibreOffice does): so every look comes with the line of the day of judgement
and without it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Final, NamedTuple

from xltrack.assessment.conditions import decider
from xltrack.assessment.dates import warning_day
from xltrack.assessment.decisions import phase_cases
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import CODES, DONE_STATES, STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.domain.settings import Policy
from xltrack.language.deadline.dates import last_day
from xltrack.report import words
from xltrack.report.live.book import word_rules
from xltrack.report.live.columns import NAMED, key_link
from xltrack.report.live.formulas import (
    AS_OF,
    BLANK,
    decided,
    every,
    is_in,
    is_number,
    literal,
    state_word,
    unless_error,
    when,
)
from xltrack.sheets.measure import LEGIBLE_A4, cut, paper_width, rooms_of, row_height
from xltrack.sheets.model import BODY_ROW, CellValue, Formula, Listing, LookRule, Row, Section, SheetColumn
from xltrack.telling import words as common
from xltrack.telling.agenda import unit_words, units_of
from xltrack.telling.names import deadline_words, seq_value, widest_number

MOST_ROWS: Final = 600
_MOST: Final = 31  # columns of periods that a page of A4 holds legibly
_MOST_WEEKS: Final = 14
_BY_DAY: Final = (words.WEEK, words.MONTH_UNIT)  # periods short enough to tell the day in them
_UNITS: Final = {1: words.MONTH_UNIT, 3: words.QUARTER, 12: words.YEAR}  # by their months
HELPERS: Final = tuple(SheetColumn(head, 6, hidden=True) for head in words.TIMELINE_HELPERS)
HATCH: Final = "///"
_OPEN_STATES: Final = tuple(state for state in STATE_WORDS if state not in (*DONE_STATES, "overdue"))
# States whose bars look alike.
_ALIKE: Final[tuple[tuple[State, ...], ...]] = (
    DONE_STATES, ("in_progress",), ("not_started",), ("unreported",), ("due_soon",), ("overdue",), ("ongoing",),
    ("suspended", "cancelled"),
)  # fmt: skip
_TASK_WIDTHS: Final = (18.0, 34.0)  # the least, the most
_WIDEST_NUMBER: Final = 20.0
_FIXED: Final = (
    SheetColumn(words.NUMBER, 7, style="head.center"), SheetColumn(common.TASK, _TASK_WIDTHS[1]), SheetColumn(words.UNIT, 12),
    SheetColumn(words.NODE_OR_DAY, 18.5), SheetColumn(words.STATE, 10),
)  # fmt: skip
_LEAST_LINES: Final = 6  # fewer say no more on paper than the ledger does
_ROUNDED: Final = 0.1  # of a column, at most
_WEEK, _WIDE, _NARROW = 6.0, 4.0, 2.8
_MANY: Final = 20  # periods beyond which their columns are narrow


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
    for months, most in ((0, _MOST_WEEKS), (1, _MOST), (3, _MOST), (12, 1000)):
        kind = partial(_periods, months) if months else _weeks
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


def late_half(unit: str, day: str) -> str:
    """Whether a day lies in the later half of its period, as a formula: the line of the day stands at the nearer edge."""
    if unit == words.WEEK:
        return f"WEEKDAY({day},2)>4"
    if unit == words.MONTH_UNIT:
        return f"DAY({day})>15"
    first = f"INT((MONTH({day})-1)/3)*3+1" if unit == words.QUARTER else "1"
    return f"{day}-DATE(YEAR({day}),{first},1)>={46 if unit == words.QUARTER else 183}"


def _weeks(first: date, last: date) -> Iterator[AxisPeriod]:
    day = first - timedelta(days=first.weekday())
    while day <= last:
        yield AxisPeriod(day, day + timedelta(days=6), f"{day.month}.{day.day}", words.WEEK)
        day += timedelta(days=7)


def _periods(months: int, first: date, last: date) -> Iterator[AxisPeriod]:
    """Months, quarters or years; a month or quarter is called by its year too where that begins."""
    begin, end = ((day.year * 12 + day.month - 1) // months for day in (first, last))
    shown = 0
    for number in range(begin, end + 1):
        year, past = divmod(number * months, 12)
        name = words.QUARTERS[past // 3] if months == 3 else str(past + 1)
        label = name if year == shown else f"{year % 100:02}.{name}"
        last_month = past + months
        yield AxisPeriod(
            date(year, past + 1, 1), date(year, last_month, last_day(year, last_month)), str(year) if months == 12 else label,
            _UNITS[months],
        )  # fmt: skip
        shown = year


class Bar(NamedTuple):
    """One line of the sheet: a task or one phase of it, its first one or another.

    Attributes:
        start: None where nothing says when it begins.
        alarm: of one of several phases the first day of its warning.
        behind: later phases that fall due on the same day.
    """

    number: int
    judged: Judged
    node: str
    start: date | None
    due: date | None
    state: State
    alarm: date | None = None
    behind: tuple[str, ...] = ()
    first: bool = True


class LiveTimeline:
    """Makes the cells and rules of one sheet.

    Args:
        periods: its columns.
        fixed: how many columns stand before them; the last one shows the state.
    """

    def __init__(self, periods: Sequence[AxisPeriod], fixed: int) -> None:
        self.periods, self.fixed = periods, fixed
        behind = fixed + len(periods)
        self.first, self.last, self.code = (f"${column_letters(behind + n)}§" for n in range(1, len(HELPERS) + 1))
        self._is = partial(is_in, self.code)
        self._place, self._today = f"COLUMN()-{fixed + 1}", place_formula(periods[0], AS_OF)

    def code_formula(self, bar: Bar) -> str:
        """The state of a line: that of the task by its number, or of one phase of it."""
        place = f"MATCH({bar.number + 1},{NAMED['key']},0)"
        at = {name: f"INDEX({NAMED[name]},{place})" for name in ("state", "due", "told", "label", "excused")}
        if bar.alarm is None:
            return unless_error(at["state"])
        at |= {"phase": literal(bar.due), "alarm": literal(bar.alarm), "as_of": AS_OF}
        codes: dict[str, str] = {**{state: str(code) for state, code in CODES.items()}, **at}
        return unless_error(decided(phase_cases(bar.behind), at, codes.__getitem__))

    def word(self, row: int, state: State) -> Formula:
        """The state's word, by the code that stands in the row."""
        code = self.code.replace("§", str(row))
        told = state_word(code)
        return Formula(when(is_number(code), told, BLANK), STATE_WORDS[state])

    def hatch(self, row: int) -> CellValue:
        """The sign of what goes on, as long as it does."""
        return Formula(when(self._is("ongoing").replace("§", str(row)), literal(HATCH), BLANK), HATCH)

    def rules(self) -> tuple[LookRule, ...]:
        """What a period looks like, the first that holds; then the words of the states."""
        first, last = self.fixed, self.fixed + len(self.periods) - 1
        looks = [*self._looks(), ("TRUE", "blank")]
        now = f"{self._place}={self._today}"
        late = every(now, late_half(self.periods[0].unit, AS_OF))
        return (
            *(LookRule(first, last, every(late, told), f"gantt.tonight.{look}") for told, look in looks),
            *(LookRule(first, last, every(now, told), f"gantt.today.{look}") for told, look in looks),
            *(LookRule(first, last, told, f"gantt.period.{look}") for told, look in looks),
            *word_rules(self.fixed - 1),
        )

    def _looks(self) -> list[tuple[str, str]]:
        """When a period is part of a bar, of the days late behind it, of the time left before it, or of what goes on."""
        place, today = self._place, self._today
        dated, begun = is_number(self.last), when(f"{self.first}={BLANK}", self.last, self.first)
        inside = (dated, f"{place}>={begun}", f"{place}<={self.last}")
        bars = [(every(*inside, self._is(*states)), states[0]) for states in _ALIKE]
        late = every(dated, self._is("overdue"), f"{place}>{self.last}", f"{place}<={today}")
        left = every(dated, f"{self.first}={BLANK}", self._is(*_OPEN_STATES))
        ahead = every(left, f"{place}>={today}", f"{place}<{self.last}")
        return [*bars, (late, "late"), (ahead, "ahead"), (every(f"NOT({dated})", self._is("ongoing")), "hatch")]


def compose_timeline(assessment: Assessment) -> Listing | None:
    """The sheet; its sums by month where it would have too many lines; None where no task has a date or goes on."""
    if sum(max(1, len(j.task.deadline.milestones)) for j in assessment.tasks) > MOST_ROWS:
        return _summary(assessment)
    bars = [bar for number, judged in enumerate(assessment.tasks) for bar in _bars(number, judged, assessment.policy)]
    days = [day for bar in bars for day in (bar.start, bar.due) if day]
    if not days:
        return None
    periods = plan_periods(min(days), max(days), assessment.as_of)
    width = _WEEK if periods[0].unit == words.WEEK else _WIDE if len(periods) <= _MANY else _NARROW
    looks = ("head.period.now" if p.first <= assessment.as_of <= p.last else "head.period" for p in periods)
    shown = [SheetColumn(_head(p), width, style=look) for p, look in zip(periods, looks, strict=True)]
    unit = periods[0].unit
    number = words.DAY_OF_MONTH if unit in _BY_DAY else words.MONTH
    caption = words.TIMELINE_CAPTION.format(day=common.full_day(assessment.as_of), unit=unit, number=number)
    live = LiveTimeline(periods, len(_FIXED))
    fixed = _fit_columns(_number_width(assessment), shown)
    section = Section(lambda: _rows(bars, live, assessment.as_of, fixed))
    return Listing(
        words.TIMELINE,
        words.TIMELINE,
        caption,
        (*fixed, *shown, *HELPERS),
        (section,),
        frozen=2,
        filtered=False,
        rules=live.rules(),
        paper=len(bars) >= _LEAST_LINES,
    )


def _head(period: AxisPeriod) -> str:
    """What stands over a period: a year over its first month or quarter."""
    return period.label if period.unit == words.WEEK else period.label.replace(".", "\n")


def _fit_columns(number: float, periods: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """The columns before the periods; the task gets what these leave of a page of A4."""
    called, task, *others = _FIXED
    called = called._replace(width=number)
    # Narrow columns are whole pixels wide.
    left = LEGIBLE_A4 - _ROUNDED * len(periods) - paper_width((called, task._replace(width=0), *others, *periods))
    least, most = _TASK_WIDTHS
    return called, task._replace(width=float(int(max(least, min(most, left))))), *others


def _number_width(assessment: Assessment) -> float:
    """The width in which every number of a task stands on one line."""
    return max(_FIXED[0].width, min(_WIDEST_NUMBER, widest_number(assessment)))


def _bars(number: int, judged: Judged, policy: Policy) -> Iterator[Bar]:
    """One for each milestone; one without dates for a task that has none."""
    milestones = judged.task.deadline.milestones
    if len(milestones) < 2:
        ahead = milestones[0] if milestones else judged.next
        node = (ahead.label if ahead else None) or deadline_words(judged.task.deadline.text)
        start = milestones[0].start if milestones else None
        yield Bar(number, judged, node, start, ahead.due if ahead else judged.due, judged.state)
        return
    ended: date | None = None
    for place, milestone in enumerate(milestones):
        due, alarm = milestone.due, warning_day(milestone.due, policy)
        behind = tuple(m.label for m in milestones[place + 1 :] if m.label and m.due == due)
        # Phases follow one another: one begins where the last ended, unless it says otherwise.
        start = milestone.start or (ended if ended and ended < due else None)
        state = _state(judged, due, alarm, behind)
        yield Bar(number, judged, milestone.label or "", start, due, state, alarm, behind, first=not place)
        ended = due


def _state(judged: Judged, due: date, alarm: date, behind: tuple[str, ...]) -> State:
    """The state of a phase, by `decisions.phase_cases`."""
    verdict, label = judged.verdict, judged.node.label if judged.node else None
    facts = SimpleNamespace(
        state=verdict.state,
        told=verdict.told,
        due=judged.due,
        label=label,
        phase=due,
        alarm=alarm,
        as_of=verdict.as_of,
        excused=verdict.excused,
    )
    found = decider(phase_cases(behind))(facts)
    if found == "state":
        return verdict.state
    return verdict.told if found == "told" else found


def _rows(bars: Sequence[Bar], live: LiveTimeline, as_of: date, columns: Sequence[SheetColumn]) -> Iterator[Row]:
    rooms, room, starts = rooms_of(columns), int(columns[1].width) * 2 - 6, [period.first for period in live.periods]
    by_day = live.periods[0].unit in _BY_DAY
    for number, bar in enumerate(bars, BODY_ROW):
        values: list[CellValue] = [None] * len(starts)
        styles = [""] * len(starts)
        _draw(bar, starts, styles, as_of)
        if bar.due:
            values[_place(bar.due, starts)] = bar.due.day if by_day else bar.due.month
        elif bar.state == "ongoing":
            values = [live.hatch(number)] * len(starts)
        shown = seq_value(bar.judged.number)
        fixed: list[CellValue] = [
            shown, cut(bar.judged.task.text, room), unit_words(units_of(bar.judged), 1), cut(bar.node, 28),
            STATE_WORDS[bar.state],
        ]  # fmt: skip
        looks = ["called", "text", "text", "text", f"state.{bar.state}"]
        if not bar.first:
            fixed[1:3], looks[1:3] = [None, None], ["gantt", "gantt"]
        height = row_height([None, *fixed[1:]], rooms)
        fixed[0], fixed[-1] = Formula(key_link(bar.number + 1, shown), shown), live.word(number, bar.state)
        places = (_place(day, starts) if day else None for day in (bar.start, bar.due))
        cells = [*fixed, *values, *places, Formula(live.code_formula(bar), CODES[bar.state])]
        yield Row(cells, [*looks, *styles, *["unshown"] * len(HELPERS)], height)


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
    numbers = tuple(SheetColumn(word, 9.5, style="head.right") for word in STATE_WORDS.values())
    columns = (SheetColumn(words.MONTH, 16), SheetColumn(words.TASKS, 9, style="head.right"), *numbers)
    caption = words.TIMELINE_SUMMED.format(count=len(assessment.tasks), most=MOST_ROWS)

    def rows() -> Iterator[Row]:
        for month in assessment.by_month:
            label = words.NO_MONTH
            if month.label:
                label = words.MONTH_NAME.format(year=month.label[:4], month=int(month.label[5:]))
            counts: list[CellValue] = [month.tally.of(state) for state in STATE_WORDS]
            styles = ["count" if count else "count.none" for count in counts]
            yield Row([label, month.tally.total, *counts], ["text", "count.strong", *styles], 22.0)

    return Listing(words.TIMELINE, words.TIMELINE, caption, columns, (Section(rows),), frozen=1)
