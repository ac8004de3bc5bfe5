"""Which hidden columns the ledger needs to keep 序时 going, and by which names other sheets know them (docs/规则.md 5.12)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from xltrack.assessment.money import KINDS
from xltrack.report.live.columns import HelperColumn

if TYPE_CHECKING:
    from xltrack.assessment.pace import Paces

# By the name that formulas know it by; plans and what came of them in money, then in other measures, which are no part of sums.
PACE_HELPERS: Final[Mapping[str, HelperColumn]] = {
    "total": HelperColumn("序时总额", "xltrack_totals"),
    "plan": HelperColumn("序时计划额", "xltrack_plans"),
    "done": HelperColumn("序时完成额", "xltrack_spent"),
    "planned": HelperColumn("序时计划量"),
    "came": HelperColumn("序时完成量"),
    "begin": HelperColumn("序时起算日", style="plain.date"),
    "progress": HelperColumn("序时进度数", "xltrack_progress"),
    "elapsed": HelperColumn("序时数", "xltrack_elapsed"),
    "weight": HelperColumn("序时权重", "xltrack_weights"),
    "by_progress": HelperColumn("序时进度权", "xltrack_progress_sums"),
    "by_elapsed": HelperColumn("序时时间权", "xltrack_elapsed_sums"),
    "gap": HelperColumn("序时差", "xltrack_gaps"),
}
PACE_NAMED: Final = {name: column.name for name, column in PACE_HELPERS.items() if column.name}
_WEIGHTS: Final = ("weight", "by_progress", "by_elapsed")
_SHARES: Final = ("progress", "elapsed")
SUMMED: Final = (*KINDS, *_WEIGHTS, *_SHARES)  # what units may sum
_MATTER: Final = ("planned", "came")


def pace_columns(paces: "Paces | None") -> tuple[str, ...]:
    """The names of the hidden columns that a book needs."""
    if paces is None:
        return ()
    matter = any(columns.is_matter for columns in paces.columns.values())
    left = (*KINDS, *_MATTER, *(() if paces.weighed else _WEIGHTS))
    compared = tuple(name for name in PACE_HELPERS if name not in left)
    return (*paces.money, *(_MATTER if matter else ()), *(compared if paces.compared else ()))


def summed_columns(paces: "Paces | None") -> tuple[str, ...]:
    """The names of those that units sum: where all tasks weigh alike, progress and 序时 themselves."""
    shares = _SHARES if paces and paces.weighed else ()
    return tuple(name for name in pace_columns(paces) if name in SUMMED and name not in shares)


def pace_names(paces: "Paces | None", first: int) -> list[tuple[str, int, int]]:
    """The defined names of these columns, with the first and last column of each; `first` is the 0-based first one."""
    named = ((PACE_HELPERS[name].name, first + at) for at, name in enumerate(pace_columns(paces)))
    return [(defined, at, at) for defined, at in named if defined]
