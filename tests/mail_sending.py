"""One run of sending over a server on loopback, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.mail_letters import ADDRESSES, mailing
from xltrack.base.errors import MailError, UsageError
from xltrack.base.rules import rule
from xltrack.domain.settings import MailServer
from xltrack.mail.batch import Mailed
from xltrack.mail.sending import Post as How

NOW = datetime(2021, 8, 1, 9, 30, tzinfo=UTC)


def send(folder: Path, server: MailServer, *again: str) -> Mailed:
    """Send the batch of `mail_letters`."""
    return mailing(folder).send(How(server, again, lambda: NOW))


def codes(mailed: Mailed) -> list[str]:
    """What it says of sending; who has no address is said in every run."""
    return [note.code for note in mailed.notes if note.code != "D745"]


def told(error: MailError | UsageError) -> str:
    """The sentence and the deed of a failure."""
    return rule(error.code).message(error.facts) + rule(error.code).remedy(error.facts)


def stopped(folder: Path, server: MailServer) -> MailError:
    """What ended a run before anything was sent."""
    mailed = send(folder, server)
    assert mailed.stopped
    assert ["D763"] == codes(mailed)
    assert f"未发{len(ADDRESSES)}封" in mailed.lines[-1]
    return mailed.stopped
