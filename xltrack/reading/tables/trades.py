"""Whether a header is one of tasks, or of another trade's ledger: contracts, payments, rosters, marks (docs/规则.md 2.4)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from xltrack.reading.tables.headers import DERIVED, TASK_KINDS, WIDE_KINDS, is_foreign
from xltrack.reading.tables.regions import Header

# What counts once however many columns name it.
_SIGNS: Final[Mapping[str, str]] = {
    **dict.fromkeys((*TASK_KINDS, *WIDE_KINDS[0]), "text"),
    **dict.fromkeys(("lead", "support", "supervise"), "units"),
    **dict.fromkeys(("deadline", "adjusted"), "deadline"),
    **dict.fromkeys(("status", "either"), "status"),
    "progress": "progress",
    "done_date": "done",
}
_NAMED: Final = 3 * DERIVED  # ranks from here on: the last two characters alone were known
_SURE: Final = 3  # so many signs: what else the header names is no matter, unless it is another trade's


class HeaderTelling(NamedTuple):
    """What a header tells: signs of a table of tasks, words of other trades, how many words nobody knows."""

    signs: frozenset[str]
    foreign: tuple[str, ...]
    unknown: int

    @property
    def of_tasks(self) -> bool:
        """Whether the signs of tasks outweigh what speaks against them."""
        against = len(self.foreign) + (self.unknown / 2 if len(self.signs) < _SURE else 0)
        return against < len(self.signs) or (not self.foreign and against == len(self.signs))


def weigh_header(header: Header) -> HeaderTelling:
    """Weigh the words of a header."""
    signs, foreign, unknown = set[str](), list[str](), 0
    for words, kind in header.told.values():
        if kind and kind[1] < _NAMED:
            signs |= {_SIGNS[kind[0]]} if kind[0] in _SIGNS else set()
        elif is_foreign(words):
            foreign.append(words)
        elif words and not kind:
            unknown += 1
    return HeaderTelling(frozenset(signs), tuple(dict.fromkeys(foreign)), unknown)
