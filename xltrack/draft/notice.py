"""A notice as the stages of drafting see it, whatever kind of file it was: paragraphs and tables in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Final, NamedTuple, TypeAlias

from xltrack.base.address import CellRange
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.base.lexicon import Vocabulary
from xltrack.base.text import SPACES
from xltrack.reading.files.grid import Value

NOTICES: Final = Vocabulary("notices")
MOST_BLOCKS: Final = 200_000
MOST_CELLS: Final = 200_000
MOST_SPAN: Final = 2000
# Of a paragraph longer than any that people write, only so many characters are looked into.
LOOKED_INTO: Final = 4000
# Spaces to be cut off: SPACES is for patterns, its hyphen would be cut off too, and with it the bullet of a list.
BLANKS: Final = SPACES.replace("-", "")
_OPENING: Final = "（(【[〔［"
_CLOSING: Final = "）)】]〕］"


class Paragraph(NamedTuple):
    """One paragraph.

    Attributes:
        text: its words without outer spaces; line breaks inside it stay.
        label: the number that Word or a list counts for it (「（一）」, 「1.」, 「•」), not part of the text; 「」 for none.
        level: the level of its heading style, 1 for the outermost; 0 for none.
        number: its place among the paragraphs of the notice, from 1.
    """

    text: str
    label: str = ""
    level: int = 0
    number: int = 0


class NoticeCell(NamedTuple):
    """One cell of a table with what stands in it; 1-based row and column, and how many of each it takes."""

    row: int
    column: int
    rows: int
    columns: int
    blocks: tuple[NoticeBlock, ...]

    @property
    def text(self) -> str:
        """Its words, one line for each paragraph; those of a table inside it too."""
        return "\n".join(line for line in lines_of(self.blocks) if line)


class NoticeGrid(NamedTuple):
    """A table of a notice."""

    cells: tuple[NoticeCell, ...]

    def values(self) -> dict[int, dict[int, Value]]:
        """The words of its cells by row and column, as a sheet holds them."""
        rows: dict[int, dict[int, Value]] = {}
        for cell in self.cells:
            if text := cell.text:
                rows.setdefault(cell.row, {})[cell.column] = _number(text)
        return rows

    def merges(self) -> Iterator[CellRange]:
        """Its merged areas."""
        for cell in self.cells:
            if cell.rows > 1 or cell.columns > 1:
                yield CellRange(cell.row, cell.column, cell.row + cell.rows - 1, cell.column + cell.columns - 1)

    @property
    def height(self) -> int:
        """How many rows it has."""
        return max((cell.row + cell.rows - 1 for cell in self.cells), default=0)

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max((cell.column + cell.columns - 1 for cell in self.cells), default=0)


NoticeBlock: TypeAlias = "Paragraph | NoticeGrid"


class SourceNotice(NamedTuple):
    """A notice as read: the name of its file, its blocks, what its reader had to say."""

    source: str
    blocks: tuple[NoticeBlock, ...]
    notes: tuple[Diagnostic, ...] = ()


def lines_of(blocks: tuple[NoticeBlock, ...]) -> Iterator[str]:
    """The words of blocks, line by line."""
    for block in blocks:
        if isinstance(block, Paragraph):
            # A counted number alone is the number of the row.
            yield (f"{block.label}{block.text}" if block.text else block.label.rstrip(".．、")).strip(BLANKS)
        else:
            yield from (line for cell in block.cells for line in lines_of(cell.blocks))


def number_paragraphs(blocks: list[NoticeBlock]) -> tuple[NoticeBlock, ...]:
    """The blocks without blank paragraphs, those that stay counted from 1.

    Raises:
        SourceError: D132, there are more of them than any notice has.
    """
    if len(blocks) > MOST_BLOCKS:
        raise SourceError("D132", limit=f"{MOST_BLOCKS}段")
    numbers = count(1)
    return tuple(
        block if isinstance(block, NoticeGrid) else block._replace(text=block.text.strip(BLANKS), number=next(numbers))
        for block in blocks
        if isinstance(block, NoticeGrid) or block.text.strip(BLANKS) or block.label.strip("•")
    )


def split_outside(text: str, stops: str) -> list[str]:
    """The text parted behind each of some characters that stands in no bracket; all of it, in order."""
    parts, depth, at = list[str](), 0, 0
    for place, char in enumerate(text):
        depth = max(0, depth + (char in _OPENING) - (char in _CLOSING))
        if char in stops and (depth == 0 or char == "\n"):
            parts.append(text[at : place + 1])
            at, depth = place + 1, 0
    return [*parts, text[at:]] if at < len(text) else parts


class Check(NamedTuple):
    """One thing to look at in a drafted sheet, and where it stands in the notice."""

    said: Diagnostic
    source: str = ""


def left_out(code: str, text: str, source: str = "") -> Check:
    """Words of a notice that stand in no row, by the rule that says so."""
    text = text.replace("\n", "")
    return Check(Diagnostic(code, None, {"heading": text, "text": text}), source)


def _number(text: str) -> Value:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 and text[0] != "0" else text
