"""The words of the readable listing of `inspect`."""

from typing import Final

LISTING_TABLE: Final = "{sheet}!{range}  {kind}  {annex}{title}"
LISTING_KIND: Final = {"tasks": "任务表", "roster": "领域与单位对照表"}
LISTING_COLUMNS: Final = "  各列：{columns}"
LISTING_ROW: Final = "第{row}行"
LISTING_COUNT: Final = "  共{count}项"
LISTING_COPY: Final = "  与{other}的相同，相同的各项只算一次"
LISTING_EMPTY: Final = "没有找到任务表。"
ROLES: Final = {
    "seq": "序号", "group": "分组", "text": "任务", "lead": "牵头或责任单位", "support": "配合单位",
    "supervise": "指导督办单位", "person": "责任人", "deadline": "时限", "status": "完成情况", "progress": "完成比例",
    "done_date": "完成日期", "note": "备注", "start": "开始时间", "adjusted": "调整后时限", "own": "本软件所加",
    "other": "原样保留",
}  # fmt: skip
UNIT_ROLES: Final = {"lead": "", "support": "（配合）", "supervise": "（指导）"}
DEADLINE_KINDS: Final = {
    "date": "", "staged": "分段", "ongoing": "持续", "recurring": "定期", "relative": "相对时限", "immediate": "立即",
    "external": "按上级要求", "none": "无时限", "unreadable": "看不懂",
}  # fmt: skip
