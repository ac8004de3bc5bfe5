"""The book as an .xlsx file, by XlsxWriter; it stands here and in `styles` alone.

Only what Excel 2016, WPS and LibreOffice all understand is used. The same book gives the same bytes.
XlsxWriter makes the package, the styles and all that stands around the cells; the rows are written by `sheetxml`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from xltrack.base.address import column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.sheets.digest import CellDigest
from xltrack.sheets.layout import lay_out
from xltrack.sheets.model import DIGEST_NAME, Book, Drawn, NumbersSheet, Page, PlacedChart, Row, Sheet
from xltrack.sheets.packing import ROWS, STRINGS, pack
from xltrack.sheets.render_listing import render_listing
from xltrack.sheets.sheetxml import SheetRows, StringTable
from xltrack.sheets.styles import Look, look_of

_A4: Final = 9
_FOOTER: Final = "&C&9— &P —"
_MARGIN_WIDTH: Final = 1.5


class Rendered(NamedTuple):
    """The bytes of a workbook, and what had to be changed so that its cells could hold it."""

    data: bytes
    notes: tuple[Diagnostic, ...]


class _Workbook(Workbook):  # type: ignore[misc]
    """A workbook that names its active sheet: without it Excel 365 fails on inserting its sheets elsewhere."""

    def rule_look(self, role: str) -> Any:
        """The look that a conditional format gives, made once for the book."""
        looks: dict[str, Any] = self.__dict__.setdefault("_rule_looks", {})
        if role not in looks:
            looks[role] = self.add_format(dict(look_of(role)))
        return looks[role]

    def _write_workbook_view(self) -> None:
        self._xml_empty_tag("workbookView", [
            ("xWindow", 240), ("yWindow", 15), ("windowWidth", 16095), ("windowHeight", 9660), ("activeTab", 0),
        ])  # fmt: skip

    def _get_packager(self) -> Packager:
        return _Packager()


class _Packager(Packager):  # type: ignore[misc]
    """A packager that leaves the shared strings to `packing`."""

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            self._filename(STRINGS).write("<sst/>")


class _Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose rows, merges and links were written beforehand."""

    rows: SheetRows

    def take(self, rows: SheetRows) -> None:
        """Stand for these rows."""
        self.rows = rows
        self.dim_rowmin, self.dim_rowmax, self.dim_colmin, self.dim_colmax = 0, rows.bottom - 1, 0, rows.right - 1
        self.merge = [[m.top - 1, m.left - 1, m.bottom - 1, m.right - 1] for m in rows.merges]

    def _write_sheet_data(self) -> None:
        self.fh.write(ROWS)

    def _write_hyperlinks(self) -> None:
        if not self.rows.links:
            return
        self._xml_start_tag("hyperlinks")
        for cell, link in self.rows.links:
            target = f"'{link.sheet}'!{column_letters(link.column)}{link.row}"
            self._xml_empty_tag("hyperlink", [("ref", cell), ("location", target)])
        self._xml_end_tag("hyperlinks")

    def _prepare_formula(self, formula: str, *_: object, **__: object) -> str:
        """A formula as it stands in a rule; looking for functions of later years alone would cost more than all the rest."""
        return formula.removeprefix("=")

    def _position_object_emus(self, column: int, row: int, *size: int) -> tuple[int, ...]:
        """A chart covers whole cells, so that it stays with them whatever the font's widths are; its size counts cells."""
        _, _, width, height, _ = size
        return column, row, 0, 0, column + width, row + height, 0, 0, 0, 0


class _ChartPart:
    """What XlsxWriter asks of a chart: to be placed on a sheet and to write its part; the part itself is written by `chartxml`."""

    x_scale = y_scale = 1
    x_offset = y_offset = 0
    already_inserted = False
    combined = None
    id = -1
    formula_ids: Mapping[str, int] = {}

    def __init__(self, placed: PlacedChart) -> None:
        self.chart, self.series = placed.chart, placed.chart.series
        self.width, self.height = placed.span, placed.rows
        self.chart_name = placed.chart.words

    def _set_xml_writer(self, file: Any) -> None:
        self.file = file

    def _assemble_xml_file(self) -> None:
        from xltrack.sheets.chartxml import chart_xml

        self.file.write(chart_xml(self.chart))


def render_book(book: Book, known_as: str = "") -> Rendered:
    """The bytes of the workbook; `known_as` is a defined name by which it is known again, where its sheets bring none."""
    frame = BytesIO()
    font = dict(zip(("font_name", "font_size"), book.normal, strict=True))
    workbook = _Workbook(frame, {"in_memory": True, "default_format_properties": font})
    workbook.set_properties({
        "title": book.title, "created": datetime(book.as_of.year, book.as_of.month, book.as_of.day),  # noqa: DTZ001
    })  # fmt: skip
    workbook.str_table = StringTable()
    renderer = _Renderer(workbook, book.look_of or look_of)
    notes = [note for sheet in book.sheets for note in renderer.add_sheet(sheet)]
    if known_as:
        workbook.define_name(known_as, f"='{book.sheets[0].name}'!$A$1")
    workbook.define_name(DIGEST_NAME, f'="{renderer.digest.hexdigest()}"')
    workbook.close()
    return Rendered(pack(frame, renderer.rows, workbook.str_table), tuple(notes))


class _Renderer:
    def __init__(self, workbook: Any, looks: Callable[[str], Look]) -> None:
        self.workbook = workbook
        self.digest = CellDigest()
        self._look_of = looks
        self.rows: list[SheetRows] = []
        self._formats: dict[tuple[str, bool], int] = {}

    def add_sheet(self, sheet: Sheet) -> Sequence[Diagnostic]:
        """Write one sheet; returns what its cells could not hold."""
        target = self.workbook.add_worksheet(sheet.name, worksheet_class=_Sheet)
        rows = SheetRows(sheet.name, self._style, self.workbook.str_table, self.digest)
        self.rows.append(rows)
        if isinstance(sheet, Drawn):
            sheet.draw(target, rows, self.workbook)
            target.take(rows)
            return rows.notes
        target.set_paper(_A4)
        if isinstance(sheet, Page):
            _render_page(target, rows, sheet, self.workbook)
        elif isinstance(sheet, NumbersSheet):
            _render_data(target, rows, sheet)
        else:
            render_listing(target, rows, sheet, self.workbook)
        target.take(rows)
        for name, place in rows.names:
            self.workbook.define_name(name, f"='{sheet.name}'!{place}")
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
            look = {**self._look_of(role), "quote_prefix": True} if quoted else dict(self._look_of(role))
            index = self._formats[role, quoted] = self.workbook.add_format(look)._get_xf_index()
        return index


def _render_data(target: _Sheet, rows: SheetRows, data: NumbersSheet) -> None:
    for number, values in enumerate(data.rows, 1):
        rows.add_row(number, Row(list(values), [""] * len(values), 15.0))
    target.fit_to_pages(1, 0)
    target.hide()


def _render_page(target: _Sheet, rows: SheetRows, page: Page, workbook: Any) -> None:
    target.set_column(0, 0, _MARGIN_WIDTH)
    target.set_column(1, page.columns, page.width)
    target.set_column(page.columns + 1, page.columns + 1, _MARGIN_WIDTH)
    for number, line in enumerate(lay_out(page), 1):
        rows.add_line(number, line)
        for placed in line.charts:
            part = _ChartPart(placed)
            workbook.charts.append(part)
            target.insert_chart(number - 1, placed.column - 1, part, {"description": placed.chart.words})
    target.print_area(0, 0, rows.bottom - 1, page.columns + 1)
    target.fit_to_pages(1, 1)
    target.set_margins(left=0.4, right=0.4, top=0.45, bottom=0.5)
