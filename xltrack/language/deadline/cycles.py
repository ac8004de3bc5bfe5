"""Recurring and relative deadlines: 「每季度首月5日前」, 「印发后10个工作日内」 (docs/规则.md 3)."""

from __future__ import annotations

import re
from typing import Final, Literal

from xltrack.base.patterns import pattern
from xltrack.domain.records import Cycle, Offset
from xltrack.language.deadline.dates import NUMBERS
from xltrack.language.deadline.tokens import figures

_Every = Literal["day", "week", "month", "quarter", "half", "year"]
# The first word that a recurrence contains decides; None: no cycle that a record can hold.
_EVERY: Final[tuple[tuple[str, _Every | None], ...]] = (
    ("半年", "half"), ("2年", None), ("3年", None), ("4年", None), ("5年", None), ("6年", None), ("隔", None), ("每逢", None),
    ("双月", None), ("单月", None), ("2个月", None), ("2月", None), ("3个月", "quarter"), ("半个月", None), ("半月", None),
    ("旬", None), ("学", None), ("定期", None), ("季", "quarter"), ("次月", "month"), ("年", "year"), ("月", "month"),
    ("周", "week"), ("星期", "week"), ("日", "day"), ("天", "day"),
)  # fmt: skip
_NUMBER: Final = "([0-9XYZ]{1,3})"
_DAY = pattern(rf"{_NUMBER}[日号]")
_MONTH = pattern(rf"{_NUMBER}月")
_WEEKDAY = pattern(r"度?的?(?:星期|周)?([1-7一二三四五六日天])(?!个|次)")
_INNER = pattern(r"度?的?(?:(首|第?1)个?月|(末|最后1?个?|第3个?)月|(第2个?|中间)月)")
_AFTER_END = pattern(r"度?末?(?:结束|终了|期满|过)?之?后")
_RANGE = pattern(r"^[^-至到]*(?:-|至|到)(?=[0-9XYZ])")
_TRIGGER = pattern(r"(?:之日起?|之后|以后|后|起|的|\(?[0-9一二三四五六七八九十]+(?:-|至|到)|前)+$")
_NO_EVENT = pattern(
    r"^(?:应当?|须|一般|原则上|最长)+(?:自|从|在|于)?|(?:最长|原则上)?不超过$|(?:有效期|期限|试行期|工期|周期|近|未来|今)为?$"
)
_FIRST_DAYS = pattern(rf"度?的?前{_NUMBER}[日天]")
_LOOSE = pattern("前|后|期|节|初")
_MULTIPLE = pattern("[2-9XYZ]|[0-9]{2}|隔|半个?月")
_SEVERAL = pattern("[2-9]次")
_PERIOD_ENDS: Final = {"上旬": 10, "中旬": 20, "下旬": 31, "底": 31, "末": 31, "初": 10}
_SPELL_UNITS: Final[dict[str, Literal["workday", "day", "week", "month", "year"]]] = {
    "工作日": "workday", "工作天": "workday", "自然日": "day", "日历天": "day", "日历日": "day", "日": "day", "天": "day",
    "周": "week", "星期": "week", "月": "month", "年": "year",
}  # fmt: skip
_HUNDREDS: Final = {"1百": 100, "1百2X": 120, "1百5X": 150, "1百8X": 180, "2百": 200, "3百": 300}


def cycle_of(unit: str, rest: str) -> Cycle | None:
    """The recurring day that a recurrence and the words after it name; None where they name none or several.

    EBNF::

        cycle = ("每" | "逐" | "按" | "各") ("年" | "半年" | "季度" | "月" | "周" | "日") [place] ;
        place = [("首" | "末") "月"] number "日" | number "月" [number "日" | "底"] | "末" | "周" weekday ;
    """
    every = next((name for word, name in _EVERY if word in unit), None)
    if every is None or _SEVERAL.search(unit) or (_MULTIPLE.search(unit) and every != "quarter"):
        return None
    rest = re.split(r"[;。]|,(?![0-9XYZ])", rest, maxsplit=1)[0]
    if _AFTER_END.match(rest) or unit.endswith("后"):
        return _after_end(every, rest)
    if "工作日" in rest:
        return None
    rest = _RANGE.sub("", rest)
    if every == "week":
        if rest.count("周") + rest.count("星期") + rest.count("、") > 1:
            return None
        found = _WEEKDAY.match(rest)
        return Cycle("week", None, 7 if found[1] in "日天" else int(figures(found[1]))) if found else Cycle("week")
    return Cycle("day") if every == "day" else _dated(every, unit, rest)


def _after_end(every: _Every, rest: str) -> Cycle | None:
    """「每季度结束后15日内」 is the 15th of the first month of the next; workdays depend on the calendar."""
    found = re.search(rf"{_NUMBER}[日天](?:之|以)?内", rest)
    day = NUMBERS.get(found[1], 0) if found else 0
    return Cycle(every, None if every == "month" else 1, day) if 1 <= day <= 28 and every != "week" else None


def _dated(every: _Every, unit: str, rest: str) -> Cycle | None:
    first_days = _FIRST_DAYS.match(rest)
    if first_days:
        return Cycle(every, None if every == "month" else 1, NUMBERS.get(first_days[1], 0) or None)
    days, months = _DAY.findall(rest), _MONTH.findall(rest)
    if len(days) > 1 or len(set(months)) > 1:
        return None
    day = NUMBERS.get(days[0], 0) if days else _period_end(rest)
    if day is not None and not 1 <= day <= 31:
        return None
    if every == "month":
        return Cycle("month", None, day or (31 if unit.endswith("末") else None))
    if months and every == "year":
        month = NUMBERS.get(months[0], 0)
        return Cycle("year", month, day or 31) if 1 <= month <= 12 else None
    inner = _INNER.match(rest)
    if inner:
        return Cycle(every, 1 if inner[1] else 2 if inner[3] else None, day or 31)
    return _ended(every, unit, rest, day)


def _ended(every: _Every, unit: str, rest: str, day: int | None) -> Cycle | None:
    if every == "year":
        quarter = re.search(r"([1-4])季度", rest)
        if quarter:
            return Cycle("year", 3 * NUMBERS[quarter[1]], 31)
        if "上半年" in rest:
            return Cycle("year", 6, 31)
    ends = rest.startswith(("末", "底", "度末", "度底", "年底", "年末", "终")) or unit.endswith("末")
    if not ends and _LOOSE.search(rest):
        return None
    return Cycle(every, None, day if day is not None else 31 if ends else None)


def _period_end(rest: str) -> int | None:
    found = re.search(r"[上中下]旬|底|末|初", rest)
    return _PERIOD_ENDS[found[0]] if found else None


def offset_of(amount: str, unit: str, before: str) -> Offset | None:
    """A duration counted from the event in the words before it; None where it is counted in hours or in half months.

    EBNF::

        offset = [event ("后" | "之日起")] number ["个"] ("工作日" | "日" | "天" | "周" | "月" | "年") ["之" | "以"] ["内"] ;
    """
    unit, base = unit.removeprefix("个"), _NO_EVENT.sub("", _TRIGGER.sub("", before))
    if amount == "半":
        return Offset(base, 6, "month") if unit == "年" else Offset(base, 15, "day") if unit == "月" else None
    number = int(amount) if amount.isdigit() else NUMBERS.get(amount) or _HUNDREDS.get(amount, 0)
    if unit == "季度":
        number, unit = number * 3, "月"
    counted = _SPELL_UNITS.get(unit)
    return Offset(base, number, counted) if counted and number else None
