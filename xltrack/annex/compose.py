"""Which 附件 an assessment has: rosters of domains, tables of tasks with 完成情况, late tasks; numbered and laid out."""

from collections.abc import Iterator

from xltrack.annex import words
from xltrack.annex.late import draft_late
from xltrack.annex.layout import lay_out_annex
from xltrack.annex.model import Annex, AnnexDraft
from xltrack.annex.tables import by_table, draft_table
from xltrack.annex.titles import annex_labels, dated_title
from xltrack.assessment.assess import is_tracked
from xltrack.assessment.model import Assessment
from xltrack.telling.names import titled
from xltrack.telling.words import full_day


def compose_annexes(assessment: Assessment) -> tuple[Annex, ...]:
    """The sheets, in the order of their numbers; those of late tasks last, and only where somebody was asked to report."""
    drafts = compose_drafts(assessment)
    return tuple(lay_out_annex(draft, assessment.policy.fonts) for draft in drafts)


def compose_drafts(assessment: Assessment) -> tuple[AnnexDraft, ...]:
    """The tables of all 附件 with their labels, not yet laid out."""
    drafts = [*_rosters(assessment), *_tasks(assessment), *_late(assessment)]
    several = len(assessment.documents) > 1
    labels = annex_labels([None if several else draft.label or None for draft in drafts])
    return tuple(draft._replace(label=label) for draft, label in zip(drafts, labels, strict=True))


def _rosters(assessment: Assessment) -> Iterator[AnnexDraft]:
    for document in assessment.documents:
        for table in document.tables:
            if not is_tracked(table):
                title = dated_title(table, words.ROSTER_TITLE)
                yield AnnexDraft(title, *draft_table(table, ()), label=table.annex or "")


def _tasks(assessment: Assessment) -> Iterator[AnnexDraft]:
    caption = words.CAPTION.format(day=full_day(assessment.as_of))
    for table, judged in by_table(assessment):
        title = dated_title(table, words.TASKS_TITLE)
        yield AnnexDraft(title, *draft_table(table, judged), table.annex or "", caption)


def _late(assessment: Assessment) -> Iterator[AnnexDraft]:
    """Late tasks; none for sheets in which nobody could report: they would name units that were never asked."""
    columns, rows = draft_late(assessment)
    if rows and not assessment.no_status:
        caption = words.CAPTION.format(day=full_day(assessment.as_of))
        yield AnnexDraft(titled(assessment, words.LATE_TITLE), columns, rows, caption=caption, extract=True)
