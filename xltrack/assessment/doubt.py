"""What is in doubt of a task: what was said of its cells that could change its state, or who answers for it (docs/规则.md 5.11)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xltrack.assessment.model import Verdict
from xltrack.assessment.states import State
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.rules import rule
from xltrack.domain.records import Document, Table, Task

_DROPPED: Final[tuple[State, ...]] = ("cancelled", "suspended")


class Doubts:
    """What was said of the rows of some documents, and beside them, where it leaves something in doubt."""

    def __init__(self, documents: Sequence[Document], beside: Sequence[tuple[int, Diagnostic]] = ()) -> None:
        self._rows: dict[tuple[int, str, int], list[Diagnostic]] = {}
        self._columns: dict[tuple[int, str, int], list[Diagnostic]] = {}  # of tables that stand sideways
        of_reading = ((index, said) for index, document in enumerate(documents) for said in document.diagnostics)
        for index, said in (*of_reading, *beside):
            if said.cell and rule(said.code).doubt:
                self._rows.setdefault((index, said.cell.sheet, said.cell.row), []).append(said)
                self._columns.setdefault((index, said.cell.sheet, said.cell.column), []).append(said)

    def of(
        self, document: int, table: Table, task: Task, verdict: Verdict, remarks: Iterable[Diagnostic]
    ) -> tuple[Diagnostic, ...]:
        """What is in doubt of a task; `remarks` are what judging says of it."""
        known = (self._columns if table.turned else self._rows).get((document, table.sheet, task.row), ())
        return tuple(_matters((*known, *remarks), verdict))


def _matters(found: Iterable[Diagnostic], verdict: Verdict) -> Iterator[Diagnostic]:
    """A deadline changes nothing of a task that was dropped, or was done nobody knows when."""
    timeless = verdict.state in _DROPPED or (verdict.state == "done" and verdict.done is None)
    for said in found:
        doubt = rule(said.code).doubt
        if doubt and not (doubt == "deadline" and timeless):
            yield said
