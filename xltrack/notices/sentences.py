"""The sentences of a notice; every number in them is one of the assessment's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xltrack.assessment.model import Assessment, Judged, Tally
from xltrack.assessment.states import APART_STATES, STATE_WORDS, State
from xltrack.assessment.words import NO_UNIT
from xltrack.base.text import shorten
from xltrack.domain.memory import CHANGE_WORDS, Change
from xltrack.domain.settings import Policy
from xltrack.notices import words
from xltrack.notices.scope import counts_by_lead, late_units, silent_tasks
from xltrack.report.changes import deadline_shown
from xltrack.telling.agenda import AHEAD, due_tasks, late_tasks
from xltrack.telling.words import DONE, UNDER_WAY, full_day, percentage

_BEGUN: Final[tuple[State, ...]] = ("not_started", "unreported")
_NAMED: Final = 3  # tasks named of one unit, or of one kind of change
_ROOM: Final = 60  # columns of a task's words in a sentence
END: Final = "。；;.，,、 "


def brief(judged: Judged) -> str:
    """The words of a task without the full stop at their end."""
    return judged.task.text.rstrip(END)


def overall(assessment: Assessment, unit: str) -> str:
    """「截至2021年8月1日，共45项任务：已完成18项，占40.0%，……。完成率45.0%。」; of one unit: 「……，区教育局共3项任务：……」."""
    total = assessment.total
    pattern = words.OVERALL_FOR if unit else words.OVERALL
    counts = words.SEMICOLON.join(counts_words(total, shares=True))
    told = pattern.format(day=full_day(assessment.as_of), unit=unit, total=total.total, parts=counts)
    return told + _rate(total)


def counts_words(total: Tally, *, shares: bool = False) -> Iterator[str]:
    """「已完成18项，占40.0%」 for each state that has a task; with shares also that none is done, that none is late."""
    if shares or total.done:
        yield _count(DONE, total.done, total.total, shares=shares) + _of_which(total, ("done_late",))
    if total.under_way:
        yield _count(UNDER_WAY, total.under_way, total.total, shares=shares) + _of_which(total, _BEGUN)
    for state in ("due_soon", "overdue", *APART_STATES):
        if total.of(state):
            yield _count(STATE_WORDS[state], total.of(state), total.total, shares=shares)
    if shares and not total.of("overdue"):
        yield words.NONE_LATE


def _count(word: str, count: int, total: int, *, shares: bool) -> str:
    if not shares or not count:
        return words.PART.format(word=word, count=count)
    return words.SHARE.format(word=word, count=count, share=percentage(count / total))


def _of_which(total: Tally, states: tuple[State, ...]) -> str:
    parts = [words.PART.format(word=STATE_WORDS[s], count=total.of(s)) for s in states if total.of(s)]
    return words.OF_WHICH.format(parts=words.LIST_COMMA.join(parts)) if parts else ""


def _rate(total: Tally) -> str:
    if total.rate is None:
        return words.NO_RATE
    if total.rate == 1:
        return words.ALL_DONE
    apart = [words.PART.format(word=STATE_WORDS[s], count=total.of(s)) for s in APART_STATES if total.of(s)]
    without = words.RATE_WITHOUT.format(parts=words.LIST_COMMA.join(apart)) if apart else ""
    return words.RATE.format(rate=percentage(total.rate)) + without + "。"


def no_status(assessment: Assessment) -> str:
    """That the sheet has nowhere to report; 「」 where it has."""
    if not assessment.no_status:
        return ""
    late = assessment.total.of("overdue")
    return words.NO_STATUS.format(count=late) if late else words.NO_STATUS_YET


def lagging(assessment: Assessment) -> str:
    """How many units are late, or that none is; 「」 where nobody was asked."""
    if assessment.no_status:
        return ""
    units, late = late_units(assessment), late_tasks(assessment)
    if not late:
        return words.NONE_LATE + "。"
    nameless = sum(not judged.named or (counts_by_lead(assessment) and not judged.lead) for _, judged in late)
    told = words.LAGGING_COUNT.format(units=len(units)) if units else ""
    return told + (words.NO_UNIT_LATE.format(count=nameless) if nameless else "")


def unit_sentence(unit: str, late: Sequence[Judged], longest: int) -> str:
    """「区教育局：逾期2项，最长12天。“开设专栏”逾期12天；……。」."""
    named = [words.LATE_TASK.format(text=shorten(brief(judged), _ROOM), days=judged.late) for judged in late[:_NAMED]]
    if len(late) == 1:
        return words.LAGGING_ONE.format(unit=unit, tasks=named[0])
    more = words.MORE.format(count=len(late)) if len(late) > _NAMED else ""
    return words.LAGGING.format(unit=unit, count=len(late), days=longest, tasks=words.SEMICOLON.join(named) + more)


def due_sentence(day: str, text: str, units: str) -> str:
    """「8月5日（区教育局）：开设专栏。」."""
    beside = units if units == NO_UNIT else words.BESIDE.format(words=units)
    return words.DUE.format(day=day, text=text, units=beside)


def due_count(assessment: Assessment) -> str:
    """How many fall due."""
    count = len(due_tasks(assessment))
    return words.DUE_COUNT.format(days=AHEAD, count=count) if count else words.NO_DUE.format(days=AHEAD)


def change_counts(assessment: Assessment) -> str:
    """「与7月25日相比，新增1项，办结2项。」; 「」 where there is nothing to compare with."""
    changes = assessment.since.changes if assessment.since else None
    if not changes:
        return ""
    parts = [words.CHANGE.format(kind=w, count=len(changes.of(k))) for k, w in CHANGE_WORDS.items() if changes.of(k)]
    return words.CHANGES.format(day=full_day(changes.before.day), parts=words.COMMA.join(parts) or words.NO_CHANGE)


def change_items(assessment: Assessment) -> Iterator[dict[str, object]]:
    """What changed, one kind after the other, with its first tasks."""
    changes = assessment.since.changes if assessment.since else None
    for kind, word in CHANGE_WORDS.items() if changes else ():
        found = changes.of(kind) if changes else ()
        if found:
            tasks = words.SEMICOLON.join(_changed(change, assessment) for change in found[:_NAMED])
            more = words.MORE.format(count=len(found)) if len(found) > _NAMED else ""
            sentence = words.CHANGE_TASKS.format(kind=word, count=len(found), tasks=tasks + more)
            yield {"事项": word, "项数": len(found), "句": sentence}


def _changed(change: Change, assessment: Assessment) -> str:
    row = change.after or change.before
    beside = [row.units.replace(" ", words.LIST_COMMA)] if row and row.units else []
    if change.kind == "deadline" and change.before and change.after:
        days = [deadline_shown(one, assessment.as_of) for one in (change.before, change.after)]
        beside = [words.BECAME.format(before=days[0], after=days[1])]
    if change.kind == "units" and change.before and change.after:
        units = [one.units.replace(" ", words.LIST_COMMA) or words.NOT_NAMED for one in (change.before, change.after)]
        beside = [words.BECAME.format(before=units[0], after=units[1])]
    beside += [words.DOUBTFUL] if change.doubtful else []
    told = words.BESIDE.format(words=words.COMMA.join(beside)) if beside else ""
    return words.CHANGED.format(text=shorten(row.text.rstrip(END) if row else "", _ROOM), beside=told)


def silent(assessment: Assessment, units: int) -> str:
    """How many units have not reported how many tasks."""
    found = silent_tasks(assessment)
    day = full_day(assessment.as_of)
    if not found:
        return words.NONE_UNREPORTED.format(day=day)
    late = sum(judged.state == "overdue" for _, judged in found)
    told = words.UNREPORTED.format(day=day, units=units, count=len(found))
    return told + (words.UNREPORTED_LATE.format(late=late) if late else "") + "。"


def urged(assessment: Assessment, unit: str) -> str:
    """What a letter says to its unit; 「」 where none is meant or none of its tasks is late."""
    late = late_tasks(assessment)
    if not unit or not late:
        return ""
    role = words.LEADS if counts_by_lead(assessment) else words.TAKES_PART
    total = assessment.total.total
    pattern = words.URGED[len(late) == total, len(late) == 1]
    day = full_day(assessment.as_of)
    return pattern.format(day=day, role=role, total=total, late=len(late), days=late[0][1].late)


def wanted_sentences(assessment: Assessment) -> Iterator[str]:
    """What is required, for the states that occur; a day that nobody has set is left to be filled in."""
    total = assessment.total
    if total.of("overdue") and not assessment.no_status:
        yield words.WANTED_LATE.format(count=total.of("overdue"), day=words.FILL_IN)
    if total.of("due_soon"):
        yield words.WANTED_SOON.format(count=total.of("due_soon"))
    if total.of("not_started"):
        yield words.WANTED_BEGIN.format(count=total.of("not_started"))
    if total.of("unreported"):
        yield words.WANTED_REPORT.format(count=total.of("unreported"))
    if total.of("in_progress", "ongoing"):
        yield words.WANTED_GO_ON


def due_word(policy: Policy) -> str:
    """What a mail's subject calls tasks that are due soon: 「本周到期」 for seven days, else 「3天内到期」."""
    if policy.window == 7 and not policy.workdays:
        return words.THIS_WEEK
    days = words.WORKDAYS if policy.workdays else words.DAYS
    return words.WITHIN.format(window=days.format(n=policy.window))
