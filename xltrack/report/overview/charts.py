"""The charts of 总览: the states as a doughnut, months due as columns, units, offices and stages as bars, the trend as lines."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment, TallyRow
from xltrack.assessment.states import STATE_WORDS, State
from xltrack.report import words
from xltrack.report.live.book import month_bounds
from xltrack.report.live.formulas import BLANK, IS_PLAN, literal, sentence_formula, when
from xltrack.report.overview.figures import FELL_DUE, MET, Counts, FiguresSheet, Numbers, TaskCount, number
from xltrack.sheets.measure import fit
from xltrack.sheets.model import Cell, CellValue, Chart, Formula, Grid, PlacedChart, Plain, shown_value
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
_YEAR: Final = 12
_DAY: Final = timedelta(days=1)
_PAST_MONTHS: Final = 3
_LABELLED: Final = 15  # as long as no column is higher, every number has room in its piece
_NAME, _BAR, _DUE = 3, 2, 2
_NAME_ROOM: Final = 5  # columns that a name may fill in the numbers behind
_SMALL: Final = 8.8  # points of a name that is too long for its cell; what is too long for these too is cut


STATE_LINES: Final = len(STATE_WORDS)


def compose_states(
    block: Numbers, total: int, rows: int, span: int, instead: Mapping[State, StateLine] = MappingProxyType({})
) -> Grid:
    """The doughnut and, as its legend, all ten states, over some rows: any may occur once the day is another.

    `instead` are lines that stand for those of states.
    """
    lines: list[StateLine] = [
        instead.get(state) or (f"grid.state.{state}", told, block.show(n, 1))
        for n, (state, told) in enumerate(STATE_WORDS.items())
    ]
    lines += [("", "", None)] * (rows - len(lines))
    drawn, number_span = span // 2, max(1, span // 5)
    middle = _middle(Formula(block.sum(1), total), rows)
    body = tuple(
        (
            Cell(*middle.get(n, (None, "")), span=drawn),
            Cell(word, style, span - drawn - number_span),
            Cell(count, style and "grid.count", number_span),
        )
        for n, (style, word, count) in enumerate(lines)
    )
    chart = Chart("doughnut", words.SHAPE, block.names(), block.series("total"), tuple(STATE_WORDS))
    return Grid((), body, chart=PlacedChart(0, drawn, chart))


def _middle(total: CellValue, rows: int) -> dict[int, tuple[CellValue, str]]:
    """The number of all tasks in the hole of the doughnut: in one row, or over the edge of two."""
    if rows % 2:
        return {rows // 2: (total, "hole")}
    return {rows // 2 - 1: (total, "hole.upper"), rows // 2: (common.TASK, "hole.lower")}


def compose_months(assessment: Assessment, counts: Counts, sheet: FiguresSheet, rows: int, span: int) -> Grid:
    """What falls due month by month, empty months too, over a year at most; what lies beyond is told in words below."""
    known = [row.label for row in assessment.by_month if row.label]
    months = _calendar(known, assessment.as_of)
    bars = _PLAN_MONTH_BARS if assessment.plan else _MONTH_BARS
    labels = _labels(months, assessment.as_of)
    bounds = [month_bounds(month) for month in months]
    body = [
        (label, *(counts.between(*among, *states) for _, _, states in bars))
        for label, among in zip(labels, bounds, strict=True)
    ]
    block = sheet.add((words.MONTH, *(word for word, _, _ in bars)), body)
    series = block.series(*(state for _, state, _ in bars))
    peak = max(sum(map(number, row[1:])) for row in body)
    chart = Chart("columns", words.BY_MONTH, block.names(), series, labelled=peak <= _LABELLED)
    beyond = _beyond(known, bounds[0][0], bounds[-1][1], counts)
    note = (Cell(beyond, "grid.note", span),) if beyond else ()
    drawn = rows - bool(note)
    return Grid((), tuple((Cell(None, "", span),) for _ in range(drawn)), note, chart=PlacedChart(0, span, chart))


def _calendar(known: Sequence[str], as_of: date) -> list[str]:
    """Consecutive months, at most a year: all in which anything falls due, else from a few before that of judgement on."""
    first, last, now = (_ordinal(month) for month in (known[0], known[-1], f"{as_of:%Y-%m}"))
    if last - first >= _YEAR:
        first = max(first, min(now - _PAST_MONTHS, last - _YEAR + 1))
        last = first + _YEAR - 1
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]


def _ordinal(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _beyond(known: Sequence[str], first: date, last: date, counts: Counts) -> CellValue:
    """「另有2021年5月前到期3项（自2020年1月），2022年4月后到期9项（至2023年12月）」: what the calendar has no room for."""
    states = tuple(state for _, _, among in _MONTH_BARS for state in among)
    parts: list[CellValue] = []
    if known[0] < f"{first:%Y-%m}":
        before = counts.between(None, first - _DAY, *states)
        parts.append(_told(words.BEFORE_MONTHS, before, month=f"{first:%Y-%m}", end=known[0]))
    if known[-1] > f"{last:%Y-%m}":
        after = counts.between(last + _DAY, None, *states)
        parts.append(_told(words.AFTER_MONTHS, after, month=f"{last:%Y-%m}", end=known[-1]))
    if not parts:
        return ""
    shown = words.BEYOND + words.AND_BEYOND.join(str(shown_value(part)) for part in parts)
    formulas = [part.text for part in parts if isinstance(part, Formula)]
    told = f"&{literal(words.AND_BEYOND)}&".join(formulas)
    return Formula(f"{literal(words.BEYOND)}&{told}", shown) if formulas else shown


def _told(sentence: str, count: CellValue, **months: str) -> CellValue:
    """A sentence with a count and months in it, which follows where the count does."""
    named = {name: _month_words(month) for name, month in months.items()}
    shown = sentence.format(count=number(count), **named)
    if not isinstance(count, Formula):
        return shown
    places = {name: literal(told) for name, told in named.items()}
    return Formula(sentence_formula(sentence, count=f"({count.text})", **places), shown)


def _month_words(month: str) -> str:
    return words.YEAR_MONTH.format(year=int(month[:4]), month=int(month[5:]))


def _labels(months: Sequence[str], as_of: date) -> Iterator[str]:
    """「6月」, 「7」, 「22.1」: a month of another year is called by its year where that begins."""
    year = str(as_of.year)
    for place, month in enumerate(months):
        plain_month = str(int(month[5:]))
        label = plain_month if place else words.MONTH_LABEL.format(month=plain_month)
        yield label if month[:4] == year else f"{month[2:4]}.{plain_month}"
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
    parts = (*(TaskCount(states) for _, _, states in BARS), MET, FELL_DUE)
    body: list[tuple[CellValue, ...]] = [(name, *(counts.rows(among, part) for part in parts)) for name, among in lines]
    heads = (roll.head, *(word for word, _, _ in BARS), words.MET, words.FELL_DUE)
    block = sheet.add(heads, body)
    # The sum of the rest would dwarf all others: it has numbers, but no bar.
    drawn = block._replace(body=block.body[:single])
    series = drawn.series(*(state for _, state, _ in BARS))
    chart = Chart("bars", roll.head, drawn.names(), series, labelled=False)
    key: CellValue = words.BAR_KEY
    if counts.plan:
        key = counts.live.until_answered(words.PLAN_BAR_KEY, literal(words.PLAN_BAR_KEY), literal(words.BAR_KEY))
    shown_heads = (
        Cell(roll.head, "grid.head", _NAME), Cell(key, "grid.head", _BAR), Cell(common.TASK, "grid.head.right"),
        *(Cell(_tracked(counts, head), "grid.head.right", span) for head, span in ((words.LATE, 1), (words.DUE_DONE, _DUE + 1))),
    )  # fmt: skip
    shown = tuple(_bar_line(block, n, counts) for n in range(len(body)))
    return Grid(shown_heads, shown, chart=PlacedChart(_NAME, _BAR, chart, single))


def _tracked(counts: Counts, head: str) -> CellValue:
    """A head that stands there once anybody has answered."""
    return counts.live.until_answered("", BLANK, literal(head)) if counts.plan else head


def compose_bar_sum(counts: Counts, told: str) -> tuple[Cell, ...]:
    """The line of distinct tasks below those of units; `told` says what it is."""
    tasks, late, met, due = (
        counts.part(part) for part in (TaskCount(tuple(STATE_WORDS)), TaskCount(("overdue",)), MET, FELL_DUE)
    )
    late_cell = Cell(late, "grid.sum.none" if counts.plan else "grid.sum.late")
    return (
        Cell(told, "grid.sum", _NAME + _BAR), Cell(tasks, "grid.sum.count"), late_cell,
        *due_cells(counts, met, due, "grid.sum"),
    )  # fmt: skip


def due_cells(counts: Counts, met: CellValue, due: CellValue, style: str = "grid") -> tuple[Cell, Cell]:
    """「1/3」 and 「33%」: how many of the tasks that were due are done; 「未到期」 where none was, nothing in a plan."""
    done, all_due = int(number(met)), int(number(due))
    parts: Plain = words.DUE_PARTS.format(met=done, due=all_due) if all_due else words.NOT_DUE
    rate: Plain = done / all_due if all_due else ""
    shown: tuple[Plain, Plain] = ("", "") if counts.plan else (parts, rate)
    if not (isinstance(met, Formula) and isinstance(due, Formula)):
        return Cell(shown[0], f"{style}.right", _DUE), Cell(shown[1], f"{style}.share")
    none = f"({due.text})=0"
    told = when(
        none, literal(words.NOT_DUE), sentence_formula(words.DUE_PARTS, met=f"({met.text})", due=f"({due.text})")
    )
    share = when(none, BLANK, f"({met.text})/({due.text})")
    if counts.plan:
        told, share = (when(IS_PLAN, BLANK, formula) for formula in (told, share))
    return Cell(Formula(told, shown[0]), f"{style}.right", _DUE), Cell(Formula(share, shown[1]), f"{style}.share")


def _name_cell(name: str) -> Cell:
    if fit(name, _NAME) == name:
        return Cell(name, "grid.name", _NAME)
    return Cell(fit(name, _NAME, _SMALL), "grid.smaller", _NAME)


def _bar_line(block: Numbers, row: int, counts: Counts) -> tuple[Cell, ...]:
    cells = block.body[row]
    states = cells[1 : len(BARS) + 1]
    first, last = block.cell(row, 1), block.cell(row, len(BARS)).rpartition("!")[2]
    late = Cell(block.show(row, 1), "grid.late")
    if counts.plan:
        late = Cell(block.show(row, 1), "grid.none", rule=(f"{first}>0", "when.late"))
    met, due = (block.show(row, len(BARS) + place) for place in (1, 2))
    return (
        _name_cell(str(shown_value(cells[0]))),
        Cell(None, "grid.line", _BAR),
        Cell(Formula(f"SUM({first}:{last})", sum(map(number, states))), "grid.count"),
        late, *due_cells(counts, met, due),
    )  # fmt: skip


def compose_trend(points: Sequence[tuple[date, int, int]], sheet: FiguresSheet, span: int, rows: int) -> Grid:
    """Done and overdue tasks over the dates of the reports."""
    heads = (words.DAY, common.DONE, words.LATE)
    block = sheet.add(heads, [(f"{day.month}.{day.day}", done, overdue) for day, done, overdue in points])
    chart = Chart("lines", words.TREND, block.names(), block.series("done", "overdue"), labelled=False)
    return Grid((), tuple((Cell(None, "", span),) for _ in range(rows)), chart=PlacedChart(0, span, chart))
