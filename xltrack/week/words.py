"""What the folder of a period says."""

from collections.abc import Mapping
from typing import Final

INDEX: Final = "目录.html"
PICTURE: Final = "周报.png"
NOTICE_PRINT: Final = "通报.pdf"
ANNEX_PRINT: Final = "附件.pdf"

TITLE: Final = "{title}：本期材料"
DAY: Final = "截至{day}　依据：{sources}"
FILES: Final = "这一期的文件"
MISSING: Final = "没有做的"
NOTES: Final = "请看一眼"
FOLDER: Final = "{name}（文件夹）"
# What each file is for, in the order of the list.
USES: Final[Mapping[str, str]] = {
    "report": "进度工作簿：总览、逾期和临期、台账、单位汇总；在它的任务台账里填报，下期自动带入",
    "notice": "通报：看过、补齐〔请填写〕后印发",
    "notice.pdf": "通报的打印样",
    "weekly": "周报：邮件正文，手机上直接看",
    "picture": "周报的图片：可以直接发到微信群、政务通",
    "annex": "附件：可以直接打印的任务表、逾期任务一览表",
    "annex.pdf": "附件的打印样",
    "letters": "督办函：逾期的每个单位一份，附督办登记",
    "reminder": "催报通知：还没有填报的单位",
    "forms": "未报送：还没有报回填报表的单位，附可以直接发出去的提醒、催报的话",
    "urging": "提醒、催报的邮件草稿：没有报回填报表的单位各一封，附它的填报表",
    "mail": "邮件草稿：每封一个，打开看过再发；还有可以粘贴的文字",
}
NO_BROWSER: Final = "这台电脑上没有找到 Edge、Chrome 一类的浏览器，没有做周报图片和 PDF；其他都齐全"
NOT_PRINTED: Final = "浏览器没有做成「{name}」；其他都齐全，需要时用 WPS 或 Word 打开另存"
NONE_SURE: Final = "逾期的任务还没有核实，或者没有可以发函的单位，没有做督办函"
NOBODY: Final = "没有逾期的任务，不用发督办函"
PLAN: Final = "还没有人填报，不发督办函；先发分工通知和催报"
ALL_CAME_BACK: Final = "下发的填报表都收回来了，没有未报送的"
ALL_ANSWERED: Final = "各项任务都有填报的情况，没有做催报通知"
NO_ANNEX: Final = "没有可以做成附件的表"
DONE: Final = "本期材料已放在：{path}"
FAILED: Final = "{use}没有做成：{sentence}"
REPORTED_RATE: Final = "自报完成率"
TAKEN_RATE: Final = "销号完成率"
COMMA: Final = "，"
LINE: Final = "  {name}　{use}"


def what_is(use: str) -> str:
    """What a result is, without what it is for."""
    return USES[use].partition("：")[0]
