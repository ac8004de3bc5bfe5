"""The register of letters, read again: every line, what was typed into it, columns and lines that somebody added."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.base.text import squeeze
from xltrack.domain.letters import LETTER_ROLES, LETTERS_NAME, TYPED_ROLES, LetterLine, Typed
from xltrack.reading.files.grid import SourceBook, SourceSheet, Value, day_of, shown
from xltrack.reading.files.source import open_book
from xltrack.reading.ours import find_area

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
    found = find_area(book, LETTERS_NAME)
    if not found or "key" not in found[2].values():
        return ()
    sheet, first, roles = found
    known = {column: role for column, role in roles.items() if role in LETTER_ROLES}
    others = {c: squeeze(shown(v)) for c, v in sheet.rows.get(first + 1, {}).items() if c not in known}
    return tuple(_lines(sheet, first + 1, known, others))


def _lines(
    sheet: SourceSheet, header: int, known: Mapping[int, str], others: Mapping[int, str]
) -> Iterator[LetterLine]:
    for row in sorted(row for row in sheet.rows if row > header):
        cells = sheet.rows[row]
        own = {role: cells[column] for column, role in known.items() if column in cells}
        rest = {head: _typed(cells[column]) for column, head in others.items() if column in cells}
        texts = {role: shown(value) for role, value in own.items() if role not in (*TYPED_ROLES, *_UNREAD)}
        typed = {role: _typed(value) for role, value in own.items() if role in TYPED_ROLES}
        if texts or typed or rest:
            yield LetterLine(**texts, closed=shown(own.get("closed")), **typed, others=rest)  # type: ignore[arg-type]


def _typed(value: Value) -> Typed:
    """A value as it can be written again."""
    day = day_of(value)
    if day:
        return day
    return value if type(value) in (str, int, float, bool) else shown(value)  # type: ignore[return-value]
