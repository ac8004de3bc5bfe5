"""What counts of some documents: each task once, with the answer that any table gives to it (docs/规则.md 2.9)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xltrack.assessment import words
from xltrack.assessment.copies import Copy, Found, SharedTask, find_copies
from xltrack.assessment.likeness import TaskTelling, fall_due_alike
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.answers import TRACKING, with_answers
from xltrack.domain.records import Document, Table
from xltrack.language.status.answers import tell_answer, weigh_answers

_Said = list[tuple[int, Diagnostic]]


class Counted(NamedTuple):
    """The documents as they count, as they are listed, and the tasks that are listed and not counted.

    A listed document has all its tables; a table that tells the tasks of an earlier one again names that (`copy_of`).
    """

    documents: tuple[Document, ...]
    listed: tuple[Document, ...]
    uncounted: tuple[TaskTelling, ...] = ()


def count_once(documents: Sequence[Document], tables: Sequence[tuple[int, Table]], said: _Said) -> Counted:
    """Leave each task once, under the first table that tells it, or the one that is the whole; the others are named in `said`."""
    found = find_copies(tables)
    if not found.copies:
        return Counted(tuple(documents), tuple(documents))
    told: dict[int, TaskTelling] = {}
    again: list[TaskTelling] = []
    taken, wholes = Counter[int](), {id(copy.table) for copy in found.copies if copy.is_whole}
    for shared in found.shared:
        kept = next((t for t in shared.tellings if id(t.table) in wholes), shared.tellings[0])
        again += (telling for telling in shared.tellings if telling is not kept)
        answer = _answer(documents, shared, kept, said)
        if answer is not kept:
            told[id(kept.task)] = answer
            taken[id(answer.table)] += 1
    for copy in found.copies:
        said.append((copy.document, _named(documents, copy, taken[id(copy.table)])))
    answered = _with_answers(tables, told)
    return Counted(
        tuple(_counted(documents, answered, again)), tuple(_listed(documents, answered, found)), tuple(again)
    )


def _answer(documents: Sequence[Document], shared: SharedTask, kept: TaskTelling, said: _Said) -> TaskTelling:
    """The telling whose answer counts: the first that says something, or one that says all of that and more."""
    answer = shared.tellings[0]
    for other in shared.tellings[1:]:
        weight = weigh_answers(other.task.reported, answer.task.reported)
        if weight == "more":
            answer = other
        elif weight == "other":
            facts = {
                "words": tell_answer(answer.task.reported), "cell": _place(documents, kept, answer),
                "other": tell_answer(other.task.reported), "beside": _place(documents, kept, other),
            }  # fmt: skip
            said.append(_differing("D284", documents, kept, other, facts))
    for other in (telling for telling in shared.tellings if telling is not kept):
        if other.task.deadline.text and not fall_due_alike(kept.task, other.task):
            facts = {
                "words": kept.task.deadline.text or words.BLANK, "other": other.task.deadline.text,
                "beside": _place(documents, kept, other, "deadline"),
            }  # fmt: skip
            said.append(_differing("D285", documents, kept, other, facts))
    return answer


def _differing(
    code: str, documents: Sequence[Document], first: TaskTelling, other: TaskTelling, facts: Mapping[str, object]
) -> tuple[int, Diagnostic]:
    role = "deadline" if code == "D285" else "status"
    cell, beside = (documents[t.document].ref(t.table, t.task, role) for t in (first, other))  # type: ignore[arg-type]
    return first.document, Diagnostic(code, cell, facts, related=(beside,) if first.document == other.document else ())


def _place(documents: Sequence[Document], first: TaskTelling, other: TaskTelling, role: str = "status") -> str:
    """「Sheet2!E4」, with the name of the file where it is another one."""
    document = documents[other.document]
    cell = document.ref(other.table, other.task, role)  # type: ignore[arg-type]
    return cell.a1 if first.document == other.document else f"{document.source} {cell.a1}"


def _named(documents: Sequence[Document], copy: Copy, taken: int) -> Diagnostic:
    parts = words.TABLES.format(count=copy.tables) if copy.tables > 1 else ""
    rest, several = len(copy.table.tasks) - copy.known, copy.document != copy.of_document
    facts = {
        "table": _name_table(documents, copy.document, copy.table, several=several),
        "other": _name_table(documents, copy.of_document, copy.of, several=several),
        "parts": parts,
        "count": copy.known,
        "more": words.TAKEN.format(count=taken) * bool(taken) + words.OWN.format(count=rest) * bool(rest),
    }
    corner, first = (CellRef(t.sheet, t.range.top, t.range.left) for t in (copy.table, copy.of))
    return Diagnostic("D283", corner, facts, related=() if several else (first,))


def _name_table(documents: Sequence[Document], document: int, table: Table, *, several: bool) -> str:
    """「Sheet1!A2:E10」, behind the name of its file where two are spoken of."""
    place = f"{table.sheet}!{table.range.a1}"
    return f"{documents[document].source} {place}" if several else place


def _with_answers(tables: Sequence[tuple[int, Table]], told: Mapping[int, TaskTelling]) -> dict[int, Table]:
    """The tables with the answers that their tasks have elsewhere, by the `id` of each as it was."""
    answered: dict[int, Table] = {}
    for _, table in tables:
        own = {id(t): (told[id(t)].table, told[id(t)].task) for t in table.tasks if id(t) in told}
        answered[id(table)] = with_answers(table, own) if own else table
    return answered


def _counted(
    documents: Sequence[Document], answered: Mapping[int, Table], again: Sequence[TaskTelling]
) -> Iterator[Document]:
    """The documents without the tasks that are told again, the tables of which nothing is left, and what was said of them."""
    gone = {id(telling.task) for telling in again}
    silent = {(t.document, t.table.sheet, t.table.first_row(t.task)) for t in again if not t.table.turned}
    for index, document in enumerate(documents):
        tables = []
        for table in document.tables:
            now = answered.get(id(table), table)
            kept = tuple(new for was, new in zip(table.tasks, now.tasks, strict=True) if id(was) not in gone)
            if kept or not table.tasks:
                tables.append(now._replace(tasks=kept) if len(kept) < len(table.tasks) else now)
        said = tuple(d for d in document.diagnostics if not _is_told_again(d, index, document, silent))
        yield document._replace(tables=tuple(tables), diagnostics=said)


def _is_told_again(said: Diagnostic, index: int, document: Document, silent: set[tuple[int, str, int]]) -> bool:
    """Whether something said is of a row that does not count, and of no answer in it."""
    if not said.cell or (index, said.cell.sheet, said.cell.row) not in silent:
        return False
    columns = {c.number for t in document.tables if t.sheet == said.cell.sheet for c in t.columns if c.role in TRACKING}
    return said.cell.column not in columns


def _listed(documents: Sequence[Document], answered: Mapping[int, Table], found: Found) -> Iterator[Document]:
    names = {
        id(copy.table): _name_table(documents, copy.of_document, copy.of, several=copy.document != copy.of_document)
        for copy in found.copies
    }
    for document in documents:
        tables = []
        for table in document.tables:
            now = answered.get(id(table), table)
            # Its columns as they are read; the tasks are those that are judged.
            tables.append(table._replace(tasks=now.tasks, copy_of=names.get(id(table))))
        yield document._replace(tables=tuple(tables))
