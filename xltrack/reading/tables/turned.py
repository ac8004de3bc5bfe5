"""Tables turned sideways: headers in the first column, one task in each column (docs/规则.md 2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.records import Table
from xltrack.reading.files.grid import Value
from xltrack.reading.tables.contents import like_deadline, like_seq, like_units
from xltrack.reading.tables.headers import classify_header, combine
from xltrack.reading.tables.tables import TableRegion, find_headers, is_whole, label_lines
from xltrack.reading.tables.view import View

_LEAST_ROWS, _MOST_BLOCKS = 2, 50
_TESTS = {"seq": like_seq, "deadline": like_deadline, "lead": like_units}


class Turned(NamedTuple):
    """A table found sideways: the part of the sheet with rows and columns changed for each other, and the region in it."""

    view: View
    region: TableRegion


def find_turned(sheet: View) -> tuple[Turned, ...]:
    """The sideways tables of a sheet in which no table stands upright."""
    found: list[Turned] = []
    lines: list[str] = []
    looked = 0
    for block in _blocks(sheet):
        line = sheet.line(block[0]) if len(block) == 1 else None
        if line is not None:
            lines.append(str(next(iter(sheet.rows[block[0]].values()))))
            continue
        if len(block) < _LEAST_ROWS or looked == _MOST_BLOCKS:
            lines = []
            continue
        looked += 1
        seen = _turn(sheet, block)
        headers = find_headers(seen)
        if headers and is_whole(headers[0]) and headers[0].first <= seen.order[0] + 1:
            header = headers[0]
            body = tuple(c for c in seen.order if c > header.last)
            region = TableRegion(header, body, tuple(lines), *label_lines(lines))
            if body and _fits(seen, region):
                found.append(Turned(seen, region))
        lines = []
    return tuple(found)


def _blocks(sheet: View) -> Iterator[list[int]]:
    """Runs of rows that begin with a header word; every other row by itself. A word that comes again begins a new run."""
    block: list[int] = []
    known: set[str] = set()
    for row in sheet.order:
        cells = sheet.rows[row]
        first = cells[min(cells)]
        word = first if isinstance(first, str) and len(first) <= 24 else ""
        alone = sheet.line(row) is not None
        area = sheet.merge(row, min(cells))
        spread = area is not None and area.right > area.left
        known_word = classify_header(word) is not None and not (alone and spread)
        headed = bool(word) and (known_word or (bool(block) and not alone))
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


def _turn(sheet: View, block: Sequence[int]) -> View:
    """Some rows of a sheet with rows and columns changed for each other."""
    rows: dict[int, dict[int, Value]] = {}
    for row in block:
        for column, value in sheet.rows[row].items():
            rows.setdefault(column, {})[row] = value
    rows = dict(sorted(rows.items()))
    grid = sheet.sheet._replace(
        rows=rows,
        merges=tuple(CellRange(m.left, m.top, m.right, m.bottom) for m in sheet.sheet.merges),
        hidden_rows=frozenset(),
        struck=frozenset((column, row) for row, column in sheet.sheet.struck),
        formulas=frozenset((column, row) for row, column in sheet.sheet.formulas),
    )
    covered = {
        (column, row): sheet.covered[row, column] for row in block for column in rows if (row, column) in sheet.covered
    }
    return View(grid, rows, tuple(rows), covered, turned=True)


def _fits(seen: View, region: TableRegion) -> bool:
    """Whether what stands beside the header words is what they announce: not the explanation of a form."""
    hits = misses = 0
    for row, parts in region.header.cells.items():
        kind = combine(parts)[1]
        test = _TESTS.get(kind[0]) if kind else None
        for column in region.body if test else ():
            value = seen.rows[column].get(row)
            if value is not None and test:
                hits, misses = (hits + 1, misses) if test(value) else (hits, misses + 1)
    return hits > misses


def turn_back(table: Table, said: list[Diagnostic], first: int) -> Table:
    """The table with its place in the sheet as it is; so are the cells of what was said since `first`."""
    said[first:] = [_turned_note(note) for note in said[first:]]
    top, left, bottom, right = table.range
    return table._replace(range=CellRange(left, top, right, bottom), turned=True)


def _turned_note(note: Diagnostic) -> Diagnostic:
    related = tuple(map(_turned_cell, note.related))
    return note._replace(cell=note.cell and _turned_cell(note.cell), related=related)


def _turned_cell(cell: CellRef) -> CellRef:
    return CellRef(cell.sheet, cell.column, cell.row)
