"""Whether tasks keep pace with their time: 序时进度 beside what was done, in points (docs/规则.md 5.12).

Nothing is judged by it: it says how far a task, and all tasks of a unit, lie ahead of the days that have gone or behind them.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from math import copysign, floor
from operator import add
from typing import Final, NamedTuple, TypeVar

from xltrack.assessment import words
from xltrack.assessment.model import Assessment, Judged, tells_pace
from xltrack.assessment.money import KINDS, AmountColumns, AmountKind, says_nothing
from xltrack.assessment.states import APART_STATES, DONE_STATES
from xltrack.domain.records import Milestone
from xltrack.domain.settings import Policy

K = TypeVar("K", bound=Hashable)
_ISSUED: Final = "印发"
_NO_COLUMNS: Final = AmountColumns()
_CENTS: Final = 2
_DIGITS: Final = 5  # of a sum of money
_SURE: Final = 6  # decimals of points, beyond which two programs may differ


class Amounts(NamedTuple):
    """What a task's cells hold in the measure of the book; None of blank ones, and of those that hold no number."""

    total: float | None = None
    plan: float | None = None
    done: float | None = None


_NO_AMOUNTS: Final = Amounts()
_NO_MONEY: Final = Amounts(0.0, 0.0, 0.0)


class Pace(NamedTuple):
    """How far a task is, beside how far its time is.

    Attributes:
        progress: 0 to 1, more where more than the plan was done; 1 of what is done.
        elapsed: 序时进度, the share of its days that have gone, 0 to 1.
        weight: what it counts in sums: the money of its plan, of a sheet without money 1.
        settled: whether it is done, and says nothing more for itself.
    """

    progress: float
    elapsed: float
    weight: float
    settled: bool = False

    @property
    def gap(self) -> int | None:
        """Points ahead, behind where less than 0; None of what is done."""
        return None if self.settled else points_between(self.progress, self.elapsed)

    @property
    def told(self) -> str:
        """「欠序时12个百分点」; 「」 of what is done."""
        return "" if self.settled else gap_words(points_between(self.progress, self.elapsed))


class PaceSum(NamedTuple):
    """Sums over tasks: of their weights, of progress and time by these; of their money."""

    weight: float = 0.0
    progress: float = 0.0
    elapsed: float = 0.0
    total: float = 0.0
    plan: float = 0.0
    done: float = 0.0

    @property
    def shares(self) -> tuple[float, float] | None:
        """Progress and 序时进度; None where no task has any."""
        return (self.progress / self.weight, self.elapsed / self.weight) if self.weight else None

    @property
    def gap(self) -> int | None:
        """Points ahead, behind where less than 0; None where no task has a pace."""
        shares = self.shares
        return points_between(*shares) if shares else None

    @property
    def told(self) -> str:
        """「达序时」; 「」 where no task has a pace."""
        gap = self.gap
        return "" if gap is None else gap_words(gap)


class Paces(NamedTuple):
    """The pace of all tasks of an assessment, and their money.

    Attributes:
        columns: those of amounts by the `id` of their table.
        measure: what money is told in: that of the sheet, 万元 where that is less; 「」 where the sheet does not say it.
        money: the kinds of money that there are.
        compared: whether there are shares, or a plan with what came of it: tasks can have a pace.
        tasks, amounts: one for each task of the assessment; the amounts are of money alone, 0 where its table has none.
        whole: the sums over distinct tasks.
    """

    columns: Mapping[int, AmountColumns]
    measure: str
    money: tuple[AmountKind, ...]
    compared: bool
    tasks: tuple[Pace | None, ...]
    amounts: tuple[Amounts, ...]
    whole: PaceSum

    def sums(self, tasks: Iterable[Judged], labels: Callable[[Judged], Iterable[K]]) -> dict[K, PaceSum]:
        """Sums by label; `tasks` are those of the assessment."""
        found: dict[K, list[float]] = {}
        for judged, pace, amounts in zip(tasks, self.tasks, self.amounts, strict=True):
            if pace or self.money:
                parts = _parts(pace, amounts)
                for label in labels(judged):
                    found[label] = [*map(add, found[label], parts)] if label in found else parts
        return {label: PaceSum(*parts) for label, parts in found.items()}

    def words(self, tasks: Iterable[int]) -> list[str | None]:
        """What is said of some tasks, by their indexes; None of those that say nothing."""
        return [(found.told or None) if (found := self.tasks[index]) else None for index in tasks]

    @property
    def weighed(self) -> bool:
        """Whether tasks weigh by the money of their plans anywhere."""
        return any(columns.weighed for columns in self.columns.values())

    @property
    def decimals(self) -> int:
        """How many decimals sums of money are told with: as many as the sheet has, at most two, of large sums none."""
        known = [value for amounts in self.amounts for value in amounts if value is not None]
        whole = self.whole
        most = min(_CENTS, max(0, _DIGITS - len(str(int(max(whole.total, whole.plan, whole.done))))))
        return next((n for n in range(most) if all(round(value, n) == round(value, _SURE) for value in known)), most)

    @property
    def behind(self) -> int:
        """How many tasks lie behind."""
        return sum(pace is not None and (pace.gap or 0) < 0 for pace in self.tasks)


def read_paces(assessment: Assessment) -> Paces | None:
    """The pace of all tasks; None where the sheets have neither money nor shares."""
    columns, tasks = assessment.amounts, assessment.tasks
    if not tells_pace(assessment):
        return None
    shared = any(judged.task.reported.progress is not None for judged in tasks)
    found = [one for table in columns.values() for one in table if one and one.head.money]
    measure = next((column.head.told_in for column in found if column.head.measure), "")
    kinds = {column.head.kind for column in found}
    money = tuple(kind for kind in KINDS if kind in kinds)
    compared = shared or any(table.compared for table in columns.values())
    issued, paces, shown = issue_day(assessment.policy), list[Pace | None](), list[Amounts]()
    for judged in tasks:
        own = columns.get(id(judged.table), _NO_COLUMNS)
        amounts = _NO_AMOUNTS if own is _NO_COLUMNS else read_amounts(judged, own, measure)
        paces.append(pace_of(judged, amounts, own, issued))
        shown.append(_NO_MONEY if own is _NO_COLUMNS else _money_alone(own, amounts))
    parts = [_parts(*one) for one in zip(paces, shown, strict=True) if one[0] or money]
    whole = PaceSum(*map(sum, zip(*parts, strict=True)))
    return Paces(columns, measure, money, compared, tuple(paces), tuple(shown), whole)


def _parts(pace: Pace | None, amounts: Amounts) -> list[float]:
    """What a task adds to each sum of `PaceSum`."""
    weight, progress, elapsed = (pace.weight, pace.progress, pace.elapsed) if pace else (0.0, 0.0, 0.0)
    return [weight, weight * progress, weight * elapsed, *(amount or 0.0 for amount in amounts)]


def read_amounts(judged: Judged, columns: AmountColumns, measure: str) -> Amounts:
    """What the cells of a task hold; where nothing stands of what came of it, nothing did."""
    values = judged.task.values
    found = Amounts(*(column and column.amount(values[column.place], measure) for column in columns))
    if columns.done and found.done is None and says_nothing(values[columns.done.place]):
        return found._replace(done=0.0)
    return found


def _money_alone(columns: AmountColumns, amounts: Amounts) -> Amounts:
    """What a task adds to sums of money: kilometres add nothing."""
    told = zip(columns, amounts, strict=True)
    return Amounts(*(amount if column and column.head.money else 0.0 for column, amount in told))


def pace_of(judged: Judged, amounts: Amounts, columns: AmountColumns, issued: date | None) -> Pace | None:
    """The pace of one task; None where it has no due date, is not counted, nothing tells how far it is, or nobody was asked."""
    verdict = judged.verdict
    settled = verdict.state in DONE_STATES
    progress = 1.0 if settled else progress_of(judged, amounts, columns)
    if progress is None or judged.planned or verdict.state in APART_STATES:
        return None
    span = span_of(verdict.basis.milestones, issued)
    weight = (amounts.plan or 0.0) if columns.weighed else 1.0
    return Pace(progress, elapsed_share(span, verdict.as_of), weight, settled) if span else None


def progress_of(judged: Judged, amounts: Amounts, columns: AmountColumns) -> float | None:
    """The share that its column says, else what came of the plan ÷ the plan."""
    if judged.task.reported.progress is not None:
        return judged.task.reported.progress
    if not columns.compared or not amounts.plan or amounts.done is None:
        return None
    return amounts.done / amounts.plan


def issue_day(policy: Policy) -> date | None:
    """The day of issue that the office has set ([base] 印发)."""
    return next((day for event, day in policy.base.items() if _ISSUED in event), None)


def span_of(milestones: Iterable[Milestone], issued: date | None) -> tuple[date, date] | None:
    """The first and last day of a task: from its start, else the day of issue, else 1 January of the year of its due date."""
    found = tuple(milestones)
    if not found:
        return None
    due = max(milestone.due for milestone in found)
    starts = [milestone.start for milestone in found if milestone.start]
    start = min(starts) if starts else issued if issued and issued <= due else date(due.year, 1, 1)
    return start, due


def elapsed_share(span: tuple[date, date], as_of: date) -> float:
    """Days gone ÷ all days, both ends included, 0 to 1."""
    first, last = span
    return min(1.0, max(0.0, ((as_of - first).days + 1) / ((last - first).days + 1)))


def points_between(progress: float, elapsed: float) -> int:
    """Points that progress is ahead of the time, less than 0 behind; halves away from 0."""
    points = round((progress - elapsed) * 100, _SURE)
    return int(copysign(floor(abs(points) + 0.5), points))


def amount_words(value: float, decimals: int) -> str:
    """「131,211」; halves up, as spreadsheets show them."""
    scale = 10**decimals
    return f"{floor(round(value * scale, _SURE) + 0.5) / scale:,.{decimals}f}"


def gap_words(gap: int) -> str:
    """「达序时」, 「超序时3个百分点」, 「欠序时12个百分点」."""
    if not gap:
        return words.ON_PACE
    return (words.AHEAD_OF_PACE if gap > 0 else words.BEHIND_PACE).format(points=abs(gap))
