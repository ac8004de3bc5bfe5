"""What was collected of a round of forms: each unit's answer to each task, what is still to be settled, which files came (docs/规则.md 16).

It stands in a workbook beside the ledger (填报汇总), which is read again: there is no other memory.
"""

from collections.abc import Mapping
from datetime import date
from hashlib import blake2b
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from xltrack.base.text import fold, squeeze
from xltrack.domain.forms import Answers, former_in, record_of
from xltrack.domain.letters import Typed
from xltrack.domain.memory import SnapshotRow, task_fields, task_record
from xltrack.domain.records import Role

BOOK: Final = "填报汇总"
ANSWERS_AREA: Final = "xltrack_unit_answers"  # the defined names of its tables
QUESTIONS_AREA: Final = "xltrack_questions"
RECEIVED_AREA: Final = "xltrack_received"
WRITTEN_AREA: Final = "xltrack_written"
# The words of the hidden row above each header, by which the columns are known whatever order they are in.
UNIT_ROLES: Final = (
    "number", "text", "unit", "part", "status", "done_date", "progress", "trouble", "next", "proof", "extension", "granted",
    "ruling", "sent_back", "day", "source", "task",
)  # fmt: skip
QUESTION_ROLES: Final = (
    "kind", "number", "text", "unit", "field", "base", "mine", "theirs", "choice", "why", "key", "record", "task",
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
        why: what there is to say of it.
        record: all answers of a row that is proposed.
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
    record: str = ""


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
    """What was put into the cells of a task: now, and the marks of all that ever was, by which a ledger is told from what is typed."""

    now: Answers
    past: frozenset[str] = frozenset()

    def holds(self, status: object, done: object, progress: object) -> bool:
        """Whether cells hold what was put there at any time."""
        return put_mark(status, done, progress) in self.past

    def then(self, now: Answers) -> "Put":
        """With what is put there next."""
        return Put(now, self.past | {put_mark(*now[:3])})


class Collected(NamedTuple):
    """All of it; `written` is what was put into the ledger, by the key of the task."""

    rows: tuple[UnitRow, ...] = ()
    questions: tuple[Question, ...] = ()
    received: tuple[Received, ...] = ()
    written: Mapping[str, Put] = MappingProxyType({})


def question_key(*parts: object) -> str:
    """The key of a question by what it is about."""
    return blake2b("\0".join(map(str, parts)).encode("utf-8", "replace"), digest_size=_KEY_SIZE).hexdigest()


def question_record(question: Question) -> str:
    """The hidden cell of a question that holds its values as they are."""
    if question.kind == "proposed":
        return question.record
    return record_of(Answers(question.base, question.mine, question.theirs))


def with_record(question: Question, told: str) -> Question:
    """The question with the values that its hidden cell tells; as it is where that is damaged."""
    values = former_in(told)
    if question.kind == "proposed" or values is None:
        return question._replace(record=told)
    return question._replace(base=values.status, mine=values.done_date, theirs=values.progress)


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
