"""Tasks whose words were changed: paired by likeness, what stands with them in the row helping (docs/规则.md 8.2).

Only a few candidates are compared for each task: those that share its rarest pieces of words, its number and group, or its
neighbour. So the cost follows the number of rows, not its square. rapidfuzz stands here alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.comparison.features import Features

MOST: Final = 100_000  # rows on either side; more of them are not compared
_LENGTH: Final = 400  # characters that are compared
_CUT: Final = 120  # characters that pieces are taken from
_PIECES: Final = 12  # rare pieces that are looked up for one task
_POSTED: Final = 40  # tasks that a piece may stand in and still be rare
_CANDIDATES: Final = 6
_ANCHORED: Final = 4
# How like two texts must be, in hundredths, and how much each thing beside the text that is the same allows for.
_NEEDED: Final = 86.0
_HELP: Final = 8.0
_LEAST: Final = 52.0
# First and second, 2021 and 2022: texts that differ in nothing else are likely two tasks.
_OTHER_NUMBERS: Final = 10.0
_NUMBERS: Final = pattern(r"[0-9]+|[一二三四五六七八九十]+")


class _Found(NamedTuple):
    score: float
    old: int
    new: int
    share: float


def similar_pairs(
    was: Mapping[int, Features], now: Mapping[int, Features], olds: Sequence[int], news: Sequence[int],
    placed: Mapping[int, int],
) -> Iterator[tuple[int, int, float]]:  # fmt: skip
    """Pairs of old and new places with the likeness of their texts, the likest first taken.

    `was` and `now` are the rows by place, `olds` and `news` the places still free, `placed` the old places by new place of
    the rows that are paired already: neighbours stay neighbours.
    """
    if max(len(olds), len(news)) > MOST:
        return
    index = _Index(was, olds)
    found = [f for n in news for f in _compare(n, index, was, now, placed)]
    taken_old, taken_new = set(), set()
    for _, old, new, share in sorted(found, key=lambda f: (-f.score, f.old, f.new)):
        if old not in taken_old and new not in taken_new:
            taken_old.add(old)
            taken_new.add(new)
            yield old, new, share


def _compare(
    new: int, index: "_Index", was: Mapping[int, Features], now: Mapping[int, Features], placed: Mapping[int, int]
) -> Iterator[_Found]:
    from rapidfuzz.fuzz import ratio

    mine = now[new]
    before, behind = placed.get(new - 1, -2) + 1, placed.get(new + 1, 0) - 1
    for old in index.candidates(mine, before, behind):
        other = was[old]
        help_ = _HELP * (_agreement(other, mine) + (old in (before, behind)))
        least = max(_LEAST, _NEEDED - help_)
        share = ratio(other.text[:_LENGTH], mine.text[:_LENGTH], score_cutoff=least)
        if share and _NUMBERS.findall(other.text[:_LENGTH]) != _NUMBERS.findall(mine.text[:_LENGTH]):
            help_ -= _OTHER_NUMBERS
        if share and share + help_ >= _NEEDED:
            yield _Found(share + help_, old, new, share / 100)


def _agreement(was: Features, now: Features) -> int:
    """How many things beside the text are the same."""
    return (
        bool(was.seq and was.seq == now.seq)
        + bool(was.group and was.group == now.group)
        + bool(was.units & now.units)
        + bool(was.deadline and was.deadline == now.deadline)
    )


class _Index:
    """The free rows of last time by pieces of their words and by number and group."""

    def __init__(self, rows: Mapping[int, Features], places: Sequence[int]) -> None:
        self._free = frozenset(places)
        self._pieces: dict[str, list[int]] = {}
        self._anchors: dict[tuple[str, str], list[int]] = {}
        for place in places:
            row = rows[place]
            for piece in _pieces(row.text):
                posted = self._pieces.setdefault(piece, [])
                if len(posted) <= _POSTED:
                    posted.append(place)
            self._anchors.setdefault((row.seq, row.group), []).append(place)

    def candidates(self, row: Features, *near: int) -> list[int]:
        """The few old places that may be this task."""
        found = (self._pieces.get(piece, ()) for piece in _pieces(row.text))
        rare = sorted((places for places in found if 0 < len(places) <= _POSTED), key=len)
        shared = Counter(chain.from_iterable(rare[:_PIECES]))
        likely = [place for place, _ in shared.most_common(_CANDIDATES)]
        anchored = self._anchors.get((row.seq, row.group), ())[:_ANCHORED]
        return list(dict.fromkeys((*likely, *anchored, *(place for place in near if place in self._free))))


def _pieces(text: str) -> list[str]:
    """Runs of three characters and of two, each once, always in the same order."""
    text = text[:_CUT]
    return list(dict.fromkeys(text[i : i + size] for size in (3, 2) for i in range(len(text) - size + 1)))
