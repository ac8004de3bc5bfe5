"""Units that a later section gives to the items of a list: 「第1项由县统计局负责，第2、3项由县财政局负责。」 (docs/规则.md 12.4).

pointer = "第" number { ( "、" | "至" ) [ "第" ] number } ( "项" | "条" ) units ;
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import fold
from xltrack.draft.docx_numbering import chinese
from xltrack.draft.marks import Marks, unit_marks
from xltrack.draft.notice import NOTICES
from xltrack.draft.subjects import in_charge

_NUM: Final = "[(（]?(?:[0-9]{1,3}|[{numerals}{hundred}]{1,4})[)）]?"
_RUN = NOTICES.pattern(
    rf"第{_NUM}{{pointed_items}}?(?:\s*(?:{{pointer_joints}}|{{pointer_to}})\s*第?{_NUM}{{pointed_items}}?)*(?<={{pointed_items}}){{pointed_kinds}}?"
)
_HANDED = NOTICES.pattern("{by_whom}[^，,。；;]{2,20}?{charges}")
_MOST: Final = 200
_PLACE = pattern(r"[^、.．)）]+[、.．)）]")
_NUMBER = NOTICES.pattern(r"([0-9]{1,3}|[{numerals}{hundred}]{1,4})")
_TO = NOTICES.pattern("{pointer_to}")


class Pointer(NamedTuple):
    """Some items of a list, by their numbers, and whose they are."""

    numbers: tuple[int, ...]
    marks: Marks


def find_pointers(text: str) -> list[Pointer]:
    """What a sentence gives to whom by the numbers of items; empty where it gives nothing so."""
    runs = list(_RUN.finditer(text))
    pointers: list[Pointer] = []
    for run, following in zip_longest(runs, runs[1:]):
        said = text[run.end() : following.start() if following else len(text)]
        units = [unit for subject in in_charge(said.lstrip("，,：: ")) for unit in subject.units]
        numbers = tuple(_numbers(run[0]))
        # 「第1项由副县长李某负责」 gives nothing to a unit, but is no duty either.
        if numbers and (units or _HANDED.match(said)):
            pointers.append(Pointer(numbers, unit_marks(tuple(units))))
    return pointers


def _numbers(words: str) -> Iterator[int]:
    found = list(_NUMBER.finditer(fold(words)))
    at = 0
    while at < len(found):
        number = item_number(found[at][1])
        following = found[at + 1] if at + 1 < len(found) else None
        if following and _TO.search(words, found[at].end(), following.start()):
            yield from range(number, item_number(following[1]) + 1)
            at += 2
        else:
            yield number
            at += 1


def item_number(printed: str) -> int:
    """The number that an item is printed with: 「（三）」, 「3.」; 0 for none."""
    found = _NUMBER.search(fold(printed))
    if found is None:
        return 0
    return int(found[1]) if found[1].isdecimal() else _counted().get(found[1], 0)


@cache
def _counted() -> dict[str, int]:
    return {chinese(number): number for number in range(1, _MOST)}


def last_number(path: str) -> str:
    """The innermost number of a place in a notice: 「3.」 of 「二、（一）3.」."""
    places = _PLACE.findall(path)
    return places[-1] if places else ""


def find_numbered(places: Sequence[str], number: int) -> list[int]:
    """Which of some places, in their order, is the item of a number: of several lists the last that has one."""
    found = [at for at, place in enumerate(places) if item_number(last_number(place)) == number]
    return [at for at in found if places[at] == places[found[-1]]] if found else []
