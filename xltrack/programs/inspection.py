"""What `xltrack inspect --json` says of one document: the JSON of docs/规则.md 1."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from xltrack.assessment.model import Assessment, Judged
from xltrack.base.address import column_letters
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.records import PUBLIC_ROLES, Document, Table, Task, iso
from xltrack.language.parts import list_parts
from xltrack.programs.document import as_json, item_lines, version_mark


def render_inspection(assessment: Assessment, index: int = 0) -> Iterator[str]:
    """The JSON of one document of an assessment, a line for each task and diagnostic: a large table never stands there as a whole."""
    document = list_documents(assessment)[index]
    judged = {id(j.task): j for j in (*assessment.tasks, *assessment.copies) if j.document == index}
    yield f'{as_json({**version_mark("inspect"), "source": document.source, "as_of": assessment.as_of.isoformat()})[:-1]},\n "tables": ['
    for number, table in enumerate(document.tables):
        yield f'{"," if number else ""}\n  {as_json(_table(table))[:-1]},\n   "tasks": ['
        yield from item_lines(_task(table, task, judged.get(id(task))) for task in table.tasks)
        yield "]}"
    yield '],\n "diagnostics": ['
    yield from item_lines(
        {"code": d.code, "severity": d.severity, "cell": d.cell and d.cell.a1, "message": d.message}
        for d in list_diagnostics(assessment, index)
    )
    yield "]}\n"


def list_documents(assessment: Assessment) -> tuple[Document, ...]:
    """The documents with every table that was read, copies too."""
    return assessment.listed or assessment.documents


def list_diagnostics(assessment: Assessment, index: int = 0) -> list[Diagnostic]:
    """Everything said of one document, by reading and by judging, in the order of its sheets, rows and columns."""
    document = list_documents(assessment)[index]
    said = [*document.diagnostics, *(d for i, d in assessment.diagnostics if i == index)]
    once = {(d.code, d.cell, d.span, d.message): d for d in said}.values()
    order = {table.sheet: n for n, table in reversed(list(enumerate(document.tables)))}
    return sorted(once, key=lambda d: (order.get(d.cell.sheet, len(order)), *d.cell[1:]) if d.cell else (-1, 0, 0))


def _table(table: Table) -> dict[str, object]:
    return {
        "sheet": table.sheet,
        "range": table.range.a1,
        "kind": table.kind,
        "annex": table.annex,
        "title": table.title,
        **({"copy_of": table.copy_of} if table.copy_of else {}),
        "columns": {role: table.letters(role) for role in PUBLIC_ROLES},
        "unread": [
            {"row": row, "cells": [f"{column_letters(cell.column)}{row}" for cell in cells]}
            for row, cells in groupby(table.unread, attrgetter("row"))
        ],
    }


def _task(table: Table, task: Task, judged: Judged | None) -> dict[str, object]:
    shown: dict[str, object] = {
        "row": table.first_row(task),
        "seq": task.seq,
        "group": list(task.group),
        "text": task.text,
        "units": [unit.to_dict() for unit in task.units],
        "deadline": task.deadline.to_dict(),
        "reports": [report.to_dict() for report in task.reports],
    }
    if parts := list_parts(task.text):
        shown["parts"] = list(parts)
    if judged:
        shown["status"] = {
            "reported": task.reported.words,
            "state": judged.state,
            "done_date": iso(judged.done),
            "progress": judged.progress,
            "days_past": judged.past or None,
            "doubt": next((said.message for said in judged.doubts), None),
        }
    return shown
