"""What earlier reports know of today's tasks: what was typed into their ledgers and check lists, by the keys of the tasks.

A key is given as for 本期变化 (docs/规则.md 8.2): today's tasks take those of last time through `match_rows`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltrack.assessment.assess import is_tracked
from xltrack.comparison.matching import match_rows, with_keys
from xltrack.comparison.snapshot import Rows
from xltrack.domain.carried import Past
from xltrack.domain.memory import Answered, Checked, SnapshotRow
from xltrack.domain.records import Document, Reported, Table, Task
from xltrack.language.status.answers import is_silent, weigh_answers

_ENOUGH: Final = 10  # tasks on both sides, below which a list may change wholly
_KNOWN_AGAIN: Final = 0.2


class Told(NamedTuple):
    """A task of some documents, where it stands, and the row by which it is known."""

    document: int
    table: Table
    task: Task
    row: SnapshotRow


Place = tuple[str, str, str]  # the key of a task (「」: none), a rule, the mark of the words


class Known(NamedTuple):
    """What is known of the past.

    Attributes:
        rows: the tasks, with their keys.
        answers: by key.
        checks: by place.
        fresh: the keys of what was typed into a report since it was written.
        clashes: other answers to the same tasks, by key.
    """

    rows: tuple[SnapshotRow, ...]
    answers: Mapping[str, Answered]
    checks: Mapping[Place, Checked]
    fresh: frozenset[str]
    clashes: Mapping[str, Answered]


def told_tasks(documents: Sequence[Document]) -> list[Told]:
    """All tasks of some documents in order."""
    rows = Rows(documents)
    return [
        Told(index, table, task, rows.row(index, task))
        for index, document in enumerate(documents)
        for table in document.tables
        if is_tracked(table)
        for task in table.tasks
    ]


def keyed(rows: Sequence[SnapshotRow], old: Sequence[SnapshotRow]) -> tuple[SnapshotRow, ...] | None:
    """Rows with the keys of old ones; None where these are of another list (docs/规则.md 8.1)."""
    pairs = {pair.new: pair for pair in match_rows(old, rows)}
    fewer = min(len(old), len(rows))
    if fewer >= _ENOUGH and len(pairs) < fewer * _KNOWN_AGAIN:
        return None
    return with_keys(rows, pairs, old)


def reported_of(answer: Answered) -> Reported:
    """An answer as a task has it."""
    return Reported(answer.words, answer.done, answer.progress)


def learn(pasts: Iterable[Past]) -> Known:
    """What reports know, the one that counts first; the others were edited after it was written."""
    known = Known((), {}, {}, frozenset(), {})
    for number, past in enumerate(pasts):
        own = _learn_one(past)
        known = _joined(known, own) if number else own
    return known


def _learn_one(past: Past) -> Known:
    memory = past.memory
    base = memory.snapshots[0].rows if memory.snapshots else ()
    names = _Names(base)
    answers = {
        key: a._replace(task=a.task._replace(key=key)) for a in memory.kept.answers for key in [names.of(a.task)]
    }
    checks = dict(_placed(memory.kept.checks, names))
    rows = (*base, *names.others.values())
    if past.document is None or not past.document.tables:
        return Known(rows, answers, checks, frozenset(), {})
    return _with_typed(past, past.document, Known(rows, answers, checks, frozenset(), {}))


class _Names:
    """The keys by which remembered tasks go among the rows of a report; those that it has no more are kept beside them."""

    def __init__(self, rows: Sequence[SnapshotRow]) -> None:
        self._keys = {row.key for row in rows}
        self._words = {row[1:4]: row.key for row in reversed(rows)}
        self.others: dict[str, SnapshotRow] = {}

    def of(self, task: SnapshotRow) -> str:
        """The key of a task."""
        key = task.key if task.key in self._keys else self._words.get(task[1:4], task.key)
        if key not in self._keys:
            self.others[key] = task
        return key


def _placed(checks: Iterable[Checked], names: _Names) -> Iterator[tuple[Place, Checked]]:
    for check in checks:
        key = names.of(check.task) if check.task else ""
        task = check.task._replace(key=key) if check.task else None
        yield (key, check.code, check.mark), check._replace(task=task)


def _with_typed(past: Past, document: Document, known: Known) -> Known:
    """What a report knows, with what was typed into its ledger since it was written; a cell that was emptied is no answer."""
    told = told_tasks([document])
    rows = keyed([one.row for one in told], known.rows)
    if rows is None:
        return known
    day = past.memory.snapshots[0].day if past.memory.snapshots else None
    answers, fresh = dict(known.answers), set[str]()
    for one, row in zip(told, rows, strict=True):
        reported = one.task.reported
        if day is None or (document.typed is not None and one.task.row not in document.typed):
            continue
        if not is_silent(reported):
            answers[row.key] = Answered(row, *reported[:3], past.memory.source, day)
            fresh.add(row.key)
        elif document.typed is not None:
            answers.pop(row.key, None)
    here = {row.key for row in rows}
    return known._replace(
        rows=(*rows, *(row for row in known.rows if row.key not in here)), answers=answers, fresh=frozenset(fresh)
    )


def _joined(first: Known, other: Known) -> Known:
    """What two reports know: of different answers to one task that of the later report counts, and both are named."""
    rows = keyed(other.rows, first.rows)
    if rows is None:
        return first
    keys = {old.key: new for old, new in zip(other.rows, rows, strict=True)}
    answers, clashes, fresh = dict(first.answers), dict(first.clashes), set(first.fresh)
    for old in other.fresh:
        answer = other.answers[old]._replace(task=keys[old])
        key, mine = keys[old].key, answers.get(keys[old].key)
        if mine and mine.report != answer.report and mine.day > answer.day:
            if weigh_answers(reported_of(answer), reported_of(mine)) in ("other", "more"):
                clashes[key] = answer
            continue
        answers[key] = answer
        fresh.add(key)
    checks = {**{(keys[k].key if k in keys else k, c, m): v for (k, c, m), v in other.checks.items()}, **first.checks}
    have = {row.key for row in first.rows}
    return Known(
        (*first.rows, *(row for row in rows if row.key not in have)), answers, checks, frozenset(fresh), clashes
    )
