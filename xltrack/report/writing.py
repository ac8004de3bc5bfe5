"""The report from end to end: composed, rendered, placed, summed up."""

from xltrack.assessment.model import Assessment
from xltrack.base.errors import OutputError
from xltrack.placing.output import Target, Written, place
from xltrack.report import words
from xltrack.report.compose import compose_report
from xltrack.report.summary import summarize
from xltrack.sheets.model import MOST_ROWS, Book
from xltrack.sheets.render import Rendered, render_book
from xltrack.telling.agenda import unlocked_notes


def report_workbook(assessment: Assessment, *, by_unit: bool = False, annexes: bool = False) -> Rendered:
    """The progress workbook as bytes, the same for the same assessment; with the 附件 as its last sheets if asked for.

    Raises:
        OutputError: it is too long for a sheet (D260).
    """
    return render_book(_compose(assessment, by_unit=by_unit, annexes=annexes))


def _compose(assessment: Assessment, *, by_unit: bool, annexes: bool) -> Book:
    _refuse_too_many(words.LEDGER, len(assessment.tasks))
    if by_unit:
        _refuse_too_many(words.UNIT_PAGES, sum(row.tally.total for row in assessment.by_named))
    book = compose_report(assessment, by_unit=by_unit)
    if annexes:
        from xltrack.annex.compose import compose_annexes
        from xltrack.annex.looks import look_in_annex
        from xltrack.annex.render import annex_sheet

        book = book._replace(
            sheets=(*book.sheets, *map(annex_sheet, compose_annexes(assessment))), look_of=look_in_annex
        )
    return book


def _refuse_too_many(sheet: str, rows: int) -> None:
    """Say before any work that a sheet cannot hold so many rows; OutputError (D260)."""
    if rows > MOST_ROWS:
        raise OutputError("D260", sheet=sheet, count=rows, most=MOST_ROWS)


def write_report(assessment: Assessment, target: Target, *, by_unit: bool = False, annexes: bool = False) -> Written:
    """Write the progress workbook of some sources; see `output.place`.

    Raises:
        OutputError: it could not be written (rules D140 to D154), or is too long for a sheet (D260).
    """
    book = _compose(assessment, by_unit=by_unit, annexes=annexes)
    rendered = render_book(book)
    assessment = assessment._replace(diagnostics=(*assessment.diagnostics, *book.said))
    placed = place(rendered.data, target, assessment.as_of)
    past = assessment.since.notes if assessment.since else ()
    notes = (*unlocked_notes(assessment), *placed.notes, *past, *(said for _, said in book.said), *rendered.notes)
    return Written(placed.path, notes, summarize(assessment, placed.path, notes))
