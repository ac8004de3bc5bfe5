"""How wide the ledger's source columns are: all that is printed fits on the paper at a legible size, on the fewest lines.

Widths are counted in halves of a 汉字 (xltrack/sheets/dense.py). A column that needs no more than what does not break in it has
just that; the others share the rest.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from math import ceil
from typing import Final, NamedTuple

from xltrack.report.ledger.plan import LedgerColumn, LedgerPlan
from xltrack.report.words import STATUS_CHOICES
from xltrack.sheets.days import longest_day
from xltrack.sheets.dense import (
    BOLD_DIGIT,
    Measured,
    column_width,
    halves,
    halves_of,
    lines_in,
    measure,
)
from xltrack.sheets.measure import LEGIBLE_A3, LEGIBLE_A4, inset_of, paper_width
from xltrack.sheets.model import CellValue, SheetColumn
from xltrack.sheets.widths import Lines, Wish, share_width

# The least width of a column by its role, and that from which on it would be wider than anybody reads.
_BOUNDS: Final[dict[str, tuple[int, int]]] = {
    "number": (5, 7), "office": (6, 14), "seq": (5, 7), "group": (8, 18), "text": (22, 36), "lead": (8, 24), "support": (8, 24),
    "supervise": (8, 24), "person": (6, 14), "deadline": (8, 30), "adjusted": (8, 30), "start": (8, 18), "status": (12, 30),
    "done_date": (12, 18), "progress": (7, 9), "note": (8, 24), "other": (8, 24),
}  # fmt: skip
_DATED: Final = frozenset({"deadline", "adjusted", "start", "done_date"})
_FILLED_IN: Final = frozenset({"status", "done_date", "progress"})  # roles of columns that are typed into
_JUDGED: Final = ("state", "days")
_CALLED: Final = ("number", "seq")
_STATE: Final = {True: 8.2, False: 10.0}  # 逾期完成, where it goes on judging in the middle of its cell
_DAYS_WORDS: Final = 6.8  # 逾期, 天 and a little distance
_AIR: Final = 0.3  # of a day
_ROUNDED: Final = 0.06  # of a column, whose width is whole pixels
_RIGHT: Final = 0.8  # a right-aligned cell keeps its distance to the next one
_NARROWEST: Final = 4
_STEP: Final = 2  # less than a 汉字 saves no line
_NARROW_PAGE: Final = 112  # what stands above the table takes so many
_MOST, _LINES = 60, 12  # the widest column is for texts of more lines than these
_MOST_WANTED: Final = 100  # by a text that no row can hold else
_WHOLE: Final = 10  # halves of a 汉字 that are not parted where a column has none longer
_LONGEST_HEAD: Final = 8
_SAMPLED: Final = 100
# The styles of heads, by role and whether the column was added; all others are left.
_HEADS: Final = {
    ("number", False): "head.center", ("seq", False): "head.center",
    ("progress", True): "dense.head.added.center", ("progress", False): "dense.head.center",
    ("state", False): "dense.head.own.center", ("days", False): "dense.head.own.right",
}  # fmt: skip


class _Ask(NamedTuple):
    """What a column asks for, in halves: the least, that without which it shows nothing, that from which on it saves no line."""

    floor: float
    rigid: float
    use: float


def fit_columns(
    plan: LedgerPlan,
    sample: Sequence[Sequence[CellValue]],
    own: Sequence[SheetColumn],
    *,
    large: bool,
    live: bool = True,
) -> tuple[SheetColumn, ...]:
    """The source columns; `own` are those of xltrack that are printed beside them.

    Args:
        plan: what they are.
        sample: their values in the first rows.
        own: what else is printed.
        large: whether A3 may be taken where A4 is too narrow for them.
        live: whether the ledger goes on judging.
    """
    values = {place: [row[place] for row in sample] for place in range(len(plan.columns))}
    texts = {place: [*map(measure, _texts(column))] for place, column in values.items()}
    asks = {place: _ask(plan, place, column, live=live) for place, column in values.items()}
    taken, least = paper_width(own) + inset_of(len(asks)), sum(ask.floor for ask in asks.values())
    paper = LEGIBLE_A3 if large and column_width(least) + taken > LEGIBLE_A4 else LEGIBLE_A4
    whole = halves_of(paper - taken) - len(asks) * _ROUNDED
    asks = _wanting(asks, [room for room, _ in plan.extents], whole)
    widths = {place: ask.floor for place, ask in asks.items() if ask.use < ask.floor + _STEP and least <= whole}
    parted = {place: ask for place, ask in asks.items() if place not in widths}
    parts = {place: ask.floor % 1 for place, ask in parted.items()}  # the others share whole halves, and keep these
    wishes = [
        Wish(int(floor), ceil(rigid - parts[place]), ceil(use), partial(_lines, texts[place], parts[place]))
        for place, (floor, rigid, use) in parted.items()
    ]
    left = int(whole - sum(widths.values()) - sum(parts.values()))
    shared = share_width(wishes, min(left, sum(wish.use for wish in wishes))) if wishes else []
    widths |= {place: units + parts[place] for place, units in zip(parted, shared, strict=True)}
    text = plan.first("text")
    widths[text] = max(widths[text], min(_BOUNDS["text"][1], widths[text] + _NARROW_PAGE - sum(widths.values())))
    return tuple(_column(column, widths[place]) for place, column in enumerate(plan.columns))


def _wanting(asks: Mapping[int, _Ask], rooms: Sequence[int], whole: float) -> dict[int, _Ask]:
    """The same, each column with what its longest text wants, so that no row has to be cut, or with as much of it as there is."""
    wanted = {place: max(ask.floor, min(_MOST_WANTED, rooms[place] + 1)) for place, ask in asks.items()}
    if wanted == {place: ask.floor for place, ask in asks.items()}:
        return dict(asks)
    if sum(w if w > asks[place].floor else asks[place].rigid for place, w in wanted.items()) <= whole:
        return {
            place: _Ask(w, w if w > asks[place].floor else asks[place].rigid, max(w, asks[place].use))
            for place, w in wanted.items()
        }
    floors = sum(ask.floor for ask in asks.values())
    share = max(0.0, whole - floors) / max(1.0, sum(wanted.values()) - floors)
    grown = {place: floor + share * (wanted[place] - floor) for place, (floor, _, _) in asks.items()}
    return {place: _Ask(grown[place], rigid, max(grown[place], use)) for place, (_, rigid, use) in asks.items()}


def _column(column: LedgerColumn, wide: float) -> SheetColumn:
    usual = "dense.head.center" if column.amounts else "dense.head"
    style = _HEADS.get((column.role, column.added), "dense.head.added" if column.added else usual)
    choices = STATUS_CHOICES if column.role == "status" else ()
    role = "own" if column.role in _JUDGED else column.role
    return SheetColumn(column.header, column_width(wide), role, style, choices)


def _ask(plan: LedgerPlan, place: int, values: Sequence[CellValue], *, live: bool) -> _Ask:
    column = plan.columns[place]
    least, most = _BOUNDS.get(column.role, _BOUNDS["other"])
    if column.role in _JUDGED:
        wide = _STATE[live] if column.role == "state" else _DAYS_WORDS + plan.digits * BOLD_DIGIT
        return _Ask(wide, wide, wide)
    right = _RIGHT * (column.amounts or column.role == "progress")
    shown = halves_of(plan.extents[place][1])
    shown += right if shown else 0.0
    called = column.role in _CALLED
    texts = {str(value) for value in values if isinstance(value, str) or (called and value)}
    longest = max((halves(part) for text in texts for part in text.split("\n")), default=0.0)
    head = min(max(map(halves, column.header.split("\n"))), _LONGEST_HEAD)
    typed = least if column.role in _FILLED_IN else 0
    if not texts and all(value is None or value == "" for value in values):
        wide = max(head, typed, shown)
        return _Ask(wide, min(wide, shown), 0)
    day = max(map(longest_day, texts), default=0.0) if column.role in _DATED else 0.0
    floor = max(longest if longest <= _WHOLE else min(least, longest), head, typed, shown, day + _AIR if day else 0.0)
    use = min(max(most, min(_MOST, longest // _LINES)), longest)
    return _Ask(floor, min(floor, max(_NARROWEST, shown)), max(floor, use))


def _texts(values: Sequence[CellValue]) -> list[str]:
    step = max(1, -(-len(values) // _SAMPLED))
    return [value if isinstance(value, str) else "" for value in values[::step]]


def _lines(texts: Sequence[Measured], part: float, units: int) -> Lines:
    return [lines_in(text, units + part) for text in texts]
