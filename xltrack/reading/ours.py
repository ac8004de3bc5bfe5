"""What xltrack wrote itself, read again: its ledger (docs/规则.md 2.1), and what a report remembers in 历史 and 快照 (8.1).

Each is known by a defined name and its columns by a hidden row of roles, so a sheet or column may be renamed or moved. In a ledger
every row is complete, nothing is merged and nothing inherited; years come from the column of resolved dates. What cannot be read
of a memory is said once and left out: a report is made all the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Final, cast, get_args

from xltrack.base.address import parse_range
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
    given_in,
    task_fields,
)
from xltrack.domain.records import Column, ColumnRole, Task
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

NUMBER: Final = "number"  # what a task is called by, and whose it is
OFFICE: Final = "office"
RESOLVED: Final = "resolved"
SOURCE: Final = "source"
YEAR: Final = "year"
REPORTED: Final = "reported"  # the mark of what was reported as the ledger was written
_STATED: Final = frozenset(
    (NUMBER, OFFICE, RESOLVED, SOURCE, YEAR, REPORTED)
)  # roles of columns of our own that are read
_KNOWN: Final = _STATED.union(get_args(ColumnRole))
_COUNTS: Final = PERIOD_ROLES[2:-1]
# The caption of 快照 begins with its day, and the day before where there is one.
_ISO: Final = pattern(r"\d{4}-\d\d-\d\d")
_MOST: Final = 10**9
_NAMED, _HEADS = 8, 8
MemoryCells = Mapping[int, Value]


def find_area(book: SourceBook, defined: str) -> tuple[SourceSheet, int, dict[int, str]] | None:
    """The sheet that a defined name points to, the first row of its range, the role of each column as that row states it.

    None where the name points nowhere.
    """
    reference = book.names.get(defined, "")
    area = parse_range(reference.rpartition("!")[2])
    sheet = next((s for s in book.sheets if s.name == sheet_of(reference)), None)
    if not sheet or not area:
        return None
    return sheet, area.top, {c: squeeze(str(v)) for c, v in sheet.rows.get(area.top, {}).items()}


def read_ledger(book: SourceBook, given: Given) -> tuple[TableRead | None, tuple[SourceSheet, ...], list[Diagnostic]]:
    """The table of a book that xltrack wrote, the sheets to read where it is none, and what there is to say.

    There is none where the name points nowhere, or where its row of roles was lost: then its sheet is read as any other.
    """
    found, said = find_area(book, LEDGER_NAME), list[Diagnostic]()
    if not found:
        return None, book.sheets, said
    sheet, first, stated = found
    read = read_area(sheet, first, stated, given, said)
    return read, (sheet,), said


def read_area(
    sheet: SourceSheet, first: int, stated: Mapping[int, str], given: Given, said: list[Diagnostic]
) -> TableRead | None:
    """The table under a row of roles of ours; None where that was lost."""
    if "text" not in stated.values() or not _KNOWN.issuperset(stated.values()):
        return None
    seen, top = fill_merges(sheet), first + 1
    roles = {c: cast("ColumnRole", "own" if role in _STATED else role) for c, role in stated.items()}
    columns = tuple(Column(c, squeeze(shown(sheet.value(top, c))), role) for c, role in sorted(roles.items()))
    rows = tuple(_rows(seen, top, columns))
    above = [line for row in seen.order if row < first and (line := seen.line(row))]
    header = Header(top, top, {column.number: (column.header,) for column in columns})
    region = TableRegion(header, (), tuple(above), None, title_among(above))
    resolved, origin, dated = (
        next((c for c, own in stated.items() if own == role), 0) for role in (RESOLVED, SOURCE, YEAR)
    )
    # A row that came from a sheet and has no dates had none there; one typed since takes its year as any cell does.
    dates = tuple(cell_words(row.cells.get(resolved)) or ("—" if origin in row.cells else "") for row in rows)
    table = compose_table(OpenTable(seen, region, columns, rows, given, said, dates))
    if not table:
        return None
    called = tuple(next((c for c, own in stated.items() if own == role), 0) for role in (NUMBER, OFFICE))
    tasks = _with_numbers(_with_years(table.tasks, seen, dated), seen, *called)
    table = table._replace(tasks=tuple(tasks))
    return TableRead(table, seen, region, dict.fromkeys((task.row for task in table.tasks), "task"))


def _with_years(tasks: Sequence[Task], seen: FilledSheet, column: int) -> Iterator[Task]:
    """The tasks with the years of the documents that they came from; one that was typed since is of the document above it."""
    year: int | None = None
    for task in tasks:
        told = seen.rows[task.row].get(column)
        year = int(told) if isinstance(told, int | float) and 0 < told < _MOST else year
        yield task._replace(year=year or task.year)


def _with_numbers(tasks: Iterable[Task], seen: FilledSheet, number: int, office: int) -> Iterator[Task]:
    """The tasks with what they are called by; one that was typed since is of the office above it, and has no number yet."""
    above: str | None = None
    for task in tasks:
        cells = seen.rows[task.row]
        above = squeeze(shown(cells.get(office))) or above
        yield task._replace(number=squeeze(shown(cells.get(number))) or None, office=above)


def _rows(seen: FilledSheet, header: int, columns: tuple[Column, ...]) -> Iterator[TaskRow]:
    seq = next((c.number for c in columns if c.role == "seq"), 0)
    groups = [c.number for c in columns if c.role == "group"]
    text = next(c.number for c in columns if c.role == "text")
    for row in seen.order:
        cells = seen.rows[row]
        if row > header and any(c in cells for c in (seq, text, *groups)):
            group = tuple(cell_words(cells[c]) for c in groups if c in cells)
            number = squeeze(shown(cells.get(seq))) or None
            yield TaskRow(row, number, group, cells, row, (row, text) in seen.source.struck)


def read_memory(book: SourceBook) -> Memory:
    """What a book remembers; of one that is no report, or whose memory is damaged, nothing and why."""
    periods, lost = _periods(book)
    try:
        snapshots, given = _snapshots(book)
    except ValueError:
        return Memory(book.source, (), periods, (Diagnostic("D194", None, {"name": book.source}),))
    said = (Diagnostic("D195", None, {"name": book.source, "count": lost}),) if lost else ()
    return Memory(book.source, snapshots, periods, said, given=given)


def _body(sheet: SourceSheet, first: int) -> Iterator[MemoryCells]:
    """The rows below the header, in order; also those that were added under the area."""
    return (sheet.rows[number] for number in sorted(sheet.rows) if number > first + 1)


def _periods(book: SourceBook) -> tuple[tuple[Period, ...], int]:
    """The periods by date, of equal dates the last; and how many rows could not be read."""
    found = find_area(book, HISTORY_NAME)
    if not found:
        return (), 0
    sheet, first, stated = found
    columns = {role: column for column, role in stated.items()}
    periods: dict[date, Period] = {}
    lost = 0
    for cells in _body(sheet, first):
        day = _day(cells.get(columns.get("day", 0)))
        counts = [_count(cells.get(columns.get(role, 0))) for role in _COUNTS]
        known = [count for count in counts if count is not None]
        if day and len(known) == len(_COUNTS):
            period = Period._make((day, *known, False))
            # A rate that was not reckoned, though there was something to divide by.
            plan = period.rate is not None and isinstance(cells.get(columns.get("rate", 0)), str)
            periods[day] = period._replace(plan=plan)
        elif len(cells) > 1:
            lost += 1
    return tuple(sorted(periods.values())), lost


def _count(value: Value | None) -> int | None:
    if isinstance(value, (int, float)) and 0 <= value < _MOST and value == int(value):
        return int(value)
    return 0 if value is None else None


def _day(value: Value | None) -> date | None:
    if isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(squeeze(value))
    return day_of(value)


def _snapshots(book: SourceBook) -> tuple[tuple[Snapshot, ...], dict[str, int]]:
    """The snapshot of the report's own day, and of the day before it where there is one; the highest numbers that were given.

    Raises:
        ValueError: there is none that can be read.
    """
    found = find_area(book, SNAPSHOT_NAME)
    caption = shown(found[0].value(found[1] - 1, 1)) if found else ""
    days = [date.fromisoformat(word) for word in _ISO.findall(caption)[:2]]
    if not found or not days:
        raise ValueError(SNAPSHOT_NAME)
    sheet, first, stated = found
    read = _reader_of({role: column for column, role in stated.items()})
    rows = [_row(read(cells)) for cells in _body(sheet, first)]
    own = Snapshot(days[0], tuple(row for row, place in rows if place >= 0))
    former = sorted(((abs(place), row) for row, place in rows if place), key=itemgetter(0))
    return (own, *(Snapshot(day, tuple(row for _, row in former)) for day in days[1:])), given_in(caption)


def _reader_of(columns: Mapping[str, int]) -> Callable[[MemoryCells], Sequence[Value | None]]:
    """What reads the fields of a task out of a row: one cell, or in older reports a cell for each field.

    Raises:
        ValueError: the columns are neither.
    """
    if TASK_ROLE in columns:
        return partial(_fields, columns[TASK_ROLE])
    if not {"key", "text", "state"} <= columns.keys():
        raise ValueError(SNAPSHOT_NAME)
    return lambda cells: [cells.get(columns.get(role, 0)) for role in SNAPSHOT_ROLES]


def _fields(column: int, cells: MemoryCells) -> Sequence[Value | None]:
    """The fields of a task, of which older reports have one less; a long one goes on in the next cells. ValueError where damaged."""
    fields = task_fields("".join([shown(cells[place]) for place in sorted(cells) if place >= column]))
    if len(fields) == len(SNAPSHOT_ROLES) - 1:
        fields.append("")
    if len(fields) != len(SNAPSHOT_ROLES):
        raise ValueError(SNAPSHOT_NAME)
    return fields


def _row(values: Sequence[Value | None]) -> tuple[SnapshotRow, int]:
    """One task, and its place in the former snapshot: 0 for none, less than 0 where it is in that one alone."""
    key, text, state, due, units, seq, group, deadline, former, number = values
    day = _day(due)
    words = shown(deadline) or (day.isoformat() if day else "")
    row = SnapshotRow(
        shown(key), shown(seq), shown(group), shown(text), shown(state), day, words, shown(units), shown(number)
    )
    return row, _place(former)


def _place(former: Value | None) -> int:
    """The place in the former snapshot as it is written, a number or its digits; 0 for none."""
    if isinstance(former, str) and former.removeprefix("-").isdecimal():
        return int(former)
    return int(former) if isinstance(former, (int, float)) and abs(former) < _MOST else 0
