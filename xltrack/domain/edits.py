"""What is to be written into the office's own workbook: a plan is a value, carried out in the file, in a pane, or only printed."""

from datetime import date
from typing import NamedTuple

from xltrack.base.address import CellRef
from xltrack.base.values import CellError, Value


class CellEdit(NamedTuple):
    """One cell that is to hold something else.

    Attributes:
        cell: where.
        old, new: what it holds and what it is to hold; None for nothing.
        why: the word for it in lists and receipts.
        like: the column of its row whose look it takes where it held nothing; 0: it keeps its own.
        width: in characters, of its column from now on; None leaves it as it is.
    """

    cell: CellRef
    old: Value | None
    new: Value | None
    why: str = ""
    like: int = 0
    width: float | None = None


class Plan(NamedTuple):
    """The edits of one workbook, known by its SHA-256 as hexadecimal digits; `as_of` is the day that they tell of.

    `answers` is True where they change what is reported, so that its tasks may be judged otherwise afterwards.
    """

    source: str
    digest: str
    edits: tuple[CellEdit, ...] = ()
    as_of: date | None = None
    answers: bool = False

    @property
    def changes(self) -> tuple[CellEdit, ...]:
        """The edits that change a value; the others only give a cell its look."""
        return tuple(edit for edit in self.edits if not is_same(edit.old, edit.new))


def is_same(value: Value | None, other: Value | None) -> bool:
    """Whether two cells hold the same, whatever format shows it: 12, 12.0 and 12 in a column of shares; text is never a number."""
    return _plain(value) == _plain(other)


def _plain(value: Value | None) -> object:
    if value is None or value == "":
        return None
    if isinstance(value, bool | CellError):
        return (type(value), str(value))
    if isinstance(value, (int, float)):
        return float(value)
    # A date, and a moment at midnight, are one day.
    return value if isinstance(value, str) else value.isoformat().removesuffix("T00:00:00")
