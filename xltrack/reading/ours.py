"""A ledger that xltrack wrote: known by the defined name `xltrack_ledger`, its columns by the roles in its first row.

Every row is complete there, nothing is merged and nothing inherited; years come from the column of resolved dates
(docs/规则.md 2.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Final, get_args

from xltrack.base.address import CellRange, parse_range
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
from xltrack.domain.records import Column, ColumnRole
from xltrack.reading.files.grid import (
    LEDGER_NAME,
    FilledSheet,
    SourceBook,
    SourceSheet,
    Value,
    cell_words,
    day_of,
    fill_merges,
    sheet_of,
    shown,
)
from xltrack.reading.tables.lines import title_among
from xltrack.reading.tables.regions import Header, TableRegion
from xltrack.reading.tasks.columns import Given, OpenTable
from xltrack.reading.tasks.rows import TaskRow
from xltrack.reading.tasks.table import TableRead, compose_table

RESOLVED: Final = "resolved"
SOURCE: Final = "source"


def find_area(book: SourceBook, defined: str) -> tuple[SourceSheet, CellRange] | None:
    """The sheet and range that a defined name points to; None where it points to none."""
    reference = book.names.get(defined, "")
    area = parse_range(reference.rpartition("!")[2])
    sheet = next((s for s in book.sheets if s.name == sheet_of(reference)), None)
    return (sheet, area) if sheet and area else None


def ledger_roles(sheet: SourceSheet, area: CellRange) -> dict[int, ColumnRole] | None:
    """The role of each column as the first row of the ledger states it; None where that row was lost."""
    stated = {c: squeeze(str(v)) for c, v in sheet.rows.get(area.top, {}).items()}
    if "text" not in stated.values() or not set(stated.values()) <= {*get_args(ColumnRole), RESOLVED, SOURCE}:
        return None
    return {c: "own" if role in (RESOLVED, SOURCE) else role for c, role in stated.items()}  # type: ignore[misc]


def own_column(sheet: SourceSheet, area: CellRange, role: str) -> int:
    """The column of resolved dates, or of the cells that the tasks came from; 0 where there is none."""
    return next((c for c, v in sheet.rows.get(area.top, {}).items() if squeeze(str(v)) == role), 0)


def read_ledger(book: SourceBook, given: Given) -> tuple[TableRead | None, tuple[SourceSheet, ...], list[Diagnostic]]:
    """The table of a book that xltrack wrote, the sheets to read where it is none, and what there is to say.

    There is none where the name points nowhere, or where its row of roles was lost: then its sheet is read as any other.
    """
    found, said = find_area(book, LEDGER_NAME), list[Diagnostic]()
    if not found:
        return None, book.sheets, said
    sheet, area = found
    roles = ledger_roles(sheet, area) or {}
    seen, top = fill_merges(sheet), area.top + 1
    columns = tuple(Column(c, squeeze(shown(sheet.value(top, c))), role) for c, role in sorted(roles.items()))
    rows = tuple(_rows(seen, area, columns)) if columns else ()
    above = [line for row in seen.order if row < area.top and (line := seen.line(row))]
    header = Header(top, top, {column.number: (column.header,) for column in columns})
    region = TableRegion(header, (), tuple(above), None, title_among(above))
    resolved, origin = own_column(sheet, area, RESOLVED), own_column(sheet, area, SOURCE)
    # A row that came from a sheet and has no dates had none there; one typed since takes its year as any cell does.
    dates = tuple(cell_words(row.cells.get(resolved)) or ("—" if origin in row.cells else "") for row in rows)
    table = compose_table(OpenTable(seen, region, columns, rows, given, said, dates)) if columns else None
    if not table:
        return None, (sheet,), said
    return TableRead(table, seen, region, dict.fromkeys((task.row for task in table.tasks), "task")), (sheet,), said


def _rows(seen: FilledSheet, area: CellRange, columns: tuple[Column, ...]) -> Iterator[TaskRow]:
    seq = next((c.number for c in columns if c.role == "seq"), 0)
    groups = [c.number for c in columns if c.role == "group"]
    text = next(c.number for c in columns if c.role == "text")
    for row in seen.order:
        cells = seen.rows[row]
        if row > area.top + 1 and any(c in cells for c in (seq, text, *groups)):
            group = tuple(cell_words(cells[c]) for c in groups if c in cells)
            number = _number(cells.get(seq))
            yield TaskRow(row, number, group, cells, row, (row, text) in seen.source.struck)


def _number(value: Value | None) -> str | None:
    return squeeze(shown(value)) or None


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
