"""`xltrack report --by-office`: each file its own report, made beside each other, and one book with a line for each."""

from collections.abc import Iterator
from concurrent.futures import Executor
from itertools import islice
from pathlib import Path
from typing import Final

from xltrack import offices
from xltrack.base.errors import UsageError
from xltrack.cli import words
from xltrack.cli.console import tell, tell_json
from xltrack.cli.gathering import ask_password, gather_roster, judging_day
from xltrack.cli.parser import Said
from xltrack.cli.spreading import spread
from xltrack.offices import Order
from xltrack.report.offices import OfficeLine
from xltrack.sources import find_sources

_MANY: Final = 9  # files: a report takes longer than reading one


def report_offices(said: Said, output: Path | None) -> int:
    """Do what was asked; 1 where some file has no report."""
    if output is None or output.suffix.lower() == ".xlsx":
        raise UsageError("D160", reason=words.NEEDS_FOLDER)
    paths = find_sources(said.files)
    password = ask_password() if said.password else None
    roster = gather_roster(said.roster, password) if said.roster else None
    order = Order(judging_day(said), output, said.year, roster, password)

    def made(first: int, executor: Executor | None) -> Iterator[OfficeLine]:
        # Of a run that broke off what is done is in the journal.
        return islice(offices.report_offices(paths, order, executor), first, None)

    lines = list(spread(paths, made, cluster=said.cluster, many=_MANY))
    written = offices.write_offices(lines, paths, order)
    status = 1 if any(line.refused for line in lines) else 0
    if not said.json:
        return tell(written.summary, status)
    from xltrack.programs.reports import render_office_lines

    return tell_json(render_office_lines(lines, order.as_of, written.path), status)
