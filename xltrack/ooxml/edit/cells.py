"""A workbook opened to look at its cells, sheet by sheet."""

from typing import NamedTuple

from xltrack.ooxml.cells import Shared
from xltrack.ooxml.edit.book import sheet_part
from xltrack.ooxml.package import Package
from xltrack.ooxml.scan import Scan, scan_sheet
from xltrack.ooxml.strings import Strings, parse_strings
from xltrack.ooxml.styles import Styles, parse_styles
from xltrack.ooxml.workbook import Workbook, find_workbook, parse_workbook


class OpenCells(NamedTuple):
    """A workbook opened to look at its cells."""

    package: Package
    book: Workbook
    shared: Shared

    def scan(self, sheet: str) -> Scan:
        """The cells of a worksheet; EditError (D805) where there is none of this name."""
        return scan_sheet(self.package.chunks(sheet_part(self.book, sheet), "sheet"), self.shared)


def open_cells(package: Package) -> OpenCells:
    """Open what the cells of a workbook share; PartError where it is damaged."""
    book = parse_workbook(package, find_workbook(package) or "")
    strings = parse_strings(package.chunks(book.strings, "strings")) if book.strings else Strings()
    styles = parse_styles(package.part(book.styles)) if book.styles else Styles()
    return OpenCells(package, book, Shared(strings, styles, book.from_1904))
