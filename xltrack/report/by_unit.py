"""一单位一页: for each unit the tasks that name it, with state, days, what is wanted of it and room to answer; pages of its own.

All units stand on one sheet with a page break before each, so that one print command prints them; a unit of many tasks goes on
on further pages, each with the unit's name, the page among its own, which no footer can count, and the head of the columns.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final

from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import SETTLED_STATES, State
from xltrack.assessment.words import NO_UNIT
from xltrack.report import words
from xltrack.sheets.measure import parts_of, rooms_of, row_height, span_lines
from xltrack.sheets.model import HEADING_LINE, HEADING_SIZE, CellValue, Listing, Row, Section, SheetColumn
from xltrack.telling import words as common
from xltrack.telling.names import deadline_words, main_title, seq_value, widest_number

_COLUMNS: Final = (
    SheetColumn(words.NUMBER, 6, style="head.center"), SheetColumn(common.TASK, 44), SheetColumn(words.PART, 7),
    SheetColumn(words.DEADLINE, 19), SheetColumn(words.STATE, 10), SheetColumn(words.DAYS_LEFT, 11, style="head.right"),
    SheetColumn(words.WANTED, 28), SheetColumn(words.ANSWER, 27),
)  # fmt: skip
_STYLES: Final = ("seq", "text", "text", "text", "", "days", "text", "text")
_BELOW: Final = ["text"] * len(_STYLES)
# Late, then due, then open, then done; each by the day that counts, what has none last.
_URGENCY: Final[dict[State, int]] = {
    "overdue": 0, "due_soon": 1, "done": 3, "done_late": 3, "suspended": 4, "cancelled": 4,
}  # fmt: skip
_ROOM: Final = 455.0  # points of rows on a page below heading and header
_FIRST: Final = 55.0  # points that title and caption take of the first page


def compose_by_unit(assessment: Assessment, issuer: str = "") -> Listing:
    """The sheet; the worst units first, as in 单位汇总; `issuer` is who hands the pages out, where that is known."""
    tasks: dict[str, list[Judged]] = {row.label: [] for row in assessment.by_named}
    for judged in assessment.tasks:
        for name in judged.named or (NO_UNIT,):
            tasks[name].append(judged.of_unit(name))
    sections: list[Section] = []
    columns = (_COLUMNS[0]._replace(width=max(_COLUMNS[0].width, widest_number(assessment))), *_COLUMNS[1:])
    day = common.full_day(assessment.as_of)
    for row in assessment.by_named:
        tally = row.tally
        told = words.UNIT_PLAN if assessment.plan else words.UNIT_COUNTS
        heading = f"{row.label}　" + told.format(
            day=day, total=tally.total, done=tally.done, overdue=tally.of("overdue"), soon=tally.of("due_soon")
        )
        below = words.HANDED_OUT.format(title=main_title(assessment) or words.LEDGER, issuer=issuer or words.BLANKS)
        sections += _pages(
            row.label, (heading, below), tasks[row.label], _ROOM if sections else _ROOM - _FIRST, columns
        )
    caption = words.BY_UNIT_CAPTION.format(day=day, count=len(assessment.by_named))
    return Listing(words.UNIT_PAGES, words.UNIT_PAGES, caption, columns, tuple(sections), paged=True)


def _pages(
    unit: str, told: tuple[str, str], tasks: Sequence[Judged], room: float, columns: Sequence[SheetColumn]
) -> Iterator[Section]:
    """The pages of one unit, one at least; `told` is what stands beside its name and below it on the first one."""
    rooms = rooms_of(columns)
    tasks = sorted(tasks, key=lambda judged: (_URGENCY.get(judged.state, 2), judged.due or date.max))
    rows = [row for judged in tasks for row in _rows(unit, judged, rooms)]
    heading, below = told
    first = f"{heading}　{words.PAGE_OF}\n{below}"
    room -= (span_lines(first, columns, HEADING_SIZE) - 1) * HEADING_LINE
    pages = list[list[Row]]()
    while rows:
        page, rows = _fill(rows, room)
        pages.append(page)
        room = _ROOM
    for number, page in enumerate(pages, 1):
        again = f"{unit}{words.CONTINUED}　{words.PAGE_OF}"
        shown = (first if number == 1 else again).format(page=number, pages=len(pages))
        yield Section(partial(iter, page), shown, (words.SIGNED,) if number == len(pages) else ())


def _fill(rows: list[Row], room: float) -> tuple[list[Row], list[Row]]:
    """As many rows as a page holds, one at least, and the rest."""
    used, count = 0.0, 0
    for row in rows:
        used += row.height or 0
        if count and used > room:
            break
        count += 1
    return rows[:count], rows[count:]


def _rows(unit: str, judged: Judged, rooms: Sequence[int]) -> Iterator[Row]:
    """The row of a task; text that no row is high enough for goes on in rows below."""
    part = words.LEADS if unit in judged.lead else words.SUPPORTS
    values: list[CellValue] = [
        seq_value(judged.number), judged.task.text, part if unit != NO_UNIT else None, deadline_words(judged.task.deadline.text) or None,
        judged.word, judged.days, wanted(judged), None,
    ]  # fmt: skip
    styles = [*_STYLES[:4], f"state.{judged.state}", *_STYLES[5:]]
    if judged.past:
        styles[5] = "days.past"
    parts = [parts_of(v, room) if isinstance(v, str) else [v] for v, room in zip(values, rooms, strict=True)]
    for at in range(max(map(len, parts))):
        line: list[CellValue] = [part[at] if at < len(part) else None for part in parts]
        yield Row(line, styles if at == 0 else _BELOW, row_height(line, rooms))


def wanted(judged: Judged) -> str | None:
    """What a unit has to do about a task now: 「请立即办理，并说明逾期原因」, and the report-backs that are still ahead."""
    backs = () if judged.state in SETTLED_STATES else judged.task.reports
    told = [words.REPORT_TO.format(month=b.due.month, day=b.due.day, to=b.to) for b in backs if b.due]
    return "；".join(filter(None, [_deed(judged), *told])) or None


def _deed(judged: Judged) -> str:
    deed = words.WANTED_BY_STATE.get(judged.state, "")
    node = judged.next
    if not node or judged.state in (*SETTLED_STATES, "overdue"):
        return deed
    label = f"（{node.label}）" if node.label else ""
    return deed + words.BY_DAY.format(year=node.due.year, month=node.due.month, day=node.due.day, label=label)
