"""The vocabulary of what is written: a book of sheets, in blocks and lines whose cells name style roles, never formats.

A `Page` is laid out on narrow equal columns and holds bands of blocks side by side (总览). A `Listing` is one flat table after
another on the same columns (任务台账, 逾期和临期 …); its rows are streamed. A `NumbersSheet` is hidden and feeds the charts.
What a role as 「state.overdue」 looks like is known to `styles` alone, and how a sheet becomes bytes to `render` alone.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

from xltrack.base.address import CellRange
from xltrack.base.diagnostics import Diagnostic

# Columns are as wide as so many digits of this font; every style states its own. Unlike the family that is shown it stands
# on every system, or another of the same widths, so that pages are as wide everywhere as they are here.
NORMAL = ("Times New Roman", 10.5)

ChartKind = Literal["doughnut", "bars", "columns", "lines"]
Plain = str | int | float | bool | date | None


class Formula(NamedTuple):
    """A formula, without its 「=」, and the value that it has in the report as written: readers that do not recalculate show it."""

    text: str
    value: Plain


class Fill(NamedTuple):
    """One formula for many cells of a column down to row `last`; 「§」 in its text stands for the row of the cell."""

    text: str
    last: int

    def at(self, row: int) -> str:
        """The formula as it stands in a row."""
        return self.text.replace("§", str(row))


class Filled(NamedTuple):
    """A cell of such a column, with the value that it has in the report as written."""

    fill: Fill
    value: Plain


CellValue = Plain | Formula | Filled


def shown_value(value: CellValue) -> Plain:
    """What a cell shows as the report is written."""
    return value.value if isinstance(value, (Formula, Filled)) else value


class Link(NamedTuple):
    """A place inside the book: sheet, 1-based row and column."""

    sheet: str
    row: int
    column: int


class Cell(NamedTuple):
    """A value, its style role, how many columns it takes, where a click leads, the defined name that it has in the book.

    `rule` is a formula, and the style role that is laid over the cell where it holds.
    """

    value: CellValue = None
    style: str = "text"
    span: int = 1
    link: Link | None = None
    name: str = ""
    rule: tuple[str, str] | None = None


class Heading(NamedTuple):
    """The head of a block over a hairline, and flush right what leads to the list behind it, or a remark."""

    words: CellValue
    style: str = "heading"
    link: Link | None = None
    remark: str = ""
    rule: tuple[str, str] | None = None


class WordLine(NamedTuple):
    """One line of words over the whole block, with others flush right."""

    cell: Cell
    right: Cell | None = None
    height: float = 18


class Figure(NamedTuple):
    """One large number with its name above and its caption below; `style` ends in the state whose colour it takes.

    `rule` is that of the number, as a cell has it; `change` stands flush right of the name: how it differs from last time;
    `more` below the caption, where any figure has it.
    """

    name: CellValue
    value: CellValue
    caption: CellValue
    style: str
    link: Link | None = None
    rule: tuple[str, str] | None = None
    change: CellValue = ""
    more: CellValue = ""


class Figures(NamedTuple):
    """A pale band of figures, each on its share of the block's columns."""

    figures: tuple[Figure, ...]


class ChartCells(NamedTuple):
    """Cells in one row or column that a chart is drawn from, with what stands in them as the report is written."""

    sheet: str
    area: CellRange
    values: tuple[str | int | float, ...]


class Series(NamedTuple):
    """One row of bars, slices or points: its name, its numbers, the state whose colour it takes."""

    name: ChartCells
    numbers: ChartCells
    state: str


class Chart(NamedTuple):
    """A chart over cells; it is drawn from other cells, and so follows them.

    Attributes:
        kind: a doughnut has one series and the colours `states` of its slices; bars lie, columns stand, both stacked.
        words: what it shows, for those who do not see it.
        labelled: whether the numbers stand in it; else columns and lines have an axis of numbers.
    """

    kind: ChartKind
    words: str
    names: ChartCells
    series: tuple[Series, ...]
    states: tuple[str, ...] = ()
    labelled: bool = True


class PlacedChart(NamedTuple):
    """A chart whose upper left corner stands in a row: its 1-based column, how many columns and rows it takes.

    Over the body of a grid `column` tells the columns to its left, and no `rows` are all of them.
    """

    column: int
    span: int
    chart: Chart
    rows: int = 0


class Grid(NamedTuple):
    """A small table of a page: boxhead, body rows, summary row, source note. Spans of cells add up to the block's.

    `height` is that of every row in points (0: that of the band), `chart` lies over the body, whose rows are its bars.
    """

    head: tuple[Cell, ...]
    body: tuple[tuple[Cell, ...], ...]
    summary: tuple[Cell, ...] = ()
    note: str = ""
    height: float = 0
    chart: PlacedChart | None = None


Block = Heading | WordLine | Figures | Grid


class Stack(NamedTuple):
    """Blocks one under the other, from 1-based column `left` over `span` columns, `top` rows below the top of the band."""

    left: int
    span: int
    blocks: tuple[Block, ...]
    top: int = 0


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
    charts: tuple[PlacedChart, ...] = ()


class SheetColumn(NamedTuple):
    """One column of a listing; `role` is its word in the hidden row of roles, `choices` the words of its drop-down."""

    header: str
    width: float
    role: str = ""
    style: str = "head"
    choices: tuple[str, ...] = ()
    hidden: bool = False


class LookRule(NamedTuple):
    """A conditional format: cells of the columns `first` to `last` (0-based) look like `style` where a formula holds.

    The formula is written for the first body row.
    """

    first: int
    last: int
    formula: str
    style: str


class Row(NamedTuple):
    """One row of a listing: values and style roles by column, a height in points, links by 0-based column.

    `level` is its depth in the outline; a `loose` row may be made higher by the program that shows it.
    """

    values: list[CellValue]
    styles: list[str]
    height: float | None
    links: Mapping[int, Link] = {}
    level: int = 0
    loose: bool = False


class Section(NamedTuple):
    """One flat table of a listing: an optional heading, the header, body rows that are asked for once, notes.

    The first section's header holds for all of them. Notes stand below the rows, those of a section with a heading beside it.
    `fills` are the formulas of some columns (0-based): a plain value there is what the formula gives in the report as written.
    """

    rows: Callable[[], Iterable[Row]]
    heading: str = ""
    notes: tuple[str, ...] = ()
    fills: Mapping[int, Fill] = {}


class Sheaf(NamedTuple):
    """One flat table of a hidden sheet, its rows plain and without heights.

    `fills` are the formulas of some columns (0-based), `styles` the style roles of the first ones; the others have none.
    """

    rows: Callable[[], Iterable[tuple[Plain, ...]]]
    styles: tuple[str, ...] = ()
    fills: Mapping[int, Fill] = {}


class Listing(NamedTuple):
    """A sheet of flat tables.

    Attributes:
        title, caption: the first two rows.
        frozen: how many columns stay when the sheet is scrolled sideways.
        printed: how many columns are printed (0: all).
        roles: whether the hidden row of column roles stands above the header, and a defined name covers the table.
        defined: that name.
        names: defined names of the body of some columns (0-based, first and last).
        rules: conditional formats of the body of all sections.
        outlined: whether rows have levels.
        hidden: whether the sheet itself is.
        page: rows that are printed in any case (0: all); spare rows below them are not.
        filtered: whether a single table gets a filter.
        paged: whether every section begins a new printed page, under a header of its own.
        inline: whether its texts stand in its own cells: it is read without those that the sheets of the book share.
        alone: columns (0-based) whose texts do so, for nearly each stands once: to share them takes memory for nothing.
        zoom: percent at which it is shown.
        paper: whether it is printed with the book.
    """

    name: str
    title: str
    caption: CellValue
    columns: tuple[SheetColumn, ...]
    sections: tuple[Section | Sheaf, ...]
    frozen: int = 0
    printed: int = 0
    roles: bool = False
    defined: str = "xltrack_ledger"
    names: tuple[tuple[str, int, int], ...] = ()
    rules: tuple[LookRule, ...] = ()
    outlined: bool = False
    hidden: bool = False
    page: int = 0
    filtered: bool = True
    paged: bool = False
    inline: bool = False
    alone: tuple[int, ...] = ()
    zoom: int = 100
    paper: bool = True


class NumbersSheet(NamedTuple):
    """A hidden sheet of plain rows from row 1 on, what charts are drawn from; and names of some of its cells: 「$B$3:$B$5」."""

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    names: tuple[tuple[str, str], ...] = ()


class Drawn(NamedTuple):
    """A sheet that another room draws: on a worksheet of XlsxWriter, given the rows that collect its cells."""

    name: str
    draw: Callable[[Any, Any], None]


Sheet: TypeAlias = Page | Listing | NumbersSheet | Drawn


class Book(NamedTuple):
    """The workbook: its sheets in order, its title in the file's properties, the day it is judged as of.

    `normal` is its Normal font and size; the width of a digit in it is the unit of column widths. `said` is what composing found
    worth telling, with the index of the document. `look_of` tells what its style roles look like; None for those of `styles` alone.
    `properties` are its custom ones, which every program keeps.
    """

    title: str
    as_of: date
    sheets: tuple[Sheet, ...]
    normal: tuple[str, float] = NORMAL
    said: tuple[tuple[int, Diagnostic], ...] = ()
    look_of: Callable[[str], Mapping[str, Any]] | None = None
    properties: Mapping[str, str] = {}


# Point sizes of a listing's title and of the heading of a section, and the height of a further line of it.
TITLE_SIZE = 16.0
HEADING_SIZE = 12.0
HEADING_LINE = 18.0
LEDGER_NAME = "xltrack_ledger"
DIGEST_NAME = "xltrack_digest"
# A sheet of 附件 that xltrack wrote; and one whose tasks stand elsewhere in the book already.
ANNEX_NAME = "xltrack_annex"
EXTRACT_NAME = "xltrack_extract"
# A book that shows how another one was read.
OVERLAY_NAME = "xltrack_overlay"
# Rows of a listing above its body: title, caption, the hidden roles, the header.
ROLES_ROW = 3
HEADER_ROW = 4
BODY_ROW = 5
MOST_ROWS = 1_048_576 - HEADER_ROW  # that a table of a listing can have
