"""What a report remembers of its own judgement: each task in a few words, and the figures of the day (docs/规则.md 8.1)."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.assessment.states import STATE_WORDS
from xltrack.domain.memory import Period, SnapshotRow
from xltrack.domain.records import Deadline, Document, Task, UnitRole

LONGEST: Final = 1000  # characters of a text that are remembered: enough to know a task again
_LEVELS: Final = " / "
_ROLES: Final = (("lead", ""), ("support", "配合："), ("supervise", "指导："))
_REPORT: Final = "_进度_"


class Rows:
    """Makes the rows of the tasks of some documents, one after the other; of several each one's name is the outermost group."""

    def __init__(self, documents: Sequence[Document]) -> None:
        several = len(documents) > 1
        names = [document.source.rpartition(".")[0].partition(_REPORT)[0] for document in documents]
        self._names, self._taken = [name if several else "" for name in names], dict[str, int]()

    def row(self, document: int, task: Task, state: str = "", due: date | None = None, number: str = "") -> SnapshotRow:
        """A task as it is remembered."""
        text, name = task.text[:LONGEST], self._names[document]
        group = _LEVELS.join((name, *task.group) if name else task.group)
        # A task that no earlier report knows goes by its words, not by its number or row.
        key = blake2b(f"{group}\0{text}".encode("utf-8", "replace"), digest_size=6).hexdigest()
        count = self._taken[key] = self._taken.get(key, 0) + 1
        return SnapshotRow(
            key if count == 1 else f"{key}-{count}", task.seq or "", group, text, state, due, deadline_identity(task.deadline),
            units_words(task.units), number,
        )  # fmt: skip


def snapshot_rows(assessment: Assessment) -> Iterator[SnapshotRow]:
    """All tasks in order, one at a time."""
    rows = Rows(assessment.documents)
    return (rows.row(j.document, j.task, STATE_WORDS[j.state], j.due, j.number) for j in assessment.tasks)


def deadline_identity(deadline: Deadline) -> str:
    """「2021-07-20」, 「2021-06-30 2021-12-31」, else the words: what has to differ for a deadline to be another one."""
    return " ".join([m.due.isoformat() for m in deadline.milestones]) or deadline.text[:LONGEST]


@lru_cache(maxsize=4096)
def units_words(units: tuple[UnitRole, ...]) -> str:
    """「甲局 乙局；配合：丙局」."""
    if len(units) == 1 and units[0].role == "lead":
        return units[0].name
    by_role = ((label, [unit.name for unit in units if unit.role == role]) for role, label in _ROLES)
    return "；".join(label + " ".join(names) for label, names in by_role if names)[:LONGEST]


def split_units(words: str) -> Iterator[tuple[str, str]]:
    """The roles and names of `units_words`: 「lead」 「甲局」, 「support」 「丙局」."""
    for part in words.split("；") if words else ():
        role, label = next((r for r in _ROLES[1:] if part.startswith(r[1])), _ROLES[0])
        for name in part.removeprefix(label).split(" "):
            yield role, name


def period_of(assessment: Assessment) -> Period:
    """The figures of the day of judgement."""
    total = assessment.total
    return Period(
        assessment.as_of, total.done, total.under_way, total.of("due_soon"), total.of("overdue"), total.of("ongoing"),
        total.of("suspended"), total.of("cancelled"), assessment.plan,
    )  # fmt: skip
