"""The book as an .xlsx file, by XlsxWriter's public interface; it stands here, in `charts`, `styles` and `render_listing` alone.

Only what Excel 2016, WPS and LibreOffice all understand is used. The same book gives the same bytes.
XlsxWriter makes the package, the styles, the charts and all that stands around the cells; the rows are written by `sheetxml` and
put into the finished parts by `packing`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final, NamedTuple

from xlsxwriter import Workbook

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.shown_dates import EARLIEST, LATEST
from xltrack.sheets import words
from xltrack.sheets.charts import insert_chart
from xltrack.sheets.digest import CellDigest
from xltrack.sheets.layout import lay_out
from xltrack.sheets.model import (
    DIGEST_NAME,
    Book,
    Drawn,
    Listing,
    NumbersSheet,
    Page,
    PlacedChart,
    Row,
    Sheet,
    shown_value,
)
from xltrack.sheets.packing import BLANK_MARK, BookRows, pack
from xltrack.sheets.render_listing import render_listing
from xltrack.sheets.sheetxml import SheetRows, StringTable, clean
from xltrack.sheets.styles import StyleTable, look_of

_A4: Final = 9
_FOOTER: Final = "&C&9— &P —"
_MARGIN_WIDTH: Final = 1.5
_COLUMNS: Final = 16_384  # of a sheet
_NOTHING: Final = (Drawn("Sheet1", lambda *_: None),)  # no book is without a sheet


class Rendered(NamedTuple):
    """The bytes of a workbook, and what had to be changed so that its cells could hold it."""

    data: bytes
    notes: tuple[Diagnostic, ...]


def render_book(book: Book, known_as: str = "") -> Rendered:
    """The bytes of the workbook; `known_as` is a defined name by which it is known again, where its sheets bring none."""
    frame = BytesIO()
    font = dict(zip(("font_name", "font_size"), book.normal, strict=True))
    workbook = Workbook(frame, {"in_memory": True, "default_format_properties": font})
    workbook.set_properties({
        "title": book.title, "created": datetime(book.as_of.year, book.as_of.month, book.as_of.day),  # noqa: DTZ001
    })  # fmt: skip
    renderer = _Renderer(workbook, StyleTable(book.look_of or look_of))
    notes = [note for sheet in book.sheets or _NOTHING for note in renderer.add_sheet(sheet)]
    if known_as:
        renderer.names[known_as] = f"='{book.sheets[0].name}'!$A$1"
    return Rendered(renderer.finish(frame), tuple(notes))


class _Renderer:
    """Adds one sheet after the other to a workbook.

    Attributes:
        names: the defined names of the book; a later one takes the place of an earlier one.
    """

    def __init__(self, workbook: Any, styles: StyleTable) -> None:
        self.workbook = workbook
        self.names: dict[str, str] = {}
        self._styles, self._strings, self._digest = styles, StringTable(), CellDigest()
        self._rows: list[SheetRows] = []
        self._charts: list[tuple[int, PlacedChart]] = []
        self._rule_looks: dict[str, Any] = {}

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
        return rows.notes

    def _add_composed(self, target: Any, rows: SheetRows, sheet: Page | Listing | NumbersSheet) -> None:
        target.set_paper(_A4)
        if isinstance(sheet, Page):
            self._charts += _render_page(target, rows, sheet, self.workbook)
        elif isinstance(sheet, NumbersSheet):
            _render_data(target, rows, sheet)
        else:
            render_listing(target, rows, sheet, self._rule_look)
        target.hide_gridlines(2)
        target.set_landscape()
        target.set_footer(_FOOTER, {"margin": 0.3})
        target.center_horizontally()

    def _rule_look(self, role: str) -> Any:
        """The look that a conditional format gives, made once for the book."""
        if role not in self._rule_looks:
            self._rule_looks[role] = self.workbook.add_format(dict(look_of(role)))
        return self._rule_looks[role]

    def finish(self, frame: BytesIO) -> bytes:
        """The bytes of the workbook, whose frame XlsxWriter writes into `frame`."""
        self.names[DIGEST_NAME] = f'="{self._digest.hexdigest()}"'
        self.names.update(BLANK_MARK)
        for name, area in self.names.items():
            self.workbook.define_name(name, area)
        first = self.workbook.worksheets()[0]
        first.write_string(0, 0, self._rows[0].name)  # without any text there would be no part of shared ones
        for place, look in enumerate(self._styles.looks):
            below, column = divmod(place, _COLUMNS)
            first.write_blank(below + 1, column, None, self.workbook.add_format(dict(look)))
        self.workbook.close()
        return pack(frame.getvalue(), BookRows(self._rows, self._strings, self._charts))


def _render_data(target: Any, rows: SheetRows, data: NumbersSheet) -> None:
    for number, values in enumerate(data.rows, 1):
        rows.add_row(number, Row(list(values), [""] * len(values), 15.0))
        # What the charts of XlsxWriter show as their points.
        for column, value in enumerate(map(shown_value, values)):
            target.write(number - 1, column, clean(value) if isinstance(value, str) else value)
    target.fit_to_pages(1, 0)
    target.hide()


def _ask_for_day(target: Any, row: int, column: int) -> None:
    """Let a cell take nothing but a day."""
    target.data_validation(row - 1, column - 1, row - 1, column - 1, {
        "validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST, "show_input": False,
        "error_title": words.NO_DAY_TITLE, "error_message": words.NO_DAY,
    })  # fmt: skip


def _render_page(target: Any, rows: SheetRows, page: Page, workbook: Any) -> Iterator[tuple[int, PlacedChart]]:
    """Write a page; gives its charts, each with its row."""
    target.set_column(0, 0, _MARGIN_WIDTH)
    target.set_column(1, page.columns, page.width)
    target.set_column(page.columns + 1, page.columns + 1, _MARGIN_WIDTH)
    for number, line in enumerate(lay_out(page), 1):
        rows.add_line(number, line)
        for column, cell in line.cells:
            if cell.style == "input.date":
                _ask_for_day(target, number, column)
        for placed in line.charts:
            insert_chart(workbook, target, number, placed)
            yield number, placed
    target.print_area(0, 0, rows.bottom - 1, page.columns + 1)
    target.fit_to_pages(1, 1)
    target.set_margins(left=0.4, right=0.4, top=0.45, bottom=0.5)
