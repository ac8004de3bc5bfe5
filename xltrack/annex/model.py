"""The vocabulary of an 附件: what a table says (`AnnexDraft`), and the sheet that it becomes (`Annex`)."""

from collections.abc import Hashable
from typing import Final, Literal, NamedTuple

from xltrack.base.address import CellRange
from xltrack.sheets.model import CellValue, Row

Align = Literal["center", "left"]

# Rows of the sheet above its body: label, an empty one, title, caption, header.
HEADER_ROW: Final = 5
BODY_ROW: Final = 6


class DraftColumn(NamedTuple):
    """One column: its header, and the role that it has in the source (「late」 for days late)."""

    header: str
    role: str


class DraftRow(NamedTuple):
    """One row of an 附件.

    Attributes:
        values: one for each column; a band row has its words in the first and nothing else.
        keys: for each column what it shares with the rows around it: equal keys one under the other are one merged cell; None
            merges with nothing.
        band: whether it is a full-width band row (一、…).
        joined: 0-based first and last column that are one cell in this row, (0, 0) for none.
        struck: whether its task is struck out.
    """

    values: list[CellValue]
    keys: tuple[Hashable | None, ...]
    band: bool = False
    joined: tuple[int, int] = (0, 0)
    struck: bool = False


class AnnexDraft(NamedTuple):
    """A table for print before it is laid out; `extract` where its tasks stand in another 附件 already."""

    title: str
    columns: tuple[DraftColumn, ...]
    rows: tuple[DraftRow, ...]
    label: str = ""
    caption: str = ""
    extract: bool = False

    @property
    def lines(self) -> int:
        """How many lines it has, bands aside."""
        return sum(not row.band for row in self.rows)


class Annex(NamedTuple):
    """One sheet of print: A4 or A3, label, title, header on every page, body with merges and page breaks.

    Attributes:
        heads, widths: of the columns, these in pixels.
        rows: the body, from row `BODY_ROW` on, heights and styles set.
        merges: merged areas of the body.
        breaks: sheet rows after which a page ends.
        heights: of title and header, in points.
        lines: how many rows of the body are no band rows.
        clipped: how many rows are so full that paper shows them in part.
        head_size: of the header, in points.
    """

    label: str
    title: str
    caption: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    merges: tuple[CellRange, ...]
    breaks: tuple[int, ...]
    heights: tuple[float, float]
    landscape: bool
    fonts: str
    extract: bool = False
    lines: int = 0
    clipped: int = 0
    a3: bool = False
    head_size: float = 12

    @property
    def pages(self) -> int:
        """How many pages it prints on."""
        return len(self.breaks) + 1
