"""Deadlines of a drafted sheet that would read otherwise than the notice means them, put so that they read the same (docs/规则.md 12.5)."""

from collections.abc import Iterator

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.records import Deadline, Milestone, Table, Task
from xltrack.draft import words
from xltrack.draft.compose import Year
from xltrack.draft.notice import NOTICES
from xltrack.language import parse_deadline
from xltrack.language.deadline.tokens import TOKEN, fold_deadline, mask, span_in

_THIS_YEAR = NOTICES.pattern("{this_years}")
_NEXT_YEAR = NOTICES.pattern("{next_years}")


def settle(table: Table, read: Table, year: Year) -> tuple[Table, list[Diagnostic]]:
    """The table with the deadlines that its reading takes for others put plainly, and what to say of them.

    Args:
        table: as drafted.
        read: the same as it was read back.
        year: that of the notice.
    """
    if len(table.tasks) != len(read.tasks):
        return table, []
    said: list[Diagnostic] = []
    tasks = []
    column = next((c.number for c in read.columns if c.role == "deadline"), 1)
    for task, again in zip(table.tasks, read.tasks, strict=True):
        plain = _plain(task.deadline, again.deadline)
        if plain is None:
            tasks.append(task)
            continue
        tasks.append(_with_deadline(table, task, plain))
        said += _told(CellRef(read.sheet, again.row, column), task.deadline, year)
    return table._replace(tasks=tuple(tasks)), said


def _plain(meant: Deadline, read: Deadline) -> str | None:
    """Other words for a deadline that was read otherwise; None where it was not."""
    if meant.kind == "none":
        return words.NO_DEADLINE if read.kind != "none" else None
    if not meant.milestones or _days(meant) == _days(read):
        return None
    return with_year(meant)


def _days(deadline: Deadline) -> list[tuple[object, object]]:
    return [(m.start, m.due) for m in deadline.milestones]


def with_year(deadline: Deadline) -> str:
    """A deadline with its years written out: before its first date, else date by date."""
    first = deadline.milestones[0]
    year = (first.start or first.due).year
    for words_ in _attempts(deadline.text, year):
        if _days(parse_deadline(words_)) == _days(deadline):
            return words_
    return "；".join(map(_spelled, deadline.milestones))


def _attempts(text: str, year: int) -> Iterator[str]:
    if _THIS_YEAR.search(text) or _NEXT_YEAR.search(text):
        yield _NEXT_YEAR.sub(f"{year}年", _THIS_YEAR.sub(f"{year}年", text))
        yield _NEXT_YEAR.sub(f"{year + 1}年", _THIS_YEAR.sub(f"{year}年", text))
    for token in TOKEN.finditer(mask(text, fold_deadline(text)).masked):
        at = span_in(text, *token.span())[0]
        yield f"{text[:at]}{year}年{text[at:]}"


def _spelled(milestone: Milestone) -> str:
    due = f"{milestone.due.year}年{milestone.due.month}月{milestone.due.day}日"
    start = milestone.start
    begins = f"{start.year}年{start.month}月{start.day}日至" if start else ""
    return f"{milestone.label or ''}{begins}{due}"


def _with_deadline(table: Table, task: Task, text: str) -> Task:
    values = tuple(
        text if column.role == "deadline" else value for column, value in zip(table.columns, task.values, strict=True)
    )
    return task._replace(deadline=task.deadline._replace(text=text), values=values)


def _told(cell: CellRef, meant: Deadline, year: Year) -> Iterator[Diagnostic]:
    if meant.kind == "none":
        yield Diagnostic("D796", cell)
        return
    own = (meant.milestones[0].start or meant.milestones[0].due).year
    source = words.YEAR_FROM[year.source] if own == year.value else words.ABOVE
    yield Diagnostic("D791", cell, {"text": meant.text, "source": source, "year": own})
