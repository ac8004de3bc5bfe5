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
NEVER_FIRST: Final = ("、", "，", "。", "；", "：", "）", "》", "”", "’", "〕", "的", "和", "与", "及")
NEVER_LAST: Final = ("（", "《", "“", "‘", "〔", "关于", "和", "与", "及", "、")
BRACKET: Final = "（"
# Words of which titles are made, that no line ends within.
WHOLE: Final = (
    "逾期任务", "进展情况", "完成情况", "重点工作", "重点任务",
    "工作", "任务", "情况", "进展", "进度", "通报", "通知", "报送", "督办", "逾期", "重点", "主要", "责任", "分工", "分解", "安排",
    "标准化", "规范化", "推进", "全面", "深入", "基层", "政务", "公开", "建设", "管理", "服务", "改革", "项目", "整改", "问题", "方案",
    "落实", "实施", "发展", "经济", "社会", "生态", "环境", "安全", "生产", "信息", "试点", "领域", "乡镇", "街道", "单位", "行动", "整治",
    "专项", "攻坚", "营商", "优化", "提升", "质量", "乡村", "振兴", "民生", "实事", "政府", "年度", "目标", "责任制", "周报", "一览表",
    "人民", "办公室", "常委", "委员会", "会议", "专班", "督查", "考核", "创建", "文明", "城市", "农村", "数字化", "现代化", "化解", "风险",
)  # fmt: skip
