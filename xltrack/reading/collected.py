"""填报汇总 read again: what was collected so far, with what the office has typed into it (docs/规则.md 16.5)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from xltrack.base.errors import SourceError
from xltrack.domain.collected import (
    ANSWERS_AREA,
    KIND_WORDS,
    PART_WORDS,
    QUESTIONS_AREA,
    RECEIVED_AREA,
    WRITTEN_AREA,
    Collected,
    Put,
    Question,
    Received,
    UnitRow,
    task_in,
    with_record,
)
from xltrack.domain.forms import ANSWER_HEADS, ANSWER_ROLES, Answers, former_in
from xltrack.reading.files.grid import SourceBook, Value, day_of, shown
from xltrack.reading.files.source import open_book
from xltrack.reading.lists import typed_value
from xltrack.reading.ours import find_area

_KINDS: Final = {word: kind for kind, word in KIND_WORDS.items()}
_PARTS: Final = {word: part for part, word in PART_WORDS.items()}


def read_collected(path: Path) -> Collected:
    """What a workbook of collected answers holds.

    Raises:
        SourceError: it cannot be read, or is none (D840).
    """
    book = open_book(path)
    if not find_area(book, ANSWERS_AREA):
        raise SourceError("D840", name=book.source)
    return Collected(
        tuple(filter(None, map(_unit_row, _rows(book, ANSWERS_AREA)))),
        tuple(filter(None, map(_question, _rows(book, QUESTIONS_AREA)))),
        tuple(map(_received, _rows(book, RECEIVED_AREA))),
        dict(_written(book)),
    )


def _rows(book: SourceBook, area: str) -> Iterator[dict[str, Value]]:
    """The rows of a table below its header, by the roles of their columns."""
    found = find_area(book, area)
    if not found:
        return
    sheet, first, roles = found
    for row in sorted(row for row in sheet.rows if row > first + 1):
        cells = {role: sheet.rows[row][column] for column, role in roles.items() if column in sheet.rows[row]}
        if cells:
            yield cells


def _written(book: SourceBook) -> Iterator[tuple[str, Put]]:
    for cells in _rows(book, WRITTEN_AREA):
        now = former_in(_text(cells, "record"))
        if now is not None:
            yield _text(cells, "key"), Put(now, frozenset(_text(cells, "past").split()))


def _text(cells: Mapping[str, Value], role: str) -> str:
    return shown(cells[role]).strip() if role in cells else ""


def _count(cells: Mapping[str, Value], role: str) -> int:
    value = cells.get(role)
    return int(value) if isinstance(value, int | float) else 0


def _unit_row(cells: Mapping[str, Value]) -> UnitRow | None:
    task = task_in(_text(cells, "task"))
    if task is None:
        return None
    return UnitRow(
        task, _text(cells, "unit"), _PARTS.get(_text(cells, "part"), "lead"),
        Answers(**{role: typed_value(cells.get(role)) for role in ANSWER_ROLES}),
        _text(cells, "granted"), _text(cells, "ruling"), _count(cells, "sent_back"), day_of(cells.get("day")), _text(cells, "source"),
        day_of(cells.get("extended")),
    )  # fmt: skip


def _question(cells: Mapping[str, Value]) -> Question | None:
    kind = _KINDS.get(_text(cells, "kind"))
    if kind is None or "key" not in cells:
        return None
    heads = dict(zip(ANSWER_HEADS, ANSWER_ROLES, strict=True))
    question = Question(
        kind, _text(cells, "key"), task_in(_text(cells, "task")), _text(cells, "unit"), heads.get(_text(cells, "field"), ""),
        mine=typed_value(cells.get("mine")), theirs=typed_value(cells.get("theirs")), choice=_text(cells, "choice"),
        why=_text(cells, "why"), settled=_text(cells, "settled"),
    )  # fmt: skip
    return with_record(question, _text(cells, "record"))


def _received(cells: Mapping[str, Value]) -> Received:
    return Received(
        _text(cells, "file"), _text(cells, "digest"), _text(cells, "unit"), day_of(cells.get("day")), _count(cells, "taken"),
        _count(cells, "asked"), _text(cells, "note"),
    )  # fmt: skip
