"""The words of judgement: why a task is in its state, in one clause."""

from __future__ import annotations

from datetime import date
from math import floor
from typing import Final

from xltrack.domain.records import DeadlineKind

NO_UNIT: Final = "（未列单位）"
OVERDUE: Final = "{label}时限{due}已过{days}天"
DUE_SOON: Final = "{label}时限{due}，还有{days}天"
DUE_TODAY: Final = "{label}时限{due}，今天到期"
AHEAD: Final = "{label}时限{due}"
DONE_ON: Final = "{done}完成"
DONE_LATE: Final = "{done}完成，晚于时限{due}，迟{days}天"
DONE_SHARE: Final = "进度100%"
QUOTED: Final = "原文「{words}」"
SHARE: Final = "进度{share}"
NOT_REPORTED: Final = "没有填报"
ONGOING: Final = "时限为「{text}」"
NO_DATE: Final = "时限「{text}」不计逾期"
NO_DEADLINE: Final = "没有时限"
UNREADABLE: Final = "时限「{text}」读不懂"
STRUCK: Final = "任务划了删除线"


def scope(kind: DeadlineKind, text: str) -> str:
    """The clause of a deadline that no day is counted by."""
    if kind == "none":
        return NO_DEADLINE
    pattern = {"ongoing": ONGOING, "unreadable": UNREADABLE}.get(kind, NO_DATE)
    return pattern.format(text=text)


def share(progress: float) -> str:
    """「60%」, 「28.5%」: at most one decimal, halves rounded up as spreadsheets do."""
    return f"{floor(round(progress * 1000, 6) + 0.5) / 10:g}%"


def day(value: date, as_of: date) -> str:
    """「7月20日」 in the year of judgement, 「2022年7月20日」 in another one."""
    short = f"{value.month}月{value.day}日"
    return short if value.year == as_of.year else f"{value.year}年{short}"
