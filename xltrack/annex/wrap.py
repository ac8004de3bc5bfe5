"""How many lines a text takes in a cell, by the rules of Chinese line breaking, how high that is, and where titles break.

Widths count halves of a 汉字: a Chinese character is 2, what stands between blanks in Latin letters and digits is not broken,
and no line begins with 、，。）or ends with （《.
"""

from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import Final

from xltrack.annex import words
from xltrack.annex.looks import SMALL
from xltrack.base.patterns import pattern
from xltrack.sheets import measure
from xltrack.sheets.days import DAY, day_breadth, longest_day
from xltrack.sheets.measure import HIGHEST

# Line height over point size: what the widest of the fonts in use (the fallback of LibreOffice) needs; 仿宋 takes less.
LINE: Final = 1.45
# Above and below the words of a cell together, in points; small letters are for long tables, and stand closer.
_AIR, _AIR_OF_SMALL = 7.0, 2.5
PIXELS: Final = 7.0  # of one unit of column width, the Normal font being 10 points
PADDING: Final = 6.0  # pixels of a cell that no text uses
LATIN: Final = 1.12  # digits and letters over half a 汉字, in the widest of the fonts in use
_DATED: Final = pattern(r"^(\d{4}年)(\d{1,2}月\S{0,6})$")
_DIGITS_SLACK: Final = 1.08  # of a date, which is digits by half
_OPENING: Final = "（《“‘「〔【("
_CLOSING: Final = "、，。；：！？）》”’」〕】…)%,;."
_PIECE: Final = pattern(rf"[{_OPENING}]*(?:[!-'*-+\--~]+|[^\n])[{_CLOSING}]*")

# Of a title: lines beyond those that it needs, what it costs to break it behind a word, and where no word is known.
_MORE_LINES: Final = 3
_WORD_END, _UNKNOWN_END = 8.0, 90.0
_DATE_INSIDE: Final = pattern(r"\d[年月日号期届个项]|[年月]\d|[—－-]\d|年[—－-]|[第〔]\d")
_CHINESE: Final = pattern("[\u0800-\ud7ff\ue000-\uffff]*")  # all of them two halves wide


# The same words are measured for every paper and width that is tried.
breadth: Final = lru_cache(maxsize=65536)(measure.breadth)


def wrapped_lines(text: str, room: float) -> int:
    """The lines that a text takes where one holds `room` halves of a 汉字; its own line breaks count."""
    if "\n" in text:
        return sum(wrapped_lines(part, room) for part in text.split("\n"))
    if breadth(text) * LATIN <= room:
        return 1
    return (_CHINESE.fullmatch(text) and _chinese_lines(text, int(room / 2))) or _mixed_lines(text, room)


def _chinese_lines(text: str, capacity: int) -> int:
    """The lines of 汉字 and their marks, so many on each; 0 where a line would end nowhere."""
    lines, at, last = 1, 0, len(text) - capacity
    while at < last:
        end = at + capacity
        while text[end] in _CLOSING or text[end - 1] in _OPENING:
            end -= 1
            if end <= at:
                return 0
        lines, at = lines + 1, end
    return lines


@lru_cache(maxsize=65536)
def _mixed_lines(text: str, room: float) -> int:
    lines, used = 1, 0.0
    for need in map(_need, _PIECE.findall(text)):
        if used + need <= room:
            used += need
        elif need <= room:
            lines, used = lines + 1, need
        else:  # a word longer than the line is broken anywhere
            over = used + need
            lines += int(over // room)
            used = over % room
    return lines


@lru_cache(maxsize=65536)
def _need(piece: str) -> float:
    wide = breadth(piece) - len(piece)
    return wide * 2 + (len(piece) - wide) * LATIN


def room_for(text: str) -> float:
    """Halves of a 汉字 for which a text takes one line whatever stands in it, be it a date."""
    return inf if "\n" in text else breadth(text) * LATIN * _DIGITS_SLACK


def room_of(width: float, size: float) -> float:
    """Halves of a 汉字 that one line of a column of this width holds at this point size."""
    return max(2.0, (width * PIXELS - PADDING) / (size * 2 / 3))


def width_of(halves: float, size: float) -> float:
    """The column width that holds so many halves of a 汉字."""
    return (halves * size * 2 / 3 + PADDING) / PIXELS


def pixel_room(pixels: float, size: float) -> float:
    """Halves of a 汉字 that one line of a column of so many pixels holds."""
    return room_of(pixels / PIXELS, size)


def height_of(lines: int, size: float) -> float:
    """The height of a row of so many lines in points, by the quarter point that programs round to; at most 409."""
    return min(HIGHEST, full_height(lines, size))


def full_height(lines: int, size: float) -> float:
    """The height of so many lines in points, be it over several rows."""
    return -(-(lines * size * LINE + (_AIR if size > SMALL else _AIR_OF_SMALL)) // 0.75) * 0.75


def break_date(text: str) -> str:
    """A date in two lines, year and day: 「2021年⏎6月底前」; other words as they are."""
    return _DATED.sub(r"\1\n\2", text) if text[4:5] == "年" and len(text) <= 16 else text


@lru_cache(maxsize=65536)
def fit_date(text: str, room: float) -> str:
    """The words as a cell shows them whose lines hold `room` halves: a date for which one is too short breaks behind its year."""
    broken = break_date(text)
    return broken if broken != text and wrapped_lines(text, room / _DIGITS_SLACK) > 1 else text


def fit_days(text: str, room: float) -> str:
    """The words as a cell of days shows them: none of these is parted, but where no line holds it, behind its year."""
    return break_date(text) if longest_day(text) > room else keep_days(text, room)


@lru_cache(maxsize=65536)
def keep_days(text: str, room: float) -> str:
    """The words with a break before each day that the end of a line of so many halves would part; as they are where one is too long."""
    if breadth(text) * LATIN <= room:
        return text
    shown, used, behind = [], 0.0, 0
    for day in DAY.finditer(text):
        used = _line_end(text[behind : day.start()], used, room)
        need = day_breadth(day[0])
        parted = used and need <= room < used + need
        shown += [text[behind : day.start()], "\n" * bool(parted), day[0]]
        used, behind = need if parted else used + need, day.end()
    return "".join([*shown, text[behind:]])


def _line_end(text: str, used: float, room: float) -> float:
    """How much of its last line a text uses that begins behind so many halves."""
    if "\n" in text:
        used, text = 0.0, text.rpartition("\n")[2]
    for need in map(_need, _PIECE.findall(text)):
        used = used + need if used + need <= room else need
    return used


def break_title(title: str, room: float) -> str:
    """The title in lines of about equal length where it is longer than the page is wide, broken between words."""
    needed = -(-breadth(title) // max(1, int(room)))
    if needed < 2:
        return title
    told = (_broken_title(title, lines, room) for lines in range(needed, needed + _MORE_LINES))
    return next(filter(None, told), title)


def _broken_title(title: str, lines: int, room: float) -> str:
    """The title in so many lines at the least cost; 「」 where they do not fit, or where a word would be split."""
    mean, ends = breadth(title) / lines, {at: _break_cost(title, at) for at in range(1, len(title))}
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for line in range(1, lines + 1):
        found: dict[int, tuple[float, tuple[int, ...]]] = {}
        for end, price in ends.items() if line < lines else ((len(title), 0.0),):
            for start, (cost, breaks) in best.items():
                size = breadth(title[start:end]) if start < end else inf
                if size <= room:
                    told = cost + price + (size - mean) ** 2, (*breaks, end)
                    found[end] = min(found.get(end, told), told)
        best = found
    if not best:
        return ""
    cost, breaks = best[len(title)]
    return "\n".join(title[a:b] for a, b in pairwise((0, *breaks))) if cost < inf else ""


def _break_cost(title: str, at: int) -> float:
    """What it costs the eye to break a title there, in the square of half-width characters; inf inside a word."""
    before, after = title[:at], title[at:]
    if after.startswith(words.NEVER_FIRST) or before.endswith(words.NEVER_LAST) or _in_word(title, at):
        return inf
    if after.startswith(words.BRACKET):
        return 0.0
    known = before.endswith(words.BREAK_BEHIND) or after.startswith(words.BREAK_BEFORE)
    return _WORD_END if known else _UNKNOWN_END


def _in_word(title: str, at: int) -> bool:
    """Whether a place lies inside a number, a Latin word, or one of the words that titles are made of."""
    if (title[at - 1].isascii() and title[at].isascii()) or _DATE_INSIDE.search(title[at - 1 : at + 1]):
        return True
    return any(title[max(0, at - cut) :].startswith(word) for word in words.WHOLE for cut in range(1, len(word)))
