"""The rows of a table: what each of them is, and what tasks inherit (docs/规则.md 2.2, 2.3 and 2.6)."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from xltrack.base.text import squeeze, tidy
from xltrack.domain.records import Column
from xltrack.reading.files.grid import FilledSheet, Value, words_once
from xltrack.reading.tables.lines import (
    Bands,
    annex_of,
    band_level,
    first_print,
    is_example,
    is_foot,
    is_footnote,
    is_printing,
    is_ruler,
    is_sum,
    number_level,
    numbered_band,
)
from xltrack.reading.tables.regions import Ending, TableRegion

RowRole = Literal["task", "band", "skip", "sum", "foot", "empty"]
_NONE: Final = "无"  # alone in a row: what an office writes where a table has nothing to list
_LONGEST_BAND, _LONGEST_HEADER, _LONGEST_SUM = 40, 40, 16
_CHINESE_LEVELS: Final = 3
_SAME_AT_LEAST: Final = 3  # words of a header that comes again with another word in it


class TaskRow(NamedTuple):
    """One task row with what it inherits: `cells` are the row's own values, merges filled in.

    `run` numbers the innermost group (docs/规则.md 2.2): rows of one run stand under the same group words. `bands` are the
    words of the band rows that are open above it, which are the outermost of its groups.
    """

    row: int
    seq: str | None
    group: tuple[str, ...]
    cells: Mapping[int, Value]
    run: int
    struck: bool
    bands: tuple[str, ...] = ()


class TableRows(NamedTuple):
    """The rows of a table: its tasks from the top, what each body row is, where the table breaks off.

    `differing` are the rows and columns of cells in which a header that comes again has another word.
    """

    tasks: tuple[TaskRow, ...]
    roles: Mapping[int, RowRole]
    ending: Ending
    differing: tuple[tuple[int, int], ...]


def read_rows(sheet: FilledSheet, region: TableRegion, columns: tuple[Column, ...]) -> TableRows:
    """Read the body of a table row by row; what a row lacks in seq and group it inherits."""
    reader = _RowReader(sheet, region, columns)
    tasks: list[TaskRow] = []
    roles: dict[int, RowRole] = {}
    for row in region.body:
        roles[row] = role = reader.classify(row)
        if role == "band":
            reader.enter_band(row)
        elif role == "task":
            tasks.append(reader.read_task(row))
    ending = Ending(reader.number, reader.bands.words, tuple(reader.open_groups()))
    return TableRows(tuple(tasks), roles, ending, tuple(reader.differing))


class _RowReader:
    """A table's columns by role, and what holds at the row that is looked at: its number, its groups, the open bands."""

    def __init__(self, sheet: FilledSheet, region: TableRegion, columns: tuple[Column, ...]) -> None:
        self.sheet = sheet
        self.columns = tuple(c.number for c in columns if c.role == "group")
        self.text = next((c.number for c in columns if c.role == "text"), 0)
        self.seq = _seq_column(columns, self.text)
        self.left, self.right = columns[0].number, columns[-1].number
        self.carrying = frozenset(c.number for c in columns if c.role not in ("seq", "group", "text"))
        self.asked = tuple(c.number for c in columns if c.role in ("lead", "deadline"))
        self.differing: list[tuple[int, int]] = []
        self.telling = self.carrying.union(self.columns, (self.text,))
        heights = range(max(map(len, region.header.cells.values())))
        cells = region.header.cells.items()
        self.headers = tuple({column: words[i] for column, words in cells if words[i]} for i in heights)
        self.below = dict(pairwise(region.body))
        self.ruler = region.body[0] if region.body else 0
        self.labels = {squeeze(label) for label in (region.title, region.annex) if label}
        after = region.after or Ending(None, (), ())  # where the table broke off on the sheet before
        self.number, self.groups = after.seq, dict(zip(self.columns, after.groups, strict=False))
        self.bands = Bands()
        for words in after.bands:
            self.bands.enter(words, number_level(words))
        self.run = 0
        self.last: tuple[str, ...] | str | None = ()  # the groups of the row above, where it has none its number

    def classify(self, row: int) -> RowRole:
        cells = self.sheet.rows[row]
        first = min(cells)
        lead, text = cells[first], cells.get(self.text)
        if isinstance(lead, str) and is_foot(lead) and _signs(lead, cells):
            return "foot"
        if (type(lead) is str and len(lead) <= _LONGEST_SUM and is_sum(lead)) or (
            type(text) is str and len(text) <= _LONGEST_SUM and is_sum(text)
        ):
            # A sum has no unit that does it and no day by which it is done.
            others = (cells.get(column) for column in self.asked)
            return "task" if any(type(cell) is str and cell not in (lead, text) for cell in others) else "sum"
        if row == self.ruler and is_ruler([cells[column] for column in sorted(cells)]):
            self.ruler = self.below.get(row, 0)
            return "skip"
        if is_example(cells.get(self.seq)):
            return "foot"
        if len(cells) > 2 and self._is_header_again(row, cells):
            return "skip"
        if numbered_band(cells, self.seq) or self._heads(row):
            return "band"
        values = list(cells.values())
        if values.count(lead) == len(values):
            return self._classify_line(row, first, lead)
        return "empty" if self.telling.isdisjoint(cells) else "task"

    def _is_header_again(self, row: int, cells: Mapping[int, Value]) -> bool:
        """Whether the cells of a row are the words of the header above it; one that differs is kept in mind."""
        for value in cells.values():  # any() would take twice as long
            if type(value) is not str or len(value) > _LONGEST_HEADER:
                return False
        for header in self.headers:
            known = [column for column in cells if column in header]
            others = [column for column in known if squeeze(str(cells[column])) != header[column]]
            if len(known) - len(others) >= (_SAME_AT_LEAST if others else 2) and len(others) <= 1:
                self.differing += [(row, column) for column in others]
                return True
        return False

    def _heads(self, row: int) -> bool:
        """Whether a row of nothing but a number and short words heads the next one, which is numbered below it: 1. over （1）, 1.1."""
        cells, below = self.sheet.rows[row], self.below.get(row)
        if below is None or not self.carrying or not self.carrying.isdisjoint(cells):
            return False
        number, words = self._numbered(cells)
        depth = number_level(number) if words is not None and _is_short(words) else None
        if depth is None or depth < _CHINESE_LEVELS:
            return False
        inner = number_level(self._numbered(self.sheet.rows[below])[0])
        return inner is not None and inner > depth

    def _numbered(self, cells: Mapping[int, Value]) -> tuple[str, str | None]:
        """The number of a row, in its own cell or before its words, and the words of its task cell."""
        own, text = cells.get(self.seq), cells.get(self.text)
        words = tidy(text) if isinstance(text, str) else None
        return (squeeze(words_once(own)) if own is not None else words or ""), words

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
        if area and area.bottom > area.top and self.text and not area.left <= self.text <= area.right:
            return "empty"
        lone = bool(self.carrying) and _is_short(words)  # it can be a band though it stands in one column
        wide = area is not None and area.right - area.left + 1 >= max(2, 0.6 * (self.right - self.left + 1))
        if wide or (band_level(words) is not None and (first != self.text or lone)):
            return "band"
        if first == self.text:
            return "task"
        named = first == self.seq and len(words) >= 3 and lone and number_level(words) is None
        plain = first != self.seq and not isinstance(value, (int, float))
        return "band" if first == self.left and (named or plain) else "empty"

    def enter_band(self, row: int) -> None:
        """Open the band of a row; numbers and groups begin anew below it."""
        cells = self.sheet.rows[row]
        number, text = self._numbered(cells)
        if numbered := numbered_band(cells, self.seq):
            self.bands.enter(tidy(numbered[1]), numbered[0])
        elif self._heads(row):
            self.bands.enter(text or "", number_level(number))
        else:
            words = tidy(str(next(iter(cells.values()))))
            self.bands.enter(words, number_level(words))
        self.groups.clear()
        self.number, self.last = None, ()

    def open_groups(self) -> list[str]:
        return [self.groups[column] for column in self.columns if column in self.groups]

    def read_task(self, row: int) -> TaskRow:
        """A task with its seq and groups, inherited where blank and unmerged."""
        cells = self.sheet.rows[row]
        self.bands.empty = False
        self._enter_groups(row, cells)
        own = cells.get(self.seq)
        if own is not None:
            self.number = squeeze(words_once(own))
        bands = self.bands.words
        group = (*bands, *self.open_groups())
        if (group or self.number) != self.last:
            self.last, self.run = group or self.number, self.run + 1
        # Rows of one run share their groups.
        shared = self.last if isinstance(self.last, tuple) else ()
        return TaskRow(row, self.number, shared, cells, self.run, (row, self.text) in self.sheet.source.struck, bands)

    def _enter_groups(self, row: int, cells: Mapping[int, Value]) -> None:
        """Take over the groups of a row: a new one closes those inside it; one merged with the task cell is no group."""
        changed, text = False, cells.get(self.text)
        for column in self.columns:
            value = cells.get(column)
            area = self.sheet.merge(row, column) if value is text else None
            if value is None or (area and area.left <= self.text <= area.right):
                changed = changed or value is not None
                if changed:
                    self.groups.pop(column, None)
            else:
                words = words_once(value)
                changed = changed or words != self.groups.get(column)
                self.groups[column] = words


def _seq_column(columns: tuple[Column, ...], text: int) -> int:
    """The column that numbers the tasks: the first, or one between groups and text (序号, 重点任务, 项号, 具体任务); else 0."""
    numbers = [c.number for c in columns if c.role == "seq"]
    groups = [c.number for c in columns if c.role == "group"]
    inner = [number for number in numbers if number < text and any(numbers[0] < group < number for group in groups)]
    return inner[-1] if inner else numbers[0] if numbers else 0


def _signs(lead: str, cells: Mapping[int, Value]) -> bool:
    """Whether a row that begins as foot lines do has no task beside it: one text, or several signatures."""
    signed = sum(isinstance(value, str) and is_foot(value) for value in cells.values())
    return signed >= 2 or len(set(map(str, cells.values()))) <= 2 or lead.rstrip().endswith((":", "："))


def _is_short(words: str) -> bool:
    """Whether words can head others: few, and without a full stop."""
    return len(words) <= _LONGEST_BAND and words[-1] not in "。；;"
