"""The words of a status cell, each with the letter of its class (docs/规则.md 5.2).

figure = day | month | year | share | count | number
day    = [ year ] month "月" day [ "日" ] [ "至" day "日" ] | year "." month "." day | month ( "." | "/" ) day   (no measure behind)
month  = [ year ] month "月" [ "上旬" | "底" | … ] | year "年底"                          day and month: [ "前" | "以前" | "内" ]
count  = number ( "个" | "项" | "公里" | … )
share  = percent | number "/" number                                                     (「3/5」 alone behind a done-word)
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern

STATUS: Final = Vocabulary("status")

# The sections of the lexicon by letter; a figure is t (a day), m (a month), Y (a year or 「6月份」), T (any of them with 「前」),
# r (a share) or q (a quantity).
_CLASSES: Final = {
    "already": "a", "all": "A", "all_done": "B", "done": "D", "issued": "d", "filed": "e", "step": "s", "plan": "S",
    "not": "n", "partial": "p", "so_far": "C", "except": "x", "outside": "X", "future": "f", "push": "P", "open": "o",
    "undone": "U", "review": "E", "left": "l", "late": "L", "begin": "b", "not_begun": "N", "cancelled": "c",
    "cancel": "k", "suspended": "u", "resumed": "R", "reason": "y", "manner": "v", "general": "g", "measure": "w",
    "from": "O", "amount": "i", "rate": "h", "as_of": "j", "by_day": "T", "next": "F", "middle": "z", "share": "r", "plain": ".",
}  # fmt: skip
FIGURES: Final = "0123456789二百"
_FIGURES: Final = {
    "day": "t", "month": "m", "by": "T", "till": "T", "year": "Y", "percent": "r", "hundredths": "r", "whole": "r",
    "count": "q",
}  # fmt: skip
_YEAR, _MONTH, _DAY = "(?:(?:19|20)[0-9]{2}", "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
# Day = [year] month [day | 「旬」] | year "." month "." day | month "." day before a done-word; then percent, count.
_FIGURE: Final = STATUS.pattern(
    f"(?P<day>{_YEAR}[年./-])?{_MONTH}月{_DAY}(?:[日号]?(?:{{entry_to}}|[—~-]+){_DAY}[日号]|[日号])?|{_YEAR}[./-]){_MONTH}[./-]{_DAY}日?"
    f"|{_MONTH}[./-]{_DAY}日?(?=[{{before_done}}]|$)|(?<![0-9A-Za-z./%:：])(?:{_MONTH}/{_DAY}|{_MONTH}\\.{_DAY})日?(?=[\u4e00-\u9fff])(?!{{counts}}|[{{no_day}}])"
    "|{two}[{zeros}][{zeros}{numerals}]{2}年[{numerals}]{1,2}月(?:[{numerals}]{1,3}日)?)(?P<by>{by_words})?"
    f"|(?P<month>{_YEAR}[年./-])?{_MONTH}{{month_marks}}{{month_parts}}?|{_YEAR}年){{year_ends}}|{_YEAR}[./]){_MONTH}(?![0-9]))"
    f"(?P<till>{{till_words}})?|(?P<year>{_YEAR}年)){{year_tails}}?"
    "|(?P<percent>[0-9]+(?:\\.[0-9]+)?)%|{hundredths}(?P<hundredths>[{numerals}{hundred}]+)"
    "|(?P<part>[0-9]{1,6})/(?P<whole>0*[1-9][0-9]{0,5})(?![0-9/])"
    "|(?P<count>(?<!第)[0-9]+(?:\\.[0-9]+)?{counts}(?!{of_time}))|[0-9.]+"
)


# 「由50%提升至80%」, and in front of the second figure of it
_RISEN = pattern("Or[.vjh]{0,4}$")
# 「完成3/5」 is a share, 「3/5完成」 a day.
_FRACTION = pattern(r"[0-9]{1,6}/0*[1-9][0-9]{0,5}(?![0-9/])")


class Word(NamedTuple):
    """A word of a clause: its text and the letter of its class."""

    text: str
    letter: str


_LETTERS: Final = {word: letter for name, letter in _CLASSES.items() for word in getattr(STATUS, name)}
# For each two characters the lengths of the words that begin with them, the longest first.
_LENGTHS: Final[dict[str, list[int]]] = {}
for _word in sorted(_LETTERS, key=len, reverse=True):
    if len(_word) > 1 and len(_word) not in _LENGTHS.setdefault(_word[:2], []):
        _LENGTHS[_word[:2]].append(len(_word))


def cut_words(text: str) -> list[Word]:
    """Cut a folded, squeezed clause into words, the longest first; other text between them is one word of class 「.」."""
    found: list[Word] = []
    place, gap, end = 0, 0, len(text)
    while place < end:
        first = text[place]
        word = _figure_at(text, place, found) if first in FIGURES else None
        if word is None:
            heads = _LENGTHS.get(text[place : place + 2], ())
            word = _word_at(text, place, heads) if heads or first in _LETTERS else None
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


def _word_at(text: str, place: int, lengths: Sequence[int]) -> Word | None:
    for length in (*lengths, 1):
        letter = _LETTERS.get(text[place : place + length])
        if letter:
            # 「印发了」 needs no 「已」
            past = letter in "de" and text.startswith("了", place + length)
            return Word(text[place : place + length], "D" if past else letter)
    return None


def _figure_at(text: str, place: int, before: Sequence[Word]) -> Word | None:
    found = _FIGURE.match(text, place)
    if not found:
        return None
    done = before and before[-1].letter in "Dw" and text.startswith(before[-1].text, place - len(before[-1].text))
    if done and (share := _FRACTION.match(text, place)):
        return Word(share[0], "r")
    letter = _FIGURES.get(found.lastgroup or "") or ("q" if found.end() == len(text) else ".")
    return Word(found[0], "Y" if letter == "m" and found[0].endswith("份") else letter)


def share_of(text: str) -> float:
    """「80%」, 「八成」, 「百分之六十五」 as 0 to 1; 「104%」 is more than 1."""
    if text.endswith("%"):
        return round(float(text[:-1]) / 100, 6)
    if "/" in text:
        part, whole = text.split("/")
        return round(int(part) / int(whole), 6)
    if text in STATUS.share:
        return float(STATUS.values("share")[text])
    number = text.removeprefix("百分之")
    if "百" in number:
        return 1.0
    tens, ten, ones = number.rpartition("十")
    digit = {char: value for value, char in enumerate(STATUS.numerals, 1)}
    return ((digit.get(tens, 1) * 10 if ten else 0) + digit.get(ones, 0)) / 100


def find_share(found: list[Word], letters: str) -> float | None:
    """A percentage counts where it opens the clause or follows a word of progress: 「完成80%」, not 「满意度98%」."""
    for place, word in enumerate(found):
        if word.letter != "r":
            continue
        before = letters[:place].rstrip("v")
        if letters[place - 1 : place] == "O" and "r" in letters[place + 1 :]:
            continue
        if place and found[place - 1].text in STATUS.part_of and letters[: place - 1].rstrip("v")[-1:] != "w":
            continue
        if risen := _RISEN.search(before):
            if before[: risen.start()].endswith("h"):  # 「负荷率由31%上升到57%」
                continue
            return share_of(word.text)
        if "f" in before and "a" not in before:
            continue
        if before.endswith("."):
            before = before[:-1].rstrip("v") or "h"
            before = before if before[-1] in "DwB" else "h"
        if not before or before[-1] in "wDdesSgoazbiPpn":
            return share_of(word.text)
    return None
