"""The deadline column of a table, read from the top: years are handed down, groups lend their first row's words.

The rules: docs/规则.md 2.2 (blank cells) and 3.4 (years).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from xltrack.address import CellRef
from xltrack.diagnostics import Diagnostic
from xltrack.grammar.deadline import read_deadline
from xltrack.grammar.years import YearContext, resolve, resolve_with, title_year
from xltrack.reading.cells import day_of, words
from xltrack.reading.grid import CellError, Value
from xltrack.reading.rows import TaskRow
from xltrack.records import Column, Deadline, Milestone

_BLANK = Deadline()
# The column of resolved dates in a ledger: [label " "] [day "至"] day, one after another with "；" between.
_RESOLVED = re.compile(r"(?:(?P<start>\d{4}-\d{2}-\d{2})至)?(?P<due>\d{4}-\d{2}-\d{2})(?=；|$)")


class Years(NamedTuple):
    """Where a year can come from besides the column: the document's own, and the one given by the user."""

    document: int | None
    given: int | None


class DeadlineColumn:
    """One deadline column while its cells are read in order; `above` is the year that the next cell may take."""

    __slots__ = ("above", "column", "said", "sheet", "years")

    def __init__(self, sheet: str, column: int, years: Years, said: list[Diagnostic], above: int | None = None) -> None:
        self.sheet = sheet
        self.column = column
        self.years = years
        self.said = said
        self.above = above

    def read(self, row: int, value: Value | None) -> Deadline:
        """The deadline of one cell."""
        if value is None:
            return _BLANK
        day = day_of(value)
        if day is not None:
            self.above = day.year
            return Deadline(day.isoformat(), "date", milestones=(Milestone(None, None, day),))
        if isinstance(value, CellError):
            self.said.append(Diagnostic("D304", CellRef(self.sheet, row, self.column), {"value": value.code}))
            return Deadline(value.code, "unreadable")
        return self._resolve(words(value), row, YearContext(self.above, self.years.document, self.years.given))

    def _resolve(self, text: str, row: int, context: YearContext) -> Deadline:
        read = resolve(read_deadline(text), context)
        if read.handed_down is not None:
            self.above = read.handed_down
        if read.notes:
            cell = CellRef(self.sheet, row, self.column)
            self.said.extend(note.at(cell, text) for note in read.notes)
        return read.deadline

    def read_known(self, row: int, value: Value | None, resolved: str) -> Deadline:
        """The deadline of a ledger's cell, whose years were resolved when it was written; words typed since win."""
        days = [(_day(m["start"]), _day(m["due"])) for m in _RESOLVED.finditer(resolved)]
        if not isinstance(value, str):
            return self.read(row, value)
        if not days:
            return self._resolve(words(value), row, YearContext(None, None, self.years.given))
        self.above = days[-1][1].year if days[-1][1] else self.above
        return resolve_with(read_deadline(words(value)), days)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def read_deadlines(
    sheet: str,
    rows: Sequence[TaskRow],
    columns: Sequence[Column],
    years: Years,
    covered: Collection[tuple[int, int]],
    resolved: Sequence[str],
    said: list[Diagnostic],
) -> list[Deadline]:
    """The deadlines of all rows of a table: its end column, with start and adjusted columns where there are any.

    The header stands above its column: 「完成时限（2022年）」 hands its year down as a cell does.
    """
    by_role = {c.role: c.number for c in columns if c.role in ("deadline", "start", "adjusted")}
    headed = {c.number: title_year(c.header) for c in columns}
    main = by_role.get("deadline", by_role.get("adjusted"))
    if main is None:
        return [_BLANK] * len(rows)
    read = _read_column(DeadlineColumn(sheet, main, years, said, headed[main]), rows, covered, resolved)
    if "start" in by_role:
        read = _with_starts(rows, read, by_role["start"], years)
    if "adjusted" in by_role and by_role["adjusted"] != main:
        read = _with_adjusted(DeadlineColumn(sheet, by_role["adjusted"], years, said), rows, read)
    return read


def _read_column(
    reader: DeadlineColumn, rows: Sequence[TaskRow], covered: Collection[tuple[int, int]], resolved: Sequence[str]
) -> list[Deadline]:
    lent = _lent(rows, reader.column, covered)
    read: list[Deadline] = []
    for index, row in enumerate(rows):
        value = row.cells.get(reader.column)
        if index in lent:
            reader.said.append(_lending(reader, row, rows[lent[index]]))
            read.append(read[lent[index]])
        elif resolved[index]:
            read.append(reader.read_known(row.row, value, resolved[index]))
        else:
            read.append(reader.read(row.row, value))
    return read


def _lending(reader: DeadlineColumn, row: TaskRow, source: TaskRow) -> Diagnostic:
    facts = {"text": words(source.cells[reader.column]), "row": source.row}
    related = (CellRef(reader.sheet, source.row, reader.column),)
    return Diagnostic("D302", CellRef(reader.sheet, row.row, reader.column), facts, related=related)


def _lent(rows: Sequence[TaskRow], column: int, covered: Collection[tuple[int, int]]) -> dict[int, int]:
    """Rows that take the words of their group's first row: {index of a row: index of that first row}."""
    lent: dict[int, int] = {}
    start = 0
    for stop in range(1, len(rows) + 1):
        if stop < len(rows) and rows[stop].run == rows[start].run:
            continue
        rest = range(start + 1, stop)
        if rest and column in rows[start].cells and not any(column in rows[i].cells for i in rest):
            lent.update((i, start) for i in rest if (rows[i].row, column) not in covered)
        start = stop
    return lent


def _with_starts(rows: Sequence[TaskRow], read: list[Deadline], column: int, years: Years) -> list[Deadline]:
    """Give one-date deadlines the start that a column of its own names."""
    out: list[Deadline] = []
    above: int | None = None
    for row, deadline in zip(rows, read, strict=True):
        value = row.cells.get(column)
        start = day_of(value)
        if start is None and value is not None and deadline.kind == "date":
            start = _start_of(words(value), deadline.milestones[0].due, above, years)
        above = start.year if start else above
        out.append(_started(deadline, start))
    return out


def _start_of(text: str, due: date, above: int | None, years: Years) -> date | None:
    span = read_deadline(f"{text}至{due.year}年{due.month}月{due.day}日")
    found = resolve(span, YearContext(above or due.year, years.document, years.given)).deadline.milestones
    return found[0].start if len(found) == 1 else None


def _started(deadline: Deadline, start: date | None) -> Deadline:
    if start is None or deadline.kind != "date" or deadline.milestones[0].start or start > deadline.milestones[0].due:
        return deadline
    return deadline._replace(milestones=(deadline.milestones[0]._replace(start=start),))


def _with_adjusted(reader: DeadlineColumn, rows: Sequence[TaskRow], read: list[Deadline]) -> list[Deadline]:
    """An adjusted deadline outranks the first one where it is filled and readable; both are kept."""
    out: list[Deadline] = []
    for row, deadline in zip(rows, read, strict=True):
        if deadline.milestones:
            reader.above = deadline.milestones[-1].due.year
        later = reader.read(row.row, row.cells.get(reader.column))
        usable = later.kind not in ("none", "unreadable")
        out.append(later._replace(superseded=deadline) if usable else deadline)
    return out
