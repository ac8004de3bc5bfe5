"""What the cells of a column look like, where its header does not say what it holds (docs/规则.md 2.4)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from xltrack.base.text import fold, squeeze
from xltrack.domain.records import ColumnRole
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.status.grammar import parse_status
from xltrack.language.units.grammar import read_units
from xltrack.reading.files.grid import Value
from xltrack.reading.tables.headers import COLUMNS

_SEQ = COLUMNS.pattern(r"[(]?(?:\d{1,4}|[{numerals}]{1,3}|[a-zA-Z])[)、.]?|[①-⑳]")


def like_seq(value: Value) -> bool:
    """Whether a cell holds the number of a task: 3, （三）, 3., ③."""
    if isinstance(value, str):
        return bool(_SEQ.fullmatch(fold(squeeze(value))))
    return isinstance(value, int) and 0 < value < 10000


def like_deadline(value: Value) -> bool:
    """Whether a cell reads as a deadline."""
    if isinstance(value, date):
        return True
    return isinstance(value, str) and len(value) < 60 and read_deadline(value).kind not in ("unreadable", "none")


def like_units(value: Value) -> bool:
    """Whether a cell reads as names of units, with nothing left over."""
    if not isinstance(value, str) or len(value) > 300:
        return False
    read = read_units(value, "lead")
    telling = [note for note in read.notes if note.code not in ("D504", "D505")]  # a line break, a prefix carried over
    return bool(read.units) and not telling and all(len(u.name) <= 20 for u in read.units)


def like_text(value: Value) -> bool:
    """Whether a cell is long enough to say what is to be done."""
    return isinstance(value, str) and len(value) >= 8


def like_words(value: Value) -> bool:
    """Whether a cell can say what is to be done: words that are no number, and too long or too plain for a day or a unit."""
    if not isinstance(value, str) or like_seq(value):
        return False
    return len(value) >= 12 or not (like_deadline(value) or like_units(value))


# What the cells of a column have to look like, for the roles of which that can be told.
CONTENTS: Final[Mapping[ColumnRole, Callable[[Value], bool]]] = {
    "seq": like_seq, "deadline": like_deadline, "lead": like_units, "support": like_units, "text": like_words,
}  # fmt: skip


def like_status(value: Value) -> bool:
    """Whether a cell says how far something is: 已完成, 正在推进, 未启动."""
    return isinstance(value, str) and len(value) <= 40 and parse_status(value).telling
