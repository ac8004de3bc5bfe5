"""`xltrack annex FILE…`: 附件 tables fit for print, beside the source or filled into an office's own template."""

from __future__ import annotations

from xltrack import api
from xltrack.base.errors import OutputError, UsageError
from xltrack.cli.console import say
from xltrack.cli.gathering import gather
from xltrack.cli.parser import Said


def run(said: Said) -> int:
    """Write the workbook; 0, 1 where some files could not be read, 2 where none could or no task was read."""
    if said.template and any(
        path.exists() and said.template.exists() and path.samefile(said.template) for path in said.files
    ):
        raise UsageError("D712", path=said.template)
    gathered = gather(said)
    if gathered is None:
        return 2
    if not any(document.tables for document in gathered.assessment.documents):
        raise UsageError("D174")
    if (
        said.template
        and said.output
        and said.output.exists()
        and said.template.exists()
        and said.output.samefile(said.template)
    ):
        raise OutputError("D140", path=said.output)
    written = api.annex(gathered.assessment, gathered.paths, said.output, said.template, password=said.password)
    for line in written.summary:
        say(line)
    return gathered.status
