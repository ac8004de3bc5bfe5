"""The hidden columns of the ledger that keep 序时 going, behind those that judge: only where the sheets have money or shares.

Money is told in the measure of the book. What a formula cannot read (「1200万元」) stands as it was read while its cell does.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import nan
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Judged
from xltrack.assessment.money import KINDS, AmountColumn, AmountColumns, AmountKind
from xltrack.assessment.pace import Pace, Paces, issue_day, read_amounts, span_of
from xltrack.assessment.states import APART_STATES, DONE_STATES
from xltrack.base.address import column_letters
from xltrack.domain.settings import Policy
from xltrack.report.live.columns import LiveColumns
from xltrack.report.live.formulas import (
    AS_OF,
    BLANK,
    every,
    is_in,
    is_number,
    literal,
    sentence_formula,
    unanswered,
    when,
)
from xltrack.report.live.pace_columns import pace_columns
from xltrack.sheets.model import CellValue, Fill, Filled, Formula, Plain

_MATTER: Final[Mapping[str, AmountKind]] = {"planned": "plan", "came": "done"}
_SHARES: Final = ("progress", "elapsed")
_DONE: Final = KINDS.index("done")
_SURE: Final = 6
_NO_COLUMNS: Final = AmountColumns()


def told_formula(progress: str, elapsed: str) -> str:
    """「欠序时12个百分点」 by the cells of progress and 序时, as `assessment.pace.gap_words` tells it."""
    return gap_formula(points_formula(progress, elapsed))


def points_formula(progress: str, elapsed: str) -> str:
    """Points ahead, as `assessment.pace.points_between` counts them."""
    return f"ROUND(ROUND(({progress}-{elapsed})*100,{_SURE}),0)"


def gap_formula(gap: str) -> str:
    """The words of a difference."""
    ahead, behind = (
        sentence_formula(judging.AHEAD_OF_PACE, points=gap),
        sentence_formula(judging.BEHIND_PACE, points=f"(-{gap})"),
    )
    return when(f"{gap}=0", literal(judging.ON_PACE), when(f"{gap}>0", ahead, behind))


class _AmountCells(NamedTuple):
    """The cells of one hidden column of amounts in the rows of one table.

    Attributes:
        column: what they are read from; `cell` is that in the ledger: 「$F§」.
        factor: how much of the book's measure one in it is.
        place: of the amount among `Amounts`.
        fill: the formula. Where nothing stands of what came of a plan, nothing did.
    """

    column: AmountColumn
    cell: str
    factor: float
    place: int
    fill: Fill

    def made(self, row: int, raw: CellValue, value: float | None) -> CellValue:
        """The cell of a row in whose column something stands; one that its formula reads otherwise keeps what it was read as."""
        if self._formula_value(raw) == value:
            return Filled(self.fill, value)
        plain: Plain = raw if raw is None or isinstance(raw, (str, int, float, date)) else str(raw)
        kept = f"{self.cell.replace('§', str(row))}={literal(plain)}"
        return Formula(when(kept, literal(value), self.fill.at(row)), value)

    def _formula_value(self, raw: CellValue) -> float | None:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return float(raw) * self.factor if raw >= 0 else None
        blank = raw is None or (isinstance(raw, str) and not raw.strip())
        return 0.0 if blank and self.place == _DONE else nan if isinstance(raw, date) else None


def _amount_cells(column: AmountColumn, letters: str, factor: float, last: int) -> _AmountCells:
    cell, place = f"${letters}§", KINDS.index(column.head.kind)
    scaled = cell if factor == 1 else f"{cell}*{literal(factor)}"
    blank = when(f'TRIM({cell})=""', "0", BLANK) if place == _DONE else BLANK
    fill = Fill(when(is_number(cell), when(f"{cell}>=0", scaled, BLANK), blank), last)
    return _AmountCells(column, cell, factor, place, fill)


class _TableFills(NamedTuple):
    """The formulas of the rows of one table: of its amounts by name, of progress, of weight."""

    amounts: Mapping[str, _AmountCells]
    progress: Fill
    weight: Fill


class PaceRows:
    """Makes the hidden cells of rows.

    Args:
        paces: what is told.
        live: the formulas of the ledger.
        places: for each table by its `id` and place in `Task.values` the 0-based column of the ledger.
        first: the 0-based first one of the hidden columns.
        policy: of the office.
    """

    def __init__(
        self, paces: Paces, live: LiveColumns, places: Mapping[int, Mapping[int, int]], first: int, policy: Policy
    ) -> None:
        self.paces, self.policy, self.places, self.names = paces, policy, places, pace_columns(paces)
        self.at = {**live.at, **{name: f"${column_letters(first + 1 + n)}§" for n, name in enumerate(self.names)}}
        self.last = next(iter(live.fills.values())).last
        self.tables: dict[int, _TableFills] = {}
        self.weighed = paces.weighed
        self.issued = issue_day(policy)
        self.fills = {name: Fill(text, self.last) for name, text in self._shared().items()} if paces.compared else {}

    def _shared(self) -> dict[str, str]:
        """The formulas that stand in every row; `told` is 序时, which is shown."""
        at = self.at
        known, begin = is_number(at["progress"]), at["begin"]
        gone = f"({AS_OF}-{begin}+1)/({at['last']}-{begin}+1)"
        open_ = every(known, f"NOT({is_in(at['state'], *DONE_STATES)})")
        weighed = (
            {f"by_{name}": when(known, f"{at['weight']}*{at[name]}", BLANK) for name in _SHARES} if self.weighed else {}
        )
        return {
            "elapsed": when(known, f"MAX(0,MIN(1,{gone}))", BLANK),
            **weighed,
            **({} if self.paces.columns else {"progress": self._progress(BLANK)}),
            "gap": when(open_, points_formula(at["progress"], at["elapsed"]), BLANK),
            "told": when(is_number(at["gap"]), gap_formula(at["gap"]), BLANK),
        }

    def fills_at(self, first: int) -> dict[int, Fill]:
        """The formulas that stand in every row by the 0-based column; `first` is that of the first one."""
        return {first + at: self.fills[name] for at, name in enumerate(self.names) if name in self.fills}

    def cells(
        self, first: int, rows: Sequence[int], tasks: Sequence[Judged], values: Sequence[Sequence[CellValue]]
    ) -> list[Sequence[CellValue]]:
        """The columns for some tasks whose source columns hold some values; `first` is the index of the first task."""
        columns: dict[str, Sequence[CellValue]] = {}
        if self.paces.columns:
            amounts = [*map(self._amounts, rows, tasks, values)]
            columns = {name: [cells.get(name) for cells in amounts] for name in (*KINDS, *_MATTER)}
        if self.paces.compared:
            columns |= self._compared(tasks, self.paces.tasks[first : first + len(tasks)])
        return [columns[name] for name in self.names]

    def _compared(self, tasks: Sequence[Judged], paces: Sequence[Pace | None]) -> dict[str, Sequence[CellValue]]:
        spans = (span_of(judged.verdict.basis.milestones, self.issued) for judged in tasks)
        columns: dict[str, Sequence[CellValue]] = {
            "begin": [span and span[0] for span in spans],
            "progress": [pace and pace.progress for pace in paces],
            "elapsed": [pace and pace.elapsed for pace in paces],
            "gap": [pace and pace.gap for pace in paces],
        }
        if self.weighed:
            columns["weight"] = [
                Filled(self._table(judged).weight, pace and pace.weight)
                for judged, pace in zip(tasks, paces, strict=True)
            ]
            columns["by_progress"] = [pace and pace.weight * pace.progress for pace in paces]
            columns["by_elapsed"] = [pace and pace.weight * pace.elapsed for pace in paces]
        if self.paces.columns:
            told = zip(tasks, paces, strict=True)
            columns["progress"] = [
                Filled(self._table(judged).progress, pace and pace.progress) for judged, pace in told
            ]
        return columns

    def _amounts(self, row: int, judged: Judged, values: Sequence[CellValue]) -> dict[str, CellValue]:
        key = id(judged.table)
        read = read_amounts(judged, self.paces.columns.get(key, _NO_COLUMNS), self.paces.measure)
        return {
            name: amount.made(row, values[self.places[key][amount.column.place]], read[amount.place])
            for name, amount in self._table(judged).amounts.items()
        }

    def _table(self, judged: Judged) -> _TableFills:
        key = id(judged.table)
        if key not in self.tables:
            self.tables[key] = self._fills_of(key, self.paces.columns.get(key, _NO_COLUMNS))
        return self.tables[key]

    def _fills_of(self, key: int, columns: AmountColumns) -> _TableFills:
        matter = columns.is_matter
        names = {kind: name for name, kind in _MATTER.items()} if matter else {}
        amounts: dict[str, _AmountCells] = {}
        for column in filter(None, columns):
            letters = column_letters(self.places[key][column.place] + 1)
            made = _amount_cells(column, letters, column.factor(self.paces.measure), self.last)
            amounts[names.get(column.head.kind, column.head.kind)] = made
        plan, done = (self.at.get(name, "") for name in (_MATTER if matter else KINDS[1:]))
        ratio = BLANK
        if columns.compared:
            ratio = when(every(f"N({plan})>0", is_number(done)), f"{done}/{plan}", BLANK)
        weight = f"N({plan})" if columns.weighed else "1"
        known = when(is_number(self.at.get("progress", "0")), weight, BLANK)
        return _TableFills(amounts, Fill(self._progress(ratio), self.last), Fill(known, self.last))

    def _progress(self, ratio: str) -> str:
        """1 of what is done, else the share, else what money says; blank where nothing is counted."""
        state = self.at["state"]
        asked = [f"{state}>0", f"NOT({is_in(state, *APART_STATES)})", is_number(self.at.get("begin", "0"))]
        if self.policy.unreported != "late":
            asked.append(f"NOT({unanswered(self.at['source'])})")
        open_ = when(is_number(self.at["share"]), self.at["share"], ratio)
        return when(every(*asked), when(is_in(state, *DONE_STATES), "1", open_), BLANK)
