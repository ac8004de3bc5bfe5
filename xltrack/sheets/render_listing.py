"""A sheet of flat tables, on a worksheet that XlsxWriter made: title, headers, sections, what lives in them, how they print."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from xltrack.base.address import CellRange, column_letters
from xltrack.base.errors import OutputError
from xltrack.sheets.dense import dense_height, rooms_in
from xltrack.sheets.measure import WIDEST_A4, line_count, paper_width, rooms_of, row_height, span_lines, whole_pages
from xltrack.sheets.model import (
    BODY_ROW,
    HEADER_ROW,
    HEADING_LINE,
    HEADING_SIZE,
    MOST_ROWS,
    ROLES_ROW,
    TITLE_SIZE,
    CellValue,
    Listing,
    Row,
    Section,
    Sheaf,
    SheetColumn,
    shown_value,
)
from xltrack.sheets.sheetxml import SheetRows

_A3: Final = 8
_HEAD: Final = 24.0
_HEAD_AIR: Final = 6.0
_HEAD_INSET: Final = 1
_PAGED_SCALE: Final = 92
_MOST_BREAKS: Final = 1000
_MOST_PAGES: Final = 30_000  # one below the other


def render_listing(target: Any, rows: SheetRows, listing: Listing, rule_look: Callable[[str], Any]) -> None:
    """Write the sheet; `target` is its worksheet, `rule_look` gives the format that a rule lays over cells."""
    columns, rows.cells.inline, rows.cells.alone = listing.columns, listing.inline, listing.alone
    for index, column in enumerate(columns):
        target.set_column(index, index, column.width, None, {"hidden": True} if column.hidden else {})
    printed = _printed(listing)
    lines = span_lines(listing.title, printed, TITLE_SIZE)
    looks = ("title.listing", "title.wrapped")
    _add_spanned(rows, 1, listing.title, len(printed), looks, 32 + (lines - 1) * 24.0, lines)
    lines = line_count(str(shown_value(listing.caption) or ""), int(sum(column.width for column in printed)))
    looks = ("caption.listing", "caption.listing.wrapped")
    _add_spanned(rows, 2, listing.caption, len(printed), looks, 20 if lines == 1 else 6 + 15.0 * lines, lines)
    if listing.roles:
        rows.add_row(ROLES_ROW, Row([c.role for c in columns], ["roles"] * len(columns), 15), hidden=True)
    elif not listing.paper:
        rows.add_row(ROLES_ROW, Row([None], [""], 15), hidden=True)
    number, breaks = HEADER_ROW, list[int]()
    for section in listing.sections:
        bounds = _render_section(rows, listing, section, number)
        number = rows.bottom + 3
        breaks.append(number - 2)
        if listing.filtered and len(listing.sections) == 1 and bounds.bottom > HEADER_ROW:
            # A sort by its buttons moves what lies inside it alone: of a ledger the hidden columns too, of a list, whose rows
            # are places, what is shown.
            wide = len(columns) if listing.roles else sum(not column.hidden for column in columns)
            target.autofilter(bounds.top - 1, 0, bounds.bottom - 1, wide - 1)
        _add_live(target, rows, listing, bounds, rule_look)
        if listing.roles:
            area = f"$A${ROLES_ROW}:${column_letters(len(columns))}${bounds.bottom}"
            rows.names.append((listing.defined, area))
            _add_choices(target, listing, bounds)
    target.set_h_pagebreaks(breaks[:-1][:_MOST_BREAKS])
    if rows.bottom > HEADER_ROW + MOST_ROWS:
        raise OutputError("D260", sheet=listing.name, count=rows.bottom - HEADER_ROW, most=MOST_ROWS)
    _set_up_listing(target, rows, listing)


def _printed(listing: Listing) -> tuple[SheetColumn, ...]:
    columns = listing.columns[: listing.printed] if listing.printed else listing.columns
    return tuple(column for column in columns if not column.hidden)


def _add_spanned(  # noqa: PLR0913, PLR0917
    rows: SheetRows, number: int, text: CellValue, count: int, styles: tuple[str, str], height: float, lines: int
) -> None:
    """A row of one text: as it is where it takes one line, else over so many columns."""
    if lines == 1 or count == 1:
        rows.add_row(number, Row([text], [styles[lines > 1]], height))
        return
    rows.add_row(number, Row([text, *[None] * (count - 1)], [styles[1]] * count, height))
    rows.merges.append(CellRange(number, 1, number, count))


def _render_section(rows: SheetRows, listing: Listing, section: Section | Sheaf, header: int) -> CellRange:
    """Write heading, header, body and notes; returns the rectangle from the header to the last body row.

    The first header stays on the screen and on every page, so later sections have none but where each is a page of its own.
    """
    notes = _head_section(rows, listing, section, header)
    if header > HEADER_ROW and not listing.paged:
        header -= 1
    rows.cells.fills = section.fills
    first = header + 1
    behind = rows.add_sheaf(first, section) if isinstance(section, Sheaf) else rows.add_rows(first, section.rows())
    rows.cells.fills = {}
    for below, note in enumerate(notes, behind):
        rows.add_row(below, Row([note], ["note"], 36 if listing.paged else 22))
    return CellRange(header, 1, behind - 1, len(listing.columns))


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
            beside: list[CellValue] = [section.heading, None, None, None, "　".join(notes)]
            rows.add_row(header - 1, Row(beside, ["heading.listing", "", "", "", "note"], 24))
            notes = ()
    if header == HEADER_ROW or listing.paged:
        heads = [c.header for c in columns]
        shown = [None if c.hidden else c.header for c in columns]
        height = _dense_head(columns, shown) if listing.roles else row_height(shown, rooms_of(columns))
        height = max(_HEAD, height)
        rows.add_row(header, Row(list(heads), [c.style for c in columns], height))
    return notes


def _dense_head(columns: Sequence[SheetColumn], shown: Sequence[str | None]) -> float:
    """The height of a header without insets but at the right."""
    rooms = rooms_in(columns, len(columns))
    insets = (_HEAD_INSET * column.style.endswith("right") for column in columns)
    return dense_height(shown, [*map(int.__sub__, rooms, insets)], _HEAD_AIR)


def add_rule(
    target: Any, rows: SheetRows, area: CellRange, rule: tuple[str, str], rule_look: Callable[[str], Any]
) -> None:
    """Lay a style role over some cells where a formula holds.

    XlsxWriter is given numbers for the formulas, which `packing` puts in: it would look in each for a hundred functions.
    """
    told = {"type": "formula", "criteria": str(len(rows.rules)), "format": rule_look(rule[1])}
    rows.rules.append(rule[0])
    target.conditional_format(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, told)


def _add_live(
    target: Any, rows: SheetRows, listing: Listing, bounds: CellRange, rule_look: Callable[[str], Any]
) -> None:
    """The conditional formats of a table, and the names of its columns."""
    if bounds.bottom == bounds.top:
        return
    first, last = bounds.top, bounds.bottom - 1
    for rule in listing.rules:
        formula = rule.formula.replace("§", str(first + 1))
        covered = CellRange(first + 1, rule.first + 1, last + 1, rule.last + 1)
        add_rule(target, rows, covered, (formula, rule.style), rule_look)
    for name, left, right in listing.names:
        area = f"${column_letters(left + 1)}${first + 1}:${column_letters(right + 1)}${last + 1}"
        rows.names.append((name, area))


def _add_choices(target: Any, listing: Listing, bounds: CellRange) -> None:
    """Drop-downs of the words that are usual; other words may be typed all the same."""
    for index, column in enumerate(listing.columns):
        if column.choices and bounds.bottom >= BODY_ROW:
            target.data_validation(BODY_ROW - 1, index, bounds.bottom - 1, index, {
                "validate": "list", "source": list(column.choices), "show_error": False, "show_input": False,
            })  # fmt: skip


def _set_up_listing(target: Any, rows: SheetRows, listing: Listing) -> None:
    printed = listing.printed or sum(not column.hidden for column in listing.columns)
    if not listing.hidden:  # LibreOffice prints a hidden sheet that has an area to print
        area = (0, 0, (listing.page or rows.bottom) - 1, printed - 1)
        # A program that is to print the whole book prints nothing of a sheet whose area to print is a hidden row.
        target.print_area(*(area if listing.paper else (ROLES_ROW - 1, 0, ROLES_ROW - 1, 0)))
        if paper_width(_printed(listing)) > WIDEST_A4:
            target.set_paper(_A3)
    else:
        target.hide()
    if listing.outlined:
        target.outline_settings(symbols_below=False)
        target.set_row(HEADER_ROW, None, None, {"level": 1})  # says how deep the outline of the rows can be
    target.set_zoom(listing.zoom)
    target.set_margins(left=0.2, right=0.2, top=0.25, bottom=0.4)
    if listing.paged:  # a program that prints takes no notice of page breaks where it is to print 「one page wide」
        target.set_print_scale(_PAGED_SCALE)
        return
    target.freeze_panes(HEADER_ROW, listing.frozen)
    target.repeat_rows(HEADER_ROW - 1)
    shown = rows.heights[: listing.page - 1 if listing.page else None]  # the third row is hidden, or never written
    # LibreOffice prints smaller than the width asks for where the pages are not counted at all.
    target.fit_to_pages(1, whole_pages(shown, _printed(listing)) or _MOST_PAGES)
