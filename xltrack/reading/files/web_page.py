"""Tables of a web page as a Book, also where the file is called .xls, as most office systems export: one sheet, as Excel opens it.

The tables stand under each other in the order of the page, with the lines of words between them; a table that only lays out
others is none, a small table in a cell is words of the cell. Read by lxml event by event: no tree is built, nothing is
fetched, run or expanded.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.ooxml.limits import DEFAULT_LIMITS, Limits
from xltrack.reading.files.decoding import find_encoding, read_words
from xltrack.reading.files.grid import SourceBook, finish_sheet
from xltrack.reading.files.web_styles import PLAIN, WebStyle, parse_classes, parse_style
from xltrack.reading.files.web_tables import PageFlow, WebTable, stack_tables
from xltrack.reading.files.wrapped import refuse_own, sheet_name

_DEEPEST: Final = 10_000
_MOST_TABLES, _MOST_NESTED = 10_000, 50  # and in each other
_PIECE: Final = 64 * 1024
_DROPPED: Final = frozenset({
    "script", "title", "template", "noscript", "iframe", "object", "embed", "svg", "math", "button", "video", "audio",
    "canvas", "rt", "rp", "xml", "datalist", "noframes",
})  # fmt: skip
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "header", "hr", "main", "p", "pre", "section", "summary", "ul", "ol", "li", "h1", "h2",
    "h3", "h4", "h5", "h6", "caption", "textarea", "tr",
})  # fmt: skip
_STRUCK: Final = frozenset({"s", "del", "strike"})
_ROWS: Final = frozenset({"thead", "tbody", "tfoot"})
_FIELDS: Final = frozenset({"", "text", "date", "number", "month", "datetime-local", "tel", "email"})
_FRAMES: Final = frozenset({"frameset", "frame"})
_BLANK: Final = pattern(r"[ \t\r\n\f]+")


def read_web_page(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> SourceBook:
    """Read the tables of a page as one sheet.

    Raises:
        SourceError: D113 no table, D128 no text, D132 more than the limits allow, D135 too slow, D268 the tables are in other files.
    """
    if len(data) > limits.page:
        raise limits.over("page")
    encoding = find_encoding(data)
    if encoding is None:
        raise SourceError("D128")
    page = _Page(limits)
    end = time.thread_time() + limits.seconds
    _feed(page, read_words(data, encoding), limits, end)
    laid = stack_tables(page.flow, limits, end)
    if laid.widest < 2 or len(laid.scan.rows) < 2:
        raise SourceError("D268") if page.framed else SourceError("D113")
    refuse_own(laid.scan.rows)
    name = sheet_name(source)
    said = [Diagnostic("D261", None, {"kind": "网页表格（HTML）", "lacks": "日期格式、公式和多张工作表"})]
    if encoding.lost:
        said.append(Diagnostic("D265", None, {"count": encoding.lost}))
    said += laid.partly_struck(name)
    sheet = finish_sheet(name, "visible", laid.scan, said)
    return SourceBook(source, (sheet,), diagnostics=tuple(said), wrapping="网页")


def _feed(page: _Page, words: Iterator[str], limits: Limits, end: float) -> None:
    from lxml import etree

    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True, huge_tree=True)
    run = 0  # bytes since a tag began or ended: lxml holds them together
    for piece in words:
        whole = piece.encode("utf-8", "replace")
        for start in range(0, len(whole), _PIECE):
            block = whole[start : start + _PIECE]
            cut = max(block.rfind(b"<"), block.rfind(b">"))
            run = len(block) - cut if cut >= 0 else run + len(block)
            if run > limits.piece:
                raise limits.over("piece")
            parser.feed(block)
            if time.thread_time() > end:
                raise limits.over("seconds")
    try:
        parser.close()
    except etree.XMLSyntaxError:  # a page without any element
        page.close()


class _Open(NamedTuple):
    """An element that is open: its name, and what it and those around it say of the words inside."""

    tag: str
    hidden: bool = False
    struck: bool = False
    pre: bool = False
    rows_hidden: bool = False


class _Page:
    """Takes the events of a page, and fills its flow: words and tables in their order.

    Attributes:
        flow: what stands outside of all tables, and the tables.
        framed: whether the page shows other pages in frames.
    """

    def __init__(self, limits: Limits) -> None:
        self.flow = self._sink = PageFlow(limits)
        self.framed = False
        self._limits = limits
        self._open = [_Open("")]
        self._tables: list[WebTable] = []
        self._classes: dict[str, WebStyle] = {}
        self._sheet: list[str] | None = None
        self._cells, self._count = limits.cells, 0

    def start(self, tag: str, attributes: Any) -> None:
        """An element opens."""
        above = self._open[-1]
        if len(self._open) > _DEEPEST:
            raise SourceError("D132", limit=f"标签的层数 {_DEEPEST}层")
        self.framed = self.framed or tag in _FRAMES
        if tag == "style":
            self._sheet = []
        own = self._style(attributes)
        dropped = tag in _DROPPED or (tag == "option" and "selected" not in attributes)
        keeps = tag in _ROWS or tag in {"tr", "col", "td", "th"}
        hidden = above.hidden or dropped or (own.hidden and not keeps)
        this = _Open(
            tag,
            hidden,
            above.struck or tag in _STRUCK or own.struck,
            above.pre or tag in {"pre", "textarea"},
            above.rows_hidden or (tag in _ROWS and own.hidden),
        )
        if not hidden:
            this = self._take(this, own, attributes)
        self._open.append(this)

    def _take(self, this: _Open, own: WebStyle, attributes: Any) -> _Open:
        """What an element does that is shown; itself, hidden where it is a cell that takes no place."""
        tag, table = this.tag, self._tables[-1] if self._tables else None
        if tag == "table":
            self._count += 1
            if self._count > _MOST_TABLES or len(self._tables) >= _MOST_NESTED:
                raise SourceError("D132", limit=f"网页里的表格 {_MOST_TABLES}张、{_MOST_NESTED}层")
            self._tables.append(WebTable(self._limits))
            return this._replace(rows_hidden=False)
        if tag == "br":
            self._sink.add("\n", struck=False)
        elif tag == "input" and (attributes.get("type") or "").lower() in _FIELDS:
            self._sink.add(attributes.get("value") or "", struck=this.struck)
        elif table is not None and tag == "tr":
            self._end_cell(table)
            table.open_row(hidden=this.rows_hidden or own.hidden)
        elif table is not None and tag == "col":
            table.add_column(attributes.get("span"), hidden=own.hidden)
        elif table is not None and tag in {"td", "th"}:
            self._end_cell(table)
            if not table.open_cell(attributes, own):
                return this._replace(hidden=True)
            self._settle()
        elif tag in _BLOCKS:
            self._sink.end_line()
        return this

    def _style(self, attributes: Any) -> WebStyle:
        if not attributes:
            return PLAIN
        own = parse_style(attributes["style"]) if "style" in attributes else PLAIN
        for name in (attributes.get("class") or "").split() if self._classes else ():
            own = self._classes.get(name, PLAIN).joined(own)
        return own._replace(hidden=True) if "hidden" in attributes else own

    def data(self, words: str) -> None:
        """Words between tags."""
        if self._sheet is not None:
            self._sheet.append(words)
        elif not self._open[-1].hidden:
            here = self._open[-1]
            self._sink.add(words if here.pre else _BLANK.sub(" ", words), struck=here.struck)

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag == "style" and self._sheet is not None:
            self._classes |= parse_classes("".join(self._sheet))
            self._sheet = None
        if len(self._open) == 1:
            return
        this = self._open.pop()
        if this.hidden:
            return
        table = self._tables[-1] if self._tables else None
        if table is not None and tag in {"td", "th", "tr"}:
            self._end_cell(table)
        elif table is not None and tag == "table":
            self._end_table(table)
        elif tag in _BLOCKS:
            self._sink.end_line()

    def close(self) -> None:
        """The page is over: what was never closed is closed."""
        while self._tables:
            self._end_table(self._tables[-1])

    def _end_cell(self, table: WebTable) -> None:
        table.close_cell()
        self._settle()

    def _end_table(self, table: WebTable) -> None:
        table.close_cell()
        self._tables.pop()
        self._settle()
        self._cells -= table.size
        if self._cells < 0:
            raise self._limits.over("cells")
        self._sink.take(table)

    def _settle(self) -> None:
        """Words go to the innermost cell that is open, or stand outside."""
        flows = (table.flow for table in reversed(self._tables) if table.flow is not None)
        self._sink = next(flows, self.flow)
