"""Numbers as their formats show them: dates, times, percentages (ECMA-376 18.8.30, 18.17.4).

Shared by .xlsx and .xls, which have the same serial numbers and format codes.
"""

import re
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Final

from xltrack.base.patterns import pattern, rare
from xltrack.base.values import NUMBER_FORMAT, Number, Percent, Value
from xltrack.ooxml.date_formats import built_in_date_shape, date_shape, show_date

_ASIDE = pattern(r'"[^"]*"?|\\.|[_*].')
_BRACKET = pattern(r"\[([^\]]*)\]")
_ELAPSED = pattern(r"h+|m+|s+", re.IGNORECASE)
_EXPONENT = pattern(r"e[+-]", re.IGNORECASE)
# What 「General」 is called in files that carry the word of their program's language.
_GENERAL = pattern(r"general|g/(?:通用格式|标准|標準)|standard", re.IGNORECASE)
_TIME_WORDS = pattern(r"am/pm|a/p|上午/下午", re.IGNORECASE)
_LITERAL = rare(r'"([^"]*)"|\\(.)|([¥￥$€£])|\[\$([^\]-]*)[^\]]*\]', '" \\ ¥ ￥ $ € £')
_UNSEEN = rare(r'("[^"]*")|[_*].|\[[^\]]*\]|\?', '" _ * [ ?')
_SECTION = pattern(r'(?:"[^"]*"|\\.|[_*].|[^;"])+')
_MOST_WORDS: Final = 16
_LAST_SERIAL: Final = 2_958_465  # 9999-12-31
_LAST_SERIAL_1904: Final = _LAST_SERIAL - 1462


class NumberKind(IntEnum):
    """What a number format shows."""

    PLAIN = 0
    DATE = 1
    MOMENT = 2  # a date with a time of day
    CLOCK = 3  # a time of day alone
    ELAPSED = 4  # hours that may pass 24: a number
    PERCENT = 5


_BUILT_IN: Final = {
    **dict.fromkeys((9, 10), NumberKind.PERCENT),
    **dict.fromkeys((14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), NumberKind.DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), NumberKind.CLOCK),
    22: NumberKind.MOMENT,
    46: NumberKind.ELAPSED,
}


_BUILT_IN_SHAPES: Final = {
    2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
}  # fmt: skip


def built_in_shape(number: int) -> str:
    """The shape of a number or date under a format known by its number alone, 「」 for a plain one."""
    return _BUILT_IN_SHAPES.get(number, "") or built_in_date_shape(number)


@lru_cache(maxsize=4096)
def shape_of(code: str) -> str:
    """What of a format code goes along with its numbers, by its first section: 「_ * #,##0.00_ ;…」 is 「#,##0.00」; 「」 for none.

    Colours, conditions and what only keeps room are left out; currency signs and literal words stay (see `NUMBER_FORMAT`).
    Of a date format it is what `date_shape` gives.
    """
    if classify_format(code) is NumberKind.DATE:
        return date_shape(code)
    if "0" not in code:
        return ""
    section = next((found[0] for found in _SECTION.finditer(code)), "")
    quoted = _LITERAL.sub(lambda m: '"' + (m[1] or m[2] or m[3] or m[4] or "") + '"', section)
    shape = _UNSEEN.sub(lambda m: m[1] or "", quoted).replace('""', "").strip()
    found = NUMBER_FORMAT.fullmatch(shape)
    if not found or shape == "0" or not shape.isprintable() or len(found[1] + found[5]) > _MOST_WORDS:
        return ""
    return shape


def built_in_kind(number: int) -> NumberKind:
    """The kind of a format known by its number alone; 27 to 58 are those of Chinese Office."""
    return _BUILT_IN.get(number, NumberKind.PLAIN)


@lru_cache(maxsize=4096)
def classify_format(code: str) -> NumberKind:
    """The kind of a format code, by its first section: 「yyyy"年"m"月"」 is DATE, 「[h]:mm」 ELAPSED, 「0.0%」 PERCENT."""
    section = _ASIDE.sub("", code).partition(";")[0].lower()
    if any(_ELAPSED.fullmatch(inner) for inner in _BRACKET.findall(section)):
        return NumberKind.ELAPSED
    section = _GENERAL.sub("", _BRACKET.sub("", section))
    clock = bool(_TIME_WORDS.search(section)) or "h" in section or "s" in section
    section = _EXPONENT.sub("", _TIME_WORDS.sub("", section))
    if "%" in section:
        return NumberKind.PERCENT
    if any(letter in section for letter in "ydeg") or "aaa" in section or ("m" in section and not clock):
        return NumberKind.MOMENT if clock else NumberKind.DATE
    return NumberKind.CLOCK if clock else NumberKind.PLAIN


def whole(number: float) -> int | float:
    """An int where the number is one: 3.0 is 3."""
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def value_of(number: float, kind: NumberKind, shape: str = "", *, from_1904: bool = False) -> Value | None:
    """The value of a number under its format, of which `shape` goes along; None where it asks for a date and gets none.

    Serial 60 is the 29 February 1900 that never was; below 0 and above the year 9999 there are no dates.
    """
    if kind is NumberKind.PERCENT:
        return Percent(number, shape or "0%")
    if kind is NumberKind.PLAIN or kind is NumberKind.ELAPSED:
        return Number(number, shape) if shape and kind is NumberKind.PLAIN else whole(number)
    if not 0 <= number < (_LAST_SERIAL_1904 if from_1904 else _LAST_SERIAL) + 1:
        return None
    days, seconds = int(number), round((number - int(number)) * 86_400_000) / 1000
    if not days and not from_1904:
        return _clock(seconds) if kind is not NumberKind.DATE and seconds < 86_400 else None
    if kind is NumberKind.CLOCK and not days:
        return _clock(seconds) if seconds < 86_400 else None
    moment = _moment(days, seconds, kind, from_1904)
    return show_date(moment, shape, number) if moment and shape and kind is NumberKind.DATE else moment


def _moment(days: int, seconds: float, kind: NumberKind, from_1904: bool) -> date | None:
    if days == 60 and not from_1904:
        return None
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if days < 60 else 30)  # noqa: DTZ001
    try:
        moment = first + timedelta(days=days, seconds=seconds)
    except OverflowError:
        return None
    if kind is NumberKind.DATE:
        return (first + timedelta(days=days)).date()
    return moment if moment.time() != time() else moment.date()


def _clock(seconds: float) -> time:
    return (datetime(2000, 1, 1) + timedelta(seconds=seconds)).time()  # noqa: DTZ001
