"""From the assessment to the book: which sheets a report has, in which order."""

from __future__ import annotations

from xltrack.assessment.model import Assessment
from xltrack.report.ledger import compose_ledger, plan_ledger
from xltrack.report.lists import compose_checks, compose_overdue, compose_roster
from xltrack.report.memory import compose_history, compose_snapshot
from xltrack.report.model import Book
from xltrack.report.names import progress_title
from xltrack.report.overview import compose_overview
from xltrack.report.units import compose_units


def compose_report(assessment: Assessment) -> Book:
    """总览, 任务台账, 逾期清单, 单位汇总, 核对清单, 历史, 单位名录 where a roster was used, and the hidden 快照."""
    plan = plan_ledger(assessment)
    roster = compose_roster(assessment)
    return Book(
        title=progress_title(assessment),
        as_of=assessment.as_of,
        sheets=(
            compose_overview(assessment),
            compose_ledger(assessment, plan),
            compose_overdue(assessment),
            compose_units(assessment),
            compose_checks(assessment, plan),
            compose_history(assessment),
            *((roster,) if roster else ()),
            compose_snapshot(assessment),
        ),
    )
