"""Every word that a drafted sheet and its run say by themselves; what is to be checked stands in rules/d7_draft.toml and d8."""

from typing import Final

FILE_PART: Final = "_任务分解表"
TITLE: Final = "任务分解表"
CAPTION: Final = "（依据{number}）"

SEQ: Final = "序号"
OUTER: Final = "重点任务"
GROUP: Final = "工作任务"
TEXT: Final = "具体任务"
LEAD: Final = "责任单位"
SUPPORT: Final = "配合单位"
SUPERVISE: Final = "指导单位"
DEADLINE: Final = "完成时限"
SOURCE: Final = "依据"
STATUS: Final = "完成情况"
NOTE: Final = "备注"
NO_DEADLINE: Final = "—"
INNER_GROUPS: Final = "："
# What 备注 says of a row of which something was inferred, by rule.
REMARKS: Final = {
    "D788": "单位据正文推定",
    "D789": "时限摘自正文",
    "D790": "单位、时限承上文",
    "D820": "单位取自分工",
    "D824": "时限从通知的日期算起",
}
MANY_CODES: Final = "，"

CHECKS: Final = "核对清单"
CHECKS_CAPTION: Final = "从「{source}」拟成，凡推定的、未列为任务的都在这里；核对后在任务分解表里改正，这张表可以删去"
CHECK_HEADS: Final = ("级别", "编号", "内容", "怎样办", "在表中", "通知原文")
ROW: Final = "第{row}行"
MANY_ROWS: Final = "、"

# Where the year of a notice was found
YEAR_FROM: Final = {"title": "标题", "number": "文号", "date": "成文日期", "given": "--year"}
ABOVE: Final = "上文"

# On the console
WRITTEN: Final = "{label}　{title}：{count}项，{pages}页（A4 横排）"
CHECKED: Final = "核对清单{count}条：警告{warning}、提示{info}"
FILE: Final = "任务分解表：{path}"
