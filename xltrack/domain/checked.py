"""What a line of 核对清单 is about, so that it is asked once (docs/规则.md 8.5): the task, the rule, the words of the cell."""

import zlib
from functools import lru_cache
from typing import NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import CellValue, Column, Document, Table, Task


class Held(NamedTuple):
    """A task of a document, and the cell of it that is spoken of."""

    table: Table
    task: Task
    column: Column
    value: CellValue


@lru_cache(maxsize=4096)
def words_mark(words: str) -> str:
    """Eight digits for some words, whatever their width and spaces."""
    return f"{zlib.crc32(squeeze(fold(words)).encode('utf-8', 'replace')):08x}"


def report_mark(words: str | None, done: object, progress: float | None) -> str | None:
    """The same for what is reported of a task; None where nothing is."""
    if not words and done is None and progress is None:
        return None
    share = "" if progress is None else progress
    return words_mark(f"{words or ''}|{done or ''}|{share}")


class Lines:
    """The tasks of a document by the line of the sheet in which each stands."""

    def __init__(self, document: Document) -> None:
        self._lines: dict[tuple[str, bool, int], list[tuple[Table, Task]]] = {}
        self._turned: dict[str, set[bool]] = {}
        for table in document.tables:
            self._turned.setdefault(table.sheet, set()).add(table.turned)
            for task in table.tasks:
                self._lines.setdefault((table.sheet, table.turned, task.row), []).append((table, task))

    def held(self, said: Diagnostic) -> Held | None:
        """The task and cell that something said stands at; None where it stands at none."""
        cell = said.cell
        if cell is None:
            return None
        for turned in self._turned.get(cell.sheet, ()):
            line, across = (cell.column, cell.row) if turned else (cell.row, cell.column)
            for table, task in self._lines.get((cell.sheet, turned, line), ()):
                for column, value in zip(table.columns, task.values, strict=False):
                    if column.number == across:
                        return Held(table, task, column, value)
        return None


def item_mark(said: Diagnostic, held: Held | None) -> str:
    """The mark of the words that something is said of: those of the cell, with the name in it that is meant; else the sentence."""
    if held is None:
        return words_mark(said.message)
    return words_mark(f"{'' if held.value is None else held.value}|{said.facts.get('name', '')}")


class Settled:
    """The lines of a document that were answered: asked of what is said about it as it is judged."""

    def __init__(self, document: Document) -> None:
        self._marks, self._lines = document.settled or {}, Lines(document) if document.settled else None

    def holds(self, said: Diagnostic) -> bool:
        """Whether it was answered."""
        if self._lines is None:
            return False
        held = self._lines.held(said)
        place = (held.table.sheet, held.task.row) if held else None
        return (said.code, item_mark(said, held)) in self._marks.get(place, ())
