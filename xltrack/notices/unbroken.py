"""What no line is to be broken within: days, numbers with their measure, names. A sign of no width stands between their characters."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.notices import words
from xltrack.sheets.measure import breadth

JOINER: Final = "\u2060"  # WORD JOINER
_SHORTEST, _LONGEST = 2, 14  # characters of a name that is kept whole
_WHOLE_NAME: Final = 8
_NAME_PART: Final = pattern(r"[省市县区旗州盟镇乡局委厅办院](?=..)|政府(?=..)")
_LATIN: Final = 0.3  # what a digit can be wider than half a 汉字
_ASCII: Final = pattern(r"[!-~]")
_MARKS: Final = "、，。；：）”’》〕"
_DAY: Final = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|[上中下]旬|底|末)?前?|\d{4}年(?:度|底|末)?"
_NUMBER: Final = rf"第\d+(?:-\d+)*(?:{words.MEASURES})|〔\d{{4}}〕第?\d+[号期]|{words.ANNEX}\d+|\d[\d,.]*%|\d[\d,.]*(?:{words.MEASURES})"
# Between two characters of which one is no digit, letter or sign of a number a line may end.
_PLACE: Final = pattern(r"(?<=[^\x00-\x7f])(?=.)|(?<=.)(?=[^\x00-\x7f])")


class Unbroken:
    """Keeps days, numbers and some names whole."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """`names` of units, offices, persons."""
        held = sorted(
            {name for name in names if _SHORTEST <= len(name) <= _LONGEST}, key=lambda name: (-len(name), name)
        )
        self._held = frozenset(held)
        names_of, rest = [*map(re.escape, held)], (re.escape(words.FILL_IN), _DAY, _NUMBER)
        self._names = re.compile("|".join(names_of) or "(?!)")
        self._plain, self._whole = re.compile("|".join(rest)), re.compile("|".join((*names_of, *rest)))

    def pieces(self, text: str, room: float, *, of_words: bool = True) -> Iterator[tuple[str, bool]]:
        """The text in pieces, and whether each is one that is held together.

        Args:
            text: of a paragraph.
            room: halves of a 汉字 on a line, of which a piece takes no more.
            of_words: whether names are held in any text, else in one of names: in the words of a narrow cell they would leave gaps.
        """
        at, whole = 0, self._whole
        if not of_words and sum(map(len, self._names.findall(text))) * 2 < len(text):
            whole = self._plain
        for found in whole.finditer(text):
            start, end = found.span()
            if _need(text, start, end) > room and found[0].endswith(words.BEFORE):  # the day alone may have room
                end -= 1
            if _need(text, start, end) > room:
                continue
            if start > at:
                yield text[at:start], False
            for part in _parts(text[start:end]) if text[start:end] in self._held else (text[start:end],):
                yield _PLACE.sub(JOINER, part), True
            at = end
        if at < len(text):
            yield text[at:], False


def _need(text: str, start: int, end: int) -> float:
    """Halves of a 汉字 that a piece of a text takes, with the mark behind it that no line begins with."""
    piece, behind = text[start:end], text[end : end + 1]
    return breadth(piece) + _LATIN * len(_ASCII.findall(piece)) + 2 * (behind != "" and behind in _MARKS)


def _parts(name: str) -> tuple[str, ...]:
    """A name, in two parts where it is so long that a line without it would be half empty: 「榆阳区」, 「人民政府办公室」."""
    ends = [found.end() for found in _NAME_PART.finditer(name)]
    best = min(
        (at for at in ends if max(at, len(name) - at) <= _WHOLE_NAME), key=lambda at: abs(2 * at - len(name)), default=0
    )
    return (name[:best], name[best:]) if len(name) > _WHOLE_NAME and best else (name,)
