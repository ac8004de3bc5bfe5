"""From what was read to what we judge: every task's state as of a day, and the roll-ups."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from xltrack.assessment import words
from xltrack.assessment.dates import unpublished_years
from xltrack.assessment.judge import done_day, judge, understand
from xltrack.assessment.model import Assessment, Basis, Judged, Verdict
from xltrack.assessment.states import STATE_WORDS
from xltrack.assessment.tallies import UnitNames, by_month, by_stage, by_unit, tally
from xltrack.base.diagnostics import Diagnostic, Note
from xltrack.base.lexicon import Vocabulary
from xltrack.base.text import fold
from xltrack.domain.records import ColumnRole, Document, Reported, Table, iso
from xltrack.domain.settings import Policy
from xltrack.language.status.grammar import StatusWords, parse_status

_COLUMNS = Vocabulary("columns")
_REPORTING: tuple[ColumnRole, ...] = ("status", "progress", "done_date")
_NOTED_AT: dict[str, ColumnRole] = {"D602": "done_date", "D603": "done_date", "D309": "text"}
_WORDLESS: Final = ("nothing", "struck")


def assess(documents: Sequence[Document], as_of: date, policy: Policy) -> Assessment:
    """Judge all tasks of some documents as of a day."""
    said: list[tuple[int, Diagnostic]] = []
    tasks = tuple(_judge_all(documents, as_of, policy, said))
    if policy.workdays or policy.base:
        _check_calendar(tasks, as_of, said)
    return Assessment(
        tuple(documents), as_of, policy, tasks, tally(tasks),
        by_unit(tasks, lambda t: t.lead), by_unit(tasks, lambda t: t.named), by_stage(tasks), by_month(tasks),
        _without_status(documents), tuple(said),
    )  # fmt: skip


def is_tracked(table: Table) -> bool:
    """Whether a table's rows are tasks: a roster too, unless it is headed by a 领域 (docs/规则.md 2.5)."""
    if table.kind == "tasks":
        return True
    header = fold(next((c.header for c in table.columns if c.role == "text"), ""))
    return header not in _COLUMNS.wide and "领域" not in header


def _judge_all(
    documents: Sequence[Document], as_of: date, policy: Policy, said: list[tuple[int, Diagnostic]]
) -> Iterator[Judged]:
    names = UnitNames()
    for index, document in enumerate(documents):
        for table in filter(is_tracked, document.tables):
            for task in table.tasks:
                verdict = judge(understand(task, policy), as_of)
                for note in remarks(verdict):
                    cell = document.ref(table, task, _NOTED_AT.get(note.code, "status"))
                    said.append((index, note.at(cell)))
                yield Judged(index, table, task, verdict, *names.of(task.units))


def _without_status(documents: Sequence[Document]) -> bool:
    """Whether nothing anywhere can say how far a task is: no column for it, or a ledger in which it is still blank."""
    tables = [(d, t) for d in documents for t in d.tables if is_tracked(t)]
    return bool(tables) and all(
        not t.has(*_REPORTING) or (d.ledger and all(task.reported == Reported() for task in t.tasks)) for d, t in tables
    )


def _check_calendar(tasks: Sequence[Judged], as_of: date, said: list[tuple[int, Diagnostic]]) -> None:
    days = [t.due for t in tasks if t.due and t.due > as_of]
    last = max((d for d in days if (d - as_of).days < 400), default=as_of)
    said.extend((0, Diagnostic("D690", None, {"year": year})) for year in unpublished_years(as_of, last))


def remarks(verdict: Verdict) -> tuple[Note, ...]:
    """What there is to say of a task (docs/规则.md 5.3, 5.6, 2.1)."""
    notes = verdict.basis.notes
    if verdict.told == "done":
        return (*notes, *_of_done(verdict))
    if verdict.said in _WORDLESS:
        return (*notes, Note("D309")) if verdict.told == "cancelled" else notes
    return notes if verdict.told in ("cancelled", "suspended") else (*notes, *_of_open(verdict))


def _of_done(verdict: Verdict) -> Iterator[Note]:
    """A day that is still to come, a share below 1, words that say done by inference."""
    basis = verdict.basis
    if verdict.done and verdict.done > verdict.as_of:
        yield Note("D603", facts={"day": iso(verdict.done)})
    if verdict.said in _WORDLESS:
        return
    heard = _heard(basis)
    if basis.progress is not None and basis.progress < 1:
        yield _against(basis, words.SHARE.format(share=f"{basis.progress:.0%}"), STATE_WORDS["done"])
    elif not heard.certain or heard.step or heard.kind == "in_progress":
        yield Note("D605", facts={"words": basis.words})


def _of_open(verdict: Verdict) -> Iterator[Note]:
    """Words that give way to a share, and those that win over a done date or 100 % beside them."""
    basis, share = verdict.basis, verdict.share
    if verdict.said == "thing" and _heard(basis).kind == "done":
        yield _against(basis, words.SHARE.format(share=f"{share:.0%}"), STATE_WORDS["in_progress"])
    day = done_day(basis, verdict.as_of) if basis.task.reported.done else None
    if day:
        yield _against(basis, words.DONE_DAY.format(day=iso(day)), words.NOT_DONE)
    elif share == 1:
        yield _against(basis, words.DONE_SHARE, words.NOT_DONE)


def _against(basis: Basis, other: str, word: str) -> Note:
    return Note("D604", facts={"words": basis.words, "other": other, "word": word})


def _heard(basis: Basis) -> StatusWords:
    reported = basis.task.reported
    return parse_status(str((reported.done if basis.said == "nothing" else reported.words) or ""))
