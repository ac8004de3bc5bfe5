"""The parts that one task lists: 「1.起草方案；2.印发方案。」 in a single cell (docs/规则.md 1)."""

import re
from collections.abc import Callable
from typing import Final

from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import fold

COMMON: Final = Vocabulary("common")
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MARKS: Final[tuple[tuple[re.Pattern[str], Callable[[str], int]], ...]] = (
    (pattern(r"(?<![0-9.])([0-9]{1,2})[.、](?![0-9])"), int),
    (pattern(r"[(]([0-9]{1,2})[)][.、]?"), int),
    (pattern(r"(?<![0-9(])([0-9]{1,2})[)](?!\w*[(])"), int),
    (pattern(rf"([{_CIRCLED}])"), lambda mark: _CIRCLED.index(mark) + 1),
    (COMMON.pattern(r"[(]([{numerals}])[)]"), lambda mark: COMMON.numerals.index(mark) + 1),
    (COMMON.pattern(r"(?:^|(?<=[:;。]))([{numerals}])、"), lambda mark: COMMON.numerals.index(mark) + 1),
    (COMMON.pattern(r"(?:^|(?<=[:;。,]))([{numerals}]){point_marks}"), lambda mark: COMMON.numerals.index(mark) + 1),
)


def list_parts(text: str) -> tuple[str, ...]:
    """The parts of a task numbered inside its text, without their numbers; () where fewer than two are numbered from one on.

    parts = [words] number part number part { number part } ;
    """
    folded = fold(text)
    found = [places for mark, count in _MARKS if len(places := _counted(folded, mark, count)) > 1]
    if not found:
        return ()
    places = min(found, key=lambda run: run[0][0])
    ends = [begin for begin, _ in places[1:]] + [len(text)]
    return tuple(text[after:end].strip(" ；;，,、") for (_, after), end in zip(places, ends, strict=True))


def _counted(folded: str, mark: re.Pattern[str], count: Callable[[str], int]) -> list[tuple[int, int]]:
    """Where the numbers 1, 2, 3 … of one kind begin and end, in that order; other numbers between them count nothing."""
    places: list[tuple[int, int]] = []
    for found in mark.finditer(folded):
        if count(found[1]) == len(places) + 1:
            places.append(found.span())
    return places
