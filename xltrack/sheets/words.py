"""What any printed sheet says by itself, and the font that it says it in."""

from typing import Final

FONT: Final = "微软雅黑"
LEADS_TO: Final = "{sheet} ›"
CUT: Final = "…"
NO_DAY_TITLE: Final = "不是日期"
NO_DAY: Final = "这一格只能填日期，如 2021-9-1"
