"""What a clerk should know who reads locked workbooks: the result is not locked."""

from __future__ import annotations

from xltrack.assessment.model import Assessment
from xltrack.diagnostics import Diagnostic


def unlocked_notes(assessment: Assessment) -> tuple[Diagnostic, ...]:
    """One warning (D159) where sources took a password to open, for whoever writes what was read from them."""
    names = "」「".join(document.source for document in assessment.documents if document.locked)
    return (Diagnostic("D159", None, {"source": names}),) if names else ()
