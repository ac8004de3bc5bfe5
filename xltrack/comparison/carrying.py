"""Answers that were typed into earlier reports, for today's tasks (docs/规则.md 8.4).

They count where the source says nothing itself; where it says something else, it counts, and both are named.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import shorten
from xltrack.base.values import Percent
from xltrack.comparison import words
from xltrack.comparison.checking import Spot, settle
from xltrack.comparison.known import Known, Place, Told, keyed, learn, reported_of, told_tasks
from xltrack.domain.answers import Telling, with_answers
from xltrack.domain.carried import Answer, Carried, Past
from xltrack.domain.memory import Answered, Checked, Remembered
from xltrack.domain.records import Column, Document, Reported, Table, Task
from xltrack.language.status.answers import is_silent, tell_answer, weigh_answers

_SHOWN: Final = 40  # columns of a text in a sentence
_NAMED: Final = 5  # tasks in a sentence


def carry(documents: Sequence[Document], pasts: Sequence[Past]) -> Carried:
    """The documents with what was typed into `pasts`, the latest of them first, and into those of them that are reports."""
    own = [Past(d.memory, d) for d in documents if d.memory and d.ledger]
    asked = tuple(past.memory for past in pasts)
    period = next((past.memory.periods[-1] for past in (*pasts, *own) if past.memory.periods), None)
    known = learn((*pasts, *own) if pasts else own)
    if not known.answers and not known.checks:
        return Carried(tuple(documents), pasts=asked, period=period)
    told = told_tasks(documents)
    rows = keyed([one.row for one in told], known.rows)
    if rows is None:
        return Carried(tuple(documents), pasts=asked, period=period)
    by_key = {row.key: one._replace(row=row) for row, one in zip(reversed(rows), reversed(told), strict=True)}
    answered, taken = _Answers(documents, known, by_key).take()
    answers = (a._replace(task=by_key[key].row if key in by_key else a.task) for key, a in known.answers.items())
    checks = (
        check._replace(task=by_key[key].row if key in by_key else check.task)
        for (key, _, _), check in known.checks.items()
    )
    kept = Remembered(tuple(answers), tuple(checks))
    # The tasks as they stand now, by their keys.
    places = {key: (one.document, one.table.sheet, one.task.row, one.table.turned) for key, one in by_key.items()}
    return Carried(tuple(settle(answered, places, known.checks)), kept, taken, asked, period)


def settle_now(carried: Carried, answers: Sequence[Answer]) -> Carried:
    """The same with what is said now to lines of 核对清单, as if it had been typed into the last report (docs/规则.md 8.5)."""
    told = {(one.document, one.table.sheet, one.task.row): one for one in _keyed_tasks(carried)}
    checks, spots = dict[Place, Checked](), dict[str, Spot]()
    for answer in answers:
        for spoken in answer.spoken:
            one = told.get(spoken.place) if spoken.place else None
            if spoken.place and not one:
                continue
            key = one.row.key if one else ""
            checks[key, answer.code, spoken.mark] = Checked(
                one.row if one else None, answer.code, spoken.mark, answer.said
            )
            if one:
                spots[key] = (one.document, one.table.sheet, one.task.row, one.table.turned)
    before = {(c.task.key if c.task else "", c.code, c.mark): c for c in carried.kept.checks}
    kept = carried.kept._replace(checks=tuple((before | checks).values()))
    return carried._replace(documents=tuple(settle(carried.documents, spots, checks)), kept=kept)


def _keyed_tasks(carried: Carried) -> list[Told]:
    """All tasks, by the keys that they have in the latest report where there is one."""
    told = told_tasks(carried.documents)
    old = next((past.snapshots[0].rows for past in carried.pasts if past.snapshots), ())
    rows = keyed([one.row for one in told], old) if old else None
    return [one._replace(row=row) for one, row in zip(told, rows, strict=True)] if rows else told


class _Answers:
    """Takes the answers that are known of today's tasks."""

    def __init__(self, documents: Sequence[Document], known: Known, by_key: Mapping[str, Told]) -> None:
        self.documents, self.known, self.by_key = documents, known, by_key
        self.told: dict[int, Telling] = {}  # by the id of the task
        self.said: list[tuple[Told, Diagnostic]] = []
        self.taken: dict[str, int] = {}
        self.missing: list[Answered] = []

    def take(self) -> tuple[list[Document], Mapping[str, int]]:
        """The documents with them, and how many came from each report."""
        for key, answer in self.known.answers.items():
            one = self.by_key.get(key)
            if one:
                self._weigh(one, answer)
            elif key in self.known.fresh:
                self.missing.append(answer)
        for key, answer in self.known.clashes.items():
            if one := self.by_key.get(key):
                self._differ(one, self.known.answers[key], answer)
        return [self._document(index, document) for index, document in enumerate(self.documents)], self.taken

    def _weigh(self, one: Told, answer: Answered) -> None:
        document, reported = self.documents[one.document], one.task.reported
        if document.ledger and document.source == answer.report:
            return  # it stands in this very ledger
        weight = weigh_answers(reported_of(answer), reported)
        if weight == "more":
            self.told[id(one.task)] = telling_of(reported_of(answer), one.task)
            self.taken[answer.report] = self.taken.get(answer.report, 0) + 1
            facts = {"words": tell_answer(reported_of(answer)), "report": answer.report, "day": answer.day.isoformat()}
            self.said.append((one, Diagnostic("D320", None, facts)))
        elif weight == "other":
            facts = {"words": tell_answer(reported), "other": tell_answer(reported_of(answer)), "report": answer.report}
            self.said.append((one, Diagnostic("D321", None, facts)))

    def _differ(self, one: Told, answer: Answered, other: Answered) -> None:
        shown = one.task.reported if not is_silent(one.task.reported) else reported_of(answer)
        facts = {"words": tell_answer(shown), "other": tell_answer(reported_of(other)), "report": other.report}
        self.said.append((one, Diagnostic("D321", None, facts)))

    def _document(self, index: int, document: Document) -> Document:
        tables = tuple(
            with_answers(table, own)
            if (own := {id(t): self.told[id(t)] for t in table.tasks if id(t) in self.told})
            else table
            for table in document.tables
        )
        found = tuple(self._said(index, document, tables))
        if not index and self.missing:
            found += (self._missing(),)
        return document._replace(tables=tables, diagnostics=(*document.diagnostics, *found)) if found else document

    def _said(self, index: int, document: Document, tables: Sequence[Table]) -> Iterator[Diagnostic]:
        now = {id(old): new for old, new in zip(document.tables, tables, strict=True)}
        for one, said in self.said:
            if one.document == index:
                table = now[id(one.table)]
                yield said._replace(cell=_status_cell(table, one.task.row))

    def _missing(self) -> Diagnostic:
        named = "、".join(f"「{shorten(answer.task.text, _SHOWN)}」" for answer in self.missing[:_NAMED])
        more = words.MORE_TASKS if len(self.missing) > _NAMED else ""
        reports = "、".join(f"「{name}」" for name in dict.fromkeys(answer.report for answer in self.missing))
        return Diagnostic("D322", None, {"report": reports, "count": len(self.missing), "tasks": named + more})


def _status_cell(table: Table, row: int) -> CellRef:
    column = next((c.number for c in table.columns if c.role == "status"), table.columns[0].number)
    return CellRef(table.sheet, column, row) if table.turned else CellRef(table.sheet, row, column)


def telling_of(reported: Reported, to: Task) -> Telling:
    """An answer to a task as a table of its own tells it."""
    share = None if reported.progress is None else Percent(reported.progress)
    cells = (
        (words.STATUS, "status", reported.words),
        (words.DONE, "done_date", reported.done),
        (words.SHARE, "progress", share),
    )
    filled = [(head, role, value) for head, role, value in cells if value is not None]
    columns = tuple(Column(n, head, role) for n, (head, role, _) in enumerate(filled, 1))  # type: ignore[arg-type]
    task = to._replace(values=tuple(value for *_, value in filled), reported=reported)
    return Table("", CellRange(1, 1, 1, len(columns)), "tasks", None, None, columns, (task,)), task
