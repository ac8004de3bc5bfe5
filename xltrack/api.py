"""The verbs: read, assess, report. The command line and every other client call these and nothing below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from xltrack.assessment.model import Assessment
from xltrack.records import Document
from xltrack.roster import Roster
from xltrack.settings import Policy


def read(path: Path, *, year: int | None = None, roster: Roster | None = None) -> Document:
    """Read one workbook; raises SourceError where it is none. `year` is the document's where the sheet names none."""
    raise NotImplementedError


def assess(documents: Sequence[Document], as_of: date, policy: Policy | None = None) -> Assessment:
    """Judge all tasks as of a day."""
    raise NotImplementedError
