"""The words of a status cell, each with the letter of its class (docs/规则.md 5.2).

figure = day | month | year | percent | count | number
day    = [ year ] month "月" day [ "日" ] | year "." month "." day | month "." day        (the last before a done-word)
month  = [ year ] month "月" [ "上旬" | "底" | … ] | year "年底"                          day and month: [ "前" | "以前" | "内" ]
count  = number ( "个" | "项" | "公里" | … )
"""

import re
from functools import cache
from typing import Final, NamedTuple

from xltrack.base.lexicon import words

# The sections of the lexicon by letter; a figure is t (a day), m (a month), Y (a year or 「6月份」), T (any of them with 「前」),
# r (a share) or q (a quantity).
_CLASSES: Final = {
    "already": "a", "all": "A", "all_done": "B", "done": "D", "issued": "d", "filed": "e", "step": "s", "plan": "S",
    "not": "n", "partial": "p", "so_far": "C", "except": "x", "outside": "X", "future": "f", "push": "P", "open": "o",
    "undone": "U", "review": "E", "left": "l", "late": "L", "begin": "b", "not_begun": "N", "cancelled": "c",
    "cancel": "k", "suspended": "u", "resumed": "R", "reason": "y", "manner": "v", "general": "g", "measure": "w",
    "amount": "i", "rate": "h", "as_of": "j", "by_day": "T", "next": "F", "middle": "z", "share": "r", "plain": ".",
}  # fmt: skip
FIGURES: Final = "0123456789二百"
_MONTH, _DAY = "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
_UNITS: Final = (
    "个|项|家|处|户|公里|千米|条|所|座|人|名|件|万|亿|亩|台|套|批|次|平方米|米|吨|余|场|份|起|宗|村"
    "|篇|栋|幢|间|株|棵|盏|头|床|公顷|笔|册|款|轮"
)
_CHINESE: Final = "一二三四五六七八九十"


class Word(NamedTuple):
    """A word of a clause: its text and the letter of its class."""

    text: str
    letter: str


@cache
def _vocabulary() -> tuple[dict[str, str], dict[str, tuple[int, ...]]]:
    """The letter of each word, and for each two characters the lengths of the words that begin with them."""
    lexicon = words("status")
    letters = {word: letter for name, letter in _CLASSES.items() for word in lexicon[name]}
    lengths: dict[str, set[int]] = {}
    for word in letters:
        lengths.setdefault(word[:2], set()).add(len(word))
    return letters, {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items() if len(head) > 1}


@cache
def _figures() -> re.Pattern[str]:
    """Day = [year] month [day | 「旬」] | year "." month "." day | month "." day before a done-word; then percent, count."""
    year = "(?:(?:19|20)[0-9]{2}"
    return re.compile(
        f"(?P<day>{year}[年./-])?{_MONTH}月{_DAY}[日号]?|{year}[./-]){_MONTH}[./-]{_DAY}日?"
        f"|{_MONTH}[./-]{_DAY}日?(?=[已完办印]|$)"
        f"|二[〇○零][〇○零{_CHINESE}]{{2}}年[{_CHINESE}]{{1,2}}月(?:[{_CHINESE}]{{1,3}}日)?)(?P<by>之?以?前)?"
        f"|(?P<month>{year}[年./-])?{_MONTH}月份?(?:[上中下]旬|底|初|末)?|{year}年)(?:年?底|末)|{year}[./]){_MONTH}(?![0-9]))"
        f"(?P<till>之?以?[前内])?|(?P<year>{year}年))(?:度|全年)?"
        f"|(?P<percent>[0-9]+(?:\\.[0-9]+)?)%|百分之(?P<hundredths>[{_CHINESE}百]+)"
        f"|(?P<count>(?<!第)[0-9]+(?:\\.[0-9]+)?(?:{_UNITS}))|[0-9.]+"
    )


def cut_words(text: str) -> list[Word]:
    """Cut a folded, squeezed clause into words, the longest first; other text between them is one word of class 「.」."""
    letters, lengths = _vocabulary()
    found: list[Word] = []
    place, gap, end = 0, 0, len(text)
    while place < end:
        first = text[place]
        word = _figure_at(text, place) if first in FIGURES else None
        if word is None:
            heads = lengths.get(text[place : place + 2])
            word = _word_at(text, place, heads) if heads or first in letters else None
        if word is None:
            place += 1
            continue
        if gap < place:
            found.append(Word(text[gap:place], "."))
        found.append(word)
        place += len(word.text)
        gap = place
    if gap < end:
        found.append(Word(text[gap:], "."))
    return found


def _word_at(text: str, place: int, lengths: tuple[int, ...] | None) -> Word | None:
    letters, _ = _vocabulary()
    for length in (*(lengths or ()), 1):
        letter = letters.get(text[place : place + length])
        if letter:
            # 「印发了」 needs no 「已」
            past = letter in "de" and text.startswith("了", place + length)
            return Word(text[place : place + length], "D" if past else letter)
    return None


def _figure_at(text: str, place: int) -> Word | None:
    found = _figures().match(text, place)
    if not found:
        return None
    if found["day"] or found["month"]:
        letter = "T" if found["by"] or found["till"] else "t" if found["day"] else "Y" if found[0][-1] == "份" else "m"
    elif found["year"]:
        letter = "Y"
    elif found["percent"] or found["hundredths"]:
        letter = "r"
    else:
        letter = "q" if found["count"] or found.end() == len(text) else "."
    return Word(found[0], letter)


def share_of(text: str) -> float:
    """「80%」, 「八成」, 「百分之六十五」 as 0 to 1; 「104%」 is more than 1."""
    if text.endswith("%"):
        return round(float(text[:-1]) / 100, 6)
    known: float | None = words("status")["share"].get(text)
    if known is not None:
        return known
    tens, ten, ones = text.removeprefix("百分之").rpartition("十")
    if "百" in text.removeprefix("百分之"):
        return 1.0
    digit = {c: n for n, c in enumerate(_CHINESE, 1)}
    return ((digit.get(tens, 1) * 10 if ten else 0) + digit.get(ones, 0)) / 100
