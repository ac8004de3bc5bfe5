"""Who leads and who lags: units by name, what is said of each once, those that are late with the same named together."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from xltrack.assessment.model import Assessment, Judged, TallyRow
from xltrack.assessment.words import NO_UNIT
from xltrack.base.text import squeeze
from xltrack.notices import words
from xltrack.notices.phrases import brief, quoted
from xltrack.notices.scope import counted, counts_by_lead, is_blamed, late_units, names_of_persons, unit_rows
from xltrack.telling.agenda import doubtful_tasks, late_tasks, sure_late_tasks, unit_words

LAGGING: Final = 5  # entries of units that are named with their late tasks
_TOGETHER: Final = 5  # units named of one entry
_LEADING: Final = 3
_IN_WORDS: Final = 3  # entries that tell the words of a task


class Lagging(NamedTuple):
    """Units that are late with the same tasks, those with their words, the latest first."""

    units: tuple[str, ...]
    late: tuple[Judged, ...]


def lagging_units(assessment: Assessment) -> tuple[Lagging, ...]:
    """The late units, the worst first; none of them for what is in doubt."""
    of = counted(assessment)
    tasks: dict[str, list[Judged]] = {unit: [] for unit in late_units(assessment)}
    for _, judged in sure_late_tasks(assessment):
        for unit in of(judged):
            if unit in tasks and is_blamed(judged, unit):
                tasks[unit].append(judged)
    alike: dict[tuple[str, ...], list[str]] = {}
    for unit, late in tasks.items():
        alike.setdefault(tuple(sorted(squeeze(judged.task.text) for judged in late)), []).append(unit)
    # Of rows with the same words the latest are told.
    worst = (max((tasks[unit] for unit in units), key=lambda late: late[0].late) for units in alike.values())
    return tuple(Lagging(tuple(units), tuple(late)) for units, late in zip(alike.values(), worst, strict=True))


def lagging_items(assessment: Assessment) -> Iterator[Mapping[str, Any]]:
    """The worst of them, each task's words once."""
    told, found = set[str](), lagging_units(assessment)[:LAGGING]
    for number, (units, late) in enumerate(found, 1):
        unit, longest, text = unit_words(units, _TOGETHER), late[0].late, squeeze(late[0].task.text)
        # Of many units the number says which task it is: its words stand in the list behind.
        known = text in told or (len(found) > _IN_WORDS and late[0].nth)
        task = late[0].nth if known else late[0].nth + quoted(brief(late[0]))
        pattern = _pattern(units, late) if task else words.LAGGING_TOLD
        sentence = pattern.format(unit=unit, count=len(late), task=task, days=longest)
        told.add(text)
        yield {"序号": number, "单位": unit, "逾期数": len(late), "最长天数": longest, "句": sentence}


def _pattern(units: Sequence[str], late: Sequence[Judged]) -> str:
    if len(units) > 1:
        return words.LAGGING_ALIKE_ONE if len(late) == 1 else words.LAGGING_ALIKE
    return words.LAGGING_ONE if len(late) == 1 else words.LAGGING


def unnamed_count(assessment: Assessment) -> int:
    """How many late units `lagging_items` does not name."""
    return sum(len(one.units) for one in lagging_units(assessment)[LAGGING:])


def lagging(assessment: Assessment) -> str:
    """How many units are late, or that none is, and how many tasks are left out in doubt; 「」 where nobody was asked."""
    if assessment.plan:
        return ""
    units, late = late_units(assessment), sure_late_tasks(assessment)
    doubtful = len(late_tasks(assessment)) - len(late)
    if not late and not doubtful:
        return words.NONE_LATE + "。"
    nameless = sum(not judged.named or (counts_by_lead(assessment) and not judged.lead) for _, judged in late)
    counting = words.LAGGING_PERSONS if names_of_persons(assessment).issuperset(units) else words.LAGGING_COUNT
    told = counting.format(units=len(units)) if units else ""
    told += words.NO_UNIT_LATE.format(count=nameless) if nameless else ""
    return told + (words.LATE_IN_DOUBT.format(count=doubtful) if doubtful else "")


def leading(assessment: Assessment) -> str:
    """The units that have done all, else those that have done most; 「」 where no unit stands out."""
    rows = [] if assessment.plan else [row for row in unit_rows(assessment) if _is_good(row, assessment.total.rate)]
    if len(unit_rows(assessment)) < 2 or not rows:
        return ""
    if done := [row.label for row in rows if row.tally.rate == 1]:
        return words.LEADING_ALL.format(units=unit_words(tuple(done), _LEADING))
    best = sorted(rows, key=lambda row: (-(row.tally.rate or 0), -row.tally.done))[:_LEADING]
    told = (words.LEADING_UNIT.format(unit=r.label, total=r.tally.total, done=r.tally.done) for r in best)
    return words.LEADING.format(units=words.LIST_COMMA.join(told))


def _is_good(row: TallyRow, rate: float | None) -> bool:
    own = row.tally.rate
    good = own is not None and rate is not None and own > rate
    return row.label != NO_UNIT and not row.tally.of("overdue") and (good or own == 1)


def in_doubt(assessment: Assessment) -> Counter[str]:
    """Of each unit the late tasks that have to be looked at first."""
    of = counted(assessment)
    return Counter(u for _, judged in doubtful_tasks(assessment) if judged.state == "overdue" for u in of(judged))


def units_in_doubt(assessment: Assessment) -> str:
    """What the numbers of late tasks of units hold that is not sure; 「」 where all is."""
    found = () if assessment.plan else in_doubt(assessment).items()
    told = words.LIST_COMMA.join(words.UNIT_IN_DOUBT.format(unit=unit, count=count) for unit, count in found)
    return words.UNITS_IN_DOUBT.format(units=told) if told else ""
