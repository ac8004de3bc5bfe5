"""All tables of one sheet, however it is laid out: upright, side by side, sideways, without a known header (docs/规则.md 2.1)."""

from __future__ import annotations

from collections.abc import Set
from typing import Final, NamedTuple

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.reading.tables.headers import DERIVED, LONGEST, classify_header
from xltrack.reading.tables.lines import is_title
from xltrack.reading.tables.panes import find_panes
from xltrack.reading.tables.sheet_names import title_of
from xltrack.reading.tables.tables import TableRegion, find_headers, find_tables, label_lines, tells_line
from xltrack.reading.tables.view import View

_LOOKED_AT: Final = 60
_LEAST_KNOWN: Final = 3


class FoundTables(NamedTuple):
    """A table found, and the part of the sheet that it stands in."""

    view: View
    region: TableRegion


def find_in_sheet(sheet: View, said: list[Diagnostic]) -> tuple[FoundTables, ...]:
    """The tables of a sheet, those side by side from the left; whatever was inferred is said."""
    if not sheet.order:
        return ()
    headers = find_headers(sheet)
    panes = find_panes(sheet, headers)
    known = headers if len(panes) == 1 else None
    found = [FoundTables(pane, region) for pane in panes for region in find_tables(pane, known)]
    if len(found) > 1 and len(panes) > 1:
        _say(said, "D210", found[0], count=len(panes))
    if not found or _rather_turned(sheet, found):
        from xltrack.reading.tables.turned import find_turned  # few sheets need it

        found = [FoundTables(*turned) for turned in find_turned(sheet)] or found
        for one in (one for one in found if one.view.turned):
            column, row = one.region.header.first, min(one.region.header.cells)
            said.append(Diagnostic("D209", CellRef(sheet.sheet.name, row, column)))
    if not found:
        found = _headless(sheet, said)
    return tuple(_titled(sheet, found, said))


def _headless(sheet: View, said: list[Diagnostic]) -> list[FoundTables]:
    from xltrack.reading.tables.headless import find_headless  # few sheets need it

    region = find_headless(sheet)
    if not region:
        return []
    found = FoundTables(sheet, region)
    if region.header.last < region.header.first:
        _say(said, "D207", found)
    return [found]


def _rather_turned(sheet: View, found: list[FoundTables]) -> bool:
    """Whether the first columns hold more of the well-known header words than any row that was taken for a header."""
    columns = sorted({min(sheet.rows[row]) for row in sheet.order[:_LOOKED_AT]})[:2]
    down = max(_known({sheet.rows[row].get(c) for row in sheet.order[:_LOOKED_AT]}) for c in columns)
    across = max(_known({word for parts in one.region.header.cells.values() for word in parts}) for one in found)
    return down >= _LEAST_KNOWN and down > across


def _known(values: Set[object]) -> int:
    """How many kinds of columns are named by words of the vocabulary as they stand in it."""
    short = [value for value in values if isinstance(value, str) and len(value) <= LONGEST]
    return len({kind[0] for value in short if (kind := classify_header(value)) and kind[1] < DERIVED})


def _say(said: list[Diagnostic], code: str, found: FoundTables, **facts: object) -> None:
    header = found.region.header
    said.append(Diagnostic(code, CellRef(found.view.sheet.name, header.first, min(header.cells)), facts))


def _titled(sheet: View, found: list[FoundTables], said: list[Diagnostic]) -> list[FoundTables]:
    """Tables without a title take that of a text box over them, else that of the sheet's name."""
    out: list[FoundTables] = []
    for number, one in enumerate(found):
        region = one.region
        place = CellRef(sheet.sheet.name, region.header.first, min(region.header.cells))
        lines = _boxes(sheet, found, number)
        if lines:
            annex, title = label_lines([*lines, *region.above])
            if title != region.title:
                said.append(Diagnostic("D214", place, {"title": title}))
            region = region._replace(annex=region.annex or annex, title=title, above=(*lines, *region.above))
        if region.title is None and (beside := _beside(one)):
            region = region._replace(title=beside)
        annex, title = title_of(sheet.sheet.name)
        if region.title is None and title:
            said.append(Diagnostic("D213", place, {"title": title}))
            region = region._replace(title=title, annex=region.annex or annex)
        out.append(one._replace(region=region))
    return out


def _beside(found: FoundTables) -> str | None:
    """A title in a block that is merged along the whole table, from its header to its last row."""
    header, last = found.region.header, max(found.region.body, default=0)
    for column, parts in found.region.header.cells.items():
        area = found.view.merge(header.first, column)
        if area and area.top <= header.first and header.last < last <= area.bottom and is_title(parts[0]):
            return parts[0]
    return None


def _boxes(sheet: View, found: list[FoundTables], number: int) -> list[str]:
    """The titles, labels and document numbers in the text boxes over a table: those whose nearest header below is its own."""
    return [
        line
        for row, column, words in sheet.sheet.boxes
        if _nearest(found, row, column) == number
        for line in _lines_of(words)
        if tells_line(line)
    ]


def _nearest(found: list[FoundTables], row: int, column: int) -> int:
    """The table that a box stands over; the first one where all headers stand above it."""

    def distance(number: int) -> tuple[int, int]:
        header, turned = found[number].region.header, found[number].view.turned
        last, left = (max(header.cells), header.first) if turned else (header.last, min(header.cells))
        return (last if last >= row else 1 << 20, abs(left - column))

    return min(range(len(found)), key=distance)


def _lines_of(words: str) -> list[str]:
    """The lines of a box; what is neither label nor number is one line, however it was broken."""
    parts = [part for part in words.splitlines() if part.strip()]
    own = [part for part in parts if tells_line(part) and not is_title(part)]
    return [*own, "".join(part for part in parts if part not in own)]
