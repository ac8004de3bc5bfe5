"""What a report remembers, read from its sheets 历史 and 快照 (docs/规则.md 8.1).

Both are known by defined names and their columns by a hidden row of roles, so a sheet or column may be renamed or moved. What
cannot be read is said once and left out: a report is made all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Final

from xltrack.base.address import CellRange
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.base.text import squeeze
from xltrack.domain.memory import (
    HISTORY_NAME,
    PERIOD_ROLES,
    SNAPSHOT_NAME,
    SNAPSHOT_ROLES,
    TASK_ROLE,
    Memory,
    Period,
    Snapshot,
    SnapshotRow,
    task_fields,
)
from xltrack.reading.files.grid import SourceBook, SourceSheet, Value
from xltrack.reading.ours.ledger import find_area
from xltrack.reading.tasks.cells import day_of, shown

_COUNTS: Final = PERIOD_ROLES[2:-1]
# The caption of 快照 begins with its day, and the day before where there is one.
_ISO: Final = pattern(r"\d{4}-\d\d-\d\d")
_MOST: Final = 10**9
MemoryCells = Mapping[int, Value]


def read_memory(book: SourceBook) -> Memory:
    """What a book remembers; of one that is no report, or whose memory is damaged, nothing and why."""
    periods, lost = _periods(book)
    try:
        snapshots = _snapshots(book)
    except ValueError:
        return Memory(book.source, (), periods, (Diagnostic("D194", None, {"name": book.source}),))
    said = (Diagnostic("D195", None, {"name": book.source, "count": lost}),) if lost else ()
    return Memory(book.source, snapshots, periods, said)


def _table(book: SourceBook, name: str) -> tuple[SourceSheet, CellRange, dict[str, int]]:
    """The sheet and area of a defined name, and its columns by role; ValueError where there is none."""
    found = find_area(book, name)
    if not found:
        raise ValueError(name)
    sheet, area = found
    return sheet, area, {squeeze(str(value)): column for column, value in sheet.rows.get(area.top, {}).items()}


def _body(sheet: SourceSheet, area: CellRange) -> Iterator[MemoryCells]:
    """The rows below the header, in order; also those that were added under the area."""
    for number in sorted(sheet.rows):
        if number > area.top + 1:
            yield sheet.rows[number]


def _periods(book: SourceBook) -> tuple[tuple[Period, ...], int]:
    """The periods by date, of equal dates the last; and how many rows could not be read."""
    try:
        sheet, area, columns = _table(book, HISTORY_NAME)
    except ValueError:
        return (), 0
    found: dict[date, Period] = {}
    lost = 0
    for cells in _body(sheet, area):
        period = _period(cells, columns)
        if period:
            found[period.day] = period
        elif len(cells) > 1:
            lost += 1
    return tuple(sorted(found.values())), lost


def _period(cells: MemoryCells, columns: Mapping[str, int]) -> Period | None:
    day = _day(cells.get(columns.get("day", 0)))
    counts = [_count(cells.get(columns.get(role, 0))) for role in _COUNTS]
    known = [count for count in counts if count is not None]
    return Period(day, *known) if day and len(known) == len(_COUNTS) else None


def _count(value: Value | None) -> int | None:
    if value is None:
        return 0
    if isinstance(value, (int, float)) and 0 <= value < _MOST and value == int(value):
        return int(value)
    return None


def _day(value: Value | None) -> date | None:
    day = day_of(value)
    if day or not isinstance(value, str):
        return day
    try:
        return date.fromisoformat(squeeze(value))
    except ValueError:
        return None


def _snapshots(book: SourceBook) -> tuple[Snapshot, ...]:
    """The snapshot of the report's own day, and of the day before it where there is one.

    Raises:
        ValueError: there is none that can be read.
    """
    sheet, area, columns = _table(book, SNAPSHOT_NAME)
    days = [date.fromisoformat(word) for word in _ISO.findall(shown(sheet.value(area.top - 1, 1)))[:2]]
    if not days:
        raise ValueError(SNAPSHOT_NAME)
    own: list[SnapshotRow] = []
    former: list[tuple[int, SnapshotRow]] = []
    for values in map(_reader_of(columns), _body(sheet, area)):
        row, place = _row(values)
        if place >= 0:
            own.append(row)
        if place:
            former.append((abs(place), row))
    snapshots = [Snapshot(days[0], tuple(own))]
    if len(days) > 1:
        snapshots.append(Snapshot(days[1], tuple(row for _, row in sorted(former, key=itemgetter(0)))))
    return tuple(snapshots)


def _reader_of(columns: Mapping[str, int]) -> Callable[[MemoryCells], Sequence[Value | None]]:
    """What reads the fields of a task out of a row: one cell, or in older reports a cell for each field.

    Raises:
        ValueError: the columns are neither.
    """
    if TASK_ROLE in columns:
        return partial(_fields, columns[TASK_ROLE])
    if not {"key", "text", "state"} <= columns.keys():
        raise ValueError(SNAPSHOT_NAME)
    numbers = [columns.get(role, 0) for role in SNAPSHOT_ROLES]
    return lambda cells: [cells.get(number) for number in numbers]


def _fields(column: int, cells: MemoryCells) -> Sequence[Value | None]:
    """The fields of a task; a long one goes on in the next cells. ValueError where it is damaged."""
    fields = task_fields("".join([shown(cells[place]) for place in sorted(cells) if place >= column]))
    if len(fields) != len(SNAPSHOT_ROLES):
        raise ValueError(SNAPSHOT_NAME)
    return fields


def _row(values: Sequence[Value | None]) -> tuple[SnapshotRow, int]:
    """One task, and its place in the former snapshot: 0 for none, less than 0 where it is in that one alone."""
    key, text, state, due, units, seq, group, deadline, former = values
    day = _day(due)
    words = shown(deadline) or (day.isoformat() if day else "")
    row = SnapshotRow(shown(key), shown(seq), shown(group), shown(text), shown(state), day, words, shown(units))
    return row, _place(former)


def _place(former: Value | None) -> int:
    """The place in the former snapshot as it is written, a number or its digits; 0 for none."""
    if isinstance(former, str):
        return int(former) if former.removeprefix("-").isdecimal() else 0
    return int(former) if isinstance(former, (int, float)) and abs(former) < _MOST else 0
