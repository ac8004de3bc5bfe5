"""Date expressions: what is printed of a date, before any year is looked for elsewhere (docs/规则.md 3.2, 3.3, 3.8)."""

import re
from datetime import date
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.base.patterns import pattern
from xltrack.language.deadline.festivals import Feast, days_of, feast_of
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
    """The year of a festival: 元旦前 of 2021 ends 2021, before the 元旦 of 2022; of 2022年元旦前 the year is printed."""
    return year + (expr.feast is not None and expr.feast.opens_year and expr.year is None)


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
    if token.lastgroup != "date":
        return _five_years(token) if token.lastgroup == "five" else None
    return _printed(token, before)


def _printed(token: re.Match[str], before: DateExpr | None) -> DateExpr | None:
    y, m, d, x, tail = token.group("y", "m", "d", "x", "t")
    if not m and not token["year"] and (token["ny"] or token["am"]):
        return _numeric(token)
    if token["n1"] or token["s1"]:
        return _turned(token)
    if token["em"] or token["fm"] or token["gm"]:
        return _english(token)
    year, shift, follows, vague = (int(y), None, False, False) if y else _other_year(token)
    period = _month(m, d, x) if m else _part(token, before)
    if year is None and before and token["od"]:
        year = before.year
    if period is None or (year is not None and not 1949 <= year <= 2100):
        return None
    vague = vague or (x or token["e"] or "").endswith("初") or token["fa"] is not None
    slip, feast = token["slip"] is not None, feast_of(token)
    return DateExpr(year, shift, *period, 0, follows, tail in _OPEN_TAILS, vague, token.span(), False, feast, slip)


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
    days = {found for order in orders if (found := _real(*order))}
    if len(days) != 1:
        return None
    year, when = days.pop()
    return DateExpr(year, None, when, when, open=token["t"] in _OPEN_TAILS, vague=not token["n1"], place=token.span())


def _real(year: int, month: int, day: int) -> tuple[int, tuple[int, int]] | None:
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


class Phrase(NamedTuple):
    """A day or span, and where it stands in the folded cell."""

    start: DateExpr | None
    due: DateExpr
    begin: int
    end: int


_SLIPPED: Final = pattern(r"[lIOo](?=[0-9lIOo]*[年月日号])")
_TO: Final = DEADLINES.pattern(
    r"\)?(?:{span_begins}(?={span_to}|{towards}))?(?:,(?={span_to}))?(?:-+|-*{span_heads}?{span_joins}-?){span_end}?\(?"
)
_UNDER: Final = frozenset(("", ":", ",", "(", "-", "的"))
# What moves a date: 「调整为」, 「延期3个月至」, 「→」; a request moves none.
_MOVED: Final = DEADLINES.pattern(
    r"(?P<asked>{requests})?(?:(?P<verb>{moved})(?:[0-9]{1,3}{counter}?(?:[月年]|{days})|{heads})?{moved_to}|(?:^|(?<=[,(])){moved}|{moved_signs})$"
)
_FORMERLY: Final = DEADLINES.pattern("{formerly}$")
_FROM: Final = DEADLINES.pattern("{moved_from}$")
_MOVED_AFTER: Final = DEADLINES.pattern("{moved}")
_NOW: Final = DEADLINES.pattern("{now}$")


def read_dates(cell: DeadlineCell, tokens: list[re.Match[str]], notes: list[Note]) -> list[DateExpr]:
    """Read the date tokens of a cell; those that no calendar has, or that can be two days, are noted and left out."""
    dates: list[DateExpr] = []
    for place, token in enumerate(tokens):
        found = date_of(token, dates[-1] if dates else None) or _in_one_month(cell, tokens, place)
        if found is None:
            if not _explained(cell, tokens, place):
                notes.append(cell.note(_fault(token, bool(dates)), *token.span()))
            continue
        if found.slip or _mended(cell, token):
            notes.append(cell.note("D429", *token.span(), read=_shown(found)))
        elif found.vague:
            notes.append(cell.note("D415", *token.span()))
        dates.append(found)
    return dates


def _fault(token: re.Match[str], dated: bool) -> str:
    """Why a token is no date."""
    if token.lastgroup == "foreign":
        return "D402" if token["un"] else "D428"
    if token["n1"] or token["s1"]:
        return "D427"
    return "D418" if token["od"] and not dated else "D403"


def _explained(cell: DeadlineCell, tokens: list[re.Match[str]], place: int) -> bool:
    """Whether a day of another calendar stands beside the day of ours that it is: 「农历八月十五前（9月21日前）」."""
    begin, end = tokens[place].span()
    after = tokens[place + 1].start() if place + 1 < len(tokens) else -1
    before = tokens[place - 1].end() if place else -1
    return tokens[place].lastgroup == "foreign" and (
        cell.shown[end:after] == "(" if after >= 0 else cell.shown[before:begin] == "(" if before >= 0 else False
    )


def _in_one_month(cell: DeadlineCell, tokens: list[re.Match[str]], place: int) -> DateExpr | None:
    """10/1/2018-10/7/2018: a span whose ends begin with one number goes from day to day of that month."""
    token = tokens[place]
    if token.lastgroup != "date" or not token["n1"]:
        return None
    for one, other in ((place, place + 1), (place - 1, place)):
        if one >= 0 and other < len(tokens) and tokens[other].lastgroup == tokens[one].lastgroup == "date":
            first, last = tokens[one], tokens[other]
            joined = _TO.fullmatch(cell.shown[first.end() : last.start()])
            if joined and first.group("n1", "n3") == last.group("n1", "n3") and int(first["n2"]) < int(last["n2"]):
                found = _real(int(token["n3"]), int(token["n1"]), int(token["n2"]))
                return found and DateExpr(found[0], None, found[1], found[1], vague=True, place=token.span())
    return None


def _mended(cell: DeadlineCell, token: re.Match[str]) -> bool:
    begin, end = token.span()
    return token[0] != cell.shown[begin:end] and _SLIPPED.search(cell.shown[begin:end]) is not None


def _shown(expr: DateExpr) -> str:
    month, day = expr.until
    return (f"{expr.year}年" if expr.year else "") + f"{month}月" + (f"{day}日" if day else "")


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
        elif gap == "(" and rest[-1].feast and not first.feast:
            rest[-1] = first._replace(place=(begin, rest[-1].place[1]))  # 「2月10日前（春节前）」
        elif gap is not None and _heads(first, gap, rest[-1]):
            rest[-1] = _under(first, rest[-1])
        elif not first.open:
            phrases.append(Phrase(None, first, begin, end))
    return phrases


def _heads(year: DateExpr, gap: str, following: DateExpr) -> bool:
    """Whether a year stands over the date after it: 「2021年：6月底前…」, 「2021年春节前（2月10日前）」."""
    if year.feast:
        return gap == "(" and not following.feast  # 「春节前（2月10日前）」
    if not year.bare_year or following.year is not None or following.shift is not None:
        return False
    return gap in _UNDER or gap.endswith(DEADLINES.event_opens)


def _under(year: DateExpr, following: DateExpr) -> DateExpr:
    """A date with the year that stands over it, unless it has one of its own."""
    place = (year.place[0], following.place[1])
    if following.year is not None or following.shift is not None:
        return following._replace(place=place)
    return following._replace(year=year.year, shift=year.shift, follows=year.follows, place=place)


def _spans(first: DateExpr, gap: str, shown: str, last: DateExpr) -> bool:
    gap = gap.lstrip(",、") if first.open else gap
    ends = first.open and not gap and shown.startswith("止", last.place[1] - 1)
    return ends or _TO.fullmatch(gap) is not None


def drop_replaced(cell: DeadlineCell, phrases: list[Phrase], notes: list[Note]) -> tuple[list[Phrase], list[Phrase]]:
    """Part the dates that count from those that a later one replaces (由6月底调整为9月底); one striven for is noted."""
    kept, replaced, before, head = [phrases[0]], [], phrases[0].end, cell.shown[: phrases[0].begin]
    for place, phrase in enumerate(phrases[1:], start=1):
        at = max(before, phrase.begin - _LONGEST_MOVE)
        gap = cell.shown[at : phrase.begin].rstrip("(:,")
        behind = cell.shown[phrase.end : phrases[place + 1].begin if place + 1 < len(phrases) else None]
        before = phrase.end
        moved = _MOVED.search(gap)
        if moved and moved["asked"]:
            notes.append(cell.note("D412", at + moved.start(), phrase.end))
        elif moved or (_NOW.search(gap) and _FORMERLY.search(head)):
            notes.append(cell.note("D417", kept[0].begin, kept[-1].end))
            ahead = moved is not None and moved["verb"] in DEADLINES.earlier
            replaced, kept = kept, [phrase if ahead else _behind(phrase, kept[-1].due)]
        elif _FORMERLY.search(gap) or (_FROM.search(gap) and _MOVED_AFTER.match(behind)):
            notes.append(cell.note("D417", phrase.begin, phrase.end))
            replaced = [phrase]
        elif gap.endswith(DEADLINES.stretch) and _earlier(phrase.due, kept[-1].due):
            notes.append(_striven(cell, phrase))
        elif gap.endswith(DEADLINES.binding) and len(kept) == 1 and head.endswith(DEADLINES.stretch):
            notes.append(_striven(cell, kept[0]))
            first, due = kept[0].due, phrase.due
            bare = due.year is None and due.shift is None
            kept = [phrase._replace(due=due._replace(year=first.year, shift=first.shift) if bare else due)]
        else:
            kept.append(phrase)
    return kept, replaced


_LONGEST_MOVE: Final = 40


def _behind(phrase: Phrase, former: DateExpr) -> Phrase:
    """A date that another one was moved to, in the next year where it would stand before that one: 11月底→2月底."""
    due = phrase.due
    earlier = (due.until[0], due.until[1] or 31) < (former.until[0], former.until[1] or 31)
    if due.year is not None or due.shift is not None or due.feast or phrase.start or not earlier:
        return phrase
    return phrase._replace(due=due._replace(shift=1, follows=True))


def _earlier(this: DateExpr, that: DateExpr) -> bool:
    return this.until < that.until and this.year in (None, that.year)


def _in_year_of(this: DateExpr, that: DateExpr) -> DateExpr:
    return this._replace(year=that.year, shift=that.shift) if this.year is None and this.shift is None else this


def _striven(cell: DeadlineCell, phrase: Phrase) -> Note:
    return cell.note("D412", phrase.begin, phrase.end, text="力争" + cell.shown[phrase.begin : phrase.end])
