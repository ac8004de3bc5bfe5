"""Charts by XlsxWriter, with the cells' points in them, so that a phone or a previewer that does not calculate draws them too.

Only what Excel 2010, WPS and LibreOffice draw alike: doughnut, stacked bars and columns, lines. Slices and bars keep the order of
their legend and carry numbers where there is room, so that they are told apart in grey print too.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from xltrack.base.address import column_letters
from xltrack.base.patterns import pattern
from xltrack.sheets import words
from xltrack.sheets.model import Chart, ChartCells, PlacedChart, Series
from xltrack.sheets.styles import HAIR, INK, MUTED, STATE_COLOURS, STRIPE

Options = dict[str, Any]
_NONE: Final[Options] = {"none": True}
_EMPTY: Final[Options] = {"fill": _NONE, "border": _NONE}
_TYPES: Final[Mapping[str, Options]] = {
    "doughnut": {"type": "doughnut"}, "lines": {"type": "line"},
    "bars": {"type": "bar", "subtype": "stacked"}, "columns": {"type": "column", "subtype": "stacked"},
}  # fmt: skip
_GAPS: Final = {"bars": 45, "columns": 40}  # between two bars, in percent of one
_INSIDE: Final = {"doughnut": (0.03, 0.03, 0.94, 0.94), "bars": (0.02, 0, 0.96, 1)}
_WHITE: Final = {"color": "#FFFFFF", "width": 0.75}  # a thin line keeps neighbours apart
_COUNT: Final = "0;;"
_THIN: Final = 0.018  # of the circle for each digit, and for one more
_WHITE_UP_TO: Final = 0.45  # luminance up to which white can be read
_FONT: Final = f'typeface="{words.FONT}"'.encode()
# What XlsxWriter has no option for: the font of Chinese characters; that a label with a font of its own shows its number.
_SHOWN: Final = (
    b'<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
    b'<c:showBubbleSize val="0"/>'
)
_COMPLETED: Final = (
    (b"<a:latin " + _FONT + b"/>", b"<a:latin " + _FONT + b"/><a:ea " + _FONT + b"/>"),
    (b"<c:spPr/><c:txPr>", b'<c:numFmt formatCode="0;;" sourceLinked="0"/><c:spPr/><c:txPr>'),
    (b"</c:txPr></c:dLbl>", b"</c:txPr>" + _SHOWN + b"</c:dLbl>"),
)
_NUMBERS: Final = pattern(
    rb"<c:cat><c:numRef>(<c:f>[^<]*</c:f>)<c:numCache><c:formatCode>[^<]*</c:formatCode>(.*?)</c:numCache></c:numRef>",
    re.DOTALL,
)
_END: Final = b"<xdr:to>"
_ENDED: Final = b"</xdr:to>"


def insert_chart(workbook: Any, target: Any, row: int, placed: PlacedChart) -> None:
    """Draw a chart on a worksheet, its upper left corner in a row (1-based)."""
    chart = placed.chart
    drawn = workbook.add_chart({**_TYPES[chart.kind], "name": chart.words})
    for place, series in enumerate(chart.series):
        drawn.add_series({
            "name": reference(series.name), "categories": reference(chart.names), "values": reference(series.numbers),
            **(_slices(chart) if chart.kind == "doughnut" else _row(chart, series, place)),
        })  # fmt: skip
    drawn.set_title(_NONE)
    drawn.set_chartarea(_EMPTY)
    inside = _INSIDE.get(chart.kind)
    layout = {"layout": dict(zip(("x", "y", "width", "height"), inside, strict=True))} if inside else {}
    drawn.set_plotarea({**_EMPTY, **layout})
    drawn.set_legend(_NONE if inside else {"position": "top", "font": _font(9, INK)})
    drawn.show_hidden_data()
    if chart.kind == "doughnut":
        drawn.set_hole_size(58)
    else:
        _set_axes(drawn, chart)
    target.insert_chart(row - 1, placed.column - 1, drawn, {"description": chart.words})


def _set_axes(drawn: Any, chart: Chart) -> None:
    """Names along one axis, every one of them, so they have to be short; numbers from 0 along the other where none stand inside."""
    hidden = {"visible": False, "major_gridlines": {"visible": False}}
    if chart.kind == "bars":
        drawn.set_y_axis({**hidden, "reverse": True})
        drawn.set_x_axis({**hidden, "min": 0})
        return
    plain = {"major_tick_mark": "none", "minor_tick_mark": "none", "num_font": _font(9, MUTED)}
    drawn.set_x_axis({
        **plain, "text_axis": True, "label_position": "low", "interval_unit": 1, "line": {"color": HAIR, "width": 0.75},
    })  # fmt: skip
    grid = {"visible": True, "line": {"color": HAIR, "width": 0.5}}
    axis = {"min": 0, "num_format": "0", "line": _NONE, "major_unit": _unit(chart), "major_gridlines": grid}
    counted = chart.kind == "lines" or not chart.labelled
    drawn.set_y_axis({**plain, **axis} if counted else {**hidden, "min": 0, "major_unit": _unit(chart)})


def _slices(chart: Chart) -> Options:
    """The slices of a doughnut; one that is too thin for its number has it in the table alone."""
    numbers = chart.series[0].numbers.values
    whole = sum(number for number in numbers if isinstance(number, int))
    colours = [STATE_COLOURS[state] for state in chart.states]
    thin = [isinstance(n, int) and 0 < n < whole * _THIN * (len(str(n)) + 1) for n in numbers]
    labels = [
        {"delete": True} if gone else {"font": _font(9, _ink_on(colour), bold=True)}
        for colour, gone in zip(colours, thin, strict=True)
    ]
    return {
        "points": [{"fill": {"color": colour}, "border": _WHITE} for colour in colours],
        "data_labels": {"value": True, "num_format": _COUNT, "custom": labels},
    }


def _row(chart: Chart, series: Series, place: int) -> Options:
    """One row of bars or points; what is late is striped, so that it is told apart in grey print."""
    colour = STATE_COLOURS[series.state]
    if chart.kind == "lines":
        marker = {"type": "circle", "size": 5, "fill": {"color": colour}, "border": _WHITE}
        dash = {"dash_type": "square_dot"} if place % 2 else {}
        return {"line": {"color": colour, "width": 2.25, **dash}, "marker": marker}
    fill: Options = {"fill": {"color": colour}}
    if series.state == "overdue":
        fill = {"pattern": {"pattern": "light_upward_diagonal", "fg_color": STRIPE, "bg_color": colour}}
    label = {"value": True, "num_format": _COUNT, "font": _font(9, _ink_on(colour))}
    return {**fill, "border": _WHITE, "gap": _GAPS[chart.kind], **({"data_labels": label} if chart.labelled else {})}


def _unit(chart: Chart) -> int:
    """A step of the axis that gives whole numbers and about four lines."""
    peaks = [
        sum(n for n in column if isinstance(n, int))
        for column in zip(*[s.numbers.values for s in chart.series], strict=True)
    ]
    need = max(peaks, default=1) / 4
    return next((step * 10**power for power in range(9) for step in (1, 2, 5) if step * 10**power >= need), 10**9)


def reference(source: ChartCells) -> str:
    """「='图表数据'!$B$2:$B$11」."""
    top, left, bottom, right = source.area
    first, last = f"${column_letters(left)}${top}", f"${column_letters(right)}${bottom}"
    return f"='{source.sheet}'!{first if first == last else f'{first}:{last}'}"


def _font(points: int, colour: str, *, bold: bool = False) -> Options:
    return {"name": words.FONT, "size": points, "color": colour, "bold": bold}


def _ink_on(colour: str) -> str:
    """White or ink, whichever can be read on a colour."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return "#FFFFFF" if 0.299 * red + 0.587 * green + 0.114 * blue < _WHITE_UP_TO else INK


def completed_chart(data: bytes) -> bytes:
    """The part of a chart with what XlsxWriter has no option for; names that look like numbers (「7.10」) are text again."""
    for plain, complete in _COMPLETED:
        data = data.replace(plain, complete)
    if b"<c:cat><c:numRef>" in data:
        data = _NUMBERS.sub(rb"<c:cat><c:strRef>\1<c:strCache>\2</c:strCache></c:strRef>", data)
    return data


def anchored(data: bytes, charts: Iterable[tuple[int, PlacedChart]]) -> bytes:
    """The part of a drawing, whose charts cover whole cells: they stay with them whatever the font's widths are."""
    head, *tails = data.split(_END)
    pieces = [head]
    for (row, placed), tail in zip(charts, tails, strict=True):
        column, last = placed.column - 1 + placed.span, row - 1 + placed.rows
        corner = (
            f"<xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{last}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
        )
        pieces += [_END, corner.encode(), tail[tail.index(_ENDED) :]]
    return b"".join(pieces)
