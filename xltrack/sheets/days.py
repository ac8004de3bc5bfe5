"""Days and months in words, which no line of a column of dates is to part: 2021年12月31日, 6月底, 2021年第四季度."""

from functools import lru_cache
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.sheets.measure import breadth

DAY: Final = pattern(
    r"\d{4}年[\d年月日底末初中上下旬前内半第一二三四季度]*|\d{1,2}月[\d日底末初中上下旬前内]*|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
)
# Of half a 汉字, in the widest font that stands in for one in use, less what a cell has to spare.
DAY_DIGIT: Final = 1.25


def longest_day(text: str) -> float:
    """Halves of a 汉字 that the longest day in a text takes; 0 without one."""
    return max(map(day_breadth, DAY.findall(text)), default=0.0) if "年" in text or "月" in text else 0.0


@lru_cache(maxsize=65536)
def day_breadth(day: str) -> float:
    """Halves of a 汉字 that a day takes."""
    wide = breadth(day) - len(day)
    return wide * 2 + (len(day) - wide) * DAY_DIGIT
