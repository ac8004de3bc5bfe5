"""A digest of the cells of a book: whether a report of ours was changed since it was written.

It counts values alone, so a save in another program that changes no cell leaves it as it was; and none that a formula gave,
so that a book which was only recalculated is as it was too.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final, Protocol

from xltrack.domain.forms import FORM_NAME, ROUND_NAME
from xltrack.domain.letters import LETTERS_NAME
from xltrack.placing.output import Standing
from xltrack.sheets.model import ANNEX_NAME, DIGEST_NAME, LEDGER_NAME, OVERLAY_NAME

EXACT: Final = 10**11  # integers below it are written alike by both ways
_OURS: Final = frozenset({LEDGER_NAME, ANNEX_NAME, OVERLAY_NAME, LETTERS_NAME, FORM_NAME, ROUND_NAME})
SEPARATOR: Final = "\x1f"
_AT_ONCE: Final = 200  # rows; a call for each would cost more than the digest itself


class SheetLike(Protocol):
    """A sheet as reading gives it: sparse values by 1-based row and column."""

    @property
    def name(self) -> str:
        """Its title."""

    @property
    def rows(self) -> Mapping[int, Mapping[int, object]]:
        """Its values."""

    @property
    def formulas(self) -> Collection[tuple[int, int]]:
        """The cells whose value a formula gave."""


class BookLike(Protocol):
    """A workbook as reading gives it."""

    @property
    def sheets(self) -> Sequence[SheetLike]:
        """Its sheets in order."""

    @property
    def names(self) -> Mapping[str, str]:
        """Its defined names and what they stand for."""


class CellDigest:
    """Takes the rows of a book in order."""

    def __init__(self, taken: "hashlib.blake2b | None" = None) -> None:
        self._hash = taken or hashlib.blake2b(digest_size=16)
        self._told: list[str] = []

    def add_sheet(self, name: str) -> None:
        """Begin a sheet."""
        self._told.append(f"\x1d{name}")

    def add_parts(self, number: int, parts: Iterable[str]) -> None:
        """Take one row: its values from the first column on, as `canonical` gives them; an empty row counts for nothing."""
        self.add_texts([(number, SEPARATOR.join(parts))])

    def add_texts(self, rows: Iterable[tuple[int, str]]) -> None:
        """Take rows by number, their values one text with `SEPARATOR` between them."""
        told = ((number, text.rstrip(SEPARATOR)) for number, text in rows)
        self._told += [f"\x1e{number}{SEPARATOR}{row}" for number, row in told if row]
        if len(self._told) > _AT_ONCE:
            self._take()

    def _take(self) -> None:
        self._hash.update("".join(self._told).encode("utf-8", "replace"))
        self._told.clear()

    def copy(self) -> "CellDigest":
        """One that has taken the same."""
        self._take()
        return CellDigest(self._hash.copy())

    def hexdigest(self) -> str:
        """The digest of what was taken so far."""
        self._take()
        return self._hash.hexdigest()


def canonical(value: object) -> str:
    """One text for a value, whichever program saved it: 3 and 3.0 are one, a date is its ISO text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if type(value) is int and -EXACT < value < EXACT:
        return str(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return format(value, ".12g")
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return str(value)


def digest_of(book: BookLike) -> str:
    """The digest of a book that was read."""
    digest = CellDigest()
    for sheet in book.sheets:
        digest.add_sheet(sheet.name)
        given = sheet.formulas
        for number in sorted(sheet.rows):
            cells = sheet.rows[number]
            columns = range(1, max(cells, default=0) + 1)
            digest.add_parts(number, ["" if (number, c) in given else canonical(cells.get(c)) for c in columns])
    return digest.hexdigest()


def is_ours(names: Collection[str]) -> bool:
    """Whether a book with these defined names is a report, 附件, overlay, register or form of ours."""
    return not _OURS.isdisjoint(names) and DIGEST_NAME in names


def standing_of(book: BookLike) -> Standing:
    """Whether a book is a report or 附件 of ours as it was written, one that was edited since, or none of ours."""
    if not is_ours(book.names):
        return "foreign"
    return "unchanged" if book.names[DIGEST_NAME].strip('="') == digest_of(book) else "edited"
