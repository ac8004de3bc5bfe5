"""Tables turned sideways: headers in the first column, one task in each column (docs/规则.md 2.1)."""

from collections.abc import Iterator, Sequence
from typing import Final

from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.records import ColumnRole, Table
from xltrack.reading.files.grid import Value
from xltrack.reading.tables.contents import CONTENTS
from xltrack.reading.tables.filled import FilledSheet
from xltrack.reading.tables.headers import LONGEST, classify_header
from xltrack.reading.tables.regions import FoundTable, TableRegion, find_headers, region_of

_LEAST_ROWS, _MOST_BLOCKS = 2, 50
_TOLD: Final[tuple[ColumnRole, ...]] = ("seq", "deadline", "lead")


def find_sideways(sheet: FilledSheet) -> tuple[FoundTable, ...]:
    """The sideways tables of a sheet in which no table stands upright, each in a sheet with rows and columns changed."""
    found: list[FoundTable] = []
    lines: list[str] = []
    looked = 0
    for block in _blocks(sheet):
        if len(block) == 1 and sheet.line(block[0]) is not None:
            lines.append(str(next(iter(sheet.rows[block[0]].values()))))
            continue
        if len(block) >= _LEAST_ROWS and looked < _MOST_BLOCKS:
            looked += 1
            found += _in_block(_turn(sheet, block), lines)
        lines = []
    return tuple(found)


def _in_block(seen: FilledSheet, lines: Sequence[str]) -> Iterator[FoundTable]:
    header = next(iter(find_headers(seen)), None)
    if header and header.is_whole and header.first <= seen.order[0] + 1:
        region = region_of(header, [column for column in seen.order if column > header.last], lines)
        if region.body and _fits(seen, region):
            yield FoundTable(seen, region)


def _blocks(sheet: FilledSheet) -> Iterator[list[int]]:
    """Runs of rows that begin with a header word; every other row by itself. A word that comes again begins a new run."""
    block: list[int] = []
    known: set[str] = set()
    for row in sheet.order:
        left = min(sheet.rows[row])
        first, area = sheet.rows[row][left], sheet.merge(row, left)
        word = first if isinstance(first, str) and len(first) <= LONGEST else ""
        alone, spread = sheet.line(row) is not None, area is not None and area.right > area.left
        names = classify_header(word) is not None and not (alone and spread)
        headed = bool(word) and (names or (bool(block) and not alone))
        if block and (not headed or (word in known and area is None)):
            yield block
            block, known = [], set()
        if headed:
            block.append(row)
            known.add(word)
        else:
            yield [row]
    if block:
        yield block


def _turn(sheet: FilledSheet, block: Sequence[int]) -> FilledSheet:
    """Some rows of a sheet with rows and columns changed for each other."""
    rows: dict[int, dict[int, Value]] = {}
    for row in block:
        for column, value in sheet.rows[row].items():
            rows.setdefault(column, {})[row] = value
    rows = dict(sorted(rows.items()))
    grid = sheet.source._replace(
        rows=rows,
        merges=tuple(CellRange(m.left, m.top, m.right, m.bottom) for m in sheet.source.merges),
        hidden_rows=frozenset(),
        struck=frozenset((column, row) for row, column in sheet.source.struck),
        formulas=frozenset((column, row) for row, column in sheet.source.formulas),
    )
    covered = {
        (column, row): sheet.covered[row, column] for row in block for column in rows if (row, column) in sheet.covered
    }
    return FilledSheet(grid, rows, tuple(rows), covered, turned=True)


def _fits(seen: FilledSheet, region: TableRegion) -> bool:
    """Whether what stands beside the header words is what they announce: not the explanation of a form."""
    told = [
        CONTENTS[role](value)
        for row, kind in region.header.kinds.items()
        for role in _TOLD
        if role == kind
        for column in region.body
        if (value := seen.rows[column].get(row)) is not None
    ]
    return 2 * sum(told) > len(told)


def turn_back(table: Table, said: Sequence[Diagnostic]) -> tuple[Table, list[Diagnostic]]:
    """The table with its place in the sheet as it is, and what was said of it at its true cells."""
    upright = [
        note._replace(cell=note.cell and _turned(note.cell), related=tuple(map(_turned, note.related))) for note in said
    ]
    top, left, bottom, right = table.range
    return table._replace(range=CellRange(left, top, right, bottom), turned=True), upright


def _turned(cell: CellRef) -> CellRef:
    return CellRef(cell.sheet, cell.column, cell.row)
