"""The state of a task as of a day, by the tables of `decisions` (docs/规则.md 5).

`understand` reads what a task says once and without a clock: `judge` goes by it, and so does a workbook that judges by itself.
"""

from datetime import date
from typing import Final, Literal, NamedTuple

from xltrack.assessment.conditions import deciders
from xltrack.assessment.dates import based_milestones, next_day, warning_day
from xltrack.assessment.decisions import DAYS, STATE, TOLD
from xltrack.assessment.meaning import first_unmet, meaning_of
from xltrack.assessment.model import Basis, DayWords, Verdict
from xltrack.assessment.states import DONE_STATES, IN_TIME_STATES, SETTLED_STATES, Sense, State
from xltrack.base.diagnostics import Note
from xltrack.domain.records import Milestone, Task
from xltrack.domain.settings import Policy
from xltrack.language.deadline.dates import DateExpr, day_in
from xltrack.language.status.done import is_planned, read_day, settle_day
from xltrack.language.status.grammar import StatusWords, parse_status
from xltrack.language.status.lateness import tells_late
from xltrack.language.status.plainly import told_plainly
from xltrack.language.status.story import closed

_LASTING: Final = ("ongoing", "recurring")  # deadlines of what goes on or comes again

_TOLD, _STATE, _DAYS = deciders(TOLD), deciders(STATE), deciders(DAYS)


class Facts(NamedTuple):
    """What the decisions look at, of one task on one day."""

    share: float | None
    done: date | None
    node: date | None
    last: date | None
    warn: date | None
    endless: bool
    excused: bool
    as_of: date


def judge(basis: Basis, as_of: date, *, excused: bool = False) -> Verdict:
    """Judge one task as of a day; `excused`: where nothing was reported of it, it is not called late (docs/规则.md 5.1)."""
    node, last = basis.node, basis.last
    facts = _facts(basis, as_of, excused=excused)
    said, told = _told(basis, facts)
    state, done = _STATE[told](facts), facts.done
    span = _DAYS[state](facts) if state in _DAYS else None
    days = (getattr(facts, span[0]) - getattr(facts, span[1])).days if span else None
    ahead = (node or _occurrence(basis, as_of)) if state in IN_TIME_STATES else None
    if ahead and ahead.due < as_of:  # which is not called late: a plan goes on to its next milestone
        later = (milestone for milestone in basis.milestones if milestone.due >= as_of)
        ahead = min(later, key=lambda milestone: milestone.due, default=None)
    judged = last if state in SETTLED_STATES else node
    return Verdict(basis, as_of, said, told, state, judged, days, done if told in DONE_STATES else None, ahead, excused)


def _facts(basis: Basis, as_of: date, *, excused: bool = False) -> Facts:
    task, node, last = basis.task, basis.node, basis.last
    return Facts(
        task.reported.progress, done_day(basis, as_of), node and node.due, last and last.due, basis.warn,
        task.deadline.kind == "ongoing", excused, as_of,
    )  # fmt: skip


def _told(basis: Basis, facts: Facts) -> tuple[Sense, State]:
    """What the report means on a day, and the state that it alone gives."""
    said = said_on(basis, facts.done, facts.as_of)
    return said, _TOLD[said](facts)


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
    # 「9月底完成」 of August would be last year's else.
    ahead = done is None or done > as_of or (basis.plan == "undated" and done.year < as_of.year)
    return "in_progress" if basis.plan and basis.task.reported.done is None and ahead else basis.said


def understand(task: Task, policy: Policy) -> Basis:
    """The basis of a task's judgement (docs/规则.md 5)."""
    reported, milestones = task.reported, based_milestones(task.deadline, policy.base)
    status = parse_status(reported.words or "")
    if len(milestones) < 2 and task.deadline.kind not in _LASTING:
        status = told_plainly(status, task.text)
    status = closed(status, task.text)
    said, doubtful, inferred = meaning_of(status, milestones, task.text)
    if task.deadline.kind in _LASTING and said in ("done", "thing") and not status.is_all_over:
        # Of what goes on a thing is done time and again: 「制定了清单，整改28个」, 「9月排名已于10月8日发布」.
        said, status = "yields", status._replace(day=None)
    doubtful = doubtful and task.deadline.kind not in _LASTING  # whose state no deed changes
    plan = _plan(status) if status.loose and said in ("done", "thing") else None
    day, other, notes = _done_cell(reported.done)
    if status.asked:
        notes = (*notes, Note("D611", facts={"text": reported.words}))
    silent: Sense = meaning_of(other, milestones, task.text).sense if other else "struck" if task.struck else "nothing"
    if said == "done" and status.day is None and tells_late(reported.words or "", task.text):
        said = "late"
    heard = other if other and said == "nothing" else status
    words = reported.words or (str(reported.done) if heard is other else None)
    progress = heard.progress if reported.progress is None else reported.progress
    other_words = (
        closed(parse_status(reported.beside), task.text) if reported.beside and said in ("done", "late") else None
    )
    beside = other_words.day if other_words and other_words.kind == "done" else None
    # 「大厅改造已于7月1日完成」, 「5月8日召开专家会」 of a platform
    other_thing = (doubtful or said == "yields") and status.kind == "done" and progress != 1
    own = None if other_thing else status.day
    spoken = own or beside or (_begun_on(status) if said in ("done", "late") or _is_all(said, progress) else None)
    named = _day(spoken) if spoken else None
    node = first_unmet(heard, milestones) if milestones else None
    last = max(milestones, key=lambda m: m.due) if len(milestones) > 1 else node
    warn = warning_day(node.due, policy) if node else None
    return Basis(
        task, said, silent, plan, words, progress, day, named, milestones, node, last, warn, notes, doubtful, inferred
    )


def _is_all(said: Sense, progress: float | None) -> bool:
    """Whether 100 % makes all of it of words that leave that open: 「已于9月18日申报」."""
    return said == "yields" and progress == 1


def _begun_on(said: StatusWords) -> str | None:
    """The day on which a task that asks for a beginning was begun: 「9月26日已开工」."""
    return next((clause.day for clause in said.clauses if clause.deed), None)


def _plan(said: StatusWords) -> Literal["dated", "undated"]:
    """How words that say done name a day that may lie ahead: 「2021年9月底完成」, 「9月底完成」."""
    return "dated" if "年" in (said.day or "") else "undated"


def _done_cell(value: date | str | None) -> tuple[DayWords, StatusWords | None, tuple[Note, ...]]:
    """What the cell of the done date holds: a day, or words that tell something, or something that must be said (D602, D607)."""
    if not isinstance(value, str):
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
