"""What any printed sheet says by itself, and the font that it says it in."""

from typing import Final

FONT: Final = "微软雅黑"
LEADS_TO: Final = "{sheet} ›"
CUT: Final = "…"
