"""Which columns of the ledger the clerk fills in, in the order in which the reader takes them."""

from __future__ import annotations

from xltrack.language.status.grammar import standing
from xltrack.report.ledger.columns import LedgerPlan


def input_columns(plan: LedgerPlan) -> dict[str, list[int]]:
    """0-based indexes by role (status, done_date, progress), the one that speaks first at the head (docs/规则.md 5)."""
    found: dict[str, list[int]] = {"status": [], "done_date": [], "progress": []}
    for index, column in enumerate(plan.columns):
        if column.role in found:
            found[column.role].append(index)
    found["status"].sort(key=lambda index: standing(plan.columns[index].header, index))
    return found
