"""A list of ours that people type into, read again: where it stands, which columns are its own, what was typed (下发清单, 督办登记)."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from xltrack.base.text import squeeze
from xltrack.domain.letters import Typed
from xltrack.reading.files.grid import Percent, SourceBook, SourceSheet, Value, day_of, shown
from xltrack.reading.ours import find_area


class ListArea(NamedTuple):
    """A list: its sheet, the row of its heads, the roles of its own columns, the heads of those that somebody added."""

    sheet: SourceSheet
    header: int
    known: Mapping[int, str]
    others: Mapping[int, str]


def find_list(book: SourceBook, defined: str, roles: Collection[str]) -> ListArea | None:
    """The list that a defined name covers, its columns by the hidden row above the heads; None of a book that is none."""
    found = find_area(book, defined)
    if not found or "key" not in found[2].values():
        return None
    sheet, first, stated = found
    known = {column: role for column, role in stated.items() if role in roles}
    others = {c: squeeze(shown(v)) for c, v in sheet.rows.get(first + 1, {}).items() if c not in known}
    return ListArea(sheet, first + 1, known, others)


def typed_value(value: Value | None) -> Typed:
    """A value as it was typed, and can be written again."""
    day = day_of(value)
    if day:
        return day
    if isinstance(value, Percent):
        return float(value)
    return value if value is None or type(value) in (str, int, float, bool) else shown(value)  # type: ignore[return-value]
