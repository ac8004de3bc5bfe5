"""The columns of the ledger: those of all tables united, in the order and words of the largest, then xltrack's own; what they ask for."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.base.values import Number
from xltrack.domain.records import Column as SourceColumn
from xltrack.domain.records import ColumnRole, Table
from xltrack.language.status.grammar import standing
from xltrack.report import words
from xltrack.sheets.measure import room_needed
from xltrack.telling import words as common

Role = ColumnRole
# Columns of these roles are one column of the ledger whatever their headers are; all else goes by header.
_BY_ROLE: Final = frozenset(
    {"seq", "group", "text", "lead", "support", "supervise", "person", "deadline", "status", "progress", "done_date",
     "note", "start", "adjusted"}
)  # fmt: skip
ADDED: Final[tuple[tuple[str, Role], ...]] = (
    (words.STATUS, "status"), (words.DONE_DATE, "done_date"), (words.PROGRESS_COLUMN, "progress"),
)  # fmt: skip
OWN: Final = (words.STATE, words.DAYS_LEFT, words.NEXT, words.REASON, words.RESOLVED, words.ORIGIN)


def own_headers(*, several: bool, changed: bool) -> list[str]:
    """The headers of xltrack's own columns; those from 状态说明 on are not printed, so of several files 来源 stands before it."""
    printed = [words.STATE, words.DAYS_LEFT, words.NEXT, *([words.CHANGE] if changed else [])]
    if several:
        return [*printed, words.ORIGIN, words.REASON, words.RESOLVED]
    return [*printed, words.REASON, words.RESOLVED, words.ORIGIN]


class LedgerColumn:
    """One column of the ledger: role, header, whether xltrack added it, and how many bands deep a group without column is."""

    __slots__ = ("added", "band", "header", "role")

    def __init__(self, role: Role, header: str, added: bool = False, band: int = 0) -> None:
        self.role = role
        self.header = header
        self.added = added
        self.band = band


class TablePlan(NamedTuple):
    """How the rows of one table fill the ledger.

    Attributes:
        order: for each source column of the ledger the index in `Task.values`, -1 for none.
        groups: ledger columns of the group levels that have a source column, outermost first.
        bands: ledger columns of the levels without one, outermost first.
        places: ledger column by source column number, both for linking (1-based).
    """

    order: tuple[int, ...]
    groups: tuple[int, ...]
    bands: tuple[int, ...]
    places: dict[int, int]


class Extent(NamedTuple):
    """What one column asks for.

    Attributes:
        room: half-width characters of a line, so that the longest text is no higher than a row can be.
        least: the width under which a number or date would not be shown.
    """

    room: int = 0
    least: float = 0.0


class LedgerPlan(NamedTuple):
    """The united columns (without the own ones), one plan for each table by its `id`, and what each column asks for."""

    columns: tuple[LedgerColumn, ...]
    tables: dict[int, TablePlan]
    extents: tuple[Extent, ...] = ()

    def first(self, role: Role) -> int:
        """0-based index of the first column of a role, -1 for none."""
        return next((i for i, c in enumerate(self.columns) if c.role == role), -1)


def plan_columns(tables: Sequence[Table]) -> LedgerPlan:
    """Unite the columns of the tables.

    The table with the most tasks comes first. A column joins the one with the same role and header, else the first free one
    of its role (columns that xltrack knows no use of go by their header alone), else it becomes a new one behind its left
    neighbour. Groups that are band rows of the sheet get columns of their own in front of the task. Missing columns to report
    in are added at the end. No two columns have one header.
    """
    columns: list[LedgerColumn] = []
    tables = sorted(tables, key=lambda table: -len(table.tasks))
    joined = [_join(table, columns) for table in tables]
    bands = _add_bands(tables, columns)
    if all(c.role != "text" for c in columns):
        columns.append(LedgerColumn("text", common.TASK, added=True))
    for header, role in ADDED:
        if all(c.role != role for c in columns):
            columns.append(LedgerColumn(role, header, added=True))
    _tell_apart(columns)
    places = {id(column): index for index, column in enumerate(columns)}
    band_places = tuple(places[id(column)] for column in bands)
    plans = {
        id(table): _plan(table, taken, places, len(columns), band_places)
        for table, taken in zip(tables, joined, strict=True)
    }
    return LedgerPlan(tuple(columns), plans)


def _sources(table: Table) -> list[tuple[int, SourceColumn]]:
    return [(index, column) for index, column in enumerate(table.columns) if column.role != "own"]


def _join(table: Table, columns: list[LedgerColumn]) -> dict[int, LedgerColumn]:
    """Ledger columns by index in the table's columns; new ones are put into `columns`."""
    taken: dict[int, LedgerColumn] = {}
    free = {id(c): c for c in columns}
    sources = _sources(table)
    for index, source in sources:
        match = next((c for c in free.values() if c.role == source.role and c.header == source.header), None)
        if match:
            taken[index] = free.pop(id(match))
    for index, source in sources:
        if index not in taken and source.role in _BY_ROLE:
            match = next((c for c in free.values() if c.role == source.role), None)
            if match:
                taken[index] = free.pop(id(match))
    left = -1
    for index, source in sources:
        if index not in taken:
            taken[index] = LedgerColumn(source.role, source.header)
            columns.insert(left + 1, taken[index])
        left = next(i for i, c in enumerate(columns) if c is taken[index])
    return taken


def _add_bands(tables: Sequence[Table], columns: list[LedgerColumn]) -> list[LedgerColumn]:
    depth = max((_depth(table) for table in tables), default=0)
    place = next((i for i, c in enumerate(columns) if c.role in ("group", "text")), 0)
    bands = [
        LedgerColumn("group", words.CATEGORY if level == 0 else f"{words.CATEGORY}{level + 1}", band=level + 1)
        for level in range(depth)
    ]
    columns[place:place] = bands
    return bands


def _tell_apart(columns: Sequence[LedgerColumn]) -> None:
    """Give each column a header of its own: 「责任单位」, 「责任单位2」; a 「状态」 of the source is 「状态（原表）」 beside ours."""
    known = set(OWN)
    for column in columns:
        header = column.header or words.UNNAMED
        if header in OWN:
            header = words.ORIGINAL.format(header=header)
        first, number = header, 1
        while header in known:
            number += 1
            header = f"{first}{number}"
        known.add(header)
        column.header = header


def _depth(table: Table) -> int:
    levels = sum(c.role == "group" for c in table.columns)
    return max((len(task.group) - levels for task in table.tasks), default=0)


def _plan(
    table: Table, taken: dict[int, LedgerColumn], places: dict[int, int], count: int, bands: tuple[int, ...]
) -> TablePlan:
    order = [-1] * count
    for index, column in taken.items():
        order[places[id(column)]] = index
    groups = tuple(places[id(taken[i])] for i, c in _sources(table) if c.role == "group")
    by_number = {table.columns[i].number: places[id(column)] + 1 for i, column in taken.items()}
    # The levels of a table stand in the innermost of the band columns.
    depth = max(0, _depth(table))
    return TablePlan(tuple(order), groups, bands[len(bands) - depth :] if depth else (), by_number)


# Another font than the one asked for may be wider by so much, and a cell has an inset: what does not wrap is ###.
_SLACK: Final = 1.15
_INSET: Final = 2.5
_DATE: Final = 13.0
_MOMENT: Final = 20.0
_WIDEST_NUMBER: Final = 26.0
_WORDS: Final = frozenset({str, type(None)})


def find_extents(assessment: Assessment, plan: LedgerPlan) -> tuple[Extent, ...]:
    """The extents of the source columns, by column of the ledger."""
    found = [Extent()] * len(plan.columns)
    tables: dict[int, tuple[Table, list[Sequence[object]]]] = {}
    for judged in assessment.tasks:
        tables.setdefault(id(judged.table), (judged.table, []))[1].append(judged.task.values)
    for key, (_, values) in tables.items():
        columns = list(zip(*values, strict=True))
        for place, index in enumerate(plan.tables[key].order):
            if index >= 0:
                room, least = _extent(columns[index])
                found[place] = Extent(max(found[place].room, room), max(found[place].least, least))
    return tuple(found)


def _extent(values: Sequence[object]) -> Extent:
    kinds = set(map(type, values))
    texts: list[str] = [v for v in values if type(v) is str] if str in kinds else []
    longest = max(texts, key=len, default="")
    least = max((_least(v) for v in values), default=0.0) if kinds - _WORDS else 0.0
    return Extent(room_needed(longest), least)


def _least(value: object) -> float:
    if isinstance(value, date):
        return _MOMENT if isinstance(value, datetime) else _DATE
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = value.shown if isinstance(value, Number) else str(value)
        return min(_WIDEST_NUMBER, len(shown) * _SLACK + _INSET)
    return 0.0


def input_columns(plan: LedgerPlan) -> dict[str, list[int]]:
    """0-based indexes by role (status, done_date, progress), the one that speaks first at the head (docs/规则.md 5)."""
    found: dict[str, list[int]] = {"status": [], "done_date": [], "progress": []}
    for index, column in enumerate(plan.columns):
        if column.role in found:
            found[column.role].append(index)
    found["status"].sort(key=lambda index: standing(plan.columns[index].header, index))
    return found
