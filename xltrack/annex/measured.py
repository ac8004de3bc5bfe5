"""What a table for print asks of whatever paper it is laid out on, measured once; and the widths by which its columns fill a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.annex.looks import HEAD_SIZE
from xltrack.annex.model import Align, AnnexDraft
from xltrack.annex.pages import find_runs
from xltrack.annex.wrap import breadth, break_date, room_for, width_of
from xltrack.base.patterns import pattern
from xltrack.base.values import Number
from xltrack.sheets.model import CellValue

CENTERED: Final = frozenset({"seq", "group", "start", "deadline", "adjusted", "done_date", "progress", "late"})
_DATE_HALVES: Final = 15
_SHORT: Final = 20
_SHORT_DATE: Final = 26
_SPREAD: Final = 4  # rows that a merged cell counts on for its text: a page may cut the rest off
_NUMBER_SLACK: Final = 1.3  # of digits, which do not wrap, in the widest of the fonts in use
_SAMPLED: Final = 150
_WORD = pattern(r"[!-~]+")
_LONGEST_WORD: Final = 14
_STEP: Final = 1.0
_NARROWEST: Final = 3.0
_AIR: Final = 0.8  # of a column that no text uses


class JoinedCell(NamedTuple):
    """A cell over several columns of its row, all 0-based: a band, or a task and the groups that it has not."""

    row: int
    first: int
    last: int
    text: str


class MeasuredTable:
    """One table.

    Attributes:
        draft: what it says.
        values, shown: of the columns, their values and the words that paper shows of them.
        aligns: of the columns.
        runs: the cells that are one by their keys.
        joined: those over several columns.
        needs: what the columns ask for.
        cells: of the columns, those with words that are merged with no other: row, words.
        halves: of these words the halves of a 汉字 in a line of which they are one line in any case.
        plain: of the columns, whether they hold words alone.
        dated: the words that break into two lines where one is too short for them.
    """

    def __init__(self, draft: AnnexDraft, aligns: Sequence[Align] = ()) -> None:
        """Measure it; the columns stand as they are given."""
        self.draft, rows = draft, draft.rows
        self.values = [[row.values[place] for row in rows] for place in range(len(draft.columns))]
        self.plain = [{*map(type, column)} <= {str, type(None)} for column in self.values]
        self.shown: list[list[str]] = [
            [v or "" for v in column] if plain else [*map(shown_words, column)]  # type: ignore[misc]
            for column, plain in zip(self.values, self.plain, strict=True)
        ]
        self.aligns = aligns or tuple(map(self._align, range(len(self.shown))))
        self.runs = [
            run for place in range(len(self.shown)) for run in find_runs(place, [row.keys[place] for row in rows])
        ]
        self.joined = tuple(self._joined())
        self.needs = tuple(map(self._need, range(len(self.shown))))
        self.cells = [[*self._cells(place)] for place in range(len(self.shown))]
        self.halves = [{text: room_for(text) for text in {text for _, text in cells}} for cells in self.cells]
        self.dated = {text for text in set().union(*self.shown) if text[4:5] == "年" and break_date(text) != text}

    def _align(self, place: int) -> Align:
        """Short columns are centred, long ones stand left."""
        role = self.draft.columns[place].role
        most = _SHORT_DATE if role in CENTERED else _SHORT
        shown = zip(self.shown[place], self.draft.rows, strict=True)
        return "center" if role != "text" and all(row.band or breadth(text) <= most for text, row in shown) else "left"

    def _need(self, place: int) -> Need:
        """A merged cell's text spreads over its rows, a joined one takes its neighbours' room."""
        spread = [1] * len(self.draft.rows)
        for run in self._runs_in(place):
            spread[run] = [min(run.stop - run.start, _SPREAD)] * (run.stop - run.start)
        joined = self._joined_in(place)
        rows = [number for number, row in enumerate(self.draft.rows) if not row.band]
        texts = ["" if number in joined else self.shown[place][number] for number in rows]
        values = [] if self.plain[place] else [self.values[place][number] for number in rows]
        rigid = max(map(_unbroken, values, texts), default=0.0)
        least = 0.0 if any(isinstance(value, date) for value in values) else self._least(place, texts)
        return Need(self.draft.columns[place].header, texts, [spread[n] for n in rows], max(rigid, least), rigid)

    def _least(self, place: int, texts: Sequence[str]) -> int:
        """Halves of a 汉字 that a line should hold: short words whole, longer ones four characters, dates by year and day."""
        if not any(texts):
            return 11  # to be filled in
        if self.aligns[place] == "left":
            return 20 if self.draft.columns[place].role == "text" else 9
        longest = max(breadth(part) for text in set(texts) for part in break_date(text).split("\n"))
        return longest + 1 if longest <= 10 else 9

    def _joined(self) -> Iterator[JoinedCell]:
        for number, row in enumerate(self.draft.rows):
            first, last = (0, len(self.shown) - 1) if row.band else row.joined
            if row.band or last:
                yield JoinedCell(number, first, last, self.shown[first][number])

    def _cells(self, place: int) -> Iterator[tuple[int, str]]:
        apart = {number for run in self._runs_in(place) for number in range(run.start, run.stop)}
        apart |= self._joined_in(place)
        return ((number, text) for number, text in enumerate(self.shown[place]) if text and number not in apart)

    def _runs_in(self, place: int) -> Iterator[slice]:
        return (slice(run.start, run.stop) for run in self.runs if run.column == place)

    def _joined_in(self, place: int) -> set[int]:
        return {cell.row for cell in self.joined if cell.first <= place <= cell.last}


def shown_words(value: CellValue) -> str:
    """A value as paper shows it."""
    if isinstance(value, Number):
        return value.shown
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "" if value is None else str(value)


def _unbroken(value: CellValue, shown: str) -> float:
    """Halves of a 汉字 that a value needs on one line because it prints as ### on less; 0 for words, which wrap."""
    if isinstance(value, date):
        return _DATE_HALVES
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    return breadth(shown) * _NUMBER_SLACK + 0.5 if numeric else 0.0


class Need:
    """What a column asks for: its header, its texts and over how many rows each may spread, the least halves of one line.

    `rigid` halves it must have whatever the others get: numbers and dates print as ### on less.
    """

    def __init__(
        self, header: str, texts: Sequence[str], spread: Sequence[int], least: float = 0, rigid: float = 0
    ) -> None:
        first, step = texts[:_SAMPLED], max(1, -(-len(texts) // _SAMPLED))
        word = max((len(word) for text in first for word in _WORD.findall(text)), default=0)
        self.header, self.rigid = header, rigid
        self.least = max(4, least, rigid, min(_LONGEST_WORD, word) * 1.12)
        self.most = max((breadth(part) for text in first for part in text.split("\n")), default=4) * 1.05
        self.sample = [*zip(map(breadth, texts[::step]), spread[::step], strict=True)]

    def widths(self, size: float) -> tuple[float, float, float]:
        """What it must have at a point size, the least that it should have, and what it has a use for."""
        least = max(width_of(self.least, size), width_of(4 if len(self.header) <= 4 else 6, HEAD_SIZE))
        most = max(least, width_of(self.most, size), width_of(min(breadth(self.header), 10), HEAD_SIZE))
        return width_of(self.rigid, size) if self.rigid else _NARROWEST, least, most


def fit_widths(needs: Sequence[Need], size: float, whole: float) -> tuple[float, ...]:
    """Widths that fill the page: at first as narrow as can be, then the rest to whom it saves most height."""
    rigid, least, most = zip(*(need.widths(size) for need in needs), strict=True)
    widths = [*least]
    # For each sampled row and column: the width at which its text would be one line, over the rows that it spreads over.
    rows = [
        _Row([wide * size * 2 / 3 / 7 / spread for wide, spread in row], widths)
        for row in zip(*(need.sample for need in needs), strict=True)
    ]
    left = whole - sum(widths)
    while left >= _STEP and (open_ := [at for at, width in enumerate(widths) if width < most[at]]):
        gains = [0.0] * len(widths)
        for row in rows:
            gains[row.highest] += row.gain
        column = max(open_, key=lambda at: (gains[at], most[at] / widths[at]))
        widths[column] += _STEP
        left -= _STEP
        for row in rows:
            if row.lines[column] > 1.0:
                row.widen(column)
    return tuple(round(width, 2) for width in _scaled(widths, rigid, whole))


def _scaled(widths: Sequence[float], rigid: Sequence[float], whole: float) -> list[float]:
    """The widths made as wide together as the page, none under what it must have; what cannot be is printed smaller."""
    total = sum(widths)
    if total <= whole:
        return [width * whole / total for width in widths]
    spares = [max(0.0, width - least) for width, least in zip(widths, rigid, strict=True)]
    share = min(1.0, (total - whole) / sum(spares)) if any(spares) else 0.0
    return [width - share * spare for width, spare in zip(widths, spares, strict=True)]


class _Row:
    """A sampled row: the lines of its texts at the widths so far, and what the next unit of width saves to its highest column."""

    __slots__ = ("areas", "gain", "highest", "lines", "second", "widths")

    def __init__(self, areas: Sequence[float], widths: Sequence[float]) -> None:
        self.areas, self.widths = areas, widths
        self.lines = [max(1.0, area / (width - _AIR)) for area, width in zip(areas, widths, strict=True)]
        self._weigh()

    def widen(self, column: int) -> None:
        """Take note of a column's new width; most columns are not the ones that make a row high."""
        was = self.lines[column]
        now = self.lines[column] = max(1.0, self.areas[column] / (self.widths[column] - _AIR))
        if column == self.highest and now > self.second:
            self.gain = now - max(self.second, self.areas[column] / (self.widths[column] + _STEP - _AIR))
        elif was >= self.second:
            self._weigh()

    def _weigh(self) -> None:
        self.second, most = sorted((1.0, *self.lines))[-2:]
        self.highest = self.lines.index(most)
        wider = self.areas[self.highest] / (self.widths[self.highest] + _STEP - _AIR)
        self.gain = most - max(self.second, wider)
