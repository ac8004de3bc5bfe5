"""The verbs: read, assess, report. The command line and every other client call these and nothing below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from xltrack.assessment import assess as assessing
from xltrack.assessment.model import Assessment
from xltrack.reading.document import read_document
from xltrack.reading.source import open_book
from xltrack.records import Document
from xltrack.roster import Roster
from xltrack.settings import Policy


def read(path: Path, *, year: int | None = None, roster: Roster | None = None) -> Document:
    """Read one workbook; raises SourceError where it is none. `year` is the document's where the sheet names none."""
    return read_document(open_book(Path(path)), year, roster)


def assess(documents: Sequence[Document], as_of: date, policy: Policy | None = None) -> Assessment:
    """Judge all tasks as of a day."""
    return assessing.assess(documents, as_of, policy or Policy())
