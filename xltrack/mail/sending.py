"""Sending a batch: each letter to each address once, every step in the ledger before it is taken."""

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_args

from xltrack.base import platform
from xltrack.base.errors import MailError, OutputError
from xltrack.base.system import NotPlainError, read_plain, reason_of
from xltrack.base.text import visible_json
from xltrack.domain.settings import MailServer
from xltrack.mail.letters import Letter, Mailbox, Stamp, render_message
from xltrack.mail.recipients import Recipient
from xltrack.mail.smtp import Session
from xltrack.mail.words import Fate

FILE_NAME: Final = "发送记录.jsonl"
MailState = Literal["sending", "sent", "refused", "later"]
_STATES: Final[Mapping[str, MailState]] = {state: state for state in get_args(MailState)}


class Delivery(NamedTuple):
    """One letter to one address: what is sent, and refused or answered, as a whole."""

    recipient: Recipient
    address: str

    @property
    def key(self) -> str:
        """What it is known by in the ledger, whatever else changes."""
        return "|".join((self.recipient.kind, self.recipient.name, self.address))


def deliveries(recipients: Iterable[Recipient]) -> list[Delivery]:
    """Every address of every recipient."""
    return [Delivery(recipient, address) for recipient in recipients for address in recipient.addresses]


class Ledger:
    """The ledger of one batch: a folder of drafts has one, and the folder is the batch.

    Attributes:
        path: its file; made with the first line that is written.
        batch: what tells this batch from all others.
        drafts: the drafts that stand in the folder, with the digest of each.
        planned: the keys of all deliveries that a run set out to make.
    """

    def __init__(self, path: Path, lines: Sequence[Mapping[str, Any]], length: int) -> None:
        self.path, self._length, self._begun = path, length, False
        self._new = not lines
        self.batch = str(lines[0]["batch"]) if lines else os.urandom(8).hex()
        self.drafts: dict[str, str] = {}
        self.planned: tuple[str, ...] = ()
        self._states: dict[str, MailState] = {}
        for line in lines[1:]:
            if "drafts" in line:
                self.drafts = {str(name): str(digest) for name, digest in line["drafts"].items()}
            elif "planned" in line:
                self.planned = tuple(map(str, line["planned"]))
            else:
                self._states[str(line["to"])] = _STATES[line["state"]]

    def state(self, delivery: Delivery) -> MailState | None:
        """The last that is known of a delivery; None where it was never tried."""
        return self._states.get(delivery.key)

    def message_id(self, delivery: Delivery, domain: str) -> str:
        """The identity of a recipient's letter of this batch: the same however often it is tried."""
        seed = "|".join((self.batch, delivery.recipient.kind, delivery.recipient.name, *delivery.recipient.addresses))
        return f"<xltrack.{hashlib.sha256(seed.encode('utf-8', 'replace')).hexdigest()[:40]}@{domain}>"

    def note(self, delivery: Delivery, state: MailState, at: str, words: str = "") -> None:
        """Write a step down; it is on the disk when this returns.

        Raises:
            OutputError: it could not be written (D149): then the step must not be taken.
        """
        self._append({"state": state, "to": delivery.key, "at": at, **({"words": words} if words else {})})
        self._states[delivery.key] = state

    def note_drafts(self, drafts: Mapping[str, str]) -> None:
        """Write down which drafts stand in the folder."""
        if drafts != self.drafts:
            self._append({"drafts": dict(drafts)})
            self.drafts = dict(drafts)

    def note_planned(self, planned: Iterable[Delivery]) -> None:
        """Write down whom a run sets out to write to."""
        keys = tuple(delivery.key for delivery in planned)
        if keys != self.planned:
            self._append({"planned": keys})
            self.planned = keys

    @property
    def left(self) -> int:
        """How many of a batch that was begun were never tried; 0 where none was begun."""
        tried = [key for key in self.planned if key in self._states]
        return len(self.planned) - len(tried) if tried else 0

    def _append(self, line: Mapping[str, object]) -> None:
        lines = [{"batch": self.batch}, line] if self._new else [line]
        data = b"".join(
            visible_json(json.dumps(one, ensure_ascii=False)).encode("utf-8", "replace") + b"\n" for one in lines
        )
        try:
            if not self._begun and self.path.exists():
                os.truncate(self.path, self._length)
            with self.path.open("ab") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError("D149", path=self.path, reason=reason_of(error)) from error
        if self._new:
            platform.sync_folder(self.path.parent)
        self._begun, self._new = True, False


def find_unfinished(folder: Path, prefix: str) -> Ledger | None:
    """The ledger of the latest batch beside a folder that was sent, its name beginning alike, if it broke off in the middle."""
    with suppress(FileNotFoundError):
        beside = [path for path in folder.parent.iterdir() if path.name.startswith(prefix) and path != folder]
        folders = sorted((path for path in beside if (path / FILE_NAME).is_file()), reverse=True)
        ledgers = map(_earlier_sendings, folders)
        last = next((ledger for ledger in ledgers if ledger and ledger.planned), None)
        return last if last and last.left else None
    return None


def _earlier_sendings(folder: Path) -> Ledger | None:
    """The ledger of an earlier batch; one that makes no sense is no reason not to send another, one that is refused is."""
    try:
        return read_sendings(folder)
    except OutputError as error:
        if isinstance(error.__cause__, OSError) and not isinstance(error.__cause__, NotPlainError):
            raise
        return None


def read_sendings(folder: Path) -> Ledger:
    """The ledger of a folder, an empty one where there is none; nothing is written yet.

    Raises:
        OutputError: it cannot be read or makes no sense (D765).
    """
    path = folder / FILE_NAME
    try:
        data = read_plain(path)
    except FileNotFoundError:
        data = b""
    except OSError as error:
        raise OutputError("D765", path=path) from error
    # A line that a kill cut short was never acted upon.
    whole, ending, _ = data.rpartition(b"\n")
    try:
        return Ledger(path, [json.loads(line) for line in whole.splitlines() if line.strip()], len(whole + ending))
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise OutputError("D765", path=path) from error


class Result(NamedTuple):
    """What became of a delivery: sent now or before, refused, put off, unknown, or not tried; with the server's words."""

    delivery: Delivery
    fate: Fate
    words: str = ""


class Post(NamedTuple):
    """How to send.

    Attributes:
        server: where mail goes out.
        again: recipients, by name or address, who are to get it whatever the ledger says.
        clock: asked when a letter goes out.
    """

    server: MailServer
    again: Collection[str]
    clock: Callable[[], datetime]


class Batch(NamedTuple):
    """What is sent, by whom, and where it is written down.

    Attributes:
        letters: all letters.
        ledger: what was sent before.
        sender: who writes.
        post: how it is sent.
        keep: called before each letter; raises where another run has taken over.
    """

    letters: Sequence[Letter]
    ledger: Ledger
    sender: Mailbox
    post: Post
    keep: Callable[[], None]


def send_letters(batch: Batch, session: Session) -> tuple[list[Result], MailError | None]:
    """Send what was not sent yet; where the server fails as a whole the rest stays for another run.

    Raises:
        OutputError: the ledger cannot be written, or another run is sending: nothing more is sent.
    """
    results: list[Result] = []
    stopped: MailError | None = None
    for letter in batch.letters:
        for found in foretell(batch.ledger, [letter], batch.post.again):
            results.append(found)
            if found.fate == "unsent" and not stopped:
                try:
                    results[-1] = _deliver(batch, letter, found.delivery, session)
                except MailError as error:
                    stopped = error
    return results, stopped


def foretell(batch_ledger: Ledger, letters: Sequence[Letter], again: Collection[str]) -> Iterator[Result]:
    """What a run would find of each delivery before it sends anything."""
    known: Mapping[MailState | None, Fate] = {"sent": "before", "sending": "unknown"}
    for delivery in deliveries([letter.recipient for letter in letters]):
        asked = delivery.recipient.name in again or delivery.address in again
        yield Result(delivery, "unsent" if asked else known.get(batch_ledger.state(delivery), "unsent"))


def _deliver(batch: Batch, letter: Letter, delivery: Delivery, session: Session) -> Result:
    batch.keep()
    now = batch.post.clock()
    at = now.isoformat(timespec="seconds")
    stamp = Stamp(batch.ledger.message_id(delivery, batch.sender.address.rpartition("@")[2]), now)
    data = render_message(letter, letter.excerpt.workbook, batch.sender, stamp)

    def commit() -> None:
        batch.keep()
        batch.ledger.note(delivery, "sending", at)

    outcome = session.send(delivery.address, data, commit)
    if outcome.state != "unknown":
        batch.ledger.note(delivery, outcome.state, at, outcome.words)
    return Result(delivery, outcome.state, outcome.words)
