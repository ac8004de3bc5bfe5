"""What a notice says: its sentences, every number of which is one of the assessment's, and its lists.

The lists are units, stages, late tasks, what falls due, what was not reported; each item has all names of its list.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, Final

from xltrack.annex.tables import due_words, status_words
from xltrack.assessment.model import Assessment, Judged, Tally
from xltrack.assessment.numbering import nth
from xltrack.assessment.rulings import count_ruled
from xltrack.assessment.states import APART_STATES, STATE_WORDS, State
from xltrack.assessment.words import NO_UNIT
from xltrack.base.text import shorten, tidy
from xltrack.domain.memory import CHANGE_WORDS, Change, Changes
from xltrack.domain.settings import Policy
from xltrack.notices import words
from xltrack.notices.phrases import END, brief, quoted
from xltrack.notices.scope import counted, counts_by_lead, silent_tasks, unit_rows
from xltrack.notices.standing import in_doubt, lagging_items
from xltrack.report.changes import deadline_shown
from xltrack.telling.agenda import (
    AHEAD,
    doubtful_tasks,
    due_tasks,
    named_task,
    past_count,
    sure_late_tasks,
    unit_words,
    units_of,
)
from xltrack.telling.words import DONE, UNDER_WAY, full_day, percentage, short_day

ListItem = Mapping[str, Any]
_BEGUN: Final[tuple[State, ...]] = ("not_started", "unreported")
_NAMED: Final = 3  # tasks named of one kind of change
_MAIN: Final = 8  # tasks that a mail names
_STAGES: Final = 12  # stages told one by one
_FEW_STAGES, _HEAVY = 3, 0.8
_BRIEF: Final = 100  # columns of a task's words where a telephone shows them
_CALL: Final = 48  # columns of a task's words where it is named again
_EVER: Final = 10**6  # days
_UNITS: Final = 4  # units named of one task in a table
NEXT: Final = 5  # tasks that are told where nothing is late


def overall(assessment: Assessment, unit: str) -> str:
    """「截至2021年8月1日，共45项任务：已完成18项，占40.0%，……。完成率45.0%。」; of one unit: 「……，区教育局共3项任务：……」."""
    total, told = assessment.total, words.OVERALL_FOR if unit else words.OVERALL
    if assessment.plan:
        parts = words.COMMA.join(_plan_words(assessment))
        return words.OVERALL_OF_PLAN.format(day=full_day(assessment.as_of), total=total.total, parts=parts)
    counts = words.SEMICOLON.join(_counts_words(total, shares=True))
    doubtful = len(doubtful_tasks(assessment))
    told = told.format(day=full_day(assessment.as_of), unit=unit, total=total.total, parts=counts) + _rate(total)
    return told + ("" if unit else _ruled(assessment)) + (words.TO_VERIFY.format(count=doubtful) if doubtful else "")


def _ruled(assessment: Assessment) -> str:
    """What is reported as done and what of that was taken; 「」 where the office rules on nothing (docs/规则.md 16.6)."""
    if (ruled := count_ruled(assessment)) is None:
        return ""
    return words.RULED.format(
        reported=ruled.reported, reported_rate=percentage(ruled.reported_rate), taken=ruled.taken,
        taken_rate=percentage(ruled.taken_rate),
    )  # fmt: skip


def _plan_words(assessment: Assessment) -> Iterator[str]:
    """What there is to say of tasks of which nobody has said anything: what comes, what has passed."""
    yield words.AHEAD.format(days=AHEAD, count=len(due_tasks(assessment)))
    if past := past_count(assessment):
        yield words.PAST.format(count=past)
    for state in APART_STATES:
        if assessment.total.of(state):
            yield words.PART.format(word=STATE_WORDS[state], count=assessment.total.of(state))


def divided(assessment: Assessment, units: int) -> str:
    """How many units the tasks of a plan are divided among; 「」 of any other sheet."""
    if not assessment.plan:
        return ""
    if not units:
        return words.NOBODY
    of = counted(assessment)
    nobody = sum(not of(judged) for judged in assessment.tasks)
    return words.DIVIDED.format(units=units) + (words.DIVIDED_NOBODY.format(count=nobody) if nobody else "")


def _counts_words(total: Tally, *, shares: bool = False) -> Iterator[str]:
    """「已完成18项，占40.0%」 for each state that has a task; with shares also that none is done, that none is late."""
    if shares or total.done:
        yield _count(DONE, total.done, total.total, shares=shares) + _of_which(total, ("done_late",))
    if total.under_way and total.rate is None:
        yield words.PART.format(word=words.UNREPORTED_PART, count=total.under_way)
    elif total.under_way:
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


def _parts(total: Tally, states: Sequence[State]) -> str:
    parts = (words.PART.format(word=STATE_WORDS[s], count=total.of(s)) for s in states if total.of(s))
    return words.LIST_COMMA.join(parts)


def _of_which(total: Tally, states: Sequence[State]) -> str:
    parts = _parts(total, states)
    return words.OF_WHICH.format(parts=parts) if parts else ""


def _rate(total: Tally) -> str:
    if total.rate is None or total.rate == 1:
        return words.NO_RATE if total.rate is None else words.ALL_DONE
    apart = _parts(total, APART_STATES)
    due = words.DUE_RATE.format(due=total.due, met=total.met, rate=percentage(total.due_rate)) if total.due else ""
    return (
        due
        + words.RATE.format(rate=percentage(total.rate))
        + (words.RATE_WITHOUT.format(parts=apart) if apart else "")
        + "。"
    )


def not_answered(assessment: Assessment) -> str:
    """That nobody has answered yet; 「」 where somebody has."""
    return words.NOT_ANSWERED if assessment.plan else ""


def _due_sentence(day: str, text: str, units: str, number: str) -> str:
    """「8月5日（区教育局）：第9项　开设专栏。」."""
    beside = units if units == NO_UNIT else words.BESIDE.format(words=units)
    return words.DUE.format(day=day, number=number, text=text, units=beside)


def due_count(assessment: Assessment) -> str:
    """How many fall due."""
    days = [due.day for due in due_tasks(assessment) if not due.judged.doubts]
    told = words.NO_DUE if not days else words.DUE_ONE if len(days) == 1 else words.DUE_COUNT
    nearest = short_day(min(days), assessment.as_of) if days else ""
    return told.format(days=AHEAD, count=len(days), day=nearest)


def change_counts(changes: Changes) -> str:
    """「与7月25日相比，新增1项，办结2项。」."""
    parts = [words.CHANGE.format(kind=w, count=len(changes.of(k))) for k, w in CHANGE_WORDS.items() if changes.of(k)]
    return words.CHANGES.format(day=full_day(changes.before.day), parts=words.COMMA.join(parts) or words.NO_CHANGE)


def change_items(changes: Changes, as_of: date) -> Iterator[ListItem]:
    """What changed, one kind after the other, with its first tasks."""
    for kind, word in CHANGE_WORDS.items():
        found = changes.of(kind)
        if found:
            tasks = words.SEMICOLON.join(_changed(change, as_of) for change in found[:_NAMED])
            more = words.MORE.format(count=len(found)) if len(found) > _NAMED else ""
            sentence = words.CHANGE_TASKS.format(kind=word, count=len(found), tasks=tasks + more)
            yield {"事项": word, "项数": len(found), "句": sentence}


def _changed(change: Change, as_of: date) -> str:
    rows = [row for row in (change.before, change.after) if row]
    units = [row.units.replace(" ", words.LIST_COMMA) for row in rows]
    beside = [*filter(None, units[-1:])]
    if change.kind in ("deadline", "units") and change.before and change.after:
        shown = [unit or words.NOT_NAMED for unit in units]
        if change.kind == "deadline":
            shown = [deadline_shown(row, as_of) for row in rows]
        beside = [words.BECAME.format(before=shown[0], after=shown[1])]
    beside += [words.DOUBTFUL] if change.doubtful else []
    told = words.BESIDE.format(words=words.COMMA.join(beside)) if beside else ""
    text, number = "".join(row.text for row in rows[-1:]), "".join(row.number for row in rows[-1:])
    return words.CHANGED.format(task=nth(number) + quoted(text), beside=told)


def silent(assessment: Assessment, units: int) -> str:
    """How many units have not reported how many tasks."""
    found, day = silent_tasks(assessment), full_day(assessment.as_of)
    if not found:
        return words.NONE_UNREPORTED.format(day=day)
    late = sum(judged.state == "overdue" or judged.past > 0 for _, judged in found)
    told = words.UNREPORTED.format(day=day, units=units, count=len(found))
    return told + (words.UNREPORTED_LATE.format(late=late) if late else "") + "。"


def urged(assessment: Assessment, unit: str) -> str:
    """What a letter says to its unit; 「」 where none is meant or none of its tasks is late."""
    late = sure_late_tasks(assessment)
    if not unit or not late:
        return ""
    total = assessment.total.total
    return words.URGED[len(late) == total, len(late) == 1].format(
        day=full_day(assessment.as_of), role=words.LEADS if counts_by_lead(assessment) else words.TAKES_PART,
        total=total, late=len(late), days=late[0][1].late,
    )  # fmt: skip


def wanted_sentences(assessment: Assessment, day: str) -> Iterator[str]:
    """What is required; `day` is that of the answer."""
    doubtful = Counter(judged.state for _, judged in doubtful_tasks(assessment))
    for told in words.WANTED:
        parts = []
        for states, wanted in told.items():
            if count := sum(assessment.total.of(state) - doubtful[state] for state in states):
                parts.append(wanted.format(count=count, day=day))
        if parts:
            yield words.COMMA.join(parts) + "。"


def due_word(policy: Policy) -> str:
    """What a mail's subject calls tasks that are due soon: 「本周到期」 for seven days, else 「3天内到期」."""
    if policy.window == 7 and not policy.workdays:
        return words.THIS_WEEK
    days = words.WORKDAYS if policy.workdays else words.DAYS
    return words.WITHIN.format(window=days.format(n=policy.window))


def compose_notice_lists(assessment: Assessment) -> dict[str, tuple[ListItem, ...]]:
    """The lists that stand in the data themselves; `compose` adds those that are made of sentences."""
    late, due = [*_late(assessment)], [*_due(assessment, AHEAD)]
    lists = {
        "分工": _division(assessment), "各单位": _units(assessment), "各阶段": _stages(assessment), "滞后单位": lagging_items(assessment),
        "逾期任务": _by_office(late), "主要逾期": _main(late), "到期任务": _by_office(due), "主要到期": _main(due),
        "下一步": _main(_next(assessment)),
        "待核实任务": _by_office(_doubtful(assessment)), "未报任务": _by_office(_silent(assessment)), "未报单位": _silent_units(assessment),
    }  # fmt: skip
    return {name: tuple(items) for name, items in lists.items()}


def _by_office(items: Iterable[ListItem]) -> list[ListItem]:
    """The items of each office together, in the order in which the offices come; they are counted anew."""
    found: dict[str, list[ListItem]] = {}
    for item in items:
        found.setdefault(item["报送单位"], []).append(item)
    return [{**item, "序号": number} for number, item in enumerate(chain(*found.values()), 1)]


def _main(items: Sequence[ListItem]) -> Iterator[ListItem]:
    """The first of a list, their words short enough for a telephone."""
    for item in items[:_MAIN]:
        text = shorten(item["任务"], _BRIEF)
        said = {"句": _due_sentence(item["日期"], text, item["单位"], item["项次"])} if "句" in item else {}
        yield {**item, "任务": text, **said}


def _division(assessment: Assessment) -> Iterator[ListItem]:
    """Of a plan the tasks of each unit, in the order of the sheet; none of any other."""
    of = counted(assessment)
    due = Counter(unit for one in due_tasks(assessment) for unit in of(one.judged))
    tasks = Counter(unit for judged in assessment.tasks if assessment.plan for unit in of(judged))
    for number, (unit, count) in enumerate(tasks.items(), 1):
        yield {"序号": number, "单位": unit, "任务数": count, "到期数": due[unit]}


def _units(assessment: Assessment) -> Iterator[ListItem]:
    """The roll-up by unit; none of a plan."""
    unsure = in_doubt(assessment)
    for number, row in enumerate(() if assessment.plan else unit_rows(assessment), 1):
        t = row.tally
        late: int | str = t.of("overdue")
        if unsure[row.label]:
            late = words.OF_WHICH_IN_DOUBT.format(count=late, doubtful=unsure[row.label])
        yield {
            "序号": number, "单位": row.label, "任务数": t.total, "已完成": t.done, "推进中": t.under_way, "临期": t.of("due_soon"),
            "逾期": late, "逾期数": t.of("overdue"), "其他": t.of(*APART_STATES), "完成率": percentage(t.rate),
        }  # fmt: skip


def _stages(assessment: Assessment) -> Iterator[ListItem]:
    """The stages of two tasks and more in their order, of very many those with late tasks; the rest in one line.

    None where there is one only, or where every one has a single task.
    """
    told = [row for row in assessment.by_stage if row.tally.total > 1]
    if len(told) > _STAGES:
        told = [row for row in told if row.tally.of("overdue")][:_STAGES]
    if not told or len(assessment.by_stage) < 2:
        return
    for row in told:
        label = tidy(row.label).rstrip(END) or words.NO_STAGE
        yield _stage(label, words.STAGE, row.tally, label=label)
    rest = [row.tally for row in assessment.by_stage if row not in told]
    if rest:
        yield _stage(words.OTHERS.format(count=len(rest)), words.OTHER_STAGES, sum(rest, Tally()), count=len(rest))


def classed(assessment: Assessment, stages: Sequence[ListItem]) -> str:
    """What is said of two or three classes of which each has its weight; 「」 of others: their rows are told behind."""
    few = 2 <= len(stages) <= _FEW_STAGES and len(assessment.by_stage) == len(stages)
    heavy = max((item["任务数"] for item in stages), default=0) > _HEAVY * len(assessment.tasks)
    return words.BY_STAGE.format(stages="".join(item["句"] for item in stages)) if few and not heavy else ""


def _stage(name: str, told: str, tally: Tally, **facts: object) -> ListItem:
    facts = {key: quoted(value) if isinstance(value, str) else value for key, value in facts.items()}
    sentence = told.format(total=tally.total, parts=words.COMMA.join(_counts_words(tally)), **facts)
    return {
        "名称": name, "任务数": tally.total, "已完成": tally.done, "逾期": tally.of("overdue"), "完成率": percentage(tally.rate),
        "句": sentence,
    }  # fmt: skip


def _late(assessment: Assessment) -> Iterator[ListItem]:
    """Late tasks of which nothing is in doubt, the latest first."""
    for number, (_, judged) in enumerate(sure_late_tasks(assessment), 1):
        yield {
            "序号": number, **_called(judged), "单位": _unit_words(judged), "任务": brief(judged),
            "简称": shorten(brief(judged), _CALL), "时限": due_words(judged), "逾期天数": judged.late,
            "天数": words.DAYS_LATE.format(days=judged.late),
            "完成情况": status_words(judged),
        }  # fmt: skip


def _doubtful(assessment: Assessment) -> Iterator[ListItem]:
    """What the office has to look at before anybody is named, and why."""
    for number, (_, judged) in enumerate(doubtful_tasks(assessment), 1):
        yield {
            "序号": number, **_called(judged), "单位": _unit_words(judged), "任务": brief(judged),
            "时限": due_words(judged), "状态": judged.word, "完成情况": status_words(judged), "原因": judged.doubts[0].message,
        }  # fmt: skip


def _due(assessment: Assessment, days: int) -> Iterator[ListItem]:
    sure = (due for due in due_tasks(assessment, days) if not due.judged.doubts)
    for number, due in enumerate(sure, 1):
        left = (due.day - assessment.as_of).days
        text = named_task(due.label, due.judged).rstrip(END)
        day, units = short_day(due.day, assessment.as_of), _unit_words(due.judged)
        yield {
            "序号": number, **_called(due.judged), "日期": day, "剩余天数": left,
            "天数": words.DAYS_LEFT.format(days=left) if left else words.TODAY,
            "单位": units, "任务": text, "简称": shorten(text, _CALL), "句": _due_sentence(day, text, units, due.judged.nth),
        }  # fmt: skip


def _next(assessment: Assessment) -> list[ListItem]:
    """The tasks that fall due next, each once."""
    found: dict[str, ListItem] = {}
    for item in _due(assessment, _EVER):
        found.setdefault(item["项次"] or str(item["序号"]), item)
    return [{**item, "序号": number} for number, item in enumerate([*found.values()][:NEXT], 1)]


def _silent(assessment: Assessment) -> Iterator[ListItem]:
    for number, (_, judged) in enumerate(silent_tasks(assessment), 1):
        yield {
            "序号": number, **_called(judged), "单位": _unit_words(judged), "任务": brief(judged), "时限": due_words(judged),
            "状态": STATE_WORDS[judged.state],
        }  # fmt: skip


def _silent_units(assessment: Assessment) -> Iterator[ListItem]:
    """The units of which tasks were not reported, those with most of them first."""
    of = counted(assessment)
    found = [(unit, judged) for _, judged in silent_tasks(assessment) for unit in of(judged) or (NO_UNIT,)]
    count = Counter(unit for unit, _ in found)
    late = Counter(unit for unit, judged in found if judged.state == "overdue")
    for number, (unit, silent) in enumerate(count.most_common(), 1):
        yield {"序号": number, "单位": unit, "未报数": silent, "逾期数": late[unit]}


def _called(judged: Judged) -> ListItem:
    return {"编号": judged.number, "项次": judged.nth, "报送单位": judged.office}


def _unit_words(judged: Judged) -> str:
    return unit_words(units_of(judged), _UNITS)
