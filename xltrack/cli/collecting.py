"""`xltrack collect`: what came back is read, merged and told."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from xltrack import api, collecting
from xltrack.cli import words
from xltrack.cli.console import remark, tell
from xltrack.cli.gathering import day_of, read_roster
from xltrack.cli.parser import Said
from xltrack.domain.settings import find_settings
from xltrack.forms import words as told
from xltrack.placing.folders import is_folder
from xltrack.sources import find_sources, is_passed_over

_NAMED: Final = 6  # units, files


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
    return tell(_lines(run, dry=said.dry_run), 1 if any(note.severity != "info" for note in run.notes) else 0)


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


def _lines(run: collecting.Run, *, dry: bool) -> Iterator[str]:
    done, known = run.collection, run.collection.known
    new = len(known.received) - done.before
    yield told.COLLECTED.format(files=new, cells=done.taken, asked=done.asked)
    for one in known.received[done.before :]:
        yield told.COLLECTED_ONE.format(unit=one.unit or told.UNKNOWN, file=one.file, cells=one.taken, asked=one.asked)
    if done.again:
        yield told.COLLECTED_AGAIN.format(count=len(done.again))
    if done.missing:
        names = "、".join(one.line.unit for one in done.missing[:_NAMED])
        more = "……" if len(done.missing) > _NAMED else ""
        yield told.STILL_MISSING.format(count=len(done.missing), names=names + more)
    if dry:
        yield told.WOULD_WRITE.format(cells=len(done.edits))
        return
    if run.updated:
        yield told.LEDGER_WRITTEN.format(name=run.updated.path.name, cells=len(done.edits))
    yield told.SUMMARY_WRITTEN.format(path=run.summary)
