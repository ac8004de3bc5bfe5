"""Tables as few sheets have them: without a known header, told by their columns, or turned sideways (docs/规则.md 2.1, 2.4)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import squeeze
from xltrack.domain.records import ColumnRole, Table
from xltrack.reading.files.grid import FilledSheet, Value
from xltrack.reading.tables.headers import CONTENTS, DERIVED, LONGEST, TASK_KINDS, classify_header, like_seq
from xltrack.reading.tables.regions import FoundTable, Header, TableRegion, find_headers, region_of

_LEAST_ROWS, _LONGEST_DATELESS, _MOST_BLOCKS = 2, 6, 50
_TOLD: Final[tuple[ColumnRole, ...]] = ("deadline", "lead", "seq")


def find_headerless(sheet: FilledSheet) -> TableRegion | None:
    """The table of a sheet in which no header is known; None where its columns do not hold tasks with deadlines."""
    rows = [row for row in sheet.order if len(set(map(str, sheet.rows[row].values()))) >= 3]
    if len(rows) < _LEAST_ROWS:
        return None
    counts = Counter(column for row in rows for column in sheet.rows[row])
    columns = sorted(column for column, count in counts.items() if 2 * count >= len(rows))
    told = _told([sheet.rows[row] for row in rows[:200]], columns)
    if "deadline" not in told or not {"seq", "lead"} & told.keys():
        return None
    if not any(_wordy(sheet, rows, column) for column in columns if column not in told.values()):
        return None
    # The first row where its words are none of a task; else an empty header above it.
    row, cells = rows[0], sheet.rows[rows[0]]
    heads = _heads(cells, told)
    header = Header(
        row, row if heads else row - 1, {c: (squeeze(str(cells.get(c, ""))) if heads else "",) for c in sorted(counts)}
    )
    lines = [
        str(next(iter(sheet.rows[row].values())))
        for row in sheet.order
        if row < rows[0] and sheet.line(row) is not None
    ]
    return region_of(header, [row for row in sheet.order if row > header.last], lines)


def _told(sample: Sequence[Mapping[int, Value]], columns: Sequence[int]) -> dict[str, int]:
    """The columns that read as deadlines, units and numbers, the first row aside."""
    told: dict[str, int] = {}
    for role in _TOLD:
        for column in columns:
            filled = [cells[column] for cells in sample if column in cells]
            below = filled[1:] or filled
            if column not in told.values() and len(filled) >= 2 and sum(map(CONTENTS[role], below)) >= 0.8 * len(below):
                told[role] = column
                break
    return told


def _wordy(sheet: FilledSheet, rows: Sequence[int], column: int) -> bool:
    """Whether a column says what is to be done: in words of some length, or under a header of tasks."""
    words = [value for row in rows if isinstance(value := sheet.rows[row].get(column), str)]
    named = bool(words) and (kind := classify_header(words[0])) is not None and kind[0] in TASK_KINDS
    return 2 * len(words) >= len(rows) and (named or sum(map(len, words)) >= 4 * len(words))


def _heads(cells: Mapping[int, Value], told: Mapping[str, int]) -> bool:
    """Whether a row names columns: all in short words, one of them known, or none a number or a day: 「到期」 is no day."""
    if not all(isinstance(value, str) and len(value) <= LONGEST for value in cells.values()):
        return False
    kinds = filter(None, (classify_header(str(value)) for value in cells.values()))
    known = any(rank < DERIVED and kind in TASK_KINDS for kind, rank in kinds)
    due, number = cells.get(told["deadline"]), cells.get(told.get("seq", 0))
    dated = isinstance(due, str) and any(char.isdigit() or char in "年月季" for char in due)
    plain = not dated and (number is None or not like_seq(number))
    return known or (plain and max(len(str(value)) for value in cells.values()) <= _LONGEST_DATELESS)


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
