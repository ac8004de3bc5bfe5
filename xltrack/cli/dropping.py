"""What happens to files that were dropped on 出进度表.bat."""

import os

from xltrack.base import platform
from xltrack.bundling.dropped import dropped_files
from xltrack.cli import words
from xltrack.cli.console import tell
from xltrack.cli.run import run


def report_dropped() -> int:
    """Make the progress workbook of what was dropped; 2 where nothing was."""
    files = dropped_files(os.environ)
    if files:
        return run(["report", *files])
    platform.prepare_console()
    return tell([words.NOTHING_DROPPED], 2)
