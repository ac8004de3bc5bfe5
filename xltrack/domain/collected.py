"""What was collected of a round of forms: each unit's answer to each task, what is still to be settled, which files came (docs/规则.md 16).

It stands in a workbook beside the ledger (填报汇总), which is read again: there is no other memory.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from xltrack.base.text import fold, squeeze
from xltrack.domain.forms import ANSWER_ROLES, Answers, RoundLine, former_in, record_of
from xltrack.domain.letters import Typed
from xltrack.domain.memory import SnapshotRow, task_fields, task_record
from xltrack.domain.records import Role
from xltrack.domain.roster import Roster

BOOK: Final = "填报汇总"
ANSWERS_AREA: Final = "xltrack_unit_answers"  # the defined names of its tables
QUESTIONS_AREA: Final = "xltrack_questions"
RECEIVED_AREA: Final = "xltrack_received"
WRITTEN_AREA: Final = "xltrack_written"
# The words of the hidden row above each header, by which the columns are known whatever order they are in.
UNIT_ROLES: Final = (
    "number", "text", "unit", "part", "status", "done_date", "progress", "trouble", "next", "proof", "extension", "granted",
    "extended", "ruling", "sent_back", "day", "source", "task",
)  # fmt: skip
QUESTION_ROLES: Final = (
    "kind", "number", "text", "unit", "field", "base", "mine", "theirs", "choice", "settled", "why", "key", "record",
    "task",
)  # fmt: skip
RECEIVED_ROLES: Final = ("file", "unit", "day", "taken", "asked", "note", "digest")
WRITTEN_ROLES: Final = ("key", "record", "past")

QuestionKind = Literal["conflict", "proposed", "ledger", "look"]
_KEY_SIZE: Final = 6
_TASK_FIELDS: Final = 7
# The words of kinds and of fields as the sheets have them.
KIND_WORDS: Final[Mapping[QuestionKind, str]] = {
    "conflict": "两种说法",
    "proposed": "待认领",
    "ledger": "台账不同",
    "look": "请看一眼",
}
PART_WORDS: Final[Mapping[Role, str]] = {"lead": "牵头", "support": "配合", "supervise": "指导"}


class UnitRow(NamedTuple):
    """What one unit has answered of one task.

    Attributes:
        task: which one; its words as they were last seen.
        unit, part: who, and its part in the task.
        answers: what counts of all that it told so far.
        granted: what the office says of the delay that is asked for; ruling: of a report of completion, as typed.
        extended: the day that it has agreed to; a later request changes nothing of that until it agrees again.
        sent_back: how often a report of completion was sent back.
        day, source: the round and the file of the latest answer.
    """

    task: SnapshotRow
    unit: str
    part: Role
    answers: Answers
    granted: str = ""
    ruling: str = ""
    sent_back: int = 0
    day: date | None = None
    source: str = ""
    extended: date | None = None


class Question(NamedTuple):
    """Something that the office is to settle.

    Attributes:
        kind: two answers to one field, an answer of which it is not sure whose it is, words of the ledger against those of units,
            something to look at.
        key: by which it is known again: the same is asked once.
        task: None where no task is known.
        unit, field: whose, and which field (a role of `Answers`); 「」 where it is a whole row.
        base, mine, theirs: what stood there, what counts, what was told; each with who said so.
        choice: what the office has typed; 「」 while it is open.
        settled: the choice that was carried out, so that it is carried out once.
        why: what there is to say of it.
        told: the answers that are taken with it: all of a row that is proposed; words, day and share, which belong together.
    """

    kind: QuestionKind
    key: str
    task: SnapshotRow | None
    unit: str
    field: str = ""
    base: Typed = None
    mine: Typed = None
    theirs: Typed = None
    choice: str = ""
    why: str = ""
    told: Answers = Answers()
    settled: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be settled."""
        return not self.choice or self.choice != self.settled


class Received(NamedTuple):
    """A file that came: its name and digest, whose and of which round it is, how many cells were taken, how many are asked about."""

    file: str
    digest: str
    unit: str = ""
    day: date | None = None
    taken: int = 0
    asked: int = 0
    note: str = ""


class Put(NamedTuple):
    """What was put into the cells of a task, by which what the office has typed is told from what was written.

    Attributes:
        now: what its cells are to hold.
        past: the marks of what may stand there still where that was not written: a ledger that was open, a copy.
    """

    now: Answers
    past: frozenset[str] = frozenset()

    def holds(self, status: object, done: object, progress: object) -> bool:
        """Whether the cells that tell how far a task is hold nothing but what was put there."""
        mark = put_mark(status, done, progress)
        return mark == put_mark(*self.now[:3]) or mark in self.past

    def holds_beside(self, role: str, value: object) -> bool:
        """The same of a cell of another column."""
        mark = beside_mark(role, value)
        return mark == beside_mark(role, getattr(self.now, role)) or mark in self.past


class Collected(NamedTuple):
    """All of it.

    Attributes:
        rows, questions, received: what units told, what there is to ask, which files came.
        written: what was put into the ledger, by the key of the task.
        handed: units to whom its tasks were handed on, as the lists of the rounds tell.
        roster, asked: who is known, and who was asked, where no list of a round beside the ledger remembers that.
    """

    rows: tuple[UnitRow, ...] = ()
    questions: tuple[Question, ...] = ()
    received: tuple[Received, ...] = ()
    written: Mapping[str, Put] = MappingProxyType({})
    handed: tuple[str, ...] = ()
    roster: Roster = Roster()
    asked: tuple[RoundLine, ...] = ()


def question_key(*parts: object) -> str:
    """The key of a question by what it is about."""
    return blake2b("\0".join(map(str, parts)).encode("utf-8", "replace"), digest_size=_KEY_SIZE).hexdigest()


def question_record(question: Question) -> str:
    """The hidden cell of a question that holds its values as they are."""
    if question.kind == "proposed":
        return record_of(question.told)
    return record_of(Answers(question.base, question.mine, question.theirs, *question.told[:3]))


def with_record(question: Question, told: str) -> Question:
    """The question with the values that its hidden cell tells; as it is where that is damaged."""
    values = former_in(told)
    if values is None:
        return question
    if question.kind == "proposed":
        return question._replace(told=values)
    base, mine, theirs, *rest = values
    return question._replace(base=base, mine=mine, theirs=theirs, told=Answers(*rest[:3]))


def task_words(task: SnapshotRow) -> str:
    """A task in one hidden cell: by what it is known again."""
    return task_record((task.key, task.seq, task.group, task.text, task.deadline, task.units, task.number))


def task_in(told: str) -> SnapshotRow | None:
    """The task that `task_words` told; None where it is damaged."""
    fields = task_fields(told)
    if len(fields) != _TASK_FIELDS:
        return None
    key, seq, group, text, deadline, units, number = fields
    return SnapshotRow(key, seq, group, text, "", None, deadline, units, number)


def put_mark(status: object, done: object, progress: object) -> str:
    """The mark of what stands in the cells of a task."""
    told = done.isoformat() if isinstance(done, date) else done
    share = round(float(progress), 6) if isinstance(progress, int | float) else progress
    return question_key(squeeze(fold(str(status or ""))), told or "", "" if share is None else share)


def beside_mark(role: str, value: object) -> str:
    """The mark of what stands in another cell of a task."""
    return question_key(role, squeeze(fold(str(value if value is not None else ""))))


def marks_of(answers: Answers) -> frozenset[str]:
    """The marks of all that the cells of a task hold."""
    return _marks(*answers)


@lru_cache(maxsize=1024, typed=True)  # all units of a task saw the same cells; 1 and True are not the same
def _marks(*values: Typed) -> frozenset[str]:
    beside = zip(ANSWER_ROLES[3:], values[3:], strict=True)
    return frozenset({put_mark(*values[:3]), *(beside_mark(role, value) for role, value in beside)})
