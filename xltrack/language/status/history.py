"""A status cell that keeps its history: entries with their dates, of which the latest counts (docs/规则.md 5.2).

history = entry { ( "；" | "。" | "，" ) entry }
entry   = [ "截至" ] when [ "进展情况" | … ] ( "：" | "】" ) words | when words | words "（" when ")"
when    = day | [ month "-" ] month | quarter | "上半年" | "第三周" | "上月" | "本月" | …

Parted by commas alone, and without colons, they are one only where each says of the whole how far it is, and not all the same.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from xltrack.base.text import fold, squeeze, tidy
from xltrack.language.status.tokens import STATUS

_YEAR, _MONTH, _DAY = "(?:19|20)[0-9]{2}", "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
_WHEN: Final = (
    f"(?:(?:{_YEAR}年)?(?:{_MONTH}月?[-—~{{entry_to}}])?{_MONTH}月(?:{_DAY}[日号]?|{{entry_parts}})?"
    f"|{_YEAR}[./-]{_MONTH}[./-]{_DAY}日?|{_MONTH}[.]{_DAY}日?(?![0-9.%])"
    f"|(?:{_YEAR}年)?第?{{entry_quarters}}{{entry_quarter}}|{{entry_halves}}{{entry_half}}|第(?:[0-9]{{1,3}}|[{{numerals}}]{{1,3}}){{entry_runs}}"
    "|{entry_turns})"
)
_DATED: Final = f"{{entry_until}}?{_WHEN}{{entry_about}}?"
# Wherever it stands it begins an entry.
_LABEL = STATUS.rare(rf"(?<![0-9.第年月{{entry_stuck}}~—【\[-])(?={_DATED}:|[\[【]{_DATED}[\]】])", ": [ 【")
_BEGINS = STATUS.initial(
    rf"{{entry_until}}?(?P<open>[\[【(])?(?P<when>{_WHEN}){{entry_about}}?(?P<mark>[:\]】)])?(?!{{entry_never}})[:,]?",
    "{entry_until} [ 【 ( 0 1 2 3 4 5 6 7 8 9 第 {entry_quarters} {entry_halves} {entry_turns}",
)
_ENDS = STATUS.rare(rf"[(](?P<when>{_WHEN})[)]$", "(")
_STRONG = STATUS.pattern(r"[;。]+")
_WEAK = STATUS.pattern(r"[,;。]+")
_PARTS = STATUS.pattern(
    f"(?:(?P<year>{_YEAR})[年./-])?(?:(?:{_MONTH}月?[-—~{{entry_to}}])?(?P<month>{_MONTH})[月./-](?P<day>{_DAY})?"
    "|第?(?P<quarter>{entry_quarters}){entry_quarter}|(?P<half>{entry_halves}){entry_half}|第(?P<number>[0-9]{1,3}|[{numerals}]{1,3}))"
)
_ENDINGS: Final = "；;。，,、：:"
_LONGEST_WHEN: Final = 24
_NO_DAY: Final = 32  # of a month without a day
_HALF_YEAR: Final = 6


class _Entry(NamedTuple):
    """One entry: what its place counts (months, runs, turns), whether a colon marks it, and its words.

    A month says when it was reported and is left out of the words; a day may be that of completion and stays in them.
    """

    family: str
    place: float
    marked: bool
    words: str


def latest_entry(text: str, differ: Callable[[Sequence[str]], bool]) -> tuple[str, str] | None:
    """The words of the latest entry, and of all others; None of a cell that keeps no history.

    Args:
        text: the cell; lines that begin with dates are parted by 「；」, see `join_entries`.
        differ: whether texts parted by commas say each how far the whole is, and not all the same.
    """
    text = squeeze(fold(text))
    if sum(map(text.count, STATUS.entry_signs)) < 2:
        return None
    text = _LABEL.sub(";", text)
    entries = _entries(_STRONG.split(text))
    if len(entries) < 2:
        entries = _entries(_WEAK.split(text))
        if not all(entry.marked for entry in entries) and not differ([entry.words for entry in entries]):
            return None
    if len(entries) < 2 or len({entry.family for entry in entries}) > 1 or _numbers_items(entries):
        return None
    told = [entry for entry in entries if not entry.words.startswith(STATUS.planned)] or entries
    latest = told[-1] if _ascends(told) else told[0]
    return latest.words, ";".join([entry.words for entry in entries if entry is not latest])


def join_entries(text: str) -> str:
    """The words of a cell in one line; lines that begin with dates are parted by 「；」, others go on without a break."""
    lines = [squeezed for line in text.splitlines() if (squeezed := tidy(line))]
    entries = [line for line in lines if (begun := _BEGINS.match(fold(line))) and begun.end() < len(line)]
    if len(entries) < 2 or entries[0] is not lines[0]:
        return tidy(text)
    joined = lines[0]
    for line in lines[1:]:
        joined += f"；{line}" if line in entries and joined[-1] not in _ENDINGS else line
    return joined


def _entries(parts: Sequence[str]) -> list[_Entry]:
    """The entries among the parts of a cell; what has no date goes with the entry before it, and nothing may stand before all."""
    entries: list[_Entry] = []
    for part in parts:
        entry = _entry(part) if part else None
        if entry:
            entries.append(entry)
        elif part and not entries:
            return []
        elif part:
            entries[-1] = entries[-1]._replace(words=f"{entries[-1].words};{part}")
    return entries


def _entry(part: str) -> _Entry | None:
    begun = _BEGINS.match(part)
    if begun and begun.end() < len(part):
        family, place, day = _order(begun["when"])
        rest = part[begun.end() :]
        return _Entry(family, place, begun["mark"] is not None, f"{begun['when']}{rest}" if day else rest)
    ended = _ENDS.search(part, max(0, len(part) - _LONGEST_WHEN))
    if not ended or not ended.start():
        return None
    family, place, day = _order(ended["when"])
    return _Entry(family, place, True, part if day else part[: ended.start()])


def _order(when: str) -> tuple[str, float, bool]:
    """What a date counts, its place in that count (months of the calendar, with the day as a fraction), and whether it is a day."""
    if when in STATUS.entry_turns:
        return "turn", float(STATUS.values("entry_turns")[when]), False
    found = _PARTS.match(when)
    if not found:
        return "", 0.0, False
    if found["number"]:
        number = found["number"]
        return "run", float(number) if number.isdecimal() else float(STATUS.numerals.index(number[-1]) + 1), False
    quarter = found["quarter"] and STATUS.values("entry_quarters")[found["quarter"]]
    half = found["half"] and STATUS.values("entry_halves")[found["half"]]
    month = int(found["month"] or quarter or half or 0)
    day = int(found["day"] or _NO_DAY)
    years = 12 * int(found["year"]) if found["year"] else 0
    return "year" if years else "month", years + month + day / 100, found["day"] is not None


def _ascends(entries: Sequence[_Entry]) -> bool:
    """Whether the newest entry stands last; months without a year may go over New Year: 11月, 12月, 1月."""
    steps = [_step(before.place, after.place) for before, after in pairwise(entries)]
    if entries[0].family == "month":
        steps = [step if round(abs(step)) <= _HALF_YEAR else -step for step in steps]
    return sum(step > 0 for step in steps) >= sum(step < 0 for step in steps)


def _step(before: float, after: float) -> float:
    """How far two entries are apart; not at all where one of them names but the month of the other's day: 6月, 6月10日."""
    bare = _NO_DAY in (round(100 * before) % 100, round(100 * after) % 100)
    return 0.0 if bare and int(before) == int(after) else after - before


def _numbers_items(entries: Sequence[_Entry]) -> bool:
    """Whether 「1.1…；1.2…」 numbers the items of a list."""
    places = [round(100 * entry.place) for entry in entries]
    return (
        not any(entry.marked for entry in entries)
        and places[0] % 100 == 1
        and all(after - before == 1 for before, after in pairwise(places))
    )
