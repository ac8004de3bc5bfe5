"""Date expressions: what is printed of a date, before any year is looked for elsewhere (docs/规则.md 3.2, 3.3, 3.8)."""

import re
from datetime import date
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.language.deadline.tokens import DEADLINES, DeadlineCell, figures

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
    common = year % 4 != 0 or (year % 100 == 0 and year % 400 != 0)
    return 28 if month == 2 and common else _LONGEST[month]


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
    return _five_years(token) if token.lastgroup == "five" else _printed(token, before)


def _printed(token: re.Match[str], before: DateExpr | None) -> DateExpr | None:
    y, m, d, x, tail = token.group("y", "m", "d", "x", "t")
    if not m and (token["ny"] or token["am"]):
        return _numeric(token)
    year, shift, follows, vague = (int(y), None, False, False) if y else _other_year(token)
    period = _month(m, d, x) if m else _part(token, before)
    if year is None and before and token["od"]:
        year = before.year
    if period is None or (year is not None and not 1949 <= year <= 2100):
        return None
    vague = vague or (x or token["e"] or "").endswith("初")
    return DateExpr(year, shift, *period, 0, follows, tail in _OPEN_TAILS, vague, token.span())


_Period = tuple[tuple[int, int], tuple[int, int]]


def _other_year(token: re.Match[str]) -> tuple[int | None, int | None, bool, bool]:
    """A year without 年 or of two digits, or the shift that a word names and whether it follows the date before; if it is vague."""
    bare, short, word = token.group("yb", "y2", "yw")
    if word:
        return None, _YEAR_WORDS[word], word in _AFTER_WORDS, False
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
    since_month, since_day, month, day = _YEAR_PARTS[half or end[-1]] if half or end else (1, 1, 12, 0)
    return (since_month, since_day), (month, day)


def _numeric(token: re.Match[str]) -> DateExpr | None:
    ny, nm, nd, cm, cd, am, ad, tail = token.group("ny", "nm", "nd", "cm", "cd", "am", "ad", "t")
    period = _month(nm or cm or am, nd or cd or ad, None)
    if period is None or (ny and not 1949 <= int(ny) <= 2100):
        return None
    return DateExpr(int(ny) if ny else None, None, *period, open=tail in _OPEN_TAILS, place=token.span())


def _five_years(token: re.Match[str]) -> DateExpr:
    """「“十四五”期间」 is 2021-01-01 to 2025-12-31, 「“十四五”末」 its last day."""
    first = 2021 + 5 * (NUMBERS[token["f"] or token["g"]] - 4)
    if token["fp"]:
        return DateExpr(first + 4, None, (12, 0), (12, 0), place=token.span(), plan=True)
    return DateExpr(first, None, (1, 1), (12, 0), 4, place=token.span())


class Phrase(NamedTuple):
    """A day or span, and where it stands in the folded cell."""

    start: DateExpr | None
    due: DateExpr
    begin: int
    end: int


_TO: Final = DEADLINES.pattern(r"\)?(?:,(?={span_to}))?(?:-+|{span_heads}?{span_joins}-?){span_end}?\(?")
_UNDER: Final = frozenset(("", ":", ",", "(", "-", "的"))
_MOVED: Final = tuple(verb + to for verb in DEADLINES.moved for to in DEADLINES.moved_to)


def read_dates(cell: DeadlineCell, tokens: list[re.Match[str]], notes: list[Note]) -> list[DateExpr]:
    """Read the date tokens of a cell; those that no calendar has are noted and left out."""
    dates: list[DateExpr] = []
    for token in tokens:
        found = date_of(token, dates[-1] if dates else None)
        if found is None:
            no_month = token.lastgroup == "date" and token["od"] and not dates
            notes.append(cell.note("D418" if no_month else "D403", *token.span()))
            continue
        if found.vague:
            notes.append(cell.note("D415", *token.span()))
        dates.append(found)
    return dates


def join_dates(shown: str, dates: list[DateExpr]) -> list[Phrase]:
    """Join dates into spans, and a year that stands alone with the dates under it (2021年：6月底前…).

    EBNF::

        phrase = date | date ["起"] ("至" | "到" | "-") date ["止"] | year (":" | ",") phrase ;
    """
    if len(dates) == 1:
        return [] if dates[0].open else [Phrase(None, dates[0], *dates[0].place)]
    phrases: list[Phrase] = []
    rest = list(reversed(dates))
    while rest:
        first = rest.pop()
        begin, end = first.place
        gap = shown[end : rest[-1].place[0]] if rest else None
        if gap is not None and _spans(first, gap, shown, rest[-1]):
            last = rest.pop()
            phrases.append(Phrase(first, last, begin, last.place[1]))
        elif gap is not None and _heads(first, gap, rest[-1]):
            rest[-1] = rest[-1]._replace(
                year=first.year, shift=first.shift, follows=first.follows, place=(begin, rest[-1].place[1])
            )
        elif not first.open:
            phrases.append(Phrase(None, first, begin, end))
    return phrases


def _heads(year: DateExpr, gap: str, following: DateExpr) -> bool:
    """Whether a year stands over the date after it: 「2021年：6月底前…」, 「2021年春节前（2月10日前）」."""
    bare = year.bare_year and following.year is None and following.shift is None
    return bare and (gap in _UNDER or gap.endswith(DEADLINES.event_opens))


def _spans(first: DateExpr, gap: str, shown: str, last: DateExpr) -> bool:
    gap = gap.lstrip(",、") if first.open else gap
    ends = first.open and not gap and shown.startswith("止", last.place[1] - 1)
    return ends or _TO.fullmatch(gap) is not None


def drop_replaced(cell: DeadlineCell, phrases: list[Phrase], notes: list[Note]) -> tuple[list[Phrase], list[Phrase]]:
    """Part the dates that count from those that a later one replaces (由6月底调整为9月底); one striven for is noted."""
    kept, replaced, before = [phrases[0]], [], phrases[0].end
    for phrase in phrases[1:]:
        gap = cell.shown[before : phrase.begin].rstrip("(:,")
        before = phrase.end
        if gap.endswith(_MOVED):
            notes.append(cell.note("D417", kept[0].begin, kept[-1].end))
            replaced, kept = kept, [phrase]
        elif gap.endswith(DEADLINES.stretch) and (
            phrase.due.until < kept[-1].due.until and phrase.due.year in (None, kept[-1].due.year)
        ):
            notes.append(_striven(cell, phrase))
        elif (
            gap.endswith(DEADLINES.binding)
            and len(kept) == 1
            and cell.shown[: kept[0].begin].endswith(DEADLINES.stretch)
        ):
            notes.append(_striven(cell, kept[0]))
            first, due = kept[0].due, phrase.due
            bare = due.year is None and due.shift is None
            kept = [phrase._replace(due=due._replace(year=first.year, shift=first.shift) if bare else due)]
        else:
            kept.append(phrase)
    return kept, replaced


def _striven(cell: DeadlineCell, phrase: Phrase) -> Note:
    return cell.note("D412", phrase.begin, phrase.end, text="力争" + cell.shown[phrase.begin : phrase.end])
