"""Tables whose header says nothing known, or that have none: told by what stands in their columns (docs/规则.md 2.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from xltrack.base.text import squeeze
from xltrack.reading.files.grid import Value
from xltrack.reading.tables.contents import like_deadline, like_seq, like_units
from xltrack.reading.tables.headers import DERIVED, LONGEST, TASK_KINDS, classify_header
from xltrack.reading.tables.tables import Header, TableRegion, label_lines
from xltrack.reading.tables.view import View

_LEAST_ROWS = 2
_TESTS = {"deadline": like_deadline, "units": like_units, "seq": like_seq}


def find_headless(sheet: View) -> TableRegion | None:
    """The table of a sheet in which no header is known; None where its columns do not hold tasks with deadlines."""
    rows = [row for row in sheet.order if len(set(map(str, sheet.rows[row].values()))) >= 3]
    if len(rows) < _LEAST_ROWS:
        return None
    counts = Counter(column for row in rows for column in sheet.rows[row])
    columns = sorted(column for column, count in counts.items() if 2 * count >= len(rows))
    told = _told([sheet.rows[row] for row in rows[:200]], columns)
    if "deadline" not in told or not {"seq", "units"} & told.keys():
        return None
    if not any(_wordy(sheet, rows, c) for c in columns if c not in told.values()):
        return None
    header = _header(sheet, rows[0], sorted(counts), told)
    lines = [str(next(iter(sheet.rows[r].values()))) for r in sheet.order if r < rows[0] and sheet.line(r) is not None]
    body = tuple(r for r in sheet.order if r > header.last)
    return TableRegion(header, body, tuple(lines), *label_lines(lines))


def _told(sample: Sequence[Mapping[int, Value]], columns: Sequence[int]) -> dict[str, int]:
    """The columns that read as deadlines, units and numbers, the first row aside."""
    told: dict[str, int] = {}
    for kind, test in _TESTS.items():
        for column in columns:
            filled = [cells[column] for cells in sample if column in cells]
            below = filled[1:] or filled
            if column not in told.values() and len(filled) >= 2 and sum(map(test, below)) >= 0.8 * len(below):
                told[kind] = column
                break
    return told


def _wordy(sheet: View, rows: Sequence[int], column: int) -> bool:
    """Whether a column says what is to be done: in words of some length, or under a header of tasks."""
    words = [value for row in rows if isinstance(value := sheet.rows[row].get(column), str)]
    named = bool(words) and (kind := classify_header(words[0])) is not None and kind[0] in TASK_KINDS
    return 2 * len(words) >= len(rows) and (named or sum(map(len, words)) >= 4 * len(words))


def _header(sheet: View, row: int, columns: Sequence[int], told: Mapping[str, int]) -> Header:
    """The first row where its words are none of a task; else an empty header above it."""
    if _heads(sheet.rows[row], told):
        return Header(row, row, {c: (squeeze(str(sheet.rows[row].get(c, ""))),) for c in columns})
    return Header(row, row - 1, dict.fromkeys(columns, ("",)))


def _heads(cells: Mapping[int, Value], told: Mapping[str, int]) -> bool:
    """Whether a row names columns: all in short words, one of them known, or none a number or a day: 「到期」 is no day."""
    if not all(isinstance(value, str) and len(value) <= LONGEST for value in cells.values()):
        return False
    if any((kind := classify_header(str(v))) and kind[1] < DERIVED and kind[0] in TASK_KINDS for v in cells.values()):
        return True
    due, number = cells.get(told["deadline"]), cells.get(told.get("seq", 0))
    dated = isinstance(due, str) and any(char.isdigit() or char in "年月季" for char in due)
    return not dated and not (number is not None and like_seq(number)) and max(map(len, map(str, cells.values()))) <= 6
