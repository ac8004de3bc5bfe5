"""The vocabulary of an overlay: a sheet of the source with a style role for each cell; rows are streamed, never held."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from xltrack.base.address import CellRange

MarkedCells = tuple[tuple[int, str, str], ...]  # 1-based column, words, style role


class OverlaySheet(NamedTuple):
    """One sheet: rows with their number, height in points and cells, merged areas, widths of columns."""

    name: str
    rows: Callable[[], Iterator[tuple[int, float, MarkedCells]]]
    merges: tuple[CellRange, ...]
    widths: Mapping[int, float]
