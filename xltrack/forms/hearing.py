"""What the words in the cells of a form say: 「同上期」, 「/」, 60, 「2021年7月12日」; and what is odd of them (docs/规则.md 16.3)."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.forms import ANSWER_HEADS, ANSWER_ROLES, Answers
from xltrack.domain.letters import Typed
from xltrack.forms import words
from xltrack.language.deadline.dates import day_in
from xltrack.language.status.done import read_day
from xltrack.language.status.grammar import parse_status
from xltrack.ooxml.spelling import NOT_XML

LONGEST: Final = 4000  # characters of an answer that are kept: seven of them find room in one hidden cell
_LONGEST_CELL: Final = 16_000  # characters, whatever each of them takes
_DAYS: Final = ("done_date", "extension")
_STATED: Final = ANSWER_ROLES[:3]
_BEFORE: Final = words.SAME_AS_BEFORE | frozenset(Vocabulary("columns").as_before)
_ERRORS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_MIDNIGHT: Final = pattern(r"\s+0?0:00(?::00)?$")  # that a file of plain text has behind a day
_SHARE: Final = pattern(r"([0-9]+(?:\.[0-9]+)?)%?")


def heard(told: Answers, shown: Answers, mine: Answers) -> Answers:
    """What a unit says with its answers; None for nothing.

    Args:
        told: as typed.
        shown: what stood there before: 「同上期」 is that.
        mine: what counts so far: 「无」 says something only where something stands.
    """
    return Answers(*map(_heard, ANSWER_ROLES, told, shown, mine))


def _heard(role: str, value: Typed, shown: Typed, mine: Typed) -> Typed:
    if value is None:
        return None
    if says_as_before(value):
        return tidy_answer(role, shown)
    if isinstance(value, str) and squeeze(fold(value)) in words.NOTHING:
        return value if role not in _STATED and (shown or mine) not in (None, "") else None
    return tidy_answer(role, value)


def plain(answers: Answers) -> Answers:
    """Answers as they are kept."""
    return Answers(*map(tidy_answer, ANSWER_ROLES, answers))


def tidy_answer(role: str, value: Typed) -> Typed:
    """A value as it is kept: a share as a part of 1, a day as a day, words without what no cell can hold."""
    if role == "progress":
        return _share(value)
    if not isinstance(value, str):
        return value
    text = NOT_XML.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()[:LONGEST]
    return (_day(text) if role in _DAYS else None) or text or None


def _share(value: Typed) -> Typed:
    """The column is headed 「进度（%）」, where 60 is 60 %; words that are no number stay."""
    if isinstance(value, str):
        text = squeeze(fold(value))
        if not (found := _SHARE.fullmatch(text)):  # 「六成」
            return NOT_XML.sub("", text)[:LONGEST] or None
        number = float(found[1])
        if number <= 100:
            return number / 100 if text.endswith("%") or number > 1 else number
        return text
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    if 0 <= value <= 100:
        return value / 100 if value > 1 else float(value)
    return f"{value:g}"  # no share; as words it is shown as it was typed


def _day(text: str) -> date | None:
    """The day that words name with its year; None of a month, of words that lack a year or say more."""
    text = _MIDNIGHT.sub("", text)
    expr = read_day(text) if len(text) < 24 else None
    if expr is None or not expr.year or expr.since != expr.until or not words.BARE_DAY.fullmatch(squeeze(fold(text))):
        return None
    with suppress(ValueError):
        return day_in(expr.year, expr.until)
    return None


def says_as_before(value: Typed) -> bool:
    """Whether a unit refers to what it told before."""
    return isinstance(value, str) and squeeze(fold(value)).rstrip(".。") in _BEFORE


def is_same_answer(one: object, other: object) -> bool:
    """Whether two values are the same, however they are spaced and whatever type a cell gave them."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return _words(one) == _words(other)


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return squeeze(fold(str(value))).rstrip("。.;")


def oddities(answers: Answers, today: date) -> Iterator[tuple[str, str]]:
    """What is odd of answers: the field, and why."""
    status, done, share = answers[:3]
    for role, value in fields_of(answers):
        if isinstance(value, str) and value in _ERRORS:
            yield role, words.BROKEN
    if isinstance(done, date) and done > today:
        yield "done_date", words.AHEAD
    for role in _DAYS:
        value = getattr(answers, role)
        if isinstance(value, str) and squeeze(fold(value)) not in words.NOTHING and read_day(value) is None:
            yield role, words.NO_DAY
    if share is not None and not _is_share(share):
        yield "progress", words.NO_SHARE
    if isinstance(status, str):
        if squeeze(fold(status)) in words.ELSEWHERE:
            yield "status", words.SAYS_NOTHING
        elif why := _contradiction(parse_status(status).kind, done, share):
            yield "status", why


def _is_share(value: Typed) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _contradiction(kind: str, done: Typed, share: Typed) -> str:
    """What speaks against the words beside it; 「」 where nothing does."""
    if kind in ("not_started", "in_progress") and share == 1:
        return words.WHOLE_AND_OPEN
    if kind in ("not_started", "in_progress") and isinstance(done, date):
        return words.DAY_AND_OPEN
    if kind == "done" and _is_share(share) and share != 1:
        return words.DONE_AND_PART
    return ""


def too_long(told: Answers) -> Iterator[str]:
    """The fields of which not all is kept."""
    yield from (
        role for role, value in zip(ANSWER_ROLES, told, strict=True) if isinstance(value, str) and len(value) > LONGEST
    )


def spoken(answers: Answers) -> str:
    """Answers in one line: 「完成情况：推进中；进度（%）：60%」."""
    pairs = zip(ANSWER_HEADS, answers, strict=True)
    return words.BETWEEN_ANSWERS.join(
        words.ANSWER_TOLD.format(name=name, value=in_words(v)) for name, v in pairs if v is not None
    )


def in_words(value: Typed) -> str:
    """A value as it is told."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.0%}" if isinstance(value, float) and 0 <= value <= 1 else "" if value is None else str(value)


def stated(answers: Answers) -> Answers:
    """The words, the day and the share alone, which belong together."""
    return Answers(*answers[:3])


def fields_of(answers: Answers) -> Sequence[tuple[str, Typed]]:
    """The fields with their values."""
    return [*zip(ANSWER_ROLES, answers, strict=True)]


def cut_answers(text: str) -> str:
    """Answers of many units together, as far as a cell of the ledger may be long."""
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL]
