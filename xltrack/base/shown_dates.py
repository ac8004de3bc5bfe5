"""Dates that their cells do not show whole: 2021年6月, 2021年, Jun-21, 6月30日 (docs/规则.md 3.8)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple, Self

from xltrack.base.patterns import pattern

# A shape holds these and nothing else: literals in quotes, years, months, days, days of the week, the numerals and the language.
_PIECE: Final = pattern(r'"([^"]*)"|(y+|m+|d+|a+)|\[([^\]]*)\]')
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_DAYS: Final = "一二三四五六日"
# Digits, then ten, by the number of 「[DBNum…]」.
_NUMERALS: Final = {"1": "〇一二三四五六七八九十", "2": "零壹贰叁肆伍陆柒捌玖拾", "3": "０１２３４５６７８９"}
CHINESE: Final = "$-804"
# Of the days that offices mean; a smaller number in a cell with the format of a date is none: 7.5 shows as 1900-01-07.
EARLIEST: Final = date(1990, 1, 1)
LATEST: Final = date(2199, 12, 31)


class _Shape(NamedTuple):
    """A shape taken apart: (literal, field) pairs of which one is empty, and what it says of numerals and language."""

    pieces: tuple[tuple[str, str], ...]
    numerals: str
    chinese: bool

    def has(self, *fields: str) -> bool:
        """Whether one of these fields is among its own."""
        return any(field in fields for _, field in self.pieces)


class ShownDate(date):
    """A date in a format that leaves a part of it out, one that `_PIECE` matches: 2021-06-01 that the sheet shows as 2021年6月."""

    __slots__ = ("format",)
    format: str

    def __new__(cls, year: int, month: int, day: int, shape: str = "") -> Self:
        """Make it of the stored day and the format code."""
        made = super().__new__(cls, year, month, day)
        made.format = shape
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """A date alone would be copied without its format."""
        return type(self), (self.year, self.month, self.day, self.format)

    def __str__(self) -> str:
        """The date as the sheet shows it."""
        return self.shown

    @property
    def shown(self) -> str:
        """The date as the sheet shows it."""
        shape = _take_apart(self.format)
        shown = "".join(literal or _field(field, self, shape) for literal, field in shape.pieces)
        return shown.strip() or self.isoformat()

    @property
    def names_year(self) -> bool:
        """Whether the sheet shows its year."""
        return _take_apart(self.format).has("yy", "yyyy")

    @property
    def names_day(self) -> bool:
        """Whether the sheet shows its day of the month."""
        return _take_apart(self.format).has("d", "dd")

    @property
    def _names_month(self) -> bool:
        return _take_apart(self.format).has("m", "mm", "mmm", "mmmm", "mmmmm")

    @property
    def words(self) -> str:
        """What it shows, in the words of an office: 「2021年6月」 of Jun-21; a day with the year that it is stored with."""
        month, day = f"{self.month}月" * self._names_month, f"{self.day}日" * self.names_day
        return f"{self.year}年{month}{day}"

    @property
    def first(self) -> date:
        """The first day of the period that it shows."""
        return date(self.year, self.month if self._names_month else 1, self.day if self.names_day else 1)

    @property
    def last(self) -> date:
        """The last day of the period that it shows."""
        if self.names_day:
            return date(self.year, self.month, self.day)
        if self._names_month and self.month < 12:
            return date(self.year, self.month + 1, 1) - timedelta(days=1)
        return date(self.year, 12, 31)


@lru_cache(maxsize=256)
def _take_apart(shape: str) -> _Shape:
    found = list(_PIECE.finditer(shape))
    marks = [piece[3] for piece in found if piece[3]]
    numerals = next((mark[-1] for mark in marks if mark.startswith("DBNum")), "")
    return _Shape(tuple((p[1] or "", p[2] or "") for p in found if not p[3]), numerals, CHINESE in marks)


def _field(field: str, day: date, shape: _Shape) -> str:
    """One part of a date as a spreadsheet writes it."""
    kind, count = field[0], len(field)
    if kind == "y":
        return _numerals(f"{day.year:04d}" if count > 2 else f"{day.year % 100:02d}", shape, spelt=True)
    if kind == "a" or (kind == "d" and count > 2):
        return _weekday(field, day, shape)
    number = day.month if kind == "m" else day.day
    if count <= 2:
        return _numerals(f"{number:0{count}d}", shape)
    if shape.chinese:
        return (f"{number}" if count == 3 else _spell(number, _NUMERALS["1"])) + "月"
    return _MONTHS[number - 1][: {3: 3, 5: 1}.get(count)]


def _weekday(field: str, day: date, shape: _Shape) -> str:
    if field[0] == "a" or shape.chinese:
        return "星期" * (len(field) > 3) + _CHINESE_DAYS[day.weekday()]
    return _WEEKDAYS[day.weekday()][: 3 if len(field) == 3 else None]


def _numerals(digits: str, shape: _Shape, *, spelt: bool = False) -> str:
    """Digits in the numerals of a shape; years digit by digit, months and days as numbers: 二〇二一, 十二."""
    known = _NUMERALS.get(shape.numerals)
    if known is None:
        return digits
    return "".join(known[int(digit)] for digit in digits) if spelt or len(known) < 11 else _spell(int(digits), known)


def _spell(number: int, known: str) -> str:
    """十二 and 二十; in the numerals of cheques 壹拾贰."""
    tens, ones = divmod(number, 10)
    counted = known[tens] if tens > 1 or (tens and known == _NUMERALS["2"]) else ""
    return counted + known[10] * bool(tens) + (known[ones] if ones or not tens else "")
