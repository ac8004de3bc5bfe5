"""The states of a task, and what its report means before these: their words, their numbers, which of them belong together."""

from collections.abc import Mapping
from typing import Final, Literal

State = Literal[
    "done", "done_late", "in_progress", "not_started", "unreported", "due_soon", "overdue", "ongoing", "suspended",
    "cancelled",
]  # fmt: skip

# The words of docs/规则.md 5.7, in the order in which they are shown.
STATE_WORDS: Final[Mapping[State, str]] = {
    "done": "已完成",
    "done_late": "逾期完成",
    "in_progress": "推进中",
    "not_started": "未启动",
    "unreported": "未填报",
    "due_soon": "临期",
    "overdue": "逾期",
    "ongoing": "持续推进",
    "suspended": "暂缓",
    "cancelled": "取消",
}
# The states by number, in the order in which they are shown.
CODES: Final[Mapping[State, int]] = {state: number for number, state in enumerate(STATE_WORDS, 1)}
DONE_STATES: Final[tuple[State, ...]] = ("done", "done_late")
# Those in which a task whose day has come counts for 到期完成率.
DUE_STATES: Final[tuple[State, ...]] = (*DONE_STATES, "due_soon", "overdue")
SETTLED_STATES: Final[tuple[State, ...]] = (*DONE_STATES, "suspended", "cancelled")
# Open, and not late.
IN_TIME_STATES: Final[tuple[State, ...]] = ("in_progress", "not_started", "unreported", "due_soon")
APART_STATES: Final[tuple[State, ...]] = ("ongoing", "suspended", "cancelled")  # what 完成率 does not count
COUNTED_STATES: Final[tuple[State, ...]] = tuple(state for state in STATE_WORDS if state not in APART_STATES)

# What a report means, before the day and the shares beside it: nothing was said, or nothing of a row that is struck out;
# `thing`: done of a thing, or of as many as the task asks for, which a share below 1 denies; `yields`: neither done nor open;
# `late`: done, and behind its day, as the words say.
Sense = Literal[
    "nothing", "done", "thing", "yields", "in_progress", "not_started", "suspended", "cancelled", "struck",
    "late",
]  # fmt: skip
