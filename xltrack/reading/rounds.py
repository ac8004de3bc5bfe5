"""下发清单, the list of a round of forms, read again: every line, what was typed into it, columns and lines that somebody added."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xltrack.base.address import CellRef
from xltrack.domain.collected import ANSWERS_AREA
from xltrack.domain.forms import HANDED_NAME, ROUND_NAME, ROUND_ROLES, TYPED_ROUND_ROLES, RoundLine
from xltrack.domain.roster import Roster
from xltrack.reading.files.grid import SourceBook, day_of, shown
from xltrack.reading.files.source import open_book, passing_over
from xltrack.reading.lists import ListArea, find_list, typed_value
from xltrack.reading.ours import find_area
from xltrack.reading.roster_sheet import find_roster
from xltrack.reading.tables.lines import LINES

_TEXTS: Final = ("unit", "file", "key")
_COUNTS: Final = ("tasks", "cells")


def read_round(path: Path) -> tuple[RoundLine, ...]:
    """The lines of a list of a round; none of a file that is none; SourceError where the system refuses it."""
    with passing_over():
        return round_lines(open_book(path))
    return ()


def round_roster(path: Path) -> Roster:
    """The roster that a list of a round remembers, or a 填报汇总; an empty one of a file that is neither."""
    with passing_over():
        book = open_book(path)
        return find_roster(book)[0] if any(find_area(book, area) for area in (ROUND_NAME, ANSWERS_AREA)) else Roster()
    return Roster()


def is_handed_on(path: Path) -> bool:
    """Whether those on a list of a round were asked in the place of the units that the tasks name."""
    with passing_over():
        return HANDED_NAME in open_book(path).names
    return False


def returned_cells(path: Path) -> tuple[tuple[RoundLine, CellRef], ...]:
    """The lines of a list of a round, each with the cell that says when its form came back; none of a file that is none."""
    with passing_over():
        area = find_list(open_book(path), ROUND_NAME, ROUND_ROLES)
        column = next((c for c, role in area.known.items() if role == "returned"), 0) if area else 0
        if area and column:
            return tuple((line, CellRef(area.sheet.name, row, column)) for row, line in _lines(area))
    return ()


def round_lines(book: SourceBook) -> tuple[RoundLine, ...]:
    """The lines of a list of a round; none of a book that is none."""
    return tuple(line for _, line in _placed(book))


def _placed(book: SourceBook) -> tuple[tuple[int, RoundLine], ...]:
    """The lines with the numbers of their rows."""
    area = find_list(book, ROUND_NAME, ROUND_ROLES)
    return tuple(_lines(area)) if area else ()


def _lines(area: ListArea) -> Iterator[tuple[int, RoundLine]]:
    sheet, header, known, others = area
    for row in sorted(row for row in sheet.rows if row > header):
        cells = sheet.rows[row]
        own = {role: cells[column] for column, role in known.items() if column in cells}
        rest = {head: typed_value(cells[column]) for column, head in others.items() if column in cells}
        texts = {role: shown(own[role]) for role in _TEXTS if role in own}
        counts = {role: int(value) for role in _COUNTS if isinstance(value := own.get(role), int | float)}
        typed = {role: typed_value(own[role]) for role in TYPED_ROUND_ROLES if role in own}
        if (texts or typed or rest) and not texts.get("unit", "").startswith(LINES.totals):
            due = day_of(own.get("due"))
            yield row, RoundLine(**texts, **counts, due=due, **typed, others=rest)  # type: ignore[arg-type]
