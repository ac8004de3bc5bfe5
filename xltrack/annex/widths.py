"""Column widths of a printed table: from the page's width, so that the rows together become as low as they can."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from xltrack.annex.looks import HEAD_SIZE
from xltrack.annex.wrap import width_of
from xltrack.sheets.measure import breadth

_SAMPLED: Final = 150
_WORD: Final = re.compile(r"[!-~]+")
_LONGEST_WORD: Final = 14
_STEP: Final = 1.0
_NARROWEST: Final = 3.0


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
    areas = _areas(needs, size)
    left = whole - sum(widths)
    while left >= _STEP:
        column = _neediest(areas, widths, most)
        if column is None:
            break
        widths[column] += _STEP
        left -= _STEP
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
    words = (len(word) for text in need.texts[:_SAMPLED] for word in _WORD.findall(text))
    word = min(_LONGEST_WORD, max(words, default=0)) * 1.12
    head = 4 if len(need.header) <= 4 else 6
    return max(width_of(max(4, need.least, need.rigid, word), size), width_of(head, HEAD_SIZE))


def _most(need: Need, size: float) -> float:
    longest = max((breadth(part) for text in need.texts[:_SAMPLED] for part in text.split("\n")), default=4)
    return max(width_of(longest * 1.05, size), width_of(min(breadth(need.header), 10), HEAD_SIZE))


def _areas(needs: Sequence[Need], size: float) -> list[list[float]]:
    """For each sampled row and column: the width at which its text would be one line, over the rows that it spreads over."""
    count = max((len(need.texts) for need in needs), default=0)
    step = max(1, -(-count // _SAMPLED))
    rows = range(0, count, step)
    return [[breadth(n.texts[row]) * size * 2 / 3 / 7 / n.spread[row] for n in needs] for row in rows]


def _neediest(areas: list[list[float]], widths: list[float], most: list[float]) -> int | None:
    """The column whose next unit of width lowers the rows most; None where none lowers any and all are wide enough."""
    gains = [0.0] * len(widths)
    for row in areas:
        lines = [max(1.0, area / (width - 0.8)) for area, width in zip(row, widths, strict=True)]
        highest = max(lines)
        if highest <= 1.0:
            continue
        column = lines.index(highest)
        second = max([line for at, line in enumerate(lines) if at != column], default=1.0)
        gains[column] += highest - max(second, row[column] / (widths[column] + _STEP - 0.8), 1.0)
    open_ = [at for at, width in enumerate(widths) if width < most[at]]
    if not open_:
        return None
    return max(open_, key=lambda at: (gains[at], most[at] / widths[at]))
