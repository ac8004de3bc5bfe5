"""附件 from end to end: composed, rendered, placed, told."""

from collections.abc import Iterator, Sequence

from xltrack.annex import words
from xltrack.annex.compose import compose_annexes
from xltrack.annex.looks import NORMAL, look_in_annex
from xltrack.annex.model import Annex
from xltrack.annex.render import annex_sheet
from xltrack.assessment.locked import unlocked_notes
from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.placing.output import Target, Written, write_result
from xltrack.placing.words import ANNEX_PART
from xltrack.sheets.model import Book
from xltrack.sheets.render import Rendered, render_book
from xltrack.telling.names import progress_title


def annex_workbook(assessment: Assessment, annexes: Sequence[Annex] | None = None) -> Rendered:
    """The 附件 as a workbook of their own, the same bytes for the same assessment."""
    sheets = compose_annexes(assessment) if annexes is None else annexes
    return render_book(
        Book(
            progress_title(assessment), assessment.as_of, tuple(map(annex_sheet, sheets)), NORMAL, look_of=look_in_annex
        )
    )


def write_annexes(assessment: Assessment, target: Target) -> Written:
    """Write the 附件 of some sources; see `output.write_result`."""
    annexes = compose_annexes(assessment)
    rendered = annex_workbook(assessment, annexes)
    return write_result(
        rendered.data, target, assessment.as_of, ANNEX_PART, head=map(_told, annexes),
        known=unlocked_notes(assessment), found=(*annex_notes(assessment, annexes), *rendered.notes),
    )  # fmt: skip


def annex_notes(assessment: Assessment, annexes: Sequence[Annex]) -> Iterator[Diagnostic]:
    """What a clerk should know about these 附件.

    That none of late tasks was made where nobody could report (D701), and which do not show all of their words (D713).
    """
    for annex in annexes:
        if annex.clipped:
            yield Diagnostic("D713", None, {"label": annex.label, "count": annex.clipped})
    if assessment.no_status and assessment.total.of("overdue"):
        yield Diagnostic("D701", None, {"count": assessment.total.of("overdue")})


def _told(annex: Annex) -> str:
    paper = words.LARGE if annex.a3 else words.LANDSCAPE if annex.landscape else words.PORTRAIT
    return words.WRITTEN.format(
        label=annex.label, title=annex.title.replace("\n", ""), count=annex.lines, pages=annex.pages, paper=paper
    )
