"""From duties to a table as the records of a sheet have it, so that it is laid out like every table of a source."""

from collections.abc import Sequence
from typing import NamedTuple

from xltrack.annex.model import AnnexDraft
from xltrack.annex.tables import draft_table
from xltrack.base.address import CellRange
from xltrack.domain.records import CellValue, Column, ColumnRole, Deadline, Table, Task
from xltrack.draft import words
from xltrack.draft.duties import Duty
from xltrack.draft.lines import Frame
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.years import YearContext, resolve
from xltrack.language.units.grammar import read_units


class Year(NamedTuple):
    """The year of a notice, and where it was found (a key of `words.YEAR_FROM`)."""

    value: int | None
    source: str


def compose_duties(duties: Sequence[Duty], title: str, year: Year) -> Table:
    """The table of some duties: 序号, 工作任务 and 具体任务, units by their parts, 完成时限, 依据, 完成情况, 备注."""
    columns = _columns(duties)
    tasks = tuple(_task(number, duty, columns, year) for number, duty in enumerate(duties, 1))
    extent = CellRange(1, 1, len(tasks) + 1, len(columns))
    return Table("", extent, "tasks", None, title, columns, tasks)


def _columns(duties: Sequence[Duty]) -> tuple[Column, ...]:
    """The columns; 工作任务 where anything has a heading, 重点任务 where headings stand in each other, 指导单位 where one is named."""
    depth = max((len(duty.group) for duty in duties), default=0)
    wished: list[tuple[str, ColumnRole, bool]] = [
        (words.SEQ, "seq", True), (words.OUTER, "group", depth > 1), (words.GROUP, "group", depth > 0),
        (words.TEXT, "text", True), (words.LEAD, "lead", True), (words.SUPPORT, "support", True),
        (words.SUPERVISE, "supervise", any(duty.marks.supervise for duty in duties)),
        (words.DEADLINE, "deadline", True), (words.SOURCE, "other", True), (words.STATUS, "status", True),
        (words.NOTE, "note", True),
    ]  # fmt: skip
    kept = [(header, role) for header, role, wanted in wished if wanted]
    return tuple(Column(number, header, role) for number, (header, role) in enumerate(kept, 1))


def _task(number: int, duty: Duty, columns: Sequence[Column], year: Year) -> Task:
    cells = _cells(number, duty, sum(column.role == "group" for column in columns))
    units = tuple(
        unit
        for role, said in (
            ("lead", duty.marks.lead),
            ("support", duty.marks.support),
            ("supervise", duty.marks.supervise),
        )
        for unit in read_units(said, role).units
    )
    deadline = Deadline()
    if duty.marks.deadline:
        deadline = resolve(read_deadline(duty.marks.deadline), YearContext(duty.year, year.value)).deadline
    group = tuple(str(cells[h]) for h in (words.OUTER, words.GROUP) if cells.get(h))
    values = tuple(cells.get(column.header) for column in columns)
    return Task(number, str(number), group, duty.text, units, deadline, values=values)


def _cells(number: int, duty: Duty, depth: int) -> dict[str, CellValue]:
    marks = duty.marks
    outer = duty.group[0] if duty.group and depth > 1 else None
    inner = duty.group[1:] if depth > 1 else duty.group
    remark = words.MANY_CODES.join(words.REMARKS[code] for code in duty.codes if code in words.REMARKS)
    return {
        words.SEQ: number, words.OUTER: outer, words.GROUP: words.INNER_GROUPS.join(inner) or None, words.TEXT: duty.text,
        words.LEAD: marks.lead or None, words.SUPPORT: marks.support or None, words.SUPERVISE: marks.supervise or None,
        words.DEADLINE: marks.deadline or None, words.SOURCE: duty.source,
        words.NOTE: "；".join(filter(None, (marks.note, remark))) or None,
    }  # fmt: skip


def compose_draft(table: Table, frame: Frame, label: str) -> AnnexDraft:
    """The table for print; one that came as it is has a column 完成情况 to be filled in."""
    columns, rows = draft_table(table, (), asked=table.kind == "tasks")
    caption = words.CAPTION.format(number=frame.number) if frame.number else ""
    title = table.title or frame.matter + words.TITLE
    return AnnexDraft(title, columns, rows, label, caption)
