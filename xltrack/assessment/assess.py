"""From what was read to what we judge: every task's state as of a day, and the roll-ups."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain, repeat, starmap
from typing import TYPE_CHECKING, Final, TypeVar

from xltrack.assessment import words
from xltrack.assessment.answered import TableTask, ask_tables
from xltrack.assessment.doubt import Doubts
from xltrack.assessment.judge import done_day, is_before, judge, says_too_early, understand
from xltrack.assessment.model import Assessment, Basis, Judged, Tally, TallyRow, Verdict
from xltrack.assessment.money import AmountColumns, find_amounts, unread_amounts
from xltrack.assessment.numbering import number_tasks
from xltrack.assessment.persons import answering
from xltrack.assessment.shared import find_parts, judge_whole
from xltrack.assessment.states import APART_STATES, DONE_STATES, STATE_WORDS, State
from xltrack.base.diagnostics import Diagnostic, Note
from xltrack.base.lexicon import Vocabulary
from xltrack.base.text import fold
from xltrack.domain.checked import Settled
from xltrack.domain.records import ColumnRole, Document, Table, Task, UnitRole, iso
from xltrack.domain.roster import name_key
from xltrack.domain.settings import Policy
from xltrack.domain.workdays import unpublished_years
from xltrack.language.deadline.dates import DateExpr
from xltrack.language.status.done import settle_day
from xltrack.language.status.grammar import StatusWords, parse_status
from xltrack.language.status.open_ends import tells_rest
from xltrack.language.status.pending import says_open
from xltrack.language.status.tokens import STATUS

if TYPE_CHECKING:
    from xltrack.assessment.likeness import TaskTelling

_COLUMNS = Vocabulary("columns")
_NOTED_AT: dict[str, ColumnRole] = {
    "D602": "done_date",
    "D603": "done_date",
    "D607": "done_date",
    "D613": "done_date",
    "D309": "text",
}
K = TypeVar("K", bound=Hashable)
_Standing = tuple[State, bool, bool]  # state, whether nobody was asked, whether it was due by now
_WORDLESS: Final = ("nothing", "struck")


def assess(documents: Sequence[Document], as_of: date, policy: Policy, *, distinct: bool = False) -> Assessment:
    """Judge all tasks of some documents as of a day, each once; `distinct` where it is known that none stands in two tables."""
    said: list[tuple[int, Diagnostic]] = []
    tracked = [(i, table) for i, document in enumerate(documents) for table in document.tables if is_tracked(table)]
    counted, listed, uncounted = _counted(documents, () if distinct else tracked, said)
    settled = [Settled(document) for document in counted]
    judging = _Judging(counted, as_of, policy, said, settled)
    named = number_tasks(counted, is_tracked)
    tasks = tuple(map(judging.judge, ask_tables(counted, is_tracked, policy), named.numbers, named.offices))
    copies = tuple(map(judging.judge_copy, uncounted))
    if policy.workdays or policy.base:
        _check_calendar(tasks, as_of, said)
    amounts = _amounts(counted, said)
    left = tuple((index, one) for index, one in said if not settled[index].holds(one))
    checked = judging.checked + len(said) - len(left) + sum(document.checked for document in counted)
    return Assessment(
        counted, as_of, policy, tasks, tally(tasks),
        by_unit(tasks, lambda t: t.lead), by_unit(tasks, lambda t: t.named), by_stage(tasks), by_month(tasks),
        bool(tasks) and all(judged.planned for judged in tasks), left, listed=listed, copies=copies,
        checked=checked, given=named.given, amounts=amounts,
    )  # fmt: skip


def _counted(
    documents: Sequence[Document], tables: Sequence[tuple[int, Table]], said: list[tuple[int, Diagnostic]]
) -> tuple[tuple[Document, ...], tuple[Document, ...], tuple["TaskTelling", ...]]:
    """The documents as they count, as they are listed, and what is listed and not counted; one table tells nothing twice."""
    if len(tables) < 2:
        return tuple(documents), tuple(documents), ()
    from xltrack.assessment.counting import count_once

    return count_once(documents, tables, said)


def is_tracked(table: Table) -> bool:
    """Whether a table's rows are tasks: a roster too, unless it is headed by a 领域 (docs/规则.md 2.5)."""
    if table.kind == "tasks":
        return True
    header = fold(next((c.header for c in table.columns if c.role == "text"), ""))
    return header not in _COLUMNS.wide and "领域" not in header


def _amounts(documents: Sequence[Document], said: list[tuple[int, Diagnostic]]) -> Mapping[int, AmountColumns]:
    """The columns of money and quantities; what cannot be read in them is noted (docs/规则.md 5.12)."""
    tables = [(i, table) for i, document in enumerate(documents) for table in document.tables if is_tracked(table)]
    amounts = find_amounts(table for _, table in tables)
    said += ((i, one) for i, t in tables if id(t) in amounts for one in unread_amounts(t, amounts[id(t)]))
    return amounts


class _Judging:
    """Judges the tasks of some documents one after the other; what there is to say of them is added to `said`."""

    def __init__(
        self, documents: Sequence[Document], as_of: date, policy: Policy, said: list[tuple[int, Diagnostic]],
        settled: Sequence[Settled],
    ) -> None:  # fmt: skip
        self.documents, self.as_of, self.policy, self.said, self.settled = documents, as_of, policy, said, settled
        self.checked = 0
        self.names, self.doubts = UnitNames(), Doubts(documents, said)

    def judge(self, asked: TableTask, number: str, office: str) -> Judged:
        """A task as of the day, called by its number and office."""
        index, table, task, basis, source = asked
        excused, units = source.excuses(self.policy), self.names.of_task(table, task)
        parts = find_parts(task, units, self.policy, self.as_of, excused=excused)
        if parts:
            verdict = judge_whole(basis, parts, self.policy, self.as_of, excused=excused)
        else:
            verdict = judge(basis, self.as_of, excused=excused)
        notes = [n for part in parts for n in remarks(part.verdict)] if parts else remarks(verdict)
        refer = partial(self.documents[index].ref, table, task)
        noted = [note.at(refer(_NOTED_AT.get(note.code, "status"))) for note in notes]
        if noted and self.documents[index].settled:
            found, noted = noted, [one for one in noted if not self.settled[index].holds(one)]
            self.checked += len(found) - len(noted)
        self.said += ((index, one) for one in noted)
        doubt = self.doubts.of(index, table, task, verdict, noted)
        planned = source.is_plan(self.policy)
        return Judged(index, table, task, verdict, *units, source.number, planned, doubt, number, office, parts)

    def judge_copy(self, telling: "TaskTelling") -> Judged:
        """A task that does not count, as it would be judged alone."""
        _, index, table, task = telling
        verdict = judge(understand(task, self.policy), self.as_of)
        return Judged(index, table, task, verdict, *self.names.of_task(table, task))


def _check_calendar(tasks: Sequence[Judged], as_of: date, said: list[tuple[int, Diagnostic]]) -> None:
    days = [t.due for t in tasks if t.due and t.due > as_of]
    last = max((d for d in days if (d - as_of).days < 400), default=as_of)
    said.extend((0, Diagnostic("D690", None, {"year": year})) for year in unpublished_years(as_of, last))


def remarks(verdict: Verdict) -> tuple[Note, ...]:
    """What there is to say of a task (docs/规则.md 5.3, 5.6, 2.1)."""
    notes = (*verdict.basis.notes, *_early(verdict))
    if verdict.told in DONE_STATES:
        return (*notes, *_of_done(verdict))
    if verdict.said in _WORDLESS:
        return (*notes, Note("D309")) if verdict.told == "cancelled" else notes
    return notes if verdict.told in ("cancelled", "suspended") else (*notes, *_of_open(verdict))


def _early(verdict: Verdict) -> Iterator[Note]:
    """A day without a year that would lie before the document; its cell counts as blank."""
    basis = verdict.basis
    done, year = basis.task.reported.done, basis.task.year
    if says_too_early(basis, verdict.as_of):
        yield Note("D608", facts={"text": basis.words, "year": year})
    elif isinstance(basis.day, DateExpr) and is_before(basis, basis.day, settle_day(basis.day, verdict.as_of)):
        yield Note("D613", facts={"text": done, "year": year})


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
    elif basis.inferred and basis.progress is None and basis.task.reported.done is None:
        yield Note("D615", facts={"words": basis.words})
    elif not heard.certain or heard.step or heard.kind == "in_progress":
        yield Note("D605", facts={"words": basis.words})


def _of_open(verdict: Verdict) -> Iterator[Note]:
    """Words that give way to a share, and those that win over a done date or 100 % beside them."""
    basis, share = verdict.basis, verdict.share
    plain = any(map(says_open, _heard(basis).clauses))
    if basis.doubtful and verdict.told == "in_progress":
        yield Note("D606", facts={"words": basis.words})
    elif (
        basis.words and basis.progress is None and verdict.told == "in_progress" and _heard(basis).unclear and not plain
    ):
        yield Note("D614", facts={"words": basis.words})
    elif basis.words and verdict.told == "in_progress" and _names_no_node(basis):
        yield Note("D616", facts={"words": basis.words})
    elif (
        verdict.state == "overdue"
        and verdict.told == "in_progress"
        and basis.progress is None
        and not plain
        and _tells_no_rest(basis)
    ):
        yield Note("D606", facts={"words": basis.words})
    if verdict.said == "thing" and _heard(basis).kind == "done":
        yield _against(basis, words.SHARE.format(share=f"{share:.0%}"), STATE_WORDS["in_progress"])
    day = done_day(basis, verdict.as_of) if basis.task.reported.done else None
    if day:
        yield _against(basis, words.DONE_DAY.format(day=iso(day)), words.NOT_DONE)
    elif share == 1:
        yield _against(basis, words.DONE_SHARE, words.NOT_DONE)


def _names_no_node(basis: Basis) -> bool:
    """Whether words say that something of a task with several milestones was done, and not which of them: 「上半年已完成」."""
    if len(basis.milestones) < 2 or basis.node != basis.first:
        return False
    clauses = _heard(basis).clauses
    done = any(clause.says_done and clause.deed not in STATUS.opening for clause in clauses)
    return done and not any(clause.verdict in ("open", "undone", "left") for clause in clauses)


def _tells_no_rest(basis: Basis) -> bool:
    """Whether words tell of deeds by their days, and of nothing that is still to be done: such a task is not simply late."""
    clauses = _heard(basis).clauses
    dated = any(clause.shape.dated and clause.verdict in ("neutral", "done", "step", "part") for clause in clauses)
    return dated and not any(tells_rest(clause) for clause in clauses)


def _against(basis: Basis, other: str, word: str) -> Note:
    return Note("D604", facts={"words": basis.words, "other": other, "word": word})


def _heard(basis: Basis) -> StatusWords:
    reported = basis.task.reported
    return parse_status(str((reported.done if basis.said == "nothing" else reported.words) or ""))


class UnitNames:
    """The names under which units are counted, over all documents of an assessment.

    A group with a roster counts for its members; else the roster's full name stands, else the name as printed. Names that
    differ only in width or brackets are one (docs/规则.md 4.6), counted under the first way of printing.
    """

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}
        self._first: dict[str, str] = {}
        self._answering: dict[int, Callable[[Task], tuple[UnitRole, ...]]] = {}

    def of_task(self, table: Table, task: Task) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Those that a task of a table counts for."""
        units_of = self._answering.get(id(table)) or self._answering.setdefault(id(table), answering(table))
        return self.of(units_of(task))

    def of(self, units: Sequence[UnitRole]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The units that a task counts for, each once: the leading ones, and every one named."""
        lead: dict[str, None] = {}
        named: dict[str, None] = {}
        for unit in units:
            for printed in unit.members or (unit.unit or unit.name,):
                if printed not in self._shown:
                    self._shown[printed] = self._first.setdefault(name_key(printed), printed)
                name = self._shown[printed]
                named[name] = None
                if unit.role == "lead":
                    lead[name] = None
        return tuple(lead), tuple(named)


def tally(tasks: Iterable[Judged]) -> Tally:
    """Count distinct tasks by state."""
    tasks = list(tasks)
    return count_states(tasks, repeat(("",))).get("", Tally())


def by_unit(tasks: Sequence[Judged], units: Callable[[Judged], tuple[str, ...]]) -> tuple[TallyRow, ...]:
    """A tally for each unit, the worst first: most late, then most unfinished, then the order of appearance."""
    labels = (units(judged) or (words.NO_UNIT,) for judged in tasks)
    rows = starmap(TallyRow, count_states(tasks, labels, unit_of=str).items())
    return tuple(sorted(rows, key=_badness))


def _badness(row: TallyRow) -> tuple[bool, int, int]:
    unfinished = row.tally.under_way + row.tally.of("due_soon", "overdue")
    return row.label == words.NO_UNIT, -row.tally.of("overdue"), -unfinished


def by_stage(tasks: Sequence[Judged]) -> tuple[TallyRow, ...]:
    """A tally for each outermost group, in the sheet's order; 「」 holds tasks without a group."""
    return tuple(_rows(tasks, (t.task.group[:1] or ("",) for t in tasks)))


def by_month(tasks: Sequence[Judged]) -> tuple[TallyRow, ...]:
    """A tally for each month of the judged due date, in order; 「」 (no date) comes last."""
    rows = _rows(tasks, ((due.isoformat()[:7] if (due := t.due) else "",) for t in tasks))
    return tuple(sorted(rows, key=lambda row: (not row.label, row.label)))


def _standing(judged: Judged) -> _Standing:
    return judged.verdict.state, judged.planned, judged.fell_due


def _rows(tasks: Sequence[Judged], labels: Iterable[Iterable[str]]) -> Iterator[TallyRow]:
    return starmap(TallyRow, count_states(tasks, labels).items())


def count_states(
    tasks: Sequence[Judged], labels: Iterable[Iterable[K]], unit_of: Callable[[K], str] | None = None
) -> dict[K, Tally]:
    """A tally for each label, in the order of appearance; `labels` are those of each task.

    `unit_of` is the unit of a label: of a task whose units answer each for itself, each counts by its own state.
    """
    counts: dict[K, dict[State, int]] = {}
    planned, due, met = Counter[K](), Counter[K](), Counter[K]()
    labelled: Counter[tuple[K, _Standing]] = Counter()
    if unit_of and any(judged.parts for judged in tasks):
        for judged, units in zip(tasks, labels, strict=False):
            labelled.update((label, _standing(judged.of_unit(unit_of(label)))) for label in units)
    else:
        labelled.update(chain.from_iterable(map(zip, labels, map(repeat, map(_standing, tasks)))))
    for (label, (state, plan, fell_due)), count in labelled.items():
        own = counts.setdefault(label, {})
        own[state] = own.get(state, 0) + count
        if plan and state not in APART_STATES:
            planned[label] += count
        if fell_due:
            due[label] += count
            met[label] += count if state in DONE_STATES else 0
    return {label: Tally(own, planned[label], due[label], met[label]) for label, own in counts.items()}
