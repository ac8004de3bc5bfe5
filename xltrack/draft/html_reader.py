"""A web page as blocks: paragraphs, headings, lists with their numbers, tables with their spans; by lxml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.draft.notice import MOST_CELLS, MOST_SPAN, NoticeBlock, NoticeCell, NoticeGrid, Paragraph

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DROPPED: Final = frozenset({
    "script", "style", "head", "title", "template", "noscript", "iframe", "object", "embed", "svg", "math", "select",
    "option", "button", "textarea", "nav", "input", "video", "audio", "canvas",
})  # fmt: skip
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hr", "html", "main", "p", "pre", "section", "summary", "ul",
    "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "caption",
})  # fmt: skip
_HIDDEN = pattern(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_BLANK = pattern(r"[ \t\r\n\f]+")


def read_html(text: str) -> list[NoticeBlock]:
    """The blocks of a page. Nothing that it names is fetched or run."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=False)
    try:
        page = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, RecursionError):
        return []
    return _Walk(page).blocks


class _Walk:
    """One pass over what stands in an element: words are gathered until a block begins or ends."""

    def __init__(self, element: HtmlElement) -> None:
        self.blocks: list[NoticeBlock] = []
        self._words: list[str] = []
        self._level = 0
        self._label = ""
        self._children(element)
        self._end()

    def _children(self, element: Any) -> None:
        def words(text: str | None) -> str:
            return text or "" if element.tag == "pre" else _BLANK.sub(" ", text or "")

        self._words.append(words(element.text))
        for child in element:
            self._take(child)
            self._words.append(words(child.tail))

    def _take(self, element: Any) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _DROPPED or _is_hidden(element):
            return
        if tag == "br":
            self._words.append("\n")
        elif tag == "table":
            self._end()
            self.blocks.append(_grid(element))
        elif tag in _BLOCKS:
            self._end()
            level, self._level = self._level, int(tag[1]) if tag[0] == "h" and tag[1:].isdigit() else self._level
            self._label = _label(element) if tag == "li" else self._label
            self._children(element)
            self._end()
            self._level, self._label = level, ""
        else:
            self._children(element)

    def _end(self) -> None:
        for line in filter(str.strip, "".join(self._words).split("\n")):
            self.blocks.append(Paragraph(line, self._label, self._level))
            self._label = ""
        self._words = []


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _label(item: Any) -> str:
    """The number that a list counts for its item."""
    outer, value = item.getparent(), item.get("value", "").strip()
    if outer is None or outer.tag != "ol":
        return "•"
    first = outer.get("start", "1").strip()
    before = sum(1 for _ in item.itersiblings("li", preceding=True))
    return f"{int(value) if value.isdecimal() else (int(first) if first.isdecimal() else 1) + before}."


def _grid(table: Any) -> NoticeGrid:
    """The cells of a table by place: what spans rows takes its column in those below.

    Raises:
        SourceError: D132, it has too many cells.
    """
    cells: list[NoticeCell] = []
    taken: dict[int, int] = {}  # column: the row behind the last that a cell from above takes
    for row, tr in enumerate(_shown(table, "tr", through=("thead", "tbody", "tfoot")), 1):
        column = 1
        for td in _shown(tr, "td", "th"):
            while taken.get(column, 0) > row:
                column += 1
            rows, columns = _span(td, "rowspan"), _span(td, "colspan")
            taken |= dict.fromkeys(range(column, column + columns), row + rows)
            cells.append(NoticeCell(row, column, rows, columns, tuple(_Walk(td).blocks)))
            column += columns
            if len(cells) + len(taken) > MOST_CELLS:
                raise SourceError("D132", limit=f"{MOST_CELLS}格")
    # None reaches below the last row that begins one.
    last = max((cell.row for cell in cells), default=0)
    return NoticeGrid(tuple(cell._replace(rows=min(cell.rows, last - cell.row + 1)) for cell in cells))


def _shown(parent: Any, *names: str, through: tuple[str, ...] = ()) -> Iterator[Any]:
    """The elements of some names in another, or in what only holds them."""
    for child in parent:
        if child.tag in names and not _is_hidden(child):
            yield child
        elif child.tag in through:
            yield from _shown(child, *names)


def _span(cell: Any, name: str) -> int:
    """How many rows or columns a cell takes; 「0」, which means all that are left, is many."""
    said = (cell.get(name) or "1").strip()
    if not said.isdecimal():
        return 1
    return min(int(said[:6]) or MOST_SPAN, MOST_SPAN if name == "rowspan" else 100)
