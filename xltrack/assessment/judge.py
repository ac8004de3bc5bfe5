"""The state of one task as of a day (docs/规则.md 5): what was reported, then the date, then the words of progress."""

from datetime import date
from typing import Final, NamedTuple

from xltrack.assessment import words
from xltrack.assessment.dates import based_milestones, next_day
from xltrack.assessment.meaning import first_unmet, is_settled, is_whole_count, outweighs, state_of_words, yields
from xltrack.assessment.model import State
from xltrack.assessment.warning import is_within_window
from xltrack.base.diagnostics import Note
from xltrack.domain.records import Milestone, Task, iso
from xltrack.domain.settings import Policy
from xltrack.language.status.done import parse_day
from xltrack.language.status.grammar import StatusWords, parse_status

_QUOTED_AT_MOST: Final = 40  # characters of the cell that a reason quotes


class Verdict(NamedTuple):
    """What `judge` finds of one task; the fields are those of `Judged`."""

    state: State
    done: date | None
    progress: float | None
    due: date | None
    days: int | None
    next: Milestone | None
    reason: str
    notes: tuple[Note, ...] = ()


class _Case:
    """One task under judgement; `milestones` are those that can fall due, `done` what the report names as the day."""

    __slots__ = ("as_of", "done", "milestones", "notes", "policy", "progress", "task", "words")

    def __init__(self, task: Task, as_of: date, policy: Policy) -> None:
        reported = task.reported
        self.task, self.as_of, self.policy = task, as_of, policy
        self.words: StatusWords = parse_status(reported.words or "")
        self.milestones = based_milestones(task.deadline, policy.base)
        self.notes: list[Note] = []
        self.progress = self.words.progress if reported.progress is None else reported.progress
        self.done = _done_day(self) if reported.done is not None or self.words.day else None


def judge(task: Task, as_of: date, policy: Policy) -> Verdict:
    """Judge one task as of a day."""
    case = _Case(task, as_of, policy)
    state = _reported_state(case)
    if state == "done":
        return _done(case)
    if state in ("cancelled", "suspended"):
        return _dropped(case, state)
    return _open(case, state)


# ---- what the report says ----


def _done_day(case: _Case) -> date | None:
    """The day in the done-date column, else in the words; words in that column count as words where there are no others."""
    value = case.task.reported.done
    if value is None:
        return parse_day(case.words.day, case.as_of)
    day = value if isinstance(value, date) else parse_day(value, case.as_of)
    if day is None and isinstance(value, str):
        said = parse_status(value)
        if case.words.kind == "blank" and said.telling:
            case.words = said
            case.progress = said.progress if case.progress is None else case.progress
        elif not said.telling:
            case.notes.append(Note("D602", facts={"text": value}))
    return day


def _reported_state(case: _Case) -> State:
    """What the report alone says; nothing reported but a done date or 100 % is done."""
    said = state_of_words(case.words, case.milestones, case.task.text)
    if said is None:
        return _wordless_state(case)
    if said == "done" and case.words.kind == "done" and (_is_planned(case) or _is_outweighed(case)):
        said = state_of_words(case.words, case.milestones, case.task.text, planned=True) or said
    if case.progress is None and is_whole_count(case.words, case.milestones, case.task.text):
        return "done"
    if said in ("cancelled", "suspended", "done"):
        return said
    reported = case.task.reported
    if yields(case.words) and is_settled(reported.done is not None and case.done is not None, reported.progress):
        return "done"
    _compare(case)
    return "in_progress" if said == "not_started" and case.progress and case.progress < 1 else said


def _wordless_state(case: _Case) -> State:
    if case.done or case.progress == 1:
        return "done"
    if case.task.struck and case.progress is None:
        case.notes.append(Note("D309"))
        return "cancelled"
    return "in_progress" if case.progress else "not_started" if case.progress == 0 else "unreported"


def _is_planned(case: _Case) -> bool:
    """「9月底完成」, said in August without 「已」: the latest September would be last year's, so it is a plan."""
    said = case.words
    if not said.loose or case.task.reported.done is not None:
        return False
    day = case.done
    return day is None or day > case.as_of or ("年" not in (said.day or "") and day.year < case.as_of.year)


def _is_outweighed(case: _Case) -> bool:
    """「11个小区完工」 beside a share of 92 %: words that say done of a thing, not of the task, give way to the share."""
    share = case.task.reported.progress
    if share is None or not outweighs(share, case.words):
        return False
    case.notes.append(
        Note("D604", facts={"words": case.task.reported.words, "other": f"进度{share:.0%}", "word": "推进中"})
    )
    return True


def _compare(case: _Case) -> None:
    """Words that say open beside a done date or 100 %: the words win, and it is said."""
    reported = case.task.reported
    other = f"完成日期{iso(case.done)}" if reported.done and case.done else ""
    other = other or ("进度100%" if reported.progress == 1 else "")
    if other:
        case.notes.append(Note("D604", facts={"words": reported.words, "other": other, "word": "未完成"}))


# ---- done, dropped, put off ----


def _done(case: _Case) -> Verdict:
    _check_done(case)
    last = max([m.due for m in case.milestones]) if case.milestones else None
    done, notes = case.done, tuple(case.notes)
    if not (last and done and done > last):
        return Verdict("done", done, case.progress, last, None, None, _done_reason(case), notes)
    days = (done - last).days
    reason = words.DONE_LATE.format(done=words.day(done, case.as_of), due=words.day(last, case.as_of), days=days)
    return Verdict("done_late", done, case.progress, last, days, None, reason, notes)


def _check_done(case: _Case) -> None:
    if case.done and case.done > case.as_of:
        case.notes.append(Note("D603", facts={"day": iso(case.done)}))
    if case.words.kind == "blank":
        return
    shown = _printed(case)
    if case.progress is not None and case.progress < 1:
        facts = {"words": shown, "other": f"进度{case.progress:.0%}", "word": "已完成"}
        case.notes.append(Note("D604", facts=facts))
    elif not case.words.certain or case.words.step or case.words.kind == "in_progress":
        case.notes.append(Note("D605", facts={"words": shown}))


def _done_reason(case: _Case) -> str:
    quoted = _quote(case)
    if case.done:
        day = words.DONE_ON.format(done=words.day(case.done, case.as_of))
        return f"{quoted}；{day}" if quoted else day
    return quoted or words.DONE_SHARE


def _dropped(case: _Case, state: State) -> Verdict:
    last = max((m.due for m in case.milestones), default=None)
    return Verdict(state, None, case.progress, last, None, None, _quote(case) or words.STRUCK, tuple(case.notes))


def _printed(case: _Case) -> str | None:
    """The words that were reported, wherever they stand."""
    reported = case.task.reported
    if reported.words or case.words.kind == "blank":
        return reported.words
    return reported.done if isinstance(reported.done, str) else None


def _quote(case: _Case) -> str:
    text = _printed(case)
    if not text:
        return ""
    return words.QUOTED.format(words=text if len(text) <= _QUOTED_AT_MOST else text[: _QUOTED_AT_MOST - 1] + "…")


# ---- still open: the date, then the words ----


def _open(case: _Case, state: State) -> Verdict:
    deadline = case.task.deadline
    if deadline.kind == "ongoing":
        reason, report = words.scope(deadline.kind, deadline.text), _report(case)
        reason = reason if report == words.NOT_REPORTED else f"{reason}；{report}"
        return Verdict("ongoing", None, case.progress, None, None, None, reason, tuple(case.notes))
    if not case.milestones:
        ahead = Milestone(None, None, next_day(deadline.cycle, case.as_of)) if deadline.cycle else None
        reason = f"{words.scope(deadline.kind, deadline.text)}；{_report(case)}"
        return Verdict(state, None, case.progress, None, None, ahead, reason, tuple(case.notes))
    return _dated(case, state, first_unmet(case.words, case.milestones))


def _dated(case: _Case, state: State, node: Milestone) -> Verdict:
    """Late, due within the window, or ahead: by the due date of the milestone that is judged."""
    days = (case.as_of - node.due).days
    if days > 0:
        state, why = "overdue", words.OVERDUE
    elif is_within_window(case.as_of, node.due, case.policy):
        state, why = "due_soon", words.DUE_SOON if days else words.DUE_TODAY
    else:
        why = words.AHEAD
    clause = why.format(label=node.label or "", due=words.day(node.due, case.as_of), days=abs(days))
    reason, ahead = f"{clause}；{_report(case)}", node if days <= 0 else None
    return Verdict(state, None, case.progress, node.due, days, ahead, reason, tuple(case.notes))


def _report(case: _Case) -> str:
    """What was reported, for the second half of a reason."""
    quoted = _quote(case)
    if quoted or case.progress is None:
        return quoted or words.NOT_REPORTED
    return words.SHARE.format(share=words.share(case.progress))
