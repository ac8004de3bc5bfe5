"""Where the columns of a table stand that the program keeps: known again by their headers, else free ones at its right end."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from xltrack.base.address import CellRange, column_letters
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Table
from xltrack.ooxml.limits import MAX_COLUMN
from xltrack.ooxml.scan import Scan
from xltrack.updating import words

Kept = Literal["state", "days", "reason"]
HEADERS: Final[Mapping[Kept, str]] = {"state": words.STATE, "days": words.DAYS, "reason": words.REASON}
_KNOWN: Final[Mapping[str, Kept]] = {fold(header): kept for kept, header in HEADERS.items()}


class Place(NamedTuple):
    """The kept columns of a table by what they hold; whether they are added now; why it gets none (「」 where it does)."""

    table: Table
    columns: Mapping[Kept, int]
    new: bool = False
    why: str = ""

    @property
    def model(self) -> int:
        """The column whose looks the kept ones take: the last of the table's own."""
        own = self.columns.values()
        return max(column.number for column in self.table.columns if column.number not in own)


def find_places(tables: Sequence[Table], scans: Mapping[str, Scan]) -> Iterator[Place]:
    """The place of each table, in order; a table that goes on on another sheet without a header has that of the one before."""
    before: Place | None = None
    for table in tables:
        before = _find_place(table, scans[table.sheet], before)
        yield before


def _find_place(table: Table, scan: Scan, before: Place | None) -> Place:
    if known := _known(table):
        return Place(table, known)
    if table.turned:
        return Place(table, {}, why=words.TURNED)
    if not table.heading and not (before and before.columns and _goes_on(table, before.table)):
        return Place(table, {}, why=words.NO_HEADING)
    first = table.range.right + 1
    new = {kept: first + at for at, kept in enumerate(HEADERS)}
    return Place(table, new, True) if not (why := _taken(table, scan, new)) else Place(table, {}, why=why)


def find_headings(table: Table, scan: Scan) -> list[int]:
    """The rows in which headers of a table end: its own, and those printed again further down, a word changed or not."""
    top, heading = table.range.top, table.heading
    if not heading:
        return []
    columns = [column.number for column in table.columns]
    words_of = {row: _words(scan, row, columns) for row in range(top, table.range.bottom + 1)}
    own = [words_of[row] for row in range(top, heading + 1)]
    tasks = {task.row for task in table.tasks}
    starts = range(top, table.range.bottom + 2 - len(own))
    blocks = ((start, [words_of[row] for row in range(start, start + len(own))]) for start in starts)
    same = [start + len(own) - 1 for start, block in blocks if start not in tasks and _alike(block, own)]
    return [heading, *(row for row in same if row > heading)]


def _words(scan: Scan, row: int, columns: Sequence[int]) -> list[str]:
    cells = scan.rows.get(row, {})
    return [squeeze(str(cells.get(column, ""))) for column in columns]


def _alike(block: Sequence[Sequence[str]], own: Sequence[Sequence[str]]) -> bool:
    """Whether two thirds of the words of a header stand in the same places of some rows."""
    pairs = [(a, b) for row, other in zip(block, own, strict=True) for a, b in zip(row, other, strict=True) if b]
    return 3 * sum(a == b for a, b in pairs) >= 2 * len(pairs) > 2


def _known(table: Table) -> dict[Kept, int]:
    if table.turned:
        return {}
    own = (
        (_KNOWN.get(fold(squeeze(column.header))), column.number) for column in table.columns if column.role == "own"
    )
    return {kept: number for kept, number in own if kept}


def _goes_on(table: Table, before: Table) -> bool:
    """Whether a table without a header has the columns of the one before it, those left out that the program keeps there."""
    heads = [column.header for column in before.columns if fold(squeeze(column.header)) not in _KNOWN]
    return [column.header for column in table.columns] == heads


def _taken(table: Table, scan: Scan, new: Mapping[Kept, int]) -> str:
    """Why some columns beside a table are not free; 「」 where they are."""
    columns = range(min(new.values()), max(new.values()) + 1)
    told = f"{column_letters(columns[0])}—{column_letters(columns[-1])}列"
    rows = range(table.range.top, table.range.bottom + 1)
    filled = (scan.rows[row] for row in rows if row in scan.rows)
    if columns[-1] > MAX_COLUMN or any(column in cells for cells in filled for column in columns):
        return words.NO_ROOM.format(columns=told)
    tasks = {table.heading, *(task.row for task in table.tasks)}
    over = (area for area in scan.merges if area.left <= columns[-1] and area.right >= columns[0])
    if any(_meets(area, tasks) for area in over):
        return words.MERGED.format(columns=told)
    return ""


def _meets(area: CellRange, rows: set[int]) -> bool:
    return any(area.top <= row <= area.bottom for row in rows)
