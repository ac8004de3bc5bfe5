"""Which of several columns of reports speaks first (docs/规则.md 5.3)."""

from __future__ import annotations

from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.text import fold

# A column of one month, quarter or week among several: 5月份进展情况.
_PERIOD = pattern(r"月|季度|周|旬|半年|第.期")
# A column headed so states the verdict itself; one headed 完成情况 may tell a story.
_CRISP: Final = ("状态", "完成状态", "任务状态", "办理状态", "是否完成", "是否办结", "整改状态")


def standing(header: str, number: int) -> tuple[bool, bool, int]:
    """What status columns are sorted by: a verdict first, then the story; of stories told month by month the latest."""
    header = fold(header)
    told = bool(_PERIOD.search(header))
    return header not in _CRISP, told, -number if told else number
