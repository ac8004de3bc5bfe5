"""The vocabulary of what is written: a book of sheets, in blocks and lines whose cells name style roles, never formats.

A `Page` is laid out on narrow equal columns and holds bands of blocks side by side (总览). A `Listing` is one flat table after
another on the same columns (任务台账, 逾期清单 …); its rows are streamed. What a role such as 「state.overdue」 looks like is known
to `styles` alone, and how a sheet becomes bytes to `render` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from xltrack.report.words import FONT

if TYPE_CHECKING:
    from xltrack.report.annex.model import Annex

Value = str | int | float | bool | date | None


class Link(NamedTuple):
    """A place inside the book: sheet, 1-based row and column."""

    sheet: str
    row: int
    column: int


class Cell(NamedTuple):
    """A value, its style role, how many columns it takes, where a click leads."""

    value: Value = None
    style: str = "text"
    span: int = 1
    link: Link | None = None


class Heading(NamedTuple):
    """The head of a block over a hairline, with a count or remark after it."""

    words: str
    note: str = ""
    style: str = "heading"


class Words(NamedTuple):
    """One line of words over the whole block, with others flush right."""

    cell: Cell
    right: Cell | None = None
    height: float = 18


class Figure(NamedTuple):
    """One large number with its name above and its caption below; `style` ends in the state whose colour it takes."""

    name: str
    value: Value
    caption: str
    style: str


class Figures(NamedTuple):
    """A pale band of figures, each on its share of the block's columns."""

    figures: tuple[Figure, ...]


class Grid(NamedTuple):
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


class Stack(NamedTuple):
    """Blocks one under the other, from 1-based column `left` over `span` columns."""

    left: int
    span: int
    blocks: tuple[Block, ...]


class Page(NamedTuple):
    """One printed page: `bands` from top to bottom, each a row of stacks side by side."""

    name: str
    columns: int
    width: float
    bands: tuple[tuple[Stack, ...], ...]


class Line(NamedTuple):
    """One row of a sheet in full: 1-based column and cell, in order; None as height leaves it to the program."""

    cells: tuple[tuple[int, Cell], ...] = ()
    height: float | None = None


class Column(NamedTuple):
    """One column of a listing; `role` is its word in the hidden row of roles, `choices` the words of its drop-down."""

    header: str
    width: float
    role: str = ""
    style: str = "head"
    choices: tuple[str, ...] = ()


class Row(NamedTuple):
    """One row of a listing: values and style roles by column, a height in points, links by 0-based column."""

    values: list[Value]
    styles: list[str]
    height: float | None
    links: Mapping[int, Link] = {}


class Section(NamedTuple):
    """One flat table of a listing: an optional heading, the header, body rows that are asked for once, notes.

    The first section's header holds for all of them. Notes stand below the rows, those of a section with a heading beside it.
    """

    rows: Callable[[], Iterable[Row]]
    heading: str = ""
    notes: tuple[str, ...] = ()


class Listing(NamedTuple):
    """A sheet of flat tables.

    Attributes:
        title, caption: the first two rows.
        frozen: how many columns stay when the sheet is scrolled sideways.
        printed: how many columns are printed (0: all).
        roles: whether the hidden row of column roles stands above the header, and a defined name covers the table.
        defined: that name.
        hidden: whether the sheet itself is.
    """

    name: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    frozen: int = 0
    printed: int = 0
    roles: bool = False
    defined: str = "xltrack_ledger"
    hidden: bool = False


class Book(NamedTuple):
    """The workbook: its sheets in order, its title in the file's properties, the day it is judged as of.

    `normal` is its Normal font and size; the width of a digit in it is the unit of column widths.
    """

    title: str
    as_of: date
    sheets: tuple[Page | Listing | Annex, ...]
    normal: tuple[str, float] = (FONT, 10)


LEDGER_NAME = "xltrack_ledger"
DIGEST_NAME = "xltrack_digest"
# A sheet of 附件 that xltrack wrote; and one whose tasks stand elsewhere in the book already.
ANNEX_NAME = "xltrack_annex"
EXTRACT_NAME = "xltrack_extract"
# Rows of a listing above its body: title, caption, the hidden roles, the header.
ROLES_ROW = 3
HEADER_ROW = 4
BODY_ROW = 5
