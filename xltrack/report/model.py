"""The vocabulary of what is written: a book of sheets, in blocks and lines whose cells name style roles, never formats.

A `Page` is laid out on narrow equal columns and holds bands of blocks side by side (总览). A `Listing` is one flat table after
another on the same columns (任务台账, 逾期清单 …); its rows are streamed. What a role such as 「state.overdue」 looks like is known
to `styles` alone, and how a sheet becomes bytes to `render` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

Value = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Link:
    """A place inside the book: sheet, 1-based row and column."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, its style role, how many columns it takes, where a click leads."""

    value: Value = None
    style: str = "text"
    span: int = 1
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a block over a hairline, with a count or remark after it."""

    words: str
    note: str = ""
    style: str = "heading"


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words over the whole block, with others flush right."""

    cell: Cell
    right: Cell | None = None
    height: float = 18


@dataclass(frozen=True, slots=True)
class Figure:
    """One large number with its name above and its caption below; `style` ends in the state whose colour it takes."""

    name: str
    value: Value
    caption: str
    style: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A pale band of figures, each on its share of the block's columns."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table of a page: boxhead, body rows, summary row, source note. Spans of cells add up to the block's.

    `height` is that of every row in points, `lines` how many lines of words a body row holds.
    """

    head: tuple[Cell, ...]
    body: tuple[tuple[Cell, ...], ...]
    summary: tuple[Cell, ...] = ()
    note: str = ""
    height: float = 17
    lines: int = 1


Block = Heading | Words | Figures | Grid


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks one under the other, from 1-based column `left` over `span` columns."""

    left: int
    span: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One printed page: `bands` from top to bottom, each a row of stacks side by side."""

    name: str
    columns: int
    width: float
    bands: tuple[tuple[Stack, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet in full: 1-based column and cell, in order; None as height leaves it to the program."""

    cells: tuple[tuple[int, Cell], ...] = ()
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a listing; `role` is its word in the hidden row of roles, `choices` the words of its drop-down."""

    header: str
    width: float
    role: str = ""
    style: str = "head"
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Row:
    """One row of a listing: values and style roles by column; not frozen, for there are many and they live a moment."""

    values: list[Value]
    styles: list[str]
    height: float | None
    links: Mapping[int, Link] = field(default_factory=dict)  # by 0-based column


@dataclass(frozen=True, slots=True)
class Section:
    """One flat table of a listing: an optional heading, the header, body rows that are asked for once, notes."""

    rows: Callable[[], Iterable[Row]]
    heading: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A sheet of flat tables.

    Attributes:
        title, caption: the first two rows.
        frozen: how many columns stay when the sheet is scrolled sideways.
        printed: how many columns are printed (0: all).
        roles: whether the hidden row of column roles stands above the header, and `ledger_name` covers the table.
    """

    name: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    frozen: int = 0
    printed: int = 0
    roles: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """The workbook: its sheets in order, its title in the file's properties, the day it is judged as of."""

    title: str
    as_of: date
    sheets: tuple[Page | Listing, ...]


LEDGER_NAME = "xltrack_ledger"
DIGEST_NAME = "xltrack_digest"
# Rows of a listing above its body: title, caption, the hidden roles, the header.
ROLES_ROW = 3
HEADER_ROW = 4
BODY_ROW = 5
