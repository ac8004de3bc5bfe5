"""What some units may see of an assessment: their own tasks, and of each task no unit but them."""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from xltrack.assessment.assess import assess
from xltrack.assessment.model import Assessment, Judged
from xltrack.domain.records import Document, Table, Task, UnitRole
from xltrack.domain.roster import Roster
from xltrack.domain.unit_shapes import name_key
from xltrack.notices.scope import counted
from xltrack.report.writing import report_workbook


class Excerpt:
    """What some recipients may see: an assessment of their tasks, and its workbook, made once for all letters that carry it."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment

    @cached_property
    def workbook(self) -> bytes:
        """The progress workbook."""
        return report_workbook(self.assessment).data


def restrict(assessment: Assessment, units: Collection[str]) -> Assessment:
    """The assessment of the tasks that count for some units by the office's rule, judged again so that every figure is theirs.

    Nothing else goes with it: no other task, no unit that shares one, no roster, no memory of earlier reports, no remark on
    other cells.
    """
    own = frozenset(map(name_key, units))
    units_for = counted(assessment)
    kept: dict[tuple[int, int], list[Judged]] = {}
    for judged in assessment.tasks:
        if not own.isdisjoint(map(name_key, units_for(judged))):
            kept.setdefault((judged.document, id(judged.table)), []).append(judged)
    documents = [
        _restricted(document, [(t, kept[index, id(t)]) for t in document.tables if (index, id(t)) in kept], own)
        for index, document in enumerate(assessment.documents)
    ]
    judged_again = assess([d for d in documents if d.tables], assessment.as_of, assessment.policy)
    return judged_again._replace(no_status=assessment.no_status)


def _restricted(document: Document, tables: Sequence[tuple[Table, Sequence[Judged]]], own: frozenset[str]) -> Document:
    shown = tuple(t._replace(tasks=tuple(_task(j.task, own) for j in judged)) for t, judged in tables)
    rows = {(table.sheet, task.row) for table in shown for task in table.tasks}
    said = tuple(
        d for d in document.diagnostics if d.severity != "info" and d.cell and (d.cell.sheet, d.cell.row) in rows
    )
    return document._replace(tables=shown, diagnostics=said, roster=Roster(), memory=None)


def _task(task: Task, own: frozenset[str]) -> Task:
    return task._replace(units=tuple(_units(task.units, own)))


def _units(units: Sequence[UnitRole], own: frozenset[str]) -> Iterator[UnitRole]:
    for unit in units:
        members = tuple(name for name in unit.members if name_key(name) in own)
        if members:
            yield unit._replace(members=members)
        elif not unit.members and name_key(unit.unit or unit.name) in own:
            yield unit
