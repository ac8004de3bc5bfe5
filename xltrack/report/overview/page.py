"""总览: one page for a leader: what it is and as of when, six figures, the shape, who is late with what, what comes, what changed."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Final

from xltrack.assessment import words as judging
from xltrack.assessment.assess import count_states
from xltrack.assessment.model import Assessment, Tally, TallyRow
from xltrack.assessment.states import APART_STATES, STATE_WORDS, State
from xltrack.base.text import shorten
from xltrack.placing.output import base_name
from xltrack.report import words
from xltrack.report.ledger.sheet import ledger_row
from xltrack.report.live.book import Live
from xltrack.report.live.columns import NAMED, key_link
from xltrack.report.live.formulas import BLANK, has_day, joined, literal, rate_formula, when
from xltrack.report.memory import SinceBlock, issue_number
from xltrack.report.overview.charts import (
    Roll,
    compose_bars,
    compose_months,
    compose_states,
    compose_trend,
)
from xltrack.report.overview.figures import Counts, FiguresSheet, Numbers
from xltrack.report.overview.lists import compose_lists, count_rows
from xltrack.report.overview.plan import add_answers, plan_late, plan_lines, plan_rate, plan_remark
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
_HALF_WIDTHS: Final = 6.0  # half-width characters of 10 points in one page column
_LEAST_SHAPE: Final = 8
_UNDER_WAY: Final[tuple[State, ...]] = ("in_progress", "not_started", "unreported")


def compose_overview(
    assessment: Assessment, counts: Counts | None = None, since: SinceBlock | None = None
) -> tuple[Page, NumbersSheet]:
    """The page, and the hidden sheet of numbers that it shows.

    It has 24 equal columns and a body of equal rows, so that its blocks stand side by side independently.
    """
    counts, sheet = counts or Counts(assessment, Live()), FiguresSheet()
    if since is None and assessment.since and assessment.since.changes:
        from xltrack.report.changes import since_of  # a first report needs none of it

        since = since_of(
            assessment.since, assessment.since.changes, assessment.as_of, int((_RIGHT - _KIND) * _HALF_WIDTHS)
        )
    since = since or SinceBlock()
    states = sheet.add(
        (words.STATE, words.COUNT), [(told, counts.states(state)) for state, told in STATE_WORDS.items()]
    )
    remark = (plan_remark(counts, _REMARK),) if assessment.plan else ()
    head: tuple[Block, ...] = (
        *_head(assessment, live=counts.live.ledger),
        Figures(_figures(assessment, counts, states, since)),
        *remark,
    )
    height = int((_BODY_HEIGHT - (_REMARK if remark else 0)) / _ROWS * 4) / 4
    stacks = [
        stack._replace(blocks=tuple(b._replace(height=height) if isinstance(b, Grid) else b for b in stack.blocks))
        for stack in (*_left(assessment, counts, sheet, states), _right(assessment, counts, sheet, since))
    ]
    bands = ((Stack(1, COLUMNS, head),), tuple(stacks), (Stack(1, COLUMNS, _checks(assessment, since)),))
    names = add_answers(assessment, counts.live, sheet)
    return Page(words.OVERVIEW, COLUMNS, WIDTH, bands), NumbersSheet(words.FIGURES, tuple(sheet.rows), names)


def _head(assessment: Assessment, *, live: bool) -> tuple[Words, Words]:
    title = progress_title(assessment)
    style = "title" if breadth(title) <= _TITLE_ROOM else "title.long"
    counting = words.COUNTING.format(rule=words.COUNTED[assessment.policy.rollup], window=_window_words(assessment))
    issue = words.ISSUE.format(number=issue_number(assessment))
    right = fit(f"{issue}　{_basis(assessment)}　{counting}", COLUMNS - _DATE_SPAN, points=9)
    day = Cell(assessment.as_of, "input.date", name=words.AS_OF_NAME)
    told: CellValue = Formula(when(has_day(), literal(right), literal(words.NO_DAY_DEED)), right) if live else right
    return (
        Words(Cell(cut(title, _TITLE_ROOM * 22 // 16), style), height=34),
        Words(day, Cell(told, "caption.right", COLUMNS - _DATE_SPAN), height=18),
    )


def _window_words(assessment: Assessment) -> str:
    return (words.WORKDAYS if assessment.policy.workdays else words.DAYS).format(n=assessment.policy.window)


def _basis(assessment: Assessment) -> str:
    """The file with its tables; of several 「甲.xlsx、乙.xlsx、丙.xlsx等5个文件」, cut where the line has no room."""
    count, sources = len(assessment.tasks), [document.source for document in assessment.documents]
    if len(sources) == 1:
        labels = dict.fromkeys(t.annex or t.sheet for t in assessment.documents[0].tables if t.tasks)
        return words.SOURCE.format(source=sources[0], tables="、".join(labels), count=count)
    more = words.MORE_FILES.format(files=len(sources)) if len(sources) > _NAMED else ""
    return words.SOURCES.format(files=shorten("、".join(sources[:_NAMED]), _NAMES_ROOM) + more, count=count)


def _figures(assessment: Assessment, counts: Counts, states: Numbers, since: SinceBlock) -> tuple[Figure, ...]:
    total = assessment.total
    longest = max((j.late for j in assessment.tasks if j.state == "overdue"), default=0)
    within = words.WITHIN.format(window=_window_words(assessment))
    ledger, overdue, due, units = (
        Link(name, 1, 1) for name in (words.LEDGER, words.OVERDUE, words.DUE_LIST, words.UNITS)
    )
    rate = rate_formula({state: _cell(states, state) for state in STATE_WORDS})
    doubts = partial(_with_doubt, assessment, counts)
    *first, late, done = (
        Figure(words.TOTAL, _sum(states, total.total, *STATE_WORDS), _parts(states, total, "", APART_STATES), "total", ledger),
        Figure(
            common.DONE, _sum(states, total.done, "done", "done_late"), doubts(_late_done(states, total), "done", "done_late"),
            "done", ledger,
        ),
        Figure(
            common.UNDER_WAY, _sum(states, total.under_way, "in_progress", "not_started", "unreported"),
            doubts(_parts(states, total, words.OF_WHICH, ("not_started", "unreported")), *_UNDER_WAY), "in_progress", ledger,
        ),
        Figure(words.DUE_SOON, _sum(states, total.of("due_soon"), "due_soon"), doubts(within, "due_soon"), "due_soon", due),
        Figure(
            words.LATE, _sum(states, total.of("overdue"), "overdue"),
            doubts(_late_caption(counts.longest(longest), _cell(states, "overdue"), total.of("overdue"), since), "overdue"),
            "overdue", overdue,
        ),
        Figure(
            words.RATE, Formula(rate, common.NO_RATE if total.rate is None else total.rate),
            _parts(states, total, words.WITHOUT, APART_STATES, counted=False), "rate", units,
        ),
    )  # fmt: skip
    return (*first, plan_late(late, counts), plan_rate(done, counts)) if assessment.plan else (*first, late, done)


def _with_doubt(assessment: Assessment, counts: Counts, caption: CellValue, *states: State) -> CellValue:
    """What stands under a figure, with how many of its tasks are in doubt, where any is in the book (docs/规则.md 5.11)."""
    doubted = [judged for judged in assessment.tasks if judged.doubt]
    if not doubted:
        return caption
    count = sum(judged.state in states for judged in doubted)
    cell = counts.live.task_count(count, states, [f"{NAMED['doubt']},1"])
    shown = str(shown_value(caption) or "")
    told = "　".join(filter(None, (shown, words.DOUBTFUL_COUNT.format(count=count) if count else "")))
    if not isinstance(cell, Formula):
        return told
    first = caption.text if isinstance(caption, Formula) else literal(shown)
    space = when(f"({first})={BLANK}", BLANK, literal("　"))
    return Formula(
        f"{first}&{when(f'({cell.text})>0', f'{space}&{joined(words.DOUBTFUL_COUNT, count=cell.text)}', BLANK)}", told
    )


def _sum(states: Numbers, value: Plain, *wanted: State) -> Formula:
    """The sum of some states, by the cells in which they are counted."""
    return Formula("+".join(_cell(states, state) for state in wanted), value)


def _cell(states: Numbers, state: State) -> str:
    return states.cell(list(STATE_WORDS).index(state), 1)


def _late_done(states: Numbers, total: Tally) -> Formula:
    late, count = _cell(states, "done_late"), total.of("done_late")
    shown = words.LATE_DONE.format(count=count) if count else words.ALL_ON_TIME if total.done else ""
    on_time = when(f"{_cell(states, 'done')}>0", literal(words.ALL_ON_TIME), BLANK)
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
        told = literal(STATE_WORDS[state]) + (f"&{cell}" if counted else "")
        pieces.append(when(f"{cell}>0", comma + told, BLANK))
    return Formula("&".join(pieces), prefix + shown if shown else "")


def _late_caption(days: CellValue, cell: str, late: int, since: SinceBlock) -> CellValue:
    """「最长12天　较上期+1」, each part where there is one."""
    longest = words.LONGEST.format(days=shown_value(days)) if shown_value(days) else ""
    first = literal(longest)
    if isinstance(days, Formula):
        first = when(f"{days.text}>0", joined(words.LONGEST, days=days.text), BLANK)
    if since.late is None:
        return Formula(first, longest) if isinstance(days, Formula) else longest
    difference = words.MORE_OR_LESS.format(difference=late - since.late) if late != since.late else words.AS_MANY
    prefix = words.MORE_OR_LESS.partition("{")[0]
    told = f"{longest}　{difference}" if longest else difference
    changed = f'{literal(prefix)}&TEXT({cell}-{since.late},"+0;-0")'
    compared = when(f"{cell}={since.late}", literal(words.AS_MANY), changed)
    return Formula(f"{first}&{when(f'{cell}>0', literal('　'), BLANK)}&{compared}", told)


def _left(assessment: Assessment, counts: Counts, sheet: FiguresSheet, states: Numbers) -> tuple[Stack, ...]:
    """States and months side by side; below them what is late and what comes. Lists that are short leave their room to both."""
    total = _sum(states, assessment.total.total, *STATE_WORDS)
    instead = plan_lines(counts, states) if assessment.plan else {}
    rows = len(compose_states(states, total, _LEAST_SHAPE).body)
    below = compose_lists(assessment, counts, sheet, _ROWS - rows - 1)
    rows = _ROWS - 1 - count_rows(below)
    months = compose_months(assessment, counts, sheet, rows)
    lists = Stack(1, _LEFT, below, top=rows + 1)
    if not months:
        wide = compose_states(states, total, rows, (6, 5, 2), instead)
        return Stack(1, _LEFT, (Heading(words.SHAPE), wide)), lists
    shape = compose_states(states, total, rows, instead=instead)
    return Stack(1, 6, (Heading(words.SHAPE), shape)), Stack(8, 6, (Heading(words.BY_MONTH), months)), lists


def _right(assessment: Assessment, counts: Counts, sheet: FiguresSheet, since: SinceBlock) -> Stack:
    """Offices where there are several, units, then what changed, the trend, and stages where there is room left."""
    tail = _changes(since, follows=counts.live.ledger)
    if len(since.trend) > 2:
        tail += Heading(words.TREND), compose_trend(since.trend, sheet, _RIGHT, _TREND_ROWS)
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


def _units(assessment: Assessment, counts: Counts, sheet: FiguresSheet, room: int) -> tuple[Heading, Grid]:
    rule = assessment.policy.rollup
    rows = assessment.by_lead if rule == "lead" else assessment.by_named
    named = [(row.label or judging.NO_UNIT, row) for row in rows]
    bars = compose_bars(Roll(named, words.UNIT, words.OTHERS["unit"]), room, counts, sheet)
    return Heading(words.BY_UNIT.format(rule=words.COUNTED[rule]), link=Link(words.UNITS, 1, 1)), bars


def _offices(assessment: Assessment, counts: Counts, sheet: FiguresSheet, room: int) -> tuple[Heading, Grid]:
    """By workbook, the worst first."""
    tallies = count_states(assessment.tasks, ((judged.document,) for judged in assessment.tasks))
    named = [
        (base_name(Path(document.source)), TallyRow(str(n), tallies.get(n, Tally())))
        for n, document in enumerate(assessment.documents)
    ]
    named.sort(key=lambda entry: (-entry[1].tally.of("overdue"), -entry[1].tally.under_way))
    return Heading(words.BY_OFFICE), compose_bars(
        Roll(named, words.OFFICE, words.OTHERS["office"]), room, counts, sheet
    )


def _changes(since: SinceBlock, *, follows: bool) -> tuple[Heading | Grid, ...]:
    """What changed; where `follows`, what leads to a task goes after its row of the ledger."""
    if not since.changes:
        return ()
    wide = _RIGHT - _KIND
    checks = Link(words.CHECKS, 1, 1)
    body: list[tuple[Cell, ...]] = []
    for (kind, told), task in zip_longest(since.changes, since.tasks):
        link = checks if task is None else Link(words.LEDGER, ledger_row(task), 1)
        plain = told == words.NONE or kind in ("", words.FLOWS)
        first = Cell(kind, "grid.kind", _KIND) if plain else Cell(kind, "grid.link", _KIND, link)
        if first.link and task is not None and follows:
            first = first._replace(value=Formula(key_link(task + 1, kind), kind), link=None)
        body.append((first, Cell(fit(told, wide), "grid.name", wide)))
    if since.verify:
        body.append((Cell(since.verify, "grid.link", _RIGHT, checks),))
    return Heading(since.heading), Grid((), tuple(body))


def _checks(assessment: Assessment, since: SinceBlock) -> tuple[Words]:
    counts = Counter(diagnostic.severity for _, diagnostic in findings(assessment))
    fixed = words.ORDER_AND_CHANGES_FIXED if since.changes else words.ORDER_FIXED
    right = Cell(fixed.format(day=common.full_day(assessment.as_of)), "footnote.right", COLUMNS // 2)
    sentence, link = words.NOTHING_TO_CHECK, None
    if counts:
        sentence = words.CHECK_COUNTS.format(error=counts["error"], warning=counts["warning"], info=counts["info"])
        link = Link(words.CHECKS, 1, 1)
    return (Words(Cell(f"{words.TO_CHECK}　{sentence}", "footnote", link=link), right, height=18),)
