"""Date expressions: what is printed of a date, before any year is looked for elsewhere (docs/规则.md 3.2, 3.3, 3.8)."""

import re
from datetime import date
from typing import Final, NamedTuple

from xltrack.language.deadline.tokens import DEADLINES, figures

_YEAR_WORDS: Final = {figures(word): int(shift) for word, shift in DEADLINES.values("year_words").items()}
_AFTER_WORDS: Final = frozenset(map(figures, DEADLINES.after_words))
# Numbers below a hundred as they stand in a masked cell: 「6」, 「06」, 六 「6」, 十六 「X6」, 廿六 「Y6」, 三十 「3X」.
NUMBERS: Final[dict[str, int]] = {
    **{f"{n:02d}": n for n in range(100)},
    **{str(n): n for n in range(100)},
    **{f"{ten}{one or ''}": value + one for ten, value in (("X", 10), ("Y", 20), ("Z", 30)) for one in range(10)},
    **{f"{ten}X{one or ''}": 10 * ten + one for ten in range(1, 10) for one in range(10)},
    "首": 1,
}
_LONGEST: Final = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# First and last day of parts of a month, 0 for its last one; first and last month and day of parts of a year.
_PARTS, _YEAR_PARTS = (
    {word: tuple(map(int, days.split(","))) for entry in entries for word, days in DEADLINES.values(entry).items()}
    for entries in (("month_parts", "month_middle"), ("year_parts", "half_years"))
)


class DateExpr(NamedTuple):
    """A date as printed, with the period it names: 「7月中旬」 is since (7, 11), until (7, 20), without year.

    Attributes:
        year: the printed year, None where there is none.
        shift: years from the year of the document that a word names (今年 0, 明年 1).
        since: month and day on which the period begins; day 0 is the last of the month.
        until: month and day on which it ends.
        more: further years that it covers: a five-year plan has 4.
        follows: whether the word counts from the date before it (次年).
        open: whether it only begins here (2021年6月起).
        vague: whether the day is read by inference (6月初, 21年).
        place: its half-open span in the folded text.
        plan: whether a five-year plan names it: its year is not printed and is handed down to no cell.
    """

    year: int | None
    shift: int | None
    since: tuple[int, int]
    until: tuple[int, int]
    more: int = 0
    follows: bool = False
    open: bool = False
    vague: bool = False
    place: tuple[int, int] = (0, 0)
    plan: bool = False

    @property
    def bare_year(self) -> bool:
        """Whether it is a year and nothing more."""
        return (
            self.since == (1, 1) and self.until == (12, 0) and not self.more and (self.year or self.shift) is not None
        )


def last_day(year: int, month: int) -> int:
    """The last day of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return _LONGEST[month]


def day_in(year: int, when: tuple[int, int]) -> date | None:
    """The day in a year; None for 29 February of a common year, and for years that no calendar has."""
    month, day = when
    last = last_day(year, month)
    return date(year, month, day or last) if day <= last and 1 <= year <= 9999 else None


def date_of(token: re.Match[str], before: DateExpr | None) -> DateExpr | None:
    """Read one date token; None where no calendar has the day (2月30日, 13月).

    `before` is the date before it in the cell: it lends its month to a bare day (5月7日至11日).

    EBNF::

        date    = [year] (month | quarter | half | end) | year ;
        year    = digit4 "年" | "今年" | "次年" | … ;
        month   = number "月" [number "日" | "上旬" | "中旬" | "下旬" | "底" | "末"] ;
        quarter = ["第"] 一二三四 "季度" | "前" 二三 "季度" ;  half = "上半年" | "下半年" ;
        end     = "年" ("底" | "末" | "内" | "中") ;
    """
    kind = token.lastgroup
    if kind == "date":
        return _worded(token, before)
    return _numeric(token) if kind == "numeric" else _five_years(token)


def _worded(token: re.Match[str], before: DateExpr | None) -> DateExpr | None:
    y, m, d, x, tail = token.group("y", "m", "d", "x", "t")
    year: int | None = int(y) if y else None
    shift, follows, vague = None, False, False
    if y is None and token["year"]:
        year, shift, follows, vague = _other_year(token)
    if m:
        period = _month(m, d, x)
    else:
        period = _part(token, before)
        if token["od"] and before and year is None:
            year = before.year
    if period is None or (year is not None and not 1949 <= year <= 2100):
        return None
    vague = vague or (x or token["e"] or "").endswith("初")
    return DateExpr(year, shift, *period, 0, follows, tail in DEADLINES.open_tails, vague, token.span())


_Period = tuple[tuple[int, int], tuple[int, int]]


def _other_year(token: re.Match[str]) -> tuple[int | None, int | None, bool, bool]:
    bare, short, word = token.group("yb", "y2", "yw")
    if word:
        return None, _YEAR_WORDS[word], word in _AFTER_WORDS, False
    if short:
        return 2000 + int(short), None, False, True
    return int(bare), None, False, False


def _month(m: str, d: str | None, x: str | None) -> _Period | None:
    month = NUMBERS.get(m, 0)
    if not 1 <= month <= 12:
        return None
    if d:
        day = NUMBERS.get(d, 0)
        return ((month, day), (month, day)) if 1 <= day <= _LONGEST[month] else None
    first, last = _PARTS[x] if x else (1, 0)
    return (month, first), (month, last)


def _part(token: re.Match[str], before: DateExpr | None) -> _Period | None:
    """The part of a year that is no month: quarters, a half, an end; the whole of it; a bare day in the month before it."""
    first_quarters, quarter, half, end, only_day = token.group("fq", "q", "h", "e", "od")
    if quarter or first_quarters:
        last = 3 * NUMBERS[quarter or first_quarters]
        return (1 if first_quarters else last - 2, 1), (last, 0)
    if only_day:
        return _month(str(before.until[0]), only_day, None) if before else None
    since_month, since_day, month, day = _YEAR_PARTS[half or end[-1]] if half or end else (1, 1, 12, 0)
    return (since_month, since_day), (month, day)


def _numeric(token: re.Match[str]) -> DateExpr | None:
    ny, nm, nd, cm, cd, am, ad, tail = token.group("ny", "nm", "nd", "cm", "cd", "am", "ad", "nt")
    period = _month(nm or cm or am, nd or cd or ad, None)
    if period is None or (ny and not 1949 <= int(ny) <= 2100):
        return None
    return DateExpr(int(ny) if ny else None, None, *period, open=tail in DEADLINES.open_tails, place=token.span())


def _five_years(token: re.Match[str]) -> DateExpr:
    """「“十四五”期间」 is 2021-01-01 to 2025-12-31, 「“十四五”末」 its last day."""
    first = 2021 + 5 * (NUMBERS[token["f"] or token["g"]] - 4)
    if token["fp"]:
        return DateExpr(first + 4, None, (12, 0), (12, 0), place=token.span(), plan=True)
    return DateExpr(first, None, (1, 1), (12, 0), 4, place=token.span())
