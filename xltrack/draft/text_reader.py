"""Plain text as blocks: lines, lines with tabs as tables, lines that a page's end broke joined again."""

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Final

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, squeeze, tidy, width
from xltrack.draft.headings import parse_part_number
from xltrack.draft.lines import is_title_line
from xltrack.draft.marks import find_label
from xltrack.draft.notice import NoticeBlock, NoticeCell, NoticeGrid, Paragraph
from xltrack.reading.tables.headers import TASK_KINDS, classify_header
from xltrack.reading.tables.lines import is_printing

_ENDS: Final = "。！？；：.!?;:）)】》”"
_FULL: Final = 40  # columns: a shorter line was not broken by the width of a page
_PIECE = pattern(rf"[{SPACES}]+")
_LEAST_HEADERS: Final = 3
_TASKS: Final = frozenset((*TASK_KINDS, "wide", "seq"))
_SAID_OF_THEM: Final = frozenset(("lead", "support", "supervise", "deadline"))


def read_plain_text(text: str) -> list[NoticeBlock]:
    """The blocks of a plain text; lines with tabs are tables."""
    blocks: list[NoticeBlock] = []
    lines = text.split("\n")
    grid: list[list[str]] = []
    for line in [*lines, ""]:
        cells = line.strip("\n").split("\t")
        if len(cells) > 2:
            grid.append(cells)
            continue
        if grid and line.strip(SPACES):
            blocks += _table(grid)
            grid = []
        if line.strip(SPACES):
            blocks.append(Paragraph(line))
    return join_broken([*blocks, *_table(grid)])


def _table(rows: list[list[str]]) -> Iterable[NoticeBlock]:
    if len(rows) < 2:
        return [Paragraph(" ".join(row)) for row in rows]
    cells = [
        NoticeCell(row, column, 1, 1, (Paragraph(words.strip(SPACES)),))
        for row, words_ in enumerate(rows, 1)
        for column, words in enumerate(words_, 1)
        if words.strip(SPACES)
    ]
    return [NoticeGrid(tuple(cells))]


def join_broken(blocks: Iterable[NoticeBlock]) -> list[NoticeBlock]:
    """Join what the end of a line or page broke: a long line without a stop, and one behind it that begins nothing new."""
    joined: list[NoticeBlock] = []
    for block in blocks:
        if isinstance(block, Paragraph) and (not squeeze(block.text) or is_printing(block.text)):
            continue
        last = joined[-1] if joined else None
        if isinstance(block, Paragraph) and isinstance(last, Paragraph) and _goes_on(last, block):
            joined[-1] = last._replace(
                text=last.text.rstrip(SPACES) + _gap(last.text, block.text) + block.text.lstrip(SPACES)
            )
        else:
            joined.append(block)
    return joined


def _goes_on(last: Paragraph, block: Paragraph) -> bool:
    words = last.text.rstrip(SPACES)
    if block.level or block.label or last.level or not words or words[-1] in _ENDS or width(words) < _FULL:
        return False
    if is_title_line(words) or block.text.startswith(("\u3000\u3000", "    ")):
        return False
    label = find_label(block.text.lstrip(SPACES))
    return parse_part_number(block.text) is None and (label is None or label.start() > 0)


def _gap(before: str, after: str) -> str:
    return " " if before.rstrip(SPACES)[-1:].isascii() and after.lstrip(SPACES)[:1].isascii() else ""


def refuse_run_together(blocks: Sequence[NoticeBlock]) -> None:
    """Refuse a table copied out of a PDF: its headers stand in one line with blanks between, or one under the other.

    Raises:
        SourceError: D784.
    """
    if any(isinstance(block, NoticeGrid) for block in blocks):
        return
    plain = [block.text for block in blocks if isinstance(block, Paragraph)]
    for at, line in enumerate(plain):
        if line.count("\t") > 1 or "|" in line:
            continue
        if _roles(_PIECE.split(line)) or _roles(plain[at : at + 6], alone=True):
            raise SourceError("D784")


def _roles(pieces: list[str], *, alone: bool = False) -> bool:
    """Whether words are the headers of a table: a task or number, and units or a deadline."""
    short = (piece if len(piece) <= 12 and piece[-1:] not in "。：:，" else "" for piece in pieces)
    found = [known[0] if (known := classify_header(tidy(piece))) else "" for piece in short]
    roles = set(takewhile(bool, found) if alone else filter(None, found))
    least = _LEAST_HEADERS if alone or "" in found else _LEAST_HEADERS - 1
    return len(roles) >= least and not _TASKS.isdisjoint(roles) and not _SAID_OF_THEM.isdisjoint(roles)
