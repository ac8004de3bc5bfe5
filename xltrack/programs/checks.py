"""What `xltrack check --json` says: everything that there is to say of some files, in the order of their cells."""

from collections import Counter
from collections.abc import Iterator, Sequence

from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import gather_repeated
from xltrack.base.errors import Skipped
from xltrack.programs.document import render_document
from xltrack.programs.findings import tell_findings
from xltrack.programs.inspection import list_diagnostics, list_documents
from xltrack.programs.refusals import tell_skipped
from xltrack.telling.agenda import Finding


def render_checks(assessment: Assessment, skipped: Sequence[Skipped], *, passed: bool) -> Iterator[str]:
    """The document; `passed` is whether the run ends with 0."""
    documents = list_documents(assessment)
    said = [list_diagnostics(assessment, number) for number in range(len(documents))]
    counts = Counter(one.severity for own in said for one in own)
    head = {
        "as_of": assessment.as_of.isoformat(),
        "passed": passed,
        "sources": [document.source for document in documents],
        "tasks": len(assessment.tasks),
        "counts": {severity: counts[severity] for severity in ("error", "warning", "info")},
        "skipped": tell_skipped(skipped),
    }
    found = [Finding(number, *group) for number, own in enumerate(said) for group in gather_repeated(own)]
    return render_document("check", head, {"findings": tell_findings(assessment, documents, found)})
