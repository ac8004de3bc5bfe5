"""The book as an .xlsx file, by XlsxWriter's public interface; it stands here, in `charts`, `styles` and `render_listing` alone.

Only what Excel 2016, WPS and LibreOffice all understand is used. The same book gives the same bytes.
XlsxWriter makes the package, the styles, the charts and all that stands around the cells; the rows are written by `sheetxml` and
put into the finished parts by `packing`. A page is laid out first: what stands in which row and column, still without any format.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from itertools import zip_longest
from operator import itemgetter
from typing import Any, Final, NamedTuple

from xlsxwriter import Workbook

from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.shown_dates import EARLIEST, LATEST
from xltrack.ooxml.spelling import clean
from xltrack.sheets import words
from xltrack.sheets.cellxml import StringTable
from xltrack.sheets.charts import insert_chart
from xltrack.sheets.digest import CellDigest
from xltrack.sheets.model import (
    DIGEST_NAME,
    Block,
    Book,
    Cell,
    Drawn,
    Figure,
    Figures,
    Grid,
    Heading,
    Line,
    Listing,
    NumbersSheet,
    Page,
    PlacedChart,
    Row,
    Sheet,
    Stack,
    WordLine,
    shown_value,
)
from xltrack.sheets.packing import BLANK_MARK, pack, repack
from xltrack.sheets.render_listing import add_rule, render_listing
from xltrack.sheets.sheetxml import SheetRows
from xltrack.sheets.styles import StyleTable, look_of
from xltrack.sheets.words import LEADS_TO

GAP: Final = 6.0
ROW: Final = 17.0
_LINK_SPAN, _REMARK_SPAN = 2, 5
_FIGURE_ROWS: Final = (("name", 20.0), ("value", 32.0), ("caption", 19.0), ("more", 15.0))
_Part = tuple[float, Sequence[Cell], PlacedChart | None]


def lay_out(page: Page) -> Iterator[Line]:
    """The lines of a page from the top: bands one under the other, a thin empty row between two.

    The page's column 1 is the sheet's column B: a thin margin stands before it.
    """
    for number, band in enumerate(page.bands):
        if number:
            yield Line(height=GAP)
        yield from _band(band)


def _band(stacks: Sequence[Stack]) -> Iterator[Line]:
    """Stacks side by side: line by line together, each as high as its highest part."""
    for parts in zip_longest(*[_stack(stack) for stack in stacks]):
        present = [part for part in parts if part is not None]
        cells = sorted((placed for part in present for placed in part.cells), key=itemgetter(0))
        charts = tuple(placed for part in present for placed in part.charts)
        yield Line(tuple(cells), max(part.height or 0 for part in present) or ROW, charts)


def _stack(stack: Stack) -> Iterator[Line]:
    for _ in range(stack.top):
        yield Line()
    for block in stack.blocks:
        for height, cells, chart in _lines(block, stack.span):
            column, placed = stack.left + 1, []
            for cell in cells:
                placed.append((column, cell))
                column += cell.span
            charts = (chart._replace(column=stack.left + 1 + chart.column),) if chart else ()
            yield Line(tuple(placed), height, charts)


def _lines(block: Block, span: int) -> Iterator[_Part]:
    match block:
        case Heading():
            yield 0, _heading(block, span), None
        case WordLine():
            right = (block.right,) if block.right else ()
            first = block.cell._replace(span=span - sum(c.span for c in right))
            yield block.height, (first, *right), None
        case Figures():
            for height, cells in _figures(block, span):
                yield height, cells, None
        case Grid():
            yield from _grid(block, span)


def _heading(block: Heading, span: int) -> Sequence[Cell]:
    right: tuple[Cell, ...] = ()
    if block.link:
        words = LEADS_TO.format(sheet=block.link.sheet)
        right = (Cell(words, f"{block.style}.link", _LINK_SPAN, block.link),)
    elif block.remark:
        right = (Cell(block.remark, f"{block.style}.link", _REMARK_SPAN),)
    return Cell(block.words, block.style, span - sum(cell.span for cell in right), rule=block.rule), *right


def _figures(block: Figures, span: int) -> Iterator[tuple[float, Sequence[Cell]]]:
    share = span // len(block.figures)
    more = any(figure.more for figure in block.figures)
    for part, height in _FIGURE_ROWS if more else _FIGURE_ROWS[:-1]:
        yield height, [cell for figure in block.figures for cell in _figure_cells(figure, part, share)]


def _figure_cells(figure: Figure, part: str, share: int) -> Iterator[Cell]:
    changed = share // 2 if part == "name" and figure.change else 0
    cell = Cell(getattr(figure, part), f"figure.{part}.{figure.style}", share - changed)
    yield cell._replace(link=figure.link, rule=figure.rule) if part == "value" else cell
    if changed:
        yield Cell(figure.change, f"figure.change.{figure.style}", changed)


def _grid(block: Grid, span: int) -> Iterator[_Part]:
    if block.head:
        yield block.height, block.head, None
    placed = block.chart._replace(rows=block.chart.rows or len(block.body)) if block.chart else None
    for row in block.body:
        yield block.height, row, placed
        placed = None
    if block.summary:
        yield block.height, block.summary, None
    if block.note:
        yield block.height, (Cell(block.note, "grid.note", span),), None


_A4: Final = 9
_FOOTER: Final = "&C&9— &P —"
_MARGIN_WIDTH: Final = 1.5
_COLUMNS: Final = 16_384  # of a sheet
_NOTHING: Final = (Drawn("Sheet1", lambda *_: None),)  # no book is without a sheet


class Rendered(NamedTuple):
    """The bytes of a workbook, a large one's better in pieces, and what had to be changed so that its cells could hold it."""

    pieces: Sequence[bytes]
    notes: tuple[Diagnostic, ...]

    @property
    def data(self) -> bytes:
        """The pieces in one."""
        return b"".join(self.pieces)


def render_book(book: Book, known_as: str = "") -> Rendered:
    """The bytes of the workbook; `known_as` is a defined name by which it is known again, where its sheets bring none."""
    renderer = _renderer(book)
    notes = [note for sheet in book.sheets or _NOTHING for note in renderer.add_sheet(sheet)]
    if known_as:
        renderer.names[known_as] = f"='{book.sheets[0].name}'!$A$1"
    return Rendered(renderer.finish(), tuple(notes))


def render_twins(book: Book, last: Listing) -> tuple[Rendered, Rendered]:
    """The bytes of a workbook, and those of one that has another last sheet, of as many rows; what both share is made once."""
    *shared, own = book.sheets
    renderer = _renderer(book)
    notes = [note for sheet in shared for note in renderer.add_sheet(sheet)]
    other = renderer.twin(last)
    notes += renderer.add_sheet(own)
    one = Rendered(renderer.finish(), tuple(notes))
    return one, Rendered(renderer.finish_twin(one.data, *other), tuple(notes))


def _renderer(book: Book) -> "_Renderer":
    frame = BytesIO()
    font = dict(zip(("font_name", "font_size"), book.normal, strict=True))
    workbook = Workbook(frame, {"in_memory": True, "default_format_properties": font})
    workbook.set_properties({
        "title": book.title, "created": datetime(book.as_of.year, book.as_of.month, book.as_of.day),  # noqa: DTZ001
    })  # fmt: skip
    for name, value in book.properties.items():
        workbook.set_custom_property(name, value, "text")
    return _Renderer(workbook, frame, StyleTable(book.look_of or look_of))


class _Renderer:
    """Adds one sheet after the other to a workbook.

    Attributes:
        names: the defined names of the book; a later one takes the place of an earlier one.
    """

    def __init__(self, workbook: Any, frame: BytesIO, styles: StyleTable) -> None:
        self.workbook, self._frame = workbook, frame
        self.names: dict[str, str] = {}
        self._styles, self._strings, self._digest = styles, StringTable(), CellDigest()
        self._rows: list[SheetRows] = []
        self._charts: list[tuple[int, PlacedChart]] = []
        # The look that a conditional format gives, made once for the book.
        self._rule_look = cache(lambda role: workbook.add_format(dict(look_of(role))))

    def add_sheet(self, sheet: Sheet) -> Sequence[Diagnostic]:
        """Write one sheet; returns what its cells could not hold."""
        target = self.workbook.add_worksheet(sheet.name)
        rows = SheetRows(sheet.name, self._styles.number, self._strings, self._digest)
        self._rows.append(rows)
        if isinstance(sheet, Drawn):
            sheet.draw(target, rows)
        else:
            self._add_composed(target, rows, sheet)
        target.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self.names.update({name: f"='{sheet.name}'!{place}" for name, place in rows.names})
        return sorted(rows.cells.notes, key=lambda note: note.cell or CellRef("", 0, 0))

    def _add_composed(self, target: Any, rows: SheetRows, sheet: Page | Listing | NumbersSheet) -> None:
        target.set_paper(_A4)
        if isinstance(sheet, Page):
            self._charts += _render_page(target, rows, sheet, self.workbook, self._rule_look)
        elif isinstance(sheet, NumbersSheet):
            _render_data(target, rows, sheet)
        else:
            render_listing(target, rows, sheet, self._rule_look)
        target.hide_gridlines(2)
        target.set_landscape()
        target.set_footer(_FOOTER, {"margin": 0.2, "scale_with_doc": False})
        target.center_horizontally()

    def twin(self, sheet: Listing) -> tuple[SheetRows, StringTable, CellDigest]:
        """The rows of a sheet that may stand behind those so far, with the texts and the digest of all."""
        strings, digest = StringTable(self._strings.numbers), self._digest.copy()
        rows = SheetRows(sheet.name, self._styles.number, strings, digest)
        # What XlsxWriter makes around them is that of the other.
        render_listing(Workbook(BytesIO(), {"in_memory": True}).add_worksheet(), rows, sheet, self._rule_look)
        return rows, strings, digest

    def finish_twin(self, made: bytes, rows: SheetRows, strings: StringTable, digest: CellDigest) -> list[bytes]:
        """The bytes of the workbook with other rows in its last sheet, once it is finished."""
        digests = self._digest.hexdigest(), digest.hexdigest()
        return repack(made, self._frame.getvalue(), len(self._rows), rows, strings, digests)

    def finish(self) -> list[bytes]:
        """The bytes of the workbook in pieces."""
        self.names[DIGEST_NAME] = f'="{self._digest.hexdigest()}"'
        self.names.update(BLANK_MARK)
        for name, area in self.names.items():
            self.workbook.define_name(name, area)
        first = self.workbook.worksheets()[0]
        first.write_string(0, 0, self._rows[0].cells.name)  # without any text there would be no part of shared ones
        for place, look in enumerate(self._styles.looks):
            below, column = divmod(place, _COLUMNS)
            first.write_blank(below + 1, column, None, self.workbook.add_format(dict(look)))
        self.workbook.close()
        return pack(self._frame.getvalue(), self._rows, self._strings, self._charts)


def _render_data(target: Any, rows: SheetRows, data: NumbersSheet) -> None:
    for number, values in enumerate(data.rows, 1):
        rows.add_row(number, Row(list(values), [""] * len(values), 15.0))
        # What the charts of XlsxWriter show as their points.
        for column, value in enumerate(map(shown_value, values)):
            target.write(number - 1, column, clean(value) if isinstance(value, str) else value)
    rows.names += data.names
    target.fit_to_pages(1, 0)
    target.hide()


def _ask_for_day(target: Any, row: int, column: int) -> None:
    """Let a cell take nothing but a day."""
    target.data_validation(row - 1, column - 1, row - 1, column - 1, {
        "validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST, "show_input": False,
        "error_title": words.NO_DAY_TITLE, "error_message": words.NO_DAY,
    })  # fmt: skip


def _render_page(
    target: Any, rows: SheetRows, page: Page, workbook: Any, rule_look: Callable[[str], Any]
) -> Iterator[tuple[int, PlacedChart]]:
    """Write a page; gives its charts, each with its row."""
    target.set_column(0, 0, _MARGIN_WIDTH)
    target.set_column(1, page.columns, page.width)
    target.set_column(page.columns + 1, page.columns + 1, _MARGIN_WIDTH)
    for number, line in enumerate(lay_out(page), 1):
        rows.add_line(number, line)
        for column, cell in line.cells:
            if cell.style == "input.date":
                _ask_for_day(target, number, column)
            if cell.rule:
                add_rule(target, rows, CellRange(number, column, number, column), cell.rule, rule_look)
        for placed in line.charts:
            insert_chart(workbook, target, number, placed)
            yield number, placed
    target.print_area(0, 0, rows.bottom - 1, page.columns + 1)
    target.fit_to_pages(1, 1)
    target.set_margins(left=0.4, right=0.4, top=0.45, bottom=0.5)
