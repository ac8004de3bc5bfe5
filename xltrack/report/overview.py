"""总览: one page for a leader: what it is and as of when, six figures, the shape, who is late with what, what comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from xltrack.assessment.model import STATE_WORDS, Assessment, Judged, Row, State, Tally
from xltrack.report import words
from xltrack.report.agenda import AHEAD, Due, due_tasks, findings, late_tasks, unit_words, units_of
from xltrack.report.ledger import ledger_row
from xltrack.report.measure import LINE, breadth
from xltrack.report.memory import issue_number
from xltrack.report.model import Cell, Figure, Figures, Grid, Heading, Link, Page, Stack, Words
from xltrack.report.names import progress_title
from xltrack.text import shorten

COLUMNS: Final = 24
WIDTH: Final = 5.2
LISTED: Final = 10
_PIXELS: Final = 41.4  # of one column
_TITLE_ROOM: Final = 68  # half-width characters of 22 points over the page
_MOST_LINES: Final = 4
_NAMED: Final = 3  # files named in the head
_NAMES_ROOM: Final = 52  # half-width characters for their names
_PAGE_HEIGHT: Final = 515.0  # points on A4 across, at the width of the page
_FIXED_HEIGHT: Final = 270.0  # all but the rows of tables
_SINCE_ROWS: Final = 10  # lines of 本期变化 with its head
_CLOSE: Final = 16.0
_CLOSEST: Final = 15.0  # where words need more lines
_AIRY: Final = 24.0
_APART: Final[tuple[State, ...]] = ("ongoing", "suspended", "cancelled")


def compose_overview(assessment: Assessment) -> Page:
    """The page, on 24 equal columns; later charts take the place of the tables of the second band."""
    late, due = late_tasks(assessment), due_tasks(assessment)
    rows = max(6, len(assessment.total.counts) + 1)
    since = _since(assessment)
    listed, more = min(LISTED, max(len(late), len(due), 1)), _SINCE_ROWS if since else 0
    lines = _lines(late, due, lambda lines: _spare_height(rows, listed, lines, more) >= _CLOSEST)
    height = max(_CLOSE, min(_AIRY, _spare_height(rows, listed, lines, more)))
    shape = _shape(assessment, rows)
    lists = (Stack(1, 13, _late(late, lines)), Stack(15, 10, _due(due, lines)))
    bands = (
        (Stack(1, COLUMNS, (*_head(assessment), Figures(_figures(assessment)), *_no_status(assessment))),),
        tuple(_heightened(stack, height) for stack in shape),
        tuple(_heightened(stack, height) for stack in lists),
        *((since,) if since else ()),
        (Stack(1, COLUMNS, _checks(assessment)),),
    )
    return Page(words.OVERVIEW, COLUMNS, WIDTH, bands)


def _shape(assessment: Assessment, rows: int) -> tuple[Stack, ...]:
    """States, stages and units side by side; a sheet without stages leaves their place to the units."""
    lead = assessment.policy.rollup == "lead"
    units = assessment.by_lead if lead else assessment.by_named
    named = Heading(words.BY_UNIT.format(rule=words.COUNT_LEAD if lead else words.COUNT_NAMED))
    states = Stack(1, 6, (Heading(words.SHAPE), _states(assessment.total)))
    staged = any(row.label for row in assessment.by_stage)
    span = 8 if staged else 17
    grid = _roll_up(units, rows, span, words.UNIT, words.MORE_UNIT_ROWS)
    by_unit = Stack(25 - span, span, (named, grid))
    if not staged:
        return states, by_unit
    label = _stage_header(assessment)
    heading = words.STAGES if label.endswith(words.STAGE) else words.BY_GROUP.format(header=label)
    stages = _roll_up(assessment.by_stage, rows, 8, label, words.MORE_STAGES)
    return states, Stack(8, 8, (Heading(heading), stages)), by_unit


def _stage_header(assessment: Assessment) -> str:
    """What the sheet calls its outermost groups: 「推进阶段」; 「类别」 where its tables differ, or the groups are band rows."""
    tables = {id(j.table): j.table for j in assessment.tasks if j.task.group}.values()
    headers = set()
    for table in tables:
        columns = [c for c in table.columns if c.role == "group"]
        banded = any(len(task.group) > len(columns) for task in table.tasks)
        headers.add("" if banded or not columns else columns[0].header)
    return (headers.pop() if len(headers) == 1 else "") or words.CATEGORY


def _since(assessment: Assessment) -> tuple[Stack, ...]:
    """各期走势 (from the third date on) and 本期变化 side by side."""
    since = assessment.since
    if not since or not since.changes:
        return ()
    from xltrack.report.changes import TREND_SPAN, compose_changes, compose_trend

    trend = compose_trend(since, assessment.as_of)
    if not trend:
        return (Stack(1, COLUMNS, compose_changes(assessment, since.changes, COLUMNS)),)
    return Stack(1, TREND_SPAN, trend), Stack(12, 13, compose_changes(assessment, since.changes, 13))


def _spare_height(rows: int, listed: int, lines: int, more: int) -> float:
    """The height of table rows that lets them fill the page."""
    spare = _PAGE_HEIGHT - _FIXED_HEIGHT - listed * (lines - 1) * LINE
    return (spare - more * LINE) / (rows + listed + 1)


def _lines(late: Sequence[tuple[int, Judged]], due: Sequence[Due], has_room: Callable[[int], bool]) -> int:
    """How many lines a row of both lists gets: what its longest words need, as far as the page has room."""
    cells = [(judged.task.text, 6) for _, judged in late[:LISTED]] + [(_due_words(entry), 4) for entry in due[:LISTED]]
    cells += [(unit_words(units_of(judged)), 4) for _, judged in late[:LISTED]]
    cells += [(unit_words(units_of(entry.judged)), 3) for entry in due[:LISTED]]
    lines = 1
    while lines < _MOST_LINES and has_room(lines + 1) and any(fit(text, wide, lines) != text for text, wide in cells):
        lines += 1
    return lines


def _heightened(stack: Stack, height: float) -> Stack:
    return stack._replace(blocks=tuple(b._replace(height=height) if isinstance(b, Grid) else b for b in stack.blocks))


def fit(text: str, columns: int, lines: int = 1, points: float = 10) -> str:
    """Cut a text to what some lines over some page columns hold."""
    # A line may end early, before a character that must not begin the next.
    room = lines * int((columns * _PIXELS - 8) / (points * 0.67)) - (lines - 1) * 2
    return text if breadth(text) <= room else shorten(text, room)


def _head(assessment: Assessment) -> tuple[Words, Words]:
    title = progress_title(assessment)
    style = "title" if breadth(title) <= _TITLE_ROOM else "title.long"
    policy = assessment.policy
    rule = words.COUNT_LEAD if policy.rollup == "lead" else words.COUNT_NAMED
    counting = words.COUNTING.format(rule=rule, window=window_words(assessment))
    issue = words.ISSUE.format(number=issue_number(assessment))
    caption = f"{words.AS_OF.format(day=words.full_day(assessment.as_of))}　{issue}　{_basis(assessment)}"
    return (
        Words(Cell(shorten(title, _TITLE_ROOM * 22 // 16), style), height=38),
        Words(Cell(fit(caption, 16, points=9), "caption", 16), Cell(counting, "caption.right", 8), height=20),
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


def _figures(assessment: Assessment) -> tuple[Figure, ...]:
    total = assessment.total
    longest = max((j.days or 0 for j in assessment.tasks if j.state == "overdue"), default=0)
    apart = [STATE_WORDS[s] for s in _APART if total.of(s)]
    rate = words.NO_RATE if total.rate is None else total.rate
    within = words.WITHIN.format(window=window_words(assessment))
    late_done = _of_which(total, ("done_late",)) or (words.ALL_ON_TIME if total.done else "")
    return (
        Figure(words.TOTAL, total.total, _counted(total, _APART) or words.ALL_COUNTED, "total"),
        Figure(words.DONE, total.done, late_done, "done"),
        Figure(words.UNDER_WAY, total.under_way, _of_which(total, ("not_started", "unreported")), "in_progress"),
        Figure(words.DUE_SOON, total.of("due_soon"), within, "due_soon"),
        Figure(words.LATE, total.of("overdue"), _late_caption(assessment, longest), "overdue"),
        Figure(words.RATE, rate, words.WITHOUT.format(parts="、".join(apart)) if apart else "", "rate"),
    )


def _late_caption(assessment: Assessment, longest: int) -> str:
    parts = [words.LONGEST.format(days=longest)] if longest else []
    if assessment.since and assessment.since.changes:
        from xltrack.report.changes import late_difference

        parts.append(late_difference(assessment.since))
    return "　".join(part for part in parts if part)


def _counted(total: Tally, states: Sequence[State]) -> str:
    return "　".join(f"{STATE_WORDS[s]}{total.of(s)}" for s in states if total.of(s))


def _of_which(total: Tally, states: Sequence[State]) -> str:
    parts = _counted(total, states).replace("　", "、")
    return words.OF_WHICH.format(parts=parts) if parts else ""


def past_due(assessment: Assessment) -> int:
    """How many tasks count as late only because their sheet has nowhere to report."""
    return assessment.total.of("overdue")


def _no_status(assessment: Assessment) -> tuple[Words, ...]:
    if not assessment.no_status:
        return ()
    return (Words(Cell(words.NO_STATUS.format(count=past_due(assessment)), "remark"), height=22),)


def _states(total: Tally) -> Grid:
    head = (
        Cell(words.STATE, "grid.head", 3), Cell(words.COUNT, "grid.head.right"), Cell(words.SHARE, "grid.head.right", 2),
    )  # fmt: skip
    body = tuple(
        (
            Cell(word, f"grid.state.{state}", 3),
            Cell(total.of(state), "grid.count"),
            Cell(total.of(state) / total.total, "grid.percent", 2),
        )
        for state, word in STATE_WORDS.items()
        if total.of(state)
    )
    summary = (Cell(words.SUM, "grid.sum", 3), Cell(total.total, "grid.sum.count"), Cell(None, "grid.sum", 2))
    return Grid(head, body, summary)


def _roll_up(rows: Sequence[Row], height: int, span: int, label: str, more: str) -> Grid:
    """Tasks, late tasks and rate of some rows; with room, what is done and what is under way too."""
    label_span = 4 if span == 8 else 9
    head = [Cell(label, "grid.head", label_span)]
    head += [Cell(word, "grid.head.right", wide) for word, wide in _columns(span)]
    shown, rest = _head_of(rows, height)
    body = []
    for row in shown:
        tally = row.tally
        counts = [_count(tally.total), _count(tally.of("overdue"), "grid.late")]
        if span != 8:
            counts[1:1] = [_count(tally.done, span=2), _count(tally.under_way, span=2)]
        name = row.label or (words.NO_UNIT if label == words.UNIT else words.NO_STAGE)
        body.append((Cell(fit(name, label_span), "grid.text", label_span), *counts, _rate(row)))
    sheet = words.UNITS if label == words.UNIT else words.LEDGER
    return Grid(tuple(head), tuple(body), note=more.format(count=rest, sheet=sheet) if rest else "")


def _columns(span: int) -> list[tuple[str, int]]:
    inner = [] if span == 8 else [(words.DONE, 2), (words.UNDER_WAY, 2)]
    return [(words.TASKS, 1), *inner, (words.LATE, 1), (words.RATE, 2)]


def _rate(row: Row) -> Cell:
    return Cell(words.NO_RATE, "grid.right", 2) if row.tally.rate is None else Cell(row.tally.rate, "grid.percent", 2)


def _count(number: int, style: str = "grid.count", span: int = 1) -> Cell:
    return Cell(number, style if number else "grid.none", span)


def _head_of(rows: Sequence[Row], height: int) -> tuple[Sequence[Row], int]:
    """As many rows as fit `height` lines, and how many are left; the last line then says so."""
    return (rows, 0) if len(rows) <= height else (rows[: height - 1], len(rows) - height + 1)


def _late(late: Sequence[tuple[int, Judged]], lines: int) -> tuple[Heading, Grid]:
    heading = Heading(words.LATE_TASKS, words.ITEMS.format(count=len(late)) if late else "")
    if not late:
        return heading, Grid((), (), note=words.NO_LATE)
    head = (
        Cell(words.ROW, "grid.head"), Cell(words.TASK, "grid.head", 6), Cell(words.UNIT, "grid.head", 4),
        Cell(words.LATE, "grid.head.right", 2),
    )  # fmt: skip
    body = tuple(
        (
            _row_link(number),
            Cell(fit(judged.task.text, 6, lines), "grid.text", 6),
            Cell(fit(unit_words(units_of(judged)), 4, lines), "grid.text", 4),
            Cell(words.LATE_DAYS.format(days=judged.days), "grid.overdue", 2),
        )
        for number, judged in late[:LISTED]
    )
    rest = len(late) - LISTED
    return heading, Grid(head, body, note=words.MORE_LATE.format(count=rest) if rest > 0 else "", lines=lines)


def _due(due: Sequence[Due], lines: int) -> tuple[Heading, Grid]:
    heading = Heading(words.DUE_TASKS.format(days=AHEAD), words.ITEMS.format(count=len(due)) if due else "")
    if not due:
        return heading, Grid((), (), note=words.NO_DUE)
    head = (
        Cell(words.ROW, "grid.head"), Cell(words.TASK, "grid.head", 4), Cell(words.UNIT, "grid.head", 3),
        Cell(words.DEADLINE, "grid.head.right", 2),
    )  # fmt: skip
    body = tuple(
        (
            _row_link(entry.number),
            Cell(fit(_due_words(entry), 4, lines), "grid.text", 4),
            Cell(fit(unit_words(units_of(entry.judged)), 3, lines), "grid.text", 3),
            Cell(f"{entry.day.month}月{entry.day.day}日", "grid.right", 2),
        )
        for entry in due[:LISTED]
    )
    rest = len(due) - LISTED
    note = words.MORE_ROWS.format(count=rest, sheet=words.LEDGER) if rest > 0 else ""
    return heading, Grid(head, body, note=note, lines=lines)


def _due_words(entry: Due) -> str:
    text = entry.judged.task.text
    return f"{entry.label}：{text}" if entry.label else text


def _row_link(number: int) -> Cell:
    row = ledger_row(number)
    return Cell(row, "grid.link", 1, Link(words.LEDGER, row, 1))


def _checks(assessment: Assessment) -> tuple[Words]:
    counts = Counter(diagnostic.severity for _, diagnostic in findings(assessment))
    if not counts:
        return (Words(Cell(f"{words.TO_CHECK}　{words.NOTHING_TO_CHECK}", "footnote"), height=22),)
    sentence = words.CHECK_COUNTS.format(error=counts["error"], warning=counts["warning"], info=counts["info"])
    return (Words(Cell(f"{words.TO_CHECK}　{sentence}", "footnote", link=Link(words.CHECKS, 1, 1)), height=22),)
