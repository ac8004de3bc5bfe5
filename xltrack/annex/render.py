"""An 附件 as a worksheet: page set-up by GB/T 9704-2012, print titles, page number, page ends."""

from functools import partial
from typing import Any, Final

from xltrack.annex.layout import CAPTION_HEIGHT, LABEL_HEIGHT
from xltrack.annex.looks import ACROSS, FONTS, NUMBER_SIZE, UPRIGHT, annex_style
from xltrack.annex.model import BODY_ROW, HEADER_ROW, Annex
from xltrack.sheets.model import ANNEX_NAME, EXTRACT_NAME, Cell, Drawn, Line, Row
from xltrack.sheets.sheetxml import SheetRows

_A4: Final = 9
_A3: Final = 8
_MILLIMETRES: Final = 25.4
# The foot of the page number: 7 mm under the text, 14 points high.
_NUMBER_BELOW: Final = 12
_MOST_BREAKS: Final = 1000


def annex_sheet(annex: Annex) -> Drawn:
    """An 附件 as a sheet of a book."""
    return Drawn(annex.label, partial(_draw, annex))


def _draw(annex: Annex, target: Any, rows: SheetRows) -> None:
    _add_rows(rows, annex)
    # Names by which xltrack knows its 附件 again, the last of them, and the one whose tasks stand in another 附件 already.
    place = f"$A${HEADER_ROW}"
    rows.names += [(ANNEX_NAME, place), *([(EXTRACT_NAME, place)] if annex.extract else [])]
    for index, pixels in enumerate(annex.widths):
        target.set_column_pixels(index, index, pixels)
    target.set_paper(_A3 if annex.a3 else _A4)
    target.set_landscape() if annex.landscape else target.set_portrait()
    margins = ACROSS if annex.landscape else UPRIGHT
    target.set_margins(**{side: size / _MILLIMETRES for side, size in margins.items()})
    foot = (margins["bottom"] - _NUMBER_BELOW) / _MILLIMETRES
    target.set_footer(
        f'&C&"{FONTS[annex.fonts].number},常规"&{NUMBER_SIZE}— &P —', {"margin": foot, "scale_with_doc": False}
    )
    target.set_header("", {"margin": 0.3})
    target.center_horizontally()
    target.hide_gridlines(2)
    # One page wide whatever the fonts of the machine are; page ends stand as they were set.
    target.fit_to_pages(1, 0)
    target.repeat_rows(HEADER_ROW - 1)
    target.print_area(0, 0, rows.bottom - 1, len(annex.widths) - 1)
    target.set_h_pagebreaks(list(annex.breaks[:_MOST_BREAKS]))


def _add_rows(rows: SheetRows, annex: Annex) -> None:
    count = len(annex.heads)
    style = partial(annex_style, annex.fonts, 12)
    rows.add_row(1, Row([annex.label], [style("label")], LABEL_HEIGHT))
    rows.add_row(2, Row([None], [""], LABEL_HEIGHT))
    rows.add_line(3, Line(((1, Cell(annex.title, style("title"), count)),), annex.heights[0]))
    rows.add_line(4, Line(((1, Cell(annex.caption or None, style("caption"), count)),), CAPTION_HEIGHT))
    heads = [annex_style(annex.fonts, annex.head_size, "head")] * count
    rows.add_row(HEADER_ROW, Row(list(annex.heads), heads, annex.heights[1]))
    rows.add_rows(BODY_ROW, annex.rows)
    rows.merges += annex.merges
