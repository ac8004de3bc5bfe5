"""What each cell of a source was read as: the vocabulary of the overlay, known to reading and to the report alike."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from xltrack.base.address import CellRange

CellRole = Literal[
    "header", "seq", "group", "text", "units", "person", "deadline", "status", "note", "other", "band", "sum", "foot",
    "title", "annex", "line", "roster", "unread",
]  # fmt: skip
ROLES: tuple[CellRole, ...] = CellRole.__args__  # type: ignore[attr-defined]


class MarkedCell(NamedTuple):
    """A cell with its words as a clerk sees them; `of` is what a header cell says its column holds."""

    column: int
    words: str
    role: CellRole
    of: CellRole | None = None


class MarkedSheet(NamedTuple):
    """One sheet of the source; its rows are asked for as often as they are needed, and never held.

    Attributes:
        name: as in the source.
        rows: gives row numbers and cells, both ascending.
        merges, widths: merged areas, and the widths of columns that are known.
    """

    name: str
    rows: Callable[[], Iterator[tuple[int, tuple[MarkedCell, ...]]]]
    merges: tuple[CellRange, ...]
    widths: Mapping[int, float]
