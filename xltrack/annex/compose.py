"""Which 附件 an assessment has: rosters of domains, tables of tasks with 完成情况, late tasks; laid out, rendered, placed, told."""

from collections.abc import Iterator, Sequence

from xltrack.annex import words
from xltrack.annex.layout import lay_out_annex
from xltrack.annex.looks import NORMAL, look_in_annex
from xltrack.annex.model import Annex, AnnexDraft
from xltrack.annex.render import annex_sheet
from xltrack.annex.tables import by_table, draft_late, draft_table
from xltrack.assessment.assess import is_tracked
from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import tidy
from xltrack.domain.records import Table
from xltrack.language import parse_deadline
from xltrack.language.deadline.years import title_year
from xltrack.placing.output import Target, Written, write_result
from xltrack.placing.words import ANNEX_PART
from xltrack.sheets.model import Book
from xltrack.sheets.render import Rendered, render_book
from xltrack.telling.agenda import doubtful_tasks, past_count, unlocked_notes
from xltrack.telling.names import progress_title, titled
from xltrack.telling.words import full_day


def compose_annexes(assessment: Assessment) -> tuple[Annex, ...]:
    """The sheets, in the order of their numbers; those of late tasks last."""
    policy = assessment.policy
    return tuple(lay_out_annex(d, policy.fonts, large=policy.paper == "a3") for d in compose_drafts(assessment))


def compose_drafts(assessment: Assessment) -> tuple[AnnexDraft, ...]:
    """The tables of all 附件 with their labels, not yet laid out."""
    caption = words.CAPTION.format(day=full_day(assessment.as_of))
    rosters = [table for document in assessment.documents for table in document.tables if not is_tracked(table)]
    drafts = [
        AnnexDraft(dated_title(table, words.ROSTER_TITLE), *draft_table(table, ()), table.annex or "")
        for table in rosters
    ]
    drafts += [
        AnnexDraft(dated_title(table, words.TASKS_TITLE), *draft_table(table, judged), table.annex or "", caption)
        for table, judged in by_table(assessment)
    ]
    late = draft_late(assessment)
    if late[1]:
        drafts.append(AnnexDraft(titled(assessment, words.LATE_TITLE), *late, caption=caption, extract=True))
    several = len(assessment.documents) > 1
    labels = annex_labels([None if several else draft.label or None for draft in drafts])
    return tuple(draft._replace(label=label) for draft, label in zip(drafts, labels, strict=True))


def annex_labels(wished: Sequence[str | None]) -> list[str]:
    """The labels of all 附件 of a book: those of the source where they are numbers in order, else 1, 2, 3; 「附件」 for one alone.

    A table that the source did not number takes the next number.
    """
    if len(wished) == 1:
        return [wished[0] or words.ANNEX]
    numbers, last = [], 0
    for label in wished:
        digits = label[len(words.ANNEX) :] if label and label.startswith(words.ANNEX) else ""
        own = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 2 else 0
        if label and own <= last:
            return [f"{words.ANNEX}{number}" for number in range(1, len(wished) + 1)]
        last = own if label else last + 1
        numbers.append(last)
    return [f"{words.ANNEX}{number}" for number in numbers]


def dated_title(table: Table, usual: str) -> str:
    """The table's own title; with the year of its document where the table has none and its deadlines need one.

    The year stood in the document number or was given: 「…任务分解表」 becomes 「…任务分解表（2016年）」, and reads the same again.
    """
    title = tidy(table.title or usual)
    year = _year_needed(table) if title_year(title) is None else None
    return title if year is None else title + words.YEAR.format(year=year)


def _year_needed(table: Table) -> int | None:
    """The year of the first deadlines, where neither they nor one above them names it."""
    for deadline in (task.deadline for task in table.tasks if task.deadline.milestones):
        if not deadline.inferred:
            return None
        first = (deadline.milestones[0].start or deadline.milestones[0].due).year
        for year in (first, first - 1, first + 1):
            read = parse_deadline(deadline.text, year=year)
            if [m.due for m in read.milestones] == [m.due for m in deadline.milestones]:
                return year
    return None


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

    That none of late tasks was made where nobody has answered (D701), which tasks are left out in doubt (D714), and which
    annexes do not show all of their words (D713).
    """
    for annex in annexes:
        if annex.clipped:
            yield Diagnostic("D713", None, {"label": annex.label, "count": annex.clipped})
    doubtful = [judged for _, judged in doubtful_tasks(assessment) if judged.state == "overdue"]
    if doubtful and not assessment.plan:
        yield Diagnostic("D714", None, {"count": len(doubtful)})
    if assessment.plan and (past := past_count(assessment)):
        yield Diagnostic("D701", None, {"count": past})


def _told(annex: Annex) -> str:
    return words.WRITTEN.format(
        label=annex.label, title=annex.title.replace("\n", ""), count=annex.lines, pages=annex.pages,
        paper=words.PAPERS[annex.landscape, annex.a3],
    )  # fmt: skip
