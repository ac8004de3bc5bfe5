"""`xltrack inspect FILE [--json] [--overlay OUT.xlsx]`: what was read, for programs and for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xltrack import api
from xltrack.assessment.inspection import render_inspection
from xltrack.assessment.model import Assessment, Judged
from xltrack.base import platform
from xltrack.base.address import column_letters
from xltrack.base.text import shorten
from xltrack.cli import words
from xltrack.cli.console import remark, say, tell
from xltrack.cli.gathering import Gathered, gather
from xltrack.cli.parser import Said
from xltrack.domain.records import Column, Deadline, Table, iso

if TYPE_CHECKING:
    from xltrack.placing.output import Written

_ROOM = 400  # columns for the deadline, and for the units


def run(said: Said) -> int:
    """Show one document; 0."""
    gathered = gather(said)
    for line in _overlay(said, gathered).summary if said.overlay else ():
        (remark if said.json else say)(line)
    if said.json:
        platform.write_bytes(
            piece.encode("utf-8", errors="replace") for piece in render_inspection(gathered.assessment)
        )
    elif not said.overlay:
        tell(list_document(gathered.assessment))
    return gathered.status


def _overlay(said: Said, gathered: Gathered) -> Written:
    assessment = gathered.assessment
    roster = api.read_roster(said.roster, password=said.password)[0] if said.roster else None
    return api.overlay(
        gathered.paths[0], said.overlay, assessment.as_of, year=said.year, roster=roster, password=said.password
    )


def list_document(assessment: Assessment) -> Iterator[str]:
    """The lines that show a document to a person."""
    document = assessment.documents[0]
    yield document.source
    judged = {id(j.task): j for j in assessment.tasks}
    for table in document.tables:
        yield ""
        yield from _list_table(table, judged)
    if not document.tables:
        yield words.LISTING_EMPTY


def _list_table(table: Table, judged: dict[int, Judged]) -> Iterator[str]:
    yield words.LISTING_TABLE.format(
        sheet=table.sheet,
        range=table.range.a1,
        kind=words.LISTING_KIND[table.kind],
        annex=f"{table.annex} " if table.annex else "",
        title=table.title or "",
    ).rstrip()
    yield words.LISTING_COLUMNS.format(
        columns="，".join(f"{_place(table, c)} {c.header or '（无名）'}＝{words.ROLES[c.role]}" for c in table.columns)
    )
    yield words.LISTING_COUNT.format(count=len(table.tasks))
    for task in table.tasks:
        units = "、".join(unit.name + words.UNIT_ROLES[unit.role] for unit in task.units)
        state = judged[id(task)].word if id(task) in judged else ""
        place = column_letters(task.row) if table.turned else str(task.row)
        number = f"{place:>5}  {task.seq or '—'}"
        facts = "｜".join(shorten(part, _ROOM) for part in (_list_deadline(task.deadline), units, state) if part)
        yield f"{number}  {shorten(task.text, 60)}"
        yield f"       {facts}"


def _place(table: Table, column: Column) -> str:
    """The letters of a column; its row in a table turned sideways."""
    return words.LISTING_ROW.format(row=column.number) if table.turned else column.letters


def _list_deadline(deadline: Deadline) -> str:
    days = "、".join(
        f"{m.label or ''}{f'{iso(m.start)}至' if m.start else ''}{iso(m.due)}" for m in deadline.milestones
    )
    return days or f"{words.DEADLINE_KINDS[deadline.kind]} {deadline.text}".strip()
