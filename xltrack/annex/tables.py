"""A table of the source as an 附件: its own columns in order and words, and 完成情况 (docs/规则.md 2 and 5)."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise, takewhile
from typing import Final, TypeAlias

from xltrack.annex import words
from xltrack.annex.model import DraftColumn, DraftRow
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.words import NO_UNIT, SHARE, share
from xltrack.base.shown_dates import ShownDate
from xltrack.base.text import squeeze, tidy
from xltrack.base.values import CellError, Number, Percent
from xltrack.domain.records import Column, Reported, Table, Task
from xltrack.sheets.measure import breadth
from xltrack.sheets.model import CellValue
from xltrack.telling.agenda import sure_late_tasks, units_of
from xltrack.telling.names import seq_value, unit_cell
from xltrack.telling.words import full_day

# Columns whose words may be one cell for several rows: long ones, and in a group any of the first.
_IN_GROUP: Final = frozenset({"deadline", "lead", "support", "supervise", "person"})
_SHARED: Final = _IN_GROUP | {"note", "other"}
_LONG: Final = 24  # halves of a 汉字
_REPORTING: Final = ("status", "progress", "done_date")

_Group: TypeAlias = tuple[tuple[str, ...], tuple[str | None, ...]]


def by_table(assessment: Assessment) -> Iterator[tuple[Table, list[Judged]]]:
    """The tables that hold tasks, each with its own as judged."""
    tables: dict[int, list[Judged]] = {}
    for judged in assessment.tasks:
        tables.setdefault(id(judged.table), []).append(judged)
    yield from ((found[0].table, found) for found in tables.values())


def draft_table(
    table: Table, judged: Sequence[Judged], *, asked: bool = False
) -> tuple[tuple[DraftColumn, ...], tuple[DraftRow, ...]]:
    """Columns and rows of one table; `judged` are its tasks as judged.

    Without them it has a 完成情况, to be filled in, only where its tasks are `asked` for theirs: a roster has none.
    """
    composer = _Composer(table, judged, asked or bool(judged))
    return composer.columns, tuple(composer.rows())


class _Composer:
    """One table, with what holds for all of its rows worked out once."""

    def __init__(self, table: Table, judged: Sequence[Judged], asked: bool) -> None:
        self.table, self.judged = table, judged
        # Where nothing can say how far a task is, 完成情况 is left blank to be filled in.
        self.reports = any(j.task.reported != Reported() for j in judged)
        self.sources = [(i, c) for i, c in enumerate(table.columns) if self._kept(i, c)]
        roles = [column.role for _, column in self.sources]
        if asked and "status" not in roles:
            # It stands behind the last column, in front of 备注.
            place = len(roles) - ("note" in roles and roles.index("note") == len(roles) - 1)
            self.sources.insert(place, (-1, Column(0, words.STATUS, "status")))
        self.columns = tuple(DraftColumn(c.header or words.NO_HEADER, c.role) for _, c in self.sources)
        self.at = {column.role: at for at, column in reversed([*enumerate(self.columns)])}
        self.groups = [at for at, column in enumerate(self.columns) if column.role == "group"]
        self.adjusted = [i for i, column in self.sources if column.role == "adjusted"]
        self.shown = [self._shown_by(at, column.role) for at, column in enumerate(self.columns)]

    def _kept(self, index: int, column: Column) -> bool:
        """Every column of the source; of a report, not its own ones nor those that it added to report in and nobody used."""
        if column.role == "own":
            return False
        unused = column.role in _REPORTING and any(column.role == "own" for column in self.table.columns)
        named = (column.header or column.role != "other") and not unused
        return bool(named) or any(task.values[index] is not None for task in self.table.tasks)

    def rows(self) -> Iterator[DraftRow]:
        """All rows, with a band row wherever another band begins."""
        tasks, groups, values = self.table.tasks, [*self._split_groups()], list[list[CellValue]]()
        for number, (task, (_, own)) in enumerate(zip(tasks, groups, strict=True)):
            cells = [show(task.values[i], task) for show, (i, _) in zip(self.shown, self.sources, strict=True)]
            for place, word in zip(self.groups, own, strict=True):
                cells[place] = word
            if self.judged and self.reports and "status" in self.at:
                cells[self.at["status"]] = status_words(self.judged[number])
            values.append(cells)
        above: Sequence[str] = ()
        blank = (None,) * len(self.columns)
        for task, (bands, own), cells, keys in zip(tasks, groups, values, self._keys(groups, values), strict=True):
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(above, bands, strict=False)))
            yield from (DraftRow([band, *blank[1:]], blank, band=True) for band in bands[same:])
            yield self._row(task, cells, own, keys)
            above = bands

    def _split_groups(self) -> Iterator[_Group]:
        """The words of each task's group that stand in band rows, and those of each group column."""
        last: list[str | None] = [None] * len(self.groups)
        for task in self.table.tasks:
            bands = list(task.group)
            own: list[str | None] = [None] * len(self.groups)
            for place in range(len(self.groups) - 1, -1, -1):
                value = task.values[self.sources[self.groups[place]][0]]
                known = bands[-1] if bands else None
                same = last[place] == known if value is None or value == "" else _same_words(value, known or "")
                if known is not None and same:
                    own[place] = bands.pop()
            last = own
            yield tuple(bands), tuple(own)

    def _shown_by(self, place: int, role: str) -> Callable[[object, Task], CellValue]:
        """How the values of a column are shown, each with the task that it is of."""
        first = self.at[role] == place
        if self.sources[place][0] < 0:
            return lambda _value, _task: None
        if role == "seq" and first:
            return lambda _value, task: seq_value(task.seq)
        if role == "text" and first:
            return lambda _value, task: task.text
        if role == "deadline":
            return self._due if first else _shown
        return _SHOWN.get(role, _printed)

    def _due(self, value: object, task: Task) -> CellValue:
        deadline = task.deadline
        if isinstance(value, ShownDate) and not value.names_day:
            return value.words
        if isinstance(value, date):
            return value
        adjusted = any(task.values[i] is not None for i in self.adjusted)
        if not adjusted or deadline.superseded:
            value = (deadline.superseded.text if deadline.superseded and adjusted else deadline.text) or None
        return _day(value) if isinstance(value, str) else _shown(value)

    def _keys(self, groups: Sequence[_Group], values: Sequence[list[CellValue]]) -> Iterator[tuple[Hashable, ...]]:
        """For each row the keys of its cells: number, groups, and the deadline and units that rows of a group have in common."""
        seqs = [task.seq for task in self.table.tasks]
        by_seq = any(a is not None and a == b for a, b in pairwise(seqs))
        columns: list[list[Hashable]] = [[None] * len(seqs) for _ in self.columns]
        inner: list[Hashable] = []
        for row, (seq, (bands, own)) in enumerate(zip(seqs, groups, strict=True)):
            number = seq if by_seq else None
            for depth, place in enumerate(self.groups):
                columns[place][row] = (bands, own[: depth + 1], number) if own[depth] is not None else None
            if "seq" in self.at and seq is not None:
                columns[self.at["seq"]][row] = (bands, own[:1], seq)
            inner.append((bands, own, number) if any(own) else row)
        for place, column in enumerate(self.columns):
            if column.role in _SHARED:
                self._share(place, columns[place], inner, [cells[place] for cells in values])
        return zip(*columns, strict=True)

    def _share(self, place: int, keys: list[Hashable], inner: list[Hashable], shown: list[CellValue]) -> None:
        """Make one cell of the same words in rows of one group, one under the other: of long ones, of a deadline, of units.

        Reading fills a merged cell into every row that it spans, so what was one cell in the source has the same words in each.
        """
        starts = [r for r in range(len(keys)) if not r or inner[r] != inner[r - 1] or shown[r] != shown[r - 1]]
        for start, stop in pairwise([*starts, len(keys)]):
            long = isinstance(shown[start], str) and breadth(str(shown[start])) > _LONG
            if stop - start > 1 and shown[start] is not None and (long or self.columns[place].role in _IN_GROUP):
                keys[start:stop] = [(start, place)] * (stop - start)

    def _row(
        self, task: Task, values: list[CellValue], own: Sequence[str | None], keys: tuple[Hashable, ...]
    ) -> DraftRow:
        first = text = self.at.get("text", -1)
        while first - 1 in self.groups and own[self.groups.index(first - 1)] is None:
            first -= 1
        if first == text or values[text] is None:
            return DraftRow(values, keys, struck=task.struck)
        # Joined with the task, a blank group cell says that the task has no such group; else it would inherit from above.
        values[first], values[text] = values[text], None
        return DraftRow(values, keys, joined=(first, text), struck=task.struck)


def draft_late(assessment: Assessment) -> tuple[tuple[DraftColumn, ...], tuple[DraftRow, ...]]:
    """Columns and rows of the late tasks of which nothing is in doubt, the latest first.

    By its number, who, what, until when, how many days ago, what was reported.
    """
    columns = tuple(map(DraftColumn, words.LATE_HEADS, ("seq", "lead", "text", "deadline", "late", "status")))
    rows: list[list[CellValue]] = [
        [seq_value(j.number), "、".join(units_of(j)) or NO_UNIT, j.task.text, due_words(j), j.late, status_words(j)]
        for _, j in sure_late_tasks(assessment)
    ]
    return columns, tuple(DraftRow(values, (None,) * len(columns)) for values in rows)


def due_words(judged: Judged) -> str | None:
    """The deadline as printed; of a staged one the stage that was judged, of a real date its day in words."""
    deadline, node = judged.task.deadline, judged.node
    if node is None:
        return deadline.text or None
    day = full_day(node.due)
    if deadline.kind == "staged":
        return words.LABELLED.format(label=node.label, day=day) if node.label else day
    return day if deadline.text == node.due.isoformat() else deadline.text or day


def status_words(judged: Judged) -> str | None:
    """What was reported, in its own words or as a share; the word of the state where nothing was, and nothing is due yet: blank."""
    reported = judged.task.reported
    if reported.words:
        return reported.words
    if judged.state in ("overdue", "due_soon"):
        return words.NOTHING_REPORTED if judged.progress is None else SHARE.format(share=share(judged.progress))
    return None if judged.state == "unreported" else judged.word


def _units(value: object, task: Task) -> CellValue:
    names = tuple(unit.name for unit in task.units)
    return _shown(unit_cell(value, names)) if isinstance(value, str) else _printed(value, task)


def _progress(value: object, task: Task) -> CellValue:
    share = task.reported.progress
    if value is None or share is None:
        return _printed(value, task)
    shape = "0%" if round(share, 2) == share else "0.0%"
    return Percent(share, value.format if isinstance(value, Percent) else shape)


def _printed(value: object, _task: Task) -> CellValue:
    if isinstance(value, ShownDate):
        return value.words
    # A day in words may take two lines in a narrow column, which a real date cannot.
    return full_day(value) if isinstance(value, date) else _shown(value)


def _shown(value: object, _task: Task | None = None) -> CellValue:
    if isinstance(value, ShownDate):
        return value.words
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, str):
        return value.replace("\xa0", " ").strip() or None
    if isinstance(value, float) and not isinstance(value, Number) and value.is_integer():
        return int(value)
    return value if value is None or isinstance(value, (int, float, date)) else str(value)


def _day(text: str) -> CellValue:
    """An inherited real date shows as its ISO text; it goes on as a date."""
    try:
        return date.fromisoformat(text) if len(text) == 10 and text[4] == "-" else text
    except ValueError:
        return text


def _same_words(value: object, known: str) -> bool:
    """Whether a group cell says these words, also where it says them twice at a page break."""
    text = squeeze(str(value.code if isinstance(value, CellError) else value))
    return text in (squeeze(known), squeeze(known) * 2) or tidy(text) == known


_SHOWN: Final[Mapping[str, Callable[[object, Task], CellValue]]] = {
    "lead": _units, "support": _units, "supervise": _units, "progress": _progress, "adjusted": _shown,
}  # fmt: skip
