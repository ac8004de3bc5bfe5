"""From a table's words to a printed sheet: paper, widths, sizes, merged cells, page ends."""

from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from typing import Final, NamedTuple

from xltrack.annex.looks import HEAD_SIZE, TITLE_SIZE, annex_style
from xltrack.annex.measured import CENTERED, MeasuredTable, shown_words
from xltrack.annex.model import BODY_ROW, Annex, AnnexDraft
from xltrack.annex.pages import PagePlan, Run, plan_pages
from xltrack.annex.titles import break_title
from xltrack.annex.widths import fit_widths
from xltrack.annex.wrap import fit_date, full_height, height_of, room_of, wrapped_lines
from xltrack.base.address import CellRange
from xltrack.base.values import Number
from xltrack.sheets.measure import HIGHEST
from xltrack.sheets.model import CellValue, Row

# Rows above the title: label and empty line; between title and header the caption.
LABEL_HEIGHT: Final = 27.0
CAPTION_HEIGHT: Final = 27.0
_TALL: Final = 0.42  # of a page
_NARROW: Final = 8  # lines
_MOST_UPRIGHT: Final = 9  # columns
_MOST_ACROSS: Final = 12
_SAMPLED: Final = 400


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
    # The first rows of a long table choose the paper for all.
    whole = MeasuredTable(draft)
    long = len(draft.rows) > _SAMPLED
    sample = MeasuredTable(draft._replace(rows=draft.rows[:_SAMPLED]), whole) if long else whole
    tried = [_Layout(sample, paper) for paper in _PAPERS if paper.landscape or not across]
    if len(draft.columns) > _MOST_ACROSS or not any(layout.is_whole for layout in tried):
        tried += [_Layout(sample, paper) for paper in _LARGE_PAPERS]
    best = min(tried, key=_Layout.cost)
    return (_Layout(whole, best.paper) if long else best).annex(fonts)


class _Layout:
    """One table on one paper."""

    def __init__(self, table: MeasuredTable, paper: Paper) -> None:
        self.table, self.draft, self.paper = table, table.draft, paper
        self.widths = fit_widths(table.needs, paper.size, paper.width)
        self.rooms = [room_of(width, paper.size) for width in self.widths]
        self.head = max(26.0, height_of(self._head_lines(), HEAD_SIZE))
        self.alone = self._heights_alone()
        self.title = break_title(self.draft.title, room_of(paper.width, TITLE_SIZE))
        self.title_height = 12 + (self.title.count("\n") + 1) * TITLE_SIZE * 1.5
        self.plan = self._planned()

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

    def _heights_alone(self) -> list[float]:
        """What the rows need by the cells that are not merged with other rows'."""
        size, dated, most = self.paper.size, self.table.dated, [1] * len(self.draft.rows)
        for room, cells in zip(self.rooms, self.table.cells, strict=True):
            for row, text, halves in zip(*cells, strict=True):
                if halves > room:
                    lines = wrapped_lines(fit_date(text, room) if text in dated else text, room)
                    most[row] = max(most[row], lines)
        for row, first, last, text in self.table.joined:
            words = fit_date(text, self.rooms[first])
            most[row] = max(most[row], wrapped_lines(words, room_of(sum(self.widths[first : last + 1]), size)))
        return [height_of(lines, size) for lines in most]

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
            for row in self.table.shown[:100] for place, text in enumerate(row)
            if self.table.aligns[place] == "center" and text
        )  # fmt: skip
        crowded = len(self.widths) > _MOST_UPRIGHT and not self.paper.landscape
        return not crowded and not narrow and max(self.alone, default=0.0) <= _TALL * self.paper.height

    def _planned(self) -> PagePlan:
        size, table = self.paper.size, self.table
        needed = {
            run: full_height(wrapped_lines(table.shown[run.start][run.column], self.rooms[run.column]), size)
            for run in table.runs
        }
        return plan_pages(self.alone, needed, [row.band for row in self.draft.rows], self._rooms())

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

    def _rows(self, plan: PagePlan, fonts: str) -> Iterator[Row]:
        """Rows as they are written: the words of a merged cell stand in its first row on each page alone."""
        covered = {(row, run.column) for run in plan.runs for row in range(run.start + 1, run.stop)}
        style = cache(partial(annex_style, fonts, self.paper.size))
        for number, (row, height) in enumerate(zip(self.draft.rows, plan.heights, strict=True)):
            values, parts = list(row.values), list[str](self.table.aligns)
            for place in self.table.varied if not row.band else ():
                value = row.values[place]
                parts[place] = self._part(value, place, struck=row.struck)
                if (number, place) in covered:
                    values[place] = None
                elif value in self.table.dated:
                    values[place] = fit_date(str(value), self.rooms[place])
            if row.joined[1]:
                first, last = row.joined
                parts[first : last + 1] = [parts[last]] * (last - first + 1)
            yield Row(values, [*map(style, ["band"] * len(parts) if row.band else parts)], height)

    def _part(self, value: CellValue, place: int, *, struck: bool) -> str:
        """What a cell looks like."""
        align, role = self.table.aligns[place], self.draft.columns[place].role
        if struck and role == "text":
            return "struck"
        if isinstance(value, date):
            return "date"
        if isinstance(value, Number):
            return f"number|{value.format}"
        narrow = align == "left" and role in CENTERED
        return "center" if narrow and wrapped_lines(shown_words(value), self.rooms[place]) <= 2 else align

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
