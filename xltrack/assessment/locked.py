"""What a clerk should know who reads locked workbooks: the result is not locked."""

from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic

_NAMED = 2


def unlocked_notes(assessment: Assessment) -> tuple[Diagnostic, ...]:
    """One warning (D159) where sources took a password to open, for whoever writes what was read from them."""
    names = [f"「{document.source}」" for document in assessment.documents if document.locked]
    if not names:
        return ()
    more = f"等{len(names)}个" if len(names) > _NAMED else ""
    return (Diagnostic("D159", None, {"sources": "".join(names[:_NAMED]) + more}),)
