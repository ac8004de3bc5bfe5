"""What a date format shows of a date (ECMA-376 18.8.30, 18.8.31): 「yyyy"年"m"月";@」 a year and a month.

Shared by .xlsx and .xls, which have the same codes and numbers.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.shown_dates import CHINESE, ShownDate

_TOKEN: Final = pattern(r'"([^"]*)"?|\\(.)|[_*].|\[([^\]]*)\]|(y+|e+|m+|d+|a{3,})|(g+|b+|h+|s+)|(.)', re.IGNORECASE)
_CONDITION: Final = pattern(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_COMPARED: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_LONGEST: Final = 255  # characters of a format code, as the programs allow
_CHINESE_LOCALE: Final = pattern(r"\$[^-]*-(?:[0-9a-f]*804|zh.*|[0-9a-f]*c04|[0-9a-f]*404)", re.IGNORECASE)
_NUMERALS: Final = pattern(r"dbnum([123])", re.IGNORECASE)
_DAY_OF_YEAR, _YEAR_MONTH = 'm"月"d"日"', 'yyyy"年"m"月"'
_BUILT_IN: Final = {
    16: 'd"-"mmm', 17: 'mmm"-"yy',
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH), **dict.fromkeys((28, 29, 51, 53, 54, 58), _DAY_OF_YEAR),
}  # fmt: skip


def built_in_date_shape(number: int) -> str:
    """The shape of a date under a format known by its number alone, as Chinese Office has it; 「」 where it shows the whole date."""
    return _BUILT_IN.get(number, "")


def show_date(day: date, shape: str, number: float) -> date:
    """A day, as a `ShownDate` where its format leaves a part of it out; `number` is what the conditions of a format look at."""
    chosen = next((one for one in shape.split("\n") if _meets(one, number)), "")
    chosen = chosen.rpartition("\t")[2]
    return ShownDate(day.year, day.month, day.day, chosen) if chosen else day


def _meets(section: str, number: float) -> bool:
    condition, tab, _ = section.partition("\t")
    found = _CONDITION.fullmatch(condition) if tab else None
    return found is None or _COMPARED[found[1]](number, float(found[2]))


@lru_cache(maxsize=4096)
def date_shape(code: str) -> str:
    """The shape of a date format, for `show_date`; 「」 where it shows year, month and day, or what is not known.

    Of several sections the first counts, unless they have conditions: then each stands on a line of its own, behind its condition.
    """
    if len(code) > _LONGEST:
        return ""
    sections = list(_sections(code))
    if not sections or not any(condition for condition, _ in sections):
        return sections[0][1] if sections else ""
    told = [f"{condition}\t{shape}" if condition else shape for condition, shape in sections[:3]]
    return "\n".join(told) if any(shape for _, shape in sections) else ""


def _sections(code: str) -> Iterator[tuple[str, str]]:
    """The condition and the shape of each section."""
    tokens: list[tuple[str, ...]] = []
    for found in _TOKEN.finditer(code + ";"):
        if found[6] != ";":
            tokens.append(tuple(part or "" for part in found.groups()))
            continue
        marks = [token[2] for token in tokens]
        yield next((mark for mark in marks if _CONDITION.fullmatch(mark)), ""), _shape(tokens)
        tokens = []


def _shape(tokens: list[tuple[str, ...]]) -> str:
    """One section in the form that `ShownDate` knows."""
    fields = {token[3][0].lower() for token in tokens if token[3]}
    days = {token[3].lower() for token in tokens} & {"d", "dd"}
    whole = bool(days) and not fields.isdisjoint("ye")
    if whole or any(token[4] for token in tokens) or fields.isdisjoint("yem") or (days and "m" not in fields):
        return ""
    marks = [token[2] for token in tokens]
    numerals = next((f"[DBNum{found[1]}]" for mark in marks if (found := _NUMERALS.fullmatch(mark))), "")
    chinese = f"[{CHINESE}]" if any(map(_CHINESE_LOCALE.fullmatch, marks)) else ""
    shape = numerals + chinese + "".join(map(_piece, tokens))
    return shape if shape.isprintable() else ""


def _piece(token: tuple[str, ...]) -> str:
    quoted, escaped, _, field, _, other = token
    if not field:
        literal = (quoted or escaped or other).replace('"', "").replace("@", "")
        return f'"{literal}"' if literal else ""
    kind, count = field[0].lower(), len(field)
    if kind in "ye":
        return "yy" if kind == "y" and count <= 2 else "yyyy"
    return kind * min(count, {"m": 5, "d": 4, "a": 4}[kind])
