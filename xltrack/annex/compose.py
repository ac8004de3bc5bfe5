"""Which 附件 an assessment has: rosters of domains, tables of tasks with 完成情况, late tasks; numbered and laid out."""

from collections.abc import Iterator
from typing import NamedTuple

from xltrack.annex import words
from xltrack.annex.late import draft_late
from xltrack.annex.layout import lay_out_annex
from xltrack.annex.model import Annex, AnnexDraft
from xltrack.annex.tables import draft_table
from xltrack.annex.titles import annex_labels, dated_title
from xltrack.assessment.assess import is_tracked
from xltrack.assessment.model import Assessment, Judged
from xltrack.telling.names import main_title, retitle
from xltrack.telling.words import full_day


class _Wished(NamedTuple):
    """A draft, and the label that the source gave its table."""

    label: str | None
    draft: AnnexDraft


def compose_annexes(assessment: Assessment) -> tuple[Annex, ...]:
    """The sheets, in the order of their numbers; those of late tasks last, and only where somebody was asked to report."""
    drafts = compose_drafts(assessment)
    return tuple(lay_out_annex(draft, assessment.policy.fonts) for draft in drafts)


def compose_drafts(assessment: Assessment) -> tuple[AnnexDraft, ...]:
    """The tables of all 附件 with their labels, not yet laid out."""
    wished = [*_rosters(assessment), *_tasks(assessment), *_late(assessment)]
    several = len(assessment.documents) > 1
    labels = annex_labels([None if several else wish.label for wish in wished])
    return tuple(wish.draft._replace(label=label) for wish, label in zip(wished, labels, strict=True))


def _rosters(assessment: Assessment) -> Iterator[_Wished]:
    for document in assessment.documents:
        for table in document.tables:
            if not is_tracked(table):
                columns, rows = draft_table(table, ())
                yield _Wished(table.annex, AnnexDraft(dated_title(table, words.ROSTER_TITLE), columns, rows))


def _tasks(assessment: Assessment) -> Iterator[_Wished]:
    by_table: dict[int, list[Judged]] = {}
    for judged in assessment.tasks:
        by_table.setdefault(id(judged.table), []).append(judged)
    caption = words.CAPTION.format(day=full_day(assessment.as_of))
    for judged_tasks in by_table.values():
        table = judged_tasks[0].table
        columns, rows = draft_table(table, judged_tasks)
        yield _Wished(table.annex, AnnexDraft(dated_title(table, words.TASKS_TITLE), columns, rows, caption=caption))


def _late(assessment: Assessment) -> Iterator[_Wished]:
    """Late tasks; none for sheets in which nobody could report: they would name units that were never asked."""
    columns, rows = draft_late(assessment)
    if rows and not assessment.no_status:
        caption = words.CAPTION.format(day=full_day(assessment.as_of))
        title = main_title(assessment) if len(assessment.documents) == 1 else None
        title = retitle(title, words.LATE_TITLE) if title else words.LATE_TITLE
        yield _Wished(None, AnnexDraft(title, columns, rows, caption=caption, extract=True))
