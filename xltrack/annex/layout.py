"""From a table's words to a printed sheet: paper, widths, sizes, merged cells, page ends."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, partial
from typing import Final, NamedTuple

from xltrack.annex.looks import TITLE_SIZE, annex_style, head_size
from xltrack.annex.measured import CENTERED, MeasuredTable, fit_widths, is_cramped
from xltrack.annex.model import BODY_ROW, Annex, AnnexDraft
from xltrack.annex.pages import Run, plan_pages
from xltrack.annex.words import BRACKET
from xltrack.annex.wrap import break_title, fit_days, full_height, height_of, pixel_room, wrapped_lines
from xltrack.base.address import CellRange
from xltrack.base.values import Number
from xltrack.sheets.measure import HIGHEST
from xltrack.sheets.model import Row

# Rows above the title: label and empty line; between title and header the caption.
LABEL_HEIGHT: Final = 27.0
CAPTION_HEIGHT: Final = 27.0
_TALL: Final = 0.42  # of a page
_NARROW: Final = 8  # lines
_MOST_UPRIGHT: Final = 9  # columns
_MOST_ACROSS: Final = 12
_SAMPLED: Final = 200
_MANY_PAGES: Final = 12


class Paper(NamedTuple):
    """A page's text area: its width in pixels, all that GB/T 9704-2012 gives it, and its height in points, a little less.

    `weight` is what a page of it counts: 五号 holds a third more on a page than 小四 and must earn its smallness.
    """

    landscape: bool
    size: float
    width: int
    height: float
    weight: float
    a3: bool = False


# 156 × 225 mm of A4, upright and across; the point sizes 小四 and 五号; smaller ones for long tables, and where a row cannot hold its
# words in another.
_UPRIGHT: Final = (589, 635.0)
_ACROSS: Final = (850, 440.0)
_LARGE: Final = (1315, 685.0)  # 348 × 243 mm of A3
_PAPERS: Final = (
    Paper(False, 12, *_UPRIGHT, 1.0), Paper(False, 10.5, *_UPRIGHT, 1.3),
    Paper(True, 12, *_ACROSS, 1.05), Paper(True, 10.5, *_ACROSS, 1.35), Paper(True, 9, *_ACROSS, 5.0), Paper(True, 8.5, *_ACROSS, 6.0),
)  # fmt: skip
# A sheet of A3 holds more than two of A4; it is for tables of very many columns, and for what A4 cannot show.
_LARGE_PAPERS: Final = (
    Paper(True, 12, *_LARGE, 2.4, a3=True), Paper(True, 10.5, *_LARGE, 3.1, a3=True), Paper(True, 9, *_LARGE, 6.9, a3=True),
)  # fmt: skip


def lay_out_annex(draft: AnnexDraft, fonts: str, *, across: bool = False, large: bool = False) -> Annex:
    """The sheet of a table, on the paper on which it takes the fewest pages, 12 points and upright where that makes little difference.

    `across` leaves it no upright paper; A3 is taken where it is allowed (`large`) and the table asks for it.
    """
    whole = MeasuredTable(draft)
    # The first rows of a long table choose the paper for all.
    long = len(draft.rows) > _SAMPLED
    sample = MeasuredTable(draft._replace(rows=draft.rows[:_SAMPLED]), whole.aligns) if long else whole
    tried = [_Layout(sample, paper, roughly=True) for paper in _roomy(sample, across=across)]
    if large and (len(draft.columns) > _MOST_ACROSS or all(layout.is_short for layout in tried)):
        tried += [_Layout(sample, paper, roughly=True) for paper in _LARGE_PAPERS]
    best = min(tried, key=_Layout.cost)
    if best.pages * len(draft.rows) > _MANY_PAGES * len(sample.draft.rows):
        best = min((layout for layout in tried if layout.paper.a3 == best.paper.a3), key=_Layout.plain_cost)
    return _Layout(whole, best.paper, best.widths).annex(fonts)


def _roomy(table: MeasuredTable, *, across: bool) -> Sequence[Paper]:
    """The papers of A4 on which no date and no short word breaks; all where there is none."""
    papers = [paper for paper in _PAPERS if paper.landscape or not across]
    return [paper for paper in papers if not is_cramped(table.needs, paper.size, paper.width)] or papers


class _Layout:
    """One table on one paper.

    Attributes:
        rooms: halves of a 汉字 that a line of each column holds.
        heads: the headers, those that do not fit on a line in lines of the same length: 完成⏎时限.
        head, title_height: the heights of header and title.
        alone: what the rows need by the cells that are not merged with other rows'.
        plan: where its pages end.
        clipped: how many rows hold more than a row can show.
        overflowing: how many rows are higher than their page; the first beneath the title would leave a page without any.
    """

    def __init__(self, table: MeasuredTable, paper: Paper, near: Sequence[int] = (), *, roughly: bool = False) -> None:
        self.table, self.draft, self.paper = table, table.draft, paper
        self.widths = fit_widths(table.needs, paper.size, paper.width, near, roughly=roughly)
        self.rooms = [pixel_room(width, paper.size) for width in self.widths]
        size = head_size(paper.size)
        rooms = [pixel_room(width, size) for width in self.widths]
        self.heads = [_even(column.header, room) for column, room in zip(self.draft.columns, rooms, strict=True)]
        self.head = max(26.0, height_of(max(map(wrapped_lines, self.heads, rooms)), size))
        self.title = break_title(self.draft.title, pixel_room(paper.width, TITLE_SIZE))
        self.title_height = 12 + (self.title.count("\n") + 1) * TITLE_SIZE * 1.5
        self.alone = self._heights_alone()
        first = paper.height - LABEL_HEIGHT * 2 - self.title_height - CAPTION_HEIGHT - self.head
        needed = {run: self._height_of(run) for run in table.runs}
        others = paper.height - self.head
        self.plan = plan_pages(self.alone, needed, [row.band for row in self.draft.rows], (first, others))
        heights = self.plan.heights
        self.clipped = sum(height >= HIGHEST for height in heights)
        self.overflowing = sum(height > others for height in heights) + bool(heights and heights[0] > first)

    def _height_of(self, run: Run) -> float:
        text, room = self.table.shown[run.column][run.start], self.rooms[run.column]
        return full_height(
            wrapped_lines(fit_days(text, room) if text in self.table.dated[run.column] else text, room), self.paper.size
        )

    def _heights_alone(self) -> list[float]:
        table, most = self.table, [1] * len(self.draft.rows)
        for room, cells, halves, dated in zip(self.rooms, table.cells, table.halves, table.dated, strict=True):
            long = [text for text, least in halves.items() if least > room]
            lines = {text: wrapped_lines(fit_days(text, room) if text in dated else text, room) for text in long}
            for row, text in cells if lines else ():
                if lines.get(text, 1) > most[row]:
                    most[row] = lines[text]
        for row, first, last, text in self.table.joined:
            room = pixel_room(sum(self.widths[first : last + 1]), self.paper.size)
            most[row] = max(most[row], wrapped_lines(text, room))
        heights = [height_of(lines, self.paper.size) for lines in range(max(most, default=0) + 1)]
        return [heights[lines] for lines in most]

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return len(self.plan.starts) + 1

    def cost(self) -> float:
        """Its pages, by the paper's weight; what is hard to read counts half as much again, what is cut off far more."""
        return self.pages * self.paper.weight * (1.0 if self._is_easy() else 1.5) + self._lost()

    def plain_cost(self) -> float:
        """Its pages alone: what a long table goes by."""
        return self.pages + self._lost()

    @property
    def is_short(self) -> bool:
        """Whether it does not show all of its words."""
        return bool(self.clipped or self.overflowing)

    def _lost(self) -> float:
        return 100 * self.clipped + 50 * self.overflowing

    def _is_easy(self) -> bool:
        """Whether no row is taller than two fifths of a page, and no short word is spread over many lines."""
        crowded = len(self.widths) > _MOST_UPRIGHT and not self.paper.landscape
        narrow = (
            wrapped_lines(text, room) > _NARROW
            for align, room, shown in zip(self.table.aligns, self.rooms, self.table.shown, strict=True)
            for text in shown[:100]
            if align == "center" and text
        )
        return not crowded and max(self.alone, default=0.0) <= _TALL * self.paper.height and not any(narrow)

    def annex(self, fonts: str) -> Annex:
        """The sheet."""
        draft = self.draft
        return Annex(
            draft.label, self.title, draft.caption, tuple(self.heads), self.widths,
            tuple(self._rows(fonts)), tuple(self._merges()),
            tuple(BODY_ROW + start - 1 for start in self.plan.starts),
            (self.title_height, self.head), self.paper.landscape, fonts, draft.extract, draft.lines, self.clipped, self.paper.a3,
            head_size(self.paper.size),
        )  # fmt: skip

    def _rows(self, fonts: str) -> Iterator[Row]:
        """Rows as they are written: the words of a merged cell stand in its first row on each page alone."""
        style = cache(partial(annex_style, fonts, self.paper.size))
        columns = [[*values] for values in self.table.values]
        looks = [[*map(style, self._parts(place))] for place in range(len(columns))]
        for run in self.plan.runs:
            columns[run.column][run.start + 1 : run.stop] = [None] * (run.stop - run.start - 1)
        for column, room, dated in zip(columns, self.rooms, self.table.dated, strict=True):
            if dated:
                column[:] = [fit_days(str(v), room) if v in dated else v for v in column]
        cells = zip(
            self.draft.rows, zip(*columns, strict=True), zip(*looks, strict=True), self.plan.heights, strict=True
        )
        for row, values, styles, height in cells:
            first, last = row.joined
            joined = [*styles[:first], *[styles[last]] * (last - first + 1), *styles[last + 1 :]] if last else [*styles]
            if row.band:
                yield Row(row.values, [style("band")] * len(styles), height)
            else:
                yield Row([*values], joined, height)

    def _parts(self, place: int) -> list[str]:
        """What the cells of a column look like."""
        align, role, room = self.table.aligns[place], self.draft.columns[place].role, self.rooms[place]
        shown = self.table.shown[place]
        parts: list[str] = [align] * len(shown)
        if align == "left" and role in CENTERED:
            narrow = {text for text in {*shown} if wrapped_lines(text, room) <= 2}
            parts = ["center" if text in narrow else align for text in shown]
        for row, value in enumerate(() if self.table.plain[place] else self.table.values[place]):
            if isinstance(value, (date, Number)):
                parts[row] = f"number|{value.format}" if isinstance(value, Number) else "date"
        if role == "text":
            parts = ["struck" if row.struck else part for row, part in zip(self.draft.rows, parts, strict=True)]
        return parts

    def _merges(self) -> Iterator[CellRange]:
        for run in self.plan.runs:
            yield CellRange(BODY_ROW + run.start, run.column + 1, BODY_ROW + run.stop - 1, run.column + 1)
        for row, first, last, _ in self.table.joined:
            if last:
                yield CellRange(BODY_ROW + row, first + 1, BODY_ROW + row, last + 1)


def _even(header: str, room: float) -> str:
    """The header in lines of about equal length where it needs several; what stands in brackets begins one if it fits on it."""
    lines = wrapped_lines(header, room)
    if lines == 1 or any(map(str.isascii, header)):
        return header
    words, bracket, unit = header.partition(BRACKET)
    if words and bracket and max(wrapped_lines(words, room), wrapped_lines(bracket + unit, room)) == 1:
        return f"{words}\n{bracket}{unit}"
    length = -(-len(header) // lines)
    return "\n".join(header[at : at + length] for at in range(0, len(header), length))
