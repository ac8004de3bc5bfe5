"""From the assessment to the book: which sheets a report has, in which order."""

from __future__ import annotations

from xltrack.assessment.model import Assessment
from xltrack.report.ledger.clipped import find_clipped
from xltrack.report.ledger.sheet import compose_ledger, plan_ledger
from xltrack.report.lists import compose_checks, compose_roster
from xltrack.report.live.book import live_of
from xltrack.report.live.counts import Counts
from xltrack.report.live.detail import compose_detail
from xltrack.report.live.lists import compose_due, compose_overdue
from xltrack.report.memory import compose_history, compose_snapshot
from xltrack.report.overview.page import compose_overview
from xltrack.report.timeline.sheet import compose_timeline
from xltrack.report.unit_months import compose_unit_months
from xltrack.report.units import compose_units
from xltrack.sheets.model import Book, Listing
from xltrack.telling.names import progress_title


def compose_report(assessment: Assessment, *, by_unit: bool = False) -> Book:
    """All sheets: 时间轴 where anything is dated, 一单位一页 on demand, 单位名录 where a roster was used; the last are hidden."""
    plan = plan_ledger(assessment)
    roster = compose_roster(assessment)
    live = live_of(assessment)
    ledger = compose_ledger(assessment, plan, live=live.ledger)
    lists = compose_overdue(assessment, plan, live), compose_due(assessment, plan, live)
    said = find_clipped(assessment, plan, ledger, lists)
    assessment = assessment._replace(diagnostics=(*assessment.diagnostics, *said))
    detail = compose_detail(assessment, live)
    overview, timeline = compose_overview(assessment, Counts(assessment, live)), compose_timeline(assessment)
    return Book(
        title=progress_title(assessment),
        as_of=assessment.as_of,
        sheets=(
            overview.page,
            ledger,
            *lists,
            compose_units(assessment, live),
            compose_unit_months(assessment, live),
            *((timeline,) if timeline else ()),
            compose_checks(assessment, plan),
            compose_history(assessment),
            *(_unit_pages(assessment) if by_unit else ()),
            *((roster,) if roster else ()),
            overview.data,
            *((detail,) if detail else ()),
            compose_snapshot(assessment),
        ),
        said=said,
    )


def _unit_pages(assessment: Assessment) -> tuple[Listing]:
    from xltrack.report.by_unit import compose_by_unit

    return (compose_by_unit(assessment),)
