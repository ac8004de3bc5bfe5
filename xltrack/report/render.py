"""The book as an .xlsx file, by XlsxWriter; it stands here and in `styles` alone.

Only what Excel 2016, WPS and LibreOffice all understand is used. The same book gives the same bytes.
XlsxWriter makes the package, the styles and all that stands around the cells; the rows are written by `sheetxml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zipfile import ZipFile

from xlsxwriter import Workbook
from xlsxwriter import workbook as writing
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from xltrack.address import CellRange, column_letters
from xltrack.diagnostics import Diagnostic
from xltrack.report.digest import CellDigest
from xltrack.report.layout import lay_out
from xltrack.report.measure import WIDEST_A4, paper_width, rooms_of, row_height
from xltrack.report.model import (
    BODY_ROW,
    DIGEST_NAME,
    HEADER_ROW,
    ROLES_ROW,
    Book,
    Listing,
    Page,
    Row,
    Section,
    Value,
)  # fmt: skip
from xltrack.report.sheetxml import SheetRows, StringTable
from xltrack.report.styles import look_of

if TYPE_CHECKING:
    from xltrack.report.annex.model import Annex

_A4: Final = 9
_A3: Final = 8
_FOOTER: Final = "&C&9— &P —"
_MARGIN_WIDTH: Final = 1.5
_LEVEL: Final = 4


class Rendered(NamedTuple):
    """The bytes of a workbook, and what had to be changed so that its cells could hold it."""

    data: bytes
    notes: tuple[Diagnostic, ...]


class _Workbook(Workbook):  # type: ignore[misc]
    """A workbook that names its active sheet: without it Excel 365 fails on inserting its sheets elsewhere."""

    def _write_workbook_view(self) -> None:
        self._xml_empty_tag("workbookView", [
            ("xWindow", 240), ("yWindow", 15), ("windowWidth", 16095), ("windowHeight", 9660), ("activeTab", 0),
        ])  # fmt: skip

    def _get_packager(self) -> Packager:
        return _Packager()

    def _store_workbook(self) -> None:
        # XlsxWriter asks for no level of compression; its own ZipFile stands there again afterwards.
        usual, writing.ZipFile = writing.ZipFile, _QuickZip
        try:
            super()._store_workbook()
        finally:
            writing.ZipFile = usual


class _QuickZip(ZipFile):
    """Deflates in less than half the time of the usual level, for an eighth more bytes."""

    def writestr(self, name: Any, data: Any, *_: Any, **__: Any) -> None:  # type: ignore[override]
        super().writestr(name, data, compresslevel=_LEVEL)


class _Packager(Packager):  # type: ignore[misc]
    """A packager that takes the shared strings as they were written."""

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            self._filename("xl/sharedStrings.xml").write(self.workbook.str_table.xml())


class _Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose rows, merges and links were written beforehand."""

    rows: SheetRows

    def take(self, rows: SheetRows) -> None:
        """Stand for these rows."""
        self.rows = rows
        self.dim_rowmin, self.dim_rowmax, self.dim_colmin, self.dim_colmax = 0, rows.bottom - 1, 0, rows.right - 1
        self.merge = [[m.top - 1, m.left - 1, m.bottom - 1, m.right - 1] for m in rows.merges]

    def _write_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        self.fh.write("".join(self.rows.xml))
        self._xml_end_tag("sheetData")

    def _write_hyperlinks(self) -> None:
        if not self.rows.links:
            return
        self._xml_start_tag("hyperlinks")
        for cell, link in self.rows.links:
            target = f"'{link.sheet}'!{column_letters(link.column)}{link.row}"
            self._xml_empty_tag("hyperlink", [("ref", cell), ("location", target)])
        self._xml_end_tag("hyperlinks")


def render_book(book: Book) -> Rendered:
    """The bytes of the workbook."""
    target = BytesIO()
    font = dict(zip(("font_name", "font_size"), book.normal, strict=True))
    workbook = _Workbook(target, {"in_memory": True, "default_format_properties": font})
    workbook.set_properties({
        "title": book.title, "created": datetime(book.as_of.year, book.as_of.month, book.as_of.day),  # noqa: DTZ001
    })  # fmt: skip
    workbook.str_table = StringTable()
    renderer = _Renderer(workbook)
    notes = [note for sheet in book.sheets for note in renderer.add_sheet(sheet)]
    workbook.define_name(DIGEST_NAME, f'="{renderer.digest.hexdigest()}"')
    workbook.close()
    return Rendered(target.getvalue(), tuple(notes))


class _Renderer:
    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.digest = CellDigest()
        self._formats: dict[tuple[str, bool], int] = {}

    def add_sheet(self, sheet: Page | Listing | Annex) -> Sequence[Diagnostic]:
        """Write one sheet; returns what its cells could not hold."""
        target = self.workbook.add_worksheet(sheet.name, worksheet_class=_Sheet)
        rows = SheetRows(sheet.name, self._style, self.workbook.str_table, self.digest)
        if not isinstance(sheet, Page | Listing):
            from xltrack.report.annex.render import render_annex

            render_annex(target, rows, sheet, self.workbook)
            target.take(rows)
            return rows.notes
        target.set_paper(_A4)
        if isinstance(sheet, Page):
            _render_page(target, rows, sheet)
        else:
            _render_listing(target, rows, sheet, self.workbook)
        target.take(rows)
        target.hide_gridlines(2)
        target.set_landscape()
        target.set_footer(_FOOTER, {"margin": 0.3})
        target.center_horizontally()
        target.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return rows.notes

    def _style(self, role: str, quoted: bool) -> int:
        """The number of a role's format in the book; asked for the first time, it is made."""
        if not role:
            return 0
        index = self._formats.get((role, quoted))
        if index is None:
            look = {**look_of(role), "quote_prefix": True} if quoted else dict(look_of(role))
            index = self._formats[role, quoted] = self.workbook.add_format(look)._get_xf_index()
        return index


def _render_page(target: _Sheet, rows: SheetRows, page: Page) -> None:
    target.set_column(0, 0, _MARGIN_WIDTH)
    target.set_column(1, page.columns, page.width)
    target.set_column(page.columns + 1, page.columns + 1, _MARGIN_WIDTH)
    for number, line in enumerate(lay_out(page), 1):
        rows.add_line(number, line)
    target.print_area(0, 0, rows.bottom - 1, page.columns + 1)
    target.fit_to_pages(1, 1)
    target.set_margins(left=0.4, right=0.4, top=0.55, bottom=0.6)


def _render_listing(target: _Sheet, rows: SheetRows, listing: Listing, workbook: Any) -> None:
    columns = listing.columns
    for index, column in enumerate(columns):
        target.set_column(index, index, column.width)
    rows.add_row(1, Row([listing.title], ["title.listing"], 32))
    rows.add_row(2, Row([listing.caption], ["caption"], 20))
    if listing.roles:
        rows.add_row(ROLES_ROW, Row([c.role for c in columns], ["roles"] * len(columns), 15), hidden=True)
    number = HEADER_ROW
    breaks = []
    for section in listing.sections:
        bounds = _render_section(rows, listing, section, number)
        number = rows.bottom + 3
        breaks.append(number - 2)
        if len(listing.sections) == 1 and bounds.bottom > HEADER_ROW:
            target.autofilter(bounds.top - 1, 0, bounds.bottom - 1, len(columns) - 1)
        if listing.roles:
            area = f"$A${ROLES_ROW}:${column_letters(len(columns))}${bounds.bottom}"
            workbook.define_name(listing.defined, f"='{listing.name}'!{area}")
            _add_choices(target, listing, bounds)
    target.set_h_pagebreaks(breaks[:-1])
    _set_up_listing(target, rows, listing)
    if listing.hidden:
        target.hide()


def _render_section(rows: SheetRows, listing: Listing, section: Section, header: int) -> CellRange:
    """Write heading, header, body and notes; returns the rectangle from the header to the last body row.

    The first header stays on the screen and on every page, so later sections have none.
    """
    columns = listing.columns
    if section.heading:
        beside: list[Value] = [section.heading, None, None, None, "　".join(section.notes)]
        rows.add_row(header - 1, Row(beside, ["heading.listing", "", "", "", "note"], 24))
    if header > HEADER_ROW:
        header -= 1
    else:
        heads = [c.header for c in columns]
        height = max(24.0, row_height(heads, rooms_of(columns)))
        rows.add_row(header, Row(list(heads), [c.style for c in columns], height))
    number = header
    for row in section.rows():
        number += 1
        rows.add_row(number, row)
    bottom = number
    for note in () if section.heading else section.notes:
        number += 1
        rows.add_row(number, Row([note], ["note"], 22))
    return CellRange(header, 1, bottom, len(columns))


def _add_choices(target: _Sheet, listing: Listing, bounds: CellRange) -> None:
    """Drop-downs of the words that are usual; other words may be typed all the same."""
    for index, column in enumerate(listing.columns):
        if column.choices and bounds.bottom >= BODY_ROW:
            target.data_validation(BODY_ROW - 1, index, bounds.bottom - 1, index, {
                "validate": "list", "source": list(column.choices), "show_error": False, "show_input": False,
            })  # fmt: skip


def _set_up_listing(target: _Sheet, rows: SheetRows, listing: Listing) -> None:
    target.freeze_panes(HEADER_ROW, listing.frozen)
    target.repeat_rows(HEADER_ROW - 1)
    printed = listing.printed or len(listing.columns)
    if not listing.hidden:  # LibreOffice prints a hidden sheet that has an area to print
        target.print_area(0, 0, rows.bottom - 1, printed - 1)
        if paper_width(listing.columns[:printed]) > WIDEST_A4:
            target.set_paper(_A3)
    target.fit_to_pages(1, 0)
    target.set_margins(left=0.25, right=0.25, top=0.45, bottom=0.55)
