"""`xltrack export FILE… -o OUT`: one row for each task, unit and milestone, for analysts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xltrack import api
from xltrack.assessment.frame import check_format
from xltrack.assessment.locked import unlocked_notes
from xltrack.base.errors import OutputError
from xltrack.cli import words
from xltrack.cli.console import remark, say
from xltrack.cli.gathering import gather
from xltrack.cli.parser import Said


def run(said: Said) -> int:
    """Write the table; 0, 1 where some files could not be read, 2 where none could."""
    check_export(said.output, said.files)
    gathered = gather(said)
    if gathered is None:
        return 2
    rows, placed = api.export(gathered.assessment, said.output, gathered.paths)
    say(words.EXPORTED.format(rows=rows, path=placed.path))
    for note in (*unlocked_notes(gathered.assessment), *placed.notes):
        remark(note.message)
    return gathered.status


def check_export(path: Path, sources: Sequence[Path]) -> None:
    """Refuse before anything is read what cannot be: a format (D168, D169), or an output that is a source (D140)."""
    check_format(path)
    if path.exists() and any(source.exists() and path.samefile(source) for source in sources):
        raise OutputError("D140", path=path)
