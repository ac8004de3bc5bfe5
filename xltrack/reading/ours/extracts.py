"""Sheets whose tasks stand elsewhere in the same book: the 附件 of late tasks that xltrack writes beside the whole table."""

from typing import Final

from xltrack.base.patterns import pattern
from xltrack.reading.files.grid import SourceBook

NAME: Final = "xltrack_extract"
_REFERENCE: Final = pattern(r"'?((?:[^']|'')+?)'?!.+")


def without_extracts(book: SourceBook) -> SourceBook:
    """The book without the sheet that the defined name `xltrack_extract` points to: its tasks would count twice."""
    found = _REFERENCE.fullmatch(book.names.get(NAME, ""))
    if not found:
        return book
    name = found[1].replace("''", "'")
    return book._replace(sheets=tuple(sheet for sheet in book.sheets if sheet.name != name))
