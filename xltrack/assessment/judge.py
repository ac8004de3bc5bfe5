"""The state of a task as of a day, by the tables of `decisions` (docs/规则.md 5)."""

from datetime import date
from typing import NamedTuple

from xltrack.assessment.conditions import deciders
from xltrack.assessment.dates import next_day
from xltrack.assessment.decisions import DAYS, STATE, TOLD
from xltrack.assessment.model import Basis, DayWords, Verdict
from xltrack.assessment.states import IN_TIME_STATES, SETTLED_STATES, Sense
from xltrack.domain.records import Milestone
from xltrack.language.deadline.dates import DateExpr
from xltrack.language.status.done import settle_day

_TOLD, _STATE, _DAYS = deciders(TOLD), deciders(STATE), deciders(DAYS)


class Facts(NamedTuple):
    """What the decisions look at, of one task on one day."""

    share: float | None
    done: date | None
    node: date | None
    last: date | None
    warn: date | None
    endless: bool
    as_of: date


def judge(basis: Basis, as_of: date) -> Verdict:
    """Judge one task as of a day."""
    task, node, last, done = basis.task, basis.node, basis.last, done_day(basis, as_of)
    endless = task.deadline.kind == "ongoing"
    facts = Facts(task.reported.progress, done, node and node.due, last and last.due, basis.warn, endless, as_of)
    said = said_on(basis, done, as_of)
    told = _TOLD[said](facts)
    state = _STATE[told](facts)
    span = _DAYS[state](facts) if state in _DAYS else None
    days = (getattr(facts, span[0]) - getattr(facts, span[1])).days if span else None
    ahead = (node or _occurrence(basis, as_of)) if state in IN_TIME_STATES else None
    judged = last if state in SETTLED_STATES else node
    return Verdict(basis, as_of, said, told, state, judged, days, done if told == "done" else None, ahead)


def _occurrence(basis: Basis, as_of: date) -> Milestone | None:
    """The next occurrence of a recurring deadline; it changes no state (docs/规则.md 5.6)."""
    cycle = basis.task.deadline.cycle
    return Milestone(None, None, next_day(cycle, as_of)) if cycle else None


def done_day(basis: Basis, as_of: date) -> date | None:
    """The day of completion as far as known on a day: that of its own cell, else the one that the words name."""
    day = basis.named if basis.task.reported.done is None else basis.day
    if not isinstance(day, DateExpr):
        return day
    settled = settle_day(day, as_of)
    return None if is_before(basis, day, settled) else settled


def is_before(basis: Basis, day: DayWords, settled: date | None) -> bool:
    """Whether a day without a year would lie before the document: 「12月20日」 of November (docs/规则.md 5.3)."""
    year = basis.task.year
    undated = isinstance(day, DateExpr) and day.year is None and day.shift is None
    return undated and year is not None and settled is not None and settled.year < year


def says_too_early(basis: Basis, as_of: date) -> bool:
    """Whether the words of a report count as blank, for the day that they name would lie before the document."""
    day = basis.named
    if basis.plan or basis.task.reported.done is not None or not isinstance(day, DateExpr):
        return False
    return is_before(basis, day, settle_day(day, as_of))


def said_on(basis: Basis, done: date | None, as_of: date) -> Sense:
    """What the report means on a day: words may be a plan until their day has come, and where they say nothing others do."""
    if basis.said == "nothing" or says_too_early(basis, as_of):
        return basis.silent
    if basis.plan and basis.task.reported.done is None and is_ahead(basis, done, as_of):
        return "in_progress"
    return basis.said


def is_ahead(basis: Basis, day: date | None, as_of: date) -> bool:
    """Whether the day of a plan lies ahead: 「9月底完成」 of August would be last year's else."""
    return day is None or day > as_of or (basis.plan == "undated" and day.year < as_of.year)
