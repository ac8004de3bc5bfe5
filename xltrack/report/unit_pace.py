"""What 单位汇总 says of pace and money, in columns behind the others: only where the sheets have any (docs/规则.md 5.12)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Assessment
from xltrack.assessment.money import AmountKind
from xltrack.assessment.pace import Paces, PaceSum, amount_words
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.live.book import CountingRule, pace_sums, summed
from xltrack.report.live.formulas import BLANK, every, is_number, literal, when
from xltrack.report.live.pace import points_formula
from xltrack.sheets.measure import LEGIBLE_A4, inset_of, paper_width
from xltrack.sheets.model import Plain, SheetColumn
from xltrack.telling import words as common

_SHARE: Final = 8.4  # 100.0% and its distance to the next column
_PACE: Final = (
    SheetColumn(words.PROGRESS, _SHARE, style="head.right"), SheetColumn(words.PACE, _SHARE, style="head.right"),
    SheetColumn(words.AGAINST, 11.8, style="head.right"),
)  # fmt: skip
_NARROWEST: Final = 7.0  # of amounts
_BEYOND: Final = 2.5  # the digits, which are wider in another font
_WIDER: Final = 1.15
_UNIT: Final = (12.0, 24.0)  # at least and at most for the names
_INSET: Final = 1.0
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
        return [*(["rate", "rate", "gap"] if self.paces.compared else []), *[amount] * len(self.paces.money)]

    @property
    def sum_styles(self) -> list[str]:
        """Of the sum."""
        compared = ["sum.rate", "sum.rate", "sum.gap"] if self.paces.compared else []
        return [*compared, *[f"sum.amount|{amount_format(self.paces)}"] * len(self.paces.money)]

    def values(self, unit: str) -> list[Plain]:
        """The cells of a unit."""
        return self._shown(self.sums.get(unit, _NO_SUM), with_money=self.with_money)

    def sum_values(self) -> list[Plain]:
        """Those of distinct tasks."""
        return self._shown(self.paces.whole, with_money=True)

    def _shown(self, sums: PaceSum, *, with_money: bool) -> list[Plain]:
        money: list[Plain] = [getattr(sums, kind) if with_money else None for kind in self.paces.money]
        if not self.paces.compared:
            return money
        shares = sums.shares or (common.NO_RATE, common.NO_RATE)
        return [*shares, sums.gap, *money]

    def formulas(self, criteria: Sequence[str], row: str = "§") -> Iterator[str]:
        """The same by formulas; without criteria those of distinct tasks."""
        if self.paces.compared:
            weight, *sums = pace_sums(self.paces, criteria)
            for total in sums:
                yield when(f"{weight}=0", literal(common.NO_RATE), f"{total}/({weight})")
            progress, elapsed = (f"{column_letters(self.first + n)}{row}" for n in (1, 2))
            yield when(every(is_number(progress), is_number(elapsed)), points_formula(progress, elapsed), BLANK)
        for kind in self.paces.money:
            yield summed(criteria, kind) if self.with_money or not criteria else BLANK


def unit_pace(assessment: Assessment, paces: Paces, rule: CountingRule, first: int, *, money: bool) -> UnitPace:
    """The columns of a roll-up by a counting rule; `money` says whether units have sums of money in it."""
    none = (judging.NO_UNIT,)
    sums = paces.sums(assessment.tasks, lambda j: (j.lead if rule == "lead" else j.named) or none)
    return UnitPace(paces, first, sums, money)


def _pace_heads(paces: Paces) -> tuple[SheetColumn, ...]:
    """Their heads."""
    return (*(_PACE if paces.compared else ()), *(_amount_head(paces, kind) for kind in paces.money))


def _amount_head(paces: Paces, kind: AmountKind) -> SheetColumn:
    name, digits = words.AMOUNTS[kind], len(amount_words(getattr(paces.whole, kind), paces.decimals))
    told = words.IN_MEASURE.format(name=name, measure=paces.measure) if paces.measure else name
    return SheetColumn(told, max(_NARROWEST, len(name) * 2 + _BEYOND, digits * _WIDER + _BEYOND), style="head.right")


def amount_format(paces: Paces) -> str:
    """How sums of money are shown: 「12,345.6」."""
    return f"#,##0.{'0' * paces.decimals}" if paces.decimals else "#,##0"


def with_pace(columns: Sequence[SheetColumn], paces: Paces) -> tuple[SheetColumn, ...]:
    """All columns: those of counts as narrow as their words allow, long ones in two lines, and no bar, for they have to fit on A4."""
    unit, *counts = (column for column in columns if column.header != words.BAR)
    behind = (*map(_narrow, counts), *_pace_heads(paces))
    least, most = _UNIT
    left = LEGIBLE_A4 - paper_width(behind) - inset_of(1)
    return unit._replace(width=float(int(max(least, min(most, left))))), *behind


def _narrow(column: SheetColumn) -> SheetColumn:
    if column.header in words.BROKEN_RATES:
        return column._replace(header=words.BROKEN_RATES[column.header], width=_SHARE)
    lines = 1 if len(column.header) < _TWO_LINES else 2
    return column._replace(width=-(-len(column.header) // lines) * 2 + _INSET)


def pace_caption(paces: Paces) -> str:
    """How these columns are counted."""
    if not paces.compared:
        return ""
    return words.PACE_CAPTION.format(weighed=words.WEIGHED if paces.weighed else words.UNWEIGHED)
