"""The columns of a sheet that hold money or quantities: the whole, what is planned for the year, what came of it (docs/规则.md 5.12).

They are known by their headers, of the columns that mean nothing else, and by numbers that stand in them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.base.values import Percent
from xltrack.domain.records import CellValue, Table
from xltrack.language.status.tokens import STATUS

_COLUMNS: Final = Vocabulary("columns")
AmountKind = Literal["total", "plan", "done"]
KINDS: Final[tuple[AmountKind, ...]] = ("total", "plan", "done")
_BRACKETS: Final = pattern(r"\((?:单位[:为]?)?([^()]*)\)")
_YEAR: Final = pattern(r"(?:19|20)\d\d年?")
# 7月完成投资 is of a month; 1-7月完成投资, 截至7月底累计完成投资 are not.
_MONTH: Final = pattern(r"(?<![-—~～至到\d])\d{1,2}月")
_PAST: Final = pattern(r"(?:19|20)\d\d年[底末]")  # 截至2020年底累计完成投资 is none of the year's
_AMOUNT: Final = _COLUMNS.pattern(r"约?(\d+(?:\.\d+)?)({money_measures})?")
_TEN_THOUSANDS: Final = "万元"
_FOREMOST: Final = 3


class AmountHead(NamedTuple):
    """What the header of such a column says.

    Attributes:
        kind: the whole, the plan of the year, what came of it.
        measure: 「万元」, 「公里」; 「」 where none is told.
        money: whether it is money.
        rank: the lower the surer is it that it speaks of the year.
    """

    kind: AmountKind
    measure: str
    money: bool
    rank: int

    @property
    def told_in(self) -> str:
        """The measure in which its sums are told: 元 add up to 万元."""
        return self.measure if float(_COLUMNS.values("money_measures").get(self.measure, "1")) >= 1 else _TEN_THOUSANDS


class AmountColumn(NamedTuple):
    """A column of amounts: its place in `Task.values`, and what its header says."""

    place: int
    head: AmountHead

    def amount(self, value: CellValue, measure: str) -> float | None:
        """What a cell holds, in a measure of the same kind; None of a blank one and of one that holds no number.

        A cell may name a measure of its own: 「1.2亿元」 in a column of 万元 is 12000.
        """
        if isinstance(value, str):
            found = _AMOUNT.fullmatch(fold(squeeze(value)).replace(",", "").removesuffix(self._own))
            return float(found[1]) * self.factor(measure, found[2]) if found else None
        plain = isinstance(value, (int, float)) and not isinstance(value, (bool, Percent)) and value >= 0
        return float(value) * self.factor(measure) if plain else None  # type: ignore[arg-type]

    @property
    def _own(self) -> str:
        return "" if self.head.money else self.head.measure

    def factor(self, measure: str, told: str | None = None) -> float:
        """How much of `measure` one of the column's own measure is, or of the one that a cell tells."""
        if not self.head.money:
            return 1.0
        known = _COLUMNS.values("money_measures")
        return float(known.get(told or self.head.measure, "1")) / float(known.get(measure, "1"))


class AmountColumns(NamedTuple):
    """Those of one table; `plan` and `done` are of one kind."""

    total: AmountColumn | None = None
    plan: AmountColumn | None = None
    done: AmountColumn | None = None

    @property
    def compared(self) -> bool:
        """Whether what came of a plan stands beside it."""
        return self.plan is not None and self.done is not None

    @property
    def weighed(self) -> bool:
        """Whether there is a plan in money."""
        return self.plan is not None and self.plan.head.money

    @property
    def is_matter(self) -> bool:
        """Whether what is compared is no money: kilometres."""
        return self.compared and not self.weighed


@lru_cache(maxsize=1024)
def read_amount_head(header: str) -> AmountHead | None:
    """What a header says of amounts; None where it does not: 「累计完成投资（万元）」 is done, of money."""
    name = fold(squeeze(header))
    signed = _COLUMNS.money_signs.inside(name)
    if not (signed or _COLUMNS.money_plan.inside(name) or _COLUMNS.money_done.inside(name)):
        return None
    bracketed = [told for told in _BRACKETS.findall(name) if told]
    bare = _BRACKETS.sub("", name)
    summed = _COLUMNS.money_sum.inside(bare)
    if _COLUMNS.money_apart.inside(name) or (_MONTH.search(bare) and not summed):
        return None
    kind = _kind(bare)
    if kind == "done" and _PAST.search(bare):
        return None
    measures = _COLUMNS.values("money_measures")
    printed = (m for m in sorted(measures, key=len, reverse=True) if m in bracketed or (len(m) > 1 and m in name))
    told = next(printed, bracketed[-1] if bracketed else "")
    money = told in measures or (not told and signed)
    if kind is None or not (money or told or kind != "total"):
        return None
    of_year = _COLUMNS.money_year.inside(bare) or bool(_YEAR.search(bare))
    return AmountHead(kind, told, money, _FOREMOST - 2 * of_year - summed)


def _kind(name: str) -> AmountKind | None:
    """By the word that comes first; what came of the whole is no part of a year's plan."""
    done, plan = (_first(name, words) for words in (_COLUMNS.money_done, _COLUMNS.money_plan))
    total = _COLUMNS.money_total.inside(name) or name in _COLUMNS.money_whole
    if done < plan:
        return None if total else "done"
    return "total" if total else "plan" if plan < len(name) else None


def _first(name: str, words: Iterable[str]) -> int:
    return min((at for word in words if (at := name.find(word)) >= 0), default=len(name))


def find_amounts(tables: Iterable[Table]) -> Mapping[int, AmountColumns]:
    """The columns of amounts of the tables that have any, by the `id` of each."""
    found = ((id(table), _columns(table)) for table in tables)
    return {key: columns for key, columns in found if columns}


def _columns(table: Table) -> AmountColumns | None:
    heads = ((place, read_amount_head(c.header)) for place, c in enumerate(table.columns) if c.role == "other")
    columns = [AmountColumn(place, head) for place, head in heads if head]
    columns = [column for column in columns if _may_hold_numbers(table, column)]
    columns.sort(key=lambda column: (not column.head.money, column.head.rank, column.place))
    total = next((c for c in columns if c.head.kind == "total" and c.head.money), None)
    pair = next(_pairs(columns), None) or (None, None)
    if pair == (None, None):  # one without the other is money all the same
        money = [c for c in columns if c.head.money and _filled(table, c)]
        pair = tuple(next((c for c in money if c.head.kind == kind), None) for kind in KINDS[1:])  # type: ignore[assignment]
    return AmountColumns(total, *pair) if total or any(pair) else None


def _pairs(columns: Sequence[AmountColumn]) -> Iterator[tuple[AmountColumn, AmountColumn]]:
    """Plans with what came of them, in one measure."""
    for plan in (c for c in columns if c.head.kind == "plan"):
        for done in (c for c in columns if c.head.kind == "done"):
            alike = plan.head.measure == done.head.measure or not (plan.head.measure and done.head.measure)
            if plan.head.money == done.head.money and (plan.head.money or alike):
                yield plan, done


def _may_hold_numbers(table: Table, column: AmountColumn) -> bool:
    """Whether half of what stands there are numbers; what came of a plan may be blank throughout as yet."""
    filled = _filled(table, column)
    told = sum(column.amount(value, _TEN_THOUSANDS) is not None for value in filled)
    return 2 * told >= len(filled) and (bool(told) or column.head.kind == "done")


def _filled(table: Table, column: AmountColumn) -> list[CellValue]:
    return [task.values[column.place] for task in table.tasks if not says_nothing(task.values[column.place])]


def says_nothing(value: CellValue) -> bool:
    """Whether a cell says nothing: 「—」."""
    return value is None or (isinstance(value, str) and (not value.strip() or squeeze(value) in STATUS.blank))


def unread_amounts(table: Table, columns: AmountColumns) -> Iterator[Diagnostic]:
    """The cells of these columns that hold no number (D617)."""
    for column in filter(None, columns):
        source = table.columns[column.place]
        for task in table.tasks:
            value = task.values[column.place]
            if column.amount(value, _TEN_THOUSANDS) is None and not says_nothing(value):
                yield Diagnostic("D617", table.cell(task, source.number), {"header": source.header, "text": str(value)})
