"""What a cell can hold besides text and plain numbers, whatever kind of file it stood in."""

from datetime import date, time
from functools import lru_cache
from typing import Final, NamedTuple, Self

from xltrack.base.patterns import pattern

# The formats that go along: digits in groups or not, decimals, a percent sign, literal words around them.
NUMBER_FORMAT: Final = pattern(r'((?:"[^"]*")?)(#,##)?0(?:\.(0{1,15}))?(%?)((?:"[^"]*")?)')


class CellError(NamedTuple):
    """An error value such as #REF!: a value to be reported, never a blank."""

    code: str

    def __str__(self) -> str:
        """「#REF!」, as the cell shows it."""
        return self.code


class Number(float):
    """A number with a format of its own, one that `NUMBER_FORMAT` matches: 1234.5 that the sheet shows as 1,234.50."""

    __slots__ = ("format",)
    format: str

    def __new__(cls, value: float, shape: str = "0") -> Self:
        """Make it of the value and the format code."""
        number = super().__new__(cls, value)
        number.format = shape
        return number

    def __str__(self) -> str:
        """The number as one without a format has it."""
        return str(int(self)) if self.is_integer() and abs(self) < 1e15 else repr(self)

    @property
    def shown(self) -> str:
        """The number as the sheet shows it."""
        before, digits, behind = _parts(self.format)
        return f"{before}{format(float(self), digits)}{behind}"


class Percent(Number):
    """A number in a percentage format: 0.95 that the sheet shows as 95%."""

    __slots__ = ()

    def __new__(cls, value: float, shape: str = "0%") -> Self:
        """Make it of the value and the format code."""
        return super().__new__(cls, value, shape)

    def __str__(self) -> str:
        """The share itself, not in hundredths."""
        return repr(float(self))


@lru_cache(maxsize=256)
def _parts(shape: str) -> tuple[str, str, str]:
    """What stands before the digits, how Python formats them, what stands behind."""
    found = NUMBER_FORMAT.fullmatch(shape)
    if not found:
        return "", ".15g", ""
    before, groups, decimals, percent, behind = found.groups()
    digits = f"{',' if groups else ''}.{len(decimals or '')}{'%' if percent else 'f'}"
    return before.strip('"'), digits, behind.strip('"')


# A datetime where the cell has a time of day; a `date` where it has none; a `time` where it has nothing else.
Value = str | int | float | bool | date | time | CellError
