"""What 单位汇总 says of pace and money, in columns behind the others: only where the sheets have any (docs/规则.md 5.12)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Assessment
from xltrack.assessment.pace import Paces, PaceSum
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.live.book import CountingRule, summed
from xltrack.report.live.formulas import every, is_number, literal, when
from xltrack.report.live.pace import told_formula
from xltrack.sheets.model import Plain, SheetColumn
from xltrack.telling import words as common

_PACE: Final = (
    SheetColumn(words.PROGRESS, 7, style="head.right"), SheetColumn(words.PACE, 7, style="head.right"),
    SheetColumn(words.AGAINST, 10),
)  # fmt: skip
_AMOUNT: Final = 10.5
_UNIT: Final = 20.0
_INSET: Final = 1.5
_TWO_LINES: Final = 4
_NO_SUM: Final = PaceSum()


class UnitPace(NamedTuple):
    """The columns of one roll-up: `first` is the 0-based first one, `sums` those of its units by name."""

    paces: Paces
    first: int
    sums: Mapping[str, PaceSum]
    with_money: bool

    @property
    def styles(self) -> list[str]:
        """Of the cells of a unit."""
        amount = f"amount|{amount_format(self.paces)}"
        return [*(["rate", "rate", "text"] if self.paces.compared else []), *[amount] * len(self.paces.money)]

    @property
    def sum_styles(self) -> list[str]:
        """Of the sum."""
        compared = ["sum.rate", "sum.rate", "sum"] if self.paces.compared else []
        return [*compared, *[f"sum.amount|{amount_format(self.paces)}"] * len(self.paces.money)]

    def values(self, unit: str) -> list[Plain]:
        """The cells of a unit."""
        return self._shown(self.sums.get(unit, _NO_SUM), with_money=self.with_money)

    def told(self, unit: str) -> list[str | None]:
        """What may take more than one line, for the height of the row: all cells behind the name."""
        compared = [None, None, self.sums.get(unit, _NO_SUM).told] if self.paces.compared else []
        return [*[None] * (self.first - 1), *compared, *[None] * len(self.paces.money)]

    def sum_values(self) -> list[Plain]:
        """Those of distinct tasks."""
        return self._shown(self.paces.whole, with_money=True)

    def _shown(self, sums: PaceSum, *, with_money: bool) -> list[Plain]:
        money: list[Plain] = [getattr(sums, kind) if with_money else None for kind in self.paces.money]
        if not self.paces.compared:
            return money
        shares = sums.shares or (common.NO_RATE, common.NO_RATE)
        return [*shares, sums.told, *money]

    def formulas(self, criteria: Sequence[str], row: str = "§") -> Iterator[str]:
        """The same by formulas; without criteria those of distinct tasks."""
        if self.paces.compared:
            weight = summed(criteria, "weight")
            for name in ("by_progress", "by_elapsed"):
                yield when(f"{weight}=0", literal(common.NO_RATE), f"{summed(criteria, name)}/({weight})")
            progress, elapsed = (f"{column_letters(self.first + n)}{row}" for n in (1, 2))
            yield when(every(is_number(progress), is_number(elapsed)), told_formula(progress, elapsed), '""')
        for kind in self.paces.money:
            yield summed(criteria, kind) if self.with_money or not criteria else '""'


def unit_pace(assessment: Assessment, paces: Paces, rule: CountingRule, first: int, *, money: bool) -> UnitPace:
    """The columns of a roll-up by a counting rule; `money` says whether units have sums of money in it."""
    none = (judging.NO_UNIT,)
    sums = paces.sums(assessment.tasks, lambda j: (j.lead if rule == "lead" else j.named) or none)
    return UnitPace(paces, first, sums, money)


def pace_heads(paces: Paces) -> tuple[SheetColumn, ...]:
    """Their heads."""
    money = (_amount_head(words.AMOUNTS[kind], paces.measure) for kind in paces.money)
    return (*(_PACE if paces.compared else ()), *money)


def _amount_head(name: str, measure: str) -> SheetColumn:
    told = words.IN_MEASURE.format(name=name, measure=measure) if measure else name
    return SheetColumn(told, _AMOUNT, style="head.right")


def amount_format(paces: Paces) -> str:
    """How sums of money are shown: 「12,345.6」."""
    return f"#,##0.{'0' * paces.decimals}" if paces.decimals else "#,##0"


def narrowed(columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """The other columns as narrow as their words allow, long ones in two lines, without the bar: all have to fit on A4."""
    unit, *counts = (column for column in columns if column.header != words.BAR)
    return unit._replace(width=_UNIT), *(c._replace(width=_narrow(c.header)) for c in counts)


def _narrow(header: str) -> float:
    lines = 1 if len(header) < _TWO_LINES else 2
    return -(-len(header) // lines) * 2 + _INSET


def pace_caption(paces: Paces) -> str:
    """How these columns are counted."""
    if not paces.compared:
        return ""
    weighed = any(columns.weighed for columns in paces.columns.values())
    return words.PACE_CAPTION.format(weighed=words.WEIGHED if weighed else words.UNWEIGHED)
