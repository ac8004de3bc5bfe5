"""Which task of today is which task of last time: by number and words, even where a row moved (docs/规则.md 8.2).

Each stage pairs, in order, what is equal by its key, and leaves the rest to the next; what no stage pairs is compared by
likeness (`similar`). Every stage costs the same for each row.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final, NamedTuple

from xltrack.comparison.features import Features, features_of
from xltrack.domain.memory import SnapshotRow


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
    same = _equal(range(len(old)), range(len(new)), lambda i: _printed(old[i]), lambda i: _printed(new[i]))
    pairs = [Pair(o, n) for olds, news in same for o, n in zip(olds, news, strict=False)]
    olds, news = _rest(range(len(old)), range(len(new)), pairs)
    was = {i: features_of(old[i]) for i in olds}
    now = {i: features_of(new[i]) for i in news}
    for key in _STAGES:
        found = _pair(olds, news, was, now, key)
        pairs += found
        olds, news = _rest(olds, news, found)
    if olds and news:
        from xltrack.comparison.similar import similar_pairs

        likely = {pair.new: pair.old for pair in pairs}
        pairs += [Pair(o, n, True, share) for o, n, share in similar_pairs(was, now, olds, news, likely)]
    return pairs


def _printed(row: SnapshotRow) -> Hashable:
    return row.text, row.seq, row.group, row.deadline, row.units


def _pair(
    olds: Sequence[int], news: Sequence[int], was: dict[int, Features], now: dict[int, Features], key: Key
) -> list[Pair]:
    found = []
    for some, others in _equal(olds, news, lambda i: key(was[i]), lambda i: key(now[i])):
        unclear = len(some) > 1 or len(others) > 1
        found += [Pair(o, n, unclear or _is_odd(was[o], now[n])) for o, n in zip(some, others, strict=False)]
    return found


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
        bucket = buckets.get(new_key(place))
        if bucket:
            bucket[1].append(place)
    return [bucket for bucket in buckets.values() if bucket[1]]


def _rest(olds: Iterable[int], news: Iterable[int], pairs: Iterable[Pair]) -> tuple[list[int], list[int]]:
    gone_old = {pair.old for pair in pairs}
    gone_new = {pair.new for pair in pairs}
    return [i for i in olds if i not in gone_old], [i for i in news if i not in gone_new]
