"""A workbook that brings the pane with it.

Excel's list of add-ins may not show one that has just come; a workbook that refers to it makes Excel look, and from then on the
button is there. So does Microsoft's own tool (office-addin-dev-settings, `sideload`), whose parts these are.
"""

from datetime import date
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xltrack.addin import words
from xltrack.addin.manifest import ID, VERSION
from xltrack.sheets.measure import line_count
from xltrack.sheets.model import Block, Book, Cell, Heading, Page, Stack, WordLine
from xltrack.sheets.render import render_book

_COLUMNS, _WIDTH = 8, 11.0
_LINE, _AROUND = 17.0, 7.0  # points: of each line, and of what is between two
_DAY: Final = date(2026, 12, 1)  # the same bytes whenever it is made
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PANES: Final = "http://schemas.microsoft.com/office/2011/relationships/webextension"
_DECLARED: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS: Final = {
    "xl/webextensions/taskpanes.xml": (
        '<wetp:taskpanes xmlns:wetp="http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11">'
        '<wetp:taskpane dockstate="right" visibility="1" width="350" row="1">'
        f'<wetp:webextensionref xmlns:r="{_OFFICE}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>'
    ),
    "xl/webextensions/_rels/taskpanes.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_PANES}" Target="webextension.xml"/></Relationships>'
    ),
    "xl/webextensions/webextension.xml": (
        '<we:webextension xmlns:we="http://schemas.microsoft.com/office/webextensions/webextension/2010/11" id="{@ID@}">'
        '<we:reference id="@ID@" version="@VERSION@" store="developer" storeType="Registry"/>'
        "<we:alternateReferences/><we:properties/><we:bindings/>"
        f'<we:snapshot xmlns:r="{_OFFICE}"/></we:webextension>'
    ),
}
# What leads to them: at the end of a part that is there, before its end tag.
_MORE: Final = {
    "[Content_Types].xml": (
        "</Types>",
        "".join(
            f'<Override PartName="/xl/webextensions/{name}.xml" ContentType="application/vnd.ms-office.{kind}+xml"/>'
            for name, kind in (("taskpanes", "webextensiontaskpanes"), ("webextension", "webextension"))
        ),
    ),
    "_rels/.rels": (
        "</Relationships>",
        f'<Relationship Id="rIdPanes" Type="{_PANES}taskpanes" Target="xl/webextensions/taskpanes.xml"/>',
    ),
}


def write_first_book() -> bytes:
    """The workbook; the same bytes each time."""
    title, *lines = words.FIRST_PAGE
    blocks: list[Block] = [Heading(title)]
    for line in lines:
        height = _LINE * line_count(line, _COLUMNS * int(_WIDTH) - 2) + _AROUND
        blocks.append(WordLine(Cell(line), height=height))
    page = Page(words.FIRST_SHEET, _COLUMNS, _WIDTH, ((Stack(1, _COLUMNS, tuple(blocks)),),))
    made = BytesIO()
    with (
        ZipFile(BytesIO(render_book(Book(title, _DAY, (page,))).data)) as written,
        ZipFile(made, "w", ZIP_DEFLATED) as archive,
    ):
        for entry in written.infolist():
            end, more = _MORE.get(entry.filename, ("", ""))
            data = written.read(entry)
            archive.writestr(entry, data.replace(end.encode(), (more + end).encode()) if end else data)
        moment = written.infolist()[0].date_time
        for name, text in _PARTS.items():
            filled = text.replace("@ID@", ID).replace("@VERSION@", VERSION)
            archive.writestr(ZipInfo(name, moment), _DECLARED + filled, ZIP_DEFLATED)
    return made.getvalue()
