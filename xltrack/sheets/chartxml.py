"""A chart as DrawingML, with its points in it, so that a phone or a previewer that does not calculate still draws it.

Only what Excel 2010, WPS and LibreOffice draw alike: doughnut, stacked bars and columns, lines. Slices and bars keep the order of
their legend and carry numbers where there is room, so that they are told apart in grey print too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xltrack.base.address import column_letters
from xltrack.sheets import words
from xltrack.sheets.model import Chart, ChartCells, Series
from xltrack.sheets.sheetxml import clean, escape
from xltrack.sheets.styles import HAIR, INK, MUTED, STATE_COLOURS, STRIPE

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
)
_NO_LINE: Final = "<a:ln><a:noFill/></a:ln>"
_AXES: Final = '<c:axId val="1"/><c:axId val="2"/>'
_SHOWN: Final = (
    '<c:showLegendKey val="0"/><c:showVal val="{value}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)
_COUNT: Final = '<c:numFmt formatCode="0;;" sourceLinked="0"/>'
_FULL: Final = (
    '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    '<c:x val="{x}"/><c:y val="{y}"/><c:w val="{w}"/><c:h val="{h}"/></c:manualLayout></c:layout>'
)
_THIN: Final = 0.018  # of the circle for each digit, and for one more
_WHITE_UP_TO: Final = 0.45  # luminance up to which white can be read


def chart_xml(chart: Chart) -> str:
    """The part chartN.xml."""
    plot = {"doughnut": _doughnut, "bars": _bars, "columns": _columns, "lines": _lines}[chart.kind](chart)
    legend = "" if chart.kind in ("doughnut", "bars") else (
        f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{_text(8, INK)}</c:legend>'
    )  # fmt: skip
    return (
        f'{_HEAD}{plot}<c:spPr><a:noFill/>{_NO_LINE}</c:spPr></c:plotArea>{legend}<c:plotVisOnly val="0"/>'
        f'<c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/>{_NO_LINE}</c:spPr>{_text(8, INK)}</c:chartSpace>'
    )


def _doughnut(chart: Chart) -> str:
    series = chart.series[0]
    points = "".join(
        f'<c:dPt><c:idx val="{n}"/><c:bubble3D val="0"/>{_fill(_colour(state))}</c:dPt>'
        for n, state in enumerate(chart.states)
    )
    whole = sum(number for number in series.numbers.values if isinstance(number, int))
    labels = "".join(
        f'<c:dLbl><c:idx val="{n}"/>{_slice_label(state, series.numbers.values[n], whole)}</c:dLbl>'
        for n, state in enumerate(chart.states)
    )
    all_labels = f'<c:dLbls>{labels}{_COUNT}{_SHOWN.format(value=1)}<c:showLeaderLines val="0"/></c:dLbls>'
    layout = _FULL.format(x=0.03, y=0.03, w=0.94, h=0.94)
    return (
        f'{layout}<c:doughnutChart><c:varyColors val="1"/><c:ser><c:idx val="0"/><c:order val="0"/>{_name(series)}{points}{all_labels}'
        f'{_names(chart.names)}{_numbers(series.numbers)}</c:ser><c:firstSliceAng val="0"/><c:holeSize val="58"/></c:doughnutChart>'
    )


def _slice_label(state: str, number: str | float, whole: int) -> str:
    """The number of a slice; one that is too thin for it has its number in the table alone."""
    if isinstance(number, int) and 0 < number < whole * _THIN * (len(str(number)) + 1):
        return '<c:delete val="1"/>'
    look = f"<c:spPr><a:noFill/>{_NO_LINE}</c:spPr>{_text(9, _ink_on(_colour(state)), bold=True)}"
    return f"{_COUNT}{look}{_SHOWN.format(value=1)}"


def _bars(chart: Chart) -> str:
    plot = _stacked(chart, "bar", 45)
    layout = _FULL.format(x=0.02, y=0, w=0.96, h=1)
    return f"{layout}{plot}{_names_axis('maxMin', 'l', drawn=False)}{_numbers_axis('t', drawn=False)}"


def _columns(chart: Chart) -> str:
    plot = _stacked(chart, "col", 40)
    return f"<c:layout/>{plot}{_names_axis('minMax', 'b')}{_numbers_axis('l', drawn=not chart.labelled, unit=_unit(chart))}"


def _stacked(chart: Chart, direction: str, gap: int) -> str:
    series = "".join(
        f'<c:ser><c:idx val="{n}"/><c:order val="{n}"/>{_name(s)}{_piece(s.state)}<c:invertIfNegative val="0"/>'
        f"{_labels(chart, s)}{_names(chart.names)}{_numbers(s.numbers)}</c:ser>"
        for n, s in enumerate(chart.series)
    )
    return (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="stacked"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{gap}"/><c:overlap val="100"/>{_AXES}</c:barChart>'
    )


def _labels(chart: Chart, series: Series) -> str:
    if not chart.labelled:
        return ""
    ink = _ink_on(_colour(series.state))
    return f"<c:dLbls>{_COUNT}<c:spPr><a:noFill/>{_NO_LINE}</c:spPr>{_text(8, ink)}{_SHOWN.format(value=1)}</c:dLbls>"


def _lines(chart: Chart) -> str:
    series = "".join(
        f'<c:ser><c:idx val="{n}"/><c:order val="{n}"/>{_name(s)}<c:spPr>{_line(_colour(s.state), 28575, dash=n % 2 == 1)}</c:spPr>'
        f'<c:marker><c:symbol val="circle"/><c:size val="5"/>{_fill(_colour(s.state))}</c:marker>'
        f'{_names(chart.names)}{_numbers(s.numbers)}<c:smooth val="0"/></c:ser>'
        for n, s in enumerate(chart.series)
    )
    plot = f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>{_AXES}</c:lineChart>'
    return f"<c:layout/>{plot}{_names_axis('minMax', 'b')}{_numbers_axis('l', drawn=True, unit=_unit(chart))}"


def _names_axis(order: str, place: str, *, drawn: bool = True) -> str:
    """The axis of names; every one of them is to stand, so they have to be short."""
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="{int(not drawn)}"/>'
        f'<c:axPos val="{place}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{_line(HAIR, 9525)}</c:spPr>{_text(8, MUTED)}'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="50"/>'
        '<c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _numbers_axis(place: str, *, drawn: bool, unit: int = 0) -> str:
    grid = f"<c:majorGridlines><c:spPr>{_line(HAIR, 6350)}</c:spPr></c:majorGridlines>" if drawn else ""
    step = f'<c:majorUnit val="{unit}"/>' if unit else ""
    return (
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="{int(not drawn)}"/><c:axPos val="{place}"/>{grid}<c:numFmt formatCode="0" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr>{_NO_LINE}</c:spPr>'
        f'{_text(8, MUTED)}<c:crossAx val="1"/><c:crosses val="autoZero"/><c:crossBetween val="between"/>{step}</c:valAx>'
    )


def _unit(chart: Chart) -> int:
    """A step of the axis that gives whole numbers and about four lines."""
    peaks = [
        sum(n for n in column if isinstance(n, int))
        for column in zip(*[s.numbers.values for s in chart.series], strict=True)
    ]
    need = max(peaks, default=1) / 4
    return next((step * 10**power for power in range(9) for step in (1, 2, 5) if step * 10**power >= need), 10**9)


def _name(series: Series) -> str:
    return f"<c:tx>{_strings(series.name)}</c:tx>"


def _names(source: ChartCells) -> str:
    return f"<c:cat>{_strings(source)}</c:cat>"


def _strings(source: ChartCells) -> str:
    return f"<c:strRef><c:f>{reference(source)}</c:f><c:strCache>{_points(map(str, source.values))}</c:strCache></c:strRef>"


def _numbers(source: ChartCells) -> str:
    points = _points(str(value) for value in source.values)
    cache = f"<c:numCache><c:formatCode>General</c:formatCode>{points}</c:numCache>"
    return f"<c:val><c:numRef><c:f>{reference(source)}</c:f>{cache}</c:numRef></c:val>"


def _points(values: Iterable[str]) -> str:
    cached = [f'<c:pt idx="{n}"><c:v>{escape(clean(value))}</c:v></c:pt>' for n, value in enumerate(values)]
    return f'<c:ptCount val="{len(cached)}"/>{"".join(cached)}'


def reference(source: ChartCells) -> str:
    """「'图表数据'!$B$2:$B$11」."""
    top, left, bottom, right = source.area
    first, last = f"${column_letters(left)}${top}", f"${column_letters(right)}${bottom}"
    return f"'{source.sheet}'!{first if first == last else f'{first}:{last}'}"


def _colour(state: str) -> str:
    return STATE_COLOURS[state]


def _rgb(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'


def _fill(colour: str) -> str:
    """A filled shape; a thin white line keeps neighbours apart."""
    return f"<c:spPr>{_rgb(colour)}{_line('#FFFFFF', 9525)}</c:spPr>"


def _piece(state: str) -> str:
    """A piece of a bar; what is late is striped, so that it is told apart in grey print."""
    if state != "overdue":
        return _fill(_colour(state))
    front, back = (f'<a:srgbClr val="{colour[1:]}"/>' for colour in (STRIPE, _colour(state)))
    stripes = f'<a:pattFill prst="ltUpDiag"><a:fgClr>{front}</a:fgClr><a:bgClr>{back}</a:bgClr></a:pattFill>'
    return f"<c:spPr>{stripes}{_line('#FFFFFF', 9525)}</c:spPr>"


def _line(colour: str, width: int, *, dash: bool = False) -> str:
    return f'<a:ln w="{width}">{_rgb(colour)}{"<a:prstDash val=" + chr(34) + "sysDash" + chr(34) + "/>" if dash else ""}</a:ln>'


def _text(points: int, colour: str, *, bold: bool = False) -> str:
    face = f'<a:latin typeface="{words.FONT}"/><a:ea typeface="{words.FONT}"/>'
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{points * 100}" b="{int(bold)}">{_rgb(colour)}{face}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _ink_on(colour: str) -> str:
    """White or ink, whichever can be read on a colour."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return "#FFFFFF" if 0.299 * red + 0.587 * green + 0.114 * blue < _WHITE_UP_TO else INK
