"""What a form (填报表) and the list of a round of them (下发清单) know of themselves, and what is read of one that came back.

The key of a row stands on three carriers (docs/规则.md 14.3): a hidden cell, a property of the book, the printed number.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from sys import intern
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze, visible
from xltrack.domain.letters import Typed
from xltrack.domain.memory import SnapshotRow, day_of_field, field_of_day, task_fields, task_record

FORM_NAME: Final = "xltrack_form"  # the defined name of its table; with _ROLE behind it that of a column; its property
ROUND_NAME: Final = "xltrack_round"  # the defined name of the list of a round
HANDED_NAME: Final = (
    "xltrack_handed"  # one that it has where its units were asked in the place of those that the tasks name
)
ROUND: Final = "下发清单"
# The words of the hidden row above the header of that list, by which its columns are known.
ROUND_ROLES: Final = ("unit", "file", "tasks", "cells", "due", "signed", "returned", "key")
TYPED_ROUND_ROLES: Final = ("signed", "returned")

ANSWER_ROLES: Final = ("status", "done_date", "progress", "trouble", "next", "proof", "extension")
ANSWER_HEADS: Final = ("完成情况", "完成日期", "进度（%）", "存在问题", "下一步措施", "佐证材料", "申请延期至")
_MARK: Final = "填报表"  # what the key of a row and the property begin with
_SIZE: Final = 6
_CHECK: Final = 3
_CODE: Final = pattern(r"(\d{4})-(\d\d)(\d\d)?-(\S+)")
_FIGURES: Final = pattern(r"\d+")


_COLUMNS: Final = Vocabulary("columns")


def asked_role(header: str) -> str:
    """Which of the columns that a form asks for beside the report a header names; 「」 for none."""
    name = squeeze(fold(header))
    heads = {
        "trouble": _COLUMNS.asked_trouble, "next": _COLUMNS.asked_next, "proof": _COLUMNS.asked_proof,
        "extension": _COLUMNS.asked_extension,
    }  # fmt: skip
    return next((role for role, known in heads.items() if name in known), "")


class Answers(NamedTuple):
    """What stands in the open cells of a row, as typed; None where nothing does."""

    status: Typed = None
    done_date: Typed = None
    progress: Typed = None
    trouble: Typed = None
    next: Typed = None
    proof: Typed = None
    extension: Typed = None


class RoundPeriod(NamedTuple):
    """The round that a form belongs to: the day as of which it was made; `by_day` where the month had a round before."""

    day: date
    by_day: bool = False

    @property
    def label(self) -> str:
        """「2021-08」, of a further round of the month 「2021-0815」."""
        return self.day.strftime("%Y-%m") + (self.day.strftime("%d") if self.by_day else "")

    def code(self, number: str) -> str:
        """表单编号 of a task: 「2021-08-017」, 「2021-08-002-3」."""
        return f"{self.label}-{_FIGURES.sub(lambda found: found[0].zfill(3), number, count=1)}"


class FormCode(NamedTuple):
    """A 表单编号 as read: the label of its round, the number of the task without leading zeros."""

    label: str
    number: str


def parse_code(text: str) -> FormCode | None:
    """「2021-08-017」, in whatever width and with whatever dashes it was typed; None of anything else."""
    found = _CODE.fullmatch(squeeze(fold(text)).translate(_DASHES))
    return FormCode(f"{found[1]}-{found[2]}{found[3] or ''}", bare_number(found[4])) if found else None


_DASHES: Final = dict.fromkeys(map(ord, "－—–―‐‑−﹣"), "-")


def bare_number(number: str) -> str:
    """The number of a task without the zeros that a 表单编号 puts in front."""
    return _FIGURES.sub(lambda found: found[0].lstrip("0") or "0", squeeze(fold(number)).translate(_DASHES), count=1)


class RowKey(NamedTuple):
    """What the hidden cell of a row tells.

    Attributes:
        day: that of the round; unit: who is asked; number: what the task is called by.
        key: the task's key over the periods, by the rule of comparison (docs/规则.md 8.2).
        digest: of the row from which the form was made; words: of the words of the task alone, as the form shows them.
    """

    day: date
    unit: str
    number: str
    key: str
    digest: str
    words: str

    @property
    def told(self) -> str:
        """As it stands in the cell, with a check that shows if anything of it was changed."""
        return _checked((self.day.isoformat(), self.unit, self.number, self.key, self.digest, self.words))


def parse_key(text: str) -> RowKey | None:
    """The key that a cell tells; None where it is none, or was changed."""
    if not text.startswith(_MARK):
        return None
    fields = _unchecked(text, 6)
    with suppress(ValueError):
        return RowKey(_day(fields[0]), intern(fields[1]), *fields[2:]) if fields else None
    return None


_day: Final = lru_cache(maxsize=64)(date.fromisoformat)  # one day and one name for all rows: what is sent is smaller


class FormMark(NamedTuple):
    """What the property of a form tells: the day and label of its round, who is asked, by when."""

    day: date
    label: str
    unit: str
    due: date

    @property
    def told(self) -> str:
        """As it stands in the property."""
        return _checked((self.day.isoformat(), self.label, self.unit, self.due.isoformat()))


def parse_mark(text: str) -> FormMark | None:
    """The mark that a property tells; None where it is none, or was changed."""
    fields = _unchecked(text, 4)
    with suppress(ValueError):
        day, label, unit, due = fields
        return FormMark(_day(day), label, unit, date.fromisoformat(due))
    return None


def _checked(fields: Sequence[str]) -> str:
    shown = [*map(visible, fields)]  # a cell keeps no controls
    return task_record((_MARK, *shown, _digest(shown, _CHECK)))


def _unchecked(text: str, count: int) -> list[str]:
    """The fields of a checked record of so many; none where it is damaged."""
    told = task_fields(text) if text.startswith(_MARK) else []
    if len(told) != count + 2:
        return []
    _, *fields, check = told
    return fields if check == _digest(fields, _CHECK) else []


def _digest(fields: Sequence[str], size: int) -> str:
    return blake2b("\0".join(fields).encode("utf-8", "replace"), digest_size=size).hexdigest()


def row_digest(row: SnapshotRow, former: Answers) -> str:
    """The digest of a row as a form shows it: its words and the answers that it has; whether any of it changed since."""
    return _digest([row.text, row.group, row.deadline, row.units, *map(_field, former)], _SIZE)


def words_digest(text: str) -> str:
    """The digest of the words of a task, however they are spaced: whether a key stands beside its own task."""
    return _digest(["".join(filter(_is_kept, squeeze(fold(text))))], _CHECK)


def _is_kept(letter: str) -> bool:
    return letter.isprintable() and letter != "\ufffd"  # which stands in a cell for what it cannot hold


def record_of(former: Answers) -> str:
    """The answers that a row had, as one text that stands hidden in the form; 「」 where it had none."""
    fields = [*map(_field, former)]
    return task_record(fields) if any(fields) else ""


def former_in(told: str) -> Answers | None:
    """The answers that `record_of` told; None where it is damaged."""
    fields = task_fields(told) if told else [""] * len(ANSWER_ROLES)
    if len(fields) != len(ANSWER_ROLES):
        return None
    with suppress(ValueError):
        return Answers(*map(_value, fields))
    return None


def _field(value: Typed) -> str:
    """A value as one text; a number begins with a # as a day does with an @."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"#{float(value)!r}"
    if value is None or isinstance(value, str | date):
        return f"#{value}" if isinstance(value, str) and value.startswith("#") else field_of_day(value)
    return str(value)


def _value(told: str) -> Typed:
    if told.startswith("#"):
        return told[1:] if told.startswith("##") else float(told[1:])
    return day_of_field(told)


Carrier = Literal["key", "book", "code"]
Agreement = Literal["all", "two", "one", "words"]


class ReturnedRow(NamedTuple):
    """A row of a form that came back.

    Attributes:
        sheet, row: where it stands.
        key: what its hidden cell tells; None where it tells nothing, or was changed.
        code: the printed number; None where there is none that can be read.
        number, group, text, deadline: the words of the task as they stand there.
        carriers: those that agree, the most of them; clashing: those that tell of another round, unit or task.
        answers: as typed; others: what stands in columns that are not ours, by their headers.
        former: the answers that the row had when the form was made; None where that is not known any more.
    """

    sheet: str
    row: int
    key: RowKey | None
    code: FormCode | None
    number: str
    group: str
    text: str
    deadline: str
    carriers: frozenset[Carrier]
    clashing: frozenset[Carrier]
    answers: Answers
    former: Answers | None = None
    others: Mapping[str, Typed] = MappingProxyType({})

    @property
    def agreement(self) -> Agreement:
        """How many carriers agree on which task this is."""
        return _AGREEMENTS[len(self.carriers)]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into its open cells."""
        return all(value is None for value in self.answers)


_AGREEMENTS: Final[tuple[Agreement, ...]] = ("words", "one", "two", "all")


class Beside(NamedTuple):
    """What a unit put beside the cells of a form, where no answer is looked for.

    Attributes:
        sheet, row: where; row 0: nobody knows.
        role: of the column; 「」 of none that is known.
        kind: what it is; text: its words.
    """

    sheet: str
    row: int
    role: str
    kind: Literal["comment", "picture", "box"]
    text: str = ""


class ReturnedForm(NamedTuple):
    """A form that came back.

    Attributes:
        source: the name of its file.
        unit, day, label: whose it is and of which round, by most of what tells it; 「」 and None where nothing does.
        due: by when it was to come back.
        rows: in the order of the sheet.
        notes: what there is to say of it.
        beside: what stands beside its cells: comments, pictures, text boxes.
    """

    source: str
    unit: str
    day: date | None
    label: str
    due: date | None
    rows: tuple[ReturnedRow, ...]
    notes: tuple[Diagnostic, ...] = ()
    beside: tuple[Beside, ...] = ()


class RoundLine(NamedTuple):
    """One line of 下发清单.

    Attributes:
        unit, file: who was asked by which form.
        tasks, cells: how many tasks it asks of, and how many cells are open.
        due: by when it is to come back.
        signed, returned: as they stand in their cells.
        key: the property of the form; 「」 of a line that somebody typed.
        others: what stands in columns that are not ours, by their heads.
    """

    unit: str = ""
    file: str = ""
    tasks: int = 0
    cells: int = 0
    due: date | None = None
    signed: Typed = None
    returned: Typed = None
    key: str = ""
    others: Mapping[str, Typed] = MappingProxyType({})

    @property
    def day(self) -> date | None:
        """The day of its round; None of a line that somebody typed."""
        mark = parse_mark(self.key)
        return mark.day if mark else None
