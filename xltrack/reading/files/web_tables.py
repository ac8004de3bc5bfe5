"""A table of a web page while it is read: its cells by place, with what spans rows and columns; and all of them on one sheet."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.ooxml.limits import MAX_ROW, Limits
from xltrack.ooxml.numbers import classify_format, shape_of, value_of
from xltrack.ooxml.scan import Scan
from xltrack.reading.files.grid import Number, Value
from xltrack.reading.files.plain_values import value_of_words
from xltrack.reading.files.web_styles import PLAIN, WebStyle

_MOST_DOWN, _MOST_ACROSS = 65_534, 1000  # as browsers have it
_SPACES: Final = pattern("[ \xa0\u200b\ufeff]+")
_UNSEEN: Final = pattern(r"#{2,}")  # a number in a column too narrow for it
_KEPT: Final = 1000  # partly struck cells that are named


class PageFlow:
    """Words and tables in their order: those of a cell, or those outside of all tables; words with whether they are struck out."""

    __slots__ = ("_length", "_limits", "pieces")

    def __init__(self, limits: Limits) -> None:
        self.pieces: list[tuple[str, bool] | WebTable] = []
        self._limits, self._length = limits, 0

    def add(self, words: str, *, struck: bool) -> None:
        """Add words; D132 where a cell or paragraph holds more than may be."""
        self._length += len(words)
        if self._length > self._limits.piece:
            raise self._limits.over("piece")
        if words:
            self.pieces.append((words, struck))

    def end_line(self) -> None:
        """A block begins or ends: what follows stands in a line of its own."""
        if self.pieces:
            self.pieces.append(("\n", False))

    def take(self, table: WebTable) -> None:
        """Add a table that is over; of one that only lays out others, what stands in it."""
        self._length = 0
        self.end_line()
        if not table.lays_out:
            self.pieces.append(table)
            return
        for row, cells in table.rows.items():
            for column, content in cells.items():
                struck = (row, column) in table.struck
                self.pieces += content.pieces if isinstance(content, PageFlow) else [(_as_words(content), struck)]
                self.end_line()

    @property
    def tables(self) -> list[WebTable]:
        """The tables among them."""
        return [piece for piece in self.pieces if isinstance(piece, WebTable)]

    @property
    def has_words(self) -> bool:
        """Whether there are words of its own, those of tables in it left aside."""
        return any(not isinstance(piece, WebTable) and not piece[0].isspace() for piece in self.pieces)

    def read(self) -> tuple[str, bool, str]:
        """The words that are not struck out, or all where all are; whether all are; the part that was left out."""
        kept, struck = list[str](), list[str]()
        for piece in self.pieces:
            words, is_struck = (piece.as_words(), False) if isinstance(piece, WebTable) else piece
            (struck if is_struck else kept).append(words)
        words = as_lines("".join(kept))
        left_out = as_lines("".join(struck)) if struck else ""
        return words or left_out, bool(left_out) and not words, left_out if words else ""


def as_lines(words: str) -> str:
    """The lines of words, each without loose spaces, blank ones left out."""
    if "\n" not in words and "\r" not in words:
        return _SPACES.sub(" ", words).strip()
    lines = (_SPACES.sub(" ", line).strip() for line in words.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _as_words(value: Value) -> str:
    return value.shown if isinstance(value, Number) else str(value)


class Partly(NamedTuple):
    """A cell of which a part is struck out, and the words of that part."""

    row: int
    column: int
    words: str


class WebTable:
    """One table: rows and columns are counted as browsers do (what spans rows takes its place in those below).

    Attributes:
        rows: what stands in each cell that is not blank; a flow where there are tables in it.
        flow: that of the open cell, None between cells.
        size: how many cells are not blank.
        height, width: how many rows there are, and the last column in which a cell begins.
        hidden: the rows that are not shown.
        struck, partly: the cells that are struck out, and those of which a part was, with its words, which are left out.
        merges: areas as written; `merges_left_out` counts those beyond the limit.
    """

    def __init__(self, limits: Limits) -> None:
        self.rows: dict[int, dict[int, Value | PageFlow]] = {}
        self.flow: PageFlow | None = None
        self.size = self.height = self.width = self.merges_left_out = 0
        self.hidden: set[int] = set()
        self.struck: set[tuple[int, int]] = set()
        self.partly: list[Partly] = []
        self.merges: list[CellRange] = []
        self._limits, self._room, self._text = limits, limits.merged, limits.text
        self._column, self._next = 0, 1  # of the open cell, and behind it
        self._style, self._number = PLAIN, ""
        self._taken: dict[int, int] = {}  # column: the last row that a cell from above takes
        self._hidden_columns: set[int] = set()
        self._columns = self._own = 0

    def add_column(self, span: str | None, *, hidden: bool) -> None:
        """A `col`: it tells which columns are hidden."""
        count = min(_count(span), _MOST_ACROSS)
        if hidden and self._columns < self._limits.columns:
            self._hidden_columns.update(range(self._columns + 1, self._columns + count + 1))
        self._columns += count

    def open_row(self, *, hidden: bool = False) -> None:
        """A row begins."""
        self.height, self._next = self.height + 1, 1
        if self.height > MAX_ROW:
            raise self._limits.over("rows")
        if hidden:
            self.hidden.add(self.height)

    def open_cell(self, attributes: Any, style: WebStyle) -> bool:
        """A cell begins; False for one that is not shown and takes no place, but in a column that is hidden as a whole."""
        if not self.height:
            self.open_row()
        column = self._next
        while self._taken.get(column, 0) >= self.height:
            column += 1
        if style.hidden and column not in self._hidden_columns:
            return False
        if column > self._limits.columns:
            raise self._limits.over("columns")
        across = 1
        if "rowspan" in attributes or "colspan" in attributes:
            across = min(_count(attributes.get("colspan")), _MOST_ACROSS)
            self._span(column, _down(attributes.get("rowspan")), across)
        self._column, self._next, self.width = column, column + across, max(self.width, column)
        self._style = style._replace(text=True) if "x:str" in attributes else style
        self._number = attributes.get("x:num") or ""
        self.flow = PageFlow(self._limits)
        return True

    def _span(self, column: int, down: int, across: int) -> None:
        last = self.height + down - 1
        if down > 1:
            self._room -= across
            if self._room < 0:  # no table has so many: the rest is read as it stands
                self.merges_left_out += 1
                return
            for at in range(column, column + across):
                self._taken[at] = max(self._taken.get(at, 0), last)
        if down > 1 or across > 1:
            if len(self.merges) < self._limits.merges:
                self.merges.append(CellRange(self.height, column, last, column + across - 1))
            else:
                self.merges_left_out += 1

    def close_cell(self) -> None:
        """The open cell is over, if there is one."""
        flow, self.flow = self.flow, None
        if flow is None or not flow.pieces:
            return
        if flow.tables:
            self._own += flow.has_words
            self._put(flow)
            return
        words, struck, left_out = flow.read()
        if words:
            self._own += 1
            self._text -= len(words)
            place = (self.height, self._column)
            self.struck.update([place] if struck else ())
            self.partly += [Partly(*place, left_out)] if left_out else []
            self._put(self._typed(words))

    def _put(self, content: Value | PageFlow) -> None:
        self.rows.setdefault(self.height, {})[self._column] = content
        self.size += 1
        if self.size > self._limits.cells:
            raise self._limits.over("cells")
        if self._text < 0:
            raise self._limits.over("text")

    def _typed(self, words: str) -> Value:
        """The value of a cell; of a number that is not shown, what Excel kept of it (`x:num`)."""
        if self._number and _UNSEEN.fullmatch(words):
            code = self._style.format
            try:
                return value_of(float(self._number), classify_format(code), shape_of(code)) or words
            except ValueError:
                return words
        return words if self._style.text else value_of_words(words)

    @property
    def lays_out(self) -> bool:
        """Whether it only lays out others: it has one column, or a table in it has more cells than it has words of its own."""
        flows = (content for cells in self.rows.values() for content in cells.values() if isinstance(content, PageFlow))
        inner = (table for flow in flows for table in flow.tables)
        largest = max((table.size for table in inner if table.height > 1 and table.width > 1), default=0)
        return largest > 0 and (self.width == 1 or largest >= self._own)

    def as_words(self) -> str:
        """The words of a small table in a cell: a line for each row."""
        lines = (map(_flat, cells.values()) for cells in self.rows.values())
        return "".join(f"\n{' '.join(line)}" for line in lines) + "\n"


def _flat(content: Value | PageFlow) -> str:
    words = content.read()[0] if isinstance(content, PageFlow) else _as_words(content)
    return words.replace("\n", " ")


def _count(said: str | None) -> int:
    """A span or count that an attribute gives; 1 for nonsense and 0."""
    words = (said or "1").strip()
    return max(1, int(words[:6])) if words.isdecimal() and words.isascii() else 1


def _down(said: str | None) -> int:
    """The rows that a cell takes; 0 means all that are left."""
    return _MOST_DOWN if (said or "").strip() == "0" else min(_count(said), _MOST_DOWN)


class Laid(NamedTuple):
    """All tables of a page on one sheet: its cells, the most cells of a row of a table, the cells of which a part is struck out."""

    scan: Scan
    widest: int
    partly: list[Partly]

    def partly_struck(self, sheet: str) -> Iterator[Diagnostic]:
        """What is said of each cell of which a part was left out."""
        for row, column, words in self.partly[:_KEPT]:
            yield Diagnostic("D271", CellRef(sheet, row, column), {"text": words})


def stack_tables(flow: PageFlow, limits: Limits, end: float) -> Laid:
    """The tables under each other, each line of words between them in a row of its own.

    Raises:
        SourceError: D132 more than the limits allow, D135 processor time has passed `end`.
    """
    laid = _Laying(limits, end)
    words = list[str]()
    for piece in flow.pieces:
        if isinstance(piece, WebTable):
            laid.add_lines("".join(words))
            laid.add_table(piece)
            words.clear()
        elif not piece[1]:
            words.append(piece[0])
    laid.add_lines("".join(words))
    return Laid(laid.scan, laid.widest, laid.partly)


class _Laying:
    """The sheet while it fills up."""

    def __init__(self, limits: Limits, end: float) -> None:
        self.scan = Scan()
        self.widest, self.partly = 0, list[Partly]()
        self._limits, self._end, self._row = limits, end, 0

    def add_lines(self, words: str) -> None:
        """Rows of one cell each."""
        for line in filter(None, as_lines(words).split("\n")):
            self._row += 1
            self._put({1: line}, self._row)

    def add_table(self, table: WebTable) -> None:
        """A table below what is there; what spans more than there is, is cut."""
        top = self._row
        for row, cells in table.rows.items():
            self._put(
                {column: self._settled(table, row, column, content) for column, content in cells.items()}, top + row
            )
            self.widest = max(self.widest, len(cells))
        self._row += table.height
        for first, left, last, right in table.merges:
            area = CellRange(top + first, left, min(top + last, self._row), max(left, min(right, table.width)))
            self.scan.merges.append(area)
        self.scan.hidden.update(top + row for row in table.hidden)
        self.scan.struck.update((top + row, column) for row, column in table.struck)
        self.partly += [part._replace(row=top + part.row) for part in table.partly]
        self.scan.merges_skipped += table.merges_left_out

    def _settled(self, table: WebTable, row: int, column: int, content: Value | PageFlow) -> Value:
        """The value of a cell; of one with small tables in it, its words."""
        if not isinstance(content, PageFlow):
            return content
        words, struck, left_out = content.read()
        table.struck.update([(row, column)] if struck else ())
        table.partly += [Partly(row, column, left_out)] if left_out else []
        return words

    def _put(self, cells: dict[int, Value], row: int) -> None:
        kept = {column: value for column, value in cells.items() if value != ""}
        if kept:
            self.scan.rows[row] = kept
        if len(self.scan.rows) > self._limits.rows:
            raise self._limits.over("rows")
        if not row % 64 and time.thread_time() > self._end:
            raise self._limits.over("seconds")
