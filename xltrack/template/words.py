"""The names that a template may use, and every word about templates that the program itself says."""

from collections.abc import Mapping
from typing import Final

# Marks of a row that is repeated, and what it is repeated for. Without a mark a row with the names of a task is for every task.
MARKS: Final[Mapping[str, str]] = {"每项任务": "任务", "每项逾期": "逾期", "每个领域": "领域"}
LISTS: Final[Mapping[str, str]] = {"全部任务": "任务", "逾期任务": "逾期", "全部领域": "领域"}

PAGE_NAMES: Final[Mapping[str, str]] = {
    "标题": "任务表的标题", "逾期标题": "逾期任务一览表的标题", "领域标题": "领域与单位对照表的标题",
    "截至": "评判的日期，如 2021年8月1日", "来源": "来源文件的名称", "任务总数": "共几项", "已完成数": "已办结（含逾期完成）",
    "推进中数": "在办（含未启动、未填报）", "临期数": "临期", "逾期数": "逾期", "持续推进数": "持续推进", "暂缓数": "暂缓",
    "取消数": "取消", "完成率": "如 40.0%",
}  # fmt: skip
TASK_NAMES: Final[Mapping[str, str]] = {
    "编号": "任务的编号，各处相同：9、2-3，几个单位的 屯留区-10", "序号": "原表的序号；逾期表里从1数起",
    "类别": "推进阶段、类别等，几级之间用／隔开", "任务": "具体任务",
    "单位": "牵头或责任单位（没有时为全部单位）", "牵头单位": "", "配合单位": "", "指导单位": "", "时限": "原表的写法",
    "状态": "已完成、逾期……", "完成情况": "填报的原话，没有填报时为状态", "完成日期": "", "进度": "如 60%",
    "逾期天数": "数字，没有逾期时为空", "状态说明": "为什么是这个状态", "下一节点": "日期",
    "序时进度": "如 58.4%，表里有比例或投资的才有", "对比": "如 欠序时12个百分点",
}  # fmt: skip
DOMAIN_NAMES: Final[Mapping[str, str]] = {"序号": "", "领域": "", "单位": "对应的责任单位"}
MAIN_NAMES: Final = ("任务", "领域")
NONE: Final = "无"
SEPARATOR: Final = "／"
LIST_COMMA: Final = "、"

# What openpyxl does not carry through, by what it is called.
LOST: Final[Mapping[str, str]] = {
    "sparklines": "迷你图", "shapes": "文本框和形状", "pictures": "图片", "charts": "图表的部分格式", "controls": "表单控件",
    "header_pictures": "页眉页脚里的图片", "threads": "批注会话", "slicers": "切片器和日程表",
    "x14_formats": "数据条等新式条件格式", "x14_choices": "引用别表的下拉列表", "links": "外部链接", "connections": "数据连接",
    "macros": "宏", "custom": "自定义 XML", "signature": "数字签名",
}  # fmt: skip

# Why Jinja2 cannot read a tag, by how its English sentence begins; the last for all others.
REASONS: Final[Mapping[str, str]] = {
    "unexpected end": "没有写完，缺少结束的括号", "Unexpected end": "没有写完，缺少 {% endif %} 或 {% endfor %}",
    "Encountered unknown tag": "{% %} 里的第一个词不认识", "expected token": "符号或文字放错了地方",
    "unexpected char": "有不认识的符号（全角的逗号、引号、括号不行）", "unexpected": "符号或文字放错了地方",
    "Expected an expression": "花括号里是空的", "": "写法不对",
}  # fmt: skip
IN_LOOPS: Final = "（这样的名称只在循环里面可用）"
NESTED: Final = "括号套得太深"
NESTED_BLOCKS: Final = "if、for 套得太深，最多{most}层"
ROUNDED: Final = "round 只能写保留几位小数，如 round(1)"
WIDE: Final = "花括号和百分号要用半角，两个挨着写，如 {{ 标题 }}"
UNSUITED: Final = "里面的几个值不能这样放在一起"

HOW_TO: Final = "用法：xltrack annex 文件 --template 模板.xlsx"
PAGE_HEAD: Final = "整张表里可用："
TASK_HEAD: Final = "在每项任务、每项逾期的行里可用："
DOMAIN_HEAD: Final = "在每个领域的行里可用："
HEADERS_TOO: Final = "原表的列名（如 责任单位、备注）在这些行里也可以直接用。"
EXAMPLES: Final = (
    "行里写 {{ 序号 }}、{{ 任务 }}、{{ 单位 }} 这样的标记，这一行就按任务逐行重复；",
    "行里任一格写 {# 每项逾期 #}，就只列逾期任务；写 {# 每个领域 #}，就列领域与单位。",
)
NAME: Final = "  {name}　{meaning}"
EJECTED: Final = "已复制：{path}"
FILLED: Final = "按模板「{template}」填好{sheets}张表"
