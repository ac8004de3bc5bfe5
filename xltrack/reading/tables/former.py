"""Cells that stand for what was reported last time: 「同上期」 beside a column 上期填报 (docs/规则.md 14.4)."""

from collections.abc import Sequence

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Column
from xltrack.reading.files.grid import FilledSheet, Value
from xltrack.reading.tables.headers import COLUMNS
from xltrack.reading.tables.regions import TableRegion
from xltrack.reading.words import NOT_REPORTED

_LONGEST = 12


def write_former(
    sheet: FilledSheet, region: TableRegion, columns: Sequence[Column], said: list[Diagnostic]
) -> FilledSheet:
    """The sheet with what was reported last time in the places of 「同上期」; each is named."""
    former = next((c.number for c in columns if squeeze(fold(c.header)) in COLUMNS.former), 0)
    status = [c.number for c in columns if c.role == "status"] if former else []
    written: dict[int, dict[int, Value]] = {}
    for row in region.body if status else ():
        cells = sheet.rows[row]
        for column in (c for c in status if is_as_before(cells.get(c))):
            words = reported_before(cells.get(former))
            written.setdefault(row, dict(cells))
            if words:
                written[row][column] = words
            else:
                del written[row][column]
            facts = {"mark": cells[column], "words": words or NOT_REPORTED}
            said.append(Diagnostic("D834", CellRef(sheet.name, row, column), facts))
    return sheet._replace(rows=sheet.rows | written) if written else sheet


def is_as_before(value: Value | None) -> bool:
    """Whether a cell says that nothing changed since last time: 同上期, 与上期一致."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return False
    return squeeze(fold(value)).strip("-—.。,!()") in COLUMNS.as_before


def reported_before(value: Value | None) -> str:
    """What a cell of 上期填报 says of how far the task is, without the lines that tell of troubles and plans."""
    lines = str(value if value is not None else "").splitlines()
    return "\n".join(line for line in lines if not line.startswith(COLUMNS.former_others)).strip()
