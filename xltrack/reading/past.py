"""An earlier report, for what was typed into it (docs/规则.md 8.4): its memory, and its ledger only where it was edited."""

from pathlib import Path
from typing import Final

from xltrack.base.clock import reading_within
from xltrack.domain.carried import Past
from xltrack.domain.memory import ANSWERS_NAME, HISTORY_NAME, SNAPSHOT_NAME
from xltrack.ooxml.limits import DEFAULT_LIMITS
from xltrack.ooxml.workbook import marked_names
from xltrack.reading.document import read_document
from xltrack.reading.files.grid import LEDGER_NAME, without_extracts
from xltrack.reading.files.source import naming, open_book, passing_over, read_bytes
from xltrack.reading.remembered import read_past

_MEMORIES: Final = (HISTORY_NAME, SNAPSHOT_NAME, ANSWERS_NAME)


def read_report(path: Path, password: str | None, *, compared: bool) -> Past | None:
    """What a report remembers; its ledger is read as well where its mark says that it is not as it was written.

    Of one that nothing was typed into, and that nothing is `compared` with, the figures are enough. None where it is no report.

    Raises:
        SourceError: the system refuses it (D107, D108, D110): what was typed into it would be lost.
    """
    with passing_over(), naming(path.name):
        if LEDGER_NAME in (names := marked_names(read_bytes(path))):
            needed = _MEMORIES if compared or ANSWERS_NAME in names else (HISTORY_NAME,)
            return Past(read_past(open_book(path, only=needed, password=password)))
        with reading_within(DEFAULT_LIMITS.seconds):
            document = read_document(without_extracts(open_book(path, password=password)))
        if document.ledger and document.memory:
            return Past(document.memory, document)
        # Its ledger was lost; what it remembers may not be.
        return Past(read_past(open_book(path, only=_MEMORIES, password=password)))
    return None
