"""The book as an .xlsx file, by XlsxWriter; it stands here and in `styles` alone.

Only what Excel 2016, WPS and LibreOffice all understand is used. The same book gives the same bytes.
XlsxWriter makes the package, the styles and all that stands around the cells; the rows are written by `sheetxml`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from xltrack.address import CellRange, column_letters
from xltrack.diagnostics import Diagnostic
from xltrack.report.digest import CellDigest
from xltrack.report.layout import lay_out
from xltrack.report.measure import WIDEST_A4, line_count, paper_width, rooms_of, row_height, span_lines, whole_pages
from xltrack.report.model import (
    BODY_ROW,
    DIGEST_NAME,
    HEADER_ROW,
    HEADING_LINE,
    HEADING_SIZE,
    ROLES_ROW,
    TITLE_SIZE,
    Book,
    Column,
    Data,
    Filled,
    Formula,
    Listing,
    Page,
    Placed,
    Row,
    Section,
    Sheaf,
    Sheet,
    Value,
)  # fmt: skip
from xltrack.report.packing import ROWS, STRINGS, pack
from xltrack.report.sheetxml import SheetRows, StringTable
from xltrack.report.styles import look_of

if TYPE_CHECKING:
    from xltrack.report.annex.model import Annex
    from xltrack.report.overlay.model import OverlaySheet

_A4: Final = 9
_A3: Final = 8
_FOOTER: Final = "&C&9— &P —"
_PAGED_SCALE: Final = 92
_MOST_BREAKS: Final = 1000
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

    def __init__(self, placed: Placed) -> None:
        self.chart, self.series = placed.chart, placed.chart.series
        self.width, self.height = placed.span, placed.rows
        self.chart_name = placed.chart.words

    def _set_xml_writer(self, file: Any) -> None:
        self.file = file

    def _assemble_xml_file(self) -> None:
        from xltrack.report.chartxml import chart_xml

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
    renderer = _Renderer(workbook)
    notes = [note for sheet in book.sheets for note in renderer.add_sheet(sheet)]
    if known_as:
        workbook.define_name(known_as, f"='{book.sheets[0].name}'!$A$1")
    workbook.define_name(DIGEST_NAME, f'="{renderer.digest.hexdigest()}"')
    workbook.close()
    return Rendered(pack(frame, renderer.rows, workbook.str_table), tuple(notes))


class _Renderer:
    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.digest = CellDigest()
        self.rows: list[SheetRows] = []
        self._formats: dict[tuple[str, bool], int] = {}

    def add_sheet(self, sheet: Sheet) -> Sequence[Diagnostic]:
        """Write one sheet; returns what its cells could not hold."""
        target = self.workbook.add_worksheet(sheet.name, worksheet_class=_Sheet)
        rows = SheetRows(sheet.name, self._style, self.workbook.str_table, self.digest)
        self.rows.append(rows)
        if not isinstance(sheet, (Page, Listing, Data)):
            self._add_other(target, rows, sheet)
            target.take(rows)
            return rows.notes
        target.set_paper(_A4)
        if isinstance(sheet, Page):
            _render_page(target, rows, sheet, self.workbook)
        elif isinstance(sheet, Data):
            _render_data(target, rows, sheet)
        else:
            _render_listing(target, rows, sheet, self.workbook)
        target.take(rows)
        for name, place in rows.names:
            self.workbook.define_name(name, f"='{sheet.name}'!{place}")
        target.hide_gridlines(2)
        target.set_landscape()
        target.set_footer(_FOOTER, {"margin": 0.3})
        target.center_horizontally()
        target.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return rows.notes

    def _add_other(self, target: _Sheet, rows: SheetRows, sheet: "Annex | OverlaySheet") -> None:
        from xltrack.report.annex.model import Annex

        if isinstance(sheet, Annex):
            from xltrack.report.annex.render import render_annex

            render_annex(target, rows, sheet, self.workbook)
        else:
            from xltrack.report.overlay.render import render_overlay

            render_overlay(target, rows, sheet)

    def _style(self, role: str, quoted: bool) -> int:
        """The number of a role's format in the book; asked for the first time, it is made."""
        if not role:
            return 0
        index = self._formats.get((role, quoted))
        if index is None:
            look = {**look_of(role), "quote_prefix": True} if quoted else dict(look_of(role))
            index = self._formats[role, quoted] = self.workbook.add_format(look)._get_xf_index()
        return index


def _render_data(target: _Sheet, rows: SheetRows, data: Data) -> None:
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


def _render_listing(target: _Sheet, rows: SheetRows, listing: Listing, workbook: Any) -> None:
    columns = listing.columns
    for index, column in enumerate(columns):
        target.set_column(index, index, column.width, None, {"hidden": True} if column.hidden else {})
    _add_title(rows, listing)
    _add_caption(rows, listing)
    if listing.roles:
        rows.add_row(ROLES_ROW, Row([c.role for c in columns], ["roles"] * len(columns), 15), hidden=True)
    number, breaks = HEADER_ROW, list[int]()
    for section in listing.sections:
        bounds = _render_section(rows, listing, section, number)
        number = rows.bottom + 3
        breaks.append(number - 2)
        if listing.filtered and len(listing.sections) == 1 and bounds.bottom > HEADER_ROW:
            shown = sum(not column.hidden for column in columns)
            target.autofilter(bounds.top - 1, 0, bounds.bottom - 1, shown - 1)
        _add_live(target, listing, bounds, workbook)
        if listing.roles:
            area = f"$A${ROLES_ROW}:${column_letters(len(columns))}${bounds.bottom}"
            workbook.define_name(listing.defined, f"='{listing.name}'!{area}")
            _add_choices(target, listing, bounds)
    target.set_h_pagebreaks(breaks[:-1][:_MOST_BREAKS])
    _set_up_listing(target, rows, listing)
    if listing.paged:
        _page(target)


def _add_title(rows: SheetRows, listing: Listing) -> None:
    """The title over all columns that are printed; one that is longer than they are wide takes several lines."""
    printed = _printed(listing)
    lines = span_lines(listing.title, printed, TITLE_SIZE)
    _add_spanned(
        rows, 1, listing.title, len(printed), ("title.listing", "title.wrapped"), 32 + (lines - 1) * 24.0, lines
    )


def _printed(listing: Listing) -> tuple[Column, ...]:
    """The columns that stand on paper."""
    columns = listing.columns[: listing.printed] if listing.printed else listing.columns
    return tuple(column for column in columns if not column.hidden)


def _add_spanned(  # noqa: PLR0913, PLR0917
    rows: SheetRows, number: int, text: str, count: int, styles: tuple[str, str], height: float, lines: int
) -> None:
    """A row of one text: as it is where it takes one line, else over all columns."""
    if lines == 1 or count == 1:
        rows.add_row(number, Row([text], [styles[lines > 1]], height))
        return
    rows.add_row(number, Row([text, *[None] * (count - 1)], [styles[1]] * count, height))
    rows.merges.append(CellRange(number, 1, number, count))


def _add_caption(rows: SheetRows, listing: Listing) -> None:
    """The line under the title; one that is longer than the table is wide takes as many lines as it needs."""
    caption = listing.caption.value if isinstance(listing.caption, (Formula, Filled)) else listing.caption
    shown = [column for column in listing.columns if not column.hidden]
    room = int(sum(column.width for column in shown))
    lines = line_count(str(caption or ""), room)
    if lines == 1:
        rows.add_row(2, Row([listing.caption], ["caption"], 20))
        return
    styles = ["caption.wrapped"] * len(shown)
    rows.add_row(2, Row([listing.caption, *[None] * (len(shown) - 1)], styles, 6 + 14.0 * lines))
    if len(shown) > 1:
        rows.merges.append(CellRange(2, 1, 2, len(shown)))


def _page(target: _Sheet) -> None:
    """Keep to the breaks; a program that prints takes no notice of 「one page wide」 then."""
    target.fit_page = False
    target.set_print_scale(_PAGED_SCALE)
    target.freeze_panes(0, 0)
    target.repeat_row_range = ""


def _render_section(rows: SheetRows, listing: Listing, section: Section | Sheaf, header: int) -> CellRange:
    """Write heading, header, body and notes; returns the rectangle from the header to the last body row.

    The first header stays on the screen and on every page, so later sections have none but where each is a page of its own.
    """
    columns = listing.columns
    notes = _head_section(rows, listing, section, header)
    if header > HEADER_ROW and not listing.paged:
        header -= 1
    number = header
    if isinstance(section, Sheaf):
        number = rows.add_sheaf(header + 1, section) - 1
    else:
        for row in section.rows():
            number += 1
            rows.add_row(number, row)
    bottom = number
    for note in notes:
        number += 1
        rows.add_row(number, Row([note], ["note"], 22))
    return CellRange(header, 1, bottom, len(columns))


def _head_section(rows: SheetRows, listing: Listing, section: Section | Sheaf, header: int) -> tuple[str, ...]:
    """Write heading and header; returns the notes that are still to come: beside a heading they stand at once."""
    columns = listing.columns
    notes = section.notes if isinstance(section, Section) else ()
    if isinstance(section, Section) and section.heading:
        if listing.paged:
            printed = _printed(listing)
            lines = span_lines(section.heading, printed, HEADING_SIZE)
            looks = "heading.listing", "heading.wrapped"
            height = 24 + (lines - 1) * HEADING_LINE
            _add_spanned(rows, header - 1, section.heading, len(printed), looks, height, lines)
        else:
            beside: list[Value] = [section.heading, None, None, None, "　".join(notes)]
            rows.add_row(header - 1, Row(beside, ["heading.listing", "", "", "", "note"], 24))
            notes = ()
    if header == HEADER_ROW or listing.paged:
        heads = [c.header for c in columns]
        height = max(24.0, row_height(heads, rooms_of(columns)))
        rows.add_row(header, Row(list(heads), [c.style for c in columns], height))
    return notes


def _add_live(target: _Sheet, listing: Listing, bounds: CellRange, workbook: Any) -> None:
    """The conditional formats of a table, and the names of its columns."""
    if bounds.bottom == bounds.top:
        return
    first, last = bounds.top, bounds.bottom - 1
    for rule in listing.rules:
        criteria = "=" + rule.formula.replace("§", str(first + 1))
        look = workbook.rule_look(rule.style)
        rule_of = {"type": "formula", "criteria": criteria, "format": look}
        target.conditional_format(first, rule.first, last, rule.last, rule_of)
    for name, left, right in listing.names:
        area = f"${column_letters(left + 1)}${first + 1}:${column_letters(right + 1)}${last + 1}"
        workbook.define_name(name, f"='{listing.name}'!{area}")


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
    printed = listing.printed or sum(not column.hidden for column in listing.columns)
    if not listing.hidden:  # LibreOffice prints a hidden sheet that has an area to print
        target.print_area(0, 0, (listing.page or rows.bottom) - 1, printed - 1)
        if paper_width(listing.columns[:printed]) > WIDEST_A4:
            target.set_paper(_A3)
    else:
        target.hide()
    if listing.outlined:
        target.outline_settings(symbols_below=False)
        target.outline_row_level = 1
    shown = rows.heights[: listing.page - 1 if listing.page else None]  # the third row is hidden, or never written
    target.fit_to_pages(1, whole_pages(shown, listing.columns[:printed]))
    target.set_margins(left=0.25, right=0.25, top=0.45, bottom=0.55)
