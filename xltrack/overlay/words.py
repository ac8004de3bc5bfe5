"""Every word that an overlay says by itself; all others are the source's own."""

from collections.abc import Mapping
from typing import Final

from xltrack.domain.marks import CellRole

LEGEND: Final = "图例"
TITLE: Final = "{source}：每一格读作什么"
CAPTION: Final = (
    "各工作表与原表同名，格子在原来的位置；颜色和格子里〔〕中的词说的是同一件事，〔〕中的词只是显示，不在格子的内容里"
)
HEADS: Final = ("显示", "读作", "共几格", "在哪里（前几处）")
SAMPLE: Final = "原文"
WORD: Final = "〔{word}〕"
HEADER_WORD: Final = "〔表头·{word}〕"
# A line break in a cell: LibreOffice shows no number format, and so no word, where one stands.
BREAK: Final = "⏎"
MORE: Final = "……"
PLACE: Final = "{sheet}!{cell}"
WRITTEN: Final = "已写出：{path}"
UNREAD: Final = "有{count}格没有读作任何内容，在「图例」里列着。"

ROLES: Final[Mapping[CellRole, str]] = {
    "header": "表头", "seq": "序号", "group": "分组", "text": "任务", "units": "单位", "person": "责任人", "deadline": "时限",
    "status": "完成情况", "note": "备注", "other": "照搬", "band": "分组行", "sum": "合计行", "foot": "附注行", "title": "表名",
    "annex": "附件号", "line": "说明行", "roster": "名录", "unread": "未读",
}  # fmt: skip
MEANINGS: Final[Mapping[CellRole, str]] = {
    "header": "表头：〔表头·单位〕是说这一列读作单位",
    "seq": "任务的序号",
    "group": "任务所在的组（分组列）",
    "text": "任务的内容",
    "units": "牵头、配合、指导单位",
    "person": "责任人、联系人；没有单位列的表，按责任人汇总",
    "deadline": "时限，含起始时间、调整后时限",
    "status": "完成情况、完成比例、完成日期",
    "note": "备注，照原样带过去",
    "other": "不参与评判的列，照原样带过去",
    "band": "表中间的一行组名，下面的任务都属于它",
    "sum": "合计、小计，不是任务",
    "foot": "注、填表人、抄送等行和示例行，不是任务",
    "title": "表名",
    "annex": "附件号",
    "line": "文号、单位、日期、页码等说明",
    "roster": "单位名录里的内容",
    "unread": "没有读作任何内容：如果写着任务，请核对表头和位置",
}
