"""总览: one page for a leader: what it is and as of when, six figures, the shape, who is late with what, what comes, what changed."""

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Assessment, Tally, TallyRow
from xltrack.assessment.states import APART_STATES, STATE_WORDS, State
from xltrack.assessment.tallies import count_states
from xltrack.base.text import shorten
from xltrack.placing.filenames import base_name
from xltrack.report import words
from xltrack.report.live.book import Live
from xltrack.report.live.counts import Counts
from xltrack.report.live.text import BLANK, has_day, joined, literal, rate_formula, when
from xltrack.report.memory import issue_number
from xltrack.report.overview.charts import (
    Roll,
    compose_bars,
    compose_months,
    compose_states,
    compose_trend,
    states_block,
)
from xltrack.report.overview.figures import FiguresSheet, Numbers
from xltrack.report.overview.lists import compose_lists, count_rows
from xltrack.report.overview.since import SinceBlock, since_of
from xltrack.sheets.measure import breadth, cut, fit
from xltrack.sheets.model import (
    Block,
    Cell,
    CellValue,
    Figure,
    Figures,
    Formula,
    Grid,
    Heading,
    Link,
    NumbersSheet,
    Page,
    Plain,
    Stack,
    Words,
    shown_value,
)
from xltrack.telling import words as common
from xltrack.telling.agenda import findings
from xltrack.telling.names import progress_title

COLUMNS: Final = 24
WIDTH: Final = 5.2
_LEFT: Final = 13
_RIGHT: Final = 10
_TITLE_ROOM: Final = 68  # half-width characters of 22 points over the page
_BODY_HEIGHT: Final = 388.0  # points on A4 across between figures and foot
_ROWS: Final = 22
_REMARK: Final = 18.0
_NAMED: Final = 3  # files named in the head
_NAMES_ROOM: Final = 52  # half-width characters for their names
_KIND: Final = 3  # columns of the kind of a change
_DATE_SPAN: Final = 5
_LEAST_STAGES: Final = 4
_MOST_STAGES: Final = 8
_MOST_OFFICES: Final = 8
_UNITS_AMONG_MORE: Final = 7
_TREND_ROWS: Final = 5
_LEAST_SHAPE: Final = 8
_NAME: Final = 6  # columns that a name of a unit may fill, shrunk to four


class Overview(NamedTuple):
    """The page and the hidden sheet of numbers that it shows."""

    page: Page
    data: NumbersSheet


def compose_overview(assessment: Assessment, counts: Counts | None = None, since: SinceBlock | None = None) -> Overview:
    """The page, on 24 equal columns and a body of equal rows, so that its blocks stand side by side independently."""
    counts, sheet = counts or Counts(assessment, Live()), FiguresSheet()
    since = since or since_of(assessment, _RIGHT - _KIND)
    states = states_block(assessment.total, counts, sheet)
    remark = _no_status(assessment, states)
    body = _BODY_HEIGHT - (_REMARK if remark else 0)
    head: tuple[Block, ...] = (
        *_head(assessment, live=counts.live.ledger),
        Figures(_figures(assessment, counts, states, since)),
        *remark,
    )
    stacks = (*_left(assessment, counts, sheet, states), _right(assessment, counts, sheet, since))
    height = int(body / _ROWS * 4) / 4
    bands = (
        (Stack(1, COLUMNS, head),),
        tuple(_heightened(stack, height) for stack in stacks),
        (Stack(1, COLUMNS, _checks(assessment, since)),),
    )
    return Overview(Page(words.OVERVIEW, COLUMNS, WIDTH, bands), sheet.data())


def _heightened(stack: Stack, height: float) -> Stack:
    return stack._replace(blocks=tuple(b._replace(height=height) if isinstance(b, Grid) else b for b in stack.blocks))


def _head(assessment: Assessment, *, live: bool) -> tuple[Words, Words]:
    title = progress_title(assessment)
    style = "title" if breadth(title) <= _TITLE_ROOM else "title.long"
    policy = assessment.policy
    rule = words.COUNT_LEAD if policy.rollup == "lead" else words.COUNT_NAMED
    counting = words.COUNTING.format(rule=rule, window=window_words(assessment))
    issue = words.ISSUE.format(number=issue_number(assessment))
    right = fit(f"{issue}　{_basis(assessment)}　{counting}", COLUMNS - _DATE_SPAN, points=9)
    day = Cell(assessment.as_of, "input.date", name=words.AS_OF_NAME)
    told: CellValue = Formula(when(has_day(), literal(right), literal(words.NO_DAY_DEED)), right) if live else right
    return (
        Words(Cell(cut(title, _TITLE_ROOM * 22 // 16), style), height=34),
        Words(day, Cell(told, "caption.right", COLUMNS - _DATE_SPAN), height=18),
    )


def window_words(assessment: Assessment) -> str:
    """「7天」 or 「7个工作日」."""
    pattern = words.WORKDAYS if assessment.policy.workdays else words.DAYS
    return pattern.format(n=assessment.policy.window)


def _basis(assessment: Assessment) -> str:
    count = len(assessment.tasks)
    if len(assessment.documents) != 1:
        return words.SOURCES.format(files=_file_names(assessment), count=count)
    document = assessment.documents[0]
    labels = dict.fromkeys(t.annex or t.sheet for t in document.tables if t.tasks)
    return words.SOURCE.format(source=document.source, tables="、".join(labels), count=count)


def _file_names(assessment: Assessment) -> str:
    """「甲.xlsx、乙.xlsx」, of more than three 「甲.xlsx、乙.xlsx、丙.xlsx等5个文件」; cut where the line has no room."""
    sources = [document.source for document in assessment.documents]
    names = shorten("、".join(sources[:_NAMED]), _NAMES_ROOM)
    return names + (words.MORE_FILES.format(files=len(sources)) if len(sources) > _NAMED else "")


def _figures(assessment: Assessment, counts: Counts, states: Numbers, since: SinceBlock) -> tuple[Figure, ...]:
    """Six figures, each led to the list behind it."""
    total = assessment.total
    longest = max((j.late for j in assessment.tasks if j.state == "overdue"), default=0)
    within = words.WITHIN.format(window=window_words(assessment))
    of_which, ledger, overdue = words.OF_WHICH, Link(words.LEDGER, 1, 1), Link(words.OVERDUE, 1, 1)
    due = Link(words.DUE_LIST, 1, 1)
    everything = _sum(states, total.total, *STATE_WORDS)
    return (
        Figure(words.TOTAL, everything, _parts(states, total, "", APART_STATES), "total", ledger),
        Figure(common.DONE, _sum(states, total.done, "done", "done_late"), _late_done(states, total), "done", ledger),
        Figure(
            common.UNDER_WAY, _sum(states, total.under_way, "in_progress", "not_started", "unreported"),
            _parts(states, total, of_which, ("not_started", "unreported")), "in_progress", ledger,
        ),
        Figure(words.DUE_SOON, _sum(states, total.of("due_soon"), "due_soon"), within, "due_soon", due),
        Figure(
            words.LATE, _sum(states, total.of("overdue"), "overdue"),
            _late_caption(counts.longest(longest), _cell(states, "overdue"), total.of("overdue"), since), "overdue", overdue,
        ),
        Figure(
            words.RATE, _rate(states, total), _parts(states, total, words.WITHOUT, APART_STATES, counted=False), "rate",
            Link(words.UNITS, 1, 1),
        ),
    )  # fmt: skip


def _sum(states: Numbers, value: Plain, *wanted: State) -> Formula:
    """The sum of some states, by the cells in which they are counted."""
    return Formula("+".join(_cell(states, state) for state in wanted), value)


def _cell(states: Numbers, state: State) -> str:
    return states.cell(list(STATE_WORDS).index(state), 1)


def _rate(states: Numbers, total: Tally) -> Formula:
    formula = rate_formula({state: _cell(states, state) for state in STATE_WORDS})
    return Formula(formula, common.NO_RATE if total.rate is None else total.rate)


def _late_done(states: Numbers, total: Tally) -> Formula:
    late, done = _cell(states, "done_late"), _cell(states, "done")
    shown = words.LATE_DONE.format(count=total.of("done_late")) if total.of("done_late") else ""
    shown = shown or (words.ALL_ON_TIME if total.done else "")
    on_time = when(f"{done}>0", literal(words.ALL_ON_TIME), BLANK)
    return Formula(when(f"{late}>0", joined(words.LATE_DONE, count=late), on_time), shown)


def _parts(states: Numbers, total: Tally, frame: str, wanted: Sequence[State], *, counted: bool = True) -> Formula:
    """「其中未启动4、未填报4」, each only where there is one, with or without its number."""
    prefix = frame.partition("{parts}")[0]
    shown = "、".join(f"{STATE_WORDS[s]}{total.of(s) if counted else ''}" for s in wanted if total.of(s))
    cells = [_cell(states, state) for state in wanted]
    pieces = [when(f"{'+'.join(cells)}>0", literal(prefix), BLANK)] if prefix else []
    for number, (state, cell) in enumerate(zip(wanted, cells, strict=True)):
        before = "+".join(cells[:number])
        comma = f"{when(f'{before}>0', literal('、'), BLANK)}&" if number else ""
        told = f"{literal(STATE_WORDS[state])}&{cell}" if counted else literal(STATE_WORDS[state])
        pieces.append(when(f"{cell}>0", comma + told, BLANK))
    return Formula("&".join(pieces), prefix + shown if shown else "")


def _longest(days: CellValue) -> CellValue:
    """「最长12天」 where anything is late."""
    count = shown_value(days)
    shown = words.LONGEST.format(days=count) if count else ""
    if not isinstance(days, Formula):
        return shown
    return Formula(when(f"{days.text}>0", joined(words.LONGEST, days=days.text), BLANK), shown)


def _late_caption(days: CellValue, cell: str, late: int, since: SinceBlock) -> CellValue:
    """「最长12天　较上期+1」."""
    longest = _longest(days)
    if since.late is None:
        return longest
    difference = words.MORE_OR_LESS.format(difference=late - since.late) if late != since.late else words.AS_MANY
    prefix = words.MORE_OR_LESS.partition("{")[0]
    told = "　".join(part for part in (str(shown_value(longest)), difference) if part)
    first = longest.text if isinstance(longest, Formula) else literal(shown_value(longest))
    changed = f'{literal(prefix)}&TEXT({cell}-{since.late},"+0;-0")'
    compared = when(f"{cell}={since.late}", literal(words.AS_MANY), changed)
    return Formula(f"{first}&{when(f'{cell}>0', literal('　'), BLANK)}&{compared}", told)


def _no_status(assessment: Assessment, states: Numbers) -> tuple[Words, ...]:
    """Tasks count as late only because their sheet has nowhere to report."""
    if not assessment.no_status:
        return ()
    shown = words.NO_STATUS.format(count=assessment.total.of("overdue"))
    told = Formula(joined(words.NO_STATUS, count=_cell(states, "overdue")), shown)
    return (Words(Cell(told, "remark"), height=_REMARK),)


def _left(assessment: Assessment, counts: Counts, sheet: FiguresSheet, states: Numbers) -> tuple[Stack, ...]:
    """States and months side by side; below them what is late and what comes. Lists that are short leave their room to both."""
    total = _sum(states, assessment.total.total, *STATE_WORDS)
    rows = len(compose_states(states, total, _LEAST_SHAPE).body)
    below = compose_lists(assessment, counts, sheet, _ROWS - rows - 1)
    rows = _ROWS - 1 - count_rows(below)
    months = compose_months(assessment, counts, sheet, rows)
    lists = Stack(1, _LEFT, below, top=rows + 1)
    if not months:
        wide = compose_states(states, total, rows, (6, 5, 2))
        return Stack(1, _LEFT, (Heading(words.SHAPE), wide)), lists
    shape = compose_states(states, total, rows)
    return Stack(1, 6, (Heading(words.SHAPE), shape)), Stack(8, 6, (Heading(words.BY_MONTH), months)), lists


def _right(assessment: Assessment, counts: Counts, sheet: FiguresSheet, since: SinceBlock) -> Stack:
    """Offices where there are several, units, then what changed, the trend, and stages where there is room left."""
    tail = (*_changes(since), *_trend(since, sheet))
    room = _ROWS - count_rows(tail)
    offices: tuple[Heading | Grid, ...] = ()
    if len(assessment.documents) > 1:
        offices = _offices(assessment, counts, sheet, min(_MOST_OFFICES, room - 4 - _UNITS_AMONG_MORE))
    units = _units(assessment, counts, sheet, room - count_rows(offices) - 2)
    blocks = (*offices, *units, *tail)
    room = _ROWS - count_rows(blocks)
    if len(assessment.by_stage) > 1 and room - 2 >= min(len(assessment.by_stage), _LEAST_STAGES):
        blocks += _stages(assessment, counts, sheet, min(room - 2, _MOST_STAGES))
    return Stack(COLUMNS + 1 - _RIGHT, _RIGHT, blocks)


def _stages(assessment: Assessment, counts: Counts, sheet: FiguresSheet, room: int) -> tuple[Heading, Grid]:
    rows = assessment.by_stage
    names = [fit(row.label or words.NO_STAGE, _NAME) for row in rows]
    header = _stage_header(assessment)
    staged = header.endswith(words.STAGE)
    heading = words.STAGES if staged else words.BY_GROUP.format(header=header)
    roll = Roll(rows, names, header, words.OTHER_STAGES if staged else words.OTHER_GROUPS)
    return Heading(heading, link=Link(words.LEDGER, 1, 1)), compose_bars(roll, room, counts, sheet)


def _stage_header(assessment: Assessment) -> str:
    """What the sheet calls its outermost groups: 「推进阶段」; 「类别」 where its tables differ, or the groups are band rows."""
    tables = {id(j.table): j.table for j in assessment.tasks if j.task.group}.values()
    headers = set()
    for table in tables:
        columns = [c for c in table.columns if c.role == "group"]
        banded = any(len(task.group) > len(columns) for task in table.tasks)
        headers.add("" if banded or not columns else columns[0].header)
    return (headers.pop() if len(headers) == 1 else "") or words.CATEGORY


def _units(assessment: Assessment, counts: Counts, sheet: FiguresSheet, room: int) -> tuple[Heading, Grid]:
    lead = assessment.policy.rollup == "lead"
    rows = assessment.by_lead if lead else assessment.by_named
    names = [fit(row.label or judging.NO_UNIT, _NAME) for row in rows]
    heading = Heading(
        words.BY_UNIT.format(rule=words.COUNT_LEAD if lead else words.COUNT_NAMED), link=Link(words.UNITS, 1, 1)
    )
    roll = Roll(rows, names, words.UNIT, words.OTHER_UNITS)
    return heading, compose_bars(roll, room, counts, sheet)


def _offices(assessment: Assessment, counts: Counts, sheet: FiguresSheet, room: int) -> tuple[Heading, Grid]:
    """By workbook, the worst first."""
    tallies = count_states((judged.document, judged.state) for judged in assessment.tasks)
    named = [
        (_office(document.source), TallyRow(str(n), tallies.get(n, Tally())))
        for n, document in enumerate(assessment.documents)
    ]
    named.sort(key=lambda entry: (-entry[1].tally.of("overdue"), -entry[1].tally.under_way))
    names, rows = [fit(name, _NAME) for name, _ in named], [row for _, row in named]
    roll = Roll(rows, names, words.OFFICE, words.OTHER_OFFICES)
    return Heading(words.BY_OFFICE), compose_bars(roll, room, counts, sheet)


def _office(source: str) -> str:
    return base_name(Path(source))


def _changes(since: SinceBlock) -> tuple[Heading | Grid, ...]:
    if not since.changes:
        return ()
    wide = _RIGHT - _KIND
    body: tuple[tuple[Cell, ...], ...] = tuple(
        (Cell(kind, "grid.link" if link else "grid.kind", _KIND, link), Cell(fit(told, wide), "grid.name", wide))
        for (kind, told), link in zip_longest(since.changes, since.links)
    )
    if since.verify:
        body += ((Cell(since.verify, "grid.link", _RIGHT, Link(words.CHECKS, 1, 1)),),)
    return Heading(since.heading), Grid((), body)


def _trend(since: SinceBlock, sheet: FiguresSheet) -> tuple[Heading | Grid, ...]:
    if len(since.trend) < 3:
        return ()
    return Heading(words.TREND), compose_trend(since.trend, sheet, _RIGHT, _TREND_ROWS)


def _checks(assessment: Assessment, since: SinceBlock) -> tuple[Words]:
    counts = Counter(diagnostic.severity for _, diagnostic in findings(assessment))
    fixed = words.ORDER_AND_CHANGES_FIXED if since.changes else words.ORDER_FIXED
    order = fixed.format(day=common.full_day(assessment.as_of))
    right = Cell(order, "footnote.right", COLUMNS // 2)
    if not counts:
        return (Words(Cell(f"{words.TO_CHECK}　{words.NOTHING_TO_CHECK}", "footnote"), right, height=18),)
    sentence = words.CHECK_COUNTS.format(error=counts["error"], warning=counts["warning"], info=counts["info"])
    link = Link(words.CHECKS, 1, 1)
    return (Words(Cell(f"{words.TO_CHECK}　{sentence}", "footnote", link=link), right, height=18),)
