"""A ledger that xltrack wrote: known by the defined name `xltrack_ledger`, its columns by the roles in its first row.

Every row is complete there, nothing is merged and nothing inherited; years come from the column of resolved dates
(docs/规则.md 2.1).
"""

from typing import Final, get_args

from xltrack.base.address import CellRange, parse_range
from xltrack.base.patterns import pattern
from xltrack.base.text import squeeze
from xltrack.domain.records import ColumnRole
from xltrack.reading.files.grid import LEDGER_NAME, SourceBook, SourceSheet

RESOLVED: Final = "resolved"
SOURCE: Final = "source"
_REFERENCE = pattern(r"'?((?:[^']|'')+?)'?!(.+)")


def find_ledger(book: SourceBook) -> tuple[SourceSheet, CellRange] | None:
    """The sheet and range of the ledger; None in a book that xltrack did not write."""
    return find_area(book, LEDGER_NAME)


def find_area(book: SourceBook, defined: str) -> tuple[SourceSheet, CellRange] | None:
    """The sheet and range that a defined name points to; None where it points to none."""
    found = _REFERENCE.fullmatch(book.names.get(defined, ""))
    area = parse_range(found[2]) if found else None
    if not found or not area:
        return None
    name = found[1].replace("''", "'")
    sheet = next((s for s in book.sheets if s.name == name), None)
    return (sheet, area) if sheet else None


def ledger_roles(sheet: SourceSheet, area: CellRange) -> dict[int, ColumnRole] | None:
    """The role of each column as the first row of the ledger states it; None where that row was lost."""
    cells = sheet.rows.get(area.top, {})
    stated = {c: squeeze(str(v)) for c, v in cells.items()}
    if "text" not in stated.values() or not set(stated.values()) <= {*get_args(ColumnRole), RESOLVED, SOURCE}:
        return None
    return {c: "own" if role in (RESOLVED, SOURCE) else role for c, role in stated.items()}  # type: ignore[misc]


def own_column(sheet: SourceSheet, area: CellRange, role: str) -> int:
    """The column of resolved dates, or of the cells that the tasks came from; 0 where there is none."""
    return next((c for c, v in sheet.rows.get(area.top, {}).items() if squeeze(str(v)) == role), 0)
