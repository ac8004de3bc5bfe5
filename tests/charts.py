"""The charts of a written workbook, read from its XML: what each is drawn from, and the points that it carries."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import NamedTuple

from tests.workbooks import parts

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


class Drawn(NamedTuple):
    """One reference of a chart: 「'图表数据'!$B$2:$B$11」, how many points it says it has, the points."""

    reference: str
    count: int
    points: tuple[str, ...]


class ChartPart(NamedTuple):
    """One chart: its kind, its references by what they are (tx, cat, val), in order."""

    name: str
    kind: str
    drawn: dict[str, list[Drawn]]


def charts_of(data: bytes) -> list[ChartPart]:
    """All charts of a workbook in the order of their parts."""
    found = sorted((name, text) for name, text in parts(data).items() if re.fullmatch(r"xl/charts/chart\d+\.xml", name))
    return [_chart(name, ET.fromstring(text)) for name, text in found]


def _chart(name: str, root: ET.Element) -> ChartPart:
    plot = root.find(f"{C}chart/{C}plotArea")
    assert plot is not None
    kind = next(child.tag.removeprefix(C) for child in plot if child.tag.endswith("Chart"))
    drawn: dict[str, list[Drawn]] = {"tx": [], "cat": [], "val": []}
    for series in root.iter(f"{C}ser"):
        for part, found in drawn.items():
            found.extend(_drawn(reference) for reference in series.findall(f"{C}{part}/*"))
    return ChartPart(name, kind, drawn)


def _drawn(reference: ET.Element) -> Drawn:
    count = next(reference.iter(f"{C}ptCount")).attrib["val"]
    points = tuple(point.findtext(f"{C}v") or "" for point in reference.iter(f"{C}pt"))
    return Drawn(reference.findtext(f"{C}f") or "", int(count), points)
