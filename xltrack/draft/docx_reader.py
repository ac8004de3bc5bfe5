"""A .docx as blocks, by python-docx: words as they read with all changes accepted, headings, counted numbers, tables with merges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.draft.docx_numbering import Numbering
from xltrack.draft.docx_package import slim_package
from xltrack.draft.docx_tables import read_word_table
from xltrack.draft.notice import NoticeBlock, Paragraph
from xltrack.ooxml.limits import Limits

if TYPE_CHECKING:
    from docx.document import Document

_NS: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# What only holds other things; what was taken out of the document, or is no word of it.
_THROUGH: Final = frozenset(
    f"{_NS}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple")
)
_DELETED: Final = frozenset(f"{_NS}{name}" for name in ("del", "moveFrom"))
_BREAKS: Final = {f"{_NS}br": "\n", f"{_NS}cr": "\n", f"{_NS}tab": " ", f"{_NS}noBreakHyphen": "-"}
_HEADING = pattern(r"(?i)(?:heading|标题)\s*([1-9])")
_BODY_LEVEL: Final = 9
_OFF: Final = frozenset({"0", "false", "off", "none"})


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
    reader = DocxReader(document)
    blocks = list(reader.blocks(body))
    return blocks, list(reader.notes())


class DocxReader:
    """One pass over a document: its numbers are counted in the order of the page."""

    def __init__(self, document: Document) -> None:
        self._styles = _Styles(document)
        self._numbering = Numbering(_numbering_root(document))
        self._left_out = {"deleted": 0, "hidden": 0}
        self._begun = ""  # words of a paragraph whose end was deleted: they go on in the next

    def notes(self) -> Iterator[Diagnostic]:
        """What was left out."""
        if any(self._left_out.values()):
            yield Diagnostic("D795", None, self._left_out)

    def blocks(self, parent: Any) -> Iterator[NoticeBlock]:
        """The blocks of a body or cell, in order; what floats stands behind the paragraph that holds it."""
        for child in parent:
            if child.tag == f"{_NS}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_NS}tbl":
                yield read_word_table(child, self.blocks)
            elif child.tag in _THROUGH:
                yield from self.blocks(child)
            elif child.tag in _DELETED:
                self._left_out["deleted"] += 1

    def _paragraph(self, p: Any) -> Iterator[NoticeBlock]:
        floating: list[Any] = []
        words = self._begun + "".join(self._words(p, floating))
        self._begun = ""
        properties = p.find(f"{_NS}pPr")
        if _is_end_deleted(properties):
            self._begun = words
        else:
            style = _value(properties, "pStyle")
            label = self._label(properties, style)
            level = self._styles.level(style, _value(properties, "outlineLvl"))
            for line in words.split("\n"):
                yield Paragraph(line, label, level)
                label = ""
        for box in floating:
            yield from self.blocks(box)

    def _label(self, properties: Any, style: str) -> str:
        own = properties.find(f"{_NS}numPr") if properties is not None else None
        number, place = (_value(own, "numId"), _value(own, "ilvl")) if own is not None else ("", "")
        if not number:
            known = self._styles.numbering(style) or self._numbering.of_style(style)
            number, place = (known[0], place or str(known[1])) if known else ("", "")
        return (
            self._numbering.next_label(number, int(place) if place.isdecimal() else 0)
            if number not in ("", "0")
            else ""
        )

    def _words(self, element: Any, floating: list[Any]) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag == f"{_NS}r":
                if _is_hidden(child):
                    self._left_out["hidden"] += 1
                else:
                    yield from self._words(child, floating)
            elif tag in (f"{_NS}t", f"{_W14}t"):
                yield child.text or ""
            elif tag in _BREAKS:
                yield _BREAKS[tag] if child.get(f"{_NS}type") is None else ""
            elif tag in _DELETED:
                self._left_out["deleted"] += 1
            elif tag == f"{_MC}AlternateContent":
                choice = child.find(f"{_MC}Choice")
                yield from self._words(child if choice is None else choice, floating)
            elif tag == f"{_NS}txbxContent":
                floating.append(child)
            elif tag == f"{_NS}ruby":
                base = child.find(f"{_NS}rubyBase")
                yield from self._words(base if base is not None else (), floating)
            elif isinstance(tag, str) and not tag.endswith(("}rPr", "}pPr", "}instrText", "}delText", "}sdtPr")):
                yield from self._words(child, floating)


class _Styles:
    """What paragraph styles say: heading levels and numberings, their own or those of the styles they rest on."""

    def __init__(self, document: Document) -> None:
        self._known = {
            element.get(f"{_NS}styleId"): element for element in document.styles.element.findall(f"{_NS}style")
        }

    def _chain(self, style: str) -> Iterator[Any]:
        seen: set[str] = set()
        while style and style not in seen and (element := self._known.get(style)) is not None:
            seen.add(style)
            yield element
            style = _value(element, "basedOn")

    def level(self, style: str, own: str) -> int:
        """The heading level of a paragraph: by its own outline level, else by its style's, else by its style's name."""
        if own.isdecimal():
            return int(own) + 1 if int(own) < _BODY_LEVEL else 0
        for element in self._chain(style):
            outline = _value(element.find(f"{_NS}pPr"), "outlineLvl")
            if outline.isdecimal():
                return int(outline) + 1 if int(outline) < _BODY_LEVEL else 0
            if found := _HEADING.fullmatch(_value(element, "name")):
                return int(found[1])
        return 0

    def numbering(self, style: str) -> tuple[str, int] | None:
        """The numbering that a style itself names."""
        for element in self._chain(style):
            properties = element.find(f"{_NS}pPr")
            own = properties.find(f"{_NS}numPr") if properties is not None else None
            if own is not None and (number := _value(own, "numId")):
                place = _value(own, "ilvl")
                return number, int(place) if place.isdecimal() else 0
        return None


def _numbering_root(document: Document) -> Any | None:
    from docx.opc.constants import RELATIONSHIP_TYPE

    kinds = {relation.reltype: relation for relation in document.part.rels.values()}
    found = kinds.get(RELATIONSHIP_TYPE.NUMBERING)
    return found.target_part.element if found is not None and hasattr(found.target_part, "element") else None


def _value(element: Any, name: str) -> str:
    found = element.find(f"{_NS}{name}") if element is not None else None
    return "" if found is None else found.get(f"{_NS}val") or ""


def _is_on(properties: Any, name: str) -> bool:
    found = properties.find(f"{_NS}{name}") if properties is not None else None
    return found is not None and (found.get(f"{_NS}val") or "true") not in _OFF


def _is_hidden(run: Any) -> bool:
    return _is_on(run.find(f"{_NS}rPr"), "vanish")


def _is_end_deleted(properties: Any) -> bool:
    mark = properties.find(f"{_NS}rPr") if properties is not None else None
    return mark is not None and mark.find(f"{_NS}del") is not None
