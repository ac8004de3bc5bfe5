"""What a cell can hold besides text and plain numbers, whatever kind of file it stood in."""

from datetime import date, time
from typing import NamedTuple


class CellError(NamedTuple):
    """An error value such as #REF!: a value to be reported, never a blank."""

    code: str

    def __str__(self) -> str:
        """「#REF!」, as the cell shows it."""
        return self.code


class Percent(float):
    """A number in a percentage format: 0.95 that the sheet shows as 95%."""

    __slots__ = ()


# A datetime where the cell has a time of day; a `date` where it has none; a `time` where it has nothing else.
Value = str | int | float | bool | date | time | CellError
