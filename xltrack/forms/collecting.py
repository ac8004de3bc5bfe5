"""What a collection comes to: forms merged into what is known, who has sent nothing, what is to be written into the ledger."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.base.errors import UsageError
from xltrack.base.hands import Hands
from xltrack.comparison.known import keyed
from xltrack.comparison.matching import bare_words, match_rows
from xltrack.comparison.sharing import says_nothing_else
from xltrack.domain.collected import Collected, Put
from xltrack.domain.edits import CellEdit
from xltrack.domain.forms import ANSWER_ROLES, Answers, RoundLine
from xltrack.domain.memory import SnapshotRow
from xltrack.domain.records import Reported, Role
from xltrack.domain.roster import name_key
from xltrack.forms import words
from xltrack.forms.asking import former_answers
from xltrack.forms.joining import merge_answers
from xltrack.forms.ledger import Writing
from xltrack.forms.missing import Missing, find_missing
from xltrack.forms.portions import Came, glance_of, opened
from xltrack.forms.standing import Open, Tasks


class Collection(NamedTuple):
    """What a run comes to.

    Attributes:
        known: what is known now.
        again: files that were taken before.
        missing: who was asked and has sent nothing.
        edits: what is to be written into the ledger.
        taken, asked: how many cells were taken of the files of this run, how much is asked about in all.
        before: how many files had been taken before.
        without: whether tasks were told of whose table has no column for that.
    """

    known: Collected
    again: tuple[str, ...]
    missing: tuple[Missing, ...]
    edits: tuple[CellEdit, ...]
    taken: int
    asked: int
    before: int
    without: bool = False


def collect_forms(  # noqa: PLR0913
    assessment: Assessment,
    rows: Sequence[SnapshotRow],
    known: Collected,
    forms: Sequence[Came],
    rounds: Sequence[RoundLine],
    *,
    hands: Hands | None = None,
) -> Collection:
    """Merge what came back into what is known.

    Args:
        assessment: the ledger as it stands, without what is known.
        rows: its tasks as they are known from period to period, in the same order.
        known: what was collected so far.
        forms: those that came.
        rounds: the lists of the rounds, the latest of each unit last.
        hands: who merges parts of it beside this process; the same comes of it.

    Raises:
        UsageError: a group has answered whose members are not known (D844).
    """
    before = len(known.received)
    named = keyed(rows, [*{row.task.key: row.task for row in known.rows}.values()]) or tuple(rows)
    named = tuple(row._replace(number=old.number) for row, old in zip(named, rows, strict=True))
    tasks = Tasks(_open_tasks(assessment, named, known), _aliases(rows, named, forms), _full_name(assessment))
    _check_members(tasks, forms)
    merged = merge_answers(known, tasks, forms, assessment.as_of, hands)
    writing = Writing(assessment, [row.key for row in named], merged)
    edits = tuple(writing.edits())
    now = writing.known
    new = now.received[before:]
    missing = tuple(find_missing(rounds, now, assessment.as_of))
    asked = sum(question.is_open for question in now.questions)
    return Collection(now, merged.again, missing, edits, sum(one.taken for one in new), asked, before, writing.without)


def _aliases(rows: Sequence[SnapshotRow], named: Sequence[SnapshotRow], forms: Iterable[Came]) -> dict[str, str]:
    """The keys by which forms know tasks that go by another one: those of today, those of words that were changed since."""
    own = {row.key for row in named}
    fresh = {old.key: row.key for old, row in zip(rows, named, strict=True) if old.key not in own}
    known = {*own, *fresh}
    strange = [row for row in _rows_of_forms(forms, known) if row.key not in known]
    texts = {bare_words(row.text) for row in named}
    # Words that a task has by now under another key are those of another list; what has none was reworded.
    reworded = [row for row in strange if bare_words(row.text) not in texts]
    return fresh | {reworded[pair.old].key: named[pair.new].key for pair in match_rows(reworded, named)}


def _rows_of_forms(forms: Iterable[Came], known: Set[str]) -> Iterator[SnapshotRow]:
    """The tasks of forms with one that is not known, by the keys that stand in them: the ledger may tell them otherwise by now."""
    seen = set[str]()
    strange = (opened(came) for came in forms if not glance_of(came).keys <= known)
    for row in (row for returned in strange for row in returned.form.rows):
        if row.key and "key" in row.carriers and row.key.key not in seen:
            seen.add(row.key.key)
            yield SnapshotRow(row.key.key, row.number, row.group, row.text, "", None, row.deadline, "", row.number)


def _full_name(assessment: Assessment) -> Callable[[str], str]:
    """What gives a unit the name that the roster has for it by now."""
    roster = assessment.roster
    return lambda name: found.name if (found := roster.find(name)) else name


def _open_tasks(assessment: Assessment, rows: Sequence[SnapshotRow], known: Collected) -> dict[str, Open]:
    tasks: dict[str, Open] = {}
    handed: dict[str, tuple[str, Role]] = {name_key(name): (name, "lead") for name in known.handed}
    for judged, row in zip(assessment.tasks, rows, strict=True):
        units: dict[str, tuple[str, Role]] = {}
        for part in words.PARTS:
            for unit in (unit for unit in judged.task.units if unit.role == part):
                for name in unit.members or (unit.unit or unit.name,):
                    units.setdefault(name_key(name), (name, part))
        ledger, put = former_answers(judged), known.written.get(row.key)
        group = next((unit.name for unit in judged.task.units if unit.kind == "group" and not unit.members), "")
        own, sole = _typed_in(judged.task.reported, ledger, put), "" if group or len(units) != 1 else next(iter(units))
        tasks.setdefault(row.key, Open(row, handed | units, ledger, own, group, sole))
    return tasks


def _typed_in(reported: Reported, ledger: Answers, put: Put | None) -> Answers:
    """What of the cells of a task the office has typed itself since they were written."""
    stated = (None, None, None) if says_nothing_else(reported, put) else ledger[:3]
    beside = zip(ANSWER_ROLES[3:], ledger[3:], strict=True)
    return Answers(*stated, *(None if put and put.holds_beside(role, value) else value for role, value in beside))


def _check_members(tasks: Tasks, forms: Iterable[Came]) -> None:
    """See that groups are known whose members have answered; UsageError (D844) where they are not."""
    if not any(task.group for task in tasks.open.values()):
        return
    for row in (row for came in forms for row in opened(came).form.rows if not row.is_blank):
        key = row.key.key if row.key and "key" in row.carriers else ""
        task = tasks.open.get(tasks.aliases.get(key, key))
        if row.key and task and task.group and name_key(tasks.full_name(row.key.unit)) not in task.units:
            raise UsageError("D844", unit=row.key.unit, group=task.group)
