"""The words of updating: headers of the columns that are added, lists of edits, names of backups and receipts."""

from typing import Final

# The headers stand in base/lexicon/columns.toml too (own_added), so that reading knows the columns again.
STATE: Final = "状态（自动）"
DAYS: Final = "距期天数（自动）"
REASON: Final = "提醒（自动）"
NEW_COLUMN: Final = "新加的列"

# Why a table gets no columns (rule D813), or none does (D814)
TURNED: Final = "它是横排的，一列一项任务"
NO_HEADING: Final = "它没有表头"
NO_ROOM: Final = "右边的{columns}已有内容"
MERGED: Final = "右边的{columns}有合并单元格"
NO_TABLE: Final = "没有读到任务表"

# The list of edits
BLANK: Final = "（空）"
LISTED: Final = "{cell}  {old}  →  {new}"
NOTHING: Final = "「{name}」已经是最新的，没有要改的"
COUNTED: Final = "{changes}格要改{new}，其余不动"
OF_NEW: Final = "（其中新加{columns}列）"
PLANNED: Final = "计划已写成：{path}"
DONE: Final = "已更新「{name}」：改了{changes}格{new}，其余一字节未动"
COPIED: Final = "原文件没有动；更新过的副本：{path}"
CALCULATES: Final = "里面的公式，打开时由 Excel 重算一遍"
BACKUP: Final = "更新前的文件：{path}"
RECEIPT: Final = "回执：{path}"

FOLDER_PART: Final = "_备份"
RECEIPT_PART: Final = "_回执"
COPY_PART: Final = "_更新_"
PLAN_PART: Final = "_更新计划_"

NOT_READ_BACK: Final = "写好以后读回来不一样"

# What is wrong with a file of a plan (rule D815)
NO_JSON: Final = "不是 JSON"
NO_PLAN: Final = "不是 xltrack 的计划"
OTHER_FILE: Final = "它是「{source}」的计划，不是「{name}」的"
BAD_EDIT: Final = "第{number}处改动写得不对"
