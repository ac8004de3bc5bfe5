"""The report from end to end: composed, rendered, placed, summed up on the console."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import APART_STATES, STATE_WORDS, State
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import OutputError
from xltrack.base.patterns import pattern
from xltrack.base.text import shorten, width
from xltrack.placing import words as place_words
from xltrack.placing.output import Target, Written, place
from xltrack.report import words
from xltrack.report.checks import compose_checks, find_clipped
from xltrack.report.ledger.plan import plan_ledger
from xltrack.report.ledger.sheet import compose_ledger
from xltrack.report.lists import compose_agenda
from xltrack.report.live.book import compose_detail, live_of
from xltrack.report.live.columns import uncounted_rows
from xltrack.report.memory import compose_history, compose_kept, compose_roster, compose_snapshot
from xltrack.report.overview.figures import Counts
from xltrack.report.overview.page import compose_overview
from xltrack.report.timeline import compose_timeline
from xltrack.report.units import compose_unit_months, compose_units
from xltrack.sheets.model import MOST_ROWS, Book, Listing
from xltrack.sheets.render import Rendered, render_book
from xltrack.telling import words as common
from xltrack.telling.agenda import (
    AHEAD,
    due_tasks,
    findings,
    late_tasks,
    named_task,
    past_count,
    unit_words,
    units_of,
    unlocked_notes,
)
from xltrack.telling.names import progress_title


def compose_report(assessment: Assessment, *, by_unit: bool = False, issuer: str = "") -> Book:
    """All sheets: 时间轴 where anything is dated, 一单位一页 on demand, 单位名录 where a roster was used; the last are hidden."""
    plan = plan_ledger(assessment)
    live = live_of(assessment, plan.paces)
    if live.ledger:
        live = live._replace(uncounted=uncounted_rows(plan.first("text"), len(assessment.tasks)))
    ledger = compose_ledger(assessment, plan, live=live.ledger)
    agenda = compose_agenda(assessment, plan, live)
    said = find_clipped(assessment, plan, ledger, agenda)
    assessment = assessment._replace(diagnostics=(*assessment.diagnostics, *said))
    pages: Listing | None = None
    if by_unit:
        from xltrack.report.by_unit import compose_by_unit

        pages = compose_by_unit(assessment, issuer)
    page, figures = compose_overview(assessment, Counts(assessment, live))
    sheets = (
        page, agenda, compose_units(assessment, live), ledger, compose_timeline(assessment), pages,
        *map(_off_paper, (compose_unit_months(assessment, live), compose_checks(assessment, plan, live))),
        *map(_off_paper, (compose_history(assessment), compose_roster(assessment))), figures,
        compose_detail(assessment, live), compose_snapshot(assessment), compose_kept(assessment),
    )  # fmt: skip
    return Book(progress_title(assessment), assessment.as_of, tuple(sheet for sheet in sheets if sheet), said=said)


def _off_paper(sheet: Listing | None) -> Listing | None:
    """A sheet to look at: it stands behind those that are printed, and nothing of it is."""
    return sheet and sheet._replace(paper=False)


LINES: Final = 24
COLUMNS: Final = 80
_LATE: Final = 8
_DUE: Final = 5
_NOTES: Final = 3
# The figures of the line of counts, by the states that each counts.
_COUNTED: Final[Mapping[str, tuple[State, ...]]] = {
    "done": ("done", "done_late"), "under_way": ("in_progress", "not_started", "unreported"), "due_soon": ("due_soon",),
    "overdue": ("overdue",),
}  # fmt: skip
# What stays on one line: a Latin word, and punctuation that must not begin a line with what stands before it.
_UNBROKEN: Final = pattern(r"(?:[!-~]+|.)[，。；：、！？」』）》]*", re.DOTALL)


class Issue(NamedTuple):
    """What a report says: judged, with all that came up while it was made; where it stands, None where it was only tried."""

    assessment: Assessment
    notes: tuple[Diagnostic, ...]
    path: Path | None

    @property
    def summary(self) -> tuple[str, ...]:
        """The lines to print."""
        return summarize(self.assessment, self.path, self.notes)


def summarize(assessment: Assessment, path: Path | None, notes: Sequence[Diagnostic] = ()) -> tuple[str, ...]:
    """The lines to print; only the last, the path of the file, may be longer than a line, for it must be usable."""
    head = [shorten(progress_title(assessment), COLUMNS), *_wrap(_counts(assessment))]
    if assessment.plan:
        head += _wrap(words.SUMMARY_ASK)
    since = assessment.since
    if since and since.changes:
        from xltrack.report.changes import summary_words

        head += _wrap(summary_words(since, since.changes, assessment.as_of))
    found = Counter(diagnostic.severity for _, diagnostic in findings(assessment))
    counts = {severity: found[severity] for severity in ("error", "warning", "info")}
    tail = [words.SUMMARY_CHECKS.format(**counts)] if found else []
    tail += [line for note in notes[:_NOTES] for line in _fold(note.message)]
    tail += [place_words.SUMMARY_FILE.format(path=path)] if path else []
    late, due = late_tasks(assessment), due_tasks(assessment)
    past = ((words.LATE_DAYS.format(days=judged.late), judged, judged.task.text) for _, judged in late)
    unsure = _of_which_unsure(assessment, "overdue")
    heading = words.SUMMARY_LATE.format(count=len(late), unsure=unsure)
    head += _listed(assessment, heading, len(late), past, min(_LATE, LINES - 3 - len(head) - len(tail)))
    room = LINES - 1 - len(head) - len(tail)
    ahead = ((f"{d.day.month}月{d.day.day}日", d.judged, named_task(d.label, d.judged)) for d in due)
    heading = words.SUMMARY_DUE.format(count=len(due), days=AHEAD)
    return (*head, *_listed(assessment, heading, len(due), ahead, min(_DUE, room - 2)), *tail)


def _counts(assessment: Assessment) -> str:
    total = assessment.total
    apart = "".join(
        words.SUMMARY_APART.format(word=STATE_WORDS[s], count=total.of(s)) for s in APART_STATES if total.of(s)
    )
    if assessment.plan:
        return words.SUMMARY_PLAN.format(
            day=common.full_day(assessment.as_of), total=total.total, due=len(due_tasks(assessment)), days=AHEAD, apart=apart,
            past=past_count(assessment),
        )  # fmt: skip
    counts = {name: f"{total.of(*states)}{_of_which_unsure(assessment, *states)}" for name, states in _COUNTED.items()}
    return words.SUMMARY_COUNTS.format(
        day=common.full_day(assessment.as_of),
        total=total.total,
        apart=apart,
        rate=common.percentage(total.rate),
        **counts,
    )


def _of_which_unsure(assessment: Assessment, *states: State) -> str:
    """「（其中待核实1）」 behind the number of tasks in some states, where any of them is in doubt (docs/规则.md 5.11)."""
    count = sum(judged.state in states and judged.doubt is not None for judged in assessment.tasks)
    return words.SUMMARY_UNSURE.format(count=count) if count else ""


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
    if width(sentence) <= COLUMNS:
        yield sentence
        return
    line = ""
    for word in _UNBROKEN.findall(sentence):
        for piece in (word,) if width(word) <= COLUMNS else word:
            if line and width(line + piece) > COLUMNS:
                yield line
                line = ""
            line += piece
    yield line


def _listed(
    assessment: Assessment, heading: str, count: int, found: Iterable[tuple[str, Judged, str]], most: int
) -> Iterator[str]:
    """The first of some tasks in three columns, days or day, units, words, below a heading that counts all of them."""
    if not count or most <= 0:
        return
    yield heading
    for when, judged, text in islice(found, most):
        head = f"  {_pad(when, 11)}{_pad(shorten(unit_words(units_of(judged)), 22), 24)}"
        told = f"{judged.nth} {text}"
        mark = words.MARKED if judged.doubt else ""
        yield head + shorten(told, COLUMNS - width(head + mark)) + mark
    if count > most:
        yield words.SUMMARY_MORE.format(count=count - most)


def _pad(text: str, columns: int) -> str:
    return text + " " * max(1, columns - width(text))


def report_workbook(
    assessment: Assessment, *, by_unit: bool = False, annexes: bool = False, telephone: bool = False
) -> Rendered:
    """The progress workbook as bytes, the same for the same assessment; with the 附件 as its last sheets if asked for.

    `telephone` puts a sheet in front that a telephone shows.

    Raises:
        OutputError: it is too long for a sheet (D260).
    """
    book = _compose(assessment, by_unit=by_unit, annexes=annexes)
    if telephone:
        from xltrack.report.telephone import compose_telephone

        book = book._replace(sheets=(compose_telephone(assessment), *book.sheets))
    return render_book(book)


def _compose(assessment: Assessment, *, by_unit: bool, annexes: bool, issuer: str = "") -> Book:
    pages = sum(row.tally.total for row in assessment.by_named) if by_unit else 0
    for sheet, rows in ((words.LEDGER, len(assessment.tasks)), (words.UNIT_PAGES, pages)):
        if rows > MOST_ROWS:  # which is said before any work
            raise OutputError("D260", sheet=sheet, count=rows, most=MOST_ROWS)
    book = compose_report(assessment, by_unit=by_unit, issuer=issuer)
    if annexes:
        from xltrack.annex.compose import compose_annexes
        from xltrack.annex.looks import look_in_annex
        from xltrack.annex.render import annex_sheet

        book = book._replace(
            sheets=(*book.sheets, *map(annex_sheet, compose_annexes(assessment))), look_of=look_in_annex
        )
    return book


def write_report(
    assessment: Assessment, target: Target, *, by_unit: bool = False, annexes: bool = False, issuer: str = ""
) -> Written:
    """Write the progress workbook of some sources; see `output.place`. `issuer` is who hands 一单位一页 out.

    Raises:
        OutputError: it could not be written (rules D140 to D154), or is too long for a sheet (D260).
    """
    return _write(assessment, target, _compose(assessment, by_unit=by_unit, annexes=annexes, issuer=issuer))[1]


def issue_report(  # noqa: PLR0913
    assessment: Assessment,
    target: Target,
    *,
    by_unit: bool = False,
    annexes: bool = False,
    issuer: str = "",
    dry: bool = False,
) -> Issue:
    """The same, and what it says, for those who tell of it in another form; nothing is written where it is `dry`.

    Raises:
        OutputError: as `write_report` does.
    """
    book = _compose(assessment, by_unit=by_unit, annexes=annexes, issuer=issuer)
    if dry:
        return Issue(_with_said(assessment, book), _notes_of(assessment, book), None)
    whole, written = _write(assessment, target, book)
    return Issue(whole, written.notes, written.path)


def _write(assessment: Assessment, target: Target, book: Book) -> tuple[Assessment, Written]:
    rendered = render_book(book)
    placed = place(lambda: rendered.pieces, target, assessment.as_of)
    whole = _with_said(assessment, book)
    notes = (*unlocked_notes(assessment), *placed.notes, *_notes_of(assessment, book), *rendered.notes)
    return whole, Written(placed.path, notes, summarize(whole, placed.path, notes))


def _with_said(assessment: Assessment, book: Book) -> Assessment:
    return assessment._replace(diagnostics=(*assessment.diagnostics, *book.said))


def _notes_of(assessment: Assessment, book: Book) -> tuple[Diagnostic, ...]:
    """What there is to say of the report itself, written or not: of the one before it, of what print cuts off."""
    return (*(assessment.since.notes if assessment.since else ()), *(said for _, said in book.said))
