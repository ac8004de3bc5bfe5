"""From a table's words to a printed sheet: paper, widths, sizes, merged cells, page ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.address import CellRange
from xltrack.report.annex.looks import CAPTION_SIZE, HEAD_SIZE, LABEL_SIZE, TITLE_SIZE, annex_style
from xltrack.report.annex.model import BODY_ROW, Align, Annex, Draft, DraftRow
from xltrack.report.annex.pages import Plan, Run, find_runs, plan_pages
from xltrack.report.annex.titles import break_title
from xltrack.report.annex.widths import Need, fit_widths
from xltrack.report.annex.wrap import height_of, room_of, wrapped_lines
from xltrack.report.measure import HIGHEST, breadth
from xltrack.report.model import Row, Value
from xltrack.values import Percent

# Rows above the title: label and empty line; between title and header the caption.
LABEL_HEIGHT: Final = 27.0
CAPTION_HEIGHT: Final = 27.0
_DATE_HALVES: Final = 15
_SHORT: Final = 20
_SHORT_DATE: Final = 26
_TALL: Final = 0.42
_CENTERED: Final = frozenset({"seq", "group", "start", "deadline", "adjusted", "done_date", "progress", "late"})


class Paper(NamedTuple):
    """A page's text area: columns in units of width and height in points, a little less than GB/T 9704-2012 gives it."""

    landscape: bool
    size: float
    width: float
    height: float


# 156 × 225 mm of A4, upright and across; the point sizes 小四 and 五号.
_UPRIGHT: Final = (83.0, 628.0)
_ACROSS: Final = (120.0, 434.0)
_PAPERS: Final = (
    Paper(False, 12, *_UPRIGHT), Paper(False, 10.5, *_UPRIGHT), Paper(True, 12, *_ACROSS), Paper(True, 10.5, *_ACROSS),
)  # fmt: skip


def lay_out_annex(draft: Draft, fonts: str) -> Annex:
    """The sheet of a table: on the first paper on which no row is too tall, else on the last."""
    shown = [[_words(value) for value in row.values] for row in draft.rows]
    aligns = _aligns(draft, shown)
    tried: list[_Layout] = []
    for paper in _PAPERS:
        layout = _Layout(draft, shown, aligns, paper)
        if layout.is_easy():
            return layout.annex(fonts)
        tried.append(layout)
    return min(tried, key=lambda layout: layout.cost()).annex(fonts)


def _words(value: Value) -> str:
    if isinstance(value, Percent):
        return f"{value:.0%}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "" if value is None else str(value)


def _aligns(draft: Draft, shown: Sequence[Sequence[str]]) -> tuple[Align, ...]:
    """Short columns are centred, long ones stand left."""
    aligns: list[Align] = []
    for place, column in enumerate(draft.columns):
        longest = max((breadth(row[place]) for row, drawn in zip(shown, draft.rows, strict=True) if not drawn.band), default=0)
        short = longest <= (_SHORT_DATE if column.role in _CENTERED else _SHORT)
        aligns.append("center" if column.role != "text" and short else "left")
    return tuple(aligns)


class _Layout:
    """One table on one paper."""

    def __init__(self, draft: Draft, shown: Sequence[Sequence[str]], aligns: tuple[Align, ...], paper: Paper) -> None:
        self.draft, self.shown, self.aligns, self.paper = draft, shown, aligns, paper
        count = len(draft.columns)
        self.keys = [[row.keys[place] for row in draft.rows] for place in range(count)]
        self.runs = [run for place in range(count) for run in find_runs(place, self.keys[place], 0, len(draft.rows))]
        self.widths = fit_widths(self._needs(), paper.size, paper.width)
        self.rooms = [room_of(width, paper.size) for width in self.widths]
        self.head = max(26.0, height_of(self._head_lines(), HEAD_SIZE))
        self.alone = [self._alone(number) for number in range(len(draft.rows))]

    def _needs(self) -> list[Need]:
        """What the columns ask for; a merged cell's text spreads over its rows, a joined one takes its neighbours' room."""
        spread = [[1] * len(self.draft.rows) for _ in self.draft.columns]
        for run in self.runs:
            spread[run.column][run.start : run.stop] = [run.stop - run.start] * (run.stop - run.start)
        needs = []
        for place, column in enumerate(self.draft.columns):
            rows = [n for n, row in enumerate(self.draft.rows) if not row.band]
            texts = tuple("" if self._joins(n, place) else self.shown[n][place] for n in rows)
            dated = any(isinstance(self.draft.rows[n].values[place], date) for n in rows)
            needs.append(Need(column.header, texts, tuple(spread[place][n] for n in rows), _DATE_HALVES if dated else 0))
        return needs

    def _joins(self, number: int, place: int) -> bool:
        first, last = self.draft.rows[number].joined
        return first < last and first <= place <= last

    def _head_lines(self) -> int:
        rooms = (room_of(width, HEAD_SIZE) for width in self.widths)
        return max(wrapped_lines(column.header, room) for column, room in zip(self.draft.columns, rooms, strict=True))

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
                lines = max(lines, wrapped_lines(text, room))
        return height_of(lines, size)

    def _is_merged(self, place: int, number: int) -> bool:
        own = self.keys[place]
        if own[number] is None:
            return False
        return (number > 0 and own[number - 1] == own[number]) or (number + 1 < len(own) and own[number + 1] == own[number])

    def is_easy(self) -> bool:
        """Whether no row is taller than two fifths of a page, and most are low."""
        tallest = max(self.alone, default=0.0)
        usual = sorted(self.alone)[len(self.alone) // 2] if self.alone else 0.0
        narrow = any(
            wrapped_lines(text, self.rooms[place]) > 8
            for row in self.shown[:100] for place, text in enumerate(row) if self.aligns[place] == "center" and text
        )  # fmt: skip
        easy_width = len(self.widths) <= 8 or self.paper.landscape
        return easy_width and not narrow and tallest <= _TALL * self.paper.height and usual <= height_of(5, self.paper.size)

    def cost(self) -> float:
        """How much paper the rows take, with a fine for those that no row can hold."""
        clipped = sum(height >= HIGHEST for height in self.alone)
        return sum(self.alone) / self.paper.height + 1000 * clipped

    def annex(self, fonts: str) -> Annex:
        """The sheet."""
        draft, paper = self.draft, self.paper
        title = break_title(draft.title, room_of(paper.width, TITLE_SIZE))
        title_height = 12 + (title.count("\n") + 1) * TITLE_SIZE * 1.5
        above = LABEL_HEIGHT * 2 + title_height + CAPTION_HEIGHT + self.head
        plan = self._plan((paper.height - above, paper.height - self.head))
        return Annex(
            draft.label, draft.label, title, draft.caption, tuple(c.header for c in draft.columns), self.widths,
            tuple(self._rows(plan, fonts)), tuple(self._merges(plan)),
            tuple(BODY_ROW + start - 1 for start in plan.starts),
            (title_height, self.head), paper.landscape, fonts, draft.extract, draft.count,
        )  # fmt: skip

    def _plan(self, rooms: tuple[float, float]) -> Plan:
        size = self.paper.size
        needed = {
            run: height_of(wrapped_lines(self.shown[run.start][run.column], self.rooms[run.column]), size)
            for run in self.runs
        }
        return plan_pages(self.alone, self.keys, needed, [row.band for row in self.draft.rows], rooms)

    def _rows(self, plan: Plan, fonts: str) -> list[Row]:
        """Rows as they are written: the words of a merged cell stand in its first row on each page alone."""
        covered = {(row, run.column) for run in plan.runs for row in range(run.start + 1, run.stop)}
        rows = []
        for number, row in enumerate(self.draft.rows):
            values = [None if (number, place) in covered else value for place, value in enumerate(row.values)]
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
            elif isinstance(value, Percent):
                parts[place] = "percent"
            elif row.struck and column.role == "text":
                parts[place] = "struck"
        if row.joined[1]:
            first, last = row.joined
            parts[first : last + 1] = [parts[last]] * (last - first + 1)
        return [annex_style(fonts, size, part) for part in parts]

    def _merges(self, plan: Plan) -> list[CellRange]:
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
