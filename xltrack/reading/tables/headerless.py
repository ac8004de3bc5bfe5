"""Tables whose header says nothing known, or that have none: told by what stands in their columns (docs/规则.md 2.4)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from xltrack.base.text import squeeze
from xltrack.domain.records import ColumnRole
from xltrack.reading.files.grid import Value
from xltrack.reading.tables.contents import CONTENTS, like_seq
from xltrack.reading.tables.filled import FilledSheet
from xltrack.reading.tables.headers import DERIVED, LONGEST, TASK_KINDS, classify_header
from xltrack.reading.tables.regions import Header, TableRegion, region_of

_LEAST_ROWS, _LONGEST_DATELESS = 2, 6
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
    header = _header(sheet, rows[0], sorted(counts), told)
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


def _header(sheet: FilledSheet, row: int, columns: Sequence[int], told: Mapping[str, int]) -> Header:
    """The first row where its words are none of a task; else an empty header above it."""
    cells = sheet.rows[row]
    heads = _heads(cells, told)
    return Header(
        row, row if heads else row - 1, {c: (squeeze(str(cells.get(c, ""))) if heads else "",) for c in columns}
    )


def _heads(cells: Mapping[int, Value], told: Mapping[str, int]) -> bool:
    """Whether a row names columns: all in short words, one of them known, or none a number or a day: 「到期」 is no day."""
    if not all(isinstance(value, str) and len(value) <= LONGEST for value in cells.values()):
        return False
    kinds = filter(None, (classify_header(str(value)) for value in cells.values()))
    if any(rank < DERIVED and kind in TASK_KINDS for kind, rank in kinds):
        return True
    due, number = cells.get(told["deadline"]), cells.get(told.get("seq", 0))
    dated = isinstance(due, str) and any(char.isdigit() or char in "年月季" for char in due)
    numbered = number is not None and like_seq(number)
    return not dated and not numbered and max(len(str(value)) for value in cells.values()) <= _LONGEST_DATELESS
