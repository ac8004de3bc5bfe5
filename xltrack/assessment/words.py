"""The words of judgement: why a task is in its state, in one clause."""

from datetime import date
from math import floor
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.domain.records import Deadline

NO_UNIT: Final = "（未列单位）"
# The hidden column of a ledger that tells which table of the sources a row came from.
TABLE_NUMBER: Final = "表号"

# What a task is called by its number, and a second sheet of the same office
NTH: Final = "第{number}项"
NTH_SHEET: Final = "{name}（{number}）"
# What stands behind a figure that is no number of a task: 「3.2亿元」.
MEASURES: Final = ("%", "万", "亿", "元", "千", "百", "公里", "米", "亩", "吨", "倍", "个", "平方", "级", "版")
# What the sheet is about, in front of which the name of its office ends; what a report adds to the name of a file.
ABOUT: Final = ("关于", "贯彻", "落实", "推进", "全面", "重点", "年度")
PROGRESS: Final = "进度"

# Sentences of reasons; what stands in their places is told by `reasons`, and in a workbook by formulas.
OVERDUE: Final = "{label}时限{due}已过{late}天；{report}"
DUE_SOON: Final = "{label}时限{due}，还有{left}天；{report}"
DUE_TODAY: Final = "{label}时限{due}，今天到期；{report}"
AHEAD: Final = "{label}时限{due}；{report}"
PAST: Final = "{label}时限{due}已过；{report}"
SCOPE: Final = "{scope}"
SCOPED: Final = "{scope}；{report}"
DONE_LATE: Final = "{done}完成，晚于时限{due}，迟{late}天"
QUOTED_DONE_ON: Final = "{quote}；{done}完成"
DONE_ON: Final = "{done}完成"
DONE_SHARE: Final = "进度100%"
QUOTE: Final = "{quote}"
SHARE: Final = "进度{share}"
NOT_REPORTED: Final = "没有填报"
STRUCK: Final = "任务划了删除线"

# What stands in those places
QUOTED: Final = "原文「{words}」"
_OPENING, _CLOSING = QUOTED.split("{words}")
SCOPES: Final = {"none": "没有时限", "ongoing": "时限为「{text}」", "unreadable": "时限「{text}」读不懂"}
NO_DATE: Final = "时限「{text}」不计逾期"
QUOTED_AT_MOST: Final = 40  # characters of the cell that a reason quotes
CUT: Final = "…"

# What the units of a task come to together that each answer for themselves
PART: Final = "{unit}：{said}"
BETWEEN_PARTS: Final = "；"
PARTS_DONE: Final = "{count}个单位已完成{done}个"
MORE_PARTS: Final = "等{count}个单位未完成"
EXTENDED: Final = "{text}（同意延期至{day}）"
NOT_SENT: Final = "未报送"
NOT_SAID: Final = "未说明"

# What the office makes of a report of completion, and how it is put: 「同意销号」, not 「暂不销号」
ACCEPTED: Final = "销号"
SENT_BACK: Final = "退回"
RULINGS: Final = {
    ACCEPTED: pattern(r"(?<![不未没待暂拟勿缓后再])(?<!不予|未予|不能|没有|不得)销号"),
    SENT_BACK: pattern(r"(?<![不未没勿])(?<!不予|不用|没有)退回"),
}
TICKS: Final = frozenset({"√", "✓", "✔", "是", "对", "同意", "通过"})

# What contradicts the words of a report (rule D604)
DONE_DAY: Final = "完成日期{day}"
NOT_DONE: Final = "未完成"

# What there is to say of a table that tells the tasks of an earlier one again (rules D283, D285)
TAKEN: Final = "；其中{count}项的情况只有前者填了，取前者的"
TABLES: Final = "等{count}张表"
OWN: Final = "；另有{count}项只有前者有，照算"
BLANK: Final = "（空）"

# Whether a task keeps pace with its time
ON_PACE: Final = "达序时"
AHEAD_OF_PACE: Final = "超序时{points}个百分点"
BEHIND_PACE: Final = "欠序时{points}个百分点"


def scope(deadline: Deadline) -> str:
    """The clause of a deadline that no day is counted by."""
    return SCOPES.get(deadline.kind, NO_DATE).format(text=deadline.text)


def quote(text: str) -> str:
    """The words of a report as a reason quotes them."""
    return _OPENING + (text if len(text) <= QUOTED_AT_MOST else text[: QUOTED_AT_MOST - 1] + CUT) + _CLOSING


def share(progress: float) -> str:
    """「60%」, 「28.5%」: at most one decimal, halves rounded up as spreadsheets do."""
    return f"{floor(round(progress * 1000, 6) + 0.5) / 10:g}%"


def day(value: date, as_of: date) -> str:
    """「7月20日」 in the year of judgement, 「2022年7月20日」 in another one."""
    short = f"{value.month}月{value.day}日"
    return short if value.year == as_of.year else f"{value.year}年{short}"
