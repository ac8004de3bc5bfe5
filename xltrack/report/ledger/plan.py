"""The columns of the ledger: those of all tables united, in the order and words of the largest, and what they ask for.

Then come xltrack's own, two of which say so much that a report can be read again: where a task was first read, its milestones.

    origin    = [ file , " " ] , sheet , "!" , cell ;
    resolved  = item , { "；" , item } ;
    item      = [ label , " " ] , [ day , "至" ] , day ;
    day       = YYYY , "-" , MM , "-" , DD ;
    label     = one or more characters without "；" and line breaks ;

「附件2!A4」, 「榆阳区.xlsx 附件2!A4」: the cell of the sheet that a task came from, also after it went through a report or two.
「2021-07-20」, 「梳理阶段 2020-08-01至2020-08-31；审查阶段 2020-09-30」: the column from which a report read again takes its years
(docs/规则.md 2.1). A deadline without milestones is an empty cell.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from xltrack.assessment.model import Assessment, Judged, tells_pace
from xltrack.base.patterns import pattern
from xltrack.base.values import Number
from xltrack.domain.records import Column as SourceColumn
from xltrack.domain.records import ColumnRole, Milestone, Table
from xltrack.language.status.columns import standing
from xltrack.report import words
from xltrack.sheets.dense import column_width, halves
from xltrack.sheets.measure import room_needed
from xltrack.telling import words as common

if TYPE_CHECKING:
    from xltrack.assessment.pace import Paces

# Columns of these roles are one column of the ledger whatever their headers are; all else goes by header.
_BY_ROLE: Final = frozenset(
    {"seq", "group", "text", "lead", "support", "supervise", "person", "deadline", "status", "progress", "done_date",
     "note", "start", "adjusted"}
)  # fmt: skip
_WITH_FILE: Final = pattern(r"(.+\.(?:xlsx|xlsm|xls|et|ods)) .+![A-Z]+\d+", re.IGNORECASE)
_BREAKS_ITEMS: Final = pattern(r"[；\s]+")
# Another font than the one asked for may be wider by so much, and a cell has an inset: what does not wrap is ###.
_SLACK: Final = 1.15
_INSET: Final = 1.4
_DATE: Final = 15.6  # 2021年12月31日
_MOMENT: Final = 20.0
_NUMBER_AIR: Final = 0.6  # halves of a 汉字
_WIDEST_NUMBER: Final = 26.0
_WORDS: Final = frozenset({str, type(None)})


# What a task is called by, and whose it is; how it stands, which is told directly behind its words.
LedgerRole = ColumnRole | Literal["number", "office", "state", "days"]
_JUDGED: Final[dict[LedgerRole, str]] = {"state": words.STATE, "days": words.DAYS_LEFT}
_OURS: Final = ("number", "office", *_JUDGED)


class LedgerColumn:
    """One column of the ledger: role, header, whether xltrack added it, whether it holds amounts."""

    def __init__(self, role: LedgerRole, header: str, *, added: bool = False) -> None:
        self.role, self.header, self.added, self.amounts = role, header, added, False


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


class Origins:
    """The origins of all tasks."""

    __slots__ = ("_alone", "_sources", "_told")

    def __init__(self, assessment: Assessment) -> None:
        documents = assessment.documents
        self._sources = [document.source for document in documents]
        self._alone = len(documents) == 1
        # A ledger that is read again says in its own column where its rows came from.
        self._told = {
            id(table): index
            for document in documents
            if document.ledger
            for table in document.tables
            for index, column in enumerate(table.columns)
            if column.role == "own" and column.header == words.ORIGIN
        }

    def of(self, judged: Judged) -> str:
        """The origin of a task, with the file where there are several."""
        table, place = judged.table, self._told.get(id(judged.table))
        told = None if place is None else judged.task.values[place]
        if isinstance(told, str) and told:
            if self._alone or _WITH_FILE.fullmatch(told):
                return told
            return f"{self._sources[judged.document]} {told}"
        cell = table.cell(judged.task, table.columns[0].number).a1
        return cell if self._alone else f"{self._sources[judged.document]} {cell}"


class LedgerPlan(NamedTuple):
    """What the ledger is made of.

    Attributes:
        columns: the united columns, without xltrack's own.
        tables: one plan for each table by its `id`.
        extents: what each column asks for: half-width characters of a line, so that the longest text is no higher than a row
            can be, and the width under which a number or date would not be shown.
        origins: where tasks come from.
        own: the headers of xltrack's own columns behind those; 状态 and 距期天数 stand among `columns`, behind the task.
        number: the 0-based column that holds the numbers of the tasks: the sheet's own 序号 where that says just these, else 编号.
        paces: how tasks keep pace with their time; None where the sheets have neither money nor shares.
        digits: of the most days that any task is late or has left.
    """

    columns: tuple[LedgerColumn, ...]
    tables: dict[int, TablePlan]
    extents: tuple[tuple[int, float], ...]
    origins: Origins
    own: tuple[str, ...]
    number: int = 0
    paces: "Paces | None" = None
    digits: int = 3

    def first(self, role: LedgerRole) -> int:
        """0-based index of the first column of a role, -1 for none."""
        return next((i for i, c in enumerate(self.columns) if c.role == role), -1)

    def inputs(self) -> dict[str, list[int]]:
        """The columns that the clerk fills in, 0-based by role (status, done_date, progress).

        The one that speaks first, as the reader takes them, stands at the head (docs/规则.md 5).
        """
        found: dict[str, list[int]] = {"status": [], "done_date": [], "progress": []}
        for index, column in enumerate(self.columns):
            if column.role in found:
                found[column.role].append(index)
        found["status"].sort(key=lambda index: standing(self.columns[index].header, index))
        return found


def plan_ledger(assessment: Assessment) -> LedgerPlan:
    """Unite the columns of all tables that have tasks.

    The table with the most tasks comes first. A column joins the one with the same role and header, else the first free one
    of its role (columns that xltrack knows no use of go by their header alone), else it becomes a new one behind its left
    neighbour. Groups that are band rows of the sheet get columns of their own in front of the task. Missing columns to report
    in are added at the end. In front of all stand 编号, where the sheet's own 序号 does not say the numbers of its tasks, and of
    several offices their names. No two columns have one header.
    """
    columns: list[LedgerColumn] = []
    tables = sorted({id(j.table): j.table for j in assessment.tasks}.values(), key=lambda table: -len(table.tasks))
    joined = [_join(table, columns) for table in tables]
    depth = max(map(_depth, tables), default=0)
    bands = [
        LedgerColumn("group", f"{words.CATEGORY}{level}" if level > 1 else words.CATEGORY)
        for level in range(1, depth + 1)
    ]
    place = next((i for i, c in enumerate(columns) if c.role in ("group", "text")), 0)
    columns[place:place] = bands
    added: dict[ColumnRole, str] = {"text": common.TASK, **words.ADDED}
    for role, header in added.items():
        if all(c.role != role for c in columns):
            columns.append(LedgerColumn(role, header, added=True))
    columns[:0] = _calling(assessment, columns)
    text = next(i for i, c in enumerate(columns) if c.role == "text")
    columns[text + 1 : text + 1] = [LedgerColumn(role, header) for role, header in _JUDGED.items()]
    origins = Origins(assessment)
    changed = assessment.since is not None and assessment.since.changes is not None
    paces: Paces | None = None
    if tells_pace(assessment):
        from xltrack.assessment.pace import read_paces  # most sheets need none of it

        paces = read_paces(assessment)
    own = _own_headers(changed=changed, paced=paces is not None and paces.compared)
    ours = {column.header for column in columns if column.role in _OURS}
    _tell_apart((c for c in columns if c.role not in _OURS), ours.union(own) - {words.CHANGE})
    plans = {id(table): _plan(table, taken, columns, bands) for table, taken in zip(tables, joined, strict=True)}
    for key, amounts in assessment.amounts.items():
        for found in filter(None, amounts if key in plans else ()):
            columns[plans[key].order.index(found.place)].amounts = True
    number = next(i for role in ("number", "seq") for i, c in enumerate(columns) if c.role == role)
    extents, digits = _extents(assessment, columns, plans), _digits(assessment)
    return LedgerPlan(tuple(columns), plans, extents, origins, own, number, paces, digits)


def _digits(assessment: Assessment) -> int:
    """Those of the most days, at least three: days go on."""
    most = max((abs(judged.days) for judged in assessment.tasks if judged.days is not None), default=0)
    return max(3, len(str(most)))


def _calling(assessment: Assessment, columns: Sequence[LedgerColumn]) -> Iterator[LedgerColumn]:
    """The columns of what tasks are called by, where the sheets have none."""
    printed = any(column.role == "seq" for column in columns)
    if not printed or any(j.task.seq != j.number for j in assessment.tasks):
        yield LedgerColumn("number", words.NUMBER)
    if any(judged.office for judged in assessment.tasks):
        yield LedgerColumn("office", words.OFFICE)


def _own_headers(*, changed: bool, paced: bool) -> tuple[str, ...]:
    """The headers of xltrack's own columns; those from 下一节点 on are not printed."""
    printed, paces = ((words.CHANGE,) if changed else ()), ((words.PACE,) if paced else ())
    return (*printed, words.NEXT, *paces, words.REASON, words.RESOLVED, words.ORIGIN)


def _sources(table: Table) -> list[tuple[int, SourceColumn]]:
    return [(index, column) for index, column in enumerate(table.columns) if column.role != "own"]


def _join(table: Table, columns: list[LedgerColumn]) -> dict[int, LedgerColumn]:
    """Ledger columns by index in the table's columns; new ones are put into `columns`."""
    taken: dict[int, LedgerColumn] = {}
    free, sources = list(columns), _sources(table)
    for by_header in (True, False):
        for index, source in sources:
            if index in taken or not (by_header or source.role in _BY_ROLE):
                continue
            alike = (c for c in free if c.role == source.role and (c.header == source.header or not by_header))
            if match := next(alike, None):
                taken[index] = match
                free.remove(match)
    left = -1
    for index, source in sources:
        if index not in taken:
            taken[index] = LedgerColumn(source.role, source.header)
            columns.insert(left + 1, taken[index])
        left = columns.index(taken[index])
    return taken


def _tell_apart(columns: Iterable[LedgerColumn], own: Iterable[str]) -> None:
    """Give each column a header of its own: 「责任单位」, 「责任单位2」; a 「状态」 of the source is 「状态（原表）」 beside ours."""
    known = set(own)
    for column in columns:
        header = column.header or words.UNNAMED
        first = words.ORIGINAL.format(header=header) if header in own else header
        header, number = first, 1
        while header in known:
            number += 1
            header = f"{first}{number}"
        known.add(header)
        column.header = header


def _depth(table: Table) -> int:
    """How many levels of its groups have no column."""
    levels = sum(c.role == "group" for c in table.columns)
    return max(0, max((len(task.group) - levels for task in table.tasks), default=0))


def _plan(
    table: Table, taken: dict[int, LedgerColumn], columns: list[LedgerColumn], bands: list[LedgerColumn]
) -> TablePlan:
    places = {index: columns.index(column) for index, column in taken.items()}
    indexes = {place: index for index, place in places.items()}
    return TablePlan(
        tuple(indexes.get(place, -1) for place in range(len(columns))),
        tuple(places[index] for index, column in _sources(table) if column.role == "group"),
        # The levels of a table stand in the innermost of the band columns.
        tuple(map(columns.index, bands[len(bands) - _depth(table) :])),
        {table.columns[index].number: place + 1 for index, place in places.items()},
    )


def _extents(
    assessment: Assessment, columns: Sequence[LedgerColumn], plans: dict[int, TablePlan]
) -> tuple[tuple[int, float], ...]:
    """What the longest words, numbers and dates of each column ask for, over all tasks at the speed of built-ins."""
    found = [(0, 0.0)] * len(columns)
    tables: dict[int, list[Sequence[object]]] = {}
    for judged in assessment.tasks:
        tables.setdefault(id(judged.table), []).append(judged.task.values)
    for key, rows in tables.items():
        for place, index in enumerate(plans[key].order):
            if index >= 0:
                room, least = _extent([values[index] for values in rows])
                # A number of a task is worded anew, and never printed as ###.
                least = 0.0 if columns[place].role == "seq" else least
                found[place] = max(found[place][0], room), max(found[place][1], least)
    number = max((halves(judged.number) for judged in assessment.tasks), default=0.0) + _NUMBER_AIR
    return tuple(
        (0, min(_WIDEST_NUMBER, column_width(number))) if column.role == "number" else extent
        for column, extent in zip(columns, found, strict=True)
    )


def _extent(values: Sequence[object]) -> tuple[int, float]:
    kinds = set(map(type, values))
    texts: list[str] = [v for v in values if type(v) is str] if str in kinds else []
    return room_needed(max(texts, key=len, default="")), max(map(_least, values)) if kinds - _WORDS else 0.0


def _least(value: object) -> float:
    if isinstance(value, date):
        return _MOMENT if isinstance(value, datetime) else _DATE
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = value.shown if isinstance(value, Number) else str(value)
        return min(_WIDEST_NUMBER, len(shown) * _SLACK + _INSET)
    return 0.0


def format_resolved(milestones: tuple[Milestone, ...]) -> str:
    """The text of some milestones by the grammar above; a 「；」 or break inside a label becomes a space."""
    if len(milestones) == 1 and milestones[0].label is None and milestones[0].start is None:
        return milestones[0].due.isoformat()
    return "；".join(map(_format_item, milestones))


def _format_item(milestone: Milestone) -> str:
    label = _BREAKS_ITEMS.sub(" ", milestone.label).strip() if milestone.label else ""
    span = f"{milestone.start.isoformat()}至" if milestone.start else ""
    return f"{label} {span}{milestone.due.isoformat()}" if label else f"{span}{milestone.due.isoformat()}"
