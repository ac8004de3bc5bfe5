"""The status columns of a ledger as one answer: which of them speaks, as a formula and as its value (docs/规则.md 2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from xltrack.language.status.columns import leading_words
from xltrack.report import words
from xltrack.report.live.formulas import BLANK, every, literal, some, unless_error, when
from xltrack.sheets.model import CellValue, Plain

_TICKS: Final = ("√", "✓", "V", "是", 1)
_NO_TICKS: Final = ("×", "否", 0)


class StatusCells(NamedTuple):
    """The status columns in the order in which they speak.

    Attributes:
        cells: the cell of each in the row of a formula.
        choices: what a tick in it stands for; None where words stand in it.
        list_name: the name of the list of words; those that say nothing of being finished stand first in it.
    """

    cells: Sequence[str]
    choices: Sequence[str | None]
    list_name: str

    def formula(self) -> str:
        """What stands in the first one that reports something, else in the first that is filled; of a tick what it stands for."""
        *_, last = self.cells
        *_, choice = self.choices
        texts = [_told(cell, choice) for cell, choice in zip(self.cells, self.choices, strict=True)]
        if len(texts) == 1:
            return texts[0]
        text = BLANK if choice else last
        filled = [_filled(cell, choice) for cell, choice in zip(self.cells, self.choices, strict=True)]
        for told, holds in reversed(list(zip(texts, filled, strict=True))[: None if choice else -1]):
            text = when(holds, told, text)
        if all(self.choices):
            return text
        for at in reversed(range(len(texts))):
            place = unless_error(f"MATCH({self.cells[at]},{self.list_name},0)", str(SILENT + 1))
            text = when(every(filled[at], f"{place}>{SILENT}"), texts[at], text)
        return text

    def answer(self, values: Sequence[CellValue]) -> tuple[Plain, tuple[str, Plain] | None]:
        """What that formula gives for the values of the cells; and, where reading hears another cell than it takes, that cell."""
        told = [_value(value, choice) for value, choice in zip(values, self.choices, strict=True)]
        if len(told) == 1:
            return told[0], None
        filled = [at for at, value in enumerate(told) if value is not None]
        if len(filled) < 2:
            return (told[filled[0]] if filled else None), None
        strong = [at for at in filled if all(self.choices) or str(values[at]).casefold() not in _SILENT_WORDS]
        taken = (strong or filled)[0]
        heard = filled[leading_words([str(told[at]) for at in filled])]
        return told[taken], None if heard == taken else (self.cells[heard], values[heard])  # type: ignore[return-value]


SILENT: Final = sum(len(words.UNDERSTOOD[sense]) for sense in words.SILENT_SENSES)
_SILENT_WORDS: Final = frozenset(word.casefold() for sense in words.SILENT_SENSES for word in words.UNDERSTOOD[sense])


def _filled(cell: str, choice: str | None) -> str:
    """Whether a cell says anything."""
    if not choice:
        return f"{cell}<>{BLANK}"
    return f"NOT({some(f'{cell}={BLANK}', *(f'{cell}&{BLANK}={literal(str(mark))}' for mark in _NO_TICKS))})"


def _told(cell: str, choice: str | None) -> str:
    """What a cell says: that which is chosen by it, with what else stands in it."""
    if not choice:
        return cell
    ticked = some(*(f"{cell}&{BLANK}={literal(str(mark))}" for mark in _TICKS))
    return when(ticked, literal(choice), f'{literal(f"{choice}（")}&{cell}&"）"')


def _value(value: CellValue, choice: str | None) -> Plain:
    """The same of a value."""
    if value is None or value == "":
        return None
    if not choice:
        return value  # type: ignore[return-value]
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if text.casefold() in map(str, _NO_TICKS):
        return None
    return choice if text.casefold() in {str(mark).casefold() for mark in _TICKS} else f"{choice}（{text}）"
