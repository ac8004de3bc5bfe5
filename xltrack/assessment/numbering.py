"""One number for a task, by which every page, list and letter names it (docs/规则.md 2.10).

Of each sheet one scheme holds for all tasks: the sheet's own 序号 where every task has another one; else that with the number at
the head of the task's words, where these are all different; else a running number, which a task keeps from report to report.
"""

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from xltrack.assessment import words
from xltrack.assessment.offices import office_names
from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import squeeze
from xltrack.domain.records import Document, Table, Task

_NUMERALS: Final = Vocabulary("common").numerals
_DIGITS: Final = {digit: value for value, digit in enumerate(_NUMERALS, 1)}
_TEN: Final = _NUMERALS[-1]
_WRAPPED: Final = pattern(r"^[(\[【〔「]*(?:第(?=.+[项条号件款]$))?(.*?)[项条号件款]?[)\]】〕」]*[.、,:;。]*$")
_HEAD: Final = 12  # characters in which a number at the head of a text stands
_NUMBER: Final = rf"[0-9]{{1,3}}|[{''.join(_NUMERALS)}]{{1,3}}"
_SUB: Final = pattern(
    rf"\(({_NUMBER})\)|([0-9]{{1,3}}(?:\.[0-9]{{1,2}})+)(?![0-9]|{'|'.join(words.MEASURES)})|({_NUMBER})[.、)](?![0-9])"
)
_BETWEEN: Final = "-"
# A name in front, which is more than figures and letters.
_OFFICED: Final = pattern(rf"(.*?[^0-9A-Za-z.{''.join(_NUMERALS)}\-].*?)-(.+)")
_LEADING: Final = pattern(r"[0-9]{1,9}")
_NONE: Final[Mapping[str, int]] = MappingProxyType({})


class Numbering(NamedTuple):
    """The numbers of some tasks in their order.

    Attributes:
        numbers: 「9」, 「2-3」, of several offices 「屯留区-10」; each another one.
        offices: the office of each task; 「」 where there is but one.
        given: the highest running number that was ever given, by office; empty where no number is a running one.
    """

    numbers: tuple[str, ...]
    offices: tuple[str, ...]
    given: Mapping[str, int] = _NONE


class PastNumbers(NamedTuple):
    """What an earlier report knows of numbers: those of today's tasks by their places, all that it knows, the highest by office."""

    kept: Mapping[int, str] = MappingProxyType({})
    known: tuple[str, ...] = ()
    given: Mapping[str, int] = _NONE


def number_tasks(
    documents: Sequence[Document], tracked: Callable[[Table], bool], past: PastNumbers | None = None
) -> Numbering:
    """Number all tasks of the tracked tables of some documents.

    A number that a task brings with it, out of a ledger or of the whole of which it is an excerpt, stands; one of the past does
    where it would be a running one.
    """
    past = past or PastNumbers()
    told = [(i, t) for i, d in enumerate(documents) for table in d.tables if tracked(table) for t in table.tasks]
    filled = sorted({index for index, _ in told})
    names = dict(zip(filled, office_names([documents[index] for index in filled]), strict=True))
    offices = tuple(task.office or names[index] for index, task in told)
    groups: dict[tuple[int, str], list[int]] = {}
    for place, (index, _) in enumerate(told):
        groups.setdefault((index, offices[place]), []).append(place)
    several, numbers, given = len({*offices}) > 1, [""] * len(told), dict[str, int]()
    for (_, office), places in groups.items():
        group = _Group(office, [told[place][1] for place in places])
        own = group.numbers([past.kept.get(place, "") for place in places], group.highest(past))
        ahead = office + _BETWEEN if office and (several or group.is_prefixed) else ""
        for place, number in zip(places, own, strict=True):
            numbers[place] = ahead + number
        if group.runs:
            given[office] = max(group.highest(past), *map(_value, own))
    return Numbering(tuple(numbers), offices, given)


def runs_on(documents: Iterable[Document], tracked: Callable[[Table], bool]) -> bool:
    """Whether the tasks of any document have running numbers, which are kept."""
    tasks = ([t for table in document.tables if tracked(table) for t in table.tasks] for document in documents)
    return any(not schemed(own) for own in tasks)


def nth(number: str) -> str:
    """「第9项」 of 「9」, 「屯留区第10项」 of 「屯留区-10」; 「」 of none."""
    found = _OFFICED.fullmatch(number)
    office, own = (found[1], found[2]) if found else ("", number)
    return f"{office}{words.NTH.format(number=own)}" if own else ""


def schemed(tasks: Sequence[Task]) -> list[str]:
    """The numbers that the sheet itself gives its tasks, each another one; empty where it gives none."""
    if not all(task.seq for task in tasks):
        return []
    seqs = [bare_seq(task.seq or "") for task in tasks]
    return _differing(seqs) or _differing(
        _joined(seq, sub_number(task.text)) for seq, task in zip(seqs, tasks, strict=True)
    )


def _differing(numbers: Iterable[str]) -> list[str]:
    """All of some numbers; none where two are the same: 一 and 1 are."""
    known, found = set[Hashable](), list[str]()
    for number in numbers:
        found.append(number)
        known.add(_key(number))
        if len(known) < len(found):
            return []
    return found


@lru_cache(maxsize=4096)
def _key(number: str) -> Hashable:
    return tuple(_plain(part) for part in number.split(_BETWEEN))


def _plain(part: str) -> str:
    """「十二」 as 「12」, 「01」 as 「1」."""
    if part.isdecimal():
        return part.lstrip("0") or "0"
    if not part or any(char not in _DIGITS for char in part) or part.count(_TEN) > 1:
        return part
    tens, ten, ones = part.rpartition(_TEN)
    if len(tens) > 1 or len(ones) > 1:
        return part
    return str((_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0))


@lru_cache(maxsize=4096)
def bare_seq(seq: str) -> str:
    """A 序号 in half width, without brackets, a trailing point and 「第…项」: 「（1）」, 「①」 and 「1.」 are 「1」."""
    found = _WRAPPED.match(unicodedata.normalize("NFKC", squeeze(seq)))
    return (found[1] if found else "") or squeeze(seq)


def sub_number(text: str) -> str:
    """The number at the head of a text: 「（3）」, 「3.」, 「3、」, 「③」 are 「3」, 「3.2」 is 「3.2」; empty where there is none."""
    head = squeeze(text[:_HEAD])
    if head and unicodedata.category(head[0]) == "No":
        return bare_seq(head[0])
    found = _SUB.match(unicodedata.normalize("NFKC", head))
    return next((told for told in found.groups() if told), "") if found else ""


def _joined(seq: str, sub: str) -> str:
    """「2」 and 「3」 are 「2-3」; 「3」 and 「3.2」 are 「3.2」, which says both."""
    if not sub:
        return seq
    return sub if sub.startswith(f"{seq}.") else f"{seq}{_BETWEEN}{sub}"


def _value(number: str) -> int:
    """What a number counts as among running ones: the figure that it begins with."""
    found = _LEADING.match(number)
    return int(found[0]) if found else 0


class _Group:
    """The tasks of one office out of one document; `runs` once it is known that the sheet itself does not number them."""

    def __init__(self, office: str, tasks: Sequence[Task]) -> None:
        self.office, self.tasks, self.runs = office, tasks, False
        self._ahead = office + _BETWEEN if office else ""
        self.is_prefixed = bool(office) and any((task.number or "").startswith(self._ahead) for task in tasks)

    def highest(self, past: PastNumbers) -> int:
        """The highest number that an earlier report knows to be given."""
        known = (number for number in past.known if number.startswith(self._ahead))
        return max((past.given.get(self.office, 0), *(_value(self._bare(number)) for number in known)))

    def numbers(self, kept: Sequence[str], highest: int) -> list[str]:
        """The number of each task, without the office; `kept` are those of an earlier report."""
        told = [self._bare(task.number or "") for task in self.tasks]
        printed = schemed(self.tasks)
        self.runs = not printed
        if not any(told) and (printed or not any(kept)):  # most sheets
            return printed or [str(highest + n) for n in range(1, len(told) + 1)]
        own = printed or [self._bare(number) for number in kept]
        taken = set[Hashable]()
        found = [self._take(first, taken) for first in told]
        found = [have or self._take(own[place], taken) for place, have in enumerate(found)]
        fresh = self._fresh(max((highest, *map(_value, found))), taken)
        return [have or next(fresh) for have in found]

    def _bare(self, number: str) -> str:
        return number.removeprefix(self._ahead) if self._ahead else number

    @staticmethod
    def _take(number: str, taken: set[Hashable]) -> str:
        key = _key(number)
        if not number or key in taken:
            return ""
        taken.add(key)
        return number

    @staticmethod
    def _fresh(highest: int, taken: set[Hashable]) -> Iterator[str]:
        while True:
            highest += 1
            if _key(str(highest)) not in taken:
                yield str(highest)
