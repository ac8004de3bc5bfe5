"""The register of letters, read again: every line, what was typed into it, columns and lines that somebody added."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.domain.letters import LETTER_ROLES, LETTERS_NAME, TYPED_ROLES, LetterLine
from xltrack.reading.files.grid import SourceBook, shown
from xltrack.reading.files.source import open_book
from xltrack.reading.lists import ListArea, find_list, typed_value

_UNREAD: Final = ("closed",)  # the ledger says that anew


class Registers(NamedTuple):
    """The lines of some registers by their paths, and what there is to say of those that cannot be read."""

    lines: Mapping[Path, tuple[LetterLine, ...]]
    notes: tuple[Diagnostic, ...]


def read_registers(paths: Iterable[Path]) -> Registers:
    """The registers of letters so far, in the order given."""
    found, notes = dict[Path, tuple[LetterLine, ...]](), list[Diagnostic]()
    for path in paths:
        try:
            found[path] = read_letters(open_book(path))
        except SourceError:
            notes.append(Diagnostic("D734", None, {"name": path.name, "folder": path.parent.name}))
    return Registers(found, tuple(notes))


def read_letters(book: SourceBook) -> tuple[LetterLine, ...]:
    """The lines of a register; none of a book that is none."""
    area = find_list(book, LETTERS_NAME, LETTER_ROLES)
    return tuple(_lines(area)) if area else ()


def _lines(area: ListArea) -> Iterator[LetterLine]:
    sheet, header, known, others = area
    for row in sorted(row for row in sheet.rows if row > header):
        cells = sheet.rows[row]
        own = {role: cells[column] for column, role in known.items() if column in cells}
        rest = {head: typed_value(cells[column]) for column, head in others.items() if column in cells}
        texts = {role: shown(value) for role, value in own.items() if role not in (*TYPED_ROLES, *_UNREAD)}
        typed = {role: typed_value(value) for role, value in own.items() if role in TYPED_ROLES}
        if texts or typed or rest:
            yield LetterLine(**texts, closed=shown(own.get("closed")), **typed, others=rest)  # type: ignore[arg-type]
