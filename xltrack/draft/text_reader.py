"""Plain text and Markdown (by markdown-it-py) as blocks: lists with their numbers, tables, lines that a page's end broke joined again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, squeeze, tidy, width
from xltrack.draft.lines import is_title_line, parse_part_number, signed_on
from xltrack.draft.marks import find_label
from xltrack.draft.notice import NoticeBlock, NoticeCell, NoticeGrid, Paragraph
from xltrack.reading.tables.headers import TASK_KINDS, classify_header
from xltrack.reading.tables.lines import is_printing

if TYPE_CHECKING:
    from markdown_it.token import Token

_ENDS: Final = "。！？；：.!?;:）)】》”"
_FULL: Final = 40  # columns: a shorter line was not broken by the width of a page
_BARE_NUMBER = pattern(r"(?:[0-9]{1,2}|[\u4e00-\u9fff])[ \u3000]+[\u4e00-\u9fff“《]")
_LABEL = pattern(r"[\u4e00-\u9fff]{2,6}[：:]")
_PIECE = pattern(rf"[{SPACES}]+")
_LEAST_HEADERS: Final = 3
_TASKS: Final = frozenset((*TASK_KINDS, "wide", "seq"))
_SAID_OF_THEM: Final = frozenset(("lead", "support", "supervise", "deadline"))


def read_plain_text(text: str) -> list[NoticeBlock]:
    """The blocks of a plain text; lines with tabs are tables."""
    blocks: list[NoticeBlock] = []
    grid: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        cells = line.split("\t")
        if len(cells) > 2:
            grid.append(cells)
        elif line.strip(SPACES):
            blocks += [*_table(grid), Paragraph(line)]
            grid = []
    return join_broken([*blocks, *_table(grid)])


def _table(rows: list[list[str]]) -> list[NoticeBlock]:
    if len(rows) < 2:
        return [Paragraph(" ".join(row)) for row in rows]
    cells = [
        NoticeCell(row, column, 1, 1, (Paragraph(words.strip(SPACES)),))
        for row, line in enumerate(rows, 1)
        for column, words in enumerate(line, 1)
        if words.strip(SPACES)
    ]
    return [NoticeGrid(tuple(cells))]


def read_markdown(text: str) -> list[NoticeBlock]:
    """The blocks of a Markdown text; raw HTML in it is read as such, code as words."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")
    return join_broken(_Walk(parser.parse(text)).blocks)


class _Walk:
    """One pass over the tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.blocks: list[NoticeBlock] = []
        self._label = ""
        self._level = 0
        self._cells: list[NoticeCell] | None = None
        self._row = self._column = 0
        for token in tokens:
            self._take(token)

    def _take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._level = int(token.tag[1:])
            case "heading_close":
                self._level = 0
            case "list_item_open":
                self._label = f"{token.info}{token.markup}" if token.info else "•"
            case "table_open":
                self._cells, self._row = [], 0
            case "tr_open":
                self._row, self._column = self._row + 1, 0
            case "table_close":
                self.blocks.append(NoticeGrid(tuple(self._cells or ())))
                self._cells = None
            case "inline":
                self._inline(_words_of(token))
            case "code_block" | "fence":
                self.blocks += [Paragraph(line) for line in token.content.splitlines()]
            case "html_block":
                from xltrack.draft.html_reader import read_html

                self.blocks += read_html(token.content)

    def _inline(self, words: str) -> None:
        if self._cells is not None:
            self._column += 1
            self._cells.append(NoticeCell(self._row, self._column, 1, 1, (Paragraph(words),)))
            return
        # A paragraph of several lines: each that ends one stands alone, broken ones are joined later.
        for line in words.split("\n"):
            self.blocks.append(Paragraph(line, self._label, self._level))
            self._label = ""


def _words_of(token: Token) -> str:
    """The words of an inline token without its marks; a line break for each that the page shows or the source has."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or child.content.lower().startswith("<br"):
            parts.append("\n")
    return "".join(parts)


def join_broken(blocks: Iterable[NoticeBlock]) -> list[NoticeBlock]:
    """Join what the end of a line or page broke: a long line without a stop, and one behind it that begins nothing new."""
    joined: list[NoticeBlock] = []
    said = (b for b in blocks if not isinstance(b, Paragraph) or (squeeze(b.text) and not is_printing(b.text)))
    for block in said:
        last = joined[-1] if joined else None
        if isinstance(block, Paragraph) and isinstance(last, Paragraph) and _goes_on(last, block):
            before, after = last.text.rstrip(SPACES), block.text.lstrip(SPACES)
            gap = " " if before[-1:].isascii() and after[:1].isascii() else ""
            joined[-1] = last._replace(text=before + gap + after)
        else:
            joined.append(block)
    return joined


def _goes_on(last: Paragraph, block: Paragraph) -> bool:
    words = last.text.rstrip(SPACES)
    if block.level or block.label or last.level or not words or words[-1] in _ENDS or width(words) < _FULL:
        return False
    label = find_label(block.text.lstrip(SPACES)) or _LABEL.match(block.text.lstrip(SPACES))
    if signed_on(block.text) is not None or _BARE_NUMBER.match(block.text):
        return False
    begins = block.text.startswith(("\u3000\u3000", "    ")) or parse_part_number(block.text) is not None
    return not begins and not is_title_line(words) and (label is None or label.start() > 0)


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
