"""Whether words say that what is done was done late, without its day: 「逾期3天完成」, 「已完成（迟报）」 (docs/规则.md 5.3)."""

from xltrack.base.text import fold, squeeze
from xltrack.language.status.tokens import STATUS

# 「超期半个月」, 「晚了两天」, 「比计划迟十来天」
_BY_DAYS = (
    "(?<![{not_late}])(?:{late_by})了?(?:近|约)?(?:[0-9.]+|半|[{numerals}{some_numerals}]{1,3})个?(?:{off_units})"
)
# 「逾期完成」, 「迟报」, 「晚交了」, 「逾期后补交」
_DEED = "(?<![{not_late}])(?:{late_by})(?!{day_halves})了?(?:后|才)?(?:{late_deeds})"
_LATE = STATUS.rare(f"{_BY_DAYS}|{_DEED}|{{made_up}}", "{late_by} {made_up}")
_LONGEST = 2000


def tells_late(words: str, task: str) -> bool:
    """Whether a report says so; not where its task speaks of what is late: 「清收逾期贷款」."""
    found = _LATE.search(squeeze(fold(words[:_LONGEST])))
    return (
        found is not None and not any(word in task for word in STATUS.late_by if len(word) > 1) and found[0] not in task
    )
