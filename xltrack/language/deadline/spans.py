"""Dates joined into spans and sorted out: 「8月1日至8月31日」, 「由6月底调整为9月底」 (docs/规则.md 3.3)."""

import re
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.language.deadline.dates import DateExpr, date_of
from xltrack.language.deadline.tokens import DEADLINES, DeadlineCell


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
        only = dates[0]
        return [] if only.open else [Phrase(None, only, *only.place)]
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
    if not year.bare_year or following.year is not None or following.shift is not None:
        return False
    return gap in _UNDER or gap.endswith(DEADLINES.event_opens)


def _spans(first: DateExpr, gap: str, shown: str, last: DateExpr) -> bool:
    if first.open:
        gap = gap.lstrip(",、")
        if not gap and shown.startswith("止", last.place[1] - 1):
            return True
    return _TO.fullmatch(gap) is not None


def drop_replaced(cell: DeadlineCell, phrases: list[Phrase], notes: list[Note]) -> tuple[list[Phrase], list[Phrase]]:
    """Part the dates that count from those that a later one replaces (由6月底调整为9月底); one striven for is noted."""
    kept, replaced, before = [phrases[0]], [], phrases[0].end
    for phrase in phrases[1:]:
        gap = cell.shown[before : phrase.begin].rstrip("(:,")
        before = phrase.end
        if gap.endswith(_MOVED):
            notes.append(cell.note("D417", kept[0].begin, kept[-1].end))
            replaced, kept = kept, [phrase]
        elif gap.endswith(DEADLINES.stretch) and _earlier(phrase.due, kept[-1].due):
            notes.append(_striven(cell, phrase))
        elif (
            gap.endswith(DEADLINES.binding)
            and len(kept) == 1
            and cell.shown[: kept[0].begin].endswith(DEADLINES.stretch)
        ):
            notes.append(_striven(cell, kept[0]))
            kept = [phrase._replace(due=_in_year_of(phrase.due, kept[0].due))]
        else:
            kept.append(phrase)
    return kept, replaced


def _earlier(this: DateExpr, that: DateExpr) -> bool:
    return this.until < that.until and this.year in (None, that.year)


def _in_year_of(this: DateExpr, that: DateExpr) -> DateExpr:
    return this._replace(year=that.year, shift=that.shift) if this.year is None and this.shift is None else this


def _striven(cell: DeadlineCell, phrase: Phrase) -> Note:
    return cell.note("D412", phrase.begin, phrase.end, text="力争" + cell.shown[phrase.begin : phrase.end])
