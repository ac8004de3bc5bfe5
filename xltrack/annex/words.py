"""Every word that an 附件 says by itself; all others are the source's own."""

from typing import Final

ANNEX: Final = "附件"
CAPTION: Final = "（截至{day}）"
ROSTER_TITLE: Final = "试点领域及责任单位一览表"
TASKS_TITLE: Final = "任务分工及进度安排"
LATE_TITLE: Final = "逾期任务一览表"
YEAR: Final = "（{year}年）"
STATUS: Final = "完成情况"
NOTHING_REPORTED: Final = "未填报"
LATE_HEADS: Final = ("编号", "责任单位", "任务", "时限", "逾期天数", "完成情况")
NO_HEADER: Final = "—"
LABELLED: Final = "{label} {day}"

# On the console
WRITTEN: Final = "{label}　{title}：{count}项，{pages}页{paper}"
PAPERS: Final = {
    (False, False): "（A4 竖排）",
    (True, False): "（A4 横排）",
    (True, True): "（A3 横排）",
}  # across, large
# A title of two lines is broken behind or in front of these, nearest to its middle.
BREAK_BEHIND: Final = (
    "、", "，", "》", "”", "）", "的", "和", "与", "及", "推进", "标准化", "规范化", "开展", "度",
)  # fmt: skip
BREAK_BEFORE: Final = (
    "（", "《", "“", "工作", "任务", "重点", "责任", "实施", "标准", "规范", "政务", "优化", "改革", "基层", "项目", "进度",
)  # fmt: skip
NEVER_FIRST: Final = ("、", "，", "）", "》", "”", "的", "和", "与", "及")
BRACKET: Final = "（"
