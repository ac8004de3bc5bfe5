"""总览: one page for a leader: what it is and as of when, six figures, the shape, who is late with what, what comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from xltrack.assessment.model import STATE_WORDS, Assessment, Judged, Row, State, Tally
from xltrack.report import words
from xltrack.report.agenda import AHEAD, Due, due_tasks, findings, late_tasks, unit_words, units_of
from xltrack.report.ledger import ledger_row
from xltrack.report.measure import LINE, breadth
from xltrack.report.model import Cell, Figure, Figures, Grid, Heading, Link, Page, Stack, Words
from xltrack.report.names import progress_title
from xltrack.text import shorten

COLUMNS: Final = 24
WIDTH: Final = 5.2
LISTED: Final = 10
_PIXELS: Final = 41.4  # of one column
_TITLE_ROOM: Final = 68  # half-width characters of 22 points over the page
_ROOMY: Final = 5  # so few tasks in both lists get two lines each
_PAGE_HEIGHT: Final = 515.0  # points on A4 across, at the width of the page
_FIXED_HEIGHT: Final = 270.0  # all but the rows of tables
_APART: Final[tuple[State, ...]] = ("ongoing", "suspended", "cancelled")


def compose_overview(assessment: Assessment) -> Page:
    """The page, on 24 equal columns; later charts take the place of the tables of the second band."""
    late, due = late_tasks(assessment), due_tasks(assessment)
    rows = max(6, len(assessment.total.counts) + 1)
    lines = 2 if max(len(late), len(due)) <= _ROOMY else 1
    height = _row_height(rows, min(LISTED, max(len(late), len(due), 1)), lines)
    shape = (
        Stack(1, 7, (Heading(words.SHAPE), _states(assessment.total))),
        Stack(9, 8, (Heading(words.STAGES), _stages(assessment, rows))),
        Stack(18, 7, (_unit_heading(assessment), _units(assessment, rows))),
    )
    lists = (Stack(1, 13, _late(late, lines)), Stack(15, 10, _due(due, lines)))
    bands = (
        (Stack(1, COLUMNS, (*_head(assessment), Figures(_figures(assessment)), *_no_status(assessment))),),
        tuple(_heightened(stack, height) for stack in shape),
        tuple(_heightened(stack, height) for stack in lists),
        (Stack(1, COLUMNS, _checks(assessment)),),
    )
    return Page(words.OVERVIEW, COLUMNS, WIDTH, bands)


def _row_height(rows: int, listed: int, lines: int) -> float:
    """The height of table rows that lets them fill the page, between close and airy."""
    spare = _PAGE_HEIGHT - _FIXED_HEIGHT - listed * (lines - 1) * LINE
    return max(16.0, min(24.0, spare / (rows + listed + 1)))


def _heightened(stack: Stack, height: float) -> Stack:
    return replace(stack, blocks=tuple(replace(b, height=height) if isinstance(b, Grid) else b for b in stack.blocks))


def fit(text: str, columns: int, lines: int = 1, points: float = 10) -> str:
    """Cut a text to what some lines over some page columns hold."""
    # A line may end early, before a character that must not begin the next.
    room = lines * int((columns * _PIXELS - 8) / (points * 0.67)) - (lines - 1) * 2
    return text if breadth(text) <= room else shorten(text, room)


def _head(assessment: Assessment) -> tuple[Words, Words]:
    title = progress_title(assessment)
    style = "title" if breadth(title) <= _TITLE_ROOM else "title.long"
    policy = assessment.policy
    rule = words.COUNT_LEAD if policy.count == "lead" else words.COUNT_NAMED
    counting = words.COUNTING.format(rule=rule, window=window_words(assessment))
    caption = f"{words.AS_OF.format(day=words.full_day(assessment.as_of))}　{_basis(assessment)}"
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
        return words.SOURCES.format(files=len(assessment.documents), count=count)
    document = assessment.documents[0]
    labels = dict.fromkeys(t.annex or t.sheet for t in document.tables if t.tasks)
    return words.SOURCE.format(source=document.source, tables="、".join(labels), count=count)


def _figures(assessment: Assessment) -> tuple[Figure, ...]:
    total = assessment.total
    longest = max((j.days or 0 for j in assessment.tasks if j.state == "overdue"), default=0)
    apart = [STATE_WORDS[s] for s in _APART if total.of(s)]
    within = words.WITHIN.format(window=window_words(assessment))
    late_done = _of_which(total, ("done_late",)) or (words.ALL_ON_TIME if total.done else "")
    return (
        Figure(words.TOTAL, total.total, _counted(total, _APART) or words.ALL_COUNTED, "total"),
        Figure(words.DONE, total.done, late_done, "done"),
        Figure(words.UNDER_WAY, total.under_way, _of_which(total, ("not_started", "unreported")), "in_progress"),
        Figure(words.DUE_SOON, total.of("due_soon"), within, "due_soon"),
        Figure(words.LATE, total.of("overdue"), words.LONGEST.format(days=longest) if longest else "", "overdue"),
        Figure(words.RATE, total.rate, words.WITHOUT.format(parts="、".join(apart)) if apart else "", "rate"),
    )


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
        Cell(words.STATE, "grid.head", 4),
        Cell(words.COUNT, "grid.head.right"),
        Cell(words.SHARE, "grid.head.right", 2),
    )
    body = tuple(
        (
            Cell(word, f"grid.state.{state}", 4),
            Cell(total.of(state), "grid.count"),
            Cell(total.of(state) / total.total, "grid.percent", 2),
        )
        for state, word in STATE_WORDS.items()
        if total.of(state)
    )
    summary = (Cell(words.SUM, "grid.sum", 4), Cell(total.total, "grid.sum.count"), Cell(None, "grid.sum", 2))
    return Grid(head, body, summary)


def _stages(assessment: Assessment, height: int) -> Grid:
    head = (
        Cell(words.STAGE, "grid.head", 3), Cell(words.TASKS, "grid.head.right"), Cell(words.DONE, "grid.head.right"),
        Cell(words.LATE, "grid.head.right"), Cell(words.RATE, "grid.head.right", 2),
    )  # fmt: skip
    shown, rest = _head_of(assessment.by_stage, height)
    body = tuple(
        (
            Cell(fit(row.label or words.NO_STAGE, 3), "grid.text", 3), Cell(row.tally.total, "grid.count"),
            _count(row.tally.done), _count(row.tally.of("overdue"), "grid.late"),
            Cell(row.tally.rate, "grid.percent", 2),
        )
        for row in shown
    )  # fmt: skip
    return Grid(head, body, note=words.MORE_STAGES.format(count=rest, sheet=words.LEDGER) if rest else "")


def _unit_heading(assessment: Assessment) -> Heading:
    rule = words.COUNT_LEAD if assessment.policy.count == "lead" else words.COUNT_NAMED
    return Heading(words.BY_UNIT.format(rule=rule))


def _units(assessment: Assessment, height: int) -> Grid:
    rows = assessment.by_lead if assessment.policy.count == "lead" else assessment.by_named
    head = (
        Cell(words.UNIT, "grid.head", 3), Cell(words.TASKS, "grid.head.right"), Cell(words.LATE, "grid.head.right"),
        Cell(words.RATE, "grid.head.right", 2),
    )  # fmt: skip
    shown, rest = _head_of(rows, height)
    body = tuple(
        (
            Cell(fit(row.label or words.NO_UNIT, 3), "grid.text", 3), Cell(row.tally.total, "grid.count"),
            _count(row.tally.of("overdue"), "grid.late"), Cell(row.tally.rate, "grid.percent", 2),
        )
        for row in shown
    )  # fmt: skip
    return Grid(head, body, note=words.MORE_UNIT_ROWS.format(count=rest, sheet=words.UNITS) if rest else "")


def _count(number: int, style: str = "grid.count") -> Cell:
    return Cell(number, style if number else "grid.none")


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
