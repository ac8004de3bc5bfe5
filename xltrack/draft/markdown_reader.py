"""Markdown as blocks: headings, paragraphs, lists with their numbers, tables; by markdown-it-py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xltrack.draft.notice import NoticeBlock, NoticeCell, NoticeGrid, Paragraph
from xltrack.draft.text_reader import join_broken

if TYPE_CHECKING:
    from markdown_it.token import Token


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
                self._inline(words_of(token))
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


def words_of(token: Token) -> str:
    """The words of an inline token without its marks; a line break for each that the page shows or the source has."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and child.content.lower().startswith("<br")
        ):
            parts.append("\n")
    return "".join(parts)
