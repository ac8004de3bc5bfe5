"""The state of a task as of a day, by the tables of `decisions` (docs/规则.md 5).

`understand` reads what a task says once and without a clock: `judge` goes by it, and so does a workbook that judges by itself.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from xltrack.assessment.conditions import deciders
from xltrack.assessment.dates import based_milestones, next_day, warning_day
from xltrack.assessment.decisions import DAYS, STATE, TOLD
from xltrack.assessment.model import Basis, DayWords, Verdict
from xltrack.assessment.states import IN_TIME_STATES, SETTLED_STATES, Sense
from xltrack.base.diagnostics import Note
from xltrack.domain.records import Milestone, Task
from xltrack.domain.settings import Policy
from xltrack.language.deadline.dates import DateExpr, day_in
from xltrack.language.status.clauses import ClauseSense
from xltrack.language.status.done import read_day, settle_day
from xltrack.language.status.grammar import StatusWords, parse_status

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
    facts = Facts(
        task.reported.progress, done, node and node.due, last and last.due, basis.warn, task.deadline.kind == "ongoing", as_of
    )  # fmt: skip
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
    return settle_day(day, as_of) if isinstance(day, DateExpr) else day


def said_on(basis: Basis, done: date | None, as_of: date) -> Sense:
    """What the report means on a day: words may be a plan until their day has come, and where they say nothing others do."""
    if basis.said == "nothing":
        return basis.silent
    # 「9月底完成」 of August would be last year's else.
    ahead = done is None or done > as_of or (basis.plan == "undated" and done.year < as_of.year)
    return "in_progress" if basis.plan and basis.task.reported.done is None and ahead else basis.said


def understand(task: Task, policy: Policy) -> Basis:
    """The basis of a task's judgement (docs/规则.md 5)."""
    reported, milestones = task.reported, based_milestones(task.deadline, policy.base)
    status = parse_status(reported.words or "")
    said = sense_of(status, milestones, task.text)
    plan = _plan(status) if status.loose and said in ("done", "thing") else None
    day, other, notes = _done_cell(reported.done)
    silent: Sense = sense_of(other, milestones, task.text) if other else "struck" if task.struck else "nothing"
    heard = other if other and said == "nothing" else status
    words = reported.words or (str(reported.done) if heard is other else None)
    progress = heard.progress if reported.progress is None else reported.progress
    named = _day(status.day) if status.day else None
    node = first_unmet(heard, milestones) if milestones else None
    last = max(milestones, key=lambda m: m.due) if len(milestones) > 1 else node
    warn = warning_day(node.due, policy) if node else None
    return Basis(task, said, silent, plan, words, progress, day, named, milestones, node, last, warn, notes)


def _plan(said: StatusWords) -> Literal["dated", "undated"]:
    """How words that say done name a day that may lie ahead: 「2021年9月底完成」, 「9月底完成」."""
    return "dated" if "年" in (said.day or "") else "undated"


def _done_cell(value: date | str | None) -> tuple[DayWords, StatusWords | None, tuple[Note, ...]]:
    """What the cell of the done date holds: a day, or words that tell something, or something that must be said (D602)."""
    if not isinstance(value, str):
        return value, None, ()
    if day := _day(value):
        return day, None, ()
    other = parse_status(value)
    return (None, other, ()) if other.telling else (None, None, (Note("D602", facts={"text": value}),))


def _day(text: str) -> DayWords:
    """The day that words name; one that rests on the day of judgement as it is printed."""
    expr = read_day(text)
    if expr and expr.year is not None and expr.since == expr.until:
        return day_in(expr.year + expr.more, expr.until)
    return expr


_OF_PARTS: Final[frozenset[ClauseSense]] = frozenset(("neutral", "part", "done"))


def sense_of(said: StatusWords, milestones: Sequence[Milestone], text: str) -> Sense:
    """What words mean for a task (docs/规则.md 5.2)."""
    kind = said.kind
    if kind == "blank":
        return "nothing"
    if kind == "done" and len(milestones) > 1 and _names_part(said, milestones):
        return "in_progress"
    if kind == "done":
        # 「11个小区完工」 is said of a thing, not of the task.
        return "done" if said.certain or said.whole or said.progress == 1 else "thing"
    if kind == "in_progress":
        # A step may be all that the task asks for: 「方案」 in 「制定政务公开实施方案。」.
        whole = said.step and text.rstrip("。；;.").removesuffix("工作").endswith(said.step)
        return "done" if whole else _sense_of_parts(said, milestones, text)
    return kind


def _sense_of_parts(said: StatusWords, milestones: Sequence[Milestone], text: str) -> Sense:
    """Words that say neither done nor open of the whole (「已举办3场」) yield to a done date or 100 % beside them.

    As many as the task asks for are done: 「已建成10个示范点」 of 「建设示范点10个」.
    """
    verdicts = {clause.verdict for clause in said.clauses}
    if not verdicts or not verdicts <= _OF_PARTS:
        return "in_progress"
    parts = [clause.counts for clause in said.clauses if clause.verdict == "part"]
    whole = len(milestones) < 2 and all(_asked(counts, text) for counts in parts)
    return "thing" if parts and whole else "yields"


def _asked(counts: tuple[str, ...], text: str) -> bool:
    """Whether the task names the first of some counts, whole: 「10个」 and not the end of 「110个」."""
    before, found, _ = text.partition(counts[0]) if counts else ("", "", "")
    return bool(found) and not before[-1:].isdigit() and before[-1:] != "."


def first_unmet(said: StatusWords, milestones: Sequence[Milestone]) -> Milestone:
    """The milestone that is judged: the earliest that no word names as met; the last where all are named."""
    if len(milestones) == 1:
        return milestones[0]
    unmet = [m for m, met in zip(milestones, _met(said, milestones), strict=True) if not met]
    return min(unmet, key=lambda m: m.due) if unmet else max(milestones, key=lambda m: m.due)


def _names_part(said: StatusWords, milestones: Sequence[Milestone]) -> bool:
    """Whether the words say done of some milestones alone: 「梳理阶段已完成」; 「已完工」 says it of all before as well."""
    met = _met(said, milestones)
    return any(met) and not all(met) and not (met[-1] and said.whole)


def _met(said: StatusWords, milestones: Sequence[Milestone]) -> list[bool]:
    return [
        said.meets(m.label or "", number) or (m.label is None and said.names_month(m.due.month))
        for number, m in enumerate(milestones, 1)
    ]
