"""All tables of one sheet, however it is laid out: upright, side by side, sideways, without a known header (docs/规则.md 2.1)."""

from collections.abc import Sequence, Set
from typing import Final

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.reading.tables.filled import FilledSheet
from xltrack.reading.tables.headers import DERIVED, LONGEST, classify_header
from xltrack.reading.tables.lines import is_title
from xltrack.reading.tables.regions import FoundTable, find_headers, find_tables, label_lines, tells_line
from xltrack.reading.tables.sheet_names import title_of
from xltrack.reading.tables.side_by_side import find_panes

_LOOKED_AT: Final = 60
_LEAST_KNOWN: Final = 3


def find_in_sheet(sheet: FilledSheet) -> tuple[tuple[FoundTable, ...], list[Diagnostic]]:
    """The tables of a sheet, those side by side from the left, and what was inferred."""
    said: list[Diagnostic] = []
    if not sheet.order:
        return (), said
    headers = find_headers(sheet)
    panes = find_panes(sheet, headers)
    known = headers if len(panes) == 1 else None
    found = [FoundTable(pane, region) for pane in panes for region in find_tables(pane, known)]
    if len(found) > 1 and len(panes) > 1:
        said.append(Diagnostic("D210", _corner(found[0]), {"count": len(panes)}))
    if not found or _rather_sideways(sheet, found):
        from xltrack.reading.tables.sideways import find_sideways  # few sheets need it

        found = list(find_sideways(sheet)) or found
        said += [Diagnostic("D209", _corner(one)) for one in found if one.view.turned]
    if not found:
        from xltrack.reading.tables.headerless import find_headerless  # few sheets need it

        found = [FoundTable(sheet, region) for region in (find_headerless(sheet),) if region]
        said += [Diagnostic("D207", _corner(one)) for one in found if one.region.header.last < one.region.header.first]
    return tuple(_titled(sheet, found, number, said) for number in range(len(found))), said


def _corner(found: FoundTable) -> CellRef:
    row, column = found.region.corner
    return CellRef(found.view.name, column, row) if found.view.turned else CellRef(found.view.name, row, column)


def _rather_sideways(sheet: FilledSheet, found: list[FoundTable]) -> bool:
    """Whether the first columns hold more of the well-known header words than any row that was taken for a header."""
    rows = [sheet.rows[row] for row in sheet.order[:_LOOKED_AT]]
    columns = sorted({min(cells) for cells in rows})[:2]
    down = max(_known({cells.get(column) for cells in rows}) for column in columns)
    across = max(_known({word for parts in one.region.header.cells.values() for word in parts}) for one in found)
    return down >= _LEAST_KNOWN and down > across


def _known(values: Set[object]) -> int:
    """How many kinds of columns are named by words of the vocabulary as they stand in it."""
    short = [value for value in values if isinstance(value, str) and len(value) <= LONGEST]
    return len({kind[0] for value in short if (kind := classify_header(value)) and kind[1] < DERIVED})


def _titled(sheet: FilledSheet, found: Sequence[FoundTable], number: int, said: list[Diagnostic]) -> FoundTable:
    """A table with its title; one without takes that of a text box over it, else that of the sheet's name."""
    one = found[number]
    region, place = one.region, CellRef(sheet.name, *one.region.corner)
    if lines := _boxes(sheet, found, number):
        annex, title = label_lines([*lines, *region.above])
        if title != region.title:
            said.append(Diagnostic("D214", place, {"title": title}))
        region = region._replace(annex=region.annex or annex, title=title, above=(*lines, *region.above))
    if region.title is None:
        region = region._replace(title=_beside(one))
    annex, title = title_of(sheet.name)
    if region.title is None and title:
        said.append(Diagnostic("D213", place, {"title": title}))
        region = region._replace(title=title, annex=region.annex or annex)
    return one._replace(region=region)


def _beside(found: FoundTable) -> str | None:
    """A title in a block that is merged along the whole table, from its header to its last row."""
    header, last = found.region.header, max(found.region.body, default=0)
    for column, parts in found.region.header.cells.items():
        area = found.view.merge(header.first, column)
        if area and area.top <= header.first and header.last < last <= area.bottom and is_title(parts[0]):
            return parts[0]
    return None


def _boxes(sheet: FilledSheet, found: Sequence[FoundTable], number: int) -> list[str]:
    """The titles, labels and document numbers in the text boxes over a table: those whose nearest header below is its own."""
    return [
        line
        for row, column, words in sheet.source.boxes
        if min(range(len(found)), key=lambda place: _distance(found[place], row, column)) == number
        for line in _lines_of(words)
        if tells_line(line)
    ]


def _distance(found: FoundTable, row: int, column: int) -> tuple[int, int]:
    """How far below a box the header of a table stands, and how far beside it; farthest where it stands above."""
    header = found.region.header
    last, left = (max(header.cells), header.first) if found.view.turned else (header.last, min(header.cells))
    return last if last >= row else 1 << 20, abs(left - column)


def _lines_of(words: str) -> list[str]:
    """The lines of a box; what is neither label nor number is one line, however it was broken."""
    parts = [part for part in words.splitlines() if part.strip()]
    own = [part for part in parts if tells_line(part) and not is_title(part)]
    return [*own, "".join(part for part in parts if part not in own)]
