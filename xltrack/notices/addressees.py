"""Who is written to of what is late: units that have a name, never a group as a whole (docs/规则.md 11.7).

A group that a roster knows counts for each of its members, unless the row itself says which of them are late.
"""

from typing import NamedTuple

from xltrack.assessment.assess import by_unit
from xltrack.assessment.blame import kind_of, late_members, members_of
from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.roster import name_key
from xltrack.notices.scope import counted, late_units, names_of_persons
from xltrack.telling.agenda import late_tasks
from xltrack.telling.names import quote_some


class Addressees(NamedTuple):
    """The units with late tasks that a letter can go to, in the order of the roll-up; and what there is to say of the others."""

    units: tuple[str, ...]
    notes: tuple[Diagnostic, ...]


def find_addressees(assessment: Assessment) -> Addressees:
    """Who gets a letter; `assessment` is as `blame_named` left it."""
    kinds = {name_key(unit.name): kind_of(unit) for judged in assessment.tasks for unit in judged.task.units}
    persons = names_of_persons(assessment)  # who are named, and get no letter
    late = [unit for unit in late_units(assessment) if unit not in persons]
    units = [(unit, kinds.get(name_key(unit), "unit")) for unit in late]
    notes = []
    for code, kind in (("D733", "group"), ("D731", "doubtful")):
        if names := [unit for unit, own in units if own == kind]:
            notes.append(Diagnostic(code, None, {"names": quote_some(names)}))
    return Addressees(tuple(unit for unit, kind in units if kind == "unit"), tuple(notes))


def blame_named(assessment: Assessment) -> tuple[Assessment, tuple[Diagnostic, ...]]:
    """Let a late task of a group count for those members alone that its row calls late; and what is said of such rows (D732)."""
    tasks, notes = list(assessment.tasks), list[Diagnostic]()
    for number, judged in late_tasks(assessment):
        if judged.parts:  # each has told how it stands
            continue
        document, members = assessment.documents[judged.document], members_of(judged)
        late = late_members(judged, members, document.roster)
        if late == members:
            continue
        gone = members - late
        tasks[number] = judged._replace(
            lead=tuple(name for name in judged.lead if name_key(name) not in gone),
            named=tuple(name for name in judged.named if name_key(name) not in gone),
        )
        told = [name for name in counted(assessment)(tasks[number]) if name_key(name) in late]
        facts = {"names": quote_some(told), "count": len(members)}
        notes.append(Diagnostic("D732", document.ref(judged.table, judged.task, "lead"), facts))
    if not notes:
        return assessment, ()
    by_lead, by_named = by_unit(tasks, lambda t: t.lead), by_unit(tasks, lambda t: t.named)
    return assessment._replace(tasks=tuple(tasks), by_lead=by_lead, by_named=by_named), tuple(notes)
