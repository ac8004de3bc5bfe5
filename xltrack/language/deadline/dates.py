"""Date expressions: what is printed of a date, before any year is looked for elsewhere (docs/规则.md 3.2, 3.3, 3.8)."""

import re
from datetime import date
from typing import Final, NamedTuple

from xltrack.language.deadline.festivals import Feast, days_of, feast_of
from xltrack.language.deadline.tokens import DEADLINES, figures

_YEAR_WORDS: Final = {figures(word): int(shift) for word, shift in DEADLINES.values("year_words").items()}
_AFTER_WORDS: Final = frozenset(map(figures, DEADLINES.after_words))
_OPEN_TAILS: Final = DEADLINES.open_tails.known
# Numbers below a hundred as they stand in a masked cell: 「6」, 「06」, 六 「6」, 十六 「X6」, 廿六 「Y6」, 三十 「3X」.
NUMBERS: Final[dict[str, int]] = {
    **{f"{n:02d}": n for n in range(100)},
    **{str(n): n for n in range(100)},
    **{f"{ten}{one or ''}": value + one for ten, value in (("X", 10), ("Y", 20), ("Z", 30)) for one in range(10)},
    **{f"{ten}X{one or ''}": 10 * ten + one for ten in range(1, 10) for one in range(10)},
    "首": 1,
}
_LONGEST: Final = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SHORT_YEARS: Final = range(15, 30)
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
        feast: the festival whose day of each year it is; `since` and `until` say nothing then.
        slip: whether it is read with a slip of typing mended (2021年6底, l2月).
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
    feast: Feast | None = None
    slip: bool = False

    @property
    def bare_year(self) -> bool:
        """Whether it is a year and nothing more."""
        return (
            self.since == (1, 1)
            and self.until == (12, 0)
            and not self.more
            and not self.feast
            and (self.year or self.shift) is not None
        )


def last_day(year: int, month: int) -> int:
    """The last day of a month."""
    common = year % 4 != 0 or (year % 100 == 0 and year % 400 != 0)
    return 28 if month == 2 and common else _LONGEST[month]


def day_in(year: int, when: tuple[int, int]) -> date | None:
    """The day in a year; None for 29 February of a common year, and for years that no calendar has."""
    month, day = when
    last = last_day(year, month)
    return date(year, month, day or last) if day <= last and 1 <= year <= 9999 else None


def feast_year(expr: DateExpr, year: int) -> int:
    """The year of a festival: 元旦前 of 2021 ends 2021, before the 元旦 of 2022; 2022年元旦前 and 明年元旦前 name its year."""
    named = expr.year is not None or expr.shift is not None
    return year + (expr.feast is not None and expr.feast.opens_year and not named)


def days_in(expr: DateExpr, year: int) -> tuple[date | None, date | None]:
    """The first and last day of what was printed, counted from a year; None for a day that no calendar has."""
    if expr.feast:
        return days_of(expr.feast, feast_year(expr, year)) or (None, None)
    return day_in(year, expr.since), day_in(year + expr.more, expr.until)


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
    if token.lastgroup == "date":
        return _printed(token, before)
    if token.lastgroup == "feast":
        return _festive(token)
    if token.lastgroup == "english":
        return _english(token)
    return _five_years(token) if token.lastgroup == "five" else None


def _printed(token: re.Match[str], before: DateExpr | None) -> DateExpr | None:
    m, d, x, tail = token.group("m", "d", "x", "t")
    if not m and not token["year"] and (token["ny"] or token["am"]):
        return _numeric(token)
    if token["n1"] or token["s1"]:
        return _turned(token)
    year, shift, follows, vague = _year(token)
    period = _month(m, d, x) if m else _part(token, before)
    if year is None and before and token["od"]:
        year = before.year
    if period is None or (year is not None and not 1949 <= year <= 2100):
        return None
    vague = vague or (x or token["e"] or "").endswith("初")
    slip = token["slip"] is not None
    return DateExpr(year, shift, *period, 0, follows, tail in _OPEN_TAILS, vague, token.span(), slip=slip)


def _festive(token: re.Match[str]) -> DateExpr | None:
    """「2021年国庆节前」, 「元旦、春节期间」."""
    year, shift, follows, vague = _year(token)
    if year is not None and not 1949 <= year <= 2100:
        return None
    vague = vague or token["fa"] is not None
    opens, feast = token["t"] in _OPEN_TAILS, feast_of(token)
    return DateExpr(year, shift, (1, 1), (12, 0), 0, follows, opens, vague, token.span(), feast=feast)


_Period = tuple[tuple[int, int], tuple[int, int]]


def _year(token: re.Match[str]) -> tuple[int | None, int | None, bool, bool]:
    """The year of a date, or the shift that a word names and whether it follows the date before; if it is vague (two digits)."""
    whole, bare, short, word = token.group("y", "yb", "y2", "yw")
    if word:
        return None, _YEAR_WORDS[word], word in _AFTER_WORDS, False
    bare = whole or bare
    return int(bare) if bare else 2000 + int(short) if short else None, None, False, bool(short)


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
    if token["hh"]:
        return ((1, 1), (6, 0)) if token["hh"] == "H1" else ((7, 1), (12, 0))
    since_month, since_day, month, day = _YEAR_PARTS[half or end[-1]] if half or end else (1, 1, 12, 0)
    return (since_month, since_day), (month, day)


def _numeric(token: re.Match[str]) -> DateExpr | None:
    ny, nm, nd, cm, cd, am, ad, tail = token.group("ny", "nm", "nd", "cm", "cd", "am", "ad", "t")
    period = _month(nm or cm or am, nd or cd or ad, None)
    if period is None or (ny and not 1949 <= int(ny) <= 2100):
        return None
    return DateExpr(int(ny) if ny else None, None, *period, open=tail in _OPEN_TAILS, place=token.span())


def _turned(token: re.Match[str]) -> DateExpr | None:
    """A day whose year stands behind it, or has two digits; None where it can be read in two ways (1/2/2020)."""
    first, second, last = map(int, token.group("n1", "n2", "n3") if token["n1"] else token.group("s1", "s2", "s3"))
    orders = [(last, first, second), (last, second, first)]
    if not token["n1"]:
        years = [(2000 + year, *rest) for year, *rest in [*orders, (first, second, last)] if year in _SHORT_YEARS]
        orders = [(year, month, day) for year, month, day in years]
    days = {found for order in orders if (found := real_day(*order))}
    if len(days) != 1:
        return None
    year, when = days.pop()
    return DateExpr(year, None, when, when, open=token["t"] in _OPEN_TAILS, vague=not token["n1"], place=token.span())


def real_day(year: int, month: int, day: int) -> tuple[int, tuple[int, int]] | None:
    """The year, and month and day, of a day that the calendar has; None for one that it has not."""
    period = _month(str(month), str(day), None)
    return (year, period[0]) if period and 1949 <= year <= 2100 else None


def _english(token: re.Match[str]) -> DateExpr | None:
    """「30-Jun-2021」, 「June 30, 2021」, 「Jun-21」, which is June 2021."""
    day, fd, ey, fy, gy = token.group("ed", "fd", "ey", "fy", "gy")
    if gy and len(gy) == 2 and int(gy) not in _SHORT_YEARS:
        fd, gy = gy, None  # 「Jun-30」 is no June of 2030
    name = (token["em"] or token["fm"] or token["gm"]).title()
    period, printed = _month(DEADLINES.values("english_months")[name], day or fd, None), ey or fy or gy
    year = int(printed) + (2000 if len(printed) == 2 else 0) if printed else None
    if period is None:
        return None
    return DateExpr(
        year, None, *period, open=token["t"] in _OPEN_TAILS, vague=len(printed or "") == 2, place=token.span()
    )


def _five_years(token: re.Match[str]) -> DateExpr:
    """「“十四五”期间」 is 2021-01-01 to 2025-12-31, 「“十四五”末」 its last day."""
    first = 2021 + 5 * (NUMBERS[token["f"] or token["g"]] - 4)
    if token["fp"]:
        return DateExpr(first + 4, None, (12, 0), (12, 0), place=token.span(), plan=True)
    return DateExpr(first, None, (1, 1), (12, 0), 4, place=token.span())
