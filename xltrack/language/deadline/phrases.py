"""The dates of a cell: its tokens read, joined into spans, and those told apart that another one replaces (docs/规则.md 3.3, 3.8)."""

import re
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.base.patterns import rare
from xltrack.language.deadline.dates import DateExpr, date_of, real_day
from xltrack.language.deadline.tokens import DATES, DEADLINES, DeadlineCell


class Phrase(NamedTuple):
    """A day or span, and where it stands in the folded cell."""

    start: DateExpr | None
    due: DateExpr
    begin: int
    end: int


_SLIPPED: Final = rare(r"[lIOo](?=[0-9lIOo]*[年月日号])", "l I O o")
_TO: Final = DEADLINES.rare(
    r"\)?(?:{span_begins}(?={span_to}|{towards}))?(?:,(?={span_to}))?(?:-+|-*{span_heads}?{span_joins}-?){span_end}?\(?",
    "- {span_joins}",
)
_UNDER: Final = frozenset(("", ":", ",", "(", "-", "的"))
# What moves a date: 「调整为」, 「延期3个月至」, 「→」; a request moves none.
_MOVED: Final = DEADLINES.rare(
    r"(?P<asked>{requests})?(?:(?P<verb>{moved})(?:[0-9]{1,3}{counter}?(?:[月年]|{days})|{heads})?{moved_to}|(?:^|(?<=[,(])){moved}|{moved_signs})$",
    "{moved} {moved_signs}",
)
_FORMERLY: Final = DEADLINES.rare("{formerly}$", "{formerly}")
_FROM: Final = DEADLINES.rare("{moved_from}$", "{moved_from}")
_MOVED_AFTER: Final = DEADLINES.pattern("{moved}")
_NOW: Final = DEADLINES.rare("{now}$", "{now}")


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
    if token.lastgroup == "date" and (token["n1"] or token["s1"]):
        return "D427"
    return "D418" if token.lastgroup == "date" and token["od"] and not dated else "D403"


def _explained(cell: DeadlineCell, tokens: list[re.Match[str]], place: int) -> bool:
    """Whether a day of another calendar stands beside the day of ours that it is: 「农历八月十五前（9月21日前）」."""
    if tokens[place].lastgroup != "foreign":
        return False
    pairs = (
        (one, other) for one, other in ((place, place + 1), (place - 1, place)) if one >= 0 and other < len(tokens)
    )
    return any(
        not DATES.isdisjoint((tokens[one].lastgroup, tokens[other].lastgroup))
        and cell.shown[tokens[one].end() : tokens[other].start()] == "("
        for one, other in pairs
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
                found = real_day(int(token["n3"]), int(token["n1"]), int(token["n2"]))
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
