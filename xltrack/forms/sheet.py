"""填报表 as a worksheet: open cells with their lists and hints, all else locked, set up for A4 across, known by names and property."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from xltrack.base.address import CellRange, column_letters
from xltrack.base.shown_dates import EARLIEST, LATEST
from xltrack.domain.forms import ANSWER_HEADS, FORM_NAME
from xltrack.forms import words
from xltrack.forms.asking import UnitForm
from xltrack.forms.guide import guide_sheet
from xltrack.forms.looks import look_in_form
from xltrack.forms.occasion import Occasion
from xltrack.forms.rows import FormColumn, FormTable, compose_form
from xltrack.sheets.measure import row_height
from xltrack.sheets.model import NORMAL, Book, Drawn, Row
from xltrack.sheets.render import Rendered, render_book
from xltrack.sheets.sheetxml import SheetRows

HEADER_ROW: Final = 4
BODY_ROW: Final = 5
_A4: Final = 9
_LONGEST_FOOT: Final = 60
_MOST_FROZEN: Final = 80.0  # digits
# What may be done to a locked sheet: all that changes no cell.
_ALLOWED: Final = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}


def render_form(form: UnitForm, occasion: Occasion) -> Rendered:
    """The workbook of a unit's form, the same bytes for the same form."""
    table = compose_form(form, occasion.period)
    sheet = Drawn(words.FORM_SHEET, partial(_draw, form.unit, table, occasion))
    title = words.TITLE_PERIOD.format(title=occasion.title, period=occasion.period_words)
    mark = {FORM_NAME: occasion.mark(form.unit).told}
    return render_book(Book(
        title, occasion.period.day, (guide_sheet(form, occasion), sheet), NORMAL, look_of=look_in_form, properties=mark,
    ))  # fmt: skip


def _draw(unit: str, table: FormTable, occasion: Occasion, target: Any, rows: SheetRows) -> None:
    _add_rows(rows, unit, table, occasion)
    last = BODY_ROW + len(table.rows) - 1
    _name_columns(rows, table.columns, last)
    for place, column in enumerate(table.columns):
        target.set_column(place, place, column.width, None, {"hidden": column.hidden})
    _add_lists(target, table, last)
    shown = sum(not column.hidden for column in table.columns)
    # Hidden columns lie in it too: what is sorted by its buttons takes its keys along.
    target.autofilter(HEADER_ROW - 1, 0, last - 1, len(table.columns) - 1)
    target.protect("", _ALLOWED)
    target.freeze_panes(HEADER_ROW, _frozen(table.columns))
    target.set_paper(_A4)
    target.set_landscape()
    target.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
    shown_unit = unit[:_LONGEST_FOOT].replace("&", "&&")
    target.set_footer(words.FOOT.format(unit=shown_unit, period=occasion.period_words), {"margin": 0.25})
    target.center_horizontally()
    target.hide_gridlines(2)
    target.fit_to_pages(1, 0)
    target.repeat_rows(HEADER_ROW - 1)
    target.print_area(0, 0, last - 1, shown - 1)


def _frozen(columns: Sequence[FormColumn]) -> int:
    """How many columns stay when it is scrolled sideways: up to the task, where that leaves room on a screen, else the numbers."""
    text = [column.role for column in columns].index("text") + 1
    return text if sum(column.width for column in columns[:text]) <= _MOST_FROZEN else 2


def _add_rows(rows: SheetRows, unit: str, table: FormTable, occasion: Occasion) -> None:
    columns = table.columns
    shown = sum(not column.hidden for column in columns)
    note = words.NOTE_LINE.format(
        period=occasion.period_words, due=occasion.due_words, office=occasion.office_words, first=ANSWER_HEADS[0]
    )
    for number, (text, style, height) in enumerate(
        (
            # Without the year of the period, which would be taken for that of the deadlines.
            (occasion.title, "title.listing", 30.0),
            (words.UNIT_LINE.format(unit=unit), "form.unit", 20.0),
            (note, "form.note", 20.0),
        ),
        1,
    ):
        rows.add_row(number, Row([text, *[None] * (shown - 1)], [style] * shown, height))
        rows.merges.append(CellRange(number, 1, number, shown))
    heads = [column.header for column in columns]
    rooms = [max(1, int(column.width) - 1) for column in columns]
    height = max(32.0, row_height([None if c.hidden else c.header for c in columns], rooms))
    rows.add_row(HEADER_ROW, Row([*heads], [_head(column) for column in columns], height))
    styles = [column.style for column in columns]
    rows.add_rows(BODY_ROW, (Row([*values], styles, height) for values, height in table.rows))


def _head(column: FormColumn) -> str:
    return "form.hidden" if column.hidden else "form.head.asked" if column.asked else "form.head"


def _name_columns(rows: SheetRows, columns: Sequence[FormColumn], last: int) -> None:
    """Names by which the table and each column are known wherever they are moved and whatever they are called."""
    rows.names.append((FORM_NAME, f"$A${HEADER_ROW}:${column_letters(len(columns))}${last}"))
    for number, column in enumerate(columns, 1):
        letters = column_letters(number)
        rows.names.append((f"{FORM_NAME}_{column.role}", f"${letters}${HEADER_ROW}:${letters}${last}"))


def _add_lists(target: Any, table: FormTable, last: int) -> None:
    """The list, the checks and the hints of the open cells; whatever is typed may stand."""
    roles = [column.role for column in table.columns]
    asked = [place for place, column in enumerate(table.columns) if column.asked]
    former = roles.index("former") if "former" in roles else -1
    for kind, (place, hint) in enumerate(zip(asked, words.HINTS, strict=True)):
        shown = {"input_title": hint[0], "input_message": hint[1], "ignore_blank": True}
        if kind:
            target.data_validation(BODY_ROW - 1, place, last - 1, place, {**_check(roles[place]), **shown})
            continue
        known = [former >= 0 and values[former] is not None for values, _ in table.rows]
        for has in sorted(set(known)):
            areas = [[BODY_ROW - 1 + at, place, BODY_ROW - 1 + at, place] for at, own in enumerate(known) if own == has]
            choices = [words.AS_BEFORE] * has + [*words.CHOICES]
            told = {"validate": "list", "source": choices, "error_type": "information", "show_error": False}
            target.data_validation(*areas[0], {**told, **shown, "other_cells": areas[1:]})


def _check(role: str) -> dict[str, Any]:
    """What a cell is expected to hold; other words are asked about once, and may stand."""
    if role in ("done_date", "extension"):
        between = {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
        return {**between, "error_type": "warning", **_told(words.NOT_A_DAY)}
    if role == "progress":
        share = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
        return {**share, "error_type": "warning", **_told(words.NOT_A_SHARE)}
    return {"validate": "any"}


def _told(words_: tuple[str, str]) -> dict[str, str]:
    return {"error_title": words_[0], "error_message": words_[1]}
