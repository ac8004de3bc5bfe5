"""What a table for print asks of whatever paper it is laid out on, measured once; and the widths by which its columns fill a page.

Widths are pixels, of which a unit of column width has seven: 850 lie between the margins of A4 across.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from math import ceil
from typing import Final, NamedTuple

from xltrack.annex.looks import head_size
from xltrack.annex.model import Align, AnnexDraft
from xltrack.annex.pages import find_runs
from xltrack.annex.wrap import LATIN, PADDING, breadth, break_date, room_for, wrapped_lines
from xltrack.base.patterns import pattern
from xltrack.base.values import Number
from xltrack.sheets.days import DAY_DIGIT, longest_day
from xltrack.sheets.model import CellValue
from xltrack.sheets.widths import Lines, Wish, share_width

CENTERED: Final = frozenset({"seq", "group", "start", "deadline", "adjusted", "done_date", "progress", "late"})
_ASIDE: Final = frozenset({"group", "note", "other"})
_DATED: Final = frozenset({"start", "deadline", "adjusted", "done_date"})
_DATE_HALVES: Final = 8 * DAY_DIGIT + 6  # 2021年12月31日
_PARTED_DATE: Final = 9  # where the page is too narrow for all that its columns should have
_SHORT: Final = 20
_SHORT_DATE: Final = 26
_SPREAD: Final = 4  # rows that a merged cell counts on for its text: a page may cut the rest off
_NUMBER_SLACK: Final = 1.3  # of digits, which do not wrap, in the widest of the fonts in use
_SAMPLED: Final = 150  # rows that set the widths
_FEW: Final = 50  # that choose the paper
_WORD = pattern(r"[!-~]+")
_LONGEST_WORD: Final = 14
_NARROWEST: Final = 3  # halves
_TEXT, _USUAL, _BESIDE = 16, 8, 6  # halves that a line should hold: of the task, of most columns, of words beside it
_TO_FILL: Final = 11
_WHOLE_HEAD: Final = 10


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
        dated: of the columns, the words that hold a day which no line is to part.
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
        self.dated = [{*self._dated(place)} for place in range(len(self.shown))]

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
        day = max(map(longest_day, {*texts}), default=0.0) if self.draft.columns[place].role in _DATED else 0.0
        least = 0.0 if rigid or day else self._least(place, texts)
        rigid = max(rigid, min(day, _PARTED_DATE))
        header = self.draft.columns[place].header
        return Need(header, texts, [spread[n] for n in rows], max(rigid, day, least), rigid)

    def _least(self, place: int, texts: Sequence[str]) -> int:
        """Halves of a 汉字 that a line should hold: short words whole, longer ones four characters; none if it is empty."""
        role = self.draft.columns[place].role
        if not any(texts):
            return _TO_FILL if role == "status" else 0
        if self.aligns[place] == "left":
            return _TEXT if role == "text" else _BESIDE if role in _ASIDE else _USUAL
        longest = max(breadth(part) for text in set(texts) for part in break_date(text).split("\n"))
        return longest + 1 if longest <= 10 else _USUAL

    def _dated(self, place: int) -> Iterator[str]:
        dated = self.draft.columns[place].role in _DATED
        for text in {*self.shown[place]}:
            if (text[4:5] == "年" and break_date(text) != text) or (dated and longest_day(text)):
                yield text

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
        distinct, step = {*texts}, max(1, -(-len(texts) // _SAMPLED))
        word = max((len(word) for text in distinct for word in _WORD.findall(text)), default=0)
        self.header, self.rigid = header, rigid
        self.least = max(4, least, rigid, min(_LONGEST_WORD, word) * LATIN)
        self.most = max((breadth(part) for text in distinct for part in text.split("\n")), default=4) * 1.05
        self.empty = not any(distinct)
        self._sample = [*zip(texts[::step], spread[::step], strict=True)]
        self._known: dict[tuple[bool, int], Lines] = {}

    def wish(self, size: float, *, roughly: bool = False) -> Wish:
        """What it asks for at a point size, in halves of a 汉字; its lines `roughly` by a few of its texts."""
        floor = max(ceil(self.least - 0.01), ceil(self._head() * head_size(size) / size))
        rigid = min(floor, ceil(self.rigid - 0.01) or _NARROWEST)
        return Wish(floor, rigid, 0 if self.empty else max(floor, ceil(self.most)), partial(self._lines, roughly))

    def _head(self) -> int:
        """Halves of a line of its header: an empty column has nothing else, others show it in two or three lines."""
        return min(breadth(self.header), _WHOLE_HEAD) if self.empty else 4 if len(self.header) <= 4 else 6

    def _lines(self, roughly: bool, room: int) -> Lines:
        """The lines of each sampled text in lines of so many halves, over its rows."""
        known = self._known.get((roughly, room))
        if known is None:
            step = -(-len(self._sample) // _FEW) if roughly else 1
            known = [wrapped_lines(text, max(2, room)) / over if text else 1.0 for text, over in self._sample[::step]]
            self._known[roughly, room] = known
        return known


def fit_widths(
    needs: Sequence[Need], size: float, whole: int, near: Sequence[int] = (), *, roughly: bool = False
) -> tuple[int, ...]:
    """Widths in pixels that fill the page at a point size, and on which the rows are least high together.

    They are found `roughly`, by a few rows, or from such ones (`near`) by many.
    """
    half, room = size / 1.5, _halves(len(needs), size, whole)
    begun = [int((width - PADDING) / half) for width in near]
    if begun:
        begun[begun.index(max(begun))] += room - sum(begun)
    shares = share_width([need.wish(size, roughly=roughly) for need in needs], room, begun)
    widths = [ceil(share * half + PADDING) for share in shares]
    widest = max(range(len(widths)), key=lambda place: (not needs[place].empty, widths[place]))
    widths[widest] += max(0, whole - sum(widths))
    return tuple(widths)


def is_cramped(needs: Sequence[Need], size: float, whole: int) -> bool:
    """Whether a page is too narrow for the least that its columns should have: dates and short words break."""
    return sum(need.wish(size).floor for need in needs) > _halves(len(needs), size, whole)


def _halves(columns: int, size: float, whole: int) -> int:
    """Halves of a 汉字 that so many columns hold together on a page."""
    half = size / 1.5
    inset = PADDING + (not half.is_integer())  # no column is a part of a pixel too narrow
    return int((whole - inset * columns) / half)
