"""The body of 总览: at the left who is late with what, what comes, what changed; units and stages at the right; charts below.

A chart stands where its column has room left, so that a page of three tasks is as full as one of three hundred.
"""

from itertools import zip_longest
from typing import Final

from xltrack.assessment import words as judging
from xltrack.assessment.assess import count_states
from xltrack.assessment.model import Assessment, TallyRow
from xltrack.report import words
from xltrack.report.ledger.sheet import ledger_row
from xltrack.report.live.columns import key_link
from xltrack.report.memory import SinceBlock
from xltrack.report.overview.charts import (
    STATE_LINES,
    Roll,
    compose_bar_sum,
    compose_bars,
    compose_months,
    compose_states,
    compose_trend,
)
from xltrack.report.overview.figures import Counts, FiguresSheet, Numbers
from xltrack.report.overview.lists import compose_lists, grid_rows
from xltrack.report.overview.plan import plan_lines
from xltrack.sheets.measure import fit
from xltrack.sheets.model import Cell, Formula, Grid, Heading, Link, Stack
from xltrack.telling.names import offices_of

ROWS: Final = 22
COLUMNS: Final = 24
LEFT: Final = 13
RIGHT: Final = 10
KIND: Final = 2  # columns of the kind of a change
_HALF: Final = 6  # columns of each of two charts side by side
_LEAST: Final = {"months": 7, "trend": 6, "states": STATE_LINES + 1}  # rows of a chart with its heading
_AIRY: Final = 3  # more rows that a chart has before lists of less weight get any
_TREND: Final = 3  # dates that a line needs
_SUMMED: Final = 4  # rows of units beside their lines: heading, head, sum, how they are counted
_UNITS: Final = 8  # lines of units that stages leave, where there are so many
_MOST_STAGES: Final = 8
_MOST_OFFICES: Final = 8
_Blocks = tuple[Heading | Grid, ...]


def compose_body(
    assessment: Assessment, counts: Counts, sheet: FiguresSheet, states: Numbers, since: SinceBlock
) -> tuple[Stack, ...]:
    """The stacks side by side."""
    changes, right = _changes(since, follows=counts.live.ledger), _right(assessment, counts, sheet)
    charts = _Charts(assessment, counts, sheet, states, since)
    spare = ROWS - grid_rows(right)
    beside = max((name for name in charts.names if _LEAST[name] <= spare), key=_LEAST.__getitem__, default=None)
    others = [name for name in charts.names if name != beside]
    # The states stand in the figures already: they take no room from the lists.
    kept = max((_LEAST[name] for name in others if name != "states"), default=0)
    room = ROWS - grid_rows(changes) - kept
    left = (*compose_lists(assessment, counts, sheet, room, room - _AIRY * bool(kept)), *changes)
    rest = ROWS - grid_rows(left)
    below = [name for name in others if _LEAST[name] <= rest]
    if beside:
        right = (*right, *charts.draw(beside, spare, RIGHT))
    column = Stack(COLUMNS + 1 - RIGHT, RIGHT, right)
    if len(below) < 2:
        drawn = charts.draw(below[0], rest, LEFT) if below else ()
        return Stack(1, LEFT, (*left, *drawn)), column
    first, second = (charts.draw(name, rest, _HALF) for name in below)
    top = ROWS - rest
    return Stack(1, LEFT, left), Stack(1, _HALF, first, top), Stack(LEFT + 1 - _HALF, _HALF, second, top), column


class _Charts:
    """The charts of one page; `names` are those that have something to show."""

    def __init__(
        self, assessment: Assessment, counts: Counts, sheet: FiguresSheet, states: Numbers, since: SinceBlock
    ) -> None:
        self.assessment, self.counts, self.sheet, self.states, self.since = assessment, counts, sheet, states, since
        dated = any(row.label for row in assessment.by_month)
        self.names = [*(["months"] if dated else []), "trend" if len(since.trend) >= _TREND else "states"]

    def draw(self, name: str, rows: int, span: int) -> _Blocks:
        """One below its heading, in so many rows and columns."""
        if name == "trend":
            return Heading(words.TREND), compose_trend(self.since.trend, self.sheet, span, rows - 1)
        if name == "months":
            return Heading(words.BY_MONTH), compose_months(self.assessment, self.counts, self.sheet, rows - 1, span)
        instead = plan_lines(self.counts, self.states) if self.assessment.plan else {}
        return Heading(words.SHAPE), compose_states(self.states, self.assessment.total.total, rows - 1, span, instead)


def _right(assessment: Assessment, counts: Counts, sheet: FiguresSheet) -> _Blocks:
    """Offices where there are several, units, stages."""
    offices: _Blocks = ()
    if (count := len(offices_of(assessment))) > 1:
        offices = _offices(assessment, counts, sheet, min(_MOST_OFFICES, count))
    pace: _Blocks = ()
    if counts.live.paces:
        from xltrack.report.overview.pace import compose_pace

        pace = compose_pace(counts.live, RIGHT)
    room = ROWS - grid_rows(offices) - grid_rows(pace) - _SUMMED
    stages = len(assessment.by_stage) + 2 if 1 < len(assessment.by_stage) <= _MOST_STAGES else 0
    blocks = (*offices, *_units(assessment, counts, sheet, max(room - stages, min(room, _UNITS))), *pace)
    if stages and stages <= ROWS - grid_rows(blocks):
        blocks += _stages(assessment, counts, sheet, stages - 2)
    return blocks


def _stages(assessment: Assessment, counts: Counts, sheet: FiguresSheet, room: int) -> tuple[Heading, Grid]:
    header = _stage_header(assessment)
    heading, others = words.BY_GROUP.format(header=header), words.OTHERS["group"]
    if header.endswith(words.STAGE):
        heading, others = words.STAGES, words.OTHERS["stage"]
    roll = Roll([(row.label or words.NO_STAGE, row) for row in assessment.by_stage], header, others)
    return Heading(heading, link=Link(words.LEDGER, 1, 1)), compose_bars(roll, room, counts, sheet)


def _stage_header(assessment: Assessment) -> str:
    """What the sheet calls its outermost groups: 「推进阶段」; 「类别」 where its tables differ, or the groups are band rows."""
    headers = set()
    for table in {id(j.table): j.table for j in assessment.tasks if j.task.group}.values():
        columns = [c for c in table.columns if c.role == "group"]
        banded = any(len(task.group) > len(columns) for task in table.tasks)
        headers.add("" if banded or not columns else columns[0].header)
    return (headers.pop() if len(headers) == 1 else "") or words.CATEGORY


def _units(assessment: Assessment, counts: Counts, sheet: FiguresSheet, room: int) -> _Blocks:
    """Units in so many lines, then the sum of distinct tasks, and how they were counted."""
    rule = assessment.policy.rollup
    rows = assessment.by_lead if rule == "lead" else assessment.by_named
    named = [(row.label or judging.NO_UNIT, row) for row in rows]
    bars = compose_bars(Roll(named, words.UNIT, words.OTHERS["unit"]), room, counts, sheet)
    shared = sum(row.tally.total for row in rows) != assessment.total.total
    summed = compose_bar_sum(counts, words.SUM + (words.SUM_SHARED if shared else ""))
    bars = bars._replace(summary=summed, note=words.COUNTED_BY[rule])
    return Heading(words.BY_UNIT, link=Link(words.UNITS, 1, 1)), bars


def _offices(assessment: Assessment, counts: Counts, sheet: FiguresSheet, room: int) -> _Blocks:
    """By office, the worst first."""
    tallies = count_states(assessment.tasks, ((judged.office,) for judged in assessment.tasks))
    named = [(office, TallyRow(str(n), tallies[office])) for n, office in enumerate(offices_of(assessment))]
    named.sort(key=lambda entry: (-entry[1].tally.of("overdue"), -entry[1].tally.under_way))
    roll = Roll(named, words.OFFICE, words.OTHERS["office"])
    return Heading(words.BY_OFFICE), compose_bars(roll, room, counts, sheet)


def _changes(since: SinceBlock, *, follows: bool) -> _Blocks:
    """What changed; where `follows`, what leads to a task goes after its row of the ledger."""
    if not since.changes:
        return ()
    wide = LEFT - KIND
    checks = Link(words.CHECKS, 1, 1)
    body: list[tuple[Cell, ...]] = []
    for (kind, told), task in zip_longest(since.changes, since.tasks):
        link = checks if task is None else Link(words.LEDGER, ledger_row(task), 1)
        plain = kind in ("", words.FLOWS)
        first = Cell(kind, "grid.kind", KIND) if plain else Cell(kind, "grid.link", KIND, link)
        if first.link and task is not None and follows:
            first = first._replace(value=Formula(key_link(task + 1, kind), kind), link=None)
        body.append((first, Cell(fit(told, wide), "grid.name", wide)))
    if since.verify:
        body.append((Cell(since.verify, "grid.link", LEFT, checks),))
    return Heading(since.heading), Grid((), tuple(body))
