"""What the register of letters (督办登记.xlsx) knows of each task that a unit was written to about."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

LETTERS_NAME: Final = "xltrack_letters"  # the defined name of its table
REGISTER: Final = "督办登记"
# The words of the hidden row above the header, by which the columns are known whatever order they are in.
LETTER_ROLES: Final = (
    "mark", "unit", "number", "task", "sent", "due", "closed", "answered", "reply", "note", "key",
)  # fmt: skip
# What the clerk fills in or may change.
TYPED_ROLES: Final = ("sent", "due", "answered", "reply", "note")

Typed = str | int | float | bool | date | None


class LetterLine(NamedTuple):
    """One line of the register.

    Attributes:
        mark: the number of the letter, 「督办〔2021〕3号」.
        unit, number, task: who was written to about which task.
        sent, due, answered, reply, note: as they stand in their cells.
        closed: what the ledger said of the task as the register was written.
        key: day, unit and task of the letter; 「」 of a line that somebody typed.
        others: what stands in columns that are not ours, by their heads.
    """

    mark: str = ""
    unit: str = ""
    number: str = ""
    task: str = ""
    sent: Typed = None
    due: Typed = None
    closed: str = ""
    answered: Typed = None
    reply: Typed = None
    note: Typed = None
    key: str = ""
    others: Mapping[str, Typed] = MappingProxyType({})
