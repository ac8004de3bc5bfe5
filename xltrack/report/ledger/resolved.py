"""Resolved milestones as text: the column from which a report read again takes its years (docs/规则.md 2.1).

    resolved  = item , { "；" , item } ;
    item      = [ label , " " ] , [ day , "至" ] , day ;
    day       = YYYY , "-" , MM , "-" , DD ;
    label     = one or more characters without "；" and line breaks ;

「2021-07-20」, 「梳理阶段 2020-08-01至2020-08-31；审查阶段 2020-09-30」. A deadline without milestones is an empty cell.
"""

from __future__ import annotations

from typing import Final

from xltrack.base.patterns import pattern
from xltrack.domain.records import Milestone

_BREAKS_ITEMS: Final = pattern(r"[；\s]+")


def format_resolved(milestones: tuple[Milestone, ...]) -> str:
    """The text of some milestones by the grammar above; a 「；」 or break inside a label becomes a space."""
    if len(milestones) == 1 and milestones[0].label is None and milestones[0].start is None:
        return milestones[0].due.isoformat()
    return "；".join(map(_format_item, milestones))


def _format_item(milestone: Milestone) -> str:
    label = _BREAKS_ITEMS.sub(" ", milestone.label).strip() if milestone.label else ""
    span = f"{milestone.start.isoformat()}至" if milestone.start else ""
    return f"{label} {span}{milestone.due.isoformat()}" if label else f"{span}{milestone.due.isoformat()}"
