"""What a row is compared by: its words without what comes and goes between two periods (docs/规则.md 8.2)."""

from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import fold
from xltrack.comparison.snapshot import split_units
from xltrack.domain.memory import SnapshotRow

# 「一、」, 「（三）」, 「2.」 in front of a group come and go with its place.
_NUMBERING: Final = pattern(r"^[第(]?[0-9一二三四五六七八九十百]+(?:[、.)]+|(?=\s))")
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
        bare_words(row.text),
        plain_short(row.seq),
        _plain_group(row.group),
        plain_short(row.deadline),
        _plain_units(row.units),
    )


def bare_words(words: str) -> str:
    """Letters, digits and 汉字 alone, in one width and case; what has none of them stays as it is."""
    return _MARKS.sub("", fold(words)).lower() or words


@lru_cache(maxsize=4096)
def plain_short(words: str) -> str:
    """`bare_words` of words that stand in many rows."""
    return bare_words(words)


@lru_cache(maxsize=4096)
def _plain_group(words: str) -> str:
    return bare_words(_NUMBERING.sub("", fold(words)))


@lru_cache(maxsize=4096)
def _plain_units(words: str) -> frozenset[str]:
    return frozenset(f"{role} {bare_words(name)}" for role, name in split_units(words))
