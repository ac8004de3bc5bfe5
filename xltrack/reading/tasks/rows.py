"""The rows of a table: which are tasks, and what they inherit (docs/规则.md 2.2, 2.3 and 2.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Literal, NamedTuple

from xltrack.base.text import squeeze, tidy
from xltrack.domain.records import Column
from xltrack.reading.files.grid import Value
from xltrack.reading.tables.bands import Bands, band_level, number_level, numbered_band
from xltrack.reading.tables.lines import (
    annex_of,
    first_print,
    is_example,
    is_foot,
    is_footnote,
    is_printing,
    is_ruler,
    is_sum,
)
from xltrack.reading.tables.tables import Ending, TableRegion
from xltrack.reading.tables.view import View
from xltrack.reading.tasks.cells import words_once

RowRole = Literal["task", "band", "skip", "sum", "foot", "empty"]
_NONE = "无"  # alone in a row: what an office writes where a table has nothing to list


class TaskRow(NamedTuple):
    """One task row with what it inherits: `cells` are the row's own values, merges filled in.

    `run` numbers the innermost group (docs/规则.md 2.2): rows of one run stand under the same group words.
    """

    row: int
    seq: str | None
    group: tuple[str, ...]
    cells: Mapping[int, Value]
    run: int
    struck: bool


class _Inherited:
    __slots__ = ("bands", "groups", "last", "run", "seq")

    def __init__(self, seq: str | None = None, run: int = 0, last: tuple[object, ...] = ()) -> None:
        self.seq = seq
        self.groups: dict[int, str] = {}
        self.bands: Bands = Bands()
        self.run = run
        self.last = last


def find_rows(sheet: View, region: TableRegion, columns: tuple[Column, ...]) -> Iterator[TaskRow]:
    """The task rows of a table, from the top. Reads row by row; what a row lacks in seq and group it inherits."""
    layout = _Layout(sheet, region, columns)
    state = _Inherited()
    if region.after:
        _go_on(state, region.after, layout.groups)
    yield from _walk(layout, state)


def _walk(layout: _Layout, state: _Inherited) -> Iterator[TaskRow]:
    for row in layout.region.body:
        role = layout.classify_row(row)
        if role == "band":
            _enter_band(state, *layout.band(row))
        elif role == "task":
            state.bands.empty = False
            yield layout.task_row(row, state)


def row_roles(sheet: View, region: TableRegion, columns: tuple[Column, ...]) -> dict[int, RowRole]:
    """What each body row of a table is, for showing how it was read."""
    layout = _Layout(sheet, region, columns)
    return {row: layout.classify_row(row) for row in region.body}


class _Layout:
    """A table's columns by role, ready for looking at many rows."""

    def __init__(self, sheet: View, region: TableRegion, columns: tuple[Column, ...]) -> None:
        self.sheet, self.region = sheet, region
        self.groups = tuple(c.number for c in columns if c.role == "group")
        self.text = next((c.number for c in columns if c.role == "text"), None)
        self.seq = _seq_column(columns, self.text)
        self.left, self.right = columns[0].number, columns[-1].number
        self.carrying = tuple(c.number for c in columns if c.role not in ("seq", "group", "text"))
        height = max(map(len, region.header.cells.values()))
        self.headers = tuple(
            {c: parts[i] for c, parts in region.header.cells.items() if parts[i]} for i in range(height)
        )
        self.below = dict(pairwise(region.body))
        self.ruler = region.body[0] if region.body else 0
        self.labels = {squeeze(x) for x in (region.title, region.annex) if x}

    def classify_row(self, row: int) -> RowRole:
        """What a body row is."""
        cells = self.sheet.rows[row]
        first = min(cells)
        lead = cells[first]
        if isinstance(lead, str):
            if is_foot(lead) and _signs(lead, cells):
                return "foot"
            if len(lead) <= 16 and is_sum(lead):
                return "sum"
        text = cells.get(self.text) if self.text is not None else None
        if type(text) is str and len(text) <= 16 and is_sum(text):
            return "sum"
        if row == self.ruler and is_ruler([cells[c] for c in sorted(cells)]):
            self.ruler = self.below.get(row, 0)
            return "skip"
        if self.seq is not None and is_example(cells.get(self.seq)):
            return "foot"
        if len(cells) > 2 and any(self._is_header_again(cells, header) for header in self.headers):
            return "skip"
        if numbered_band(cells, self.seq) or self._heads(row, cells):
            return "band"
        values = list(cells.values())
        if values.count(lead) == len(values):
            return self._classify_line(row, first, lead)
        return "task" if self._has_task(cells) else "empty"

    def _heads(self, row: int, cells: Mapping[int, Value]) -> bool:
        """Whether a row of nothing but a number and short words heads the next one, which is numbered below it: 1. over （1）, 1.1."""
        if any(c in cells for c in self.carrying):
            return False
        number, words = self._numbered(cells)
        if words is None or len(words) > 40 or words[-1] in "。；;":
            return False
        depth, below = number_level(number), self.below.get(row)
        if depth is None or depth < 3 or below is None or not self.carrying:
            return False
        inner = number_level(self._numbered(self.sheet.rows[below])[0])
        return inner is not None and inner > depth

    def _numbered(self, cells: Mapping[int, Value]) -> tuple[str, str | None]:
        """The number of a row, in its own cell or before its words, and the words of its task cell."""
        own = cells.get(self.seq) if self.seq is not None else None
        text = cells.get(self.text) if self.text is not None else None
        words = tidy(text) if isinstance(text, str) else None
        return (squeeze(words_once(own)) if own is not None else words or ""), words

    def _is_header_again(self, cells: Mapping[int, Value], header: Mapping[int, str]) -> bool:
        same = 0
        for column, value in cells.items():
            if type(value) is not str or len(value) > 40:
                return False
            if column in header:
                if squeeze(value) != header[column]:
                    return False
                same += 1
        return same >= 2

    def _classify_line(self, row: int, first: int, value: Value) -> RowRole:
        """A row with one text: a band, a label or title printed again, a task with nothing beside it, or a line."""
        words = squeeze(str(value))
        if words == _NONE:
            return "empty"
        if first_print(words) in self.labels or annex_of(str(value))[0] or is_printing(words):
            return "skip"
        if is_footnote(words):
            return "foot"
        area = self.sheet.merge(row, first)
        if area and area.bottom > area.top and self.text is not None and not area.left <= self.text <= area.right:
            return "empty"
        wide = area is not None and area.right - area.left + 1 >= max(2, 0.6 * (self.right - self.left + 1))
        if wide or (band_level(words) is not None and (first != self.text or _lone(self, words))):
            return "band"
        if first == self.text:
            return "task"
        if first == self.seq == self.left and len(words) >= 3 and _lone(self, words) and number_level(words) is None:
            return "band"
        return (
            "empty"
            if isinstance(value, (int, float)) or first == self.seq
            else "band"
            if first == self.left
            else "empty"
        )

    def band(self, row: int) -> tuple[int | None, str]:
        """Depth and words of a band row."""
        cells = self.sheet.rows[row]
        if numbered := numbered_band(cells, self.seq):
            return numbered[0], tidy(numbered[1])
        if self._heads(row, cells):
            number, text = self._numbered(cells)
            return number_level(number), text or ""
        words = tidy(str(next(iter(cells.values()))))
        return number_level(words), words

    def _spans(self, row: int, column: int) -> bool:
        """Whether a group cell and the task cell are one merged cell: the task has no group there."""
        area = self.sheet.merge(row, column)
        return area is not None and self.text is not None and area.left <= self.text <= area.right

    def _has_task(self, cells: Mapping[int, Value]) -> bool:
        if self.text in cells:
            return True
        return any(c in cells for c in self.groups) or any(c in cells for c in self.carrying)

    def task_row(self, row: int, state: _Inherited) -> TaskRow:
        """A task with its seq and groups, inherited where blank and unmerged."""
        cells = self.sheet.rows[row]
        changed = False
        text = cells.get(self.text) if self.text is not None else None
        for column in self.groups:
            value = cells.get(column)
            if value is not None and value is text and self._spans(row, column):
                state.groups.pop(column, None)
                changed = True
            elif value is not None:
                words = words_once(value)
                changed = changed or words != state.groups.get(column)
                state.groups[column] = words
            elif changed:
                state.groups.pop(column, None)
        own = cells.get(self.seq) if self.seq is not None else None
        if own is not None:
            state.seq = squeeze(words_once(own))
        group = (*state.bands.words, *[state.groups[c] for c in self.groups if c in state.groups])
        key = (group,) if group else (state.seq,)
        if key != state.last:
            state.last, state.run = key, state.run + 1
        struck = self.text is not None and (row, self.text) in self.sheet.sheet.struck
        return TaskRow(row, state.seq, group, cells, state.run, struck)


def _seq_column(columns: tuple[Column, ...], text: int | None) -> int | None:
    """The column that numbers the tasks: the first, or one between groups and text (序号, 重点任务, 项号, 具体任务)."""
    numbers = [c.number for c in columns if c.role == "seq"]
    groups = [c.number for c in columns if c.role == "group"]
    inner = [n for n in numbers if text is not None and n < text and any(numbers[0] < g < n for g in groups)]
    return inner[-1] if inner else numbers[0] if numbers else None


def _signs(lead: str, cells: Mapping[int, Value]) -> bool:
    """Whether a row that begins as foot lines do has no task beside it: one text, or several signatures."""
    if len(set(map(str, cells.values()))) <= 2 or lead.rstrip().endswith((":", "：")):
        return True
    return sum(isinstance(value, str) and is_foot(value) for value in cells.values()) >= 2


def _lone(layout: _Layout, words: str) -> bool:
    """Whether a text alone in the task column can be a band: short, without a full stop, in a table with other columns."""
    return bool(layout.carrying) and len(words) <= 40 and words[-1] not in "。；;"


def _go_on(state: _Inherited, last: Ending, columns: tuple[int, ...]) -> None:
    """Take up where the table broke off on the sheet before: its open bands, its groups, its number."""
    for words in last.bands:
        state.bands.enter(words, number_level(words))
    state.groups = dict(zip(columns, last.groups, strict=False))
    state.seq = last.seq


def find_ending(sheet: View, region: TableRegion, columns: tuple[Column, ...]) -> Ending:
    """Where a table breaks off, for another sheet that goes on with it."""
    layout, state = _Layout(sheet, region, columns), _Inherited()
    if region.after:
        _go_on(state, region.after, layout.groups)
    for _ in _walk(layout, state):
        pass
    return Ending(state.seq, state.bands.words, tuple(state.groups[c] for c in layout.groups if c in state.groups))


def _enter_band(state: _Inherited, depth: int | None, words: str) -> None:
    state.bands.enter(words, depth)
    state.groups.clear()
    state.seq = None
    state.last = ()
