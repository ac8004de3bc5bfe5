"""How wide the ledger's source columns are: all that is printed fits on the paper at a legible size, on the fewest lines."""

from collections.abc import Sequence
from functools import partial
from math import ceil
from typing import Final

from xltrack.report.ledger.plan import LedgerColumn, LedgerPlan
from xltrack.report.words import STATUS_CHOICES
from xltrack.sheets.days import longest_day
from xltrack.sheets.measure import LEGIBLE_A3, LEGIBLE_A4, breadth, inset_of, line_count, paper_width
from xltrack.sheets.model import CellValue, SheetColumn
from xltrack.sheets.widths import Lines, Wish, share_width

# The least width of a column by its role, and that from which on it would be wider than anybody reads.
_BOUNDS: Final[dict[str, tuple[int, int]]] = {
    "number": (5, 7), "office": (8, 14), "state": (9, 9), "days": (10, 10),
    "seq": (5, 7), "group": (8, 18), "text": (22, 35), "lead": (8, 24), "support": (8, 24), "supervise": (8, 24),
    "person": (8, 14), "deadline": (12, 30), "adjusted": (12, 30), "start": (11, 18), "status": (12, 30),
    "done_date": (11, 18), "progress": (6, 8), "note": (8, 24), "other": (8, 24),
}  # fmt: skip
_DATED: Final = frozenset({"deadline", "adjusted", "start", "done_date"})
_DAY_INSET: Final = 0.7  # of a day that is not to be parted
_FIXED: Final = ("state", "days")  # roles of columns whose width is their least
_NARROWEST: Final = 6
_MOST, _LINES = 60, 12  # the widest column is for texts of more lines than these
_MOST_WANTED: Final = 100  # by a text that no row can hold else
_BUTTON: Final = 4  # beside the header of an empty column
_WHOLE: Final = 10  # halves of a 汉字 that are not parted where a column has none longer
_LONGEST_HEAD: Final = 14
_SAMPLED: Final = 100
# The styles of heads, by role and whether the column was added; all others are left.
_HEADS: Final = {
    ("number", False): "head.center", ("seq", False): "head.center",
    ("progress", True): "dense.head.added.right", ("progress", False): "dense.head.right",
    ("state", False): "dense.head.own", ("days", False): "dense.head.own.right",
}  # fmt: skip


def fit_columns(
    plan: LedgerPlan, sample: Sequence[Sequence[CellValue]], own: Sequence[SheetColumn], *, large: bool
) -> tuple[SheetColumn, ...]:
    """The source columns; `own` are those of xltrack that are printed beside them.

    Args:
        plan: what they are.
        sample: their values in the first rows.
        own: what else is printed.
        large: whether A3 may be taken where A4 is too narrow for them.
    """
    columns = [[row[place] for row in sample] for place in range(len(plan.columns))]
    floors = [_floor(c, values, e[1]) for c, values, e in zip(plan.columns, columns, plan.extents, strict=True)]
    taken = paper_width(own) + inset_of(len(floors))
    paper = LEGIBLE_A3 if large and sum(floors) + taken > LEGIBLE_A4 else LEGIBLE_A4
    whole = int(paper - taken)
    rigid = [max(_NARROWEST, ceil(shown)) for _, shown in plan.extents]
    wanted = [max(floor, min(_MOST_WANTED, room + 2)) for floor, (room, _) in zip(floors, plan.extents, strict=True)]
    if sum(least := [w if w > f else r for w, f, r in zip(wanted, floors, rigid, strict=True)]) <= whole:
        # What the longest texts want comes first, so that no row has to be cut.
        floors, rigid = wanted, least
    else:
        share = max(0.0, whole - sum(floors)) / max(1, sum(wanted) - sum(floors))
        floors = [int(floor + share * (want - floor)) for floor, want in zip(floors, wanted, strict=True)]
    wishes = [
        Wish(floor, min(must, floor), _use(column, floor, values), partial(_lines, _texts(values)))
        for column, floor, must, values in zip(plan.columns, floors, rigid, columns, strict=True)
    ]
    widths = share_width(wishes, min(whole, sum(max(wish.floor, wish.use) for wish in wishes)))
    return tuple(map(_column, plan.columns, widths))


def _column(column: LedgerColumn, width: int) -> SheetColumn:
    usual = "dense.head.right" if column.amounts else "dense.head"
    style = _HEADS.get((column.role, column.added), "dense.head.added" if column.added else usual)
    choices = STATUS_CHOICES if column.role == "status" else ()
    role = "own" if column.role in _FIXED else column.role
    return SheetColumn(column.header, float(width), role, style, choices)


def _floor(column: LedgerColumn, values: Sequence[CellValue], shown: float) -> int:
    """The least width: of an empty column its header, of others two words of it and what does not break in them."""
    least = _BOUNDS.get(column.role, _BOUNDS["other"])[0]
    if column.role in _FIXED:
        return least
    texts = {value for value in values if isinstance(value, str)}
    if all(value is None or value == "" for value in values):
        head = min(breadth(column.header) + _BUTTON, _LONGEST_HEAD)
        return max(head, least if column.role == "status" else 0)
    longest = max(map(breadth, texts), default=0)
    least = max(least, longest + 2 if longest <= _WHOLE else 0)
    day = max(map(longest_day, texts), default=0.0) if column.role in _DATED else 0.0
    return ceil(max(least, shown, day + _DAY_INSET * bool(day)) - 0.01)


def _use(column: LedgerColumn, floor: int, values: Sequence[CellValue]) -> int:
    if column.role in _FIXED:
        return floor
    most = _BOUNDS.get(column.role, _BOUNDS["other"])[1]
    longest = max((breadth(part) for text in _texts(values) for part in text.split("\n")), default=0)
    return max(floor, min(max(most, min(_MOST, longest // _LINES)), longest + 2)) if longest else 0


def _texts(values: Sequence[CellValue]) -> list[str]:
    step = max(1, -(-len(values) // _SAMPLED))
    return [value if isinstance(value, str) else "" for value in values[::step]]


def _lines(texts: Sequence[str], width: int) -> Lines:
    room = max(2, width // 2 * 2)  # 汉字 take two
    return [line_count(text, room) if len(text) * 2 > room or "\n" in text else 1 for text in texts]
