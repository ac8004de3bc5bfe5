"""`xltrack watch`: a folder into which workbooks are dropped, looked at until somebody ends it."""

import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from xltrack.base.errors import OutputError, SourceError, UsageError
from xltrack.base.system import reason_of
from xltrack.cli import words
from xltrack.cli.console import complain, tell
from xltrack.cli.gathering import gather_roster, judging_day
from xltrack.cli.parser import Said
from xltrack.offices import Order
from xltrack.placing.folders import is_folder, make_folder
from xltrack.placing.whole import locked
from xltrack.placing.words import NOTE_END
from xltrack.report.offices import OfficeLine
from xltrack.sources import is_passed_over
from xltrack.watching import JOURNAL, DropFolder

_PAUSE: Final = 1.0  # seconds between two looks


def watch(said: Said) -> int:
    """Look until Ctrl+C ends it; what is told stands on the console, a line for each file."""
    (folder,) = said.files
    if not folder.is_dir():
        raise UsageError("D160", reason=words.NEEDS_DROP_FOLDER)
    output = said.output or folder
    make_folder(output)
    roster = gather_roster(said.roster, None) if said.roster else None
    made = 0
    with locked(output / JOURNAL) as keep:
        tell([words.WATCHING.format(folder=folder, output=output)])
        dropped, trouble = DropFolder(output), ""
        with suppress(KeyboardInterrupt):
            while True:
                before, trouble = trouble, ""
                try:
                    order = Order(judging_day(said), output, said.year, roster)
                    for line in dropped.look(_files_of(folder), order, monotonic()):
                        made += not line.refused
                        tell([_told(line)])
                except (SourceError, OutputError) as error:  # the share is away: it may come back
                    trouble = str(error)
                    if trouble != before:
                        complain(error)
                if is_folder(output):
                    keep()
                sys.stdout.flush()
                sleep(_PAUSE)
    return tell([words.WATCHED.format(count=made)])


def _files_of(folder: Path) -> list[Path]:
    """What was dropped: whatever is a file and is meant, workbook or not, for each is to have an answer."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise SourceError("D108", name=folder.name, reason=reason_of(error)) from error
    return [
        Path(entry.path) for entry in entries
        if entry.is_file() and not is_passed_over(entry.name) and not entry.name.endswith(NOTE_END)
    ]  # fmt: skip


def _told(line: OfficeLine) -> str:
    at = datetime.now().strftime("%H:%M")  # noqa: DTZ005
    figures = line.figures
    if figures is None:
        return words.WATCH_REFUSED.format(at=at, name=line.source, why=line.refused)
    late = "" if figures.plan else words.WATCH_LATE.format(late=figures.overdue, soon=figures.due_soon)
    return words.WATCH_MADE.format(at=at, name=line.source, report=line.report, total=figures.total) + late
