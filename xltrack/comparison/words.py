"""The words of what earlier reports know."""

from typing import Final

# The columns into which answers of earlier reports come where a table has none.
STATUS: Final = "完成情况"
DONE: Final = "完成日期"
SHARE: Final = "进度"
FINISHED: Final = "已完成"  # of what was answered with a day alone
MORE_TASKS: Final = "等"
