"""Sheets whose tasks stand elsewhere in the same book: the 附件 of late tasks that xltrack writes beside the whole table."""

from typing import Final

from xltrack.reading.files.grid import SourceBook, sheet_of

NAME: Final = "xltrack_extract"


def without_extracts(book: SourceBook) -> SourceBook:
    """The book without the sheet that the defined name `xltrack_extract` points to: its tasks would count twice."""
    extract = sheet_of(book.names.get(NAME, ""))
    return book._replace(sheets=tuple(sheet for sheet in book.sheets if not extract or sheet.name != extract))
