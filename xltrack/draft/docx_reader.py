"""A .docx as blocks, by python-docx: words as they read with all changes accepted, headings, counted numbers, tables with merges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.draft.docx_numbering import DocxNumbering, W, count_of, find_inner, val_of
from xltrack.draft.docx_package import slim_package
from xltrack.draft.notice import MOST_CELLS, NOTICES, NoticeBlock, NoticeCell, NoticeGrid, Paragraph
from xltrack.ooxml.limits import Limits

if TYPE_CHECKING:
    from docx.document import Document

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# What only holds other things; what was taken out of the document, or is no word of it.
_THROUGH: Final = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple")
)
_DELETED: Final = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
_BREAKS: Final = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-"}
_HEADING = NOTICES.pattern(r"(?i){heading_styles}\s*([1-9])")
_BODY_LEVEL: Final = 9
_OFF: Final = frozenset({"0", "false", "off", "none"})
_WIDEST: Final = 64


def read_docx(data: bytes, limits: Limits) -> tuple[list[NoticeBlock], list[Diagnostic]]:
    """The blocks of a document, and what was left out of it.

    Raises:
        SourceError: see `docx_package.slim_package`; D797 where python-docx cannot make it out.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(slim_package(data, limits))
        body = document.element.body
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError):
        raise SourceError("D797") from None
    reader = _DocxReader(document)
    blocks = list(reader.blocks(body))
    return blocks, [Diagnostic("D795", None, reader.left_out)] if any(reader.left_out.values()) else []


class _DocxReader:
    """One pass over a document: its numbers are counted in the order of the page."""

    def __init__(self, document: Document) -> None:
        self._styles = {s.get(f"{W}styleId"): s for s in document.styles.element.findall(f"{W}style")}
        parts = {relation.reltype.rpartition("/")[2]: relation for relation in document.part.rels.values()}
        root = getattr(parts["numbering"].target_part, "element", None) if "numbering" in parts else None
        self._numbering = DocxNumbering(root)
        self.left_out = {"deleted": 0, "hidden": 0}
        self._begun = ""  # words of a paragraph whose end was deleted: they go on in the next

    def blocks(self, parent: Any) -> Iterator[NoticeBlock]:
        """The blocks of a body or cell, in order; what floats stands behind the paragraph that holds it."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield read_word_table(child, self.blocks)
            elif child.tag in _THROUGH:
                yield from self.blocks(child)
            elif child.tag in _DELETED:
                self.left_out["deleted"] += 1

    def _paragraph(self, p: Any) -> Iterator[NoticeBlock]:
        floating: list[Any] = []
        words = self._begun + "".join(self._words(p, floating))
        self._begun = ""
        if find_inner(p, "pPr", "rPr", "del") is not None:
            self._begun = words
        else:
            style = val_of(p, "pPr", "pStyle")
            label = self._label(p, style)
            level = self._level(style, val_of(p, "pPr", "outlineLvl"))
            for line in words.split("\n"):
                yield Paragraph(line, label, level)
                label = ""
        for box in floating:
            yield from self.blocks(box)

    def _label(self, p: Any, style: str) -> str:
        number, place = _numbering_of(p)
        if not number:
            named = (own for element in self._chain(style) if (own := _numbering_of(element))[0])
            known = next(named, None) or self._numbering.of_style(style)
            number, place = (known[0], place or known[1]) if known else ("", "")
        return self._numbering.next_label(number, count_of(place)) if number not in ("", "0") else ""

    def _words(self, element: Any, floating: list[Any]) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                hidden = find_inner(child, "rPr", "vanish")
                if hidden is not None and hidden.get(f"{W}val") not in _OFF:
                    self.left_out["hidden"] += 1
                else:
                    yield from self._words(child, floating)
            elif tag in (f"{W}t", f"{_W14}t"):
                yield child.text or ""
            elif tag in _BREAKS:
                yield _BREAKS[tag] if child.get(f"{W}type") is None else ""
            elif tag in _DELETED:
                self.left_out["deleted"] += 1
            elif tag == f"{_MC}AlternateContent":
                choice = child.find(f"{_MC}Choice")
                yield from self._words(child if choice is None else choice, floating)
            elif tag == f"{W}txbxContent":
                floating.append(child)
            elif tag == f"{W}ruby":
                base = child.find(f"{W}rubyBase")
                yield from self._words(base if base is not None else (), floating)
            elif isinstance(tag, str) and not tag.endswith(("}rPr", "}pPr", "}instrText", "}delText", "}sdtPr")):
                yield from self._words(child, floating)

    def _chain(self, style: str) -> Iterator[Any]:
        """A style and those that it rests on."""
        seen: set[str] = set()
        while style not in seen and (element := self._styles.get(style)) is not None:
            seen.add(style)
            yield element
            style = val_of(element, "basedOn")

    def _level(self, style: str, own: str) -> int:
        """The heading level of a paragraph: by its own outline level, else by its style's, else by its style's name."""
        said = own if own.isdecimal() else ""
        for element in () if said else self._chain(style):
            said = val_of(element, "pPr", "outlineLvl")
            if said.isdecimal():
                break
            if found := _HEADING.fullmatch(val_of(element, "name")):
                return int(found[1])
        return int(said) + 1 if said.isdecimal() and int(said) < _BODY_LEVEL else 0


def _numbering_of(element: Any) -> tuple[str, str]:
    return val_of(element, "pPr", "numPr", "numId"), val_of(element, "pPr", "numPr", "ilvl")


def read_word_table(tbl: Any, blocks: Callable[[Any], Iterable[NoticeBlock]]) -> NoticeGrid:
    """The cells of a table; `blocks` reads what stands in one.

    Raises:
        SourceError: D132, it has too many cells.
    """
    cells: list[NoticeCell] = []
    open_: dict[int, int] = {}  # first column of a cell that goes on below: its place in `cells`
    for row, tr in enumerate(_held(tbl, "tr"), 1):
        column, going = 1 + min(count_of(val_of(tr, "trPr", "gridBefore")), _WIDEST), dict[int, int]()
        for tc in _held(tr, "tc"):
            span, merged = _span(tc), _merged(tc)
            if merged == "continue" and column in open_ and cells[open_[column]].columns == span:
                going[column] = open_[column]
                above = cells[open_[column]]
                # What stands in a cell that only goes on is shown by no program.
                cells[open_[column]] = above._replace(rows=row - above.row + 1)
            elif span == 0:  # the rest of a cell merged sideways in the old way
                cells[-1] = cells[-1]._replace(columns=cells[-1].columns + 1)
                span = 1
            else:
                if merged:
                    going[column] = len(cells)
                cells.append(NoticeCell(row, column, 1, span, tuple(blocks(tc))))
            column += span
            if len(cells) > MOST_CELLS:
                raise SourceError("D132", limit=f"{MOST_CELLS}格")
        open_ = going
    return NoticeGrid(tuple(cells))


def _held(parent: Any, name: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == f"{W}{name}":
            if find_inner(child, "trPr", "del") is None and find_inner(child, "tcPr", "cellDel") is None:
                yield child
        elif child.tag in _THROUGH:
            yield from _held(child, name)


def _span(tc: Any) -> int:
    """How many columns a cell takes; 0 where it only goes on with the one beside it."""
    old = find_inner(tc, "tcPr", "hMerge")
    if old is not None and old.get(f"{W}val") != "restart":
        return 0
    return min(max(1, count_of(val_of(tc, "tcPr", "gridSpan"))), _WIDEST)


def _merged(tc: Any) -> str:
    found = find_inner(tc, "tcPr", "vMerge")
    return "" if found is None else found.get(f"{W}val") or "continue"
