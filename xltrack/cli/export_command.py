"""`xltrack export FILE… -o OUT`: one row for each task, unit and milestone, for analysts."""

from __future__ import annotations

from argparse import Namespace

from xltrack import api
from xltrack.cli import words
from xltrack.cli.console import say
from xltrack.cli.gathering import gather


def run(said: Namespace) -> int:
    """Write the table; 0, 1 where some files could not be read, 2 where none could."""
    api.check_export(said.output, said.files)
    gathered = gather(said)
    if gathered is None:
        return 2
    rows = api.export(gathered.assessment, said.output)
    say(words.EXPORTED.format(rows=rows, path=said.output))
    return gathered.status
