"""An assessment narrowed to some units: what a letter to one of them, or a mail to their leader, speaks of."""

from collections.abc import Callable, Sequence

from xltrack.assessment.assess import by_month, by_stage, by_unit, tally
from xltrack.assessment.model import Assessment, Judged, TallyRow
from xltrack.assessment.persons import has_persons
from xltrack.assessment.shared import open_units
from xltrack.assessment.words import NO_UNIT
from xltrack.domain.memory import Changes
from xltrack.domain.records import Reported
from xltrack.telling.agenda import sure_late_tasks


def counts_by_lead(assessment: Assessment) -> bool:
    """Whether units are counted by what they lead (the office may choose the other rule); by every unit named where none leads."""
    return assessment.policy.rollup == "lead" and any(judged.lead for judged in assessment.tasks)


def counted(assessment: Assessment) -> Callable[[Judged], tuple[str, ...]]:
    """The units that a task counts for, by the office's rule."""
    return (lambda judged: judged.lead) if counts_by_lead(assessment) else (lambda judged: judged.named)


def unit_rows(assessment: Assessment) -> tuple[TallyRow, ...]:
    """The roll-up by units, by the same rule, the worst first."""
    return assessment.by_lead if counts_by_lead(assessment) else assessment.by_named


def is_blamed(judged: Judged, unit: str) -> bool:
    """Whether a unit answers for a late task: of one whose units answer each for itself, those that lead and are not done."""
    return not judged.parts or unit in open_units(judged.parts)


def late_units(assessment: Assessment) -> tuple[str, ...]:
    """The units with a late task of which nothing is in doubt."""
    of = counted(assessment)
    late = {unit for _, judged in sure_late_tasks(assessment) for unit in of(judged) if is_blamed(judged, unit)}
    return tuple(row.label for row in unit_rows(assessment) if row.label in late and row.label != NO_UNIT)


def names_of_persons(assessment: Assessment) -> frozenset[str]:
    """The persons that stand for units: they are named, and get no letter."""
    tables = {key: has_persons(table) for key, table in {id(j.table): j.table for j in assessment.tasks}.items()}
    return frozenset(name for judged in assessment.tasks if tables[id(judged.table)] for name in judged.named)


def silent_tasks(assessment: Assessment) -> list[tuple[int, Judged]]:
    """Tasks of which nothing at all was reported though somebody should have: not reported, late or nearly so."""
    return [
        (number, judged)
        for number, judged in enumerate(assessment.tasks)
        if judged.task.reported == Reported() and judged.state in ("unreported", "due_soon", "overdue")
    ]


def narrow(assessment: Assessment, units: Sequence[str]) -> Assessment:
    """The tasks that count for some units, with their tallies; the whole where no unit is named."""
    if not units:
        return assessment
    wanted, of = set(units), counted(assessment)
    places = [number for number, judged in enumerate(assessment.tasks) if wanted & set(of(judged))]
    # A unit alone is told how it stands itself, of several what they come to together.
    tasks = tuple(
        assessment.tasks[number].of_unit(units[0]) if len(units) == 1 else assessment.tasks[number] for number in places
    )
    since = assessment.since
    if since and since.changes:
        since = since._replace(changes=_narrow_changes(since.changes, places))

    def of_wanted(rows: tuple[TallyRow, ...]) -> tuple[TallyRow, ...]:
        return tuple(row for row in rows if row.label in wanted)

    return assessment._replace(
        tasks=tasks, total=tally(tasks), by_lead=of_wanted(by_unit(tasks, lambda t: t.lead)),
        by_named=of_wanted(by_unit(tasks, lambda t: t.named)),
        by_stage=by_stage(tasks), by_month=by_month(tasks), since=since,
    )  # fmt: skip


def _narrow_changes(changes: Changes, places: Sequence[int]) -> Changes:
    """The changes of the tasks that are left, by their new numbers; what was removed belongs to nobody any more."""
    new = {old: number for number, old in enumerate(places)}
    return changes._replace(
        items=tuple(item._replace(task=new[item.task]) for item in changes.items if item.task in new),
        doubts=tuple(doubt._replace(task=new[doubt.task]) for doubt in changes.doubts if doubt.task in new),
    )
