"""发送记录: what was sent to whom, one line of JSON for each step, on the disk before the step is taken.

It survives whatever ends a run: after 「sending」 alone nobody knows whether the letter went out, so it is never sent again by
itself (docs/规则.md 10.5).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_args

from xltrack import platform
from xltrack.errors import OutputError
from xltrack.mail.recipients import Recipient

FILE_NAME: Final = "发送记录.jsonl"
State = Literal["sending", "sent", "refused", "later"]
_STATES: Final[Mapping[str, State]] = {state: state for state in get_args(State)}


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
    """The ledger of one batch: a folder of drafts has one, and the folder is the batch."""

    def __init__(self, path: Path, batch: str, states: Mapping[str, State], drafts: Mapping[str, str]) -> None:
        self.path, self.batch, self.drafts = path, batch, dict(drafts)
        self._states = dict(states)

    def state(self, delivery: Delivery) -> State | None:
        """The last that is known of a delivery; None where it was never tried."""
        return self._states.get(delivery.key)

    def message_id(self, delivery: Delivery, domain: str) -> str:
        """The identity of a recipient's letter of this batch: the same however often it is tried."""
        seed = "|".join((self.batch, delivery.recipient.kind, delivery.recipient.name, *delivery.recipient.addresses))
        return f"<xltrack.{hashlib.sha256(seed.encode('utf-8', 'replace')).hexdigest()[:40]}@{domain}>"

    def note(self, delivery: Delivery, state: State, at: str, words: str = "") -> None:
        """Write a step down; it is on the disk when this returns.

        Raises:
            OutputError: it could not be written (D149): then the step must not be taken.
        """
        line = {"state": state, "to": delivery.key, "at": at, **({"words": words} if words else {})}
        _append(self.path, line)
        self._states[delivery.key] = state

    def note_drafts(self, drafts: Mapping[str, str]) -> None:
        """Write down which drafts stand in the folder, with the digest of each."""
        if drafts != self.drafts:
            _append(self.path, {"drafts": dict(drafts)})
            self.drafts = dict(drafts)


def open_ledger(folder: Path) -> Ledger:
    """The ledger of a folder, begun where there is none.

    Raises:
        OutputError: it cannot be read or does not make sense (D765), or cannot be written.
    """
    path = folder / FILE_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = b""
    except OSError as error:
        raise OutputError("D765", path=path) from error
    # A line that a kill cut short was never acted upon.
    whole, _, torn = data.rpartition(b"\n")
    if torn:
        _cut(path, len(data) - len(torn))
    lines = [_parsed(line, path) for line in whole.splitlines() if line.strip()]
    if not lines:
        lines = [{"batch": os.urandom(8).hex()}]
        _append(path, lines[0])
    try:
        drafts: Mapping[str, str] = {}
        states: dict[str, State] = {}
        for line in lines[1:]:
            if "drafts" in line:
                drafts = {str(name): str(digest) for name, digest in line["drafts"].items()}
            else:
                states[str(line["to"])] = _STATES[line["state"]]
        return Ledger(path, str(lines[0]["batch"]), states, drafts)
    except (KeyError, AttributeError, TypeError) as error:
        raise OutputError("D765", path=path) from error


def _parsed(line: bytes, path: Path) -> dict[str, Any]:
    try:
        parsed = json.loads(line)
    except ValueError as error:
        raise OutputError("D765", path=path) from error
    if not isinstance(parsed, dict):
        raise OutputError("D765", path=path)
    return parsed


def _append(path: Path, line: Mapping[str, object]) -> None:
    new = not path.exists()
    try:
        with path.open("ab") as file:
            file.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutputError("D149", path=path, reason=error.strerror or type(error).__name__) from error
    if new:
        platform.sync_folder(path.parent)


def _cut(path: Path, length: int) -> None:
    try:
        os.truncate(path, length)
    except OSError as error:
        raise OutputError("D149", path=path, reason=error.strerror or type(error).__name__) from error
