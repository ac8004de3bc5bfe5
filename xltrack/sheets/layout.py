"""From the blocks of a page to its lines: what stands in which row and column, still without any format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from operator import itemgetter
from typing import Final

from xltrack.sheets.model import Block, Cell, Figures, Grid, Heading, Line, Page, PlacedChart, Stack, Words
from xltrack.sheets.words import LEADS_TO

GAP: Final = 6.0
ROW: Final = 17.0
_LINK_SPAN, _REMARK_SPAN = 2, 5
_FIGURE_ROWS: Final = (("name", 20.0), ("value", 32.0), ("caption", 19.0))
_Part = tuple[float, Sequence[Cell], PlacedChart | None]


def lay_out(page: Page) -> Iterator[Line]:
    """The lines of a page from the top: bands one under the other, a thin empty row between two.

    The page's column 1 is the sheet's column B: a thin margin stands before it.
    """
    for number, band in enumerate(page.bands):
        if number:
            yield Line(height=GAP)
        yield from _band(band)


def _band(stacks: Sequence[Stack]) -> Iterator[Line]:
    """Stacks side by side: line by line together, each as high as its highest part."""
    for parts in zip_longest(*[_stack(stack) for stack in stacks]):
        present = [part for part in parts if part is not None]
        cells = sorted((placed for part in present for placed in part.cells), key=itemgetter(0))
        charts = tuple(placed for part in present for placed in part.charts)
        yield Line(tuple(cells), max(part.height or 0 for part in present) or ROW, charts)


def _stack(stack: Stack) -> Iterator[Line]:
    for _ in range(stack.top):
        yield Line()
    for block in stack.blocks:
        for height, cells, chart in _lines(block, stack.span):
            column, placed = stack.left + 1, []
            for cell in cells:
                placed.append((column, cell))
                column += cell.span
            charts = (chart._replace(column=stack.left + 1 + chart.column),) if chart else ()
            yield Line(tuple(placed), height, charts)


def _lines(block: Block, span: int) -> Iterator[_Part]:
    match block:
        case Heading():
            yield 0, _heading(block, span), None
        case Words():
            right = (block.right,) if block.right else ()
            first = block.cell._replace(span=span - sum(c.span for c in right))
            yield block.height, (first, *right), None
        case Figures():
            for height, cells in _figures(block, span):
                yield height, cells, None
        case Grid():
            yield from _grid(block, span)


def _heading(block: Heading, span: int) -> Sequence[Cell]:
    right: tuple[Cell, ...] = ()
    if block.link:
        words = LEADS_TO.format(sheet=block.link.sheet)
        right = (Cell(words, f"{block.style}.link", _LINK_SPAN, block.link),)
    elif block.remark:
        right = (Cell(block.remark, f"{block.style}.link", _REMARK_SPAN),)
    return Cell(block.words, block.style, span - sum(cell.span for cell in right)), *right


def _figures(block: Figures, span: int) -> Iterator[tuple[float, Sequence[Cell]]]:
    share = span // len(block.figures)
    for part, height in _FIGURE_ROWS:
        cells = [Cell(getattr(f, part), f"figure.{part}.{f.style}", share) for f in block.figures]
        yield (
            height,
            [c._replace(link=f.link) for c, f in zip(cells, block.figures, strict=True)] if part == "value" else cells,
        )


def _grid(block: Grid, span: int) -> Iterator[_Part]:
    if block.head:
        yield block.height, block.head, None
    over = block.chart
    placed = PlacedChart(over.skip, over.span, over.rows or len(block.body), over.chart) if over else None
    for row in block.body:
        yield block.height, row, placed
        placed = None
    if block.summary:
        yield block.height, block.summary, None
    if block.note:
        yield block.height, (Cell(block.note, "grid.note", span),), None
