"""`xltrack draft NOTICE`: a decomposition sheet drafted from a notice."""

from __future__ import annotations

from xltrack import api
from xltrack.base.errors import UsageError
from xltrack.cli.console import say
from xltrack.cli.parser import Said
from xltrack.domain.settings import find_policy


def run(said: Said) -> int:
    """Write the sheet; 0."""
    if len(said.files) > 1:
        raise UsageError("D799", count=len(said.files))
    (path,) = said.files
    written = api.draft(path, said.output, year=said.year, fonts=find_policy(path).fonts)
    for line in written.summary:
        say(line)
    return 0
