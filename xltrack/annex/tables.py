"""A table of the source as an 附件: its own columns in order and words, and 完成情况 (docs/规则.md 2 and 5)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from xltrack.annex import words
from xltrack.annex.model import DraftColumn, DraftRow
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.words import SHARE, share
from xltrack.base.shown_dates import ShownDate
from xltrack.base.text import squeeze, tidy
from xltrack.base.values import CellError, Number, Percent
from xltrack.domain.records import Column, Reported, Table, Task
from xltrack.sheets.measure import breadth
from xltrack.sheets.model import CellValue
from xltrack.telling.wording import seq_value, unit_cell
from xltrack.telling.words import full_day

_UNIT_ROLES: Final = ("lead", "support", "supervise")
_SHARED: Final = frozenset({"deadline", "note", "other"})
_LONG: Final = 24  # halves of a 汉字
_REPORTING: Final = ("status", "progress", "done_date")


def by_table(assessment: Assessment) -> Iterator[tuple[Table, list[Judged]]]:
    """The tables that hold tasks, each with its own as judged."""
    tables: dict[int, list[Judged]] = {}
    for judged in assessment.tasks:
        tables.setdefault(id(judged.table), []).append(judged)
    yield from ((found[0].table, found) for found in tables.values())


def draft_table(table: Table, judged: Sequence[Judged]) -> tuple[tuple[DraftColumn, ...], tuple[DraftRow, ...]]:
    """Columns and rows of one table; `judged` are its tasks as judged, none for a roster (which has no 完成情况)."""
    composer = _Composer(table, judged)
    return composer.columns, composer.rows()


class _Composer:
    """One table, with what holds for all of its rows worked out once."""

    def __init__(self, table: Table, judged: Sequence[Judged]) -> None:
        self.table, self.judged = table, judged
        # Where nothing can say how far a task is, 完成情况 is left blank to be filled in.
        self.reports = any(j.task.reported != Reported() for j in judged)
        self.sources = [(i, c) for i, c in enumerate(table.columns) if self._kept(i, c)]
        columns = [DraftColumn(c.header or words.NO_HEADER, c.role) for _, c in self.sources]
        if judged and all(c.role != "status" for c in columns):
            self._add_status(columns)
        self.columns = tuple(columns)
        self.status = self._first("status")
        self.seq, self.text, self.deadline = self._first("seq"), self._first("text"), self._first("deadline")
        self.groups = [at for at, column in enumerate(columns) if column.role == "group"]
        self.adjusted = [i for i, column in self.sources if column.role == "adjusted"]

    def _kept(self, index: int, column: Column) -> bool:
        """Every column of the source; of a report, not its own ones nor those that it added to report in and nobody used."""
        if column.role == "own":
            return False
        if column.header or column.role != "other":
            unused = column.role in _REPORTING and self._is_report()
            return not unused or any(task.values[index] is not None for task in self.table.tasks)
        return any(task.values[index] is not None for task in self.table.tasks)

    def _is_report(self) -> bool:
        return any(column.role == "own" for column in self.table.columns)

    def _add_status(self, columns: list[DraftColumn]) -> None:
        """Put 完成情况 behind the last column, in front of 备注."""
        place = next((i for i, column in enumerate(columns) if column.role == "note"), len(columns))
        if place != len(columns) - 1:
            place = len(columns)
        columns.insert(place, DraftColumn(words.STATUS, "status"))
        self.sources.insert(place, (-1, Column(0, words.STATUS, "status")))

    def _first(self, role: str) -> int:
        return next((at for at, column in enumerate(self.columns) if column.role == role), -1)

    def rows(self) -> tuple[DraftRow, ...]:
        """All rows, with a band row wherever another band begins."""
        found: list[tuple[Task, list[CellValue], tuple[str, ...], tuple[str | None, ...]]] = []
        last: tuple[str | None, ...] = (None,) * len(self.groups)
        for number, task in enumerate(self.table.tasks):
            bands, own = self._split_group(task, last)
            found.append((task, self._values(task, own, self.judged[number] if self.judged else None), bands, own))
            last = own
        runs = self._runs(found)
        rows: list[DraftRow] = []
        above: tuple[str, ...] = ()
        for number, (task, values, bands, own) in enumerate(found):
            rows += self._bands(above, bands)
            above = bands
            rows.append(self._row(task, values, own, runs[number]))
        return tuple(rows)

    def _split_group(self, task: Task, last: tuple[str | None, ...]) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
        """The words of a task's group that stand in band rows, and those of each group column."""
        words_ = list(task.group)
        own: list[str | None] = [None] * len(self.groups)
        for place in range(len(self.groups) - 1, -1, -1):
            value = task.values[self.sources[self.groups[place]][0]]
            blank = value is None or value == ""
            known = words_[-1] if words_ else None
            if known is not None and (last[place] == known if blank else _same_words(value, known)):
                own[place] = words_.pop()
        return tuple(words_), tuple(own)

    def _values(self, task: Task, own: tuple[str | None, ...], judged: Judged | None) -> list[CellValue]:
        values: list[CellValue] = [
            self._value(task, index, column) if index >= 0 else None for index, column in self.sources
        ]
        for place, word in zip(self.groups, own, strict=True):
            values[place] = word
        if self.seq >= 0:
            values[self.seq] = seq_value(task.seq)
        if self.text >= 0:
            values[self.text] = task.text
        if judged and self.status >= 0:
            values[self.status] = status_words(judged) if self.reports else values[self.status]
        return values

    def _value(self, task: Task, index: int, column: Column) -> CellValue:
        value = task.values[index]
        if isinstance(value, ShownDate) and not (column.role == "deadline" and value.names_day):
            return value.words
        deadline = task.deadline
        if column.role == "deadline" and column is self.sources[self.deadline][1] and not isinstance(value, date):
            adjusted = any(task.values[i] is not None for i in self.adjusted)
            if not adjusted or deadline.superseded:
                value = (deadline.superseded.text if deadline.superseded and adjusted else deadline.text) or None
            return _day(value) if isinstance(value, str) else _shown(value)
        if column.role in _UNIT_ROLES and isinstance(value, str):
            return unit_cell(value, tuple(unit.name for unit in task.units)).replace("\xa0", " ").strip() or None
        if column.role == "progress" and value is not None and task.reported.progress is not None:
            share = task.reported.progress
            return Percent(share, value.format if isinstance(value, Percent) else _share_shape(share))
        if isinstance(value, date) and column.role not in ("deadline", "adjusted"):
            return full_day(value)  # may take two lines in a narrow column, which a real date cannot
        return _shown(value)

    def _runs(
        self, found: Sequence[tuple[Task, list[CellValue], tuple[str, ...], tuple[str | None, ...]]]
    ) -> list[tuple[Hashable | None, ...]]:
        """For each row the keys of its cells: number, groups, and a deadline that a whole group has in common."""
        seqs = [task.seq for task, *_ in found]
        by_seq = any(a is not None and a == b for a, b in pairwise(seqs))
        keys: list[list[Hashable | None]] = []
        inner: list[Hashable] = []
        for task, _, bands, own in found:
            number = task.seq if by_seq else None
            row: list[Hashable | None] = [None] * len(self.columns)
            for depth, place in enumerate(self.groups):
                row[place] = (bands, own[: depth + 1], number) if own[depth] is not None else None
            if self.seq >= 0 and task.seq is not None:
                row[self.seq] = (bands, own[:1], task.seq)
            keys.append(row)
            inner.append((bands, own, number) if any(own) else id(task))
        for place, column in enumerate(self.columns):
            if column.role in _SHARED:
                self._share(place, keys, inner, [values[place] for _, values, *_ in found])
        return [tuple(row) for row in keys]

    def _share(
        self, place: int, keys: list[list[Hashable | None]], inner: list[Hashable], shown: list[CellValue]
    ) -> None:
        """Make one cell of the same words in rows of one group: of long ones wherever, of a short deadline if all rows have it.

        Reading fills a merged cell into every row that it spans, so what was one cell in the source has the same words in each.
        """
        start = 0
        for stop in range(1, len(keys) + 1):
            if stop < len(keys) and inner[stop] == inner[start] and shown[stop] == shown[start]:
                continue
            whole = (start == 0 or inner[start - 1] != inner[start]) and (
                stop == len(keys) or inner[stop] != inner[start]
            )
            long = isinstance(shown[start], str) and breadth(str(shown[start])) > _LONG
            if shown[start] is not None and (long or (whole and self.columns[place].role == "deadline")):
                for row in keys[start:stop]:
                    row[place] = (start, place)
            start = stop

    def _bands(self, above: tuple[str, ...], bands: tuple[str, ...]) -> list[DraftRow]:
        same = next(
            (i for i, (a, b) in enumerate(zip(above, bands, strict=False)) if a != b), min(len(above), len(bands))
        )
        blank = (None,) * len(self.columns)
        return [DraftRow([band, *blank[1:]], blank, band=True) for band in bands[same:]]

    def _row(
        self, task: Task, values: list[CellValue], own: tuple[str | None, ...], keys: tuple[Hashable | None, ...]
    ) -> DraftRow:
        first = self.text
        while first - 1 in self.groups and own[self.groups.index(first - 1)] is None:
            first -= 1
        if first == self.text or values[self.text] is None:
            return DraftRow(values, keys, struck=task.struck)
        # Joined with the task, a blank group cell says that the task has no such group; else it would inherit from above.
        values[first], values[self.text] = values[self.text], None
        return DraftRow(values, keys, joined=(first, self.text), struck=task.struck)


def status_words(judged: Judged) -> str | None:
    """What was reported, in its own words or as a share; the word of the state where nothing was, and nothing is due yet: blank."""
    reported = judged.task.reported
    if reported.words:
        return reported.words
    if judged.state in ("overdue", "due_soon"):
        return words.NOTHING_REPORTED if judged.progress is None else SHARE.format(share=share(judged.progress))
    return None if judged.state == "unreported" else judged.word


def _share_shape(share: float) -> str:
    return "0%" if round(share, 2) == share else "0.0%"


def _shown(value: object) -> CellValue:
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
