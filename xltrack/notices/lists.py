"""The lists of a notice: units, stages, late tasks, what falls due, what was not reported; each item has all names of its list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from xltrack.annex.tables import due_words, status_words
from xltrack.assessment.model import Assessment, Judged, Tally
from xltrack.assessment.states import APART_STATES, STATE_WORDS
from xltrack.assessment.words import NO_UNIT
from xltrack.base.text import shorten, tidy
from xltrack.notices import words
from xltrack.notices.scope import counted, late_units, silent_tasks, unit_rows
from xltrack.notices.sentences import END, brief, counts_words, due_sentence, unit_sentence
from xltrack.telling.agenda import due_tasks, late_tasks, named_task, unit_words, units_of
from xltrack.telling.words import percentage, short_day

ListItem = Mapping[str, Any]
MAIN: Final = 8  # tasks that a mail names
LAGGING: Final = 10  # units that are named with their late tasks
_STAGES: Final = 12  # stages told one by one
_BRIEF: Final = 100  # columns of a task's words where a telephone shows them
_UNITS: Final = 4  # units named of one task in a table


def compose_notice_lists(assessment: Assessment) -> dict[str, tuple[ListItem, ...]]:
    """The lists that stand in the data themselves; `compose` adds those that are made of sentences."""
    late, due = tuple(_late(assessment)), tuple(_due(assessment))
    return {
        "各单位": tuple(_units(assessment)), "各阶段": tuple(_stages(assessment)), "滞后单位": tuple(_lagging(assessment)),
        "逾期任务": late, "主要逾期": _main(late), "到期任务": due, "主要到期": _main(due),
        "未报任务": tuple(_silent(assessment)), "未报单位": tuple(_silent_units(assessment)),
    }  # fmt: skip


def _main(items: Sequence[ListItem]) -> tuple[ListItem, ...]:
    """The first of a list, their words short enough for a telephone."""
    cut = ((item, shorten(item["任务"], _BRIEF)) for item in items[:MAIN])
    return tuple({**item, "任务": text, **_resaid(item, text)} for item, text in cut)


def _resaid(item: ListItem, text: str) -> ListItem:
    return {"句": due_sentence(item["日期"], text, item["单位"])} if "句" in item else {}


def _units(assessment: Assessment) -> Iterator[ListItem]:
    """The roll-up by unit; none where nobody could report."""
    for number, row in enumerate(() if assessment.no_status else unit_rows(assessment), 1):
        t = row.tally
        apart = t.of(*APART_STATES)
        yield {
            "序号": number, "单位": row.label, "任务数": t.total, "已完成": t.done, "推进中": t.under_way, "临期": t.of("due_soon"),
            "逾期": t.of("overdue"), "其他": apart, "完成率": percentage(t.rate),
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
        yield _stage(label, row.tally, words.STAGE.format(label=label, **_told(row.tally)))
    rest = [row.tally for row in assessment.by_stage if row not in told]
    if rest:
        tally = sum(rest, Tally())
        sentence = words.OTHER_STAGES.format(count=len(rest), **_told(tally))
        yield _stage(words.OTHERS.format(count=len(rest)), tally, sentence)


def _told(tally: Tally) -> Mapping[str, object]:
    return {"total": tally.total, "parts": words.COMMA.join(counts_words(tally))}


def _stage(label: str, tally: Tally, sentence: str) -> ListItem:
    return {
        "名称": label, "任务数": tally.total, "已完成": tally.done, "逾期": tally.of("overdue"), "完成率": percentage(tally.rate),
        "句": sentence,
    }  # fmt: skip


def _lagging(assessment: Assessment) -> Iterator[ListItem]:
    """The units with most late tasks, each with its latest ones."""
    of = counted(assessment)
    tasks: dict[str, list[Judged]] = {unit: [] for unit in late_units(assessment)}
    for _, judged in late_tasks(assessment):
        for unit in of(judged):
            if unit in tasks:
                tasks[unit].append(judged)
    for number, (unit, late) in enumerate([*tasks.items()][:LAGGING], 1):
        longest = max(judged.late for judged in late)
        yield {
            "序号": number, "单位": unit, "逾期数": len(late), "最长天数": longest, "句": unit_sentence(unit, late, longest),
        }  # fmt: skip


def _late(assessment: Assessment) -> Iterator[ListItem]:
    """Late tasks, the latest first; none where nobody could report: no unit is named that was never asked."""
    late: Sequence[tuple[int, Judged]] = () if assessment.no_status else late_tasks(assessment)
    for number, (_, judged) in enumerate(late, 1):
        yield {
            "序号": number, "单位": _unit_words(judged), "任务": brief(judged), "时限": due_words(judged), "逾期天数": judged.late,
            "天数": words.DAYS_LATE.format(days=judged.late), "完成情况": status_words(judged),
        }  # fmt: skip


def _due(assessment: Assessment) -> Iterator[ListItem]:
    for number, due in enumerate(due_tasks(assessment), 1):
        left = (due.day - assessment.as_of).days
        text = named_task(due.label, due.judged).rstrip(END)
        day, units = short_day(due.day, assessment.as_of), _unit_words(due.judged)
        yield {
            "序号": number, "日期": day, "剩余天数": left, "天数": words.DAYS_LEFT.format(days=left) if left else words.TODAY,
            "单位": units, "任务": text, "句": due_sentence(day, text, units),
        }  # fmt: skip


def _silent(assessment: Assessment) -> Iterator[ListItem]:
    for number, (_, judged) in enumerate(silent_tasks(assessment), 1):
        yield {
            "序号": number, "单位": _unit_words(judged), "任务": brief(judged), "时限": due_words(judged),
            "状态": STATE_WORDS[judged.state],
        }  # fmt: skip


def _silent_units(assessment: Assessment) -> Iterator[ListItem]:
    """The units of which tasks were not reported, those with most of them first."""
    of = counted(assessment)
    count: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for _, judged in silent_tasks(assessment):
        for unit in of(judged) or (NO_UNIT,):
            count[unit] += 1
            late[unit] += judged.state == "overdue"
    for number, (unit, silent) in enumerate(count.most_common(), 1):
        yield {"序号": number, "单位": unit, "未报数": silent, "逾期数": late[unit]}


def _unit_words(judged: Judged) -> str:
    return unit_words(units_of(judged), _UNITS)
