"""Two answers to one task, as two tables or two cells give them: which of them says more (docs/规则.md 2.9)."""

from datetime import date
from typing import Literal

from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Reported
from xltrack.language.deadline.dates import day_in
from xltrack.language.status.done import read_day
from xltrack.language.status.grammar import parse_status

Weight = Literal["same", "more", "less", "other"]
_BARE = 6  # characters of words that say nothing but that all is done


def is_silent(reported: Reported) -> bool:
    """Whether nothing was reported: all cells are blank, or hold 「/」, 「未填报」."""
    words = reported.words
    return reported.done is None and reported.progress is None and (not words or parse_status(words).kind == "blank")


def weigh_answers(one: Reported, beside: Reported) -> Weight:
    """Whether an answer says the same as the one beside it, more (all of that and something else), less, or something other."""
    if is_silent(one) or is_silent(beside):
        return "same" if is_silent(one) and is_silent(beside) else "less" if is_silent(one) else "more"
    pairs = (
        (_plain(one.words), _plain(beside.words)),
        (_day(one.done), _day(beside.done)),
        (one.progress, beside.progress),
    )
    both = [(own, other) for own, other in pairs if own is not None and other is not None]
    more = any(own is not None and other is None for own, other in pairs)
    less = any(own is None and other is not None for own, other in pairs)
    if (more and less) or any(own != other for own, other in both):
        return "other"
    return "more" if more else "less" if less else "same"


def tell_answer(reported: Reported) -> str:
    """What an answer says, in a few words: 「已完成、2021-06-20」."""
    share = None if reported.progress is None else f"{reported.progress:.0%}"
    return "、".join(str(part) for part in (reported.words, reported.done, share) if part)


def _day(done: date | str | None) -> object:
    """A done date to compare by: 「2021年6月25日」 is that day, whatever kind of cell it stands in."""
    if not isinstance(done, str):
        return done
    day = read_day(done)
    exact = day is not None and day.year is not None and day.since == day.until
    return day_in(day.year, day.until) if day and exact and day.year else squeeze(fold(done))


def _plain(words: str | None) -> str | None:
    """The words to compare by; 「√」, 「是」 and 「已完成。」 are one word."""
    if not words or (said := parse_status(words)).kind == "blank":
        return None
    text = squeeze(fold(words)).strip("。.;")
    plain = said.kind == "done" and said.whole and said.day is None and said.progress is None
    return "done" if plain and len(text) < _BARE and len(said.clauses) < 2 else text
