"""核对清单 and its lines, for other programs: what there is to say, of which cells, of which tasks, and what it leaves in doubt."""

from collections.abc import Iterable, Iterator, Sequence

from xltrack.assessment.model import Assessment
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.rules import rule
from xltrack.domain.checked import Lines
from xltrack.domain.records import Document
from xltrack.telling.agenda import Finding


def tell_note(note: Diagnostic) -> dict[str, object]:
    """Something said beside a result, of no cell in particular or of one."""
    return {
        "code": note.code,
        "severity": note.severity,
        "cell": a1_of(note.cell),
        "message": note.message,
        "remedy": note.remedy,
    }


def a1_of(cell: CellRef | None) -> str | None:
    """「附件2!E14」; None of the whole file."""
    return cell.a1 if cell else None


def tell_findings(
    assessment: Assessment, documents: Sequence[Document], found: Iterable[Finding]
) -> Iterator[dict[str, object]]:
    """Each line of 核对清单; `documents` are those that the findings number."""
    found = list(found)
    cells = [said.cell for _, first, others in found for said in (first, *others) if said.cell]
    numbered = _Numbered(assessment, documents, {line for cell in cells for line in (cell.row, cell.column)})
    for number, first, others in found:
        every = (first, *others)
        start, end = first.span
        yield {
            "source": documents[number].source,
            **tell_note(first),
            "cells": [said.cell.a1 for said in every if said.cell],
            "text": first.text,
            "span": [start, end],
            "related": [cell.a1 for cell in first.related],
            "doubt": rule(first.code).doubt or None,
            "tasks": numbered.tasks_at(number, every),
        }


class _Numbered:
    """The tasks in some rows, or in some columns of tables that lie on their side, by what they are called."""

    def __init__(self, assessment: Assessment, documents: Sequence[Document], asked: set[int]) -> None:
        self._lines = [Lines(document, asked) for document in documents]
        self._numbers = {id(j.task): j.number for j in assessment.tasks if j.task.row in asked}

    def tasks_at(self, document: int, found: Iterable[Diagnostic]) -> list[str]:
        held = filter(None, (self._lines[document].held(said) for said in found))
        numbers = (self._numbers.get(id(one.task), "") for one in held)
        return list(dict.fromkeys(filter(None, numbers)))
