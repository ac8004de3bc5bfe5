"""From the blocks of a page to its lines: what stands in which row and column, still without any format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from xltrack.report.measure import LINE
from xltrack.report.model import Block, Cell, Figures, Grid, Heading, Line, Page, Stack, Words

GAP: Final = 9.0
ROW: Final = 17.0
_FIGURE_ROWS: Final = (("name", 22.0), ("value", 34.0), ("caption", 22.0))


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
        cells = tuple(placed for part in present for placed in part.cells)
        yield Line(cells, max(part.height or ROW for part in present))


def _stack(stack: Stack) -> Iterator[Line]:
    for block in stack.blocks:
        for height, cells in _lines(block, stack.span):
            column, placed = stack.left + 1, []
            for cell in cells:
                placed.append((column, cell))
                column += cell.span
            yield Line(tuple(placed), height)


def _lines(block: Block, span: int) -> Iterator[tuple[float, Sequence[Cell]]]:
    match block:
        case Heading():
            note = f"　{block.note}" if block.note else ""
            yield 22.0, (Cell(block.words + note, block.style, span),)
        case Words():
            right = (block.right,) if block.right else ()
            first = Cell(block.cell.value, block.cell.style, span - sum(c.span for c in right), block.cell.link)
            yield block.height, (first, *right)
        case Figures():
            yield from _figures(block, span)
        case Grid():
            yield from _grid(block, span)


def _figures(block: Figures, span: int) -> Iterator[tuple[float, Sequence[Cell]]]:
    share = span // len(block.figures)
    for part, height in _FIGURE_ROWS:
        yield height, [Cell(getattr(figure, part), f"figure.{part}.{figure.style}", share) for figure in block.figures]


def _grid(block: Grid, span: int) -> Iterator[tuple[float, Sequence[Cell]]]:
    if block.head:
        yield 17.0, block.head
    for row in block.body:
        yield block.height + (block.lines - 1) * LINE, row
    if block.summary:
        yield block.height, block.summary
    if block.note:
        yield block.height, (Cell(block.note, "grid.note", span),)
