"""What a row of the ledger says as the one above it does is told by 〃: its groups, and long words of some columns.

The words stay in their cells, for filters and for who reads the ledger again; they are shown where the row above is filtered out.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from xltrack.assessment.model import Judged
from xltrack.base.address import column_letters
from xltrack.report.ledger.plan import LedgerPlan
from xltrack.report.live.formulas import BLANK, every
from xltrack.sheets.model import BODY_ROW, CellValue, LookRule

AGAIN: Final = "dense.again"  # a style role
_LONG: Final = 20  # characters
# Who is to act is told in each row.
_REPEATING: Final = frozenset({"deadline", "adjusted", "support", "supervise", "person", "note", "other"})


def repeated_columns(plan: LedgerPlan, tasks: Sequence[Judged]) -> list[int]:
    """The columns (0-based) in which long words stand in two rows one below the other."""
    places = [place for place, column in enumerate(plan.columns) if column.role in _REPEATING]
    orders = {key: table.order for key, table in plan.tables.items()}
    return [place for place in places if _is_repeated([_told(judged, orders, place) for judged in tasks])]


def _told(judged: Judged, orders: dict[int, tuple[int, ...]], place: int) -> object:
    at = orders[id(judged.table)][place]
    return judged.task.values[at] if at >= 0 else None


def _is_repeated(told: Sequence[object]) -> bool:
    return any(above == below and _is_long(below) for above, below in pairwise(told))


def _is_long(value: object) -> bool:
    return type(value) is str and len(value) >= _LONG


def told_again(
    values: Sequence[CellValue], last: Sequence[CellValue], groups: Sequence[int], repeated: Sequence[int]
) -> Iterator[int]:
    """The columns in which a row says what the last one does."""
    for place in groups:
        if values[place] != last[place]:
            break
        yield place
    yield from (place for place in repeated if values[place] == last[place] and _is_long(values[place]))


def again_rules(plan: LedgerPlan, repeated: Iterable[int]) -> Iterator[LookRule]:
    """What is that of the row above is told by 〃 there, as long as that row stands there and is not filtered out.

    So are groups, and long words in the columns where they are `repeated`.
    """
    same = list[str]()
    for place in (place for place, column in enumerate(plan.columns) if column.role == "group"):
        letter = column_letters(place + 1)
        same.append(_is_above(letter))
        yield LookRule(place, place, every(f"${letter}§<>{BLANK}", *same, _is_above_shown(letter)), "when.again")
    for place in repeated:
        letter = column_letters(place + 1)
        long = f"LEN(${letter}§)>={_LONG}"
        yield LookRule(place, place, every(long, _is_above(letter), _is_above_shown(letter)), "when.again")


def _is_above(letter: str) -> str:
    return f"${letter}§=${letter}{BODY_ROW - 1}"


def _is_above_shown(letter: str) -> str:
    return f"SUBTOTAL(103,${letter}{BODY_ROW - 1})=1"
