"""Column widths of a printed table: from the page's width, so that the rows together become as low as they can."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.annex.looks import HEAD_SIZE
from xltrack.annex.wrap import breadth, width_of

_SAMPLED: Final = 150
_WORD: Final = re.compile(r"[!-~]+")
_LONGEST_WORD: Final = 14
_STEP: Final = 1.0
_NARROWEST: Final = 3.0
_AIR: Final = 0.8  # of a column that no text uses


class Need(NamedTuple):
    """What a column asks for: its header, its texts and over how many rows each may spread, the least halves of one line.

    `rigid` halves it must have whatever the others get: numbers and dates print as ### on less.
    """

    header: str
    texts: tuple[str, ...]
    spread: tuple[int, ...]
    least: float = 0
    rigid: float = 0


def fit_widths(needs: Sequence[Need], size: float, whole: float) -> tuple[float, ...]:
    """Widths that fill the page: at first as narrow as can be, then the rest to whom it saves most height."""
    widths = [_least(need, size) for need in needs]
    most = [max(width, _most(need, size)) for need, width in zip(needs, widths, strict=True)]
    rows = [_Row(areas, widths) for areas in _areas(needs, size)]
    left = whole - sum(widths)
    while left >= _STEP:
        column = _neediest(rows, widths, most)
        if column is None:
            break
        widths[column] += _STEP
        left -= _STEP
        for row in rows:
            row.widen(column)
    return tuple(round(width, 2) for width in _scaled(widths, [_rigid(need, size) for need in needs], whole))


def _rigid(need: Need, size: float) -> float:
    return width_of(need.rigid, size) if need.rigid else _NARROWEST


def _scaled(widths: Sequence[float], rigid: Sequence[float], whole: float) -> list[float]:
    """The widths made as wide together as the page, none under what it must have; what cannot be is printed smaller."""
    total = sum(widths)
    if total <= whole:
        return [width * whole / total for width in widths]
    spare = sum(max(0.0, width - least) for width, least in zip(widths, rigid, strict=True))
    share = min(1.0, (total - whole) / spare) if spare else 0.0
    return [width - share * max(0.0, width - least) for width, least in zip(widths, rigid, strict=True)]


def _least(need: Need, size: float) -> float:
    word = min(_LONGEST_WORD, _longest_word(need.texts)) * 1.12
    head = 4 if len(need.header) <= 4 else 6
    return max(width_of(max(4, need.least, need.rigid, word), size), width_of(head, HEAD_SIZE))


def _most(need: Need, size: float) -> float:
    longest = _longest_line(need.texts)
    return max(width_of(longest * 1.05, size), width_of(min(breadth(need.header), 10), HEAD_SIZE))


# The same texts are asked about for each paper.
@lru_cache(maxsize=64)
def _longest_word(texts: tuple[str, ...]) -> int:
    return max((len(word) for text in texts[:_SAMPLED] for word in _WORD.findall(text)), default=0)


@lru_cache(maxsize=64)
def _longest_line(texts: tuple[str, ...]) -> int:
    return max((breadth(part) for text in texts[:_SAMPLED] for part in text.split("\n")), default=4)


@lru_cache(maxsize=64)
def _sampled(texts: tuple[str, ...]) -> tuple[int, ...]:
    """The breadths of the texts of a sample of rows."""
    return tuple(map(breadth, texts[:: _step(texts)]))


def _step(texts: tuple[str, ...]) -> int:
    return max(1, -(-len(texts) // _SAMPLED))


def _areas(needs: Sequence[Need], size: float) -> Iterator[list[float]]:
    """For each sampled row and column: the width at which its text would be one line, over the rows that it spreads over."""
    columns = [zip(_sampled(n.texts), n.spread[:: _step(n.texts)], strict=True) for n in needs]
    for row in zip(*columns, strict=True):
        yield [wide * size * 2 / 3 / 7 / spread for wide, spread in row]


class _Row:
    """A sampled row: the lines of its texts at the widths so far, and what the next unit of width saves to its highest column."""

    __slots__ = ("areas", "gain", "highest", "lines", "second", "widths")

    def __init__(self, areas: Sequence[float], widths: Sequence[float]) -> None:
        self.areas, self.widths = areas, widths
        self.lines = [max(1.0, area / (width - _AIR)) for area, width in zip(areas, widths, strict=True)]
        self._weigh()

    def widen(self, column: int) -> None:
        """Take note of a column's new width; most columns are not the ones that make a row high."""
        was = self.lines[column]
        if was > 1.0:
            self.lines[column] = max(1.0, self.areas[column] / (self.widths[column] - _AIR))
            if was >= self.second:
                self._weigh()

    def _weigh(self) -> None:
        self.second, most = sorted((1.0, *self.lines))[-2:]
        self.highest = self.lines.index(most)
        wider = self.areas[self.highest] / (self.widths[self.highest] + _STEP - _AIR)
        self.gain = most - max(self.second, wider)


def _neediest(rows: Sequence[_Row], widths: Sequence[float], most: Sequence[float]) -> int | None:
    """The column whose next unit of width lowers the rows most; None where none lowers any and all are wide enough."""
    gains = [0.0] * len(widths)
    for row in rows:
        gains[row.highest] += row.gain
    open_ = [at for at, width in enumerate(widths) if width < most[at]]
    if not open_:
        return None
    return max(open_, key=lambda at: (gains[at], most[at] / widths[at]))
