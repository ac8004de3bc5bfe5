"""A notice filled into a Word template by docxtpl, which stands with python-docx in this module alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any, Final, NamedTuple

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from xltrack.annex.looks import FONTS
from xltrack.base.errors import SourceError, UsageError
from xltrack.notices import words
from xltrack.notices.model import Notice
from xltrack.notices.naming import check_names, given_by, guarded, one_line, strict_for
from xltrack.notices.signature import signature_rooms
from xltrack.notices.unbroken import Unbroken
from xltrack.ooxml.limits import MEGABYTE
from xltrack.ooxml.package import plain_name
from xltrack.ooxml.spelling import clean
from xltrack.ooxml.xml import PartError
from xltrack.template.bounds import open_template, repacked
from xltrack.template.strict import Strict, is_wide
from xltrack.template.words import WIDE

_MAIN: Final = "word/document.xml"
_LONGEST: Final = 4 * MEGABYTE  # of the text of a template, whose tags are found by patterns
_MOST_TAGS: Final = 2000
_MOST_BLOCKS: Final = 10_000  # paragraphs, rows and cells
_LONGEST_LINE: Final = 32_767  # characters of one paragraph with tags
_FILLED: Final = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER, RELATIONSHIP_TYPE.FOOTNOTES)
_WHOLE_TAG: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_HALF_TAG: Final = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_BLOCK: Final = re.compile(r"\{%(p|tr) +(\w+)([^%}]*)%\}")
_PREFIX: Final = re.compile(r"\{%(?:p|tr) ")
_MERGING: Final = re.compile(r"\{%-|-%\}|\{\{-|-\}\}")
_QUOTES: Final = str.maketrans("“”‘’", "\"\"''")
_BLOCKS: Final = re.compile(rb"<w:(?:p|tr|tc)[ >/]")
_FIELD: Final = re.compile(
    r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|MACROBUTTON|DATABASE)\b", re.IGNORECASE
)
# Relations to the outside that fetch nothing into the document; the style sheet of the office is taken away.
_HARMLESS: Final = ("hyperlink", "attachedTemplate")
_RUNNING: Final = ("vbaProject", "wordVbaData", "control", "aFChunk")


class _Line(NamedTuple):
    """One paragraph: its words, where it stands, the element itself."""

    text: str
    place: str
    element: Any


def render_word(notice: Notice, name: str, data: bytes, *, own: bool) -> bytes:
    """The notice as a .docx; the same bytes for the same notice.

    Args:
        notice: composed.
        name: of the template, for sentences.
        data: of the template.
        own: whether it is an office's own, whose fonts stay as they are.

    Raises:
        UsageError, SourceError: the template cannot be used (D132, D704 to D708, D710, D720, D722, D723).
    """
    _check_package(data, name)
    template = _opened(data, name)
    strict = strict_for(escapes=True, finish=lambda value: clean(str(one_line(value))))
    _check_tags(notice, strict, _bounded(_lines(template, name), name), name)
    place = words.WHOLE.format(name=name)
    strict.environment.inspect = lambda source: check_names(strict, source, lambda _: place)
    if not own:
        _name_fonts(template.docx, notice.fonts)
    _forget_template(template.docx)
    try:
        guarded(lambda: template.render(given_by(notice), strict.environment, autoescape=True), lambda _: place)
    except UsageError:
        raise
    except Exception:  # what a library makes of a document that is none
        raise UsageError("D720", name=name) from None
    if not own:
        _place_signature(template.docx, notice)
        _hold_together(template.docx, notice)
    template.docx.core_properties.title = notice.title[:255]
    target = BytesIO()
    template.docx.save(target)
    return repacked(target.getvalue())


def _check_package(data: bytes, name: str) -> None:
    """Refuse what is no .docx, and more of anything than a notice can need."""
    try:
        package = open_template(data, name, _MAIN, "D720")
        mains = [one.target for one in package.relations("").values() if one.kind == "officeDocument"]
    except (SourceError, PartError) as error:
        if getattr(error, "code", "") == "D132":
            raise
        raise UsageError("D720", name=name) from None
    if [plain_name(main or "") for main in mains] != [_MAIN]:
        raise UsageError("D720", name=name)
    if any(part.endswith(".xml") and _is_large(package.part(part)) for part in package.names):
        raise UsageError("D704", name=name)


def _is_large(part: bytes) -> bool:
    return len(part) > _LONGEST or len(_BLOCKS.findall(part)) > _MOST_BLOCKS


def _opened(data: bytes, name: str) -> Any:
    try:
        template = DocxTemplate(BytesIO(data))
        template.init_docx()
        template.docx.core_properties.title  # noqa: B018 - a broken part shows here, not while filling
    except Exception:
        raise UsageError("D720", name=name) from None
    _check_relations(template.docx.part.package, name)
    return template


def _check_relations(package: Any, name: str) -> None:
    """Refuse what would be fetched or run with the document."""
    owners = [package, *package.iter_parts()]
    for relation in (relation for owner in owners for relation in owner.rels.values()):
        kind = relation.reltype.rpartition("/")[2]
        if kind in _RUNNING or (relation.is_external and kind not in _HARMLESS):
            raise UsageError("D722", name=name, what=kind)


def _check_fields(root: Any, name: str) -> None:
    """Refuse fields that fetch or run something, however their words are split."""
    said = [node.text or "" for node in root.iter(qn("w:instrText"))]
    said += [" " + node.get(qn("w:instr"), "") for node in root.iter(qn("w:fldSimple"))]
    if field := _FIELD.search("".join(said)):
        raise UsageError("D722", name=name, what=field[1])


def _lines(template: Any, name: str) -> Iterator[_Line]:
    """The paragraphs of body, headers, footers and footnotes."""
    yield from _lines_of(template.docx.element.body, name, "")
    for relation in template.docx.part.rels.values():
        if relation.reltype in _FILLED and not relation.is_external:
            kind = words.PARTS[relation.reltype.rpartition("/")[2]]
            blob = relation.target_part.blob
            if _is_large(blob):
                raise UsageError("D704", name=name)
            try:
                root = parse_xml(blob)
            except Exception:
                raise UsageError("D720", name=name) from None
            yield from _lines_of(root, name, kind)


def _lines_of(root: Any, name: str, kind: str) -> Iterator[_Line]:
    """Those of one part that hold the beginning or the end of a tag."""
    _check_fields(root, name)
    number = 0
    for element in root.iter(qn("w:p")):
        cell = next(element.iterancestors(qn("w:tc")), None)
        number += cell is None
        text = _text(element)
        if not _HALF_TAG.search(text) and not is_wide(text):
            continue
        where = words.PARAGRAPH.format(number=number) if cell is None else _cell_words(root, cell)
        yield _Line(text, words.WORD_PLACE.format(name=name, part=kind, where=where), element)


def _cell_words(root: Any, cell: Any) -> str:
    """「第1张表第2行第3格」."""
    row, table = (next(cell.iterancestors(qn(tag))) for tag in ("w:tr", "w:tbl"))
    number = next(number for number, one in enumerate(root.iter(qn("w:tbl")), 1) if one is table)
    return words.CELL.format(table=number, row=_order(row, "w:tr"), column=_order(cell, "w:tc"))


def _bounded(found: Iterable[_Line], name: str) -> list[_Line]:
    """The lines; UsageError (D704) where there are more tags, or longer paragraphs, than a notice can need."""
    lines, count = [], 0
    for line in found:
        count += len(_HALF_TAG.findall(line.text))
        if count > 2 * _MOST_TAGS or len(line.text) > _LONGEST_LINE:
            raise UsageError("D704", name=name)
        lines.append(line)
    return lines


def _order(element: Any, tag: str) -> int:
    return 1 + sum(1 for _ in element.itersiblings(qn(tag), preceding=True))


def _text(paragraph: Any) -> str:
    """The words of a paragraph, without those of paragraphs inside it."""
    return "".join(
        " " if node.tag != qn("w:t") else node.text or ""
        for node in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
        if next(node.iterancestors(qn("w:p"))) is paragraph
    ).translate({10: " ", 13: " "})


def _check_tags(notice: Notice, strict: Strict, lines: Sequence[_Line], name: str) -> None:
    """Check every paragraph by itself, then all of them together; UsageError names the paragraph or the cell."""
    for line in lines:
        if is_wide(line.text):
            raise UsageError("D705", cell=line.place, reason=WIDE)
        if _HALF_TAG.search(_WHOLE_TAG.sub("", line.text)):
            raise UsageError("D705", cell=line.place, reason=words.HALF)
        if _MERGING.search(line.text):
            raise UsageError("D707", cell=line.place, what="-", known=words.PLAIN_TAGS)
        _check_alone(strict, line)
    if not lines:
        raise UsageError("D708", name=name)
    plain = "\n".join(_tags_only(line) for line in lines)

    def place(number: int) -> str:
        return lines[min(number, len(lines)) - 1].place

    check_names(strict, plain, place)
    _check_nesting(lines)
    guarded(lambda: strict.whole(plain, given_by(notice)), place)


def _check_alone(strict: Strict, line: _Line) -> None:
    """What a paragraph opens it closes, but for the tags that stand for whole paragraphs and rows: those stand alone."""
    block = _BLOCK.search(line.text)
    if not block:
        strict.parse(_tags_only(line), lambda _: line.place)
    elif line.text.strip() != block[0] or (block[1] == "tr" and _row_words(line) != block[0]):
        raise UsageError("D705", cell=line.place, reason=words.NOT_ALONE.format(tag=block[0]))


def _row_words(line: _Line) -> str:
    row = next(line.element.iterancestors(qn("w:tr")), None)
    return "" if row is None else "".join(_text(paragraph) for paragraph in row.iter(qn("w:p"))).strip()


def _tags_only(line: _Line) -> str:
    """The tags of a paragraph as plain ones; other words do not matter."""
    tags = _WHOLE_TAG.findall(line.text)
    return "".join(_PREFIX.sub("{% ", tag).translate(_QUOTES) for tag in tags if not tag.startswith("{#"))


def _check_nesting(lines: Sequence[_Line]) -> None:
    """What stands between the two tags of a pair is whole paragraphs, or whole rows of one table."""
    opened: list[tuple[Any, str]] = []
    for line in lines:
        block = _BLOCK.search(line.text)
        if not block:
            continue
        paragraph = line.element
        owner = next(paragraph.iterancestors(qn("w:tbl"))) if block[1] == "tr" else paragraph.getparent()
        here = (owner, block[1])
        if block[2] in ("for", "if"):
            opened.append(here)
        elif not opened or opened[-1] != here:
            raise UsageError("D723", cell=line.place, tag=block[0])
        elif block[2].startswith("end"):
            opened.pop()


def _name_fonts(document: Any, profile: str) -> None:
    """Put the names of a profile in the place of those of 「gb2312」, which the shipped templates have."""
    there, wanted = FONTS["gb2312"], FONTS[profile]
    names = dict(zip(there[:5], wanted[:5], strict=True))
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        if wanted.bold_title and there.title in fonts.attrib.values():
            bold = fonts.getparent().find(qn("w:b"))
            if bold is not None:
                bold.attrib.clear()
        for key, value in fonts.attrib.items():
            fonts.set(key, names.get(value, value))


def _forget_template(document: Any) -> None:
    """Take away the path of the style sheet that a document was made from: it tells of somebody's machine."""
    for found in document.settings.element.findall(qn("w:attachedTemplate")):
        document.settings.element.remove(found)
    rels = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels
    for key in [key for key, rel in rels.items() if rel.reltype.endswith("/attachedTemplate")]:
        del rels[key]


_LINE_ROOM: Final = 56  # halves of a 汉字 on a line of the text
_CELL_SIZE: Final = 10.5  # points
_CELL_MARGINS: Final = 6.0
_TWIPS: Final = 20.0  # of a point
_UNBROKEN_LANGUAGE: Final = "en-US"
_BROKEN_BY_HAND: Final = "公文标题"


def _hold_together(document: Any, notice: Notice) -> None:
    """Let no line end within a day, a number with its measure or a name that it has room for."""
    unbroken = Unbroken(notice.names)
    for paragraph in document.element.body.iter(qn("w:p")):
        cell = next(paragraph.iterancestors(qn("w:tc")), None)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) == _BROKEN_BY_HAND:
            continue
        room = _LINE_ROOM if cell is None else _room_of(cell)
        for run in [*paragraph.iter(qn("w:r"))]:
            texts = run.findall(qn("w:t"))
            if len(texts) == 1 and len(run) == 1 + (run.find(qn("w:rPr")) is not None):
                _split(run, [*unbroken.pieces(texts[0].text or "", room, of_words=cell is None)])


def _split(run: Any, pieces: Sequence[tuple[str, bool]]) -> None:
    """Put runs in the place of one; those that are held together are no Chinese, whose lines end between any two characters."""
    if not any(held for _, held in pieces):
        return
    for text, held in pieces:
        piece = deepcopy(run)
        words_of = piece.find(qn("w:t"))
        words_of.text = text
        words_of.set(qn("xml:space"), "preserve")
        if held:
            language = OxmlElement("w:lang")
            language.set(qn("w:eastAsia"), _UNBROKEN_LANGUAGE)
            piece.get_or_add_rPr().append(language)
        run.addprevious(piece)
    run.getparent().remove(run)


def _room_of(cell: Any) -> float:
    """Halves of a 汉字 on a line of a cell."""
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    points = int(width.get(qn("w:w"), 0)) / _TWIPS if width is not None else 0.0
    return (points - _CELL_MARGINS) / _CELL_SIZE * 2


def _place_signature(document: Any, notice: Notice) -> None:
    """Set how far from the right who signs and the day stand."""
    rooms = signature_rooms(str(notice.page["落款"]), str(notice.page["成文日期"]), seal=bool(notice.page["印章"]))
    for style, room in zip(("落款", "成文日期"), rooms, strict=True):
        layout = document.styles[style].element.pPr.ind
        layout.set(qn("w:rightChars"), str(round(room * 100)))
        layout.set(qn("w:right"), str(round(room * 16 * _TWIPS)))
