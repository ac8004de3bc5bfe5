"""The console summary: counts, who is late with what, what comes, where the file is; it fits a screen of 24 lines of 80."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import APART_STATES, STATE_WORDS
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.base.text import shorten, width
from xltrack.placing import words as place_words
from xltrack.placing.output import base_name
from xltrack.report import words
from xltrack.telling import words as common
from xltrack.telling.agenda import AHEAD, due_tasks, findings, late_tasks, named_task, unit_words, units_of
from xltrack.telling.names import progress_title

LINES: Final = 24
COLUMNS: Final = 80
_LATE: Final = 8
_DUE: Final = 5
_NOTES: Final = 3
_NAME_ROOM: Final = 16  # half-width characters of a file's name
# What stays on one line: a Latin word, and punctuation that must not begin a line with what stands before it.
_UNBROKEN: Final = pattern(r"(?:[!-~]+|.)[，。；：、！？」』）》]*", re.DOTALL)


def summarize(assessment: Assessment, path: Path, notes: Sequence[Diagnostic] = ()) -> tuple[str, ...]:
    """The lines to print; only the last, the path of the file, may be longer than a line, for it must be usable."""
    head = [shorten(progress_title(assessment), COLUMNS), *_wrap(_counts(assessment)), *_no_status(assessment)]
    head += _since(assessment)
    tail = [*_checks(assessment), *(line for note in notes[:_NOTES] for line in _fold(note.message))]
    tail.append(place_words.SUMMARY_FILE.format(path=path))
    late = list(_late(assessment, min(_LATE, LINES - 3 - len(head) - len(tail))))
    room = LINES - 1 - len(head) - len(tail) - len(late)
    return (*head, *late, *_due(assessment, min(_DUE, room - 2)), *tail)


def _counts(assessment: Assessment) -> str:
    total = assessment.total
    apart = "".join(
        words.SUMMARY_APART.format(word=STATE_WORDS[s], count=total.of(s)) for s in APART_STATES if total.of(s)
    )
    return words.SUMMARY_COUNTS.format(
        day=common.full_day(assessment.as_of), total=total.total, done=total.done, under_way=total.under_way,
        due_soon=total.of("due_soon"), overdue=total.of("overdue"), apart=apart, rate=common.percentage(total.rate),
    )  # fmt: skip


def _no_status(assessment: Assessment) -> Iterator[str]:
    if assessment.no_status:
        yield words.NO_STATUS.format(count=assessment.total.of("overdue"))


def _since(assessment: Assessment) -> Iterator[str]:
    since = assessment.since
    if since and since.changes:
        from xltrack.report.changes import summary_words

        yield from _wrap(summary_words(since, since.changes, assessment.as_of))


def _wrap(sentence: str) -> Iterator[str]:
    """Break a sentence behind a comma or semicolon where it is longer than a line."""
    line = ""
    for piece in sentence.replace("，", "，\0").replace("；", "；\0").split("\0"):
        if line and width(line + piece) > COLUMNS:
            yield from _fold(line)
            line = ""
        line += piece
    yield from _fold(line)


def _fold(sentence: str) -> Iterator[str]:
    """Break a sentence wherever a line is full, but not inside a Latin word or before closing punctuation."""
    line = ""
    for word in _UNBROKEN.findall(sentence):
        for piece in (word,) if width(word) <= COLUMNS else word:
            if line and width(line + piece) > COLUMNS:
                yield line
                line = ""
            line += piece
    yield line


def _late(assessment: Assessment, most: int) -> Iterator[str]:
    late = late_tasks(assessment)
    if late:
        yield words.SUMMARY_LATE.format(count=len(late))
    for _, judged in late[:most]:
        text = _from(assessment, judged, judged.task.text)
        yield _line(words.LATE_DAYS.format(days=judged.late), unit_words(units_of(judged)), text)
    if len(late) > most:
        yield words.SUMMARY_MORE.format(count=len(late) - most)


def _due(assessment: Assessment, most: int) -> Iterator[str]:
    due = due_tasks(assessment)
    if due and most > 0:
        yield words.SUMMARY_DUE.format(days=AHEAD, count=len(due))
        for entry in due[:most]:
            text = _from(assessment, entry.judged, named_task(entry.label, entry.judged))
            yield _line(f"{entry.day.month}月{entry.day.day}日", unit_words(units_of(entry.judged)), text)
        if len(due) > most:
            yield words.SUMMARY_MORE.format(count=len(due) - most)


def _from(assessment: Assessment, judged: Judged, text: str) -> str:
    """The words of a task, behind the name of its file where there are several."""
    if len(assessment.documents) == 1:
        return text
    return f"{shorten(base_name(Path(assessment.documents[judged.document].source)), _NAME_ROOM)}｜{text}"


def _line(first: str, units: str, text: str) -> str:
    """Three columns: days or day, units, task."""
    head = f"  {_pad(first, 11)}{_pad(shorten(units, 22), 24)}"
    return head + shorten(text, COLUMNS - width(head))


def _pad(text: str, columns: int) -> str:
    return text + " " * max(1, columns - width(text))


def _checks(assessment: Assessment) -> Iterator[str]:
    counts = Counter(diagnostic.severity for _, diagnostic in findings(assessment))
    if counts:
        yield words.SUMMARY_CHECKS.format(error=counts["error"], warning=counts["warning"], info=counts["info"])
