"""From a table's words to a printed sheet: paper, widths, sizes, merged cells, page ends."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.annex.looks import HEAD_SIZE, TITLE_SIZE, annex_style
from xltrack.annex.model import BODY_ROW, Align, Annex, AnnexDraft, DraftRow
from xltrack.annex.pages import PagePlan, Run, find_runs, plan_pages
from xltrack.annex.titles import break_title
from xltrack.annex.widths import Need, fit_widths
from xltrack.annex.wrap import full_height, height_of, room_of, wrapped_lines
from xltrack.base.address import CellRange
from xltrack.base.values import Number
from xltrack.sheets.measure import HIGHEST, breadth
from xltrack.sheets.model import CellValue, Row

# Rows above the title: label and empty line; between title and header the caption.
LABEL_HEIGHT: Final = 27.0
CAPTION_HEIGHT: Final = 27.0
_DATE_HALVES: Final = 15
_SHORT: Final = 20
_SPREAD: Final = 4  # rows that a merged cell counts on for its text: a page may cut the rest off
_SHORT_DATE: Final = 26
_DATED: Final = re.compile(r"^(\d{4}年)(\d{1,2}月\S{0,6})$")
_TALL: Final = 0.42  # of a page
_NARROW: Final = 8  # lines
_MOST_UPRIGHT: Final = 9  # columns
_MOST_ACROSS: Final = 12
_DIGITS_SLACK: Final = 1.08  # of a date, which is digits by half
_NUMBER_SLACK: Final = 1.3  # of digits, which do not wrap, in the widest of the fonts in use
_SAMPLED: Final = 400
_CENTERED: Final = frozenset({"seq", "group", "start", "deadline", "adjusted", "done_date", "progress", "late"})


class Paper(NamedTuple):
    """A page's text area: width in units of columns and height in points, a little less than GB/T 9704-2012 gives it.

    `weight` is what a page of it counts: 五号 holds a third more on a page than 小四 and must earn its smallness.
    """

    landscape: bool
    size: float
    width: float
    height: float
    weight: float
    a3: bool = False


# 156 × 225 mm of A4, upright and across; the point sizes 小四 and 五号, and 小五 where a row cannot hold its words in another.
_UPRIGHT: Final = (83.0, 628.0)
_ACROSS: Final = (120.0, 434.0)
_LARGE: Final = (185.0, 676.0)  # 348 × 243 mm of A3
_PAPERS: Final = (
    Paper(False, 12, *_UPRIGHT, 1.0), Paper(False, 10.5, *_UPRIGHT, 1.3),
    Paper(True, 12, *_ACROSS, 1.05), Paper(True, 10.5, *_ACROSS, 1.35), Paper(True, 9, *_ACROSS, 3.0),
)  # fmt: skip
# A sheet of A3 holds more than two of A4; it is for tables of very many columns, and for what A4 cannot show.
_LARGE_PAPERS: Final = (
    Paper(True, 12, *_LARGE, 2.4, a3=True), Paper(True, 10.5, *_LARGE, 3.1, a3=True), Paper(True, 9, *_LARGE, 6.9, a3=True),
)  # fmt: skip


def lay_out_annex(draft: AnnexDraft, fonts: str, *, across: bool = False) -> Annex:
    """The sheet of a table, on the paper on which it takes the fewest pages, 12 points and upright where that makes little difference.

    `across` leaves it no upright paper.
    """
    shown = [[_words(value) for value in row.values] for row in draft.rows]
    aligns = _aligns(draft, shown)
    # The first rows of a long table choose the paper for all.
    sample = draft._replace(rows=draft.rows[:_SAMPLED])

    def lay_out(papers: Sequence[Paper]) -> list[_Layout]:
        return [_Layout(sample, shown[:_SAMPLED], aligns, paper) for paper in papers]

    tried = lay_out([paper for paper in _PAPERS if paper.landscape or not across])
    if len(draft.columns) > _MOST_ACROSS or not any(layout.is_whole for layout in tried):
        tried += lay_out(_LARGE_PAPERS)
    best = min(tried, key=_Layout.cost)
    return (best if len(draft.rows) <= _SAMPLED else _Layout(draft, shown, aligns, best.paper)).annex(fonts)


def fits_date(text: str, room: float) -> bool:
    """Whether a date stands on one line of `room` halves of a 汉字, in a font with wider digits too."""
    return wrapped_lines(text, room / _DIGITS_SLACK) == 1


def break_date(text: str) -> str:
    """A date in two lines, year and day: 「2021年⏎6月底前」; other words as they are."""
    return _DATED.sub(r"\1\n\2", text) if len(text) <= 16 else text


def _words(value: CellValue) -> str:
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
        return breadth(_words(value)) * _NUMBER_SLACK + 0.5
    return 0.0


def _aligns(draft: AnnexDraft, shown: Sequence[Sequence[str]]) -> tuple[Align, ...]:
    """Short columns are centred, long ones stand left."""
    aligns: list[Align] = []
    for place, column in enumerate(draft.columns):
        longest = max(
            (breadth(row[place]) for row, drawn in zip(shown, draft.rows, strict=True) if not drawn.band), default=0
        )
        short = longest <= (_SHORT_DATE if column.role in _CENTERED else _SHORT)
        aligns.append("center" if column.role != "text" and short else "left")
    return tuple(aligns)


class _Layout:
    """One table on one paper."""

    def __init__(
        self, draft: AnnexDraft, shown: Sequence[Sequence[str]], aligns: tuple[Align, ...], paper: Paper
    ) -> None:
        self.draft, self.shown, self.aligns, self.paper = draft, shown, aligns, paper
        count = len(draft.columns)
        self.keys = [[row.keys[place] for row in draft.rows] for place in range(count)]
        self.runs = [run for place in range(count) for run in find_runs(place, self.keys[place], 0, len(draft.rows))]
        self.widths = fit_widths(self._needs(), paper.size, paper.width)
        self.rooms = [room_of(width, paper.size) for width in self.widths]
        self.head = max(26.0, height_of(self._head_lines(), HEAD_SIZE))
        self.alone = [self._alone(number) for number in range(len(draft.rows))]
        self.title = break_title(draft.title, room_of(paper.width, TITLE_SIZE))
        self.title_height = 12 + (self.title.count("\n") + 1) * TITLE_SIZE * 1.5
        self.plan = self._planned()

    def _needs(self) -> list[Need]:
        """What the columns ask for; a merged cell's text spreads over its rows, a joined one takes its neighbours' room."""
        spread = [[1] * len(self.draft.rows) for _ in self.draft.columns]
        for run in self.runs:
            length = run.stop - run.start
            spread[run.column][run.start : run.stop] = [min(length, _SPREAD)] * length
        needs = []
        for place, column in enumerate(self.draft.columns):
            rows = [n for n, row in enumerate(self.draft.rows) if not row.band]
            texts = tuple("" if self._joins(n, place) else self.shown[n][place] for n in rows)
            values = [self.draft.rows[n].values[place] for n in rows]
            rigid = max((_unbroken(value) for value in values), default=0.0)
            least = max(rigid, 0.0 if any(isinstance(v, date) for v in values) else self._least(place, texts))
            needs.append(Need(column.header, texts, tuple(spread[place][n] for n in rows), least, rigid=rigid))
        return needs

    def _least(self, place: int, texts: Sequence[str]) -> int:
        """Halves of a 汉字 that a line should hold: short words whole, longer ones four characters, dates by year and day."""
        if not any(texts):
            return 11  # to be filled in
        if self.aligns[place] == "left":
            return 20 if self.draft.columns[place].role == "text" else 9
        parts = [part for text in texts for part in break_date(text).split("\n")]
        longest = max(map(breadth, parts), default=0)
        return longest + 1 if longest <= 10 else 9

    def _shown_value(self, place: int, value: CellValue) -> CellValue:
        """The value as it is written: a date that does not fit on one line breaks behind its year."""
        fits = not isinstance(value, str) or fits_date(value, self.rooms[place])
        return value if fits else break_date(str(value))

    def _joins(self, number: int, place: int) -> bool:
        first, last = self.draft.rows[number].joined
        return first < last and first <= place <= last

    def _heads(self) -> Iterator[str]:
        """The headers, those that do not fit on a line in lines of the same length: 完成⏎时限."""
        for column, width in zip(self.draft.columns, self.widths, strict=True):
            lines = wrapped_lines(column.header, room_of(width, HEAD_SIZE))
            length = -(-len(column.header) // lines)
            even = lines > 1 and not any(map(str.isascii, column.header))
            parts = range(0, len(column.header), length)
            yield "\n".join(column.header[at : at + length] for at in parts) if even else column.header

    def _head_lines(self) -> int:
        rooms = (room_of(width, HEAD_SIZE) for width in self.widths)
        return max(wrapped_lines(header, room) for header, room in zip(self._heads(), rooms, strict=True))

    def _alone(self, number: int) -> float:
        """What a row needs by the cells that are not merged with other rows'."""
        row, shown = self.draft.rows[number], self.shown[number]
        size = self.paper.size
        if row.band:
            return height_of(wrapped_lines(shown[0], room_of(sum(self.widths), size)), size)
        lines = 1
        for place, text in enumerate(shown):
            if text and not self._is_merged(place, number):
                room = self.rooms[place]
                if row.joined[0] < row.joined[1] and place == row.joined[0]:
                    room = room_of(sum(self.widths[place : row.joined[1] + 1]), size)
                lines = max(lines, wrapped_lines(str(self._shown_value(place, text)), room))
        return height_of(lines, size)

    def _is_merged(self, place: int, number: int) -> bool:
        own = self.keys[place]
        if own[number] is None:
            return False
        return (number > 0 and own[number - 1] == own[number]) or (
            number + 1 < len(own) and own[number + 1] == own[number]
        )

    def cost(self) -> float:
        """How many pages it takes, by the paper's weight; what is hard to read counts half as much again, what is cut off far more."""
        pages = (len(self.plan.starts) + 1) * self.paper.weight * (1.0 if self._is_easy() else 1.5)
        return pages + 100 * self.clipped + 50 * self.overflowing

    @property
    def is_whole(self) -> bool:
        """Whether it shows everything, each row on one page."""
        return not self.clipped and not self.overflowing

    @property
    def overflowing(self) -> int:
        """How many rows are higher than their page; the first beneath the title would leave a page without any."""
        first, others = self._rooms()
        heights = self.plan.heights
        return sum(height > others for height in heights) + bool(heights and heights[0] > first)

    @property
    def clipped(self) -> int:
        """How many rows hold more than a row can show."""
        return sum(height >= HIGHEST for height in self.plan.heights)

    def _is_easy(self) -> bool:
        """Whether no row is taller than two fifths of a page, and no short word is spread over many lines."""
        narrow = any(
            wrapped_lines(text, self.rooms[place]) > _NARROW
            for row in self.shown[:100] for place, text in enumerate(row) if self.aligns[place] == "center" and text
        )  # fmt: skip
        crowded = len(self.widths) > _MOST_UPRIGHT and not self.paper.landscape
        return not crowded and not narrow and max(self.alone, default=0.0) <= _TALL * self.paper.height

    def _planned(self) -> PagePlan:
        size = self.paper.size
        needed = {
            run: full_height(wrapped_lines(self.shown[run.start][run.column], self.rooms[run.column]), size)
            for run in self.runs
        }
        return plan_pages(self.alone, self.keys, needed, [row.band for row in self.draft.rows], self._rooms())

    def _rooms(self) -> tuple[float, float]:
        """Heights for rows on the first page and on the others."""
        above = LABEL_HEIGHT * 2 + self.title_height + CAPTION_HEIGHT + self.head
        return self.paper.height - above, self.paper.height - self.head

    def annex(self, fonts: str) -> Annex:
        """The sheet."""
        draft, plan = self.draft, self.plan
        return Annex(
            draft.label, draft.label, self.title, draft.caption, tuple(self._heads()), self.widths,
            tuple(self._rows(plan, fonts)), tuple(self._merges(plan)),
            tuple(BODY_ROW + start - 1 for start in plan.starts),
            (self.title_height, self.head), self.paper.landscape, fonts, draft.extract, draft.lines, self.clipped, self.paper.a3,
        )  # fmt: skip

    def _rows(self, plan: PagePlan, fonts: str) -> list[Row]:
        """Rows as they are written: the words of a merged cell stand in its first row on each page alone."""
        covered = {(row, run.column) for run in plan.runs for row in range(run.start + 1, run.stop)}
        rows = []
        for number, row in enumerate(self.draft.rows):
            values = [
                None if (number, place) in covered else self._shown_value(place, value)
                for place, value in enumerate(row.values)
            ]
            rows.append(Row(values, self._styles(row, fonts), plan.heights[number]))
        return rows

    def _styles(self, row: DraftRow, fonts: str) -> list[str]:
        size = self.paper.size
        if row.band:
            return [annex_style(fonts, size, "band")] * len(row.values)
        parts: list[str] = list(self.aligns)
        for place, (value, column) in enumerate(zip(row.values, self.draft.columns, strict=True)):
            if isinstance(value, date):
                parts[place] = "date"
            elif isinstance(value, Number):
                parts[place] = f"number|{value.format}"
            elif row.struck and column.role == "text":
                parts[place] = "struck"
            elif column.role in _CENTERED and wrapped_lines(_words(value), self.rooms[place]) <= 2:
                parts[place] = "center"
        if row.joined[1]:
            first, last = row.joined
            parts[first : last + 1] = [parts[last]] * (last - first + 1)
        return [annex_style(fonts, size, part) for part in parts]

    def _merges(self, plan: PagePlan) -> list[CellRange]:
        merged = [_area(run) for run in plan.runs]
        for number, row in enumerate(self.draft.rows):
            if row.band and len(row.values) > 1:
                merged.append(CellRange(BODY_ROW + number, 1, BODY_ROW + number, len(row.values)))
            elif row.joined[1]:
                first, last = row.joined
                merged.append(CellRange(BODY_ROW + number, first + 1, BODY_ROW + number, last + 1))
        return merged


def _area(run: Run) -> CellRange:
    return CellRange(BODY_ROW + run.start, run.column + 1, BODY_ROW + run.stop - 1, run.column + 1)
