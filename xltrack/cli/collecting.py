"""`xltrack collect`: what came back is read, merged and told."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xltrack import api, collecting
from xltrack.base.errors import UsageError
from xltrack.cli.console import remark, tell
from xltrack.cli.gathering import gather_roster, judging_day
from xltrack.cli.parser import Said
from xltrack.cli.spreading import crew_for
from xltrack.domain.settings import Settings, find_settings
from xltrack.placing.folders import is_folder
from xltrack.placing.output import is_same_file
from xltrack.sources import find_sources, is_passed_over

if TYPE_CHECKING:
    from xltrack.mail.batch import Mailing


class Collecting(NamedTuple):
    """What was done: its exit status, and the mails to those who have sent nothing, where these are asked for."""

    status: int
    mailing: "Mailing | None"
    settings: Settings


def collect(said: Said, output: Path | None) -> Collecting:
    """Do what was asked; mails are composed and neither drafted nor sent yet.

    Raises:
        UsageError: mails are asked for and the roster has no address (D861).
    """
    ledger: Path = said.into
    roster = gather_roster(said.roster, None) if said.roster else None
    settings, mails, as_of = find_settings(ledger), said.mail or said.send, judging_day(said)
    # Other machines stand in other folders.
    files = [path.absolute() for path in _files_of(said.files, bare=mails) if not is_same_file(path, ledger)]
    with crew_for(files, cluster=said.cluster) as crew:
        read = crew.spread(files, lambda first, executor: collecting.seal_forms(files[first:], executor))
        remembered = None if roster else api.remembered_roster([ledger], as_of, output, *said.files)
        document = api.read(ledger, year=said.year, roster=roster, remembered=remembered)
        assessment = api.assess(document, as_of, settings.policy)
        if mails and not any(unit.mail.strip() for unit in assessment.roster.units):
            raise UsageError("D861")
        inbox = collecting.inbox_of(read)
        moment = datetime.now(UTC).astimezone()
        run = collecting.collect(
            assessment, ledger, inbox, output, moment, dry=said.dry_run, near=said.files, hands=crew.hands
        )
    for note in run.notes:
        remark(note.told)
    status = tell(run.told(dry=said.dry_run), 1 if any(note.severity != "info" for note in run.notes) else 0)
    mailing = collecting.mail_missing(run, assessment, ledger, settings.office) if mails and run.rounds else None
    return Collecting(status, mailing, settings)


def _files_of(named: Sequence[Path], *, bare: bool) -> list[Path]:
    """The files that are to be read; of a folder every one, so that what is no workbook is told too.

    Raises:
        UsageError: a folder is empty (D161), unless it may be (`bare`): those who are to be reminded have sent nothing.
    """
    found = list[Path]()
    for path in named:
        if is_folder(path):
            # Whatever is no folder is told where it cannot be read, and be it that it cannot be looked at.
            inside = sorted(p for p in path.iterdir() if not os.path.isdir(p) and not is_passed_over(p.name))  # noqa: PTH112
            found += inside or ([] if bare else find_sources([path]))
        else:
            found += find_sources([path])
    return list(dict.fromkeys(found))
