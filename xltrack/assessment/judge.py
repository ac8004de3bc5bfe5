"""The state of one task as of a day (docs/规则.md 5): what was reported, then the date, then the words of progress."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from xltrack.assessment import words
from xltrack.assessment.dates import based_milestones, next_day
from xltrack.assessment.model import State
from xltrack.assessment.workdays import workdays_between
from xltrack.diagnostics import Note
from xltrack.grammar.done import parse_day
from xltrack.grammar.status import StatusWords, parse_status
from xltrack.records import Milestone, Task, iso
from xltrack.settings import Policy


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `judge` finds of one task; the fields are those of `Judged`."""

    state: State
    done: date | None
    progress: float | None
    due: date | None
    days: int | None
    next: Milestone | None
    reason: str
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class _Case:
    """One task under judgement."""

    task: Task
    as_of: date
    policy: Policy
    words: StatusWords
    milestones: tuple[Milestone, ...]
    done: date | None
    progress: float | None
    notes: list[Note] = field(default_factory=list)

    @property
    def first_unmet(self) -> Milestone | None:
        """The milestone that is judged: the first that no word names as met."""
        if len(self.milestones) < 2:
            return self.milestones[0] if self.milestones else None
        unmet = [m for n, m in enumerate(self.milestones, 1) if not self.words.meets(m.label or "", n)]
        return min(unmet, key=lambda m: m.due) if unmet else None


def judge(task: Task, as_of: date, policy: Policy) -> Verdict:
    """Judge one task as of a day."""
    reported = task.reported
    said = parse_status(reported.words or "")
    case = _Case(task, as_of, policy, said, based_milestones(task.deadline, policy.base), None, None)
    case.done = _done_day(case)
    case.progress = reported.progress if reported.progress is not None else said.progress
    state = _reported_state(case)
    if state in ("done", "cancelled", "suspended"):
        return _settled(case, state)
    case.done = None
    return _open(case, state)


def _done_day(case: _Case) -> date | None:
    value = case.task.reported.done
    if value is not None:
        day = value if isinstance(value, date) else parse_day(value, case.as_of)
        if day is None:
            case.notes.append(Note("D602", facts={"text": value}))
        return day
    return parse_day(case.words.day, case.as_of) if case.words.day else None


def _reported_state(case: _Case) -> State:
    """What the report alone says; nothing reported but a done date or 100 % is done."""
    kind = case.words.kind
    if kind == "blank":
        if case.done or case.progress == 1:
            return "done"
        if case.task.struck and case.progress is None:
            case.notes.append(Note("D309"))
            return "cancelled"
        return "in_progress" if case.progress else "not_started" if case.progress == 0 else "unreported"
    if kind == "done" and not _names_part(case):
        return "done"
    if kind in ("cancelled", "suspended"):
        return "cancelled" if kind == "cancelled" else "suspended"
    _compare(case)
    if kind == "not_started" and not (case.progress and 0 < case.progress < 1):
        return "not_started"
    return "in_progress"


def _names_part(case: _Case) -> bool:
    """Whether the words say done of a milestone alone: 「梳理阶段已完成」 where other milestones are left."""
    if len(case.milestones) < 2:
        return False
    met = [case.words.meets(m.label or "", n) for n, m in enumerate(case.milestones, 1)]
    return any(met) and not all(met)


def _compare(case: _Case) -> None:
    """Words that say open beside a done date or 100 %: the words win, and it is said."""
    other = f"完成日期{iso(case.done)}" if case.task.reported.done and case.done else ""
    other = other or ("进度100%" if case.task.reported.progress == 1 else "")
    if other:
        facts = {"words": case.task.reported.words, "other": other, "word": "未完成"}
        case.notes.append(Note("D604", facts=facts))


def _settled(case: _Case, state: State) -> Verdict:
    last = max((m.due for m in case.milestones), default=None)
    if state != "done":
        reason = _quote(case) or words.STRUCK
        return Verdict(state, None, case.progress, last, None, None, reason, tuple(case.notes))
    _check_done(case)
    if last and case.done and case.done > last:
        days = (case.done - last).days
        done, due = words.day(case.done, case.as_of), words.day(last, case.as_of)
        reason = words.DONE_LATE.format(done=done, due=due, days=days)
        return Verdict("done_late", case.done, case.progress, last, days, None, reason, tuple(case.notes))
    return Verdict("done", case.done, case.progress, last, None, None, _done_reason(case), tuple(case.notes))


def _check_done(case: _Case) -> None:
    if case.done and case.done > case.as_of:
        case.notes.append(Note("D603", facts={"day": iso(case.done)}))
    if case.words.kind == "done" and case.progress is not None and case.progress < 1:
        facts = {"words": case.task.reported.words, "other": f"进度{case.progress:.0%}", "word": "已完成"}
        case.notes.append(Note("D604", facts=facts))
    elif case.words.kind == "done" and not case.words.certain:
        case.notes.append(Note("D605", facts={"words": case.task.reported.words}))


def _done_reason(case: _Case) -> str:
    parts = [_quote(case)]
    if case.done:
        parts.append(words.DONE_ON.format(done=words.day(case.done, case.as_of)))
    elif case.progress == 1 and not parts[0]:
        parts.append(words.DONE_SHARE)
    return "；".join(p for p in parts if p)


def _quote(case: _Case) -> str:
    text = case.task.reported.words
    if not text:
        return ""
    return words.QUOTED.format(words=text if len(text) <= 40 else text[:39] + "…")


def _open(case: _Case, state: State) -> Verdict:
    deadline, node = case.task.deadline, case.first_unmet
    if deadline.kind == "ongoing":
        return _result(case, "ongoing", None, words.ONGOING.format(text=deadline.text))
    if node is None:
        return _result(case, state, None, _undated(case))
    days = (case.as_of - node.due).days
    facts = {"label": node.label or "", "due": words.day(node.due, case.as_of), "days": abs(days)}
    if days > 0:
        return _result(case, "overdue", node, words.OVERDUE.format_map(facts))
    if _within_window(case, node.due):
        return _result(case, "due_soon", node, (words.DUE_SOON if days else words.DUE_TODAY).format_map(facts))
    return _result(case, state, node, words.AHEAD.format_map(facts))


def _within_window(case: _Case, due: date) -> bool:
    left = (due - case.as_of).days
    if case.policy.workdays and left <= 3 * case.policy.window + 15:
        left = workdays_between(case.as_of, due)
    return left <= case.policy.window


def _result(case: _Case, state: State, node: Milestone | None, why: str) -> Verdict:
    report = _quote(case) or ("" if case.progress is None else words.SHARE.format(share=f"{case.progress:.0%}"))
    reason = f"{why}；{report or words.NOT_REPORTED}" if state != "ongoing" or report else why
    due = node.due if node else None
    days = (case.as_of - due).days if due else None
    return Verdict(state, None, case.progress, due, days, _ahead(case, node), reason, tuple(case.notes))


def _ahead(case: _Case, node: Milestone | None) -> Milestone | None:
    if case.task.deadline.cycle:
        return Milestone(None, None, next_day(case.task.deadline.cycle, case.as_of))
    return node if node and node.due >= case.as_of else None


def _undated(case: _Case) -> str:
    deadline = case.task.deadline
    if deadline.kind == "none":
        return words.NO_DEADLINE
    return (words.UNREADABLE if deadline.kind == "unreadable" else words.NO_DATE).format(text=deadline.text)
