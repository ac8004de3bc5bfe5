"""Which tables of the sources somebody has answered: in one that nobody has, none is late (docs/规则.md 5.10).

A ledger holds the rows of all tables of its sources; its hidden column says which of them each came from.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.assessment.judge import understand
from xltrack.assessment.model import Basis
from xltrack.assessment.words import TABLE_NUMBER
from xltrack.domain.records import Document, Table, Task
from xltrack.domain.settings import Policy

# What stands for the table of a row in that column: of a row of an excerpt, whose table was answered elsewhere.
ANSWERED_NUMBER: Final = 0


class Source(NamedTuple):
    """The rows of one table of the sources.

    Attributes:
        number: among those of an assessment, from 1; `ANSWERED_NUMBER` where it is known that the table was answered.
        answered: whether anything was reported of any row.
    """

    number: int
    answered: bool

    def is_plan(self, policy: Policy) -> bool:
        """Whether it is no more than a plan: nobody has answered, nor does the office hold that against anybody."""
        return policy.unreported != "late" and not self.answered

    def excuses(self, policy: Policy) -> bool:
        """Whether a row of which nothing was reported is not called late."""
        return policy.unreported == "never" or self.is_plan(policy)


class TableTask(NamedTuple):
    """A task, what it says, and the table that it came from."""

    document: int
    table: Table
    task: Task
    basis: Basis
    source: Source


def ask_tables(documents: Sequence[Document], tracked: Callable[[Table], bool], policy: Policy) -> Iterator[TableTask]:
    """All tasks in order, each understood; a table is asked whole before its first task is given."""
    number = 0
    for index, document in enumerate(documents):
        for table in filter(tracked, document.tables):
            bases = [understand(task, policy) for task in table.tasks]
            places = _source_numbers(table)
            found: dict[object, bool] = dict.fromkeys(places, table.answered)
            for place, basis in zip(places, bases, strict=True):
                found[place] = found[place] or place == ANSWERED_NUMBER or basis.answered
            sources: dict[object, Source] = {}
            for place, answered in found.items():
                certain = table.answered or place == ANSWERED_NUMBER
                number += not certain
                sources[place] = Source(ANSWERED_NUMBER if certain else number, answered)
            for task, basis, place in zip(table.tasks, bases, places, strict=True):
                yield TableTask(index, table, task, basis, sources[place])


def _source_numbers(table: Table) -> list[object]:
    """What each row of a table is told to have come from; a row that was typed into a ledger is of the table above it."""
    column = next((n for n, c in enumerate(table.columns) if c.role == "own" and c.header == TABLE_NUMBER), -1)
    if column < 0:
        return [None] * len(table.tasks)
    found: list[object] = []
    for task in table.tasks:
        told = task.values[column]
        above = found[-1] if found else None
        found.append(int(told) if isinstance(told, int | float) and not isinstance(told, bool) else above)
    return found
