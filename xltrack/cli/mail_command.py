"""`xltrack mail FILE…`: a mail to the office, each leader and each late unit: listed, drafted, or sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xltrack import api
from xltrack.assessment.locked import unlocked_notes
from xltrack.base.errors import UsageError
from xltrack.cli import words
from xltrack.cli.console import complain, remark, say
from xltrack.cli.gathering import gather
from xltrack.cli.parser import Said
from xltrack.cli.sources import find_sources
from xltrack.domain.settings import FILE_NAME, MailServer, find_mail_server, find_office

if TYPE_CHECKING:
    from xltrack.mail.batch import Mailed, Mailing


def run(said: Said) -> int:
    """Do it; 0, 1 where somebody got nothing or a file could not be read, 2 where sending ended early or could not begin."""
    gathered = gather(said)
    if gathered is None:
        return 2
    if not gathered.assessment.tasks:
        raise UsageError("D174")
    first = find_sources(said.files)[0]
    mailing = api.compose_mail(
        gathered.assessment, gathered.paths, find_office(first), said.output, said.no, password=said.password
    )
    mailed = _mailed(said, mailing, find_mail_server(first))
    for line in mailed.lines:
        say(line)
    for note in (*unlocked_notes(gathered.assessment), *mailed.notes):
        remark(words.SENTENCE_AND_DEED.format(sentence=note.message, deed=note.remedy))
    if mailed.stopped:
        complain(mailed.stopped)
        return 2
    return 1 if any(note.severity != "info" for note in mailed.notes) else gathered.status


def _mailed(said: Said, mailing: Mailing, server: MailServer | None) -> Mailed:
    if said.dry_run:
        return api.foretell_mail(mailing, said.resend or (), sending=said.send)
    if not said.send:
        return api.draft_mail(mailing, server)
    if server is None:
        raise UsageError("D750", path=FILE_NAME, key="服务器")
    from xltrack.mail.batch import Post

    return api.send_mail(mailing, Post(server, said.resend or (), lambda: datetime.now(UTC).astimezone()))
