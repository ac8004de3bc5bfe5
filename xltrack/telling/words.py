"""The words that several outputs share: titles, days, shares."""

from datetime import date
from typing import Final

TITLE_ENDINGS: Final = (
    "任务分解一览表", "任务分解表", "任务分工表", "任务一览表", "任务清单", "任务台账", "任务表", "分解表", "分工表", "工作台账", "台账",
    "一览表", "进度安排表", "进度安排", "工作安排表", "任务分工", "任务分解", "进度表", "清单", "分工", "表",
)  # fmt: skip
PROGRESS: Final = "进度"
TASK_KINDS: Final = ("重点", "主要", "具体", "年度", "目标", "专项", "整改", "改革", "督查", "督办")
PROGRESS_WORDS: Final = ("进度", "进展")
PROGRESS_TAILS: Final = ("情况", "汇总", "统计", "通报")
UNTITLED: Final = "任务进度"
DONE: Final = "已办结"
UNDER_WAY: Final = "在办"
SOME_NAMES: Final = "{names}等{count}个"
NO_RATE: Final = "—"
MORE_UNITS: Final = "等{count}个单位"
TASK: Final = "任务"
REPORT_BACK: Final = "报{to}"
TASK_TABLE: Final = "工作任务分解表"
SEVERITY: Final = {"error": "错误", "warning": "警告", "info": "提示"}


def full_day(day: date) -> str:
    """「2021年8月1日」, for sentences."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_day(day: date, as_of: date) -> str:
    """「8月1日」, for lists; with its year where that is not the year of the report."""
    return f"{day.month}月{day.day}日" if day.year == as_of.year else full_day(day)


def percentage(rate: float | None) -> str:
    """「19.0%」."""
    return NO_RATE if rate is None else f"{rate * 100:.1f}%"
