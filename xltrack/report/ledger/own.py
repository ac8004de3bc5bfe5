"""What xltrack's own columns of the ledger say so that a report can be read again: where a task was first read, its milestones.

    origin    = [ file , " " ] , sheet , "!" , cell ;
    resolved  = item , { "；" , item } ;
    item      = [ label , " " ] , [ day , "至" ] , day ;
    day       = YYYY , "-" , MM , "-" , DD ;
    label     = one or more characters without "；" and line breaks ;

「附件2!A4」, 「榆阳区.xlsx 附件2!A4」: the cell of the sheet that a task came from, also after it went through a report or two.
「2021-07-20」, 「梳理阶段 2020-08-01至2020-08-31；审查阶段 2020-09-30」: the column from which a report read again takes its years
(docs/规则.md 2.1). A deadline without milestones is an empty cell.
"""

import re
from typing import Final

from xltrack.assessment.model import Assessment, Judged
from xltrack.base.patterns import pattern
from xltrack.domain.records import Milestone
from xltrack.report import words

_WITH_FILE: Final = pattern(r"(.+\.(?:xlsx|xlsm|xls|et|ods)) .+![A-Z]+\d+", re.IGNORECASE)


class Origins:
    """The origins of all tasks; `several` is True where they come from more than one file."""

    __slots__ = ("_alone", "_sources", "_told", "several")

    def __init__(self, assessment: Assessment) -> None:
        documents = assessment.documents
        self._sources = [document.source for document in documents]
        self._alone = len(documents) == 1
        # A ledger that is read again says in its own column where its rows came from.
        self._told = {
            id(table): index
            for document in documents
            if document.ledger
            for table in document.tables
            for index, column in enumerate(table.columns)
            if column.role == "own" and column.header == words.ORIGIN
        }
        self.several = not self._alone or (bool(self._told) and len(self._files(assessment)) > 1)

    def of(self, judged: Judged) -> str:
        """The origin of a task, with the file where there are several."""
        table, place = judged.table, self._told.get(id(judged.table))
        told = None if place is None else judged.task.values[place]
        if isinstance(told, str) and told:
            if self._alone or _WITH_FILE.fullmatch(told):
                return told
            return f"{self._sources[judged.document]} {told}"
        cell = table.cell(judged.task, table.columns[0].number).a1
        return cell if self._alone else f"{self._sources[judged.document]} {cell}"

    def _files(self, assessment: Assessment) -> set[str]:
        found = [_WITH_FILE.fullmatch(self.of(judged)) for judged in assessment.tasks]
        return {match[1] if match else "" for match in found}


_BREAKS_ITEMS: Final = pattern(r"[；\s]+")


def format_resolved(milestones: tuple[Milestone, ...]) -> str:
    """The text of some milestones by the grammar above; a 「；」 or break inside a label becomes a space."""
    if len(milestones) == 1 and milestones[0].label is None and milestones[0].start is None:
        return milestones[0].due.isoformat()
    return "；".join(map(_format_item, milestones))


def _format_item(milestone: Milestone) -> str:
    label = _BREAKS_ITEMS.sub(" ", milestone.label).strip() if milestone.label else ""
    span = f"{milestone.start.isoformat()}至" if milestone.start else ""
    return f"{label} {span}{milestone.due.isoformat()}" if label else f"{span}{milestone.due.isoformat()}"
