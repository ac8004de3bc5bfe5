"""`xltrack report FILE…`: the progress workbook, and a summary that fits one screen."""

from __future__ import annotations

from xltrack import api
from xltrack.base.errors import UsageError
from xltrack.cli.console import say
from xltrack.cli.gathering import gather
from xltrack.cli.parser import Said


def run(said: Said) -> int:
    """Write the workbook; 0, 1 where some files could not be read, 2 where none could or no task was read."""
    gathered = gather(said)
    if gathered is None:
        return 2
    if not gathered.assessment.tasks:
        raise UsageError("D174")
    written = api.report(
        gathered.assessment, gathered.paths, said.output, said.since,
        by_unit=said.by_unit, annexes=said.annex, password=said.password,
    )  # fmt: skip
    for line in written.summary:
        say(line)
    return gathered.status
