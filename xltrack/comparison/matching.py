"""Which task of today is which task of last time: by number and words, even where a row moved (docs/规则.md 8.2).

Each stage pairs, in order, what is equal by its key, and leaves the rest to the next; what no stage pairs is compared by
likeness. Every stage costs the same for each row: of words that were changed only a few candidates are compared, those that share
the rarest pieces of words, the number and group, or the neighbour of a task. rapidfuzz stands here alone.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import fold
from xltrack.comparison.snapshot import split_units
from xltrack.domain.memory import SnapshotRow

# 「一、」, 「（三）」, 「2.」 in front of a group come and go with its place.
_NUMBERING: Final = pattern(r"^[第(]?[0-9一二三四五六七八九十百]+(?:[、.)]+|(?=\s))")
_PRINTED: Final[Callable[[SnapshotRow], Hashable]] = attrgetter("text", "seq", "group", "deadline", "units")
_MARKS: Final = pattern(r"[\W_]+")


class Features(NamedTuple):
    """What a row is compared by: words without marks, spaces and widths."""

    text: str
    seq: str
    group: str
    deadline: str
    units: frozenset[str]


def features_of(row: SnapshotRow) -> Features:
    """What a row is compared by."""
    return Features(
        bare_words(row.text), _plain_short(row.seq), _plain_group(row.group), _plain_short(row.deadline),
        plain_units(row.units),
    )  # fmt: skip


def bare_words(words: str) -> str:
    """Letters, digits and 汉字 alone, in one width and case; what has none of them stays as it is."""
    return _MARKS.sub("", fold(words)).lower() or words


_plain_short: Final = lru_cache(maxsize=4096)(bare_words)  # of words that stand in many rows


@lru_cache(maxsize=4096)
def _plain_group(words: str) -> str:
    return bare_words(_NUMBERING.sub("", fold(words)))


@lru_cache(maxsize=4096)
def plain_units(words: str) -> frozenset[str]:
    """The roles and bare names of some units, whatever their order."""
    return frozenset(f"{role} {bare_words(name)}" for role, name in split_units(words))


class Pair(NamedTuple):
    """A task of last time and one of today, by their places; `share` is how like their words are.

    `doubtful` where the words were changed, or where several equal tasks could be taken for each other.
    """

    old: int
    new: int
    doubtful: bool = False
    share: float = 1.0


Key = Callable[[Features], Hashable]
# From the strictest to the loosest.
_STAGES: Final[tuple[Key, ...]] = (
    lambda f: (f.text, f.seq, f.group),
    lambda f: (f.text, f.seq),
    lambda f: (f.text, f.group),
    lambda f: f.text,
)


def match_rows(old: Sequence[SnapshotRow], new: Sequence[SnapshotRow]) -> list[Pair]:
    """Pair the rows of two snapshots, each at most once."""
    same = _equal(range(len(old)), range(len(new)), lambda i: _PRINTED(old[i]), lambda i: _PRINTED(new[i]))
    pairs = [Pair(o, n) for olds, news in same for o, n in zip(olds, news, strict=False)]
    olds, news = _rest(range(len(old)), range(len(new)), pairs)
    was = {i: features_of(old[i]) for i in olds}
    now = {i: features_of(new[i]) for i in news}
    for key in _STAGES:
        found = list(_pair(olds, news, was, now, key))
        pairs += found
        olds, news = _rest(olds, news, found)
    if olds and news:
        likely = {pair.new: pair.old for pair in pairs}
        pairs += [Pair(o, n, True, share) for o, n, share in similar_pairs(was, now, olds, news, likely)]
    return pairs


def with_keys(
    rows: Sequence[SnapshotRow], pairs: Mapping[int, Pair], old: Sequence[SnapshotRow]
) -> tuple[SnapshotRow, ...]:
    """The rows with the keys of last time; a new task never takes one that another goes by."""
    taken = {old[pair.old].key for pair in pairs.values()}
    found = []
    for number, row in enumerate(rows):
        pair = pairs.get(number)
        key, count = old[pair.old].key if pair else row.key, 1
        while not pair and key in taken:
            count += 1
            key = f"{row.key}-{count}"
        taken.add(key)
        found.append(row if key == row.key else row._replace(key=key))
    return tuple(found)


def _pair(
    olds: Sequence[int], news: Sequence[int], was: dict[int, Features], now: dict[int, Features], key: Key
) -> Iterator[Pair]:
    for some, others in _equal(olds, news, lambda i: key(was[i]), lambda i: key(now[i])):
        unclear = len(some) > 1 or len(others) > 1
        yield from (Pair(o, n, unclear or _is_odd(was[o], now[n])) for o, n in zip(some, others, strict=False))


def _is_odd(was: Features, now: Features) -> bool:
    """Whether nothing but the words is the same: another number, another group, other units."""
    return was.seq != now.seq and was.group != now.group and bool(was.units and now.units) and not was.units & now.units


def _equal(
    olds: Iterable[int], news: Iterable[int], old_key: Callable[[int], Hashable], new_key: Callable[[int], Hashable]
) -> list[tuple[list[int], list[int]]]:
    """The rows of both sides that have the same key, where each side has any."""
    buckets: dict[Hashable, tuple[list[int], list[int]]] = {}
    for place in olds:
        buckets.setdefault(old_key(place), ([], []))[0].append(place)
    for place in news:
        if bucket := buckets.get(new_key(place)):
            bucket[1].append(place)
    return [bucket for bucket in buckets.values() if bucket[1]]


def _rest(olds: Iterable[int], news: Iterable[int], pairs: Iterable[Pair]) -> tuple[list[int], list[int]]:
    gone_old, gone_new = {pair.old for pair in pairs}, {pair.new for pair in pairs}
    return [i for i in olds if i not in gone_old], [i for i in news if i not in gone_new]


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
    for _, old, new, share in sorted(found):
        if old not in taken_old and new not in taken_new:
            taken_old.add(old)
            taken_new.add(new)
            yield old, new, share


def _compare(
    new: int, index: "_Index", was: Mapping[int, Features], now: Mapping[int, Features], placed: Mapping[int, int]
) -> Iterator[tuple[float, int, int, float]]:
    """How much less than nothing speaks for a pair, its places, and how like its words are."""
    from rapidfuzz.fuzz import ratio

    mine = now[new]
    before, behind = placed.get(new - 1, -2) + 1, placed.get(new + 1, 0) - 1
    for old in index.candidates(mine, before, behind):
        other = was[old]
        help_ = _HELP * (_agreement(other, mine) + (old in (before, behind)))
        share = ratio(other.text[:_LENGTH], mine.text[:_LENGTH], score_cutoff=max(_LEAST, _NEEDED - help_))
        if share and _NUMBERS.findall(other.text[:_LENGTH]) != _NUMBERS.findall(mine.text[:_LENGTH]):
            help_ -= _OTHER_NUMBERS
        if share and share + help_ >= _NEEDED:
            yield -share - help_, old, new, share / 100


def _agreement(was: Features, now: Features) -> int:
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
