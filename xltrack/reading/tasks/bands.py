"""Band rows: a row that heads the tasks below it, as an outermost group (docs/规则.md 2.1)."""

from collections.abc import Mapping
from typing import Final

from xltrack.base.text import squeeze
from xltrack.reading.files.grid import Value
from xltrack.reading.tables.lines import LINES

_NUMERAL: Final = "[{numerals}{hundred}]+"
_DIGITS: Final = "[0-9０-９]{1,2}"
# What a band begins with, the innermost level first.
_LEVELS: Final = LINES.pattern(
    rf"([①-⑳]|{_DIGITS}[.．]{_DIGITS}[.．]{_DIGITS})"
    rf"|([(（]?{_DIGITS}[)）]|{_DIGITS}[.．]{_DIGITS}(?![0-9０-９]))"
    rf"|({_DIGITS}(?:[、.．]|\s)(?![0-9０-９]))"
    rf"|([(（]{_NUMERAL}[)）])"
    rf"|({_NUMERAL}{{plain_part_kinds}}?[、.．:：,，\s])"
    rf"|(第{_NUMERAL}{{part_kinds}})"
)
_CHINESE_LEVELS: Final = 3
_INNERMOST: Final = 90
_LONGEST: Final = 40  # characters of a numeral with the spaces in it
_LONGEST_NUMERAL: Final = 8
_ALONE = LINES.pattern(rf"[(（]?{_NUMERAL}[)）]?[、.．]?|第{_NUMERAL}{{part_kinds}}")


def number_level(words: str) -> int | None:
    """How deep a row stands by its number: 第一部分 0, 一、 1, （一） 2, 1. 3, （1） or 1.1 4, ① or 1.1.1 5; None without one."""
    found = _LEVELS.match(words + " ") if words else None
    return 6 - found.lastindex if found and found.lastindex else None


def band_level(words: str) -> int | None:
    """How deep a band stands by its Chinese numeral: 第一部分 0, 一、 1, （一） 2; None without one."""
    depth = number_level(words)
    return depth if depth is not None and depth < _CHINESE_LEVELS else None


def numbered_band(cells: Mapping[int, Value], seq: int | None) -> tuple[int, str] | None:
    """Depth and words of a band whose numeral stands in the seq column: 「一 | 思想认识方面」; None if it is none."""
    numeral = cells.get(seq) if seq is not None else None
    flat = squeeze(numeral) if isinstance(numeral, str) and len(numeral) <= _LONGEST else ""
    if not 0 < len(flat) <= _LONGEST_NUMERAL or not _ALONE.fullmatch(flat):
        return None
    others = {value for column, value in cells.items() if column != seq}
    words, depth = others.pop() if len(others) == 1 else None, 2 if flat[0] in "(（" else 0 if flat[0] == "第" else 1
    return (depth, words) if isinstance(words, str) else None


class Bands:
    """The bands open above a row, outermost first."""

    __slots__ = ("_open", "empty")

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []
        self.empty = False  # whether no task stands below the last band yet

    def enter(self, words: str, depth: int | None) -> None:
        """Open a band: it closes those of its own depth and deeper.

        One without a numeral closes all, unless it stands right below another band: then it is an inner one, and so are those
        that follow it.
        """
        if depth is None:
            inner = (self._open and self.empty) or any(band[0] == _INNERMOST for band in self._open)
            depth = _INNERMOST if inner else 0
        self._open = [*(band for band in self._open if band[0] < depth), (depth, words)]
        self.empty = True

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the open bands."""
        return tuple(words for _, words in self._open)
