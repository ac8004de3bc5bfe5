"""What the page shows of what was dropped: figures, who is late with what, what falls due, what is to be looked at."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from xltrack import earlier
from xltrack.assessment.model import Assessment, Judged
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import on_one_line, visible
from xltrack.domain.checked import Lines, item_mark
from xltrack.report import words as figures
from xltrack.report.changes import summary_words
from xltrack.report.words import LATE_DAYS, MARKED
from xltrack.serving import words
from xltrack.serving.gathering import Gathered, Refused
from xltrack.serving.refusing import deed_of
from xltrack.telling.agenda import (
    AHEAD,
    Finding,
    due_tasks,
    late_tasks,
    named_task,
    ordered_findings,
    unit_words,
    units_of,
)
from xltrack.telling.names import progress_title
from xltrack.telling.words import DONE, SEVERITY, UNDER_WAY, full_day, short_day
from xltrack.week import words as week_words
from xltrack.week.index import figures_of

_MOST: Final = 200  # lines of a list
# What the page knows each figure by, and gives it its colour; those that are not here are shares.
_KEYS: Final = {
    figures.TOTAL: "total", figures.LATE: "late", figures.DUE_SOON: "soon", UNDER_WAY: "way", DONE: "done",
}  # fmt: skip
_CELLS: Final = 6  # named of those that say the same


def summarize(gathered: Gathered) -> dict[str, Any]:
    """The summary, and beside it what each line of 核对清单 speaks of (「spoken」, in the order of the lines)."""
    whole = earlier.with_memory(gathered.assessment, gathered.paths, gathered.since, gathered.beside)
    found = ordered_findings(whole)
    summary = {
        "title": progress_title(whole),
        "day": week_words.DAY.format(day=full_day(whole.as_of), sources="、".join(d.source for d in whole.documents)),
        "sources": [path.name for path in gathered.paths],
        "figures": [
            {"key": _KEYS.get(name, "rate"), "name": name, "value": value, "look": look}
            for name, value, look in figures_of(whole)
        ],
        "said": words.SHOWN.format(figures="，".join(f"{name}{value}" for name, value, _ in figures_of(whole))),
        "notes": list(_notes(whole)),
        "late": _listed(words.LATE.format(count=whole.total.of("overdue")), words.NOBODY_LATE, _late(whole)),
        "due": _listed(words.DUE.format(count=len(due_tasks(whole)), days=AHEAD), words.NOTHING_DUE, _due(whole)),
        "checks": _checks(whole, found),
        "refused": [tell_refused(one) for one in gathered.refused],
        "used": list(gathered.used),
    }
    return {"summary": _shown(summary), "spoken": [_spoken(lines_of(whole), one) for one in found[:_MOST]]}


def tell_refused(refused: Refused) -> dict[str, str]:
    """Why a file could not be read, and what helps."""
    return {
        "name": refused.name,
        "sentence": str(refused.error),
        "deed": deed_of(refused.error.code, refused.error.remedy),
    }


def _notes(assessment: Assessment) -> Iterator[str]:
    if assessment.plan:
        yield words.PLAN
    since = assessment.since
    if since and since.changes:
        yield summary_words(since, since.changes, assessment.as_of)
    yield from (note.message for note in (since.notes if since else ()))


def _listed(head: str, none: str, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    every = list(rows)
    more = words.MORE.format(count=len(every) - _MOST) if len(every) > _MOST else ""
    return {"head": head, "none": "" if every else none, "rows": every[:_MOST], "more": more}


def _late(assessment: Assessment) -> Iterator[dict[str, Any]]:
    for _, judged in late_tasks(assessment):
        yield _row(assessment, judged, judged.task.text, LATE_DAYS.format(days=judged.late), "late")


def _due(assessment: Assessment) -> Iterator[dict[str, Any]]:
    for due in due_tasks(assessment):
        left = (due.day - assessment.as_of).days
        when = words.DAYS_LEFT.format(day=short_day(due.day, assessment.as_of), days=left) if left else words.TODAY
        look = "soon" if due.judged.state == "due_soon" else "later"
        yield _row(assessment, due.judged, named_task(due.label, due.judged), when, look)


def _row(assessment: Assessment, judged: Judged, text: str, when: str, look: str) -> dict[str, Any]:
    column = next((c.number for c in judged.table.columns if c.role == "text"), judged.table.range.left)
    place = judged.table.cell(judged.task, column)
    cell, units = place.a1, unit_words(units_of(judged))
    return {
        "nth": judged.nth, "text": text + (MARKED if judged.doubt else ""), "units": units, "when": when, "look": look,
        "cell": cell, "who": words.WHO.format(units=units, cell=_address(assessment, judged.document, cell)),
        "at": _at(assessment, judged.document, place),
    }  # fmt: skip


def _at(assessment: Assessment, document: int, cell: CellRef | None) -> list[str] | None:
    """Where a host finds a cell: the workbook, the sheet as it is called there, 「E14」; None where there is no cell."""
    if cell is None:
        return None
    return [assessment.documents[document].source, cell.sheet, cell.a1.removeprefix(f"{cell.sheet}!")]


def _address(assessment: Assessment, document: int, cell: str) -> str:
    """「附件2!E14」, behind the file's name where there are several."""
    name = assessment.documents[document].source if len(assessment.documents) > 1 or not cell else ""
    return f"{name} {cell}".strip()


def _checks(assessment: Assessment, found: Sequence[Finding]) -> dict[str, Any]:
    told = _listed(words.CHECKS.format(count=len(found)), words.NOTHING_TO_CHECK, ())
    rows = [_check(assessment, number, one) for number, one in enumerate(islice(found, _MOST))]
    more = words.MORE.format(count=len(found) - _MOST) if len(found) > _MOST else ""
    done = words.CHECKED.format(count=assessment.checked) if assessment.checked else ""
    return {**told, "none": "" if rows else words.NOTHING_TO_CHECK, "rows": rows, "more": more, "checked": done}


def _check(assessment: Assessment, number: int, one: Finding) -> dict[str, Any]:
    first = one.first
    start, end = first.span
    return {
        "line": number, "look": first.severity, "word": SEVERITY[first.severity], "code": first.code,
        "message": first.message, "cell": _cells(assessment, one), "remedy": deed_of(first.code, first.remedy),
        "before": on_one_line(first.text[:start]), "marked": on_one_line(first.text[start:end]),
        "after": on_one_line(first.text[end:]), "at": _at(assessment, one.document, first.cell),
    }  # fmt: skip


def _cells(assessment: Assessment, one: Finding) -> str:
    """「附件2!E14」; with others that say the same 「附件2!E14等3处：E15、E16」."""
    cell = one.first.cell
    address = _address(assessment, one.document, cell.a1 if cell else "")
    if not one.others or not cell:
        return address
    cells = [other.cell.a1.removeprefix(f"{cell.sheet}!") for other in one.others if other.cell]
    more = "……" if len(cells) > _CELLS else ""
    return words.SAME_CELLS.format(first=address, count=len(cells) + 1, cells="、".join(cells[:_CELLS]) + more)


def lines_of(assessment: Assessment) -> tuple[Lines, ...]:
    """The tasks of each document by their lines."""
    return tuple(map(Lines, assessment.documents))


def _spoken(lines: Sequence[Lines], one: Finding) -> list[Any]:
    """What a line speaks of: the rule, and each mark with the place of its task."""
    return [one.first.code, [_place(lines, one.document, said) for said in (one.first, *one.others)]]


def _place(lines: Sequence[Lines], document: int, said: Diagnostic) -> list[Any]:
    held = lines[document].held(said)
    return [item_mark(said, held), [document, held.table.sheet, held.task.row] if held else None]


def _shown(value: Any) -> Any:
    """The same with words that turn nothing round and hide nothing."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: one if key == "at" else _shown(one) for key, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list) else value
