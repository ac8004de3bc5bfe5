"""`xltrack collect`: what came back is read, merged and told."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from xltrack import api, collecting
from xltrack.cli import words
from xltrack.cli.console import remark, tell
from xltrack.cli.gathering import day_of, read_roster
from xltrack.cli.parser import Said
from xltrack.domain.settings import find_settings
from xltrack.placing.folders import is_folder
from xltrack.sources import find_sources, is_passed_over


def collect(said: Said, output: Path | None) -> int:
    """Do what was asked; the exit status."""
    ledger: Path = said.into
    roster = read_roster(said.roster, None) if said.roster else None
    document = api.read(ledger, year=said.year, roster=roster)
    assessment = api.assess(document, day_of(said), find_settings(ledger).policy)
    inbox = collecting.read_inbox(_files_of(said.files), ledger)
    moment = datetime.now(UTC).astimezone()
    run = collecting.collect(assessment, ledger, inbox, output, moment, dry=said.dry_run)
    for note in run.notes:
        remark(words.SENTENCE_AND_DEED.format(sentence=note.message, deed=note.remedy))
    return tell(run.told(dry=said.dry_run), 1 if any(note.severity != "info" for note in run.notes) else 0)


def _files_of(named: Sequence[Path]) -> list[Path]:
    """The files that are to be read; of a folder every one, so that what is no workbook is told too."""
    found = list[Path]()
    for path in named:
        if is_folder(path):
            inside = sorted(p for p in path.iterdir() if p.is_file() and not is_passed_over(p.name))
            found += inside or find_sources([path])
        else:
            found += find_sources([path])
    return list(dict.fromkeys(found))
