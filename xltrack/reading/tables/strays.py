"""Cells that were pasted one column too far to the right, put back under their headers (docs/规则.md 2.4)."""

from collections.abc import Callable, Mapping, Sequence

from xltrack.base.address import CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.records import Column
from xltrack.reading.files.grid import FilledSheet, Value
from xltrack.reading.tables.headers import CONTENTS, combine, like_seq, like_words
from xltrack.reading.tables.regions import TableRegion

_Cells = Mapping[int, Value]
_COUNTS = ("", "一", "两")


def gather_strays(sheet: FilledSheet, region: TableRegion, said: list[Diagnostic]) -> FilledSheet:
    """The sheet with the cells of a column without header in the column to its left, whose cells are blank in those rows."""
    heads = {c: combine(parts) for c, parts in region.header.cells.items()}
    known = [c for c in sorted(heads) if heads[c][1] and not heads.get(c + 1, ("",))[0]]
    known = [c for c in known if any(c + 1 in sheet.rows[row] for row in region.body)]
    if not known:
        return sheet
    rows: dict[int, dict[int, Value]] = {}
    read_as = dict(sheet.read_as)
    sources = {(row, to): column for (row, column), to in read_as.items()}
    several = (row for row in region.body if sheet.line(row) is None)
    filled = [(row, cells) for row in several if len((cells := sheet.rows[row]).keys() & heads.keys()) > 1]
    for column in known:
        strays = [row for row, cells in filled if column + 1 in cells and column not in cells]
        if not strays or not _apart(sheet, column, heads, filled):
            continue
        for row in strays:
            read_as[row, sources.get((row, column + 1), column + 1)] = column
            cells = rows.setdefault(row, dict(sheet.rows[row]))
            cells[column] = cells.pop(column + 1)
        facts = {"header": heads[column][0], "count": len(strays)}
        said.append(Diagnostic("D318", CellRef(sheet.name, strays[0], column + 1), facts))
    return sheet._replace(rows=sheet.rows | rows, read_as=read_as) if rows else sheet


def _apart(sheet: FilledSheet, column: int, heads: Mapping[int, object], filled: Sequence[tuple[int, _Cells]]) -> bool:
    """Whether no row fills a column and the one to its right, none of them merged, and rows of both kinds tell more."""
    own = [cells for _, cells in filled if column in cells]
    both = any(column + 1 in cells for cells in own)
    merged = any(sheet.merge(row, c) for row, _ in filled for c in (column, column + 1))
    telling = sum(len(cells.keys() & heads.keys()) >= 3 or len(heads) < 3 for cells in own)
    return bool(own) and not both and not merged and 2 * telling > len(own)


def shift_rows(
    sheet: FilledSheet, region: TableRegion, columns: tuple[Column, ...], said: list[Diagnostic]
) -> FilledSheet:
    """The sheet with rows moved back of which everything from some blank cell on stands one column too far right."""
    tests = {column.number: CONTENTS[column.role] for column in columns if column.role in CONTENTS}
    if len(tests) < 3:
        return sheet
    rows: dict[int, dict[int, Value]] = {}
    read_as = dict(sheet.read_as)
    for row in region.body:
        cells = sheet.rows[row]
        if len(cells) < 3 or len(cells.keys() & tests.keys()) == len(tests) or _stands_right(cells, tests):
            continue
        if moved := _moved(sheet, row, cells, tests):
            blank, by, rows[row] = moved
            read_as |= {(row, column): column - by for column in cells if column > blank}
            facts = {"column": column_letters(blank), "by": _COUNTS[by]}
            said.append(Diagnostic("D317", CellRef(sheet.name, row, blank), facts))
    return sheet._replace(rows=sheet.rows | rows, read_as=read_as) if rows else sheet


def _stands_right(cells: _Cells, tests: Mapping[int, Callable[[Value], bool]]) -> bool:
    """Whether task, units and day stand where they belong: most rows with a blank cell do, and need no closer look."""
    text = any(column in cells for column, test in tests.items() if test is like_words)
    others = [c for c, test in tests.items() if c in cells and test not in (like_words, like_seq)]
    return text and len(others) > 1 and all(tests[column](cells[column]) for column in others)


def _moved(
    sheet: FilledSheet, row: int, cells: _Cells, tests: Mapping[int, Callable[[Value], bool]]
) -> tuple[int, int, dict[int, Value]] | None:
    """How a row went astray: the blank cell from which on it stood too far right, by how many columns, and its cells put back."""
    hits, misses = _score(cells, tests)
    text = next((column for column, test in tests.items() if test is like_words), None)
    if not misses and (text is None or text in cells):
        return None
    for by in (1, 2):
        for blank in range(min(tests), max(tests)):
            gap = range(blank, blank + by)
            if any(c in cells or sheet.merge(row, c) for c in gap) or not any(c > blank for c in cells):
                continue
            back = {c - by if c > blank else c: value for c, value in cells.items()}
            now, wrong = _score(back, tests)
            if not wrong and now >= 2 and now > hits:
                return blank, by, dict(sorted(back.items()))
    return None


def _score(cells: _Cells, tests: Mapping[int, Callable[[Value], bool]]) -> tuple[int, int]:
    """How many cells look as their columns ask for, and how many do not."""
    told = [test(cells[column]) for column, test in tests.items() if column in cells]
    return sum(told), len(told) - sum(told)
