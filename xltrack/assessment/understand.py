"""What a task says, understood once and without a clock: `judge` goes by it, and so does a workbook that judges by itself."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from xltrack.assessment.dates import based_milestones
from xltrack.assessment.meaning import first_unmet, meaning_of
from xltrack.assessment.model import Basis, DayWords
from xltrack.assessment.states import Sense
from xltrack.assessment.warning import warning_day
from xltrack.base.diagnostics import Note
from xltrack.domain.records import Task
from xltrack.domain.settings import Policy
from xltrack.language.deadline.dates import day_in
from xltrack.language.status.done import is_planned, read_day
from xltrack.language.status.grammar import StatusWords, parse_status

EARLIEST: Final = date(1955, 1, 1)  # of a done date: a smaller number in its cell is none


def understand(task: Task, policy: Policy) -> Basis:
    """The basis of a task's judgement (docs/规则.md 5)."""
    reported, milestones = task.reported, based_milestones(task.deadline, policy.base)
    status = parse_status(reported.words or "")
    said, doubtful = meaning_of(status, milestones, task.text)
    plan = _plan(status) if status.loose and said in ("done", "thing") else None
    day, other, notes = _done_cell(reported.done)
    if status.asked:
        notes = (*notes, Note("D611", facts={"text": reported.words}))
    silent: Sense = meaning_of(other, milestones, task.text).sense if other else "struck" if task.struck else "nothing"
    heard = other if other and said == "nothing" else status
    words = reported.words or (str(reported.done) if heard is other else None)
    progress = heard.progress if reported.progress is None else reported.progress
    spoken = status.day or (_begun_on(status) if said == "done" else None)
    named = _day(spoken) if spoken else None
    node = first_unmet(heard, milestones) if milestones else None
    last = max(milestones, key=lambda m: m.due) if len(milestones) > 1 else node
    warn = warning_day(node.due, policy) if node else None
    return Basis(task, said, silent, plan, words, progress, day, named, milestones, node, last, warn, notes, doubtful)


def _begun_on(said: StatusWords) -> str | None:
    """The day on which a task that asks for a beginning was begun: 「9月26日已开工」."""
    return next((clause.day for clause in said.clauses if clause.deed), None)


def _plan(said: StatusWords) -> Literal["dated", "undated"]:
    """How words that say done name a day that may lie ahead: 「2021年9月底完成」, 「9月底完成」."""
    return "dated" if "年" in (said.day or "") else "undated"


def _done_cell(value: date | str | None) -> tuple[DayWords, StatusWords | None, tuple[Note, ...]]:
    """What the cell of the done date holds: a day, or words that tell something, or something that must be said (D602, D607)."""
    if not isinstance(value, str):
        if value and value < EARLIEST:
            return None, None, (Note("D602", facts={"text": value.isoformat()}),)
        return value, None, ()
    day = _day(value)
    if day and is_planned(value):
        return None, None, (Note("D607", facts={"text": value}),)
    if day:
        return day, None, ()
    other = parse_status(value)
    return (None, other, ()) if other.telling else (None, None, (Note("D602", facts={"text": value}),))


def _day(text: str) -> DayWords:
    """The day that words name; one that rests on the day of judgement as it is printed."""
    expr = read_day(text)
    if expr and expr.year is not None and expr.since == expr.until:
        return day_in(expr.year + expr.more, expr.until)
    return expr
