"""Raw OOXML and ODF packages, made by hand: what no library would write.

book(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))      the bytes of an .xlsx with one sheet
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from xltrack.ooxml.limits import Limits
from xltrack.reading.files.grid import SourceBook, SourceSheet
from xltrack.reading.files.source import open_book

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Parts = Mapping[str, str | bytes]


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these parts, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def sheet(body: str, *, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    """A worksheet part; `body` is what stands in sheetData."""
    return f'{HEAD}<worksheet xmlns="{namespace}">{before}<sheetData>{body}</sheetData>{after}</worksheet>'


def strings(*items: str) -> str:
    """A shared string table; an item is the content of `si`."""
    return f'{HEAD}<sst xmlns="{MAIN}">' + "".join(f"<si>{item}</si>" for item in items) + "</sst>"


def styles(*codes: str, fonts: str = "<font/>", struck: Sequence[int] = ()) -> str:
    """A style table: cell format 0 is General, then one for each format code (or number of a built-in format).

    The cell formats named in `struck` use font 1.
    """
    custom = {code: 200 + at for at, code in enumerate(codes) if not code.isdecimal()}
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for code, number in custom.items()
    )
    numbers = [0, *(custom.get(code) or int(code) for code in codes)]
    xfs = "".join(f'<xf numFmtId="{number}" fontId="{int(at in struck)}"/>' for at, number in enumerate(numbers))
    return f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts>{fonts}</fonts><cellXfs>{xfs}</cellXfs></styleSheet>'


def relations(*targets: tuple[str, str, str], mode: str = "") -> str:
    """A relations part: (id, last word of the type, target)."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>' for key, kind, target in targets
    )
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def workbook(names: Sequence[str], *, inside: str = "", states: Mapping[str, str] | None = None) -> str:
    """A workbook part that lists these sheets, by relations rId1, rId2 …; `inside` stands before the list."""
    rows = "".join(
        f'<sheet name="{name}" sheetId="{at}"{_state(states, name)} r:id="rId{at}"/>'
        for at, name in enumerate(names, 1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{inside}<sheets>{rows}</sheets></workbook>'


def content_types(sheets: int, *, texts: bool, formats: bool) -> str:
    """The list of what each part is; xltrack does not look at it, other readers do."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    named = {"workbook": "sheet.main"}
    named |= {"sharedStrings": "sharedStrings"} if texts else {}
    named |= {"styles": "styles"} if formats else {}
    named |= {f"worksheets/sheet{at}": "worksheet" for at in range(1, sheets + 1)}
    rows = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{kind}.{what}+xml"/>' for name, what in named.items()
    )
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return (
        f'{HEAD}<Types xmlns="{space}">{defaults}<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _state(states: Mapping[str, str] | None, name: str) -> str:
    return f' state="{states[name]}"' if states and name in states else ""


def parts(*sheets: str | bytes, names: Sequence[str] = (), texts: str | bytes = "", formats: str | bytes = "", inside: str = "",
          states: Mapping[str, str] | None = None) -> dict[str, str | bytes]:  # fmt: skip
    """The parts of a workbook; a test may change or drop some before it zips them."""
    names = names or [f"Sheet{at}" for at in range(1, len(sheets) + 1)]
    targets = [(f"rId{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
    targets += [("rIdT", "sharedStrings", "sharedStrings.xml")] * bool(texts)
    targets += [("rIdF", "styles", "styles.xml")] * bool(formats)
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(len(sheets), texts=bool(texts), formats=bool(formats)),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(names, inside=inside, states=states),
        "xl/_rels/workbook.xml.rels": relations(*targets),
    }
    made |= {"xl/sharedStrings.xml": texts} if texts else {}
    made |= {"xl/styles.xml": formats} if formats else {}
    return made | {f"xl/worksheets/sheet{at}.xml": content for at, content in enumerate(sheets, 1)}


def book(*sheets: str | bytes, texts: str | bytes = "", formats: str | bytes = "", inside: str = "") -> bytes:
    """The bytes of an .xlsx with these worksheet parts."""
    return zipped(parts(*sheets, texts=texts, formats=formats, inside=inside))


def ods(tables: str, *, styles_inside: str = "", after: str = "") -> bytes:
    """The bytes of an .ods; `tables` are table:table elements, `styles_inside` automatic styles."""
    odf = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{name}="{odf}{name}:1.0"' for name in ("office", "table", "text", "style"))
    spaces += f' xmlns:draw="{odf}drawing:1.0"'
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f"{HEAD}<office:document-content {spaces}><office:automatic-styles>{styles_inside}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}{after}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


class Reader:
    """Writes bytes to a file and reads it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "a.xlsx"

    def __call__(self, data: bytes, limits: Limits | None = None) -> SourceBook:
        self.path.write_bytes(data)
        return open_book(self.path, limits=limits or Limits())

    def one(self, body: str, **more: str) -> SourceSheet:
        """The only sheet of a book with this sheetData."""
        return self(book(sheet(body, **more))).sheets[0]


def number(reference: str, words: str, more: str = "") -> str:
    """A cell that holds a number."""
    return f'<c r="{reference}"{more}><v>{words}</v></c>'


def merged(*references: str) -> str:
    """The list of merged areas."""
    areas = "".join(f'<mergeCell ref="{reference}"/>' for reference in references)
    return f'<mergeCells count="{len(references)}">{areas}</mergeCells>'


def codes(read: SourceBook) -> list[tuple[str, str | None]]:
    """What reading had to say: codes with the cells."""
    return [(d.code, d.cell.a1 if d.cell else None) for d in read.diagnostics]
