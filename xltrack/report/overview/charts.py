"""The charts of 总览: the states as a doughnut, months due as columns, units, offices and stages as bars, the trend as lines."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment, TallyRow
from xltrack.assessment.states import STATE_WORDS, State
from xltrack.report import words
from xltrack.report.live.formulas import BLANK, literal
from xltrack.report.overview.figures import Counts, FiguresSheet, Numbers, number
from xltrack.sheets.measure import fit
from xltrack.sheets.model import Cell, CellValue, Chart, Formula, Grid, PlacedChart, shown_value
from xltrack.telling import words as common

# Bars and columns begin with what is late: a leader reads the left edge and the red.
BARS: Final[tuple[tuple[str, str, tuple[State, ...]], ...]] = (
    (words.LATE, "overdue", ("overdue",)),
    (words.DUE_SOON, "due_soon", ("due_soon",)),
    (STATE_WORDS["in_progress"], "in_progress", ("in_progress",)),
    (STATE_WORDS["not_started"], "not_started", ("not_started",)),
    (STATE_WORDS["unreported"], "unreported", ("unreported",)),
    (common.DONE, "done", ("done", "done_late")),
    (STATE_WORDS["ongoing"], "ongoing", ("ongoing",)),
    (words.APART, "cancelled", ("suspended", "cancelled")),
)
StateLine = tuple[str, CellValue, CellValue]  # of the legend of states: its style, its word, its number
_DONE: Final = 6  # its place behind the name
_MONTH_BARS: Final[tuple[tuple[str, str, tuple[State, ...]], ...]] = (
    (words.LATE, "overdue", ("overdue",)),
    (words.OPEN, "open", ("due_soon", "in_progress", "not_started", "unreported")),
    (common.DONE, "done", ("done", "done_late")),
)
# While nobody has answered, none is late.
_PLAN_MONTH_BARS: Final[tuple[tuple[str, str, tuple[State, ...]], ...]] = (
    (words.OPEN, "open", ("overdue", "due_soon", "in_progress", "not_started", "unreported")),
    _MONTH_BARS[-1],
)
MOST_BARS: Final = 16
_MONTHS: Final = 8
_PAST_MONTHS: Final = 3
_LABELLED: Final = 15  # as long as no column is higher, every number has room in its piece
_NAME, _BAR = 4, 3
_NAME_ROOM: Final = 6  # columns that a name may fill, shrunk to four


def compose_states(
    block: Numbers,
    total: CellValue,
    least: int,
    spans: tuple[int, int, int] = (3, 2, 1),
    instead: Mapping[State, StateLine] = MappingProxyType({}),
) -> Grid:
    """The doughnut and, as its legend, all ten states, over at least some rows: any may occur once the day is another.

    `spans` are the columns of the doughnut, the words and the numbers; `instead` are lines that stand for those of states.
    """
    lines: list[StateLine] = [
        instead.get(state) or (f"grid.state.{state}", told, block.show(n, 1))
        for n, (state, told) in enumerate(STATE_WORDS.items())
    ]
    rows = max(len(lines), least)
    lines += [("", "", None)] * (rows - len(lines))
    middle = _middle(total, rows)
    body = tuple(
        (
            Cell(*middle.get(n, (None, "")), span=spans[0]),
            Cell(word, style, spans[1]),
            Cell(count, style and "grid.count", spans[2]),
        )
        for n, (style, word, count) in enumerate(lines)
    )
    chart = Chart("doughnut", words.SHAPE, block.names(), block.series("total"), tuple(STATE_WORDS))
    return Grid((), body, chart=PlacedChart(0, spans[0], chart))


def _middle(total: CellValue, rows: int) -> dict[int, tuple[CellValue, str]]:
    """The number of all tasks in the hole of the doughnut: in one row, or over the edge of two."""
    if rows % 2:
        return {rows // 2: (total, "hole")}
    return {rows // 2 - 1: (total, "hole.upper"), rows // 2: (common.TASK, "hole.lower")}


def compose_months(assessment: Assessment, counts: Counts, sheet: FiguresSheet, rows: int) -> Grid | None:
    """What falls due by month; months far off are summed at either end."""
    months = [row for row in assessment.by_month if row.label]
    if not months:
        return None
    groups = _month_groups([row.label for row in months], assessment.as_of)
    bars = _PLAN_MONTH_BARS if assessment.plan else _MONTH_BARS
    heads = (words.MONTH, *(word for word, _, _ in bars))
    body = [(label, *(counts.months(among, *states) for _, _, states in bars)) for label, among in groups]
    block = sheet.add(heads, body)
    series = block.series(*(state for _, state, _ in bars))
    peak = max(sum(map(number, row[1:])) for row in body)
    chart = Chart("columns", words.BY_MONTH, block.names(), series, labelled=peak <= _LABELLED)
    return Grid((), tuple((Cell(None, "", 6),) for _ in range(rows)), chart=PlacedChart(0, 6, chart))


def _month_groups(months: Sequence[str], as_of: date) -> list[tuple[str, tuple[str, ...]]]:
    """The label of each column and the months that it sums: 「更早」, 「7」, 「8」, 「22.4」, 「更晚」."""
    now = sum(month < f"{as_of:%Y-%m}" for month in months)
    first = max(0, min(now - _PAST_MONTHS, len(months) - _MONTHS))
    last = min(len(months), first + _MONTHS)
    # The columns for what lies further off take the place of the outermost months.
    first += first > 0
    last -= last < len(months)
    earlier, later = (words.EARLIER, tuple(months[:first])), (words.LATER, tuple(months[last:]))
    return [group for group in (earlier, *_single(months[first:last], as_of), later) if group[1]]


def _single(months: Sequence[str], as_of: date) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Months by themselves; one of another year is called by its year too where that begins."""
    year = str(as_of.year)
    for place, month in enumerate(months):
        plain_month = str(int(month[5:]))
        label = plain_month if place else words.MONTH_LABEL.format(month=plain_month)
        yield (label if month[:4] == year else f"{month[2:4]}.{plain_month}"), (month,)
        year = month[:4]


class Roll(NamedTuple):
    """Lines of a roll-up by what each is called here, the worst first, the head of the names, and 「其余{count}个单位」."""

    rows: Sequence[tuple[str, TallyRow]]
    head: str
    others: str


def compose_bars(roll: Roll, room: int, counts: Counts, sheet: FiguresSheet) -> Grid:
    """Names, their tasks as stacked bars beside them, and three numbers; the last of `room` lines sums what has no line.

    Every name is the text of a cell, not a label of the chart, which would leave some out.
    """
    most = min(room, MOST_BARS)
    single = len(roll.rows) if len(roll.rows) <= most else most - 1
    lines = [(fit(name, _NAME_ROOM), [row]) for name, row in roll.rows[:single]]
    if rest := [row for _, row in roll.rows[single:]]:
        lines.append((roll.others.format(count=len(rest)), rest))
    body: list[tuple[CellValue, ...]] = [
        (name, *(counts.rows(among, *states) for _, _, states in BARS)) for name, among in lines
    ]
    block = sheet.add((roll.head, *(word for word, _, _ in BARS)), body)
    # The sum of the rest would dwarf all others: it has numbers, but no bar.
    drawn = block._replace(body=block.body[:single])
    series = drawn.series(*(state for _, state, _ in BARS))
    chart = Chart("bars", roll.head, drawn.names(), series, labelled=False)
    key: CellValue = words.BAR_KEY
    late: CellValue = words.LATE
    if counts.plan:
        key = counts.live.until_answered(words.PLAN_BAR_KEY, literal(words.PLAN_BAR_KEY), literal(words.BAR_KEY))
        late = counts.live.until_answered("", BLANK, literal(words.LATE))
    heads = (
        Cell(roll.head, "grid.head", _NAME), Cell(key, "grid.head", _BAR),
        *(Cell(head, "grid.head.right") for head in (late, words.FINISHED, common.TASK)),
    )  # fmt: skip
    shown = tuple(_bar_line(block, n, plan=counts.plan) for n in range(len(body)))
    return Grid(heads, shown, chart=PlacedChart(_NAME, _BAR, chart, single))


def _bar_line(block: Numbers, row: int, *, plan: bool) -> tuple[Cell, ...]:
    cells = block.body[row]
    total = sum(number(cell) for cell in cells[1:])
    first, last = block.cell(row, 1), block.cell(row, len(BARS)).rpartition("!")[2]
    return (
        Cell(shown_value(cells[0]), "grid.shrunk", _NAME),
        Cell(None, "grid.line", _BAR),
        Cell(block.show(row, 1), "grid.none", rule=(f"{first}>0", "when.late"))
        if plan
        else Cell(block.show(row, 1), "grid.late"),
        Cell(block.show(row, _DONE), "grid.count"),
        Cell(Formula(f"SUM({first}:{last})", total), "grid.count"),
    )


def compose_trend(points: Sequence[tuple[date, int, int]], sheet: FiguresSheet, span: int, rows: int) -> Grid:
    """Done and overdue tasks over the dates of the reports."""
    heads = (words.DAY, common.DONE, words.LATE)
    block = sheet.add(heads, [(f"{day.month}.{day.day}", done, overdue) for day, done, overdue in points])
    chart = Chart("lines", words.TREND, block.names(), block.series("done", "overdue"), labelled=False)
    return Grid((), tuple((Cell(None, "", span),) for _ in range(rows)), chart=PlacedChart(0, span, chart))
