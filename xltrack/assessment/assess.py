"""From what was read to what we judge: every task's state as of a day, and the roll-ups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from xltrack.assessment.judge import judge
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.remarks import remarks
from xltrack.assessment.tallies import UnitNames, by_month, by_stage, by_unit, tally
from xltrack.assessment.understand import understand
from xltrack.assessment.workdays import unpublished_years
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.lexicon import Vocabulary
from xltrack.base.text import fold
from xltrack.domain.records import ColumnRole, Document, Reported, Table
from xltrack.domain.settings import Policy

_COLUMNS = Vocabulary("columns")
_REPORTING: tuple[ColumnRole, ...] = ("status", "progress", "done_date")
_NOTED_AT: dict[str, ColumnRole] = {
    "D602": "done_date",
    "D603": "done_date",
    "D607": "done_date",
    "D613": "done_date",
    "D309": "text",
}


def assess(documents: Sequence[Document], as_of: date, policy: Policy) -> Assessment:
    """Judge all tasks of some documents as of a day."""
    said: list[tuple[int, Diagnostic]] = []
    tasks = tuple(_judge_all(documents, as_of, policy, said))
    if policy.workdays or policy.base:
        _check_calendar(tasks, as_of, said)
    return Assessment(
        tuple(documents), as_of, policy, tasks, tally(tasks),
        by_unit(tasks, lambda t: t.lead), by_unit(tasks, lambda t: t.named), by_stage(tasks), by_month(tasks),
        _without_status(documents), tuple(said),
    )  # fmt: skip


def is_tracked(table: Table) -> bool:
    """Whether a table's rows are tasks: a roster too, unless it is headed by a 领域 (docs/规则.md 2.5)."""
    if table.kind == "tasks":
        return True
    header = next((c.header for c in table.columns if c.role == "text"), "")
    header = fold(header)
    return header not in _COLUMNS.wide and "领域" not in header


def _judge_all(
    documents: Sequence[Document], as_of: date, policy: Policy, said: list[tuple[int, Diagnostic]]
) -> Iterator[Judged]:
    names = UnitNames()
    for index, document in enumerate(documents):
        for table in document.tables:
            if not is_tracked(table):
                continue
            for task in table.tasks:
                verdict = judge(understand(task, policy), as_of)
                for note in remarks(verdict):
                    cell = document.ref(table, task, _NOTED_AT.get(note.code, "status"))
                    said.append((index, note.at(cell)))
                yield Judged(index, table, task, verdict, *names.of(task.units))


def _without_status(documents: Sequence[Document]) -> bool:
    """Whether nothing anywhere can say how far a task is: no column for it, or a ledger in which it is still blank."""
    tables = [(d, t) for d in documents for t in d.tables if is_tracked(t)]
    return bool(tables) and all(
        not t.has(*_REPORTING) or (d.ledger and all(task.reported == Reported() for task in t.tasks)) for d, t in tables
    )


def _check_calendar(tasks: Sequence[Judged], as_of: date, said: list[tuple[int, Diagnostic]]) -> None:
    days = [t.due for t in tasks if t.due and t.due > as_of]
    last = max((d for d in days if (d - as_of).days < 400), default=as_of)
    said.extend((0, Diagnostic("D690", None, {"year": year})) for year in unpublished_years(as_of, last))
