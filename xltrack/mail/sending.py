"""Sending a batch: each letter to each address once, every step in the ledger before it is taken."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from xltrack.base.errors import MailError
from xltrack.mail.ledger import Delivery, Ledger, deliveries
from xltrack.mail.message import Letter, Mailbox, Stamp, render_message
from xltrack.mail.smtp import Outcome
from xltrack.mail.words import Fate


class Result(NamedTuple):
    """What became of a delivery: sent now or before, refused, put off, unknown, or not tried; with the server's words."""

    delivery: Delivery
    fate: Fate
    words: str = ""


class Sent(NamedTuple):
    """A run of sending: one result for each delivery, and what ended it early."""

    results: tuple[Result, ...]
    stopped: MailError | None = None


class Sender(Protocol):
    """What sends (a `smtp.Session`)."""

    def send(self, address: str, data: bytes, commit: Callable[[], None]) -> Outcome:
        """Send one message to one address."""


class Batch(NamedTuple):
    """What is sent, by whom, and where it is written down.

    Attributes:
        letters: all letters.
        ledger: what was sent before.
        sender: who writes.
        again: names or addresses of those who are to get it once more, whatever the ledger says.
        clock: asked when a letter goes out.
        keep: called before each letter; raises where another run has taken over.
    """

    letters: Sequence[Letter]
    ledger: Ledger
    sender: Mailbox
    again: Collection[str]
    clock: Callable[[], datetime]
    keep: Callable[[], None]


def send_letters(batch: Batch, session: Sender) -> Sent:
    """Send what was not sent yet; where the server fails as a whole the rest stays for another run.

    Raises:
        OutputError: the ledger cannot be written, or another run is sending: nothing more is sent.
    """
    results: list[Result] = []
    stopped: MailError | None = None
    for letter in batch.letters:
        for found in foretell(batch.ledger, [letter], batch.again):
            results.append(found)
            if found.fate == "unsent" and not stopped:
                try:
                    results[-1] = _deliver(batch, letter, found.delivery, session)
                except MailError as error:
                    stopped = error
    return Sent(tuple(results), stopped)


def foretell(batch_ledger: Ledger, letters: Sequence[Letter], again: Collection[str]) -> Iterator[Result]:
    """What a run would find of each delivery before it sends anything."""
    for delivery in deliveries([letter.recipient for letter in letters]):
        yield Result(delivery, _known(batch_ledger, delivery, again) or "unsent")


def _known(ledger: Ledger, delivery: Delivery, again: Collection[str]) -> Literal["before", "unknown"] | None:
    """What keeps a delivery from being sent: that it was, or that it may have been."""
    if delivery.recipient.name in again or delivery.address in again:
        return None
    state = ledger.state(delivery)
    return "before" if state == "sent" else "unknown" if state == "sending" else None


def _deliver(batch: Batch, letter: Letter, delivery: Delivery, session: Sender) -> Result:
    batch.keep()
    now = batch.clock()
    at = now.isoformat(timespec="seconds")
    domain = batch.sender.address.rpartition("@")[2]
    stamp = Stamp(batch.ledger.message_id(delivery, domain), now)
    data = render_message(letter, letter.excerpt.workbook, batch.sender, stamp)

    def commit() -> None:
        batch.keep()
        batch.ledger.note(delivery, "sending", at)

    outcome = session.send(delivery.address, data, commit)
    if outcome.state != "unknown":
        batch.ledger.note(delivery, outcome.state, at, outcome.words)
    return Result(delivery, outcome.state, outcome.words)
