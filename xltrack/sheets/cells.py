"""The cells of one sheet as SpreadsheetML: one by one whatever stands in them, or those of a column in many rows at once.

Text is only ever text: what begins like a formula gets the quote prefix, what XML cannot carry is replaced, what is longer than
a cell is cut and noted. A column is taken as a whole where nothing in it needs such care, so that equal values are made once.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from functools import partial
from typing import Final, TypeVar

from xltrack.base.address import CellRef, column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.ooxml.spelling import clean, escape, escaped, serial
from xltrack.sheets import words
from xltrack.sheets.cellxml import TEXT, StringTable, cell_end
from xltrack.sheets.digest import EXACT, canonical
from xltrack.sheets.model import CellValue, Fill, Filled, Formula

LONGEST: Final = 32_767  # UTF-16 units in one cell
_LONG: Final = LONGEST // 2
_MOST: Final = 1e15  # of a number
_FORMULA_LIKE: Final = frozenset("=+-@\t\r\n＝＋－＠")
_REMEMBERED: Final = 5_000  # texts
_BLANK: Final = "/>"
_PLAIN: Final = '"'  # the look of what has none
_NOTHING: Final = type(None)
_TEXTS: Final = frozenset({str, _NOTHING})
_DAYS: Final = frozenset({date, _NOTHING})
_WHOLE: Final = frozenset({int, _NOTHING})
_OWN: Final = frozenset({Formula, Filled})
_APART: Final = _TEXTS | _DAYS | {Formula}  # of other kinds values can be equal and yet written otherwise: 1, 1.0, TRUE
T = TypeVar("T")


class Once(dict[T, str]):
    """What is made of values, of equal ones once."""

    def __init__(self, made: Callable[[T], str]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, value: T) -> str:
        """Make it."""
        made = self[value] = self._made(value)
        return made


class _Odd(Exception):  # noqa: N818
    """A value that needs care."""


class CellWriter:
    """Writes the cells of one sheet, and tells what the digest takes of them.

    Attributes:
        fills: formulas that stand in some columns (0-based), where a plain value is what they give.
        inline: whether texts stand in the cells themselves; alone: columns (0-based) whose texts do.
        looks: by style role what stands between the row and the type of a cell: the end of `r`, and the format.
        notes: what had to be changed so that a cell could hold it.
    """

    def __init__(self, name: str, style: Callable[[str, bool], int], strings: StringTable) -> None:
        self.name, self.style, self.strings = name, style, strings
        self.fills: Mapping[int, Fill] = {}
        self.inline = False
        self.alone: tuple[int, ...] = ()
        self.looks = Once(self._look)
        self.notes: list[Diagnostic] = []
        self._days, self._texts = Once(self._day_end), Once(partial(self._plain_end, False))
        self._opened: dict[int, str] = {}  # by identity, which stands as long as the fill is kept
        self._kept: list[Fill] = []

    def one(self, number: int, column: int, value: CellValue, role: str) -> tuple[str, str]:
        """What the digest takes of a cell (0-based column), and its XML."""
        if column in self.fills and not isinstance(value, (Formula, Filled)):
            value = Filled(self.fills[column], value)
        letters, look = column_letters(column + 1), self.looks[role]
        if isinstance(value, str) and value:
            return self._text(f'<c r="{letters}{number}', number, column, value, role)
        if value is None or value == "":
            return "", "" if look == _PLAIN else f'<c r="{letters}{number}{look}{_BLANK}'
        if isinstance(value, Filled):
            formula = self._opened.get(id(value.fill)) or self._open(value.fill, letters, number)
            return "", f'<c r="{letters}{number}{look}{cell_end(formula, value.value)}'
        told, end = self._other(value)
        return told, f'<c r="{letters}{number}{look}{end}'

    def column(
        self, column: int, numbers: Sequence[str], values: Sequence[CellValue], roles: Sequence[str]
    ) -> tuple[Sequence[str], Sequence[str]]:
        """The same of one column of rows, told by their numbers."""
        kinds = set(map(type, values))
        try:
            if Filled in kinds and any(type(v) is Filled and id(v.fill) not in self._opened for v in values):
                raise _Odd
            ends = (
                self._filled_ends(column, numbers, values, kinds)
                if column in self.fills
                else self._ends(column, values, kinds)
            )
        except _Odd:
            cells = zip(map(int, numbers), values, roles, strict=True)
            one_by_one = [self.one(number, column, value, role) for number, value, role in cells]
            return [told for told, _ in one_by_one], [xml for _, xml in one_by_one]
        told = [""] * len(ends) if column in self.fills else _digested(values, kinds)
        return told, self._placed(column, numbers, roles, ends)

    def _placed(self, column: int, numbers: Sequence[str], roles: Sequence[str], ends: Sequence[str]) -> Sequence[str]:
        """Cells with what stands in front of their ends; nothing of such as say nothing and look like nothing."""
        start, looks = f'<c r="{column_letters(column + 1)}', {self.looks[role] for role in dict.fromkeys(roles)}
        if looks == {_PLAIN}:
            return [f"{start}{n}{_PLAIN}{end}" if end != _BLANK else "" for n, end in zip(numbers, ends, strict=True)]
        if len(looks) == 1:
            look = looks.pop()
            return [f"{start}{n}{look}{end}" for n, end in zip(numbers, ends, strict=True)]
        placed = zip(numbers, map(self.looks.__getitem__, roles), ends, strict=True)
        return [f"{start}{n}{look}{end}" if look != _PLAIN or end != _BLANK else "" for n, look, end in placed]

    def _ends(self, column: int, values: Sequence[CellValue], kinds: set[type]) -> list[str]:
        """The cells of a column from behind their formats on."""
        if kinds == {_NOTHING}:
            return [_BLANK] * len(values)
        if kinds <= _TEXTS:
            ends = Once(partial(self._plain_end, True)) if self._is_alone(column) else self._shared_ends()
            return [*map(ends.__getitem__, values)]
        if kinds <= _DAYS:
            return [*map(self._days.__getitem__, values)]
        if _are_whole(values, kinds):
            return [_BLANK if value is None else f"><v>{value}</v></c>" for value in values]
        return _each(partial(self._end, self._is_alone(column)), values, kinds)

    def _filled_ends(
        self, column: int, numbers: Sequence[str], values: Sequence[CellValue], kinds: set[type]
    ) -> list[str]:
        """The same where a formula stands from top to bottom: in full in its first cell, by its number below."""
        fill = self.fills[column]
        first = next((at for at, kind in enumerate(map(type, values)) if kind not in _OWN), -1)
        opens = first >= 0 and id(fill) not in self._opened
        full = self._open(fill, column_letters(column + 1), int(numbers[first])) if opens else ""
        shared = self._opened.get(id(fill), "")
        ends = _each(partial(cell_end if kinds.isdisjoint(_OWN) else self._formula_end, shared), values, kinds)
        if opens:
            ends[first] = ends[first].replace(shared, full)
        return ends

    def _shared_ends(self) -> Once[CellValue]:
        """The ends of cells with texts of the book, as far as they were made lately: two columns may hold the same."""
        if len(self._texts) > _REMEMBERED:
            self._texts.clear()
        return self._texts

    def _formula_end(self, shared: str, value: CellValue) -> str:
        """A cell of a formula of its own, of one that stands above, or of that which its column has."""
        if isinstance(value, Formula):
            return cell_end(f"<f>{escape(clean(value.text))}</f>", value.value)
        if isinstance(value, Filled):
            return cell_end(self._opened[id(value.fill)], value.value)
        return cell_end(shared, value)

    def _end(self, alone: bool, value: CellValue) -> str:
        if value is None or isinstance(value, str):
            return self._plain_end(alone, value)
        if isinstance(value, (Formula, Filled)):
            return self._formula_end("", value)
        told, end = self._other(value)
        if told != canonical(value):
            raise _Odd
        return end

    def _day_end(self, day: CellValue) -> str:
        if day is None:
            return _BLANK
        number = serial(day)
        if number is None:
            raise _Odd
        return f"><v>{number}</v></c>"

    def _plain_end(self, alone: bool, text: CellValue) -> str:
        if not text or not isinstance(text, str):
            return _BLANK
        if text[0] in _FORMULA_LIKE or len(text) > _LONG or not (text.isprintable() or clean(text) == text):
            raise _Odd
        return self._text_end(alone, text)

    def _is_alone(self, column: int) -> bool:
        """Whether the texts of a column stand in their cells themselves."""
        return self.inline or column in self.alone

    def _text_end(self, alone: bool, text: str) -> str:
        """A text of the book, or in the cell itself."""
        if alone:
            return f' t="inlineStr"><is>{TEXT}{escaped(text)}</t></is></c>'
        return f' t="s"><v>{self.strings.number(text)}</v></c>'

    def _text(self, start: str, number: int, column: int, text: str, role: str) -> tuple[str, str]:
        """A text as it stands in its cell (0-based column), and the XML of that."""
        text = self._care(number, column, text, role)
        look = self._look(role, quoted=True) if text[0] in _FORMULA_LIKE else self.looks[role]
        return text, f"{start}{look}{self._text_end(self._is_alone(column), text)}"

    def _look(self, role: str, *, quoted: bool = False) -> str:
        style = self.style(role, quoted)
        return f'" s="{style}"' if style else '"'

    def _open(self, fill: Fill, letters: str, row: int) -> str:
        """The formula where it first stands: it is shared by all cells below that have it too."""
        index = len(self._kept)
        self._kept.append(fill)
        self._opened[id(fill)] = f'<f t="shared" si="{index}"/>'
        return f'<f t="shared" ref="{letters}{row}:{letters}{fill.last}" si="{index}">{escape(fill.at(row))}</f>'

    def _care(self, row: int, column: int, value: str, role: str) -> str:
        """A text as a cell can hold it, with a note where something of it is missing; never empty."""
        text = value if value.isprintable() else clean(value)
        units = text.encode("utf-16-le") if len(text) > _LONG else b""
        if len(units) // 2 > LONGEST:
            text = units[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + words.CUT
            if role:  # the hidden columns only say again what stands elsewhere
                self.notes.append(Diagnostic("D155", CellRef(self.name, row, column + 1), {"length": len(value)}))
        return text

    def _other(self, value: CellValue) -> tuple[str, str]:
        """A number, a truth value, a date, a formula; what Excel has no number for goes as text."""
        if isinstance(value, Formula):
            return "", self._formula_end("", value)
        number = serial(value) if isinstance(value, (date, time)) else value
        if isinstance(number, (int, float)) and math.isfinite(number) and abs(number) < _MOST:
            return canonical(value), cell_end("", number)
        text = clean(value.isoformat() if isinstance(value, (date, time)) else str(value))
        return text, f' t="s"><v>{self.strings.number(text)}</v></c>'


def _each(made: Callable[[CellValue], str], values: Sequence[CellValue], kinds: set[type]) -> list[str]:
    """What is made of each value."""
    return [*map(made if len(kinds - _APART) > 1 else Once(made).__getitem__, values)]


def _digested(values: Sequence[CellValue], kinds: set[type]) -> Sequence[str]:
    """What the digest takes of each value."""
    if kinds <= _TEXTS:
        return [value or "" for value in values]  # type: ignore[misc]
    if kinds <= _DAYS:
        return [value.isoformat() if value else "" for value in values]  # type: ignore[union-attr]
    if _are_whole(values, kinds):
        return ["" if value is None else str(value) for value in values]
    return _each(_digest_text, values, kinds)


def _are_whole(values: Sequence[CellValue], kinds: set[type]) -> bool:
    """Whether they are whole numbers that every program writes alike."""
    return kinds <= _WHOLE and max(map(abs, filter(None, values)), default=0) < EXACT  # type: ignore[arg-type]


def _digest_text(value: CellValue) -> str:
    return "" if isinstance(value, (Formula, Filled)) else canonical(value)
