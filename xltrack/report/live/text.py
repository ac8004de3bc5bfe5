"""Formula texts from the sentences and literals that Python uses too, with functions alone that Excel 2010 has."""

from __future__ import annotations

from datetime import date
from string import Formatter
from typing import Final

from xltrack.domain.records import Cycle
from xltrack.language.deadline.dates import DateExpr, day_in
from xltrack.report import words
from xltrack.sheets.model import Plain
from xltrack.sheets.sheetxml import serial

AS_OF: Final = words.AS_OF_NAME
_LONGEST: Final = 250  # characters in one literal: Excel takes 255
_MONTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def literal(value: Plain) -> str:
    """A constant: 「"已完成"」, 44378, TRUE; blank is 「""」."""
    if value is None:
        return '""'
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        pieces = [value[at : at + _LONGEST] for at in range(0, len(value), _LONGEST)] or [""]
        return "&".join('"' + piece.replace('"', '""').replace("\n", '"&CHAR(10)&"') + '"' for piece in pieces)
    number = serial(value) if isinstance(value, date) else value
    return '""' if number is None else repr(float(number) if isinstance(number, float) else number)


def joined(sentence: str, **parts: str) -> str:
    """A sentence with {places} as a concatenation; each part is an expression: 「"时限"&A1&"已过"&B1&"天"」."""
    pieces = []
    for words_, name, _, _ in Formatter().parse(sentence):
        if words_:
            pieces.append(literal(words_))
        if name:
            pieces.append(parts[name])
    return "&".join(pieces)


def day_words(cell: str) -> str:
    """「7月20日」 in the year of the day of judgement, 「2022年7月20日」 in another one."""
    return f'IF(YEAR({cell})=YEAR({AS_OF}),"",YEAR({cell})&"年")&MONTH({cell})&"月"&DAY({cell})&"日"'


def iso_words(cell: str) -> str:
    """「2021-07-20」."""
    return f'YEAR({cell})&"-"&RIGHT("0"&MONTH({cell}),2)&"-"&RIGHT("0"&DAY({cell}),2)'


def settled(day: DateExpr) -> str:
    """The last day of a printed period as of the day of judgement, by the rule of `grammar.done.settle_day`."""
    if day.year is not None:
        begins, ends = day_in(day.year, day.since), day_in(day.year + day.more, day.until)
        if ends is None or begins is None or day.since == day.until:
            return literal(ends)
        last = literal(ends)
        return f"IF(AND({literal(begins)}<={AS_OF},{AS_OF}<{last}),{AS_OF},{last})"
    begun = f"IF({_day(f'YEAR({AS_OF})', day.since)}>{AS_OF},1,0)"
    year = f"YEAR({AS_OF})-{begun}" if day.shift is None else f"YEAR({AS_OF})+{day.shift}"
    ends_at = _day(f"{year}+{day.more}" if day.more else year, day.until)
    if day.since == day.until:
        return ends_at
    return f"IF(AND({_day(year, day.since)}<={AS_OF},{AS_OF}<{ends_at}),{AS_OF},{ends_at})"


def _day(year: str, when: tuple[int, int]) -> str:
    month, day = when
    return f"DATE({year},{month},{day})" if day else f"DATE({year},{month + 1},0)"


def occurrence(cycle: Cycle) -> str:
    """The next occurrence of a recurring day after the day of judgement, by the rule of `assessment.dates.next_day`."""
    if cycle.every == "day":
        return f"{AS_OF}+1"
    if cycle.every == "week":
        return f"{AS_OF}+MOD({cycle.day or 7}-WEEKDAY({AS_OF},2)-1,7)+1"
    months = _MONTHS[cycle.every]
    first = f"MONTH({AS_OF})" if months == 1 else f"INT((MONTH({AS_OF})-1)/{months})*{months}+1"
    inside = min(cycle.month or months, months) - 1
    found = [_clamped(f"{first}+{inside + period * months}", cycle.day or 31) for period in range(3)]
    return f"IF({found[0]}>{AS_OF},{found[0]},IF({found[1]}>{AS_OF},{found[1]},{found[2]}))"


def _clamped(month: str, day: int) -> str:
    """A day of a month of the year of judgement (months go on beyond 12), at most the month's last."""
    last = f"DATE(YEAR({AS_OF}),{month}+1,0)"
    return last if day >= 31 else f"MIN(DATE(YEAR({AS_OF}),{month},{day}),{last})"
