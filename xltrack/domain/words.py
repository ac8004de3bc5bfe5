"""The words by which a table for analysts tells roles, kinds of units and kinds of deadlines."""

from typing import Final

ROLES: Final = {"lead": "牵头", "support": "配合", "supervise": "指导"}
UNIT_KINDS: Final = {"unit": "单位", "group": "统称"}
DEADLINE_KINDS: Final = {
    "date": "日期", "staged": "分段", "ongoing": "持续", "recurring": "定期", "relative": "相对", "immediate": "立即",
    "external": "按上级要求", "none": "无", "unreadable": "看不懂",
}  # fmt: skip
