"""What a table for print asks of whatever paper it is laid out on: measured once, however many papers are tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.annex.model import Align, AnnexDraft
from xltrack.annex.pages import find_runs
from xltrack.annex.widths import Need
from xltrack.annex.wrap import breadth, break_date, room_for
from xltrack.base.values import Number
from xltrack.sheets.model import CellValue

CENTERED: Final = frozenset({"seq", "group", "start", "deadline", "adjusted", "done_date", "progress", "late"})
_DATE_HALVES: Final = 15
_SHORT: Final = 20
_SHORT_DATE: Final = 26
_SPREAD: Final = 4  # rows that a merged cell counts on for its text: a page may cut the rest off
_NUMBER_SLACK: Final = 1.3  # of digits, which do not wrap, in the widest of the fonts in use


class ShownCells(NamedTuple):
    """The cells of a column that make their rows as high as their words need; in a line of `halves` of a 汉字 they are one in any case."""

    rows: list[int]
    texts: list[str]
    halves: list[float]


class JoinedCell(NamedTuple):
    """The same of a cell over several columns of its row, all 0-based: a band, or a task and the groups that it has not."""

    row: int
    first: int
    last: int
    text: str


class MeasuredTable:
    """One table.

    Attributes:
        draft: what it says.
        shown: the words of each cell.
        aligns: of the columns.
        keys, runs: of the columns, and the cells that are one by them.
        needs: what the columns ask for.
        cells: of the columns, those with words that are merged with no other row's.
        joined: those over several columns.
        dated: the words that break into two lines where one is too short for them.
        varied: the columns whose cells may look or be written otherwise than their column.
    """

    def __init__(self, draft: AnnexDraft, whole: MeasuredTable | None = None) -> None:
        """Measure it; the columns of the beginning of a `whole` one stand as that one's."""
        self.draft = draft
        self.shown = [[v if type(v) is str else shown_words(v) for v in row.values] for row in draft.rows]
        self.aligns: tuple[Align, ...] = whole.aligns if whole else tuple(self._aligns())
        self.keys = [[row.keys[place] for row in draft.rows] for place in range(len(draft.columns))]
        self.runs = [run for place, own in enumerate(self.keys) for run in find_runs(place, own)]
        self.joined = tuple(self._joined())
        self.needs = tuple(self._needs())
        self.cells = tuple(self._cells())
        self.dated = {text for text in set().union(*self.shown) if text[4:5] == "年" and break_date(text) != text}
        self.varied = tuple(place for place in range(len(draft.columns)) if self._varies(place))

    def _aligns(self) -> Iterator[Align]:
        """Short columns are centred, long ones stand left."""
        rows = [shown for shown, row in zip(self.shown, self.draft.rows, strict=True) if not row.band]
        for place, column in enumerate(self.draft.columns):
            most = _SHORT_DATE if column.role in CENTERED else _SHORT
            short = all(breadth(shown[place]) <= most for shown in rows)
            yield "center" if column.role != "text" and short else "left"

    def _needs(self) -> Iterator[Need]:
        """A merged cell's text spreads over its rows, a joined one takes its neighbours' room."""
        spread = [[1] * len(self.draft.rows) for _ in self.draft.columns]
        for run in self.runs:
            length = run.stop - run.start
            spread[run.column][run.start : run.stop] = [min(length, _SPREAD)] * length
        rows = [number for number, row in enumerate(self.draft.rows) if not row.band]
        for place, column in enumerate(self.draft.columns):
            joined = self._joined_rows(place)
            texts = tuple(["" if n in joined else self.shown[n][place] for n in rows])
            values = [value for n in rows if not isinstance(value := self.draft.rows[n].values[place], str)]
            rigid = max(map(_unbroken, values), default=0.0)
            least = max(rigid, 0.0 if any(isinstance(v, date) for v in values) else self._least(place, texts))
            yield Need(column.header, texts, tuple([spread[place][n] for n in rows]), least, rigid)

    def _varies(self, place: int) -> bool:
        """Whether a column has merged cells, dates or numbers, or is centred where its words are short; or a task is struck out."""
        role = self.draft.columns[place].role
        if any(run.column == place for run in self.runs) or (self.aligns[place] == "left" and role in CENTERED):
            return True
        struck = role == "text" and any(row.struck for row in self.draft.rows)
        values = (row.values[place] for row in self.draft.rows)
        return struck or any(isinstance(v, (date, Number)) or v in self.dated for v in values)

    def _least(self, place: int, texts: Sequence[str]) -> int:
        """Halves of a 汉字 that a line should hold: short words whole, longer ones four characters, dates by year and day."""
        if not any(texts):
            return 11  # to be filled in
        if self.aligns[place] == "left":
            return 20 if self.draft.columns[place].role == "text" else 9
        parts = [part for text in set(texts) for part in break_date(text).split("\n")]
        longest = max(map(breadth, parts), default=0)
        return longest + 1 if longest <= 10 else 9

    def _joined(self) -> Iterator[JoinedCell]:
        for number, (row, shown) in enumerate(zip(self.draft.rows, self.shown, strict=True)):
            if row.band:
                yield JoinedCell(number, 0, len(shown) - 1, shown[0])
            elif row.joined[1]:
                yield JoinedCell(number, *row.joined, shown[row.joined[0]])

    def _cells(self) -> Iterator[ShownCells]:
        for place in range(len(self.draft.columns)):
            apart = {number for run in self.runs if run.column == place for number in range(run.start, run.stop)}
            apart |= self._joined_rows(place)
            rows = [n for n, shown in enumerate(self.shown) if shown[place] and n not in apart]
            texts = [self.shown[number][place] for number in rows]
            yield ShownCells(rows, texts, [*map(room_for, texts)])

    def _joined_rows(self, place: int) -> set[int]:
        return {cell.row for cell in self.joined if cell.first <= place <= cell.last}


def shown_words(value: CellValue) -> str:
    """A value as paper shows it."""
    if isinstance(value, Number):
        return value.shown
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "" if value is None else str(value)


def _unbroken(value: CellValue) -> float:
    """Halves of a 汉字 that a value needs on one line because it prints as ### on less; 0 for words, which wrap."""
    if isinstance(value, date):
        return _DATE_HALVES
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return breadth(shown_words(value)) * _NUMBER_SLACK + 0.5
    return 0.0
